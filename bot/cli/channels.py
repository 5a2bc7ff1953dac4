"""``suara channel``: which channels are on, what the others still need, and one message to oneself."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, get_args

import click

from bot.cli.context import Doors, Refused
from bot.message import Medium

if TYPE_CHECKING:
    from bot.services.carriers import Carrier
    from bot.settings import Settings


@click.group("channel")
def channel() -> None:
    """Saluran: melihat mana yang menyala, menyambung yang baru, mengirim pesan uji."""


@channel.command("list")
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.pass_obj
def list_(doors: Doors, *, as_json: bool) -> None:
    """Lihat semua saluran: yang menyala, dan apa yang masih kurang pada yang lain."""
    from bot.services.carriers import CARRIERS

    settings = doors.settings()
    if as_json:
        values = [_values(settings, one) for one in CARRIERS.values()]
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
        return
    for one in CARRIERS.values():
        _say(settings, one)


@channel.command("add")
@click.argument("name", metavar="SALURAN")
@click.pass_obj
def add(doors: Doors, name: str) -> None:
    """Sambungkan SALURAN: menanyakan yang masih kurang dan menuliskannya ke berkas .env."""
    from bot.services.carriers import door, missing, out_of_reach

    carrier = _carrier(name)
    settings = doors.settings()
    values = {}
    for need in missing(settings, carrier):
        click.echo(f"{need.settings[0]}: {need.hint}")
        values[need.settings[0]] = _asked(need.settings[0], secret=need.secret)
    if out_of_reach(settings, carrier):
        click.echo("SUARA_PUBLIC_URL: alamat server ini dari luar, misalnya https://suara.example")
        values["SUARA_PUBLIC_URL"] = _asked("SUARA_PUBLIC_URL", secret=False)
    if values:
        settings = doors.settings(values)
        click.echo(f"Tersimpan di {doors.keep(values)}. Mulai ulang Suara supaya berlaku.")
    if carrier.path:
        click.echo(f"Alamat untuk pesan masuk: {door(settings, carrier)} ({carrier.there}).")
    if name == "smsgate":
        _register(settings)
    click.echo(f"Cobalah: suara channel test {name} {'ALAMAT' if name == 'email' else 'NOMOR-HP'}-SENDIRI")


@channel.command("test")
@click.argument("name", metavar="SALURAN")
@click.argument("number", metavar="NOMOR")
@click.option("--medium", type=click.Choice(get_args(Medium)), help="SMS atau WhatsApp; tanpa ini yang pertama.")
@click.pass_obj
def test(doors: Doors, name: str, number: str, medium: Medium | None) -> None:
    """Kirim satu pesan uji lewat SALURAN ke NOMOR sendiri (email: ke alamat sendiri), dan lihat apa kata penyedianya."""
    from bot.channels.base import OutcomeUnknown, SendError
    from bot.phone import normalise
    from bot.services.carriers import missing, try_out

    carrier = _carrier(name)
    lacking = missing(doors.settings(), carrier)
    if lacking:
        raise Refused(f"{name} belum menyala. Isi {_names(lacking)}, atau jalankan `suara channel add {name}`.")
    if name == "email":
        _try_letter(doors, number)
        return
    to = normalise(number)
    if to is None:
        raise Refused("Nomornya tidak bisa dibaca. Tulis misalnya 0812-3456-7890.")
    house = doors.house()
    carried = house.channels[name].media()
    wanted = medium or carried[0]
    if wanted not in carried:
        raise Refused(f"{name} tidak membawa {wanted}; pilih {' atau '.join(carried)}.")
    try:
        sent = try_out(house, name, wanted, to)
    except OutcomeUnknown as error:
        raise Refused(f"Belum pasti: {error.tell} Lihat HP-nya dulu sebelum mencoba lagi.") from error
    except SendError as error:
        raise Refused(f"Tidak terkirim ({error.code}): {error.tell}") from error
    click.echo(f"Diterima {name}, nomor pesannya {sent.provider_id}. Lihat HP Anda.")
    if name == "smsgate":
        _warn_newest_first(doors.settings())


def _try_letter(doors: Doors, to: str) -> None:
    from bot.channels.base import SendError
    from bot.services.carriers import try_letter

    house = doors.house()
    if house.postman is None or not re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+", to):
        raise Refused("Alamatnya tidak bisa dibaca. Tulis misalnya saya@serikat.example.")
    try:
        try_letter(house, house.postman, to, doors.now())
    except SendError as error:
        raise Refused(f"Tidak terkirim ({error.code}): {error.tell}") from error
    click.echo("Diterima server surel. Lihat kotak surat Anda.")


def _carrier(name: str) -> Carrier:
    from bot.services.carriers import CARRIERS

    if name not in CARRIERS:
        raise Refused(f"Tidak ada saluran {name}. Yang ada: {', '.join(CARRIERS)}.")
    return CARRIERS[name]


def _names(needs: Any) -> str:
    return ", ".join(" atau ".join(need.settings) for need in needs)


def _say(settings: Settings, carrier: Carrier) -> None:
    from bot.services.carriers import door, missing, out_of_reach

    lacking = missing(settings, carrier)
    state = "menyala" if not lacking else ("mati" if len(lacking) == len(carrier.needs) else "belum lengkap")
    click.echo(f"{carrier.name:<10} {state:<14} {carrier.what}")
    if state == "belum lengkap":
        for need in lacking:
            click.echo(f"{'':<10} isi {' atau '.join(need.settings)}: {need.hint}")
    if not lacking and carrier.path:
        click.echo(f"{'':<10} pesan masuk: {door(settings, carrier)}")
        if out_of_reach(settings, carrier):
            click.echo(f"{'':<10} isi SUARA_PUBLIC_URL: alamat ini hanya terjangkau dari mesin ini")


def _values(settings: Settings, carrier: Carrier) -> dict[str, Any]:
    from bot.services.carriers import door, missing, out_of_reach

    lacking = missing(settings, carrier)
    return {
        "name": carrier.name,
        "on": not lacking,
        "missing": [list(need.settings) for need in lacking],
        "incoming": door(settings, carrier) or None,
        "out_of_reach": out_of_reach(settings, carrier),
    }


def _asked(name: str, *, secret: bool) -> str:
    value: str = click.prompt(name, hide_input=secret).strip()
    if "'" in value or "\n" in value:
        raise Refused(f"{name} tidak boleh memuat tanda petik tunggal.")
    return value


def _register(settings: Settings) -> None:
    from bot.channels.base import SendError
    from bot.channels.smsgate import SmsgateChannel

    try:
        events = SmsgateChannel(settings).register()
    except SendError as error:
        raise Refused(f"Pesan masuk belum terdaftar di HP ({error.code}): {error.tell}") from error
    click.echo(f"{events} kejadian terdaftar di HP gateway.")
    _warn_newest_first(settings)


def _warn_newest_first(settings: Settings) -> None:
    from bot.channels.base import SendError
    from bot.channels.smsgate import SmsgateChannel

    try:
        newest_first = SmsgateChannel(settings).newest_first()
    except SendError as error:
        click.echo(f"Urutan kirim tidak bisa dibaca ({error.code}): {error.tell}", err=True)
        return
    if newest_first:
        click.echo(
            "Perhatian: HP ini mengirim yang terbaru dulu. Di aplikasi pilih Settings, Messages, Processing Order: FIFO, "
            "supaya balasan tidak saling mendahului.",
            err=True,
        )

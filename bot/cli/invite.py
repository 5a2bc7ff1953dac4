"""``suara invite``: a link and a poster with which anybody begins a survey herself."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.context import Doors, Refused
from bot.times import WIB

if TYPE_CHECKING:
    from bot.authoring.poster import Size
    from bot.message import Medium


@click.command("invite")
@click.argument("survey", metavar="SURVEY")
@click.option(
    "--channel", type=click.Choice(["whatsapp", "sms"]), help="Lewat apa; bawaan: WhatsApp kalau ada nomornya."
)
@click.option("--number", default="", metavar="NOMOR", help="Nomor kita, kalau lain dari yang diatur (HP gateway).")
@click.option("--union", default="", metavar="SERIKAT", help="Nama serikat yang ditulis di poster.")
@click.option(
    "--png", type=click.Path(dir_okay=False, path_type=Path), help="Tulis poster dengan kode QR ke berkas ini."
)
@click.option("--size", type=click.Choice(["a5", "a4"]), default="a5", show_default=True, help="Ukuran kertas poster.")
@click.option("--misscall", is_flag=True, help="Nomor ini menjawab panggilan tak terjawab: tulis itu di poster.")
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.pass_obj
def invite(  # noqa: PLR0913 - one for each option
    doors: Doors,
    survey: str,
    channel: Medium | None,
    number: str,
    union: str,
    png: Path | None,
    size: Size,
    *,
    misscall: bool,
    as_json: bool,
) -> None:
    """Buat tautan dan poster agar siapa saja bisa memulai SURVEY sendiri dari HP-nya."""
    from bot.services.invite import CannotInvite
    from bot.services.invite import invite as invited

    house, today = doors.house(), doors.now().astimezone(WIB).date()
    try:
        found = invited(house, survey, today, medium=channel, number=number, union=union)
    except CannotInvite as error:
        raise Refused(str(error)) from error
    if png is not None:
        from bot.authoring.poster import draw
        from bot.wording.poster import poster

        words = poster(
            house.words,
            "id",
            title=found.title,
            keyword=found.keyword,
            number=found.number,
            medium=found.medium,
            union=found.union,
            missed_calls=misscall,
        )
        try:
            png.write_bytes(draw(words, found.link, size))
        except OSError as error:
            raise Refused(f"{png} tidak bisa ditulis: periksa folder, izin, dan ruang disk.") from error
        click.echo(
            f"Poster {size.upper()}: {png}. Cetak hitam-putih, lalu coba pindai sekali sebelum dibagikan.", err=True
        )
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    click.echo(found.link)
    click.echo(f"Tanpa tautan: tulis {found.keyword}, kirim ke {found.number}.", err=True)

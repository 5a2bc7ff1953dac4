"""``suara setup``: prepares the data and takes in the first number of the secretariat; ``prepare`` is the part ``run`` needs."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import click

from bot.cli.context import Doors, Refused
from bot.cli.indonesian import agrees

if TYPE_CHECKING:
    from bot.services.house import House


@click.command("prepare", hidden=True)
@click.option("--quiet", is_flag=True)
@click.pass_obj
def prepare(doors: Doors, *, quiet: bool) -> None:
    """Create or bring forward the database; fill in the demonstration while the simulator is on and nobody is in it."""
    # Ctrl-C reaches us together with whoever started us: this takes a moment, and is better whole.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    house = doors.house()
    if quiet:
        return
    where = "PostgreSQL" if not house.db.is_sqlite else str(house.db.engine.url.database)
    click.echo(f"Basis data siap: {where}")
    click.echo("Survei: " + (", ".join(survey.name for survey in house.library.today) or "belum ada"))
    _tell_changes(house)
    if house.settings.simulator:
        from bot.services import demo

        filled = demo.fill(house, doors.now())
        if filled:
            click.echo(f"Federasi contoh diisi: {filled} orang rekaan.")
    elif not _secretariat(doors):
        click.echo("Belum ada nomor sekretariat: jalankan `suara setup`.")


def _tell_changes(house: House) -> None:
    """Say of each survey that is another one than in its last round what that means for comparing."""
    from bot.cli.survey_versions import said_of
    from bot.services.versions import changes

    with house.db.reading() as db:
        found = [changes(house, db, survey) for survey in house.library.today]
    for one in found:
        if one is not None:
            click.echo(f"  {said_of(one)}")


@click.command("setup")
@click.option("--name", help="Nama orang sekretariat.")
@click.option("--number", help="Nomor HP-nya, misalnya 0812-3456-7890.")
@click.option("--yes", is_flag=True, help="Jangan bertanya.")
@click.pass_obj
def setup(doors: Doors, *, name: str | None, number: str | None, yes: bool) -> None:
    """Siapkan basis data; tanpa simulator, catat nomor sekretariat yang pertama.

    Nomor itu boleh membuka putaran dan menerima ringkasan tiap Senin.
    """
    house = doors.house()
    click.echo("Basis data siap.")
    if name is None and number is None:
        if house.settings.simulator:
            click.echo("Simulator menyala: `suara run` mengisi federasi contoh, nomor sekretariat tidak diperlukan.")
            return
        if _secretariat(doors):
            click.echo("Nomor sekretariat sudah ada. Tambahkan yang lain dengan --name dan --number.")
            return
    if yes and not (name and number):
        raise Refused("Dengan --yes, isi juga --name dan --number. / With --yes, give --name and --number too.")
    name = name or click.prompt("Nama orang sekretariat")
    number = number or click.prompt("Nomor HP-nya")
    if not yes and not agrees(f"Catat {name}, {number}, sebagai sekretariat?", default=True):
        raise Refused("Tidak dicatat.")
    _add(doors, name, number)
    click.echo(f"{name} dicatat sebagai sekretariat. Berikutnya: masukkan anggota dengan `suara members import`.")


def _secretariat(doors: Doors) -> bool:
    from bot.services.members import list_members

    return bool(list_members(doors.house(), role="secretariat"))


def _add(doors: Doors, name: str, number: str) -> None:
    from bot.services.members import MemberProblem, add_member

    try:
        add_member(doors.house(), name=name, number=number, role="secretariat", now=doors.now())
    except MemberProblem as error:
        raise Refused(f"Belum dicatat: {error}.") from error

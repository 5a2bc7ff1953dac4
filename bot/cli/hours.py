"""``suara hours``: when messages that nobody asked for may leave, and the file of national holidays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.context import Doors, Refused

if TYPE_CHECKING:
    from datetime import date


@click.group("hours", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.pass_context
def hours(context: click.Context, *, as_json: bool) -> None:
    """Lihat kapan undangan dan pengingat berikutnya boleh keluar, di ketiga zona waktu.

    Jamnya di surveys/federasi/jam.yaml, hari libur nasional di surveys/federasi/libur.csv.
    """
    if context.invoked_subcommand is not None:
        return
    from bot.times import ZONES, local, say_moment

    doors: Doors = context.obj
    house, now = doors.house(), doors.now()
    found = {
        name: (house.hours.next(now, zone), house.hours.next(now, zone, evening=True)) for name, zone in ZONES.items()
    }
    if as_json:
        click.echo(json.dumps({name: [moment.isoformat() for moment in pair] for name, pair in found.items()}))
        return
    for name, (day, evening) in found.items():
        zone = ZONES[name]
        click.echo(f"{name}: undangan {say_moment(day, zone)}; pengingat {say_moment(evening, zone)}")
    coming = sorted(day for day in house.hours.holidays if day >= local(now, ZONES["WIB"]).date())[:3]
    click.echo("Hari libur berikutnya: " + (", ".join(f"{day:%d-%m-%Y}" for day in coming) or "tidak ada di libur.csv"))


@hours.command("holidays")
@click.argument("year", type=click.IntRange(2020, 2100), metavar="TAHUN")
@click.option(
    "--file", "path", type=click.Path(dir_okay=False), help="Berkas lain; bawaan: surveys/federasi/libur.csv."
)
def holidays_(year: int, path: str | None) -> None:
    """Tambahkan hari libur nasional tahun TAHUN ke libur.csv; tahun yang sudah ada tidak diubah."""
    import holidays

    from bot.bootstrap.settings import ROOT
    from bot.policy.hours import HOLIDAYS, read_holidays
    from bot.policy.reading import PolicyError

    file = Path(path) if path else ROOT / "surveys" / "federasi" / HOLIDAYS
    try:
        known = read_holidays(file.read_text("utf-8")) if file.is_file() else {}
    except PolicyError as error:
        raise Refused(str(error)) from error
    if any(day.year == year for day in known):
        raise Refused(f"Tahun {year} sudah ada di {file.name}; perbaiki barisnya di sana.")
    fresh = dict(holidays.country_holidays("ID", years=[year], language="id"))
    _write(file, known | fresh)
    click.echo(f"{len(fresh)} hari libur tahun {year} ditambahkan ke {file.name}. Periksa dengan keputusan pemerintah.")


def _write(file: Path, days: dict[date, str]) -> None:
    lines = [f"{day},{name}" for day, name in sorted(days.items())]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(["tanggal,nama", *lines, ""]), encoding="utf-8")

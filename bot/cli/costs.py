"""``suara cost``: what messages came to, by union and channel, and a page of a whole year."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from bot.analysis.spending import Cost, by_union, together
from bot.cli.context import Doors, Refused
from bot.services import budgets, costs, unions
from bot.services.house import House
from bot.times import month_of
from bot.wording.cost_page import MONTHS, page, through
from bot.wording.shown import number, rupiah
from storage import tables as t

_union = click.option("--union", "union", help="Kunci atau nama serikat; tanpa ini: semua.")


@click.group("cost", invoke_without_command=True)
@click.option("--month", "month_text", metavar="2026-11", help="Bulan; tanpa ini bulan ini.")
@click.option("--year", type=click.IntRange(2000, 9999), help="Satu tahun penuh, bukan satu bulan.")
@_union
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.option("--csv", "as_csv", is_flag=True, help="Hanya CSV di keluaran, untuk Excel.")
@click.pass_context
def cost(
    ctx: click.Context, month_text: str | None, year: int | None, union: str | None, *, as_json: bool, as_csv: bool
) -> None:
    """Biaya per pesan, per jawaban, dan per jawaban lengkap, menurut serikat dan saluran."""
    if ctx.invoked_subcommand is not None:
        return
    doors: Doors = ctx.obj
    house, now = doors.house(), doors.now()
    months = _months(month_text, year, now)
    found = costs.table(house, months, _union_id(house, union, now))
    if as_json:
        click.echo(json.dumps(_as_json(house, months, found, now), ensure_ascii=False, indent=2))
    elif as_csv:
        click.echo(_as_csv(found), nl=False)
    else:
        _tell(house, months, found, now)


@cost.command("report")
@click.option("--year", type=click.IntRange(2000, 9999), help="Tahun; tanpa ini tahun ini.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Berkas HTML yang ditulis.")
@click.pass_obj
def report(doors: Doors, year: int | None, out: Path) -> None:
    """Tulis satu halaman biaya setahun, untuk dibaca di HP, dicetak, atau dikirim."""
    house, now = doors.house(), doors.now()
    year = year or month_of(now).year
    found = {month: costs.table(house, [month]) for month in _months(None, year, now)}
    try:
        out.write_text(page(year, found), encoding="utf-8")
    except OSError as error:
        raise Refused(f"{out} tidak bisa ditulis: {error.strerror}.") from error
    click.echo(f"Tersimpan: {out}", err=True)


def _months(text: str | None, year: int | None, now: datetime) -> list[date]:
    if text is not None and year is not None:
        raise click.UsageError("Pilih --month atau --year, bukan keduanya.")
    if year is not None:
        return [date(year, month, 1) for month in range(1, 13)]
    if text is None:
        return [month_of(now)]
    found = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text.strip())
    if found is None or int(found[1]) < 2000:
        raise click.BadParameter(f"{text}: tulis seperti 2026-11.", param_hint="--month")
    return [date(int(found[1]), int(found[2]), 1)]


def _union_id(house: House, union: str | None, now: datetime) -> int | None:
    if union is None:
        return None
    with house.db.reading() as db:
        found = unions.named(house, db, union, now.date())
        if found is None:
            keys = ", ".join(db.scalars(select(t.union.c.key).order_by(t.union.c.key))) or "-"
            raise Refused(f"Serikat {union} tidak ada. Yang ada: {keys}.")
    return found.id


# --- said ----------------------------------------------------------------------------------------------------------


def _purses(house: House, now: datetime) -> list[budgets.Purse]:
    with house.db.reading() as db:
        return budgets.open_purses(house, db, now)


def _as_json(house: House, months: Sequence[date], found: Sequence[Cost], now: datetime) -> dict[str, Any]:
    return {
        "months": [f"{month:%Y-%m}" for month in months],
        "costs": [one.values() for one in found],
        "unions": [whole.values() for whole, _ in by_union(found)],
        "total": together(found).values(),
        "budgets": [purse.values() for purse in _purses(house, now)],
    }


def _as_csv(found: Sequence[Cost]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(Cost().values()), lineterminator="\n")
    writer.writeheader()
    writer.writerows(one.values() for one in found)
    return written.getvalue()


_HEAD = ("serikat", "lewat", "pesan", "biaya", "per pesan", "per jawaban", "per lengkap", "lengkap", "pulsa Ibu")


def _tell(house: House, months: Sequence[date], found: Sequence[Cost], now: datetime) -> None:
    when = f"{MONTHS[months[0].month - 1]} {months[0].year}" if len(months) == 1 else f"tahun {months[0].year}"
    click.echo(f"Biaya {when}, dalam rupiah")
    if not found:
        click.echo("  Belum ada pesan yang berangkat.")
    else:
        rows: list[tuple[str, ...]] = [_HEAD]
        for whole, parts in by_union(found):
            rows += [_row(whole.union or "tanpa serikat", "semua", whole)]
            rows += [_row("", through(one), one) for one in parts]
        rows.append(_row("Semua", "", together(found)))
        for line in _aligned(rows):
            click.echo(line)
    for purse in _purses(house, now):
        whose = {"month": "bulan ini", "round": f"putaran {purse.name}", "union": f"serikat {purse.name} bulan ini"}
        said = purse.said()
        click.echo(f"anggaran {whose[purse.kind]}: {rupiah(said.spent)} dari {rupiah(said.limit)} ({purse.percent} %)")
    _warn(house)


def _warn(house: House) -> None:
    with house.db.reading() as db:
        known = set(db.scalars(select(t.union.c.key)))
    for key in sorted(set(house.budgets.unions) - known):
        click.echo(f"anggaran.yaml: serikat {key} tidak ada; yang ada: {', '.join(sorted(known)) or '-'}.", err=True)
    priced = {(channel, medium) for channel, medium, _ in house.prices.rates}
    for name, channel in sorted(house.channels.items()):
        for medium in channel.media():
            if (name, medium) not in priced:
                click.echo(f'harga.yaml: "{name} {medium}" belum punya harga; pesannya dihitung Rp0.', err=True)


def _row(union: str, way: str, one: Cost) -> tuple[str, ...]:
    rates = (
        "-" if rate is None else number(round(rate)) for rate in (one.per_message, one.per_answer, one.per_response)
    )
    return (
        union,
        way,
        number(one.messages),
        number(one.rupiah),
        *rates,
        number(one.responses),
        number(one.her_rupiah),
    )


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if at < 2 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]

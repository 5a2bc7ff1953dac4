"""``suara summary``: the weekly summary as the secretariat receives it, or as figures for another program."""

from __future__ import annotations

import json

import click

from bot.cli.context import Doors, Refused
from bot.services import summaries
from bot.times import Week, weekly_summary_due


@click.group("summary")
def summary() -> None:
    """Ringkasan mingguan."""


@summary.command("weekly")
@click.option(
    "--week", "week_text", metavar="2026-W47", help="Minggu ISO, Senin 00.00 WIB; tanpa ini yang terakhir selesai."
)
@click.option("--sms", is_flag=True, help="Teks untuk SMS; tanpa ini teks untuk WhatsApp.")
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.pass_obj
def weekly(doors: Doors, week_text: str | None, *, sms: bool, as_json: bool) -> None:
    """Lihat ringkasan satu minggu. Minggu yang sudah lewat disimpan; yang masih berjalan hanya ditunjukkan."""
    now = doors.now()
    try:
        week = Week.parse(week_text) if week_text else weekly_summary_due(now)
    except ValueError as error:
        raise click.BadParameter(f"{week_text}: tulis seperti 2026-W47.", param_hint="--week") from error
    if week.start > now:
        raise Refused(f"Minggu {week} belum mulai; ringkasannya ada mulai Senin sesudahnya pukul 07.30 WIB.")
    found = summaries.get(doors.house(), week, now)
    if as_json:
        click.echo(json.dumps(found.json(), ensure_ascii=False, indent=2))
    else:
        click.echo(found.sms if sms else found.whatsapp)
        if not found.stored:
            click.echo("Minggu ini masih berjalan; angkanya belum tetap.", err=True)

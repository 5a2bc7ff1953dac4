"""``suara survey play``: one conversation about a survey, by hand or with replies from a file, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import IO, TYPE_CHECKING

import click

from bot.cli.context import Doors
from bot.cli.survey_tools import (
    language_of,
    language_option,
    moment_of,
    now_option,
    speech_of,
    survey_of,
    zone_option,
)

if TYPE_CHECKING:
    from bot.authoring.playing import Play, Turn


@click.command("play")
@click.argument("file", metavar="BERKAS")
@click.option(
    "--channel", type=click.Choice(["sms", "whatsapp"]), default="sms", help="Yang dipegang Ibu; bawaan: sms."
)
@language_option
@click.option(
    "--replies", metavar="BERKAS", type=click.File("r", "utf-8"), help="Balasan, satu per baris; kosong: lewati."
)
@click.option("--json", "as_json", is_flag=True, help="Satu baris JSON untuk setiap pertanyaan yang dibalas.")
@click.option("--no-consent", is_flag=True, help="Persetujuan dianggap sudah ada dan tidak ditanyakan.")
@click.option("--fact", "facts", multiple=True, metavar="APA=ISI", help="Yang sudah diketahui: member:name=Sari ...")
@now_option
@zone_option
@click.pass_obj
def play(  # noqa: PLR0913, PLR0917 - one for each option
    doors: Doors,
    file: str,
    channel: str,
    language: str,
    replies: IO[str] | None,
    facts: tuple[str, ...],
    now: str | None,
    zone: str,
    *,
    as_json: bool,
    no_consent: bool,
) -> None:
    """Mainkan satu percakapan tentang survei BERKAS, di layar ini atau dengan balasan dari sebuah berkas.

    Balasan kosong melewati pertanyaan. geo:LINTANG,BUJUR mengirim lokasi, file:NAMA mengirim foto atau suara, /2
    mengetuk tombol kedua (WhatsApp). Ctrl-D mengakhiri.
    """
    from bot.authoring.playing import Play
    from bot.wording.words import PLAIN, WHATSAPP

    survey = survey_of(file)
    words, phrases = speech_of(doors)
    played = Play(
        survey,
        words,
        phrases,
        moment_of(now, zone),
        WHATSAPP if channel == "whatsapp" else PLAIN,
        language_of(survey, language),
    )
    played.start(consent_known=no_consent, facts=dict(each.split("=", 1) for each in facts if "=" in each))
    said = _lines(replies or sys.stdin)
    if as_json:
        _as_json(played, said)
    else:
        typed = replies is None and sys.stdin.isatty()
        _as_chat(played, _typed() if typed else said, sms=channel == "sms", typed=typed)


def _lines(replies: IO[str]) -> Iterator[str]:
    for line in replies:
        yield line.rstrip("\r\n").removeprefix("\ufeff")


def _typed() -> Iterator[str]:
    while True:
        try:
            yield input("Ibu> ")
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return


def _as_json(played: Play, replies: Iterator[str]) -> None:
    while not played.over:
        line = next(replies, None)
        if line is None:
            click.echo(_turn(played.open_turn))
            break
        click.echo(_turn(played.reply(line)))
    last = {"answers": played.answers, "text": played.ending, "outcome": played.conversation.phase.value}
    click.echo(json.dumps(last, ensure_ascii=False))


def _turn(turn: Turn) -> str:
    return json.dumps(
        {
            "asked": turn.asked,
            "text": turn.text,
            "choices": [asdict(each) for each in turn.choices],
            "reply": turn.reply,
            "accepted": turn.accepted,
            "value": turn.value,
        },
        ensure_ascii=False,
    )


def _as_chat(played: Play, replies: Iterator[str], *, sms: bool, typed: bool) -> None:
    from bot.segments import measure

    shown = 0

    def show() -> None:
        nonlocal shown
        for spoken in played.said[shown:]:
            measured = measure(spoken.text)
            size = f"  [{measured.units} huruf, {measured.segments} SMS]" if sms else ""
            click.echo(f"Bot: {spoken.text}{size}")
            for one in spoken.attached:
                click.echo(f"     ({one.of}: {one.file})")
            if spoken.options:
                click.echo("     " + "  ".join(f"/{at} {one.title}" for at, one in enumerate(spoken.options, 1)))
        shown = len(played.said)

    show()
    while not played.over:
        line = next(replies, None)
        if line is None:
            break
        if not typed:
            click.echo(f"Ibu: {line}")
        played.reply(line)
        show()
    if played.answers:
        click.echo("\nTersimpan:")
        for name, value in played.answers.items():
            click.echo(f"  {name} = {value}")

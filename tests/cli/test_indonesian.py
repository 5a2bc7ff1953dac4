"""Whoever mistypes a command reads Indonesian: what is wrong, where the help is, and what was not done."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli import COMMANDS, main
from bot.cli.indonesian import agrees, explain

ENGLISH = re.compile(r"\b(Usage|Options|Commands|Error|Invalid|Missing|Try|Show this|Aborted|y/N|No such)\b")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("terbang", "perintah 'terbang' tidak ada."),
        ("--zzz", "pilihan --zzz tidak ada."),
        ("run --jso", "pilihan --jso tidak ada."),
        ("run lekas sekali", "kelebihan isian lekas sekali."),
        ("members bogus", "perintah 'bogus' tidak ada."),
        ("members list --rol", "pilihan --rol tidak ada. Maksudnya --role?"),
        ("members list --role ratu", "--role: pilih salah satu dari coordinator, member, partner, secretariat, staff."),
        ("members list --union", "pilihan --union perlu nilai, atau nilainya tidak cocok."),
        ("members erase tujuh", "ID: harus bilangan bulat."),
        ("members erase 99999999999", "ID: harus bilangan bulat."),
        ("members import tidak-ada.csv", "BERKAS.csv: berkas atau folder itu tidak ada atau tidak bisa dibaca."),
        ("answers export 1", "--csv belum diisi."),
        ("summary weekly --week foo", "--week: foo: tulis seperti 2026-W47."),
    ],
)
def test_wrong_usage_is_said_in_indonesian_and_leaves_with_2(
    line: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUARA_DATA", str(tmp_path))
    result = CliRunner().invoke(main, line.split())
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines()[0] == f"Perintah keliru: {said}"
    assert result.stderr.splitlines()[1].endswith("--help")
    assert not ENGLISH.search(result.stderr)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_has_no_english_of_clicks_own(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.output.startswith("Pemakaian: ")
    assert not ENGLISH.search(result.output.replace("[OPTIONS]", ""))


def test_a_group_alone_shows_its_help() -> None:
    result = CliRunner().invoke(main, ["members"])
    assert result.exit_code == 2
    assert "Perintah keliru" not in result.output
    assert "import" in result.output


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (click.UsageError("Missing command."), "sebutkan perintahnya."),
        (click.UsageError("Sudah jelas."), "Sudah jelas."),
        (click.BadParameter("terlalu tua", param_hint="umur"), "umur: terlalu tua"),
        (click.BadParameter("terlalu tua"), "isian: terlalu tua"),
    ],
)
def test_other_mistakes_keep_their_sense(error: click.UsageError, said: str) -> None:
    assert explain(error) == said


@click.command
@click.option("--default", is_flag=True)
def _asks(*, default: bool) -> None:
    click.echo(f"-> {agrees('Lanjut?', default=default)}")


@pytest.mark.parametrize(
    ("typed", "options", "answer"),
    [("ya", [], True), ("Y", [], True), ("tidak", [], False), ("", [], False), ("", ["--default"], True)],
)
def test_a_question_takes_ya_and_tidak(typed: str, options: list[str], answer: bool) -> None:
    result = CliRunner().invoke(_asks, options, input=f"{typed}\n")
    assert result.stdout == f"-> {answer}\n"


def test_a_question_is_put_again_until_it_is_answered() -> None:
    result = CliRunner().invoke(_asks, input="entah\nya\n")
    assert "Tulis ya atau tidak." in result.stderr
    assert result.stdout == "-> True\n"


def test_nobody_at_the_keyboard_means_that_nothing_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUARA_DATA", str(tmp_path))
    result = CliRunner().invoke(main, ["members", "erase", "1"], input="")
    assert result.exit_code == 1
    assert result.stderr.endswith("Dibatalkan; tidak ada yang dilakukan.\n")

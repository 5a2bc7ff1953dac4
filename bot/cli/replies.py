"""``suara replies``: how a reply is read and why, how well replies are read, and teaching what was not understood."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.analysis.evaluation import (
    TYPES,
    CannotEvaluate,
    Count,
    Evaluation,
    Judged,
    evaluate,
    kind_of,
    parse_rows,
    reader_of,
)
from bot.cli.context import Doors, Refused
from bot.cli.learning import learn
from bot.survey.model import Kind
from bot.times import WIB
from bot.understanding import NotAnAnswer, Phrases, Read, Reading, Unclear, control, explain, read

if TYPE_CHECKING:
    from bot.understanding.explain import Step

_STAGES = {
    "letters": "Huruf",
    "spelling": "Ejaan",
    "taken_back": "Ralat",
    "left_out": "Diabaikan",
    "numbers": "Angka",
    "phrases": "Kata yang dikenal",
}
_REASONS = {
    "morning_or_evening": "pagi atau malam?",
    "which_choice": "pilihan yang mana?",
    "which_place": "tempat yang mana?",
    "which_number": "berapa tepatnya?",
    "thousands": "ribu atau juta?",
    "range": "kisaran, berapa tepatnya?",
    "no_such_date": "tanggal itu tidak ada",
    "which_date": "tanggal berapa tepatnya?",
    "yes_or_no": "ya atau tidak?",
    "limits": "di luar batas pertanyaan",
    "typo": "salah ketik?",
}
_MISSES_SHOWN = 200


@click.group("replies")
def replies() -> None:
    """Balasan: membaca satu balasan, mengukur pembacaan, mengajari kata baru."""


def phrases_of(doors: Doors) -> Phrases:
    """Return the phrases with what was taught, without opening the database."""
    from bot.bootstrap.phrases import read_phrases

    return read_phrases(doors.settings())


@replies.command("read")
@click.argument("text", metavar="BALASAN")
@click.option(
    "--type",
    "type_",
    type=click.Choice(TYPES),
    default="text",
    metavar="JENIS",
    help=f"Jenis pertanyaan: {', '.join(TYPES)}.",
)
@click.option(
    "--choice", "choices", multiple=True, metavar="LABEL", help="Satu pilihan atau tempat; boleh berkali-kali, urut."
)
@click.option("--min", "minimum", type=float, metavar="ANGKA", help="Batas bawah.")
@click.option("--max", "maximum", type=float, metavar="ANGKA", help="Batas atas.")
@click.option("--unit", default="", metavar="SATUAN", help="Satuan yang disimpan, misalnya kg.")
@click.option(
    "--prefer", type=click.Choice(["past", "future"]), default="past", help="Hari yang lalu atau yang akan datang."
)
@click.option("--ref", metavar="HARI", help="Hari bertanya, misalnya 2026-11-24; tanpa ini hari ini.")
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.pass_obj
def read_(doors: Doors, /, text: str, *, type_: str, ref: str | None, as_json: bool, **context: Any) -> None:
    """Tunjukkan langkah demi langkah bagaimana BALASAN dibaca, dan apa yang disimpan.

    Contoh: suara replies read --type money "sjuta stgh bu"
    """
    labels = {str(place): label for place, label in enumerate(context.pop("choices"), 1)}
    given = {
        "choices": labels,
        "labels": labels,
        "places": labels,
        "min": context["minimum"],
        "max": context["maximum"],
    }
    kind = kind_of(type_, {**context, **given})
    today = _day(ref) if ref else _today()
    phrases = phrases_of(doors)
    steers = control(text, phrases=phrases, kind=kind)
    assert kind is not None  # noqa: S101 - click allows only known types
    reading = read(kind, text, phrases=phrases, today=today)
    steps = explain(kind, text, phrases=phrases, today=today)
    if as_json:
        found = {"control": steers.value if steers else None, **_as_json(reading)}
        click.echo(
            json.dumps({"reply": text, "steps": [_step_json(one) for one in steps], **found}, ensure_ascii=False)
        )
        return
    click.echo(f"{'Ditulis':<18} {text}")
    for step in steps:
        for at, line in enumerate(_lines(step)):
            click.echo(f"{_STAGES[step.name] if at == 0 else '':<18} {line}")
    if steers is not None:
        click.echo(f"{'Perintah':<18} {steers.value}: tidak disimpan sebagai jawaban")
    click.echo(f"{'Hasil':<18} {_result(reading, kind)}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text} bukan hari; tulis seperti 2026-11-24.", param_hint="--ref") from None


def _today() -> date:
    return datetime.now(WIB).date()


def _lines(step: Step) -> Iterable[str]:
    return [f"{before} → {after}" if after else before for before, after in step.found]


def _step_json(step: Step) -> dict[str, object]:
    return {"step": step.name, "found": [list(pair) for pair in step.found]}


def _as_json(reading: Reading) -> dict[str, object]:
    match reading:
        case Read(value, rule, confidence):
            return {"result": "read", "value": value, "rule": rule, "confidence": confidence}
        case Unclear(candidates, reason):
            return {"result": "unclear", "candidates": list(candidates), "reason": reason}
        case NotAnAnswer():
            return {"result": "not_an_answer"}


def _result(reading: Reading, kind: Kind) -> str:
    match reading:
        case Read(value, rule, confidence):
            shown = f'"{value}"' if value else "tidak ada satu pun"
            return f"{shown} (aturan {rule}, keyakinan {round(confidence * 100)} %)"
        case Unclear(candidates, reason):
            labels = {choice.name: choice.label["id"] for choice in getattr(kind, "choices", ())}
            between = " atau ".join(labels.get(one, one) for one in candidates)
            return f"ditanya lagi: {_REASONS[reason]}" + (f" {between}" if between else "")
        case NotAnAnswer():
            return "bukan jawaban; pertanyaan diulang dengan kata yang lebih sederhana"


@replies.command("evaluate")
@click.argument("file", metavar="BERKAS", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.option(
    "--rows",
    "rows_file",
    metavar="BERKAS.jsonl",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Simpan hasil tiap baris.",
)
@click.option(
    "--misses", type=click.IntRange(0), default=_MISSES_SHOWN, metavar="N", help="Sebanyak ini yang keliru ditampilkan."
)
@click.pass_obj
def evaluate_(doors: Doors, file: Path, *, as_json: bool, rows_file: Path | None, misses: int) -> None:
    """Ukur seberapa baik balasan dibaca: benar, ditanya lagi, atau salah tetapi disimpan.

    BERKAS adalah CSV dengan kolom type, context, reply, expected, difficulty.
    """
    try:
        rows = parse_rows(file.read_text("utf-8-sig"), _today())
    except (CannotEvaluate, UnicodeDecodeError, OSError) as error:
        raise Refused(f"{file}: {error}") from error
    found = evaluate(rows, reader_of(phrases_of(doors)))
    if rows_file is not None:
        _write_rows(rows_file, found.judged)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        _show(found, misses)


def _write_rows(file: Path, judged: Iterable[Judged]) -> None:
    lines = [json.dumps(_row_json(one), ensure_ascii=False) + "\n" for one in judged]
    try:
        file.write_text("".join(lines), "utf-8")
    except OSError as error:
        raise Refused(
            f"{file} tidak bisa ditulis: periksa foldernya, izinnya dan ruang disk. / "
            f"{file} cannot be written: check its folder, its permissions and the disk."
        ) from error


def _row_json(one: Judged) -> dict[str, object]:
    return {
        "type": one.row.type,
        "reply": one.row.reply,
        "expected": one.row.expected,
        "value": one.answer.value,
        "outcome": one.outcome,
        "rule": one.answer.rule,
        "confidence": one.answer.confidence,
    }


def _show(found: Evaluation, misses: int) -> None:
    click.echo(f"{'':<17}{'baris':>7}{'benar':>9}{'ditanya':>9}{'salah':>9}   {'kosong disimpan':>16}")
    for name, count in [*sorted(found.types.items()), *sorted(found.difficulty.items()), ("semua", found.total)]:
        click.echo(_count_line(name, count))
    wrong = [one for one in found.judged if one.outcome != "right"]
    for one in wrong[:misses]:
        said = {"asked": "ditanya", "stored_wrong": "SALAH"}[one.outcome]
        value = f" → {json.dumps(one.answer.value, ensure_ascii=False)}" if one.answer.value is not None else ""
        expected = json.dumps(one.row.expected, ensure_ascii=False)
        click.echo(f"{said:<8} {one.row.type:<15} {one.row.reply!r}{value} ({one.answer.rule}); mestinya {expected}")
    if len(wrong) > misses:
        click.echo(f"... dan {len(wrong) - misses} lagi (--misses N, atau --rows BERKAS.jsonl untuk semuanya).")


def _count_line(name: str, count: Count) -> str:
    parts = (count.right, count.asked, count.stored_wrong)
    shares = "".join(f"{100 * part / count.rows:>8.1f}%" for part in parts)
    return f"{name or '(kosong)':<17}{count.rows:>7}{shares}   {f'{count.null_stored} dari {count.null_rows}':>16}"


replies.add_command(learn)

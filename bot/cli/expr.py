"""``suara expr``: works out one ODK expression, or with ``--batch`` one a line, to try out what a survey would do."""

from __future__ import annotations

import json
import math
import random
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, cast

import click

from bot.cli.context import Refused
from bot.cli.moments import BadMoment, read_moment

if TYPE_CHECKING:
    from bot.survey.answers import Answers
    from bot.survey.tree import Plain
    from bot.survey.values import Value

_EVERY_LINE: Final = "Baris ini tidak bisa dihitung."


class _Wrong(Exception):
    """What was given is no request; the text says why, in Indonesian."""


@click.command("expr")
@click.argument("expression", required=False)
@click.option("--set", "settings", multiple=True, metavar="NAMA=ISI", help="Jawaban; nama yang sama dua kali: daftar.")
@click.option("--self", "own", default=None, metavar="ISI", help="Jawaban baru, yaitu titik.")
@click.option("--now", metavar="ISO", help="Saat ini menurut rumus, misalnya 2026-11-24T08:00.")
@click.option(
    "--zone", metavar="AREA", help="WIB, WITA, WIT, Asia/Makassar, +07:00 ... (bila kosong: dari --now, atau UTC)."
)
@click.option("--batch", is_flag=True, help="Baca satu objek JSON per baris dari masukan, tulis satu per baris.")
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
def expr(
    expression: str | None,
    settings: tuple[str, ...],
    own: str | None,
    now: str | None,
    zone: str | None,
    *,
    batch: bool,
    as_json: bool,
) -> None:
    """Hitung satu rumus ODK, misalnya "${umur} >= 17" --set umur=20.

    Dengan --batch tiap baris masukan berisi {"expr": ..., "values": {...}, "self": ..., "now": ..., "zone": ...}; isi
    values boleh teks, angka, true/false, daftar, atau daftar objek (pertanyaan berulang). Tiap baris keluaran berisi
    {"value": ..., "type": ...} atau {"error": ...}.
    """
    if batch:
        if expression is not None:
            raise click.UsageError("Dengan --batch rumusnya dibaca dari masukan, bukan dari perintah.")
        _every_line()
        return
    if expression is None:
        raise click.UsageError("Rumusnya belum ditulis.")
    request = {"expr": expression, "values": _values(settings), "self": own, "now": now, "zone": zone}
    found = _answer(request)
    if "error" in found and not as_json:
        raise Refused(str(found["error"]))
    value = found.get("value")
    click.echo(_dumps(found) if as_json else _shown(value))
    if "error" in found:
        raise click.exceptions.Exit(1)


def _every_line() -> None:
    """Answer every line of the input; whatever is in it, the next one is answered too."""
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace").strip()
        if line:
            click.echo(_dumps(_line(line)))


def _line(line: str) -> dict[str, object]:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": "Baris ini bukan JSON."}
    if not isinstance(request, dict):
        return {"error": 'Baris ini bukan objek JSON seperti {"expr": "1 + 1"}.'}
    try:
        return _answer(request)
    except Exception:  # noqa: BLE001 - one line must never keep the next from its answer
        return {"error": _EVERY_LINE}


def _answer(request: Mapping[str, object]) -> dict[str, object]:
    from bot.survey.expressions import ExpressionError, compile_expression
    from bot.survey.scope import TooMuch

    try:
        compiled = compile_expression(_text(request), paths=True, late=True)
        return _as_json(compiled.within(_context(request)))
    except ExpressionError as error:
        problem = error.problem
        said = f"{problem.code} kolom {problem.column}: {problem.message_id} {problem.cure_id}"
        return {"error": said, "code": problem.code, "column": problem.column}
    except TooMuch:
        return {"error": "Rumus ini terlalu berat untuk dihitung; sederhanakan."}
    except (_Wrong, BadMoment) as error:
        return {"error": str(error)}


def _text(request: Mapping[str, object]) -> str:
    text = request.get("expr")
    if not isinstance(text, str):
        raise _Wrong('"expr" harus berisi rumus sebagai teks.')
    return text


def _context(request: Mapping[str, object]) -> Answers:
    from bot.survey.answers import Answers
    from bot.survey.tree import plain_text

    values, own = request.get("values"), request.get("self")
    if values is not None and not isinstance(values, dict):
        raise _Wrong('"values" harus berupa objek.')
    if own is not None and not isinstance(own, str | int | float):
        raise _Wrong('"self" harus berupa teks, angka, atau true/false.')
    chance: Callable[[], float] = random.SystemRandom().random
    return Answers(
        cast("Mapping[str, Plain]", values or {}),
        read_moment(request.get("now"), request.get("zone")),
        new=None if own is None else plain_text(own),
        chance=chance,
    )


def _values(settings: tuple[str, ...]) -> dict[str, object]:
    """Return the answers of ``--set``; a name that is set more than once is a list."""
    found: dict[str, list[str]] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise click.UsageError(f'Tulis --set NAMA=ISI, bukan "{setting}".')
        found.setdefault(name.strip(), []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _as_json(value: Value) -> dict[str, object]:
    from bot.survey.values import to_text

    match value:
        case bool():
            return {"value": value, "type": "boolean"}
        case float():
            if value.is_integer() and 0 != abs(value) < 2**53:
                return {"value": int(value), "type": "number"}
            return {"value": value if math.isfinite(value) else to_text(value), "type": "number"}
        case datetime():
            return {"value": to_text(value), "type": "dateTime"}
        case date():
            return {"value": to_text(value), "type": "date"}
        case tuple():
            return {"value": [each.text for each in value], "type": "list"}
        case _:
            return {"value": value, "type": "text"}


def _dumps(found: Mapping[str, object]) -> str:
    # ASCII: an answer may hold half of a surrogate pair, which no terminal can be sent.
    return json.dumps(found)


def _shown(value: object) -> str:
    """Return a value for a person: a list one a line."""
    if isinstance(value, list):
        return "\n".join(map(_shown, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).encode("utf-8", "replace").decode()

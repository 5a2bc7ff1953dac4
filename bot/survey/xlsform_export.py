"""Writes a survey as the sheets of an XLSForm workbook, for KoboToolbox, ODK, or whoever prefers Excel to YAML.

A survey that came from a workbook gives its own sheets back, cell by cell. Any other is written out in XLSForm's columns;
what XLSForm has no word for stands in columns of our own, which other programs ignore and ours read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, assert_never

from bot.survey.expressions import Expression, ExpressionError, literal
from bot.survey.head import STANDARD_CONSENT
from bot.survey.model import (
    Acknowledge,
    Calculate,
    Choice,
    Date,
    DateTime,
    Decimal,
    GeoPoint,
    Given,
    Integer,
    Media,
    Money,
    Note,
    PlaceName,
    Question,
    Rank,
    Row,
    Scale,
    SelectMultiple,
    SelectOne,
    Survey,
    Text,
    Texts,
    Time,
    YesNo,
)
from bot.survey.places import leaf
from bot.survey.tree import plain_text
from bot.survey.workbook import MARK, from_source
from bot.survey.xlsx import Rows

Cells = dict[str, str]
"""A row by its headers; an empty cell is left out."""

LANGUAGE_NAMES: Final[Mapping[str, str]] = {"id": "Bahasa Indonesia (id)", "jv": "Basa Jawa (jv)", "en": "English (en)"}
"""How headers name our languages, as KoboToolbox wants it: ``label::English (en)``."""

_SURVEY: Final = (
    "type",
    "name",
    "label",
    "hint",
    "guidance_hint",
    "simpler",
    "required",
    "required_message",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "choice_filter",
    "default",
    "parameters",
    "read_only",
    "trigger",
    "repeat_count",
    "counted_by",
    "appearance",
    "media",
    "kind",
    "from",
    "unit",
    "min",
    "max",
    "prefer",
    "sensitive",
    "indicator",
)
_CHOICES: Final = ("list_name", "name", "label")
_SETTINGS: Final = (
    "form_title",
    "title_in",
    "form_id",
    "default_language",
    "keyword",
    "group",
    "expires_after",
    "reminders",
    "outcome",
    "consent",
    "consent_purpose",
    "consent_version",
    "thanks",
)
_YES: Final[Texts] = {"id": "Ya", "jv": "Inggih", "en": "Yes"}
_NO: Final[Texts] = {"id": "Tidak", "jv": "Mboten", "en": "No"}
_ANY_DAY: Final = date(2000, 1, 1)


def to_sheets(survey: Survey) -> dict[str, Rows]:
    """Return the sheets of a survey by their names, each with its header as the first row."""
    if survey.source.startswith(MARK):
        return dict(from_source(survey.source).sheets)
    return _Export(survey).sheets()


def csv_files(survey: Survey) -> dict[str, str]:
    """Return the files of rows that a survey from a workbook looks things up in, by name."""
    return dict(from_source(survey.source).files) if survey.source.startswith(MARK) else {}


class _Export:
    """One survey on its way to a workbook."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.lists: dict[str, tuple[Choice, ...]] = {}
        # Where the author wrote no Indonesian, what stands for it is a copy.
        used = {language for texts in _all_texts(survey) for language in texts} - {"id"}
        self.languages = (*survey.languages, *sorted(used - set(survey.languages)))

    def sheets(self) -> dict[str, Rows]:
        survey = list(self.rows(self.survey.rows or self.survey.questions))
        self.looked_up()
        return {
            "survey": self.sheet(survey, _SURVEY),
            "choices": self.sheet(list(self.choices()), _CHOICES),
            "settings": self.sheet([self.settings()], _SETTINGS),
        }

    def sheet(self, rows: Sequence[Cells], columns: Sequence[str]) -> Rows:
        """Return rows of named cells as a sheet: XLSForm's columns in their order, then the author's own."""
        used = dict.fromkeys((*columns[:2], *(header for row in rows for header, text in row.items() if text)))
        order = {column: at for at, column in enumerate(columns)}
        tongues = {LANGUAGE_NAMES.get(language, language): at for at, language in enumerate(self.languages)}

        def place(header: str) -> tuple[int, int]:
            column, _, rest = header.partition("::")
            return order.get(column, len(order)), tongues.get(rest.rpartition("::")[2], 0)

        headers = sorted(used, key=place)
        return (tuple(headers), *(tuple(row.get(header, "") for header in headers) for row in rows))

    def header(self, column: str, language: str) -> str:
        return f"{column}::{LANGUAGE_NAMES.get(language, language)}"

    def texts(self, column: str, texts: Texts) -> Cells:
        """Return a text's cells, one for each language."""
        return {self.header(column, language): texts[language] for language in self.languages if texts.get(language)}

    # --- survey

    def rows(self, rows: Iterable[Row]) -> Iterator[Cells]:
        for row in rows:
            if isinstance(row, Question):
                yield self.question(row)
                continue
            kind = "repeat" if row.repeats else "group"
            yield {
                "type": f"begin_{kind}",
                "name": leaf(row),
                **self.texts("label", row.label),
                "relevant": _source(row.relevant),
                "repeat_count": _source(row.count),
                "counted_by": row.counted_by.rpartition("/")[2],
            }
            yield from self.rows(row.rows)
            yield {"type": f"end_{kind}", "name": leaf(row)}

    def question(self, one: Question) -> Cells:
        media = {
            header.replace("media", f"media::{what}", 1): file
            for what, files in one.media.items()
            for header, file in self.texts("media", files).items()
        }
        asked = self.kind(one)
        return {
            "name": leaf(one),
            **self.texts("label", one.label),
            **self.texts("hint", one.hint),
            **self.texts("guidance_hint", one.guidance),
            **self.texts("simpler", one.simpler),
            "required": "yes" if one.required else _source(one.required_when),
            **self.texts("required_message", one.required_message),
            "relevant": _source(one.relevant),
            "constraint": _source(one.constraint),
            **self.texts("constraint_message", one.constraint_message),
            "calculation": _source(one.calculation),
            "choice_filter": _source(one.choice_filter),
            "default": _default(one.default, asked["type"]),
            "read_only": "yes" if one.read_only else "",
            "trigger": ", ".join(f"${{{name}}}" for name in one.trigger),
            "appearance": one.appearance,
            **media,
            "sensitive": "yes" if one.sensitive else "",
            "indicator": one.indicator,
            **asked,
        }

    def kind(self, one: Question) -> Cells:  # noqa: C901, PLR0911, PLR0912 - one line a kind
        """Return the cells that say what is asked for."""
        kind = one.kind
        match kind:
            case Text():
                return {"type": "text"}
            case Integer(step=step) | Decimal(step=step) if step is not None:
                return self.range(kind)
            case Integer():
                return {"type": "integer", **_limits(kind), "unit": kind.unit}
            case Decimal():
                return {"type": "decimal", **_limits(kind), "unit": kind.unit}
            case Money():
                return {"type": "integer", **_limits(kind), "unit": "rupiah"}
            case YesNo(first=first):
                return {"type": f"select_one {self.yes_no(first)}"}
            case SelectOne(choices):
                return {"type": f"select_one {self.list_of(one, choices)}"}
            case SelectMultiple(choices):
                return {"type": f"select_multiple {self.list_of(one, choices)}"}
            case Rank(choices):
                return {"type": f"rank {self.list_of(one, choices)}"}
            case Scale(choices):
                return {"type": f"select_one {self.list_of(one, choices)}", "kind": "scale"}
            case PlaceName(choices):
                return {"type": f"select_one {self.list_of(one, choices)}", "kind": "place"}
            case Date(prefer) | DateTime(prefer):
                return {"type": "date" if isinstance(kind, Date) else "dateTime", "prefer": prefer}
            case Time():
                return {"type": "time"}
            case GeoPoint():
                return {"type": "geopoint"}
            case Media(what):
                return {"type": what}
            case Acknowledge():
                return {"type": "acknowledge"}
            case Note():
                return {"type": "note"}
            case Calculate(calculation):
                return (
                    {"type": "hidden"}
                    if calculation is None
                    else {"type": "calculate", "calculation": _source(calculation)}
                )
            case Given(what):
                return {"type": "hidden", "from": what} if ":" in what else {"type": what}
            case _:
                assert_never(kind)

    def range(self, kind: Integer | Decimal) -> Cells:
        # XLSForm counts from 1 to 10 where nothing is said.
        start = 1.0 if kind.minimum is None else kind.minimum
        end = 10.0 if kind.maximum is None else kind.maximum
        numbers = (("start", start), ("end", end), ("step", kind.step or 1.0))
        return {
            "type": "range",
            "unit": kind.unit,
            "parameters": " ".join(f"{name}={plain_text(number)}" for name, number in numbers),
        }

    # --- choices

    def yes_no(self, first: str) -> str:
        """Return the name of the list of yes and no, in the order in which they are numbered."""
        yes, no = Choice("ya", _YES), Choice("tidak", _NO)
        name, choices = ("yatidak", (yes, no)) if first == "ya" else ("tidakya", (no, yes))
        self.lists[name] = choices
        return name

    def list_of(self, one: Question, choices: tuple[Choice, ...]) -> str:
        """Return the name of the list with these choices: the author's own where it is known, else the question's."""
        names = [choice.name for choice in choices]
        known = (
            name
            for name, table in self.survey.tables.items()
            if [row.get("name") for row in table.rows] == names and self.lists.get(name, choices) == choices
            if [row.get("label") for row in table.rows] == [choice.label.get("id", "") for choice in choices]
        )
        name = next(known, "")
        if not name:
            name = leaf(one)
            while self.lists.get(name, choices) != choices:
                name += "_"
        self.lists[name] = choices
        return name

    def looked_up(self) -> None:
        """Take along the lists that no question offers, but expressions look things up in."""
        for name, table in self.survey.tables.items():
            if name not in self.lists:
                self.lists[name] = tuple(
                    Choice(
                        row.get("name", ""),
                        {"id": row.get("label", "")},
                        {column: text for column, text in row.items() if column not in {"name", "label"}},
                    )
                    for row in table.rows
                )

    def choices(self) -> Iterator[Cells]:
        for name, choices in self.lists.items():
            for one in choices:
                yield {"list_name": name, "name": one.name, **self.texts("label", one.label), **one.columns}

    # --- settings

    def settings(self) -> Cells:
        survey, consent = self.survey, self.survey.consent
        default = survey.languages[0] if survey.languages else "id"
        cells = {
            "form_title": survey.title.get(default) or survey.title.get("id", survey.name),
            # pyxform takes one title; those in other languages are ours.
            **self.texts("title_in", {key: text for key, text in survey.title.items() if key != default}),
            "form_id": survey.name,
            "default_language": LANGUAGE_NAMES.get(default, default),
            "keyword": survey.keyword,
            "group": survey.group,
            "expires_after": _span(survey.expires_after),
            "reminders": _reminders(survey.reminders),
            "outcome": survey.outcome,
            **self.texts("thanks", survey.thanks),
        }
        if consent == STANDARD_CONSENT:
            return cells
        return {
            **cells,
            **self.texts("consent", consent.label),
            "consent_purpose": consent.purpose,
            "consent_version": consent.version,
        }


def _source(expression: Expression | None) -> str:
    return expression.source if expression is not None else ""


def _default(expression: Expression | None, kind: str) -> str:
    """Return the cell of a default: an expression as it is, plain words without quotes."""
    if expression is None or not expression.constant:
        return _source(expression)
    from pyxform.utils import default_is_dynamic  # here, because it is large and hardly any row has a default

    words = expression.text({}, today=_ANY_DAY)
    if _is_literal(words, expression):
        # Words in which pyxform sees an expression stay words as the argument of a function.
        return f"string({expression.source})" if default_is_dynamic(words, kind) else words
    return expression.source


def _is_literal(words: str, expression: Expression) -> bool:
    try:
        return literal(words).source == expression.source
    except ExpressionError:
        return False


def _limits(kind: Integer | Decimal | Money) -> Cells:
    pairs = (("min", kind.minimum), ("max", kind.maximum))
    return {name: plain_text(number) for name, number in pairs if number is not None}


def _span(span: timedelta) -> str:
    hours = int(span / timedelta(hours=1))
    return f"{hours // 24} hari" if hours % 24 == 0 else f"{hours} jam"


def _reminders(spans: tuple[timedelta, ...] | None) -> str:
    if spans is None:
        return ""
    return ", ".join(str(span.days) for span in spans) or "tidak"


def _all_texts(survey: Survey) -> Iterator[Texts]:
    yield from (survey.title, survey.thanks, survey.consent.label)
    for one in survey.questions:
        yield from (one.label, one.hint, one.simpler, one.guidance, one.constraint_message, one.required_message)
        yield from (choice.label for choice in one.choices)
        yield from one.media.values()

"""Reads an XLSForm workbook into a ``Survey``, through pyxform, or says everything that is wrong with it.

pyxform is the convention of KoboToolbox and ODK: what it refuses is refused, with sheet, row and cure. Its normalised
form is turned into our rows by ``xlsform_rows``; places come from the sheet itself. Our own columns of the sheet
settings (keyword, group, expires_after, reminders, thanks, consent ...) mean what they mean in a YAML file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from warnings import catch_warnings, simplefilter

from bot.survey.cells import Cells, Problems, plain_quotes, split_header
from bot.survey.check import check
from bot.survey.grid import grid_of, survey_rows
from bot.survey.head import STANDARD_CONSENT, expiry, group, keyword, outcome, reminders, wording_hash
from bot.survey.model import Consent, Section, Survey, questions_in
from bot.survey.problems import Problem, guess, problem
from bot.survey.refused import Refused
from bot.survey.workbook import Workbook, from_source
from bot.survey.xlsform_errors import codes_for, explain
from bot.survey.xlsform_rows import Reader
from bot.survey.xlsform_screen import for_the_screen
from bot.survey.xlsform_slips import slips
from bot.survey.yaml_form import Loaded
from bot.survey.yaml_text import Leaf, Place, Table

FORM_NAME: Final = "suara"
"""The root that pyxform is given: it calls it ``data`` otherwise, and then refuses a group of that name."""

OWN_COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    "survey": frozenset(
        {"simpler", "unit", "min", "max", "prefer", "kind", "from", "counted_by", "sensitive", "indicator"}
    ),
    "settings": frozenset(
        {
            "keyword",
            "group",
            "expires_after",
            "reminders",
            "thanks",
            "outcome",
            "consent",
            "consent_purpose",
            "consent_version",
            "title_in",
        }
    ),
}
"""Columns that XLSForm does not know, by sheet. ``title_in`` is the title in further languages: pyxform takes one."""
_ELSEWHERE: Final = frozenset({"S401", "S402", "S407", "S414", "S106", "S101"})
"""Rules of the whole-survey checks that mean something else in a form: ODK works it out in any order, and exports it."""
_PLAYED: Final = frozenset({"S408"})
"""Slips that ODK plays all the same: a column that no choice has is empty, so that the question has no choices. A warning."""


def read_xlsform(source: str, name_hint: str, *, published: bool = False) -> Loaded:
    """Return the survey that the text form of a workbook holds, checked; or no survey, and why. Never raises.

    A ``published`` source is taken as it is.
    """
    try:
        workbook = from_source(source)
    except Refused as refused:
        return Loaded(None, (as_problem(refused),))
    form, problems = _converted(workbook)
    if form is None:
        return Loaded(None, problems)
    survey, found = _Form(workbook, form, source).read(name_hint, checked=not published)
    ordered = tuple(
        sorted((*problems, *found), key=lambda each: (each.sheet != "survey", each.line, each.column, each.code))
    )
    failed = not published and any(each.severity == "error" for each in ordered)
    return Loaded(None if failed else survey, ordered)


def as_problem(refused: Refused) -> Problem:
    """Return why a workbook cannot be used."""
    return problem(refused.code, refused.row, refused.column, **refused.details).on(refused.sheet)


def _converted(workbook: Workbook) -> tuple[Mapping[str, Any] | None, tuple[Problem, ...]]:
    """Return pyxform's own form of the workbook, or why it refuses it."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    survey = survey_rows(workbook)
    try:
        sheets: dict[str, Any] = {"sheet_names": list(workbook.sheets), "fallback_form_name": FORM_NAME}
        for name in ("survey", "choices", "settings", "external_choices", "entities", "osm"):
            rows = survey if name == "survey" else workbook.sheet(name)
            if rows:
                sheets[name], sheets[f"{name}_header"] = _as_dicts(name, rows, OWN_COLUMNS.get(name, frozenset()))
        warnings: list[str] = []
        with catch_warnings():
            # What pyxform says beside its refusals is about Python, and nobody who writes forms can use it.
            simplefilter("ignore")
            converted = convert(sheets, form_name=FORM_NAME, warnings=warnings)
    except Refused as refused:
        return None, (as_problem(refused),)
    except PyXFormError as error:
        return None, _refused(str(error), workbook)
    except RecursionError:
        return None, (explain("The groups lie too deep in one another."),)
    except Exception as error:  # noqa: BLE001 - pyxform raises TypeError, KeyError and others for some broken forms
        return None, _refused(f"{type(error).__name__}: {error}", workbook)
    return converted._pyxform, ()  # noqa: SLF001 - there is no other road to it, and the lock pins its version


def _refused(message: str, workbook: Workbook) -> tuple[Problem, ...]:
    """Return why pyxform refuses a form: every slip of its rows, and pyxform's own sentence where no slip says the same."""
    found = slips(workbook)
    first = explain(message, workbook)
    if not any(
        each.code in codes_for(message) or (each.sheet, each.line) == (first.sheet, first.line) for each in found
    ):
        found.append(first)
    return tuple(sorted(found, key=lambda each: (each.sheet != "survey", each.line, each.column, each.code)))


def _as_dicts(
    name: str, rows: Sequence[Sequence[str]], own: frozenset[str]
) -> tuple[list[dict[str, str]], list[dict[str, None]]]:
    """Return a sheet as pyxform's own reader would, without the columns that are ours alone."""
    headers: list[str] = []
    for column, cell in enumerate(rows[0], 1):
        header = " ".join(cell.split())
        if header and header in headers:
            raise Refused(
                "S710",
                name,
                1,
                column,
                detail=f'The column "{header}" stands there twice.',
                detail_id=f'Kolom "{header}" ada dua.',
                cure="Keep one of them.",
                cure_id="Sisakan satu saja.",
            )
        headers.append(header)
    headers = ["" if _is_own(header, own) else header for header in headers]
    dicts = [
        {header: cell for header, cell in zip(headers, row, strict=False) if header and cell.strip()}
        for row in rows[1:]
    ]
    return dicts, [{header: None for header in headers if header}]


def _is_own(header: str, own: frozenset[str]) -> bool:
    return split_header(header)[0].lower() in own


class _Form:
    """pyxform's form on its way to a survey."""

    def __init__(self, workbook: Workbook, form: Mapping[str, Any], source: str) -> None:
        self.workbook = workbook
        self.form = form
        self.source = source
        self.problems: list[Problem] = []
        self.settings = grid_of(workbook, "settings")

    def read(self, name_hint: str, *, checked: bool) -> tuple[Survey | None, list[Problem]]:
        reader = Reader(self.workbook, self.form)
        rows = reader.rows()
        cells = self._settings()
        name = _slug(self._setting("form_id")) or _slug(name_hint) or "survei"
        questions = questions_in(rows)
        survey = Survey(
            name=name,
            hash=hashlib.sha256(self.source.encode(errors="surrogatepass")).hexdigest(),
            source=self.source,
            title=reader.texts({"default": self.form.get("title") or "", **self._said("title_in")}) or {"id": name},
            consent=self._consent(reader),
            questions=questions,
            keyword=keyword(cells),
            expires_after=expiry(cells),
            reminders=reminders(cells),
            thanks=reader.texts(self._said("thanks")),
            group=group(cells),
            rows=rows if any(isinstance(row, Section) for row in rows) else (),
            tables=reader.tables,
            languages=reader.languages,
            outcome=outcome(cells),
        )
        self.problems += reader.problems
        self.problems += [each.on("settings") for each in cells.problems.found if each.code not in _ELSEWHERE]
        if checked:
            self.problems += self._checked(survey, reader)
        return survey, self.problems

    def _checked(self, survey: Survey, reader: Reader) -> list[Problem]:
        """Return what the checks of a survey as a whole find, and names in expressions that the form does not have."""
        found = [
            replace(each.on("survey"), severity="warning") if each.code in _PLAYED else each.on("survey")
            for each in check(survey, reader.places)
            if each.code not in _ELSEWHERE
        ]
        found += for_the_screen(self.workbook)
        if not survey.asked and not any(each.severity == "error" for each in self.problems):
            found.append(problem("S110").on("survey"))
        for index, column, expression in reader.expressions:
            for reference in expression.references:
                if reference.name not in reader.names:
                    place = reader.places.get((index, column), Place(1, 1))
                    details = {"name": reference.name, **guess(reference.name, reader.names)}
                    found.append(problem("S401", place.line, place.column, **details).on("survey"))
        return found

    # --- settings and consent

    def _settings(self) -> Cells:
        """Return the row of settings as the same cells that a YAML file has."""
        entries = {header: Leaf(text, place) for header, (text, place) in self.settings.first().items()}
        places = {header: place for header, (_, place) in self.settings.first().items()}
        return Cells(Table(dict(entries), places, Place(2, 1)), "settings", Problems(), "id")

    def _setting(self, name: str) -> str:
        return self.settings.first().get(name, ("", Place(2, 1)))[0]

    def _said(self, column: str) -> dict[str, str]:
        """Return a text of the settings by the languages that its headers name."""
        found: dict[str, str] = {}
        for header, (text, _) in self.settings.first().items():
            name, language = split_header(header)
            if name.lower() == column:
                found[language or "default"] = text
        return found

    def _consent(self, reader: Reader) -> Consent:
        label = reader.texts(self._said("consent"))
        if not label:
            self.problems.append(problem("S109", 2, 1).on("settings"))
            return STANDARD_CONSENT
        purpose = self._setting("consent_purpose") or self._setting("form_title") or "survei"
        return Consent(purpose, self._setting("consent_version") or "1", label, wording_hash(purpose, label))


def _slug(name: str) -> str:
    """Return a form's id as the name of a survey: small letters, digits, - and _."""
    plain = re.sub(r"[^a-z0-9_-]+", "-", plain_quotes(name).strip().lower()).strip("-_")
    if plain and not plain[0].isalpha():
        plain = f"f-{plain}"
    return plain[:40].rstrip("-_")

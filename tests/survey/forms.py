"""XLSForm workbooks for tests, by what stands in their rows."""

from __future__ import annotations

from collections.abc import Sequence

from bot.survey.files import read_survey
from bot.survey.model import Question, Survey
from bot.survey.problems import Problem
from bot.survey.workbook import Workbook, to_source
from bot.survey.yaml_form import Loaded

Row = Sequence[str]
HEAD = ("type", "name", "label")
NAMA = ("text", "nama", "Siapa nama Ibu?")
CONSENT = (("form_id", "consent"), ("uji", "Boleh kami bertanya? Balas YA atau TIDAK."))
ISU = (("list_name", "name", "label"), ("isu", "air", "Air"), ("isu", "jalan", "Jalan"))


def load(
    *rows: Row,
    head: Row = HEAD,
    files: dict[str, str] | None = None,
    settings: Sequence[Row] = CONSENT,
    **more: Sequence[Row],
) -> Loaded:
    """Return what comes of a form with these rows of the sheet survey."""
    sheets = {"survey": (head, *rows), "settings": settings, **more}
    plain = {title: tuple(tuple(row) for row in each) for title, each in sheets.items()}
    return read_survey(to_source(Workbook(plain, files or {})), "uji")


def survey_of(*rows: Row, head: Row = HEAD, files: dict[str, str] | None = None, **more: Sequence[Row]) -> Survey:
    """Return the survey of a form that is right."""
    loaded = load(*rows, head=head, files=files, **more)
    assert loaded.survey is not None, [(each.place, each.code, each.message("en")) for each in loaded.errors]
    return loaded.survey


def last(*rows: Row, head: Row = HEAD, files: dict[str, str] | None = None, **more: Sequence[Row]) -> Question:
    """Return the last question of a form."""
    return survey_of(*rows, head=head, files=files, **more).questions[-1]


def wrong(*rows: Row, head: Row = HEAD, files: dict[str, str] | None = None, **more: Sequence[Row]) -> list[Problem]:
    """Return what is wrong with a form, but for missing words beside a constraint."""
    return [each for each in load(*rows, head=head, files=files, **more).problems if each.code != "S405"]


def said(
    *rows: Row, head: Row = HEAD, files: dict[str, str] | None = None, **more: Sequence[Row]
) -> list[tuple[str, str]]:
    """Return the place and the code of what is wrong with a form."""
    return [(each.place, each.code) for each in wrong(*rows, head=head, files=files, **more)]

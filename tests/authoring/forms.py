"""Small surveys for the tests of the authors' tools, written as files are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from bot.survey.model import Survey
from bot.survey.yaml_form import read_survey
from bot.understanding import Phrases
from bot.wording.words import Words
from tests.conversation import parts

WIB = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 24, 8, tzinfo=WIB)
UTC_NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)

HEAD = """\
settings:
  form_id: {name}
  form_title: {{id: Coba}}
  keyword: {keyword}
consent:
  version: 2026-11
  purpose: Mencoba
  label: {{id: "HAPSARI: boleh kami bertanya? Balas YA ikut, TIDAK tidak ikut, BERHENTI kapan saja."}}
survey:
"""


def form(survey: str, choices: str = "", name: str = "coba") -> Survey:
    """Return the survey with these rows (the text under ``survey:``) and choices (under ``choices:``)."""
    listed = f"choices:\n{choices}" if choices else ""
    loaded = read_survey(HEAD.format(name=name, keyword=name.upper()) + survey + listed, name)
    assert loaded.survey is not None, [(each.code, each.line, each.message_en) for each in loaded.problems]
    return loaded.survey


def speech() -> tuple[Words, Phrases]:
    """Return the project's own catalogues and phrases."""
    return parts.words(), parts.phrases()


FARM = form(
    """\
  - type: select_one yatidak
    name: tanam
    required: ya
    label: {id: Apakah Ibu menanam padi musim ini?}
  - type: note
    name: catatan
    relevant: ${tanam} = 'ya'
    label: {id: "Sekarang soal pupuk, Bu."}
  - type: select_multiple pupuk
    name: pupuk
    relevant: ${tanam} = 'ya'
    label: {id: Pupuk apa yang Ibu pakai?}
  - type: integer
    name: karung
    relevant: selected(${pupuk}, 'urea')
    min: 1
    max: 40
    label: {id: Berapa karung urea?}
  - type: calculate
    name: kilo
    relevant: selected(${pupuk}, 'urea')
    calculation: ${karung} * 50
  - type: date
    name: panen
    relevant: ${kilo} > 900
    label: {id: Kapan panen terakhir?}
""",
    """\
  pupuk:
    - {name: urea, label: {id: Urea}}
    - {name: kandang, label: {id: Pupuk kandang}}
""",
    "pupuk",
)
"""A note on the way, a branch inside a branch, and a calculation that opens a question."""

"""The schema of survey files knows what the reader knows, no more and no less, and says it in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.authoring.schema import survey_schema
from bot.survey.cells import LANGUAGES, MEDIA
from bot.survey.head import GROUPS, OUTCOMES, SETTINGS
from bot.survey.kinds import ALSO, BEGINS, COLUMNS, ELSEWHERE, ENDS, TEXT_COLUMNS, TYPES, WITH_LIST
from bot.survey.yaml_choices import CHOICE_COLUMNS
from bot.survey.yaml_form import CONSENT_COLUMNS, PARTS, read_survey
from tests.authoring.json_schema import Validator

SURVEYS = Path(__file__).parents[2] / "surveys"
SCHEMA: dict[str, Any] = survey_schema()
DEFS = SCHEMA["$defs"]
VALIDATOR = Validator(SCHEMA)

HEAD: dict[str, Any] = {
    "settings": {"form_id": "contoh"},
    "consent": {"version": "1", "purpose": "contoh", "label": "Balas YA"},
}
LISTS = {"nilai": [{"name": "1", "label": "Kurang"}, {"name": "2", "label": "Baik"}]}
TEXT = {"type": "text", "name": "a", "label": "Apa?"}

SEEN = set("S008 S010 S101 S102 S103 S105 S106 S108 S201 S202 S206 S208 S209 S211".split())  # noqa: SIM905 - a row of codes
"""Codes of bad files that the schema refuses; the others need the expressions, the lists, or the survey as a whole."""


def as_editors_read(source: str) -> Any:
    """Return a YAML text as JSON's types. YAML 1.2 knows no days, so what ruamel takes for one is a text."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(source), default=str))


def refused(document: object) -> bool:
    return bool(VALIDATOR.refusals(document))


def errors(document: object) -> list[str]:
    """Return the codes of the errors that the reader finds. JSON is YAML, but for the empty cell, which is null to editors."""
    return [each.code for each in read_survey(json.dumps(document).replace("null", '""'), "contoh").errors]


@pytest.mark.parametrize("path", sorted(SURVEYS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_survey_follows_the_schema(path: Path) -> None:
    assert VALIDATOR.refusals(as_editors_read(path.read_text("utf-8"))) == []


def test_the_example_for_authors_follows_the_schema() -> None:
    (whole, *_) = re.findall(r"```yaml\n(settings:.*?)```", (SURVEYS / "README.md").read_text("utf-8"), re.DOTALL)
    assert VALIDATOR.refusals(as_editors_read(whole)) == []


def readable() -> Iterator[tuple[str, Any]]:
    """Give the code and the content of each bad file that an editor's own YAML reader does not already refuse."""
    for path in sorted((SURVEYS / "bad").glob("*.yaml")):
        with suppress(YAMLError, UnicodeDecodeError):
            yield path.name.partition("-")[0], as_editors_read(path.read_bytes().decode("utf-8"))


def test_the_schema_sees_what_is_wrong_with_the_shape_of_a_file() -> None:
    found = {code: refused(document) for code, document in readable()}
    assert {code for code, wrong in found.items() if wrong} == SEEN
    assert len(found) > 2 * len(SEEN)


def test_the_schema_has_the_columns_of_the_reader_and_no_others() -> None:
    assert set(SCHEMA["properties"]) == set(PARTS)
    assert set(DEFS["settings"]["properties"]) == set(SETTINGS)
    assert set(DEFS["consent"]["properties"]) == set(CONSENT_COLUMNS)
    assert set(DEFS["row"]["properties"]) == set(COLUMNS)
    assert set(DEFS["choice"]["properties"]) == set(CHOICE_COLUMNS)


def test_the_schema_has_the_types_of_the_reader_and_no_others() -> None:
    offered = [each["const"] for each in DEFS["type"]["anyOf"] if "const" in each]
    listed = [each["pattern"].partition(" ")[0].lstrip("^") for each in DEFS["type"]["anyOf"] if "const" not in each]
    assert sorted([*offered, *listed[:-1]]) == sorted(TYPES)


def explained() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give everything that an editor shows something for."""
    yield "", SCHEMA
    yield from SCHEMA["properties"].items()
    for part in ("settings", "consent", "row", "choice", "media"):
        yield from DEFS[part]["properties"].items()
    for part in ("settings", "consent", "row", "choice"):
        yield from DEFS[part]["patternProperties"].items()
    yield from DEFS["texts"]["anyOf"][1]["properties"].items()
    yield from ((f"type {number}", each) for number, each in enumerate(DEFS["type"]["anyOf"], 1))
    yield "list", DEFS["lists"]["additionalProperties"]


@pytest.mark.parametrize(("place", "schema"), list(explained()))
def test_everything_is_explained_in_both_languages(place: str, schema: dict[str, Any]) -> None:
    assert re.fullmatch(r"\S.* / \S.*", schema["title"]) or not place
    assert len(schema["description"].split("\n\n")) == 2


# --- the schema and the reader agree

CELLS: dict[str, Any] = {
    "name": "sesuatu",
    "min": 1,
    "max": 3,
    "step": 1,
    "prefer": "past",
    "from": "member:name",
    "sensitive": "ya",
}
CELLS |= {
    "required": "ya",
    "media": {"audio": "tanya.ogg"},
    "calculation": "1 + 1",
    "default": "2",
    "repeat_count": "2",
}
CELLS |= dict.fromkeys(MEDIA, "tanya.ogg") | dict.fromkeys(("relevant", "constraint", "choice_filter"), "true()")


def with_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a survey with this row: groups are closed, and ends have something to end."""
    before, after = [TEXT], [{**TEXT, "name": "b"}]
    kind = row["type"]
    if kind in BEGINS:
        after = [*after, {"type": kind.replace("begin", "end")}]
    elif kind in ENDS:
        before = [{"type": kind.replace("end", "begin"), "name": "sesuatu", "label": "Sesuatu"}, TEXT]
    return {**HEAD, "survey": [*before, row, *after], "choices": LISTS}


def plain_row(kind: str) -> dict[str, Any]:
    """Return a row of this type with nothing but what it needs."""
    if kind in ENDS:
        return {"type": kind}
    needs: dict[str, dict[str, Any]] = {
        "calculate": {"calculation": "1 + 1"},
        "range": {"min": 1, "max": 3},
        "hidden": {"default": "2"},
    }
    said = f"{kind} nilai" if kind in WITH_LIST else kind
    return {"type": said, "name": "baris", "label": "Apa?", **needs.get(kind, {})}


@pytest.mark.parametrize("kind", TYPES)
def test_a_column_is_refused_for_a_type_where_the_reader_refuses_it(kind: str) -> None:
    assert not refused(with_row(plain_row(kind)))
    assert errors(with_row(plain_row(kind))) == []
    for column in COLUMNS:
        if column in plain_row(kind):
            continue
        headers = [column, f"{column}::id", f"{column}::Bahasa Jawa (jv)"] if column in TEXT_COLUMNS else [column]
        for header in headers:
            document = with_row({**plain_row(kind), header: CELLS.get(column, "2")})
            assert refused(document) == ("S211" in errors(document)), (kind, header)


@pytest.mark.parametrize("kind", TYPES)
def test_a_row_needs_what_the_reader_says_it_needs(kind: str) -> None:
    for column in plain_row(kind):
        if column != "type":
            document = with_row({name: said for name, said in plain_row(kind).items() if name != column})
            assert refused(document) == ("S103" in errors(document)), (kind, column)


@pytest.mark.parametrize(
    "said", [*TYPES, *ALSO, *sorted(ELSEWHERE), "TEXT", "Select One", "txt", "geopoint2", "begin_loop", ""]
)
@pytest.mark.parametrize("behind", ["", " nilai", "  nilai"])
def test_a_type_is_refused_where_the_reader_refuses_it(said: str, behind: str) -> None:
    if behind and ALSO.get(said.lower(), said.lower()) not in WITH_LIST:
        return
    row = {
        "type": said + behind,
        "name": "baris",
        "label": "Apa?",
        "calculation": "1",
        "min": 1,
        "max": 2,
        "default": 1,
    }
    document = with_row(row)
    wrong = {"S103", "S201", "S202", "S209"} & set(errors(document))
    assert bool([each for each in VALIDATOR.refusals(document) if each.place == "survey.1.type"]) == bool(wrong)


ROWS: list[dict[str, Any]] = [
    {"label": "x", "label::jv": "y"},
    {"label:en": "x", "label::id": "y"},
    {"label::English (en)": "x", "label::Bahasa Indonesia (id)": "y"},
    {"label :: Indonesia": "x", "label::JAVANESE": "y"},
    {"label": {"id": "x", "Basa Jawa": "y"}},
    {"label::indonesi": "x", "label": "y"},
    {"label": {"id": "x", "su": "y"}},
    {"label": ["x"]},
    {"label": 7},
    {"label": "x", "labels::id": "y"},
    {"label": "x", "media::audio": "tanya.ogg"},
    {"label": "x", "media::audio::en": "ask.ogg", "audio": "tanya.ogg"},
    {"label": "x", "audio::id": "tanya.ogg"},
    {"label": "x", "media": {"image": "kartu.jpg", "image::en": "card.jpg"}},
    {"label": "x", "media": {"image": {"id": "kartu.jpg"}}},
    {"label": "x", "media": {"gambar": "kartu.jpg"}},
    {"label": "x", "media::gambar": "kartu.jpg"},
    {"label": "x", "audio": "tanya"},
    {"label": "x", "audio": "../tanya.ogg"},
    {"label": "x", "name": "Apa"},
    {"label": "x", "name": "consent"},
    {"label": "x", "name": "a" * 41},
    *({"label": "x", "sensitive": said} for said in ("ya", "TIDAK", "yes", "no", "true", True, False, 1, 0, None, "")),
    *({"label": "x", "sensitive": said} for said in ("mungkin", 2, "yaa")),
    *({"label": "x", "required": said} for said in ("ya", "${a} = 'x'", "string-length(${a}) > 2", True, None)),
    {"label": "x", "required": "kalau bisa"},
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_cell_is_refused_where_the_reader_refuses_it(row: dict[str, Any]) -> None:
    document = with_row({"type": "text", "name": "baris", **row})
    assert refused(document) == bool(errors(document)), errors(document)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        *(("default_language", said) for said in (*LANGUAGES, "Indonesia", "su", "")),
        *(("group", said) for said in (*GROUPS, "ANGGOTA", "tamu", "")),
        *(("outcome", said) for said in (*OUTCOMES, "Pengaduan", "keluhan", None)),
        *(("keyword", said) for said in ("PUPUK", "pupuk", "AB", "DUA KATA", "1ABC", "A" * 21, None)),
        *(("expires_after", said) for said in ("7 hari", "12 jam", "2 minggu", "3 Days", 7, "lama", "7 tahun", None)),
        *(("reminders", said) for said in ([1, 3], [], ["2"], [1, 1], [1, 2, 3], [0], [31], "tidak", [1.5])),
        *(("form_id", said) for said in ("pupuk", "pupuk-2", "Pupuk", "2pupuk", None)),
        ("form_title", {"id": "Pupuk", "jv": "Rabuk"}),
        ("form_title", [1]),
        ("thanks::id", "Terima kasih"),
        ("thank", "Terima kasih"),
    ],
)
def test_a_setting_is_refused_where_the_reader_refuses_it(setting: str, said: object) -> None:
    document = {**HEAD, "settings": {setting: said}, "survey": [{**TEXT, "label::id": TEXT["label"]}]}
    del document["survey"][0]["label"]
    document["consent"] = {"version": "1", "purpose": "contoh", "label::id": "Balas YA"}
    assert refused(document) == bool(errors(document)), errors(document)


@pytest.mark.parametrize(
    "choice",
    [
        {"name": "satu", "label": "Satu"},
        {"name": 3, "label": "Satu"},
        {"name": "satu", "label::id": "Satu", "label::en": "One"},
        {"name": "satu", "label": "Satu", "kab": "sleman", "luas": 3},
        {"name": "satu"},
        {"label": "Satu"},
        {"name": "satu kata", "label": "Satu"},
        {"name": "satu", "label": "Satu", "kab": ["sleman"]},
        {"name": "satu", "label": "Satu", "nama kab": "sleman"},
        "satu",
    ],
    ids=str,
)
def test_a_choice_is_refused_where_the_reader_refuses_it(choice: object) -> None:
    document = {**HEAD, "survey": [{**TEXT, "type": "select_one lain"}], "choices": {"lain": [*LISTS["nilai"], choice]}}
    assert refused(document) == bool(errors(document)), errors(document)

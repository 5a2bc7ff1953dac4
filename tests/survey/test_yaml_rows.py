"""Every kind of row that a YAML file can hold, groups and repeats among them, and the columns of each."""

from __future__ import annotations

from datetime import date

import pytest

from bot.survey.asked import asked_by
from bot.survey.expressions import compile_expression
from bot.survey.model import (
    Acknowledge,
    Calculate,
    Choice,
    DateTime,
    Decimal,
    GeoPoint,
    Given,
    Integer,
    Kind,
    Media,
    Question,
    Rank,
    Section,
    SelectOne,
    Survey,
    Text,
)
from bot.survey.yaml_form import read_survey

TODAY = date(2026, 11, 24)
HEAD = "consent: {version: 1, purpose: contoh, label: Balas YA}\n"
IN_THREE = "consent: {version: 1, purpose: contoh, label: {id: Balas YA, jv: Balesi YA, en: Reply YES}}\n"
LISTS = "choices:\n  isu:\n    - {name: air, label: Air}\n    - {name: jalan, label: Jalan}\n"
LAST = "{type: text, name: z, label: Z?}"


def source(*rows: str, choices: str = "") -> str:
    head = IN_THREE if "jv:" in "".join(rows) else HEAD
    return head + "survey:\n" + "".join(f"  - {row}\n" for row in rows) + choices


def survey_of(*rows: str, choices: str = "") -> Survey:
    loaded = read_survey(source(*rows, choices=choices), "contoh")
    assert loaded.survey is not None, loaded.errors
    assert loaded.problems == ()
    return loaded.survey


def one(row: str, choices: str = "") -> Question:
    return survey_of(row, LAST, choices=choices).questions[0]


def codes(*rows: str, choices: str = "") -> list[str]:
    return [each.code for each in read_survey(source(*rows, choices=choices), "contoh").problems]


ISU = (Choice("air", {"id": "Air"}), Choice("jalan", {"id": "Jalan"}))


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("type: rank isu, label: Q?", Rank(ISU)),
        ("type: dateTime, label: Q?", DateTime("past")),
        ("type: datetime, label: Q?, prefer: future", DateTime("future")),
        ("type: geopoint, label: Q?", GeoPoint()),
        ("type: image, label: Q?", Media("image")),
        ("type: audio, label: Q?", Media("audio")),
        ("type: video, label: Q?", Media("video")),
        ("type: file, label: Q?", Media("file")),
        ("type: barcode, label: Q?", Text()),
        ("type: acknowledge, label: Q?", Acknowledge()),
        ("type: range, label: Q?, min: 0, max: 10, step: 2", Integer(0, 10, asked=asked_by("Q?"), step=2)),
        ("type: range, label: Q?, min: 1, max: 5", Integer(1, 5, asked=asked_by("Q?"), step=1)),
        ("type: range, label: Q?, min: 0, max: 1, step: 0.5", Decimal(0, 1, asked=asked_by("Q?"), step=0.5)),
        ("type: range, label: Q?, min: 0.5, max: 3", Decimal(0.5, 3, asked=asked_by("Q?"), step=1)),
        ("type: hidden, default: '3'", Calculate(None)),
        ("type: hidden, from: 'member:name'", Given("member:name")),
        ("type: start", Given("start")),
        ("type: end", Given("end")),
        ("type: today", Given("today")),
        ("type: phonenumber", Given("phonenumber")),
        ("type: username", Given("username")),
        ("type: deviceid", Given("deviceid")),
        ("type: email", Given("email")),
    ],
)
def test_kinds(row: str, kind: Kind) -> None:
    choices = LISTS if "isu" in row else ""
    assert one(f"{{{row}, name: q}}", choices).kind == kind


def test_default_and_required_may_be_expressions() -> None:
    plain = one("{type: text, name: q, label: Q?, default: Sleman (DIY), required: ya}")
    assert plain.default is not None
    assert plain.default.text({}, today=TODAY) == "Sleman (DIY)"
    assert (plain.required, plain.required_when) == (True, None)
    worked_out = one("{type: date, name: q, label: Q?, default: today()}").default
    assert worked_out is not None
    assert worked_out.text({}, today=TODAY) == "2026-11-24"
    second = survey_of(LAST, "{type: text, name: q, label: Q?, required: \"${z} = 'ya'\", required_message: Tolong}")
    question = second.question("q")
    assert (question.required, question.required_when) == (False, compile_expression("${z} = 'ya'"))
    assert question.required_message == {"id": "Tolong"}


@pytest.mark.parametrize("words", ["'kata'", 'kata "dua"', "it's", 'it\'s "so"'])
def test_a_default_keeps_every_quote(words: str) -> None:
    row = f"type: text\n    name: q\n    label: Q?\n    default: |\n      {words}"
    default = one(row).default
    assert default is not None
    assert default.text({}, today=TODAY) == words


@pytest.mark.parametrize(
    "row",
    [
        "audio: tanya.ogg",
        "media::audio: tanya.ogg",
        "media: {audio: tanya.ogg}",
        "media: {audio: {id: tanya.ogg}}",
        "media::audio::id: tanya.ogg",
        "audio: {id: tanya.ogg}",
        "media: {'audio::Indonesia': tanya.ogg}",
    ],
)
def test_files_go_with_a_label(row: str) -> None:
    found = one(f"type: text\n    name: q\n    label: Q?\n    {row}")
    assert found.media == {"audio": {"id": "tanya.ogg"}}


def test_files_by_language_and_kind() -> None:
    row = "type: text\n    name: q\n    label: Q?\n    audio: {id: a.ogg, jv: b.ogg}\n    image::id: c.png"
    assert one(row).media == {"audio": {"id": "a.ogg", "jv": "b.ogg"}, "image": {"id": "c.png"}}


def test_what_is_for_others_than_her_is_kept() -> None:
    found = one("{type: text, name: q, label: Q?, guidance_hint: Bacakan pelan, appearance: multiline}")
    assert (found.guidance, found.appearance) == ({"id": "Bacakan pelan"}, "multiline")


def test_groups_and_repeats_hold_their_rows() -> None:
    survey = survey_of(
        "{type: integer, name: jumlah, label: Berapa anak?}",
        "{type: begin_group, name: rumah, label: Rumah, relevant: '${jumlah} > 0'}",
        "{type: text, name: desa, label: Desa?}",
        "{type: begin repeat, name: anak, label: Anak, repeat_count: '${jumlah}'}",
        "{type: text, name: nama, label: Namanya?}",
        "{type: integer, name: umur, label: 'Umur ${nama}?'}",
        "{type: end repeat}",
        "{type: end_group, name: rumah}",
        "{type: calculate, name: tua, indicator: x, calculation: 'max(${umur})'}",
    )
    first, house, oldest = survey.rows
    assert isinstance(first, Question)
    assert isinstance(house, Section)
    assert isinstance(oldest, Question)
    assert (house.name, house.path, house.repeats, house.label) == ("rumah", ("rumah",), False, {"id": "Rumah"})
    assert house.relevant == compile_expression("${jumlah} > 0")
    village, children = house.rows
    assert isinstance(village, Question)
    assert isinstance(children, Section)
    assert village.path == ("rumah", "desa")
    assert (children.path, children.repeats, children.count) == (
        ("rumah", "anak"),
        True,
        compile_expression("${jumlah}"),
    )
    assert children.counted_by == ""
    assert [row.path for row in children.rows] == [("rumah", "anak", "nama"), ("rumah", "anak", "umur")]
    assert [question.name for question in survey.questions] == ["jumlah", "desa", "nama", "umur", "tua"]


def test_a_repeat_without_a_number_asks_for_it_first() -> None:
    survey = survey_of(
        "{type: begin_repeat, name: anak, label: {id: Anak, jv: Lare}}",
        "{type: text, name: nama, label: {id: Namanya?, jv: Asmane?}}",
        "{type: end_repeat}",
    )
    counting, children = survey.rows
    assert isinstance(counting, Question)
    assert isinstance(children, Section)
    assert counting.name == children.counted_by == "anak_count"
    assert counting.label == {"id": "Berapa anak?", "jv": "Pinten lare?"}
    assert counting.kind == Integer(0, 20, asked=asked_by("Berapa anak?"))
    assert children.count == compile_expression("${anak_count}")
    assert [question.name for question in survey.questions] == ["anak_count", "nama"]


def test_a_survey_without_sections_has_no_rows_of_its_own() -> None:
    survey = survey_of(LAST)
    assert survey.rows == ()
    assert survey.questions[0].path == ()


def test_choices_carry_columns_for_a_filter() -> None:
    lists = (
        "choices:\n  kab:\n    - {name: sleman, label: Sleman}\n    - {name: mamuju, label: Mamuju}\n"
        "  desa:\n    - {name: a, label: Adem, kab: sleman}\n    - {name: b, label: Binanga, kab: mamuju}\n"
    )
    survey = survey_of(
        "{type: select_one kab, name: kab, label: Kab?}",
        "{type: select_one desa, name: desa, label: Desa?, choice_filter: 'kab = ${kab}'}",
        choices=lists,
    )
    question = survey.question("desa")
    assert question.choice_filter == compile_expression("kab = ${kab}", paths=True, columns=True)
    assert isinstance(question.kind, SelectOne)
    assert [choice.columns for choice in question.choices] == [{"kab": "sleman"}, {"kab": "mamuju"}]
    assert survey.tables["desa"].look_up("name", "b", "kab") == "mamuju"


def test_a_list_and_its_columns_may_be_used_by_a_lookup_alone() -> None:
    lists = "choices:\n  harga:\n    - {name: a, label: A, rupiah: 500}\n    - {name: b, label: B, rupiah: 700}\n"
    row = "{type: calculate, name: r, indicator: x, calculation: \"pulldata('harga', 'rupiah', 'name', ${z})\"}"
    assert survey_of(LAST, row, choices=lists).tables["harga"].look_up("name", "a", "rupiah") == "500"


@pytest.mark.parametrize("said", ["complaint", "pengaduan", "Pengaduan"])
def test_what_a_finished_survey_means(said: str) -> None:
    loaded = read_survey(f"settings: {{outcome: {said}}}\n" + source(LAST), "contoh")
    assert loaded.survey is not None
    assert loaded.survey.outcome == "complaint"
    assert survey_of(LAST).outcome == ""


def test_languages_begin_with_the_default() -> None:
    survey = survey_of("{type: text, name: q, label: {id: Q?, en: Q?, jv: Q?}}")
    assert survey.languages == ("id", "en", "jv")
    text = "settings: {default_language: en}\nconsent: {version: 1, purpose: x, label: {id: Balas YA, en: Reply YES}}\n"
    loaded = read_survey(text + "survey:\n  - {type: text, name: q, label: {id: Q?, en: Q?}}\n", "contoh")
    assert loaded.survey is not None
    assert loaded.survey.languages == ("en", "id")


NESTED = [f"{{type: begin_group, name: g{at}}}" for at in range(12)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["{type: begin_group, name: g}", LAST], ["S112"]),
        (["{type: begin_group, name: g}", "{type: begin_repeat, name: h}", LAST], ["S112", "S112"]),
        ([LAST, "{type: end_repeat}"], ["S113"]),
        (["{type: begin_group, name: g}", LAST, "{type: end_repeat}", "{type: end_group}"], ["S113"]),
        ([LAST, "{type: begin_group, name: g}", "{type: end_group}"], ["S114"]),
        (["{type: begin_group}", LAST, "{type: end_group}"], ["S103"]),
        (["{type: begin_group, name: z}", LAST, "{type: end_group}"], ["S104"]),
        ([LAST, "{type: text, name: g_count, label: G?}", "{type: begin_repeat, name: g}"], ["S112", "S104"]),
        (["{type: begin_group, name: g, required: ya}", LAST, "{type: end_group}"], ["S211"]),
        (["{type: begin_group, name: g, repeat_count: 2}", LAST, "{type: end_group}"], ["S211"]),
        (["{type: begin_group, name: g}", LAST, "{type: end_group, label: G}"], ["S211"]),
        (["{type: begin_group, name: g, lable: G}", LAST, "{type: end_group}"], ["S101"]),
        (["{type: begin_group, name: g, relevant: '${z} = 1'}", LAST, "{type: end_group}"], ["S416"]),
        (["{type: begin_group, name: g, label: '${zz}'}", LAST, "{type: end_group}"], ["S401"]),
        (["{type: begin_repeat, name: g, repeat_count: '${z}'}", LAST, "{type: end_repeat}"], ["S402"]),
        ([*NESTED, LAST, *["{type: end_group}"] * 12], ["S008", "S008"]),
        (["{type: text, name: a, label: 'Halo ${z}'}", LAST], ["S402"]),
        (["{type: text, name: a, label: 'Halo ${b}'}"], ["S401"]),
        (["{type: text, name: a, label: A?, hint: 'Halo ${a}'}"], ["S402"]),
        (["{type: select_one isu, name: a, label: A?, default: pasar}"], ["S404"]),
        (["{type: select_one isu, name: a, label: A?, choice_filter: \"kab = 'x'\"}"], ["S408"]),
        (["{type: select_one isu, name: a, label: A?, choice_filter: \"name != 'x'\"}"], []),
        (["{type: rank isu, name: a, label: A?, constraint: . != 'x', constraint_message: M}"], ["S404"]),
        (["{type: select_one yatidak, name: a, label: A?, choice_filter: \"name = 'ya'\"}"], ["S211"]),
        (["{type: text, name: a, label: A?, choice_filter: \"name = 'ya'\"}"], ["S211"]),
        (["{type: note, name: a, label: A?, default: x}", LAST], ["S211"]),
        (["{type: text, name: a, label: A?, step: 2}"], ["S211"]),
        (["{type: text, name: a, label: A?, from: 'member:name'}"], ["S211"]),
        (["{type: today, name: a, required: ya}", LAST], ["S211"]),
        (["{type: hidden, name: a}", LAST], ["S103"]),
        (["{type: hidden, name: a, from: 'member:nama'}", LAST], ["S108"]),
        (["{type: range, name: a, label: A?}"], ["S103", "S103"]),
        (["{type: range, name: a, label: A?, min: 0, max: 9, step: 0}"], ["S108"]),
        (["{type: text, name: a, label: A?, audio: '../rahasia.ogg'}"], ["S108"]),
        (["{type: text, name: a, label: A?, audio: {en: a.ogg}}"], ["S107"]),
        (["{type: text, name: a, label: A?, media: {suara: a.ogg}}"], ["S101"]),
        (["{type: text, name: a, label: A?, required: kadang}"], ["S108"]),
        (["{type: text, name: a, label: A?, required: '${b} = 1'}"], ["S401"]),
        (["{type: text, name: a, label: A?, default: '${a}'}"], ["S402"]),
        (["{type: text, name: a, label: A?, default: " + "x" * 4100 + "}"], ["S306"]),
    ],
)
def test_what_is_wrong_is_said(rows: list[str], expected: list[str]) -> None:
    assert codes(*rows, choices=LISTS if "isu" in str(rows) else "") == expected


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("nmae: x", ["S101"]),
        ("wilayah: x", ["S213"]),
        ("dua kata: x", ["S101"]),
    ],
)
def test_columns_of_choices_that_nothing_reads(choice: str, expected: list[str]) -> None:
    lists = f"choices:\n  isu:\n    - {{name: a, label: A, {choice}}}\n    - {{name: b, label: B}}\n"
    assert codes("{type: select_one isu, name: q, label: Q?}", choices=lists) == expected


def test_a_source_of_ten_thousand_openings_is_refused_without_a_crash() -> None:
    assert set(codes(*["{type: begin_group, name: g}"] * 2_000)) == {"S008", "S104", "S112"}

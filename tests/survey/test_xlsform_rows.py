"""Every type of XLSForm and every column of a row, groups, repeats and loops, as they become questions and sections."""

from __future__ import annotations

from datetime import date

import pytest

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
    Kind,
    Media,
    Money,
    Note,
    PlaceName,
    Rank,
    Scale,
    Section,
    SelectMultiple,
    SelectOne,
    Text,
    Time,
    YesNo,
)
from bot.survey.xlsform_kinds import kind_of
from tests.survey.forms import HEAD, ISU, NAMA, last, said, survey_of, wrong

TODAY = date(2026, 11, 24)
AIR, JALAN = Choice("air", {"id": "Air"}), Choice("jalan", {"id": "Jalan"})
YA = (("list_name", "name", "label"), ("yt", "ya", "Ya"), ("yt", "tidak", "Tidak"))


def kind(*cells: str, head: tuple[str, ...] = HEAD, choices: tuple[tuple[str, ...], ...] = ISU) -> Kind:
    return last(NAMA, cells, head=head, choices=choices).kind


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("text", Text()),
        ("string", Text()),
        ("barcode", Text()),
        ("add text prompt", Text()),
        ("select_one isu", SelectOne((AIR, JALAN))),
        ("select one isu", SelectOne((AIR, JALAN))),
        ("select1 isu", SelectOne((AIR, JALAN))),
        ("select one from isu", SelectOne((AIR, JALAN))),
        ("select_multiple isu", SelectMultiple((AIR, JALAN))),
        ("select all that apply isu", SelectMultiple((AIR, JALAN))),
        ("rank isu", Rank((AIR, JALAN))),
        ("date", Date("any")),
        ("time", Time()),
        ("dateTime", DateTime("any")),
        ("datetime", DateTime("any")),
        ("geopoint", GeoPoint()),
        ("location", GeoPoint()),
        ("image", Media("image")),
        ("photo", Media("image")),
        ("audio", Media("audio")),
        ("video", Media("video")),
        ("file", Media("file")),
        ("acknowledge", Acknowledge()),
        ("trigger", Acknowledge()),
        ("note", Note()),
        ("add note prompt", Note()),
        ("hidden", Calculate(None)),
        ("start", Given("start")),
        ("end", Given("end")),
        ("today", Given("today")),
        ("deviceid", Given("deviceid")),
        ("imei", Given("deviceid")),
        ("phonenumber", Given("phonenumber")),
        ("username", Given("username")),
        ("email", Given("email")),
        ("simserial", Given("simserial")),
        ("subscriberid", Given("subscriberid")),
        ("start-geopoint", Given("start-geopoint")),
    ],
)
def test_a_type_is_its_kind(written: str, meant: Kind) -> None:
    assert kind(written, "x", "X?") == meant


@pytest.mark.parametrize("written", ["integer", "int", "add integer prompt"])
def test_whole_numbers(written: str) -> None:
    found = kind(written, "x", "Berapa anak?")
    assert isinstance(found, Integer)
    assert found.asked is not None
    assert (found.minimum, found.maximum, found.step) == (None, None, None)


def test_numbers_with_our_own_columns() -> None:
    head = (*HEAD, "unit", "min", "max")
    money, area = (
        kind("integer", "x", "Upah?", "rupiah", "0", head=head),
        kind("decimal", "x", "Luas?", "ha", "", "2.5", head=head),
    )
    assert isinstance(money, Money)
    assert money.minimum == 0
    assert isinstance(area, Decimal)
    assert (area.unit, area.minimum, area.maximum) == ("ha", None, 2.5)


@pytest.mark.parametrize(
    ("parameters", "meant"),
    [
        ("", (Integer, 1, 10, 1)),
        ("start=0 end=100 step=5", (Integer, 0, 100, 5)),
        ("start=0; end=1; step=0.25", (Decimal, 0, 1, 0.25)),
        ("start=10 end=0 step=-2", (Integer, 0, 10, 2)),
    ],
)
def test_a_range_is_a_number_with_a_step(parameters: str, meant: tuple[type, float, float, float]) -> None:
    found = kind("range", "x", "Nilai?", parameters, head=(*HEAD, "parameters"))
    assert isinstance(found, Integer | Decimal)
    assert (type(found), found.minimum, found.maximum, found.step) == meant


def test_yes_and_no_by_the_names_of_the_choices() -> None:
    assert kind("select_one yt", "x", "Apakah Ibu ikut?", choices=YA) == YesNo("Apakah Ibu ikut?")
    turned = (YA[0], YA[2], YA[1])
    assert kind("select_one yt", "x", "Apakah Ibu ikut?", choices=turned) == YesNo("Apakah Ibu ikut?", "tidak")
    assert isinstance(kind("select_multiple yt", "x", "X?", choices=YA), SelectMultiple)


def test_our_own_kinds_of_choice() -> None:
    numbers = (ISU[0], ("n", "1", "Kurang"), ("n", "2", "Baik"))
    head = (*HEAD, "kind")
    assert isinstance(kind("select_one n", "x", "X?", "scale", head=head, choices=numbers), Scale)
    assert isinstance(kind("select_one isu", "x", "X?", "scale", head=head), SelectOne)
    assert isinstance(kind("select_one isu", "x", "X?", "place", head=head), PlaceName)


@pytest.mark.parametrize(
    ("constraint", "own", "meant"),
    [
        (". <= today()", "", "past"),
        (".<today()", "", "past"),
        (". >= today()", "", "future"),
        (". > today()", "past", "past"),
        ("", "future", "future"),
        (". <= today()", "any", "any"),
    ],
)
def test_dates_lie_where_the_constraint_or_the_author_says(constraint: str, own: str, meant: str) -> None:
    found = kind("date", "x", "Kapan?", constraint, own, head=(*HEAD, "constraint", "prefer"))
    assert isinstance(found, Date)
    assert found.prefer == meant


def test_her_own_record_by_our_own_column() -> None:
    assert kind("hidden", "x", "", "member:area", head=(*HEAD, "from")) == Given("member:area")
    assert kind("hidden", "x", "", "apa saja", head=(*HEAD, "from")) == Calculate(None)


def test_or_other_asks_which_in_her_language() -> None:
    survey = survey_of(("select_multiple isu or_other", "isu", "Isu apa?"), choices=ISU)
    isu, other = survey.questions
    assert [one.name for one in isu.choices] == ["air", "jalan", "other"]
    assert isu.choices[-1].label["id"] == "Lainnya"
    assert (other.name, other.kind, other.label["id"]) == ("isu_other", Text(), "Lainnya apa?")
    assert other.relevant is not None
    own = (*ISU, ("isu", "other", "Yang lain"))
    assert survey_of(("select_one isu", "isu", "Isu?"), choices=own).questions[0].choices[-1].label == {
        "id": "Yang lain"
    }


@pytest.mark.parametrize("written", ["geotrace", "geoshape", "osm"])
def test_what_no_phone_can_be_asked_for_is_left_out_and_said(written: str) -> None:
    assert said(NAMA, (written, "x", "X?", "yes"), head=(*HEAD, "required")) == [("survey!B3", "S720")]


@pytest.mark.parametrize("written", ["csv-external", "xml-external"])
def test_rows_that_only_name_a_file_ask_nothing(written: str) -> None:
    assert [one.name for one in survey_of(NAMA, (written, "desa", "")).questions] == ["nama"]


@pytest.mark.parametrize("written", ["image", "audio", "video", "file"])
def test_what_only_whatsapp_can_send_is_said(written: str) -> None:
    (found,) = wrong(NAMA, (written, "x", "X?"))
    assert (found.place, found.code, found.severity) == ("survey!B3", "S721", "warning")


# --- columns


def test_every_column_of_a_row() -> None:
    head = (
        "type", "name", "label", "hint", "guidance_hint", "required", "required_message", "relevant", "constraint",
        "constraint_message", "appearance", "simpler", "sensitive", "indicator", "media::audio", "media::image::English (en)",
    )  # fmt: skip
    row = (
        "text", "x", "X?", "petunjuk", "bacakan", "yes", "Isilah", "${nama} != ''", "string-length(.) > 2",
        "Terlalu pendek", "multiline", "Apa?", "yes", "I1", "tanya.ogg", "map.png",
    )  # fmt: skip
    one = last((*NAMA, *[""] * 13), row, head=head)
    assert (one.hint["id"], one.guidance["id"], one.simpler["id"]) == ("petunjuk", "bacakan", "Apa?")
    assert (one.required, one.required_message["id"]) == (True, "Isilah")
    assert one.relevant is not None
    assert one.relevant.source == "${nama} != ''"
    assert one.constraint is not None
    assert one.constraint.holds({}, "abc", today=TODAY)
    assert one.constraint_message["id"] == "Terlalu pendek"
    assert (one.appearance, one.sensitive, one.indicator) == ("multiline", True, "I1")
    assert {what: set(files.values()) for what, files in one.media.items()} == {
        "audio": {"tanya.ogg"},
        "image": {"map.png"},
    }


@pytest.mark.parametrize("header", ["relevance", "bind::relevant", "Relevant"])
def test_headers_by_their_other_names(header: str) -> None:
    one = last((*NAMA, ""), ("text", "x", "X?", "${nama} = 'a'"), head=(*HEAD, header))
    assert one.relevant is not None
    assert said((*NAMA, ""), ("text", "x", "X?", "${nama} ="), head=(*HEAD, header)) == [("survey!D3", "S301")]


def test_required_by_an_expression() -> None:
    one = last((*NAMA, ""), ("text", "x", "X?", "${nama} = 'Sri'"), head=(*HEAD, "required"))
    assert not one.required
    assert one.required_when is not None
    assert one.required_when.holds({"nama": "Sri"}, today=TODAY)
    assert said(("text", "x", "X?", "wajib"), head=(*HEAD, "required")) == [("survey!D2", "S304")]


@pytest.mark.parametrize(
    ("type_", "default", "value"),
    [
        ("text", "Kulon Progo", "Kulon Progo"),
        ("text", "Ibu 'Sri'", "Ibu 'Sri'"),
        ("integer", "3", "3"),
        ("date", "2026-11-24", "2026-11-24"),
        ("date", "today()", "2026-11-24"),
        ("text", "concat(${nama}, '!')", "Sri!"),
    ],
)
def test_defaults_are_words_or_worked_out(type_: str, default: str, value: str) -> None:
    one = last((*NAMA, ""), (type_, "x", "X?", default), head=(*HEAD, "default"))
    assert one.default is not None
    assert one.default.text({"nama": "Sri"}, today=TODAY) == value


def test_calculations_of_rows_that_are_asked_and_what_they_wait_for() -> None:
    head = (*HEAD, "calculation", "trigger", "read_only")
    one = last(NAMA, ("text", "x", "X?", "concat(${nama}, '!')", "${nama}", ""), head=head)
    assert one.calculation is not None
    assert (one.trigger, one.asks) == (("nama",), True)
    shown = last(NAMA, ("text", "x", "X?", "concat(${nama}, '!')", "", "yes"), head=head)
    assert (shown.read_only, shown.asks) == (True, False)
    told = last(NAMA, ("text", "x", "Sampai jumpa", "", "", "yes"), head=head)
    assert told.kind == Note()
    sum_ = last(NAMA, ("calculate", "x", "", "1 + 1", "", ""), head=head)
    assert isinstance(sum_.kind, Calculate)
    assert sum_.kind.calculation is not None


def test_bent_quotes_are_straightened() -> None:
    one = last((*NAMA, ""), ("text", "x", "X?", "${nama} = ‘Sri’"), head=(*HEAD, "relevant"))
    assert one.relevant is not None
    assert one.relevant.holds({"nama": "Sri"}, today=TODAY)


def test_an_answer_of_an_earlier_form_is_refused_with_what_to_do() -> None:
    (found,) = wrong(NAMA, ("text", "x", "X?", "${last-saved#nama}"), head=(*HEAD, "default"))
    assert (found.place, found.code) == ("survey!D3", "S710")
    assert "member:name" in found.cure()


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("relevant", "${nama} = ", "S301"),
        ("relevant", "selectd(${nama}, 'x')", "S302"),
        ("constraint", "regex(., '(')", "S307"),
        ("calculation", "because pyxform doesn't know what to do", "S301"),
        ("calculation", "if(${nama}", "S301"),
        ("relevant", "nama = 'x'", "S304"),
    ],
)
def test_an_expression_that_cannot_be_read_is_told_at_its_cell(column: str, text: str, code: str) -> None:
    rows = [(*NAMA, ""), ("text", "x", "X?", text)]
    if column == "calculation":
        rows[1] = ("calculate", "x", "", text)
    assert said(*rows, head=(*HEAD, column)) == [("survey!D3", code)]


# --- names


def test_a_name_that_occurs_once_is_the_name_and_others_carry_their_groups() -> None:
    survey = survey_of(
        ("begin group", "rumah", "Rumah"), NAMA, ("end group", "", ""),
        ("begin group", "sawah", "Sawah"), NAMA, ("text", "luas", "Luas?"), ("end group", "", ""),
    )  # fmt: skip
    assert [one.name for one in survey.questions] == ["rumah/nama", "sawah/nama", "luas"]
    assert [one.path for one in survey.questions] == [("rumah", "nama"), ("sawah", "nama"), ("sawah", "luas")]


# --- sections


def test_groups_are_sections_with_their_own_words_and_conditions() -> None:
    head = (*HEAD, "relevant", "appearance")
    rows = (("begin group", "g", "Rumah", "${nama} != ''", "field-list"), ("text", "x", "X?"), ("end group", "", ""))
    (nama, group) = survey_of(NAMA, *rows, head=head).rows
    assert isinstance(group, Section)
    assert (nama.name, group.name, group.path, group.label, group.repeats) == (
        "nama",
        "g",
        ("g",),
        {"id": "Rumah"},
        False,
    )
    assert group.relevant is not None
    assert [row.name for row in group.rows] == ["x"]
    assert said(NAMA, ("begin group", "g", "G", "${nama} ="), *rows[1:], head=head) == [("survey!D3", "S301")]


def repeat(count: str, *before: tuple[str, ...]) -> tuple[Section, list[str]]:
    rows = (*before, ("begin repeat", "anak", "Anak", count), ("text", "x", "X?"), ("end repeat", "", ""))
    survey = survey_of(*rows, head=(*HEAD, "repeat_count"))
    section = survey.rows[-1]
    assert isinstance(section, Section)
    return section, [one.name for one in survey.questions]


def test_a_repeat_is_counted_by_an_answer_or_by_a_sum() -> None:
    jumlah = ("integer", "jumlah", "Berapa anak?", "")
    section, names = repeat("${jumlah}", jumlah)
    assert section.repeats
    assert section.count is not None
    assert (section.count.source, section.counted_by, names) == ("${jumlah}", "", ["jumlah", "x"])
    # pyxform puts the sum into a row of its own, which nobody wrote.
    section, names = repeat("${jumlah} + 1", jumlah)
    assert section.count is not None
    assert (section.count.source, names) == ("${jumlah} + 1", ["jumlah", "x"])
    section, names = repeat("3")
    assert section.count is not None
    assert (section.count.source, names) == ("3", ["x"])


def test_a_repeat_without_a_count_is_asked_for_first() -> None:
    rows = (("begin repeat", "anak", "Anak"), ("text", "x", "X?"), ("end repeat", "", ""))
    survey = survey_of(NAMA, *rows)
    counter, section = survey.rows[1:]
    assert isinstance(section, Section)
    assert (counter.name, counter.label["id"]) == ("anak_count", "Berapa anak?")
    assert section.counted_by == "anak_count"
    assert section.count is not None
    assert section.count.text({"anak_count": "2"}, today=TODAY) == "2"
    assert said(NAMA, *rows) == [("survey!B3", "S723")]


def test_a_repeat_in_a_repeat() -> None:
    rows = (
        ("begin repeat", "rumah", "Rumah", "2"), ("begin repeat", "anak", "Anak", ""), ("text", "x", "X?", ""),
        ("end repeat", "", "", ""), ("end repeat", "", "", ""),
    )  # fmt: skip
    survey = survey_of(*rows, head=(*HEAD, "repeat_count"))
    assert [one.path for one in survey.questions] == [("rumah", "anak_count"), ("rumah", "anak", "x")]


def test_a_loop_is_a_group_for_each_choice_with_its_words_put_in() -> None:
    rows = (("begin loop over isu", "isu", "Isu"), ("text", "t", "Apa soal %(label)s?"), ("end loop", "", ""))
    survey = survey_of(*rows, choices=ISU)
    assert [(one.name, one.label["id"]) for one in survey.questions] == [
        ("isu/air/t", "Apa soal Air?"),
        ("isu/jalan/t", "Apa soal Jalan?"),
    ]


def test_the_words_of_a_loop_are_put_into_the_groups_inside_it() -> None:
    rows = (
        ("begin loop over isu", "isu", "Isu"), ("begin group", "g", "Soal %(label)s"), ("text", "t", "Apa soal %(label)s?"),
        ("end group", "", ""), ("end loop", "", ""),
    )  # fmt: skip
    survey = survey_of(*rows, choices=ISU)
    assert [(one.name, one.label["id"]) for one in survey.questions] == [
        ("isu/air/g/t", "Apa soal Air?"),
        ("isu/jalan/g/t", "Apa soal Jalan?"),
    ]


def test_a_type_that_only_a_newer_pyxform_knows_is_an_open_question() -> None:
    assert kind_of("hologram", {}, {}, {}, (), lambda _: None) == Text()

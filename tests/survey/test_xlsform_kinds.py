"""Workbooks in XLSForm: a form for each type and trap, read through pyxform into the same survey that YAML gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from time import process_time

import pytest

from bot.survey.files import read_survey
from bot.survey.model import (
    Acknowledge,
    Calculate,
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
    Scale,
    Section,
    SelectMultiple,
    SelectOne,
    Survey,
    Text,
    Time,
    YesNo,
)
from bot.survey.workbook import Workbook, to_source
from bot.survey.yaml_form import Loaded
from tests.plainly import plainly_run

HEAD = ("type", "name", "label")
CHOICES = (
    ("list_name", "name", "label", "kab"),
    ("isu", "air", "Air bersih", "a"),
    ("isu", "jalan", "Jalan desa", "b"),
    ("yatidak", "ya", "Ya", ""),
    ("yatidak", "tidak", "Tidak", ""),
    ("puas", "1", "Kurang", ""),
    ("puas", "2", "Cukup", ""),
    ("puas", "3", "Baik", ""),
)
Rows = Sequence[Sequence[str]]


def load(
    *rows: Sequence[str], head: Sequence[str] = HEAD, files: dict[str, str] | None = None, **sheets: Rows
) -> Loaded:
    """Return a form with these rows of the sheet survey."""
    whole: dict[str, Rows] = {"survey": [head, *rows], "choices": CHOICES, **sheets}
    return read_survey(
        to_source(Workbook({name: tuple(map(tuple, each)) for name, each in whole.items()}, files or {})), "uji"
    )


def survey_of(
    *rows: Sequence[str], head: Sequence[str] = HEAD, files: dict[str, str] | None = None, **sheets: Rows
) -> Survey:
    """Return the survey of a form without errors."""
    loaded = load(*rows, head=head, files=files, **sheets)
    assert loaded.survey is not None, [(each.place, each.code, each.message_en) for each in loaded.problems]
    return loaded.survey


def first(*rows: Sequence[str], head: Sequence[str] = HEAD) -> Question:
    """Return the first question of a form."""
    return survey_of(*rows, head=head).questions[0]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("text", Text),
        ("string", Text),
        ("barcode", Text),
        ("integer", Integer),
        ("int", Integer),
        ("q int", Integer),
        ("decimal", Decimal),
        ("range", Integer),
        ("select_one isu", SelectOne),
        ("select one from isu", SelectOne),
        ("select_one yatidak", YesNo),
        ("select_multiple isu", SelectMultiple),
        ("select all that apply from isu", SelectMultiple),
        ("rank isu", Rank),
        ("date", Date),
        ("time", Time),
        ("dateTime", DateTime),
        ("geopoint", GeoPoint),
        ("image", Media),
        ("photo", Media),
        ("audio", Media),
        ("video", Media),
        ("file", Media),
        ("acknowledge", Acknowledge),
        ("trigger", Acknowledge),
        ("note", Note),
        ("phone number", Text),
        ("percentage", Integer),
    ],
)
def test_types(said: str, kind: type) -> None:
    assert isinstance(first((said, "q", "Apa?"), ("text", "lain", "Lain?")).kind, kind)


@pytest.mark.parametrize(
    "said", ["start", "end", "today", "deviceid", "phonenumber", "username", "email", "get phone number"]
)
def test_what_is_known_without_asking(said: str) -> None:
    found = first((said, "q", ""), ("text", "lain", "Lain?"))
    assert isinstance(found.kind, Given)
    assert not found.asks


def test_hidden_rows_and_calculations() -> None:
    survey = survey_of(
        ("hidden", "h", "", "", "3"),
        ("calculate", "c", "", "${h} + 1", ""),
        ("text", "t", "T?", "", "now()"),
        ("integer", "i", "I?", "${h} * 2", ""),
        head=(*HEAD, "calculation", "default"),
    )
    h, c, t, i = survey.questions
    assert h.kind == Calculate(None)
    assert h.default is not None
    assert h.default.source == "'3'"
    assert isinstance(c.kind, Calculate)
    assert t.default is not None
    assert t.default.source == "now()"
    assert i.calculation is not None


def test_our_own_columns_make_money_places_and_scales() -> None:
    survey = survey_of(
        ("integer", "upah", "Upah?", "rupiah", "", "1000", "", "ya", "pendapatan", "Berapa upahnya?"),
        ("select_one isu", "desa", "Desa?", "", "place", "", "", "", "", ""),
        ("select_one puas", "puas", "Puas?", "", "scale", "", "", "", "", ""),
        ("decimal", "luas", "Luas?", "ha", "", "", "5", "", "", ""),
        ("date", "janji", "Kapan?", "", "", "", "", "", "", ""),
        head=(*HEAD, "unit", "kind", "min", "max", "sensitive", "indicator", "simpler::id"),
    )
    upah, desa, puas, luas, _ = survey.questions
    assert isinstance(upah.kind, Money)
    assert (upah.kind.minimum, upah.sensitive, upah.indicator) == (1000, True, "pendapatan")
    assert upah.simpler == {"id": "Berapa upahnya?"}
    assert isinstance(desa.kind, PlaceName)
    assert isinstance(puas.kind, Scale)
    assert isinstance(luas.kind, Decimal)
    assert (luas.kind.maximum, luas.kind.unit) == (5, "ha")


@pytest.mark.parametrize(
    ("constraint", "prefer"),
    [(". <= today()", "past"), (". > today()", "future"), ("", "any"), (". != today()", "any")],
)
def test_the_constraint_says_which_side_of_today_is_meant(constraint: str, prefer: str) -> None:
    found = first(("date", "q", "Kapan?", constraint), head=(*HEAD, "constraint"))
    assert isinstance(found.kind, Date)
    assert found.kind.prefer == prefer


def test_a_range_has_limits_and_steps() -> None:
    found = first(("range", "q", "Nilai?", "start=0 end=1 step=0.5"), head=(*HEAD, "parameters"))
    assert found.kind == Decimal(0, 1, step=0.5, asked=found.kind.asked if isinstance(found.kind, Decimal) else None)


def test_logic_and_texts_of_a_question() -> None:
    head = (
        *HEAD,
        "hint",
        "required",
        "required_message",
        "relevant",
        "constraint",
        "constraint_message",
        "guidance_hint",
        "media::audio",
        "appearance",
        "readonly",
        "trigger",
        "calculation",
    )
    row = (
        "text",
        "q",
        "Apa?",
        "Tulis",
        "${a} = 2",
        "Wajib",
        "${a} > 1",
        ". != ''",
        "Jangan kosong",
        "Bacakan",
        "a.ogg",
        "multiline",
        "",
        "",
        "",
    )
    shown = ("text", "r", "Baca ini", "", "", "", "", "", "", "", "", "", "yes", "", "")
    late = ("integer", "t", "T?", "", "yes", "", "", "", "", "", "", "", "", "${a}", "${a} * 2")
    survey = survey_of(("integer", "a", "A?", *[""] * 12), row, shown, late, head=head)
    _, found, told, triggered = survey.questions
    assert found.required_when is not None
    assert not found.required
    assert found.relevant is not None
    assert found.constraint_message == {"id": "Jangan kosong"}
    assert found.required_message == {"id": "Wajib"}
    assert found.guidance == {"id": "Bacakan"}
    assert found.media == {"audio": {"id": "a.ogg"}}
    assert found.appearance == "multiline"
    assert isinstance(told.kind, Note)
    assert triggered.trigger == ("a",)
    assert triggered.required


def test_groups_and_repeats_nest() -> None:
    survey = survey_of(
        ("integer", "n", "N?", ""),
        ("begin group", "rumah", "Rumah", ""),
        ("begin repeat", "anak", "Anak", "${n}"),
        ("text", "nama", "Nama?", ""),
        ("end repeat", "", "", ""),
        ("end group", "", "", ""),
        ("begin repeat", "sawah", "Sawah", ""),
        ("text", "nama", "Nama?", ""),
        ("end repeat", "", "", ""),
        head=(*HEAD, "repeat_count"),
    )
    rumah, counter, sawah = survey.rows[1:]
    assert isinstance(rumah, Section)
    assert isinstance(rumah.rows[0], Section)
    assert rumah.rows[0].repeats
    assert isinstance(counter, Question)
    assert counter.name == "sawah_count"
    assert isinstance(sawah, Section)
    assert sawah.counted_by == "sawah_count"
    assert [question.name for question in survey.questions] == ["n", "rumah/anak/nama", "sawah_count", "sawah/nama"]


def test_a_loop_stands_for_a_group_of_each_choice() -> None:
    survey = survey_of(
        ("begin loop over isu", "soal", ""),
        ("text", "kata", "Soal %(label)s?"),
        ("end loop", "", ""),
    )
    assert [question.name for question in survey.questions] == ["soal/air/kata", "soal/jalan/kata"]
    assert [question.label["id"] for question in survey.questions] == ["Soal Air bersih?", "Soal Jalan desa?"]


def test_other_is_a_choice_with_a_question_of_its_own() -> None:
    survey = survey_of(("select_one isu or_other", "q", "Apa?"))
    asked, other = survey.questions
    assert [choice.name for choice in asked.choices] == ["air", "jalan", "other"]
    assert other.name == "q_other"
    assert other.relevant is not None


def test_choices_from_files_and_filters() -> None:
    survey = survey_of(
        ("select_one_from_file harga.csv", "b", "Apa?", "", ""),
        ("select_one isu", "f", "F?", "kab = ${b}", ""),
        ("select_one cari", "s", "S?", "", "search('harga')"),
        head=(*HEAD, "choice_filter", "appearance"),
        files={"harga.csv": "\ufeffname,label,rp\nberas,Beras,15000\n,,\ngula,Gula,12000\n"},
        choices=[*CHOICES, ("cari", "name", "label", "")],
    )
    b, f, s = survey.questions
    assert [choice.name for choice in b.choices] == ["beras", "gula"]
    assert f.choice_filter is not None
    assert f.choices[0].columns["kab"] == "a"
    assert survey.tables["harga"].look_up("name", "gula", "rp") == "12000"
    assert survey.tables["isu"].rows[0]["kab"] == "a"
    assert [choice.name for choice in s.choices] == ["beras", "gula"]


def test_choices_from_another_sheet() -> None:
    survey = survey_of(
        ("text", "p", "P?", ""),
        ("select_one_external desa", "d", "D?", "prov=${p}"),
        head=(*HEAD, "choice_filter"),
        external_choices=(("list_name", "name", "label", "prov"), ("desa", "adem", "Adem", "jt")),
    )
    assert survey.questions[1].choices[0].columns == {"prov": "jt"}


def test_languages_as_authors_write_them() -> None:
    head = ("type", "name", "label::English (en)", "label::Bahasa Indonesia (id)", "label::Swahili", "hint")
    survey = survey_of(("text", "q", "What?", "Apa?", "Nini?", "Tulis"), head=head)
    assert survey.questions[0].label == {"en": "What?", "id": "Apa?", "swahili": "Nini?"}
    assert survey.questions[0].hint["id"] == "Tulis"
    assert set(survey.languages) == {"id", "en", "swahili"}
    other = survey_of(("text", "q", "What?", "Quoi?"), head=("type", "name", "label::English", "label::French (fr)"))
    assert other.questions[0].label == {"en": "What?", "fr": "Quoi?", "id": "What?"}


def test_labels_lose_their_markup() -> None:
    label = '# **Halo** <span style="color:red">Ibu</span><br>[di sini](https://contoh.id) “apa”'
    assert first(("text", "q", label)).label["id"] == 'Halo Ibu di sini https://contoh.id "apa"'


def test_settings_and_consent() -> None:
    head = (
        "form_id",
        "form_title",
        "keyword",
        "group",
        "reminders",
        "thanks::id",
        "outcome",
        "consent::id",
        "consent_purpose",
    )
    row = ("7 Pupuk!", "Pupuk", "pupuk", "mitra", "1,3", "Terima kasih", "story", "Boleh? Balas YA atau TIDAK.", "uji")
    survey = survey_of(("text", "q", "Apa?"), settings=(head, row))
    assert (survey.name, survey.title["id"], survey.keyword, survey.group) == (
        "f-7-pupuk",
        "Pupuk",
        "PUPUK",
        "partners",
    )
    assert survey.reminders is not None
    assert survey.consent.purpose == "uji"
    assert survey.outcome == "story"
    assert survey.thanks == {"id": "Terima kasih"}


def test_a_group_called_data_is_sound() -> None:
    assert survey_of(("begin group", "data", "Data"), ("text", "q", "Apa?"), ("end group", "", "")).rows


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("relevant", "because it is so", "S304"),
        ("relevant", "if(${a} = 1, 2", "S301"),
        ("constraint", "tanya(.) > 1", "S302"),
        ("calculation", "${a} +", "S301"),
    ],
)
def test_expressions_that_pyxform_lets_pass(column: str, text: str, code: str) -> None:
    loaded = load(("integer", "a", "A?", ""), ("text", "q", "Q?", text), head=(*HEAD, column))
    assert loaded.survey is None
    assert (loaded.errors[0].place, loaded.errors[0].code) == ("survey!D3", code)


def test_curly_quotes_are_straightened() -> None:
    found = survey_of(("text", "a", "A?", ""), ("text", "q", "Q?", "${a} = ‘ya’"), head=(*HEAD, "relevant")).questions[
        1
    ]
    assert found.relevant is not None
    assert found.relevant.holds({"a": "ya"}, today=date(2026, 1, 1))


def test_a_form_that_asks_nothing_and_a_source_that_is_none() -> None:
    assert [each.code for each in load(("calculate", "c", "", "1"), head=(*HEAD, "calculation")).errors] == ["S110"]
    assert [each.code for each in read_survey('{"xlsform": 3}', "x").errors] == ["S701"]
    assert load(("text", "q", "Q?"), head=("type", "type", "label")).errors[0].code == "S710"


def test_a_large_form_is_read_in_half_a_second() -> None:
    """200 questions with 300 expressions; the limit is 0.5 s of CPU, of which tests allow three times as much."""
    rows: list[tuple[str, ...]] = []
    for at in range(200):
        relevant = f"${{q{at - 1}}} > 3 or ${{q{at - 1}}} = 0" if at % 2 else ""
        rows.append(("integer", f"q{at}", f"Pertanyaan {at}?", relevant, "" if at % 2 else ". >= 0 and . < 1000", ""))
        if at % 2 == 0:
            rows.append(("calculate", f"c{at}", "", "", "", f"if(${{q{at}}} > 5, ${{q{at}}} * 2, 0)"))
    load(("text", "q", "Q?"))
    with plainly_run():
        began = process_time()
        loaded = load(*rows, head=(*HEAD, "relevant", "constraint", "calculation"))
        assert process_time() - began < 3 * 0.5
    assert loaded.survey is not None


def test_a_question_of_the_name_by_which_a_repeat_is_counted_keeps_it() -> None:
    rows = (
        ("text", "anak_count", "Siapa?"),
        ("begin repeat", "anak", "Anak"),
        ("text", "x", "X?"),
        ("end repeat", "", ""),
    )
    survey = survey_of(*rows)
    assert [one.name for one in survey.questions] == ["anak_count", "anak_count_", "x"]
    assert isinstance(survey.rows[2], Section)
    assert survey.rows[2].counted_by == "anak_count_"

"""A YAML file becomes the survey that its author meant, typed by us and not by YAML."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.survey.asked import asked_by
from bot.survey.expressions import compile_expression
from bot.survey.head import wording_hash
from bot.survey.model import (
    Calculate,
    Date,
    Decimal,
    Integer,
    Kind,
    Money,
    Note,
    PlaceName,
    Scale,
    SelectMultiple,
    SelectOne,
    Survey,
    Text,
    Time,
    YesNo,
    text_in,
)
from bot.survey.sms import sms_text
from bot.survey.yaml_form import read_survey

COREL = Path(__file__).parents[2] / "surveys" / "corel-anggota.yaml"
HEAD = "consent: {version: 1, purpose: contoh, label: Balas YA}\n"
ONE = HEAD + "survey:\n  - {type: text, name: a, label: Apa?}\n"


def survey_of(source: str) -> Survey:
    loaded = read_survey(source, "contoh")
    assert loaded.survey is not None, loaded.errors
    return loaded.survey


def codes(source: str) -> list[str]:
    return [each.code for each in read_survey(source, "contoh").problems]


def rows(*rows: str, choices: str = "") -> str:
    return HEAD + "survey:\n" + "".join(f"  - {row}\n" for row in rows) + choices


def test_the_smallest_survey_has_sensible_defaults() -> None:
    survey = survey_of(ONE)
    assert survey.name == "contoh"
    assert survey.title == {"id": "contoh"}
    assert survey.keyword == ""
    assert survey.expires_after == timedelta(days=7)
    assert survey.reminders is None
    assert survey.thanks == {}
    assert survey.group == "members"
    (question,) = survey.questions
    assert question.kind == Text()
    assert question.label == {"id": "Apa?"}
    assert not question.required
    assert not question.sensitive
    assert question.relevant is question.constraint is None
    assert survey.consent.version == "1"
    assert survey.consent.wording_hash == wording_hash("contoh", {"id": "Balas YA"})


LISTS = "choices:\n  isu:\n    - {name: 1, label: Satu}\n    - {name: 2, label: Dua}\n"


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("type: text", Text),
        ("type: string", Text),
        ("type: integer", Integer),
        ("type: INT", Integer),
        ("type: integer, unit: rupiah", Money),
        ("type: integer, unit: Rp", Money),
        ("type: decimal, unit: kg", Decimal),
        ("type: date", Date),
        ("type: time", Time),
        ("type: note", Note),
        ("type: select_one isu", SelectOne),
        ("type: Select One isu", SelectOne),
        ("type: select_multiple   isu", SelectMultiple),
        ("type: select all that apply isu", SelectMultiple),
        ("type: scale isu", Scale),
        ("type: skala isu", Scale),
        ("type: place isu", PlaceName),
        ("type: select_one yatidak", YesNo),
        ("type: select_one yes_no", YesNo),
    ],
)
def test_types(row: str, kind: type[Kind]) -> None:
    survey = survey_of(rows(f"{{{row}, name: q, label: Apa?}}", "{type: text, name: z, label: Z?}", choices=LISTS))
    assert type(survey.question("q").kind) is kind
    if survey.question("q").choices:
        assert [choice.name for choice in survey.question("q").choices] == ["1", "2"]


def test_numbers_have_limits_and_units() -> None:
    survey = survey_of(
        rows(
            "{type: integer, name: a, label: A?, min: 1, max: 10, unit: orang}",
            "{type: decimal, name: b, label: B?, min: 0.5}",
            "{type: integer, name: c, label: C?, max: 1000000, unit: rupiah}",
            "{type: date, name: d, label: D?, prefer: future}",
            "{type: date, name: e, label: E?}",
        )
    )
    assert [question.kind for question in survey.questions] == [
        Integer(1.0, 10.0, "orang", asked_by("A?")),
        Decimal(0.5, None, "", asked_by("B?")),
        Money(None, 1_000_000.0, asked_by("C?")),
        Date("future"),
        Date("past"),
    ]


def test_a_list_called_yatidak_with_other_names_is_an_ordinary_list() -> None:
    choices = "choices:\n  yatidak:\n    - {name: mau, label: Mau}\n    - {name: emoh, label: Emoh}\n"
    survey = survey_of(rows("{type: select_one yatidak, name: q, label: Mau?}", choices=choices))
    assert isinstance(survey.question("q").kind, SelectOne)
    own = "choices:\n  yatidak:\n    - {name: ya, label: Ya}\n    - {name: tidak, label: Tidak}\n"
    survey = survey_of(rows("{type: select_one yatidak, name: q, label: Mau?}", choices=own))
    assert isinstance(survey.question("q").kind, YesNo)


def test_yaml_guesses_no_types() -> None:
    source = HEAD + (
        "survey:\n  - type: select_one isu\n    name: on\n    label: 12:30\n    hint: 2026-01-01\n    simpler: 007\n"
        "choices:\n  isu:\n    - {name: no, label: no}\n    - {name: 007, label: ~}\n    - {name: yes, label: 1_000}\n"
    )
    loaded = read_survey(source, "contoh")
    assert loaded.survey is not None, loaded.errors
    question = loaded.survey.question("on")
    assert (question.label["id"], question.hint["id"], question.simpler["id"]) == ("12:30", "2026-01-01", "007")
    assert [(choice.name, choice.label["id"]) for choice in question.choices] == [
        ("no", "no"),
        ("007", "~"),
        ("yes", "1_000"),
    ]


@pytest.mark.parametrize(
    "label",
    [
        "label: {id: Apa?, en: What?}",
        "label: {Indonesia: Apa?, English: What?}",
        "label::id: Apa?\n    label::English (en): What?",
        "label: Apa?\n    label::english(en): What?",
        "label:id: Apa?\n    label:en: What?",
        "label: Apa?\n    'label::en': 'What?'",
    ],
)
def test_a_label_may_be_written_in_three_ways(label: str) -> None:
    survey = survey_of(HEAD + f"survey:\n  - type: text\n    name: a\n    {label}\n")
    assert survey.question("a").label == {"id": "Apa?", "en": "What?"}


def test_a_text_without_language_is_in_the_default_language() -> None:
    source = (
        "settings: {default_language: en}\n"
        "consent: {version: 1, purpose: x, label: {id: Balas YA, en: Reply YES}}\n"
        "survey:\n  - {type: text, name: a, label: What?, label::id: Apa?}\n"
    )
    assert survey_of(source).question("a").label == {"en": "What?", "id": "Apa?"}


def test_bent_quotes_are_straightened_in_words_and_expressions() -> None:
    second = "type: text\n    name: b\n    label: B?\n    relevant: ${a} = \u2018baik\u2019"
    survey = survey_of(rows("{type: text, name: a, label: Apa \u201ckabar\u201d?}", second))
    assert survey.question("a").label["id"] == 'Apa "kabar"?'
    relevant = survey.question("b").relevant
    assert relevant is not None
    assert relevant.holds({"a": "baik"}, today=date(2026, 1, 1))


def test_the_hash_is_of_the_text_with_plain_line_ends() -> None:
    survey = survey_of("\ufeff" + ONE.replace("\n", "\r\n"))
    assert survey.source == ONE
    assert survey.hash == hashlib.sha256(ONE.encode()).hexdigest() == survey_of(ONE).hash
    # What is stored can be read again and is the same survey.
    assert survey_of(survey.source) == survey


def test_the_wording_hash_changes_with_purpose_and_words_only() -> None:
    one = survey_of(ONE).consent.wording_hash
    assert len(one) == 16
    assert survey_of(ONE.replace("version: 1", "version: 2")).consent.wording_hash == one
    assert survey_of(ONE.replace("purpose: contoh", "purpose: lain")).consent.wording_hash != one
    assert survey_of(ONE.replace("Balas YA", "Balas YA ya")).consent.wording_hash != one


def test_without_consent_a_standard_one_is_put_in_front() -> None:
    loaded = read_survey(ONE.removeprefix(HEAD), "contoh")
    assert [each.code for each in loaded.problems] == ["S109"]
    assert loaded.survey is not None
    assert set(loaded.survey.consent.label) == {"id", "jv", "en"}
    assert all(len(text) <= 160 for text in loaded.survey.consent.label.values())


@pytest.mark.parametrize(
    ("said", "hours"),
    [("7 hari", 168), ("7 days", 168), ("7", 168), ("12 jam", 12), ("1 hour", 1), ("2 minggu", 336), ("1 week", 168)],
)
def test_expires_after(said: str, hours: int) -> None:
    assert survey_of(f"settings: {{expires_after: {said}}}\n" + ONE).expires_after == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("said", "days"),
    [("[1, 3]", (1, 3)), ("[]", ()), ("2", (2,)), ("1 dan 3", (1, 3)), ("'1, 3'", (1, 3)), ("tidak", ()), ("''", ())],
)
def test_reminders(said: str, days: tuple[int, ...]) -> None:
    found = survey_of(f"settings:\n  reminders: {said}\n" + ONE).reminders
    assert found == tuple(timedelta(days=day) for day in days)


@pytest.mark.parametrize(
    "setting",
    [
        "expires_after: besok",
        "expires_after: 0 hari",
        "expires_after: 91 hari",
        "reminders: [3, 1]",
        "reminders: [1, 1]",
        "reminders: [1, 2, 3]",
        "reminders: [0]",
        "reminders: [31]",
        "reminders: [satu]",
        "reminders: [[1]]",
        "reminders: kadang",
        "keyword: dua kata",
        "keyword: ab",
        "group: semua",
        "default_language: batak",
    ],
)
def test_a_setting_that_means_nothing_is_refused(setting: str) -> None:
    assert codes(f"settings:\n  {setting}\n" + ONE) == ["S108"]


def test_a_reminder_table_is_refused() -> None:
    assert "S102" in codes("settings:\n  reminders: {a: 1}\n" + ONE)


@pytest.mark.parametrize(
    ("said", "group"),
    [("members", "members"), ("anggota", "members"), ("Staff", "staff"), ("mitra", "partners")],
)
def test_groups(said: str, group: str) -> None:
    assert survey_of(f"settings: {{group: {said}, keyword: air}}\n" + ONE).group == group
    assert survey_of(f"settings: {{group: {said}, keyword: air}}\n" + ONE).keyword == "AIR"


def test_the_survey_in_the_house_is_whole() -> None:
    survey = survey_of(COREL.read_text(encoding="utf-8"))
    assert read_survey(survey.source, "x").problems == ()
    assert survey.keyword == "COREL"
    assert survey.reminders == (timedelta(days=1), timedelta(days=3))
    assert 6 <= len(survey.asked) <= 8
    kinds = {type(question.kind) for question in survey.questions}
    assert kinds >= {YesNo, SelectOne, SelectMultiple, Scale, Integer, Text}
    assert survey.question("usaha").sensitive
    relevant = survey.question("inisiatif").relevant
    assert relevant is not None
    assert not relevant.holds({"kegiatan": "0"}, today=date(2026, 11, 24))
    assert relevant.holds({"kegiatan": "2"}, today=date(2026, 11, 24))
    with pytest.raises(KeyError):
        survey.question("tidak_ada")


def test_sms_of_each_kind() -> None:
    survey = survey_of(COREL.read_text(encoding="utf-8"))
    assert sms_text(survey.question("lanjut"), 6, 8, "id").endswith("jalan terus? YA/TIDAK")
    assert sms_text(survey.question("usaha"), 3, 8, "en").endswith("1 Up 2 The same 3 Down 4 No business. Reply 1-4")
    assert sms_text(survey.question("inisiatif"), 2, 8, "jv").endswith("5 Sanesipun. Upami 1,3")
    assert sms_text(survey.question("saran"), 8, 8, "id") == f"8/8 {survey.question('saran').label['id']}"
    other = survey_of(
        rows(
            "{type: integer, unit: rupiah, name: m, label: Berapa?}",
            "{type: date, name: d, label: Tanggal}",
            "{type: time, name: t, label: Jam?}",
        )
    )
    assert [sms_text(question, 1, 3, "id") for question in other.questions] == [
        "1/3 Berapa? Mis. 50rb",
        "1/3 Tanggal. Mis. 17/8/2026",
        "1/3 Jam? Mis. 07.00",
    ]
    note = survey_of(rows("{type: note, name: n, label: Halo}", "{type: text, name: a, label: A?}"))
    assert sms_text(note.question("n"), 1, 2, "id") == "Halo"


def test_calculations_are_not_asked() -> None:
    survey = survey_of(
        rows("{type: integer, name: a, label: A?}", "{type: calculate, name: dua, calculation: '${a} * 2'}")
    )
    assert [question.name for question in survey.asked] == ["a"]
    assert survey.question("dua").kind == Calculate(compile_expression("${a} * 2"))
    assert not survey.question("dua").choices


def test_text_in_falls_back_to_indonesian() -> None:
    assert text_in({"id": "a", "jv": "b"}, "jv") == "b"
    assert text_in({"id": "a"}, "jv") == "a"
    assert text_in({}, "jv") == ""


def test_what_a_label_says_about_its_number_is_kept() -> None:
    survey = survey_of(
        rows(
            "{type: integer, name: a, label: Berapa upah Ibu per hari?, unit: rupiah}",
            "{type: integer, name: b, label: Berapa ekor kambing Ibu?}",
            "{type: text, name: c, label: Berapa?}",
        )
    )
    money, count, text = [question.kind for question in survey.questions]
    assert isinstance(money, Money)
    assert isinstance(count, Integer)
    assert money.asked == asked_by("Berapa upah Ibu per hari?")
    assert count.asked == asked_by("Berapa ekor kambing Ibu?")
    assert text == Text()


def test_a_place_is_chosen_from_a_list() -> None:
    lists = "choices:\n  desa:\n    - {name: a, label: Suka Maju}\n    - {name: b, label: Karang}\n"
    survey = survey_of(rows("{type: place desa, name: tinggal, label: Di mana?}") + lists)
    kind = survey.question("tinggal").kind
    assert isinstance(kind, PlaceName)
    assert [choice.name for choice in kind.choices] == ["a", "b"]

"""One step becomes one bubble, short enough for one SMS, or with something to tap where the phone can show it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any, get_args

import pytest

from bot.conversation.effects import (
    Ask,
    AskAgain,
    AskConsent,
    Confirm,
    GiveConsent,
    Help,
    Keep,
    OptOut,
    Record,
    Refuse,
    Thank,
    Why,
)
from bot.conversation.state import Conversation, Phase
from bot.message import Attached, Option, Spoken
from bot.segments import measure
from bot.survey.expressions import compile_expression
from bot.survey.model import (
    Calculate,
    Choice,
    Consent,
    Date,
    Decimal,
    Integer,
    Kind,
    Media,
    Money,
    Note,
    Question,
    Rank,
    Scale,
    SelectMultiple,
    SelectOne,
    Survey,
    Text,
    Time,
    YesNo,
)
from bot.wording import speech
from bot.wording.leads import Lead
from bot.wording.speech import speak
from bot.wording.words import PLAIN, WHATSAPP, Ability, Words
from tests.conversation.parts import survey, words

CHOICES = tuple(Choice(name, {"id": name.capitalize()}) for name in ("pupuk", "bibit", "modal", "pasar"))
GRADES = Scale(
    tuple(Choice(str(at), {"id": label}) for at, label in enumerate(("Belum", "Kurang", "Cukup", "Baik"), 1))
)
LEADS = ("next", "first", "back", "repeat", "reminder", "resume", "after_set_aside")


def _survey(kind: Kind, label: str = "Apa kabar?", **more: object) -> Survey:
    question = Question("tanya", kind, {"id": label}, **more)  # type: ignore[arg-type]
    consent = Consent("uji", "1", {"id": "Ikut? Balas YA atau TIDAK."}, "0" * 16)
    return Survey("uji", "h", "", {"id": "Uji"}, consent, (question,))


def _spoken(of: Survey, *effects: object, ability: Ability = PLAIN, **state: object) -> Spoken:
    conversation = Conversation("h", **{"phase": Phase.ASKING, "at": "tanya", "first_name": "Sari", **state})  # type: ignore[arg-type]
    spoken = speak(effects, of, conversation, Words(), ability)  # type: ignore[arg-type]
    assert spoken is not None
    return spoken


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (YesNo(), "1/1 Apa kabar? Balas YA atau TIDAK"),
        (SelectOne(CHOICES), "1/1 Apa kabar? 1 Pupuk 2 Bibit 3 Modal 4 Pasar. Balas 1-4"),
        (SelectMultiple(CHOICES[:2]), "1/1 Apa kabar? 1 Pupuk 2 Bibit. Balas misalnya 1,2"),
        (SelectMultiple(CHOICES[:3]), "1/1 Apa kabar? 1 Pupuk 2 Bibit 3 Modal. Balas misalnya 1,3"),
        (Scale(CHOICES[:3]), "1/1 Apa kabar? 1 Pupuk 2 Bibit 3 Modal. Balas 1-3"),
        (Integer(), "1/1 Apa kabar?"),
        (Decimal(), "1/1 Apa kabar?"),
        (Money(), "1/1 Apa kabar? Balas jumlahnya, misalnya 50rb"),
        (Date(), "1/1 Apa kabar? Misalnya 17 Agustus 2026"),
        (Time(), "1/1 Apa kabar? Misalnya jam 7 pagi"),
        (Text(), "1/1 Apa kabar?"),
    ],
)
def test_a_question_on_sms(kind: Kind, text: str) -> None:
    assert _spoken(_survey(kind), Ask("tanya", 1, 1)) == Spoken(text)


def test_choices_that_begin_with_a_digit_are_kept_apart_from_their_numbers() -> None:
    often = (Choice("a", {"id": "2-3 kali"}), Choice("b", {"id": "Sering"}))
    assert (
        _spoken(_survey(SelectOne(often)), Ask("tanya", 1, 1)).text == "1/1 Apa kabar? 1=2-3 kali 2=Sering. Balas 1-2"
    )


@pytest.mark.parametrize(("number", "shown"), [(3, "options"), (10, "options"), (11, "text")])
def test_whatsapp_shows_what_it_can(number: int, shown: str) -> None:
    choices = tuple(Choice(f"c{index}", {"id": f"Pilihan {index}"}) for index in range(number))
    spoken = _spoken(_survey(SelectOne(choices)), Ask("tanya", 1, 1), ability=WHATSAPP)
    if shown == "options":
        assert spoken.text == "1/1 Apa kabar?"
        assert spoken.options[0] == Option("tanya=c0", "Pilihan 0")
        assert len(spoken.options) == number
    else:
        assert spoken.options == ()
        assert "11. Pilihan 10\nBalas 1-11" in spoken.text


@pytest.mark.parametrize(("length", "number", "fits"), [(20, 2, True), (21, 2, False), (24, 4, True), (25, 4, False)])
def test_a_title_is_never_cut(length: int, number: int, fits: bool) -> None:
    choices = tuple(Choice(f"c{index}", {"id": f"{index}" * length}) for index in range(number))
    spoken = _spoken(_survey(SelectOne(choices)), Ask("tanya", 1, 1), ability=WHATSAPP)
    assert bool(spoken.options) is fits
    assert all(len(option.title) == length for option in spoken.options)


def test_several_choices_are_numbered_even_where_there_are_buttons() -> None:
    spoken = _spoken(_survey(SelectMultiple(CHOICES[:2])), Ask("tanya", 1, 1), ability=WHATSAPP)
    assert spoken == Spoken("1/1 Apa kabar?\n1. Pupuk\n2. Bibit\nBalas misalnya 1,2")
    opened = _spoken(_survey(Text()), Ask("tanya", 1, 1), ability=WHATSAPP)
    assert opened == Spoken("1/1 Apa kabar?")


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("name", ["Sari", "", "Śrī"])
@pytest.mark.parametrize("length", [20, 90, 110, 120])
def test_every_lead_in_gives_way_so_that_one_segment_is_enough(lead: Lead, name: str, length: int) -> None:
    of = _survey(SelectOne(CHOICES), "a" * length + "?", hint={"id": "b" * 30})
    text = _spoken(of, Ask("tanya", 1, 1, lead), first_name=name).text
    assert ("a" * length + "? 1 Pupuk 2 Bibit 3 Modal 4 Pasar") in text.replace(". " + "b" * 30 + ".", "").replace(
        " " + "b" * 30, ""
    )
    measured = measure(text)
    assert (measured.encoding, measured.segments) == ("GSM-7", 1 if length < 120 else measured.segments)


def test_a_question_that_is_too_long_by_itself_is_said_whole() -> None:
    text = _spoken(_survey(YesNo(), "a" * 200 + "?"), Ask("tanya", 1, 1, "back")).text
    assert text == "1/1 " + "a" * 200 + "? Balas YA atau TIDAK"


def test_the_hint_is_said_where_there_is_room() -> None:
    of = _survey(Integer(), "Berapa?", hint={"id": "Kira-kira saja"})
    assert _spoken(of, Ask("tanya", 1, 1)).text == "1/1 Berapa? Kira-kira saja"


@pytest.mark.parametrize(
    ("lead", "before", "name", "start"),
    [
        ("first", (GiveConsent(),), "Sari", "Terima kasih, Bu Sari. "),
        ("first", (GiveConsent(),), "", "Terima kasih, Bu. "),
        ("first", (), "Sari", "HAPSARI: Salam, Bu Sari. "),
        ("first", (), "", "HAPSARI: "),
        ("next", (Record("x", "", "", "", 1.0, gap="unknown"),), "Sari", "Tidak apa-apa, Bu. "),
        ("next", (Record("x", "1", "", "", 1.0),), "Sari", ""),
        ("repeat", (Record("x", "1", "1", "tap", 1.0),), "Sari", "Sudah kami ganti, Bu. "),
        ("repeat", (), "Sari", ""),
        ("back", (), "Sari", "Baik, kita ulangi. "),
        ("reminder", (), "Sari", "HAPSARI: Bu Sari, kami tunggu jawabannya. "),
        ("reminder", (), "", "HAPSARI: kami tunggu, Bu. "),
        ("resume", (), "Sari", "Senang Ibu kembali. Kita lanjut: "),
        ("after_set_aside", (), "Sari", "Tidak apa-apa, Bu, kita lanjut. "),
    ],
)
def test_the_lead_in(lead: Lead, before: tuple[object, ...], name: str, start: str) -> None:
    text = _spoken(_survey(Integer()), *before, Ask("tanya", 1, 1, lead), first_name=name).text
    assert text == f"{start}1/1 Apa kabar?"


@pytest.mark.parametrize("why", get_args(Why))
@pytest.mark.parametrize("attempt", [1, 2, 3])
@pytest.mark.parametrize("required", [True, False])
def test_asking_again_says_why_and_uses_the_simpler_words(why: Why, attempt: int, required: bool) -> None:
    of = _survey(Integer(1, 10), simpler={"id": "Berapa?"}, required=required)
    text = _spoken(of, AskAgain("tanya", 1, 1, why, attempt)).text
    assert text.endswith("1/1 Berapa? Balas dengan angka")
    assert not text.startswith("1/1")
    offered = why == "unsent" or (why in {"unread", "inexact"} and attempt == 3)
    assert ("LEWATI" in text) is (offered and not required)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Integer(1, 5000), "antara 1 dan 5.000"),
        (Money(minimum=1000), "paling sedikit Rp1.000"),
        (Decimal(maximum=2.5), "paling banyak 2,5"),
        (Integer(), "belum pas"),
        (Date(), "belum pas"),
    ],
)
def test_limits_are_named(kind: Kind, said: str) -> None:
    assert said in _spoken(_survey(kind), AskAgain("tanya", 1, 1, "limits", 1)).text


def test_the_survey_s_own_message_is_said_where_its_constraint_failed() -> None:
    of = _survey(Integer(), constraint_message={"id": "Paling banyak 7 hari, Bu."})
    assert _spoken(of, AskAgain("tanya", 1, 1, "constraint", 1)).text.startswith("Paling banyak 7 hari, Bu. 1/1")


@pytest.mark.parametrize(
    ("kind", "between", "text"),
    [
        (Time(), ("07:00", "19:00"), "Maksud Ibu yang mana? 1=07.00 pagi 2=19.00 malam. Balas 1-2"),
        (Money(), ("150000",), "Maksud Ibu Rp150.000? Balas YA atau TIDAK"),
        (SelectOne(CHOICES), ("pupuk", "bibit"), "Maksud Ibu yang mana? 1 Pupuk 2 Bibit. Balas 1-2"),
        (GRADES, ("3", "4"), "Maksud Ibu yang mana? 1 Cukup 2 Baik. Balas 1-2"),
        (GRADES, ("2", "3"), "Maksud Ibu yang mana? 2 Kurang 3 Cukup. Balas 2 atau 3"),
        (Integer(), ("2", "3"), "Maksud Ibu 2 atau 3?"),
        (Integer(), ("10", "15"), "Maksud Ibu yang mana? 1=10 2=15. Balas 1-2"),
    ],
)
def test_an_either_or_question(kind: Kind, between: tuple[str, ...], text: str) -> None:
    assert _spoken(_survey(kind), Confirm("tanya", between, "which_choice")) == Spoken(text)


def test_an_either_or_question_on_whatsapp() -> None:
    asked = _spoken(_survey(Time()), Confirm("tanya", ("07:00", "19:00"), "morning_or_evening"), ability=WHATSAPP)
    assert asked == Spoken(
        "Maksud Ibu yang mana?", (Option("tanya=07:00", "07.00 pagi"), Option("tanya=19:00", "19.00 malam"))
    )
    long = tuple(Choice(f"c{index}", {"id": f"{index}" * 30}) for index in range(2))
    listed = _spoken(_survey(SelectOne(long)), Confirm("tanya", ("c0", "c1"), "which_choice"), ability=WHATSAPP)
    assert listed == Spoken(f"Maksud Ibu yang mana?\n1. {'0' * 30}\n2. {'1' * 30}\nBalas 1-2")


def test_the_invitation_is_one_segment_with_her_name_in_every_language() -> None:
    for name, language in itertools.product(("corel-anggota", "kebun", "pendek"), ("id", "jv", "en")):
        conversation = Conversation("h", language=language, first_name="Sulastri")
        spoken = speak([AskConsent()], survey(name), conversation, words(), PLAIN)
        assert spoken is not None
        assert measure(spoken.text).segments == 1, spoken.text
        assert spoken.options == ()


def test_consent_has_buttons_on_whatsapp() -> None:
    spoken = _spoken(_survey(Text()), AskConsent(), ability=WHATSAPP, phase=Phase.CONSENT)
    assert spoken.options == (Option("consent=ya", "Ya"), Option("consent=tidak", "Tidak"))
    again = _spoken(_survey(Text()), AskConsent(again=True), ability=WHATSAPP, phase=Phase.CONSENT)
    assert again.options == spoken.options
    assert again.text.startswith("Maaf Bu")


@pytest.mark.parametrize(
    ("name", "start"), [("Sari", "Bu Sari, kami masih menunggu. "), ("", "Kami masih menunggu Ibu. ")]
)
def test_the_reminder_of_an_invitation(name: str, start: str) -> None:
    spoken = _spoken(_survey(Text()), AskConsent(reminder=True), phase=Phase.CONSENT, first_name=name)
    assert spoken.text == start + "Ikut? Balas YA atau TIDAK."


def test_thanks_are_the_survey_s_own_or_ours() -> None:
    assert _spoken(_survey(Text()), Thank()).text.startswith("Selesai. Terima kasih banyak, Bu Sari.")
    assert _spoken(_survey(Text()), Thank(), first_name="").text.startswith("Selesai. Terima kasih banyak, Bu. ")


def test_help_explains_the_words_and_puts_the_question() -> None:
    text = _spoken(_survey(Text()), Help(), Ask("tanya", 1, 1, "repeat")).text
    assert all(word in text for word in ("KEMBALI", "LEWATI", "ULANG", "BERHENTI", "1/1 Apa kabar?"))


def test_deeds_say_nothing() -> None:
    assert speak([OptOut(), Keep("x")], _survey(Text()), Conversation("h"), Words(), PLAIN) is None


@pytest.mark.parametrize("kind", [Note(), Calculate(compile_expression("1"))])
def test_what_is_never_asked_has_no_cue(kind: Kind) -> None:
    assert _spoken(_survey(kind), Ask("tanya", 1, 1)).text == "1/1 Apa kabar?"


def test_letters_that_make_an_sms_dear_are_replaced() -> None:
    assert _spoken(_survey(Text(), "“Apa” – kabar…?"), Ask("tanya", 1, 1)).text == '1/1 "Apa" - kabar...?'


def _asked(of: Survey, said_in: Words, number: int, total: int) -> Spoken | None:
    conversation = Conversation(of.hash, phase=Phase.ASKING, at="tanya")
    return speak((Ask("tanya", number, total),), of, conversation, said_in, PLAIN)


def test_the_words_of_a_question_are_kept_but_not_for_ever() -> None:
    of, said_in = _survey(Integer()), Words()
    assert _asked(of, said_in, 1, 2) is _asked(of, said_in, 1, 2)
    for total in range(1, speech._MOST_BODIES + 10):
        assert _asked(of, said_in, 1, total) == Spoken(f"1/{total} Apa kabar?")
    assert 0 < len(speech._bodies(of, said_in)) <= speech._MOST_BODIES


def test_one_survey_s_words_are_never_another_s() -> None:
    first, second, said_in = _survey(Integer(), "Berapa anak?"), _survey(Integer(), "Berapa ayam?"), Words()
    assert first.hash == second.hash
    said = [_asked(of, said_in, 1, 2) for of in (first, second, first)]
    assert said == [Spoken("1/2 Berapa anak?"), Spoken("1/2 Berapa ayam?"), Spoken("1/2 Berapa anak?")]


def _with_files(kind: Kind) -> Survey:
    """Return a survey whose question has a spoken label in two languages, and a picture in Javanese alone."""
    survey = _survey(kind)
    files = {"audio": {"id": "tanya.ogg", "jv": "takon.ogg"}, "image": {"jv": "kebun.jpg"}}
    return replace(survey, questions=tuple(replace(one, media=files) for one in survey.questions))


def test_a_spoken_question_goes_beside_the_words_where_files_can_be_sent() -> None:
    survey = _with_files(Integer())
    asked = Ask("tanya", 1, 1)
    assert _spoken(survey, asked, ability=WHATSAPP).attached == (Attached("audio", "tanya.ogg"),)
    hers = speak([asked], survey, Conversation("h", language="jv"), Words(), WHATSAPP)
    assert hers is not None
    assert hers.attached == (Attached("audio", "takon.ogg"), Attached("image", "kebun.jpg"))
    assert _spoken(survey, asked).attached == ()


def test_a_spoken_question_is_heard_again_and_what_is_told_is_heard_too() -> None:
    again = AskAgain("tanya", 1, 1, "unread", 1)
    assert len(_spoken(_with_files(Integer()), again, ability=WHATSAPP).attached) == 1
    assert _spoken(_with_files(Integer()), Thank(), ability=WHATSAPP).attached == ()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (SelectOne(CHOICES[:1]), "1/1 Apa kabar? 1 Pupuk. Balas 1"),
        (SelectMultiple(CHOICES[:1]), "1/1 Apa kabar? 1 Pupuk. Balas 1"),
        (SelectMultiple(CHOICES[:2]), "1/1 Apa kabar? 1 Pupuk 2 Bibit. Balas misalnya 1,2"),
        (Rank(CHOICES[:1]), "1/1 Apa kabar? 1 Pupuk. Balas 1"),
        (Rank(CHOICES[:2]), "1/1 Apa kabar? 1 Pupuk 2 Bibit. Urutkan dari yang terpenting, misalnya 2,1"),
    ],
)
def test_few_choices_are_not_asked_for_as_if_there_were_more(kind: Kind, text: str) -> None:
    assert _spoken(_survey(kind), Ask("tanya", 1, 1)) == Spoken(text)


@pytest.mark.parametrize(
    ("kind", "more", "begins"),
    [
        (Text(), {}, "Maaf Bu, yang ini perlu dijawab."),
        (Media("image"), {}, "Maaf Bu, kiriman ini kami perlukan. Kalau tidak bisa, balas TIDAK TAHU."),
        (Text(), {"required_message": {"id": "Nama perlu untuk kartu, Bu."}}, "Nama perlu untuk kartu, Bu. 1/1"),
        (Text(), {"required_message": {"id": "Nama ${anak} perlu."}}, "Maaf Bu, yang ini perlu dijawab."),
    ],
)
def test_a_required_question_says_why_it_is_not_skipped(kind: Kind, more: dict[str, Any], begins: str) -> None:
    of = _survey(kind, required=True, **more)
    spoken = _spoken(of, Refuse("required"), Ask("tanya", 1, 1, "repeat"))
    assert spoken.text.startswith(begins)

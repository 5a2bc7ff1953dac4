"""What she gets of a form: her own answers in the words, the choices that are offered now, and which of several it is about."""

from __future__ import annotations

import pytest

from bot.conversation.effects import Ask, Shown, Tell
from bot.conversation.events import Said
from bot.conversation.state import Conversation
from bot.message import Spoken
from bot.survey.model import (
    Acknowledge,
    Choice,
    DateTime,
    GeoPoint,
    Given,
    Integer,
    Kind,
    Media,
    Note,
    Question,
    Rank,
    Section,
    SelectOne,
    Text,
)
from bot.wording.forms import as_shown
from bot.wording.shown import value
from bot.wording.speech import speak
from bot.wording.words import PLAIN, WHATSAPP, Ability
from tests.conversation.filling import NOW, TODAY, Talk, form, said, xp
from tests.conversation.parts import words

AFTER = (Choice("a", {"id": "Pergi dengan ${nama}"}), Choice("b", {"id": "Sendiri"}), Choice("c", {"id": "Lain"}))
QUESTION = Question("cara", SelectOne(AFTER), {"id": "Ke mana ${nama}?", "jv": "Dhateng pundi ${nama}?"})


def spoken(talk: Talk, ability: Ability = PLAIN) -> Spoken:
    """Return what the last step says."""
    found = speak(talk.last, talk.survey, talk.state, words(), ability)
    assert found is not None
    return found


def test_a_question_without_a_form_is_itself() -> None:
    assert as_shown(QUESTION, "cara", None) is QUESTION


def test_names_choices_and_place() -> None:
    shown = Shown({"nama": "Sari"}, ("a", "b"), (({"id": "Anak"}, 2), ({}, 1)))
    found = as_shown(QUESTION, "cara[2]", shown)
    assert found.name == "cara[2]"
    assert found.label == {"id": "Anak 2: Ke mana Sari?", "jv": "Anak 2: Dhateng pundi Sari?"}
    assert [one.label["id"] for one in found.choices] == ["Pergi dengan Sari", "Sendiri"]


def test_a_name_that_is_not_known_leaves_nothing_behind() -> None:
    assert as_shown(QUESTION, "cara", Shown()).label["id"] == "Ke mana ?"


def test_a_repeat_on_the_phone() -> None:
    survey = form(
        Section(
            "anak",
            ("anak",),
            (
                Question("nama", Text(), said("Siapa namanya?"), path=("anak", "nama")),
                Question("sapa", Note(), said("Salam untuk ${nama}."), path=("anak", "sapa")),
                Question("umur", Integer(), said("Umur ${nama}?"), path=("anak", "umur")),
            ),
            label=said("Anak"),
            repeats=True,
            count=xp("2"),
        )
    )
    talk = Talk(survey)
    assert spoken(talk).text == "HAPSARI: 1/4 Anak 1: Siapa namanya?"
    talk.say("Sari")
    assert spoken(talk).text == "Anak 1: Salam untuk Sari. 2/4 Anak 1: Umur Sari?"
    talk.say("banyak")
    assert "Anak 1: Umur Sari?" in spoken(talk).text


def test_only_what_is_offered_can_be_tapped() -> None:
    kind = SelectOne((Choice("a", said("Adem"), {"kab": "x"}), Choice("b", said("Binanga"), {"kab": "y"})))
    survey = form(
        Question("kab", Text(), said("Kab?")),
        Question("desa", kind, said("Desa?"), choice_filter=xp("kab = ${kab}", columns=True)),
    )
    talk = Talk(survey).say("y")
    assert [one.id for one in spoken(talk, WHATSAPP).options] == ["desa=b"]
    assert spoken(talk).text == "2/2 Desa? 1 Binanga. Balas 1"


@pytest.mark.parametrize(
    ("kind", "cue"),
    [
        (DateTime("past"), "Misalnya 17 Agustus jam 7 pagi"),
        (Rank(AFTER), "Urutkan dari yang terpenting, misalnya 2,1,3"),
        (Rank(AFTER[:2]), "Urutkan dari yang terpenting, misalnya 2,1"),
        (Acknowledge(), "Balas OK"),
        (GeoPoint(), "Kirim lokasi, atau tulis nama tempatnya"),
        (Media("image"), "Kirim fotonya"),
        (Media("audio"), "Kirim pesan suara"),
        (Media("video"), "Kirim videonya"),
        (Media("file"), "Kirim berkasnya"),
    ],
)
def test_how_to_reply(kind: Kind, cue: str) -> None:
    assert cue in spoken(Talk(form(Question("q", kind, said("Apa?"))))).text


@pytest.mark.parametrize(
    ("required", "text", "file", "says"),
    [
        (
            False,
            "rumahnya bagus",
            "",
            "Yang ini perlu dikirim, Bu, belum cukup ditulis. Kalau tidak bisa, balas LEWATI.",
        ),
        (True, "rumahnya bagus", "", "Maaf Bu, yang ini perlu dikirim, belum cukup ditulis."),
        (False, "", "suara.ogg", "Terima kasih, kirimannya kami simpan. Tapi untuk ini kami perlu kiriman lain, Bu."),
    ],
)
def test_a_photo_is_asked_for_again_as_a_photo(required: bool, text: str, file: str, says: str) -> None:
    talk = Talk(form(Question("foto", Media("image"), said("Foto rumah?"), required=required)))
    talk.do(Said(text, TODAY, now=NOW, media=bool(file), file=file))
    assert spoken(talk).text == f"{says} 1/1 Foto rumah? Kirim fotonya"


def test_a_moment_in_words() -> None:
    shown = value(DateTime("past"), "2026-11-24T19:00:00.000+07:00", words(), "id")
    assert shown == "24 November 2026, 19.00 malam"
    assert value(Given("start"), "x", words(), "id") == "x"
    assert value(Rank(AFTER), "b c", words(), "id") == "Sendiri, Lain"


def test_told_in_its_own_words() -> None:
    survey = form(Question("n", Note(), said("Halo ${x}")), Question("x", Text(), said("X?")))
    heard = speak((Tell("n", Shown({"x": "Bu"})), Ask("x", 1, 1)), survey, Conversation("h"), words(), PLAIN)
    assert heard is not None
    assert heard.text == "Halo Bu 1/1 X?"
    assert Said("a", TODAY, now=NOW).when == NOW
    assert Said("a", TODAY).when == TODAY

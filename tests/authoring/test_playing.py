"""A conversation played turn by turn: what was put, what was taken, what is stored."""

from __future__ import annotations

import pytest

from bot.authoring.playing import Play, Turn
from bot.conversation.events import Said, Tapped
from bot.survey.expressions import compile_expression
from bot.survey.model import (
    Choice,
    Date,
    GeoPoint,
    Integer,
    Media,
    Question,
    Section,
    SelectOne,
    Survey,
    Text,
)
from bot.wording.words import PLAIN, WHATSAPP, Ability
from tests.authoring.forms import FARM, NOW, form, speech
from tests.conversation.filling import form as filled_form
from tests.conversation.filling import said, xp


def begun(survey: Survey = FARM, ability: Ability = PLAIN, *, consent_known: bool = True) -> Play:
    words, phrases = speech()
    play = Play(survey, words, phrases, NOW, ability)
    play.start(consent_known=consent_known)
    return play


def test_a_conversation_from_consent_to_thanks() -> None:
    play = begun(consent_known=False)
    turns = [play.reply(line) for line in ("ya", "ya", "1,2", "dua puluh", "17 agustus")]
    assert [(turn.asked, turn.accepted, turn.value) for turn in turns] == [
        ("consent", True, "ya"),
        ("tanam", True, "ya"),
        ("pupuk", True, "urea kandang"),
        ("karung", True, "20"),
        ("panen", True, "2026-08-17"),
    ]
    assert play.over
    assert "Terima kasih" in play.ending
    assert play.answers == {
        "tanam": "ya", "pupuk": "urea kandang", "karung": "20", "kilo": "1000", "panen": "2026-08-17",
    }  # fmt: skip


def test_a_note_on_the_way_belongs_to_the_next_question() -> None:
    play = begun()
    play.reply("ya")
    assert play.open_turn.asked == "pupuk"
    assert play.open_turn.text.startswith("Sekarang soal pupuk, Bu. ")


def test_what_is_offered_goes_by_name_and_label() -> None:
    play = begun()
    assert [(one.name, one.label) for one in play.open_turn.choices] == [("ya", "Ya"), ("tidak", "Tidak")]
    play.reply("ya")
    assert [(one.name, one.label) for one in play.open_turn.choices] == [("urea", "Urea"), ("kandang", "Pupuk kandang")]


def test_a_reply_that_cannot_be_used_is_not_accepted_and_the_question_stays() -> None:
    play = begun()
    for line in ("ya", "urea"):
        play.reply(line)
    refused = play.reply("500")
    assert (refused.asked, refused.accepted, refused.value) == ("karung", False, None)
    assert play.open_turn.asked == "karung"
    assert "antara 1 dan 40" in play.open_turn.text


def test_three_times_in_vain_is_left_unanswered() -> None:
    play = begun()
    for line in ("ya", "urea"):
        play.reply(line)
    turns = [play.reply("ada saja di gudang") for _ in range(4)]
    assert not any(turn.accepted for turn in turns)
    assert play.over


def test_an_empty_line_skips() -> None:
    play = begun()
    play.reply("ya")
    skipped = play.reply("  ")
    assert (skipped.accepted, skipped.value) == (True, "")
    assert play.over


def test_what_is_required_is_not_skipped() -> None:
    play = begun()
    refused = play.reply("")
    assert (refused.accepted, refused.value) == (False, None)
    assert play.open_turn.asked == "tanam"


def test_an_either_or_question_back_is_about_the_same_question() -> None:
    play = begun(form("  - {type: time, name: jam, label: {id: Jam berapa kumpul?}}\n"))
    back = play.reply("jam 7")
    assert (back.asked, back.accepted) == ("jam", False)
    assert play.open_turn.asked == "jam"
    assert "Maksud Ibu" in play.open_turn.text
    assert play.reply("1").value == "07:00:00.000+07:00"


def test_no_to_consent_is_taken_and_nothing_is_kept() -> None:
    play = begun(consent_known=False)
    no = play.reply("tidak")
    assert (no.accepted, no.value) == (True, "tidak")
    assert play.over
    assert play.answers == {}


def test_stopping_ends_it_with_a_goodbye() -> None:
    play = begun()
    assert not play.reply("berhenti").accepted
    assert play.over
    assert play.ending


def test_going_back_is_no_answer() -> None:
    play = begun()
    play.reply("ya")
    assert play.reply("kembali") == Turn(
        "pupuk",
        "Sekarang soal pupuk, Bu. 2/4 Pupuk apa yang Ibu pakai? 1 Urea 2 Pupuk kandang. Balas misalnya 1,2",
        play.turns[-1].choices,
        reply="kembali",
    )
    assert play.open_turn.asked == "tanam"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("geo:-7.8,110.2", (-7.8, 110.2)),
        ("geo: -7.8, 110.2, 40, 5", (-7.8, 110.2, 40.0, 5.0)),
        ("GEO:0 0", (0.0, 0.0)),
        ("geo:-7.8", ()),
        ("geo:1.2.3,4", ()),
        ("geo:di sana", ()),
    ],
)
def test_a_line_that_stands_for_a_location(line: str, place: tuple[float, ...]) -> None:
    event = begun().event(line)
    assert isinstance(event, Said)
    assert event.place == place
    assert event.media is bool(place)
    assert event.text == ("" if place else line)


def test_a_line_that_stands_for_a_file() -> None:
    event = begun().event("file: suara ibu.ogg ")
    assert isinstance(event, Said)
    assert (event.file, event.media, event.text) == ("suara ibu.ogg", True, "")


def test_a_tap_counts_where_something_can_be_tapped() -> None:
    play = begun(ability=WHATSAPP)
    assert play.event("/2") == Tapped("tanam", "tidak", NOW.date(), now=NOW)
    assert play.open_turn.options == ("Ya", "Tidak")
    assert begun().event("/2") == Said("/2", NOW.date(), now=NOW)
    assert play.reply("/2").value == "tidak"
    assert play.over


CHILDREN = filled_form(
    Question("anak_count", Integer(minimum=0, maximum=20), said("Berapa anak?")),
    Section(
        name="anak",
        path=("anak",),
        label=said("Anak"),
        repeats=True,
        count=xp("${anak_count}"),
        counted_by="anak_count",
        rows=(
            Question("nama", Text(), said("Siapa namanya?"), path=("anak", "nama")),
            Section(
                name="vaksin",
                path=("anak", "vaksin"),
                label=said("Vaksin"),
                repeats=True,
                count=xp("2"),
                rows=(Question("kapan", Date(), said("Kapan ${nama} divaksin?"), path=("anak", "vaksin", "kapan")),),
            ),
        ),
    ),
    Question(
        "desa",
        SelectOne((Choice("wates", {"id": "Wates"}, {"kab": "kp"}), Choice("lubuk", {"id": "Lubuk"}, {"kab": "ds"}))),
        said("Desa mana?"),
        choice_filter=compile_expression("kab = 'kp'", paths=True, columns=True),
    ),
)


def test_a_form_with_repeats_in_repeats_and_a_filter() -> None:
    play = begun(CHILDREN)
    turns = [play.reply(line) for line in ("1", "Budi", "17 agustus 2026", "18 agustus 2026")]
    assert [turn.asked for turn in turns] == ["anak", "nama[1]", "kapan[1][1]", "kapan[1][2]"]
    assert "Kapan Budi divaksin?" in turns[2].text
    assert [one.name for one in play.open_turn.choices] == ["wates"]
    play.reply("1")
    assert play.answers == {
        "anak_count": "1", "nama[1]": "Budi", "kapan[1][1]": "2026-08-17", "kapan[1][2]": "2026-08-18", "desa": "wates",
    }  # fmt: skip


def test_a_location_and_a_file_are_answers() -> None:
    play = begun(
        filled_form(
            Question("rumah", GeoPoint(), said("Di mana rumah Ibu?")),
            Question("foto", Media("image"), said("Foto rumah?")),
        ),
        WHATSAPP,
    )
    assert play.reply("geo:-7.8,110.2").value == "-7.8 110.2 0.0 0.0"
    assert not play.reply("file:rumah.ogg").accepted
    assert play.reply("file:rumah.jpg").value == "rumah.jpg"

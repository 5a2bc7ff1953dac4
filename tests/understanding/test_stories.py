"""An open answer that begins with the past, with somebody else or with a reason tells a story; behind a command it steers."""

from __future__ import annotations

import pytest

from bot.survey.model import Integer, Text, YesNo
from bot.understanding import Control, control
from bot.understanding.stories import after_now, is_story
from tests.understanding.readings import PHRASES


def steers(text: str) -> Control | None:
    return control(text, phrases=PHRASES, kind=Text())


@pytest.mark.parametrize("predicate", ["malu", "malu bicara", "tidak tahu", "bingung", "lupa", "tidak paham", "keluar"])
@pytest.mark.parametrize(
    "front", ["dulu", "dulu saya", "saya dulu", "iya bu, dulu saya", "Dulu2", "waktu itu", "biyen", "ibu-ibu", "karena"]
)
def test_what_begins_like_a_story_steers_nothing(front: str, predicate: str) -> None:
    assert steers(f"{front} {predicate}") is None


@pytest.mark.parametrize(
    "subject", ["ibu saya", "ibunya", "ibu2", "semua bapak", "bapak-bapak", "kakak saya", "bosnya"]
)
def test_other_people_are_spoken_of_where_they_are_not_spoken_to(subject: str) -> None:
    assert steers(f"{subject} tidak tahu") is None


@pytest.mark.parametrize("address", ["bu", "ibu", "Ibu, saya", "bu saya", "kak saya", "mbak, saya", "mas"])
def test_those_spoken_to_change_nothing(address: str) -> None:
    assert steers(f"{address} tidak tahu") is Control.DONT_KNOW


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lewat dulu", Control.SKIP),
        ("nanti dulu bu, lewat saja", Control.SKIP),
        ("malu dulu saya", Control.SKIP),
        ("stop dulu ya", Control.STOP),
        ("tidak tahu dulu", Control.DONT_KNOW),
        ("lewat, karena malu", Control.SKIP),
        ("saya tidak tahu karena lupa", Control.DONT_KNOW),
    ],
)
def test_behind_a_command_the_same_words_steer(text: str, found: Control) -> None:
    assert steers(text) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dulu saya sudah unreg", Control.STOP),
        ("dulu stop", Control.STOP),
        ("dulu kan minta jangan sms lagi", Control.STOP),
        ("dulu malu, lewat saja", Control.SKIP),
        ("dulu sudah saya jawab, lewat", Control.SKIP),
    ],
)
def test_a_complaint_or_a_plain_command_is_no_story(text: str, found: Control) -> None:
    assert steers(text) is found


def test_what_she_says_of_now_counts() -> None:
    assert steers("dulu ingat, sekarang lupa") is Control.DONT_KNOW
    assert steers("dulu bingung, sekarang sudah") is None
    present = after_now(PHRASES.reply("dulu ingat bu, sekarang lupa bu"), PHRASES)
    assert present is not None
    assert (present.tokens, present.words) == (("lupa", "bu"), ("lupa",))
    assert after_now(PHRASES.reply("dulu ingat"), PHRASES) is None


def test_danger_is_heard_in_every_story() -> None:
    assert steers("dulu saya sering dipukul suami") is Control.DISTRESS


def test_only_open_answers_are_stories() -> None:
    assert control("dulu tidak tahu", phrases=PHRASES, kind=Integer()) is Control.DONT_KNOW
    assert control("dulu lupa", phrases=PHRASES, kind=YesNo()) is Control.DONT_KNOW
    assert control("dulu tidak tahu", phrases=PHRASES) is Control.DONT_KNOW


def test_a_word_that_commands_counts_for_its_own_control_alone() -> None:
    reply = PHRASES.reply("dulu minta berhenti")
    assert not is_story(Control.STOP, "dulu minta berhenti", reply, PHRASES)
    assert is_story(Control.HELP, "dulu minta berhenti", reply, PHRASES)

"""Questions that want something sent: what is not there is passed over, and the words beside a file are no answer to it."""

from __future__ import annotations

import pytest

from bot.conversation.effects import AskAgain, Keep, Refuse
from bot.conversation.events import Said, Tapped
from bot.conversation.state import Phase
from bot.survey.model import Acknowledge, GeoPoint, Media, Question, Text
from tests.conversation.filling import NOW, TODAY, Talk, form, said


@pytest.mark.parametrize("kind", [Media("image"), Media("audio"), GeoPoint()])
@pytest.mark.parametrize("text", ["tidak ada", "ga punya", "tidak bisa", "lewat saja"])
def test_nothing_to_send_is_a_skip_and_kept_for_nobody(kind: Media | GeoPoint, text: str) -> None:
    talk = Talk(form(Question("kirim", kind, said("Kirim?")), Question("lain", Text(), said("Lain?"))))
    talk.say(text)
    assert talk.asked == "lain"
    assert talk.state.gaps == {"kirim": "skipped"}
    assert talk.effects(Keep) == []


def test_a_required_photo_is_asked_for_again_where_she_has_none() -> None:
    talk = Talk(form(Question("kirim", Media("image"), said("Kirim?"), required=True)))
    talk.say("tidak ada")
    assert talk.effects(Refuse) == [Refuse("required")]
    assert talk.asked == "kirim"
    assert talk.say("tidak tahu").state.gaps == {"kirim": "unknown"}


def test_the_words_under_a_photo_are_no_skip() -> None:
    talk = Talk(form(Question("kirim", Media("image"), said("Kirim?"))))
    talk.do(Said("tidak ada yang rusak", TODAY, now=NOW, media=True, file="rumah.jpg"))
    assert talk.state.answers == {"kirim": "rumah.jpg"}


def test_a_location_a_photo_and_a_voice_note_are_answers() -> None:
    survey = form(
        Question("tempat", GeoPoint(), said("Di mana?")),
        Question("foto", Media("image"), said("Fotonya?")),
        Question("cerita", Text(), said("Ceritanya?")),
        Question("setuju", Acknowledge(), said("Setuju?")),
    )
    talk = Talk(survey)
    talk.do(Said("", TODAY, media=True, place=(-7.8, 110.36), now=NOW))
    assert talk.state.answers["tempat"] == "-7.8 110.36 0.0 0.0"
    talk.say("fotonya bagus")
    assert isinstance(talk.last[0], AskAgain)
    assert talk.last[0].why == "unsent"
    talk.do(Said("", TODAY, media=True, file="abc.ogg", now=NOW))
    assert isinstance(talk.last[-1], AskAgain)
    assert talk.last[-1].why == "other_media"
    assert talk.asked == "foto"
    talk.do(Said("ini bu", TODAY, media=True, file="abc.JPG", now=NOW))
    assert talk.state.answers["foto"] == "abc.JPG"
    talk.do(Said("", TODAY, media=True, file="suara.ogg", now=NOW))
    assert talk.state.answers["cerita"] == "suara.ogg"
    talk.do(Tapped("setuju", "OK", TODAY, now=NOW))
    assert talk.state.answers["setuju"] == "OK"
    assert talk.state.phase is Phase.FINISHED

"""Nobody who may be a man is called "Bu", in any text of any language."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from bot.conversation.effects import Ask, AskAgain, AskConsent, Confirm, Effect, GiveConsent, Thank
from bot.conversation.state import Conversation
from bot.wording import members
from bot.wording.address import for_both
from bot.wording.speech import speak
from bot.wording.words import PLAIN
from tests.conversation.parts import ROOT, survey, words

LANGUAGES = ("id", "jv", "en")


@pytest.mark.parametrize(
    ("hers", "theirs"),
    [
        ("Terima kasih, Bu. ", "Terima kasih. "),
        ("Maaf Bu, kami belum paham. ", "Maaf, kami belum paham. "),
        ("Sekali lagi ya Bu, atau balas LEWATI. ", "Sekali lagi ya, atau balas LEWATI. "),
        ("Tepatnya, Bu? ", "Tepatnya? "),
        ("Salam, Bu {name}. ", "Salam, Bapak/Ibu {name}. "),
        ("Bu {name}, kami masih menunggu. ", "Bapak/Ibu {name}, kami masih menunggu. "),
        ("Thank you, Ibu {name}. ", "Thank you, Bapak/Ibu {name}. "),
        ("Maksud Ibu yang mana?", "Maksud Bapak/Ibu yang mana?"),
        (
            "Selesai. Terima kasih, Bu. Jawaban Ibu kami simpan.",
            "Selesai. Terima kasih. Jawaban Bapak/Ibu kami simpan.",
        ),
        ("Buka dan tutup ibukota Bulan", "Buka dan tutup ibukota Bulan"),
    ],
)
def test_a_text_for_her_becomes_one_for_both(hers: str, theirs: str) -> None:
    assert for_both(hers) == theirs


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_catalogue_calls_a_man_bu(language: str) -> None:
    changed = 0
    said = words().spoken_to("partners").spoken_in(language)
    with (ROOT / "locales" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        for message in read_po(file):
            if not isinstance(message.id, str) or not message.id:
                continue
            text = said(message.id)
            changed += text != words().spoken_in(language)(message.id)
            assert not re.search(r"(?<!Bapak/)\b(Bu|Ibu)\b", text)
            assert not re.search(r" [,.?]|^[,.?]|,,|  ", text.strip())
            assert (text[:1].isspace(), text[-1:].isspace()) == (message.id[:1].isspace(), message.id[-1:].isspace())
    assert changed >= 5


@pytest.mark.parametrize("whom", ["staff", "partners", "partner"])
def test_staff_and_partners_may_be_men(whom: str) -> None:
    theirs = words().spoken_to(whom)
    assert theirs is words().spoken_to("partners")  # one and the same, so that what is made from it is kept
    assert "Bapak/Ibu" in members.kept(theirs, "id").text


@pytest.mark.parametrize("whom", ["members", "member", "coordinator", "secretariat", ""])
def test_everyone_else_is_ibu(whom: str) -> None:
    assert words().spoken_to(whom) is words()


@pytest.mark.parametrize("name", ["corel-mitra", "sac-staf", "lembar-tanggapan"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_survey_says_whom_its_words_are_for(name: str, language: str) -> None:
    of = survey(name)
    at = of.asked[0].name
    effects: list[tuple[Effect, ...]] = [
        (AskConsent(),),
        (AskConsent(again=True),),
        (AskConsent(reminder=True),),
        (GiveConsent(), Ask(at, 1, 5, "first")),
        (Ask(at, 1, 5, "reminder"),),
        (Ask(at, 1, 5, "resume"),),
        (AskAgain(at, 1, 5, "unread", 1),),
        (AskAgain(at, 1, 5, "inexact", 1),),
        (Confirm(at, ("3", "4"), "which_number"),),
        (Thank(),),
    ]
    for first_name in ("", "Rina"):
        for each in effects:
            spoken = speak(each, of, Conversation(of.hash, language, first_name=first_name), words(), PLAIN)
            assert spoken is not None
            assert not re.search(r"(?<!Bapak/)\b(Bu|Ibu)\b", spoken.text), spoken.text

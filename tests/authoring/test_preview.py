"""The preview shows what the bot will say, word for word, with lengths and what can be tapped."""

from __future__ import annotations

from html.parser import HTMLParser

from bot.authoring.playing import Play
from bot.authoring.preview import cards, preview
from bot.segments import measure
from bot.survey.model import Note, Question, Text, YesNo
from bot.wording.words import PLAIN, WHATSAPP
from tests.authoring.forms import FARM, NOW, form, speech
from tests.authoring.test_ways import SUMS
from tests.conversation.filling import form as filled_form
from tests.conversation.filling import said

TODAY = NOW.date()


class Page(HTMLParser):
    """Notes which elements stand open at the end, and what the page fetches."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)
        self.fetched += [str(value) for name, value in attrs if name in ("src", "href")]
        assert tag != "script"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_question_reads_as_it_does_in_a_conversation() -> None:
    words, phrases = speech()
    survey = form("  - {type: select_one yatidak, name: a, label: {id: Apakah Ibu hadir?}}\n")
    shown = cards(survey, words, "id", TODAY)
    for ability, medium in ((PLAIN, "sms"), (WHATSAPP, "whatsapp")):
        play = Play(survey, words, phrases, NOW, ability)
        play.start()
        assert getattr(shown[0], medium) == play.said[0]
        play.reply("ya")
        said_ = play.said[1].text.removeprefix("Terima kasih, Bu. ")
        assert getattr(shown[1], medium).text == said_
        play.reply("ya")
        assert getattr(shown[2], medium).text == play.ending


def test_every_question_and_note_has_its_place_and_its_conditions() -> None:
    words, _ = speech()
    shown = cards(FARM, words, "id", TODAY)
    assert [(card.title, card.name) for card in shown] == [
        ("Persetujuan", ""),
        ("Pertanyaan 1", "tanam"),
        ("Pemberitahuan", "catatan"),
        ("Pertanyaan 2", "pupuk"),
        ("Pertanyaan 3", "karung"),
        ("Pertanyaan 4", "panen"),
        ("Selesai", ""),
    ]
    assert shown[4].when == ("bila pupuk memuat Urea",)
    assert shown[1].again is not None
    assert "belum paham" in shown[1].again.text


def test_a_repeat_says_how_often_and_for_which() -> None:
    words, _ = speech()
    umur = next(card for card in cards(SUMS, words, "id", TODAY) if card.name == "umur")
    assert umur.when == ("diulang sebanyak anak_count",)


def test_what_is_repeated_of_her_answer_is_shown_with_a_sample() -> None:
    words, _ = speech()
    survey = filled_form(
        Question("nama", Text(), said("Siapa nama Ibu?")),
        Question("sehat", YesNo(), said("Bu ${nama} sehat?")),
        Question("catatan", Note(), said("Terima kasih, Bu ${nama}: jawaban ${sehat}.")),
    )
    shown = cards(survey, words, "id", TODAY)
    assert "Bu Sari Rahayu sehat?" in shown[2].sms.text
    assert shown[3].sms.text == "Terima kasih, Bu Sari Rahayu: jawaban Ya."


def test_the_page_is_whole_fetches_nothing_and_escapes_what_authors_write() -> None:
    words, _ = speech()
    survey = filled_form(Question("x", Text(), said('<script>alert("a")</script> & hore')))
    written = preview(survey, words, "id", TODAY)
    page = Page()
    page.feed(written)
    assert page.open == []
    assert page.fetched == []
    assert "&lt;script&gt;" in written
    assert 'name="viewport"' in written
    assert written == preview(survey, words, "id", TODAY)


def test_what_is_dear_is_said() -> None:
    words, _ = speech()
    survey = filled_form(Question("x", Text(), said("Ibu suka apem… ê? " + "Ceritakan ya. " * 5)))
    written = preview(survey, words, "id", TODAY)
    size = measure(cards(survey, words, "id", TODAY)[1].sms.text)
    assert size.segments == 2
    assert 'class="size dear"' in written
    assert "ê membuat SMS hanya 70 huruf" in written


def test_in_another_language() -> None:
    words, _ = speech()
    written = preview(FARM, words, "en", TODAY)
    assert '<html lang="en">' in written
    assert "Question 1" in written


def test_what_is_heard_is_shown_beside_the_words_on_whatsapp_alone() -> None:
    words, _ = speech()
    survey = form(
        "  - {type: select_one yatidak, name: a, label: {id: Hadir?}, audio: tanya.ogg}\n"
        "  - {type: text, name: b, label: {id: Apa?}, media: {image: kebun.jpg}}\n"
    )
    page = preview(survey, words, "id", TODAY)
    Page().feed(page)
    assert page.count("▶ tanya.ogg") == page.count("▣ kebun.jpg") == 1
    assert page.index("WhatsApp</h3>") < page.index("▶ tanya.ogg")

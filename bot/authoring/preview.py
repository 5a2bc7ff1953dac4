"""How every question will look on a telephone: as SMS with its length, and on WhatsApp with what can be tapped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from bot.authoring.candidates import Candidates
from bot.authoring.conditions import in_words
from bot.conversation.effects import Ask, AskAgain, AskConsent, Effect, Shown, Thank
from bot.conversation.engine import begin
from bot.conversation.state import Phase
from bot.message import Spoken
from bot.segments import Measure, gsm7, measure
from bot.survey.expressions import Expression
from bot.survey.model import Question, Section, Survey, Text, Texts, text_in
from bot.survey.places import each_row, leaf
from bot.wording.shown import value as as_said
from bot.wording.speech import speak
from bot.wording.words import PLAIN, WHATSAPP, Words

_NAME: Final = "Sari Rahayu"
"""Stands for what she will have written, where a question repeats it."""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing that is said: its title, when it is said, both bubbles, and the SMS that asks it again more simply."""

    title: str
    name: str
    when: tuple[str, ...]
    sms: Spoken
    whatsapp: Spoken
    again: Spoken | None = None


def cards(survey: Survey, words: Words, language: str, today: date) -> tuple[Card, ...]:
    """Return the consent, every question and note in order, and the last word. ``today`` gives dates in samples."""
    return tuple(_Cards(survey, words, language, Candidates(survey, today)).all())


def preview(survey: Survey, words: Words, language: str, today: date) -> str:
    """Return one HTML page that needs nothing else, for a telephone as for a desk."""
    _ = words.spoken_in(language)
    title = escape(text_in(survey.title, language) or survey.name)
    shown = cards(survey, words, language, today)
    segments = sum(measure(card.sms.text).segments for card in shown)
    body = "\n".join(_card(card, words, language) for card in shown)
    said = _("{count} pesan, {segments} SMS bila semuanya ditanyakan.").format(count=len(shown), segments=segments)
    return f"""<!doctype html>
<html lang="{escape(language, quote=True)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<header><h1>{title}</h1><p>{escape(said)}</p></header>
<main>
{body}
</main>
</body>
</html>
"""


class _Cards:
    """Speaks every question of a survey as the bot would, with a sample where an answer is repeated."""

    def __init__(self, survey: Survey, words: Words, language: str, candidates: Candidates) -> None:
        self._survey = survey
        self._words = words
        self._language = language
        self._candidates = candidates
        self._conversation = begin(survey, language).but(phase=Phase.ASKING)

    def all(self) -> Iterator[Card]:
        _ = self._words.spoken_in(self._language)
        yield self._card(_("Persetujuan"), "", (), [AskConsent()], conversation_phase=Phase.CONSENT)
        number, total = 0, len(self._survey.asked)
        for row, around in each_row(self._survey.rows or self._survey.questions):
            if not isinstance(row, Question):
                continue
            when = tuple(self._when((*around, row)))
            if row.asks:
                number += 1
                yield self._question(row, around, number, total, when)
            elif row.label:
                text = " ".join(_filled(row.label, self._language, self._samples(row)).split())
                if text:
                    yield Card(_("Pemberitahuan"), row.name, when, Spoken(gsm7(text)), Spoken(text))
        yield self._card(_("Selesai"), "", (), [Thank()])

    def _question(
        self, row: Question, around: tuple[Section, ...], number: int, total: int, when: tuple[str, ...]
    ) -> Card:
        _ = self._words.spoken_in(self._language)
        repeats = [section for section in around if section.repeats]
        key = row.name + "[1]" * len(repeats)
        shown = Shown(self._samples(row), None, tuple((section.label, 1) for section in repeats))
        again = AskAgain(key, number, total, "unread", 1, shown)
        title = _("Pertanyaan {number}").format(number=number)
        return self._card(title, row.name, when, [Ask(key, number, total, "next", shown)], again)

    def _card(
        self,
        title: str,
        name: str,
        when: tuple[str, ...],
        effects: Sequence[Effect],
        again: AskAgain | None = None,
        conversation_phase: Phase = Phase.ASKING,
    ) -> Card:
        conversation = self._conversation.but(phase=conversation_phase)

        def spoken(said: Sequence[Effect], *, tapping: bool) -> Spoken:
            ability = WHATSAPP if tapping else PLAIN
            return speak(said, self._survey, conversation, self._words, ability) or Spoken("")

        return Card(
            title,
            name,
            when,
            spoken(effects, tapping=False),
            spoken(effects, tapping=True),
            spoken([again], tapping=False) if again is not None else None,
        )

    def _when(self, rows: Sequence[Section | Question]) -> Iterator[str]:
        """Give the conditions of a row and of what is around it, and how often it is asked."""
        _ = self._words.spoken_in(self._language)
        for row in rows:
            if row.relevant is not None:
                yield _("bila {condition}").format(condition=self._in_words(row.relevant))
            if isinstance(row, Section) and row.repeats and row.count is not None:
                yield _("diulang sebanyak {count}").format(count=self._in_words(row.count))

    def _in_words(self, expression: Expression) -> str:
        return in_words(expression, self._survey, self._words, self._language)

    def _samples(self, row: Question) -> dict[str, str]:
        """Return what stands for each ``${name}`` in the texts of a question."""
        texts = [row.label, row.hint, row.simpler, *(choice.label for choice in row.choices)]
        whole = " ".join(text for each in texts for text in each.values())
        return {leaf(one): self._sample(one) for one in self._survey.questions if "${" in whole and leaf(one) in whole}

    def _sample(self, question: Question) -> str:
        values = [_NAME] if isinstance(question.kind, Text) else list(self._candidates.of(question))
        return as_said(question.kind, values[0], self._words, self._language) if values else _NAME


def _filled(texts: Texts, language: str, samples: dict[str, str]) -> str:
    text = text_in(texts, language)
    for name, sample in samples.items():
        text = text.replace(f"${{{name}}}", sample)
    return text


# --- the page


def _card(card: Card, words: Words, language: str) -> str:
    _ = words.spoken_in(language)
    when = "".join(f'<span class="when">{escape(each)}</span>' for each in card.when)
    name = f"<code>{escape(card.name)}</code>" if card.name else ""
    again = ""
    if card.again is not None:
        asked = escape(_("Bila balasannya belum dipahami"))
        again = f"<details><summary>{asked}</summary>{_sms(card.again, words, language)}</details>"
    return f"""<section>
<h2>{escape(card.title)} {name}</h2>{when}
<div class="phones">
<div><h3>SMS</h3>{_sms(card.sms, words, language)}{again}</div>
<div><h3>WhatsApp</h3>{_whatsapp(card.whatsapp)}</div>
</div>
</section>"""


def _sms(spoken: Spoken, words: Words, language: str) -> str:
    _ = words.spoken_in(language)
    measured = measure(spoken.text)
    size = _("{units} huruf, {segments} SMS").format(units=measured.units, segments=measured.segments)
    return (
        f'<p class="bubble sms">{escape(spoken.text)}</p>'
        f'<p class="size{" dear" if measured.segments > 1 else ""}">{escape(size)}{_dear(measured, words, language)}</p>'
    )


def _dear(measured: Measure, words: Words, language: str) -> str:
    """Return which characters make the message dearer, if any does."""
    _ = words.spoken_in(language)
    if not measured.outside:
        return ""
    named = _("{characters} membuat SMS hanya 70 huruf").format(characters=" ".join(measured.outside))
    return f"; {escape(named)}"


def _whatsapp(spoken: Spoken) -> str:
    text = escape(spoken.text).replace("\n", "<br>")
    files = "".join(f'<p class="bubble wa file">{_OF[one.of]} {escape(one.file)}</p>' for one in spoken.attached)
    if not spoken.options:
        return f'{files}<p class="bubble wa">{text}</p>'
    kind = "buttons" if len(spoken.options) <= WHATSAPP.buttons else "list"
    rows = "".join(f"<li>{escape(option.title)}</li>" for option in spoken.options)
    return f'{files}<p class="bubble wa">{text}</p><ul class="{kind}">{rows}</ul>'


_OF: Final = {"audio": "▶", "image": "▣", "video": "▶"}
"""How a file beside the words is shown, by what it is."""

_STYLE: Final = """
*{box-sizing:border-box}
body{margin:0;background:#f2f4f7;color:#1c2430;font:16px/1.45 system-ui,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif}
header,main{max-width:960px;margin:0 auto;padding:12px 14px}
h1{font-size:1.4rem;margin:.3rem 0}
header p{margin:0;color:#4a5563}
section{background:#fff;border:1px solid #d5dae2;border-radius:10px;padding:12px 14px;margin:0 0 14px}
h2{font-size:1.05rem;margin:0 0 6px;overflow-wrap:anywhere}
h2 code{font-size:.85rem;font-weight:normal;color:#2f5f9e}
h3{font-size:.8rem;margin:8px 0 4px;color:#4a5563;text-transform:uppercase;letter-spacing:.04em}
.when{display:inline-block;background:#fff4d6;border:1px solid #946200;border-radius:12px;padding:1px 10px;margin:0 6px 4px 0;
font-size:.85rem;overflow-wrap:anywhere}
.phones{display:grid;gap:4px 22px}
@media(min-width:700px){.phones{grid-template-columns:1fr 1fr}}
.bubble{margin:0;padding:9px 12px;border-radius:4px 14px 14px 14px;max-width:340px;overflow-wrap:anywhere}
.sms{background:#e6eaf0;white-space:pre-wrap}
.wa{background:#e7f6e1;border:1px solid #cfe8c5}
.file{margin-bottom:4px;font-style:italic;color:#4a5563}
.size{margin:3px 0 0;font-size:.82rem;color:#4a5563}
.dear{color:#8a3b00;font-weight:600}
ul{list-style:none;margin:4px 0 0;padding:0;max-width:340px}
li{border:1px solid #cfe8c5;background:#fff;color:#075e54;border-radius:8px;padding:6px 10px;margin:0 0 4px;text-align:center;
overflow-wrap:anywhere}
.list{border:1px solid #cfe8c5;border-radius:8px;overflow:hidden}
.list li{border:0;border-bottom:1px solid #cfe8c5;border-radius:0;margin:0;text-align:left}
.list li::before{content:'○';margin-right:8px}
details{margin-top:6px;font-size:.92rem}
summary{cursor:pointer;color:#2f5f9e}
"""

"""The weekly summary in words, Indonesian as the secretariat reads it: once for WhatsApp, once for SMS.

Whatever does not fit is left out by rank, least needed first; what stands there keeps its order. So a week of nine unions and
thirty questions still says first how many took part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from bot.analysis.weekly import Counts, Distribution, Figures, Shares, Turnout
from bot.segments import BASIC, EXTENDED, gsm7, measure
from bot.times import say_day
from bot.wording.shown import number
from bot.wording.words import SENDER, Words

WHATSAPP_MOST: Final = 1500
"""Characters of the summary on WhatsApp: one message (Twilio takes 1,600) that a phone shows without unfolding it twice."""

SMS_PARTS: Final = 3
_LABEL_MOST: Final = 70
_LANGUAGE: Final = "id"


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the summary. Lower ``rank`` is needed more; ``head`` is the heading that it needs above it."""

    rank: int
    text: str
    head: str = ""


def for_whatsapp(figures: Figures, words: Words) -> str:
    """Return the summary for WhatsApp, at most 1,500 characters, with headings in bold (``*``)."""
    return _fitted(_whatsapp_lines(figures, words), lambda text: len(text) <= WHATSAPP_MOST, "\n")


def for_sms(figures: Figures, words: Words) -> str:
    """Return the summary for SMS: letters of GSM-7 only, at most three segments."""
    lines = [_Line(line.rank, _plain(line.text), _plain(line.head)) for line in _sms_lines(figures, words)]
    return _fitted(lines, lambda text: measure(text).segments <= SMS_PARTS, "\n")


def _plain(text: str) -> str:
    """Return ``text`` in letters of GSM-7: what has no equal there becomes a question mark, lest all be dearer."""
    return "".join(char if char in BASIC or char in EXTENDED else "?" for char in gsm7(text))


def _fitted(lines: list[_Line], fits: Callable[[str], bool], gap: str) -> str:
    """Return the most needed lines that fit together, in their order. A line that is too long makes room for shorter ones."""
    taken: list[int] = []
    for index in sorted(range(len(lines)), key=lambda index: (lines[index].rank, index)):
        if fits(_laid_out(lines, sorted([*taken, index]), gap)):
            taken.append(index)
    return _laid_out(lines, sorted(taken), gap)


def _laid_out(lines: list[_Line], taken: list[int], gap: str) -> str:
    parts: list[str] = []
    head = ""
    for index in taken:
        line = lines[index]
        if line.head and line.head != head:
            parts.append(line.head)
        head = line.head
        parts.append(line.text)
    return gap.join(parts)


def _days(figures: Figures) -> str:
    """Return the days of the week in words: ``Senin 16 Nov - Minggu 22 Nov``."""
    first, last = (
        say_day(datetime.combine(date.fromisoformat(day), time(), UTC), UTC, _LANGUAGE) for day in figures.days
    )
    return f"{first} - {last} {figures.days[1][:4]}"


def _changed(count: int, change: int) -> str:
    """Return ``12(+3)``; an unchanged count stands alone."""
    said = number(count, _LANGUAGE)
    return f"{said}({change:+d})" if change else said


def _row(turnout: Turnout) -> str:
    changes = turnout.change.named()
    return "/".join(_changed(count, changes[name]) for name, count in turnout.week.named().items())


def _sentence(turnout: Turnout, words: Words) -> str:
    _ = words.spoken_in(_LANGUAGE)
    said = {
        "invited": _("diundang {n}"),
        "reached": _("sampai {n}"),
        "started": _("mulai {n}"),
        "finished": _("selesai {n}"),
        "declined": _("tidak ikut {n}"),
        "stopped": _("berhenti {n}"),
    }
    changes = turnout.change.named()
    return ", ".join(
        said[name].format(n=_changed(count, changes[name])) for name, count in turnout.week.named().items()
    )


def _short(text: str, most: int = _LABEL_MOST) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 3].rstrip() + "..."


def _empty(turnout: Turnout) -> bool:
    return turnout.week == Counts() and turnout.before == Counts()


def _whatsapp_lines(figures: Figures, words: Words) -> list[_Line]:
    _ = words.spoken_in(_LANGUAGE)
    lines = [
        _Line(0, _("*Ringkasan {sender}, {days}*").format(sender=SENDER, days=_days(figures))),
        _Line(
            0,
            _("Semua serikat: {counts}. Dalam kurung: beda dari minggu lalu.").format(
                counts=_sentence(figures.total, words)
            ),
        ),
    ]
    head = _("*Per serikat* (diundang/sampai/mulai/selesai/tidak ikut/berhenti)")
    lines += [_Line(1, f"{one.name}: {_row(one)}", head) for one in figures.unions if not _empty(one)]
    if not _empty(figures.unregistered):
        said = _("Suara di luar daftar: {started} mulai, {finished} selesai.").format(
            started=_changed(figures.unregistered.week.started, figures.unregistered.change.started),
            finished=_changed(figures.unregistered.week.finished, figures.unregistered.change.finished),
        )
        lines.append(_Line(2, said))
    head = _("*Paling sering terhenti di*")
    lines += [
        _Line(
            2 + index, _("{label}: {n} orang").format(label=_place(one.question, one.label, words), n=one.people), head
        )
        for index, one in enumerate(figures.given_up)
    ]
    head = _("*Jawaban*")
    lines += [_Line(3, _answers(one, _LABEL_MOST), head) for one in figures.answers if one.total.people]
    lines += [_Line(3, text, head) for text in _hidden(figures, words)]
    head = _("*Kata anggota*")
    for quotes in figures.quotes:
        lines += [_Line(4 + index, f'"{one}"', head) for index, one in enumerate(quotes.words or ())]
    return lines + _undelivered(figures, words, _("*Tidak terkirim*"))


def _sms_lines(figures: Figures, words: Words) -> list[_Line]:
    _ = words.spoken_in(_LANGUAGE)
    lines = [
        _Line(0, _("{sender} {days}").format(sender=SENDER, days=_days(figures))),
        _Line(0, _sentence(figures.total, words)),
    ]
    lines += [_Line(1, f"{one.name} {_row(one)}") for one in figures.unions if not _empty(one)]
    lines += [
        _Line(
            2,
            _('Terhenti di "{label}": {n}').format(
                label=_short(_place(one.question, one.label, words), 40), n=one.people
            ),
        )
        for one in figures.given_up[:1]
    ]
    failed = sum(one.messages for one in figures.undelivered)
    if failed:
        why = figures.undelivered[0]
        lines.append(_Line(2, _("Tidak terkirim {n}: {why}").format(n=failed, why=_short(why.why or why.code, 40))))
    lines += [_Line(4, _answers(one, 30)) for one in figures.answers if one.total.people]
    return lines


def _place(question: str, label: str, words: Words) -> str:
    _ = words.spoken_in(_LANGUAGE)
    return _("Persetujuan di awal") if question == "consent" else _short((label or question).rstrip(" .:?!"))


def _hidden(figures: Figures, words: Words) -> list[str]:
    """Return one line for all questions that are hidden: one for each would only say so again and again."""
    hidden = sum(one.total.people is None for one in figures.answers)
    n_ = words.counted_in(_LANGUAGE)
    said = n_(
        "{n} pertanyaan disembunyikan: yang menjawab kurang dari 5 orang.",
        "{n} pertanyaan disembunyikan: yang menjawab kurang dari 5 orang.",
        hidden,
    )
    return [said.format(n=hidden)] if hidden else []


def _answers(distribution: Distribution, most: int) -> str:
    label = _short(distribution.label, most)
    total: Shares = distribution.total
    said = ", ".join(
        f"{_short(text, 24)} {number(count or 0, _LANGUAGE)}"
        for (_name, text), count in zip(distribution.choices, total.choices, strict=True)
    )
    return f"{label} {said}"


def _undelivered(figures: Figures, words: Words, head: str) -> list[_Line]:
    _ = words.spoken_in(_LANGUAGE)
    return [
        _Line(2 + index, _("{why}: {n} pesan").format(why=_short(one.why or one.code), n=one.messages), head)
        for index, one in enumerate(figures.undelivered)
    ]


def only_for_secretariat(words: Words, language: str) -> str:
    """Say kindly that the weekly summary goes to the secretariat."""
    _ = words.spoken_in(language)
    return _("Maaf Bu, ringkasan mingguan dikirim ke sekretariat. Untuk putaran Ibu sendiri, balas STATUS.")


def yes_and_no(words: Words) -> tuple[tuple[str, str], ...]:
    """Return the two choices of a yes/no question, as stored and as said."""
    _ = words.spoken_in(_LANGUAGE)
    return ("ya", _("Ya")), ("tidak", _("Tidak"))


def without_union(words: Words) -> str:
    """Name the people who belong to no union."""
    _ = words.spoken_in(_LANGUAGE)
    return _("Tanpa serikat")

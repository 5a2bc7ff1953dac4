"""A survey as a flow chart: questions in boxes, conditions where the way forks, groups and repeats as frames.

One column that a phone can show, since that is where many will look at it. The same survey gives the same picture.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from bot.authoring import svg
from bot.authoring.conditions import in_words
from bot.authoring.kinds import kind_in_words
from bot.survey.model import (
    Calculate,
    Given,
    Note,
    Question,
    Row,
    Section,
    SelectMultiple,
    Survey,
    Texts,
    YesNo,
    text_in,
)
from bot.wording.words import Words

WIDTH: Final = 420.0
_MARGIN: Final = 10.0
_SPINE: Final = 96.0
_GAP: Final = 22.0
_PAD: Final = 10.0
_SIZE: Final = 14.0
_SMALL: Final = 11.5
_LANE: Final = 22.0
"""How much room the way around a condition takes."""

_INSET: Final = 9.0
_MORE: Final = 40.0
"""By how much the picture is wider for each frame or condition inside another, beyond five."""

_MOST_CHOICES: Final = 12
_INK: Final = "#1c2430"
_GREY: Final = "#4a5563"
_LINE: Final = "#5b6675"
_PAPER: Final = "#ffffff"
_QUESTION: Final = ("#eef5ff", "#2f5f9e")
_NOTE: Final = ("#f3f0e6", "#7a6a2f")
_WORKED_OUT: Final = ("#f4f5f7", "#7b8492")
_CONDITION: Final = ("#fff4d6", "#946200")
_END: Final = ("#e6f4ea", "#2d6a3f")
_GROUP: Final = "#56637a"
_REPEAT: Final = "#7a3f8f"
_PIPED: Final = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
_NUMBERED: Final = re.compile(r"\d+(?:\.\d+)*[.)]? ")
_SILENT: Final = frozenset({"start", "end", "today", "deviceid", "imei", "audit", "subscriberid", "simserial"})


def draw(survey: Survey, words: Words, language: str = "id") -> str:
    """Return the survey as an SVG picture of its own: no script, no font and no file besides."""
    rows = survey.rows or survey.questions
    chart = _Chart(survey, words, language, WIDTH + _MORE * max(0, _depth(rows) - 5))
    chart.begin()
    chart.rows(rows, _MARGIN, chart.width - _MARGIN)
    chart.end()
    return chart.picture()


@dataclass(slots=True)
class _Chart:
    """What was drawn so far. ``y`` is where the next thing may begin; ``arrive`` is whether an arrow leads there."""

    survey: Survey
    words: Words
    language: str
    width: float = WIDTH
    y: float = _MARGIN
    below: list[str] = field(default_factory=list)
    """Frames, which lie under everything."""

    parts: list[str] = field(default_factory=list)
    number: int = 0
    _from: float = -1.0

    # --- the whole

    def begin(self) -> None:
        """Draw the title and the consent, from which a no leads out."""
        _ = self.words.spoken_in(self.language)
        title = svg.wrap(text_in(self.survey.title, self.language) or self.survey.name, self.width - 2 * _MARGIN, 18.0)
        self.parts.append(svg.lines_of_text(title, _MARGIN, self.y, 18.0, fill=_INK, font_weight="bold"))
        self.y += svg.height(title, 18.0) + 8
        right = self.width - _MARGIN - 58
        top = self.y
        label = text_in(self.survey.consent.label, self.language)
        self._box(_MARGIN, right, [(_("Persetujuan"), _SMALL, _GREY), (label, _SIZE, _INK)], _END)
        middle = (top + self.y) / 2
        self._line([(right, middle), (right + 44, middle)], arrow=True)
        self._caption(_("tidak"), right + 4, middle - 17)
        self.parts.append(f'<circle cx="{right + 51:.0f}" cy="{middle:.1f}" r="6" fill="{_LINE}"/>')

    def end(self) -> None:
        """Draw the last word."""
        _ = self.words.spoken_in(self.language)
        self._arrow_to(self.y + _GAP)
        thanks = text_in(self.survey.thanks, self.language)
        texts = [(_("Selesai"), _SIZE, _INK), *([(thanks, _SMALL, _GREY)] if thanks else [])]
        self._box(_MARGIN, self.width - _MARGIN, texts, _END)
        self.y += _MARGIN

    def picture(self) -> str:
        """Return everything as one file."""
        title = text_in(self.survey.title, self.language) or self.survey.name
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:.0f} {self.y:.0f}" role="img" '
            f'style="width:100%;max-width:640px;height:auto;display:block;margin:0 auto" '
            f'font-family="{svg.FONT}">'
        )
        arrow = (
            '<defs><marker id="panah" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            f'orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{_LINE}"/></marker></defs>'
        )
        paper = svg.rect(0, 0, self.width, self.y, fill=_PAPER)
        named = f"<title>{escape(title)}</title>"
        return "\n".join([head, named, arrow, paper, *self.below, *self.parts, "</svg>", ""])

    # --- rows

    def rows(self, rows: Sequence[Row], left: float, right: float) -> None:
        """Draw rows in order; those that stand together under the same condition fork off once."""
        at = 0
        while at < len(rows):
            condition = rows[at].relevant
            together = [rows[at]]
            if condition is not None:
                while at + len(together) < len(rows) and rows[at + len(together)].relevant == condition:
                    together.append(rows[at + len(together)])
            at += len(together)
            shown = [row for row in together if _shows(row)]
            if not shown:
                continue
            if condition is None:
                self._row(shown[0], left, right)
                continue
            fork = self._fork(in_words(condition, self.survey, self.words, self.language), left, right - _LANE)
            for row in shown:
                self._row(row, left, right - _LANE)
            self._join(fork, right)

    def _row(self, row: Row, left: float, right: float) -> None:
        if isinstance(row, Section):
            self._section(row, left, right)
            return
        self._arrow_to(self.y + _GAP)
        if isinstance(row.kind, Calculate | Given):
            self._worked_out(row, left, right)
        elif row.asks:
            self._question(row, left, right)
        else:
            self._box(left, right, [(self._words_of(row.label), _SIZE, _INK)], _NOTE, name=row.name)

    def _question(self, row: Question, left: float, right: float) -> None:
        self.number += 1
        label = self._words_of(row.label)
        # Some authors number their questions themselves.
        texts = [(label if _NUMBERED.match(label) else f"{self.number}. {label}", _SIZE, _INK)]
        mark = "☐" if isinstance(row.kind, SelectMultiple) else "○"
        texts += [(f"{mark} {choice}", _SMALL, _GREY) for choice in self._choices(row)]
        if not self._choices(row):
            texts.append((kind_in_words(row.kind, self.words, self.language), _SMALL, _GREY))
        self._box(left, right, texts, _QUESTION, name=row.name)

    def _words_of(self, texts: Texts) -> str:
        """Return a text with ``${name}`` as ‹name›, where her own answer will stand."""
        return _PIPED.sub(r"‹\1›", text_in(texts, self.language))

    def _choices(self, row: Question) -> list[str]:
        _ = self.words.spoken_in(self.language)
        if isinstance(row.kind, YesNo):
            return [f"{_('Ya')} / {_('Tidak')}"]
        labels = [self._words_of(one.label) for one in row.choices]
        if len(labels) <= _MOST_CHOICES:
            return labels
        more = _("dan {count} pilihan lagi").format(count=len(labels) - _MOST_CHOICES + 1)
        return [*labels[: _MOST_CHOICES - 1], more]

    def _worked_out(self, row: Question, left: float, right: float) -> None:
        _ = self.words.spoken_in(self.language)
        kind = row.kind
        if isinstance(kind, Calculate) and kind.calculation is not None:
            said = f"{row.name} = {in_words(kind.calculation, self.survey, self.words, self.language)}"
        else:
            said = _("{name}: sudah diketahui").format(name=row.name)
        self._box(left, right, [(said, _SMALL, _GREY)], _WORKED_OUT, dashed=True)

    def _section(self, row: Section, left: float, right: float) -> None:
        _ = self.words.spoken_in(self.language)
        shown = [each for each in row.rows if _shows(each)]
        if not shown:
            return
        colour = _REPEAT if row.repeats else _GROUP
        label = self._words_of(row.label) or row.name
        said = [label]
        if row.repeats:
            count = "1" if row.count is None else in_words(row.count, self.survey, self.words, self.language)
            said = [f"↻ {label}", _("diulang sebanyak {count}").format(count=count)]
        self._arrow_to(self.y + _GAP)
        # A frame lies over the one around it, which is drawn later, when its height is known.
        top, layer = self.y, len(self.below)
        for at, text in enumerate(said):
            size = _SIZE if at == 0 else _SMALL
            lines = svg.wrap(text, right - left - 2 * _PAD, size, 3)
            weight = "bold" if at == 0 else None
            self.parts.append(svg.lines_of_text(lines, left + _PAD, self.y + 6, size, fill=colour, font_weight=weight))
            self.y += svg.height(lines, size)
        self.y += 6
        self._from = -1.0
        self.y -= _GAP - 12
        self.rows(row.rows, left + _INSET, right - _INSET)
        self.y = max(self.y, self._from) + _INSET + 2
        frame = svg.rect(
            left,
            top,
            right - left,
            self.y - top,
            rx=10,
            fill="#fbf7fd" if row.repeats else "#f8fafc",
            stroke=colour,
            stroke_width=2 if row.repeats else 1.3,
            stroke_dasharray=None if row.repeats else "5 4",
        )
        self.below.insert(layer, frame)
        self._from = self.y

    # --- shapes

    def _box(
        self,
        left: float,
        right: float,
        texts: Sequence[tuple[str, float, str]],
        colours: tuple[str, str],
        *,
        name: str = "",
        dashed: bool = False,
    ) -> None:
        """Draw a box with its texts, from ``y`` on; the way goes on from its lower edge."""
        top, room = self.y, right - left - 2 * _PAD
        y = top + _PAD - 2
        inside: list[str] = []
        lines: list[str] = []
        for text, size, colour in texts:
            lines = svg.wrap(text, room, size, 14)
            inside.append(svg.lines_of_text(lines, left + _PAD, y, size, fill=colour))
            y += svg.height(lines, size)
        if name:
            size = _SMALL - 1.5
            # Beside the last line where there is room.
            beside = svg.width(lines[-1], texts[-1][1]) + svg.width(name, size) + 8 <= room
            at = y - svg.height(name[:1], size) if beside else y
            y += 0 if beside else svg.height(name[:1], size)
            style = {"fill": colours[1], "text_anchor": "end", "font_style": "italic"}
            inside.append(svg.lines_of_text(svg.wrap(name, room, size, 1), right - _PAD, at, size, **style))
        self.y = y + _PAD - 3
        self.parts.append(
            svg.rect(
                left,
                top,
                right - left,
                self.y - top,
                rx=7,
                fill=colours[0],
                stroke=colours[1],
                stroke_width=1.3,
                stroke_dasharray="4 3" if dashed else None,
            )
        )
        self.parts += inside
        self._from = self.y

    def _fork(self, condition: str, left: float, right: float) -> float:
        """Draw the condition; return the height at which the way around it begins."""
        _ = self.words.spoken_in(self.language)
        self._arrow_to(self.y + _GAP)
        top = self.y
        said = svg.wrap(_("bila {condition}").format(condition=condition), right - left - 2 * _PAD - 20, _SMALL, 6)
        room = max(svg.width(line, _SMALL) for line in said) + 2 * _PAD
        wide = min(max(room, _SPINE - left + 30), right - left - 24)
        self.y = top + svg.height(said, _SMALL) + 10
        self.parts.append(
            svg.rect(
                left,
                top,
                wide,
                self.y - top,
                rx=(self.y - top) / 2 if len(said) == 1 else 12,
                fill=_CONDITION[0],
                stroke=_CONDITION[1],
                stroke_width=1.3,
            )
        )
        self.parts.append(svg.lines_of_text(said, left + _PAD, top + 5, _SMALL, fill=_INK))
        self._from = self.y
        middle = (top + self.y) / 2
        self._line([(left + wide, middle), (right + _LANE - 4, middle)])
        self._caption(_("tidak"), left + wide + 5, middle - 17)
        return middle

    def _join(self, fork: float, right: float) -> None:
        """Lead the way around back to the spine, below what it went around."""
        self.y += 14
        self._line([(right - 4, fork), (right - 4, self.y), (_SPINE + 2, self.y)], arrow=True)
        self._line([(_SPINE, self._from), (_SPINE, self.y)])
        self._from = self.y
        self.y -= 8

    def _arrow_to(self, y: float) -> None:
        """Lead the way down to ``y``, where the next thing begins."""
        self.y = y
        if self._from >= 0:
            self._line([(_SPINE, self._from), (_SPINE, y)], arrow=True)

    def _line(self, points: Sequence[tuple[float, float]], *, arrow: bool = False) -> None:
        end = "url(#panah)" if arrow else None
        self.parts.append(svg.path(points, stroke=_LINE, stroke_width=1.5, stroke_linejoin="round", marker_end=end))

    def _caption(self, text: str, x: float, y: float) -> None:
        self.parts.append(svg.lines_of_text([text], x, y, _SMALL, fill=_GREY))


def _depth(rows: Sequence[Row]) -> int:
    """Return how many frames and conditions stand inside one another."""
    return max(
        ((row.relevant is not None) + (1 + _depth(row.rows) if isinstance(row, Section) else 0) for row in rows),
        default=0,
    )


def _shows(row: Row) -> bool:
    """Whether the row is in the picture: what a phone fills in by itself is not."""
    if isinstance(row, Section):
        return any(map(_shows, row.rows))
    if isinstance(row.kind, Given):
        return row.kind.what not in _SILENT
    return bool(row.label) or isinstance(row.kind, Calculate) or (row.asks and not isinstance(row.kind, Note))

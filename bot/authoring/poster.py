"""Draws the poster that invites to a survey: black on white, so that any printer and copier will do.

Pillow draws it, since letters must become dots: it brings a typeface of its own, and so none has to be installed. The square is
worked out by segno.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final, Literal

import segno
from PIL import Image, ImageDraw, ImageFont

from bot.wording.poster import PosterWords

Size = Literal["a5", "a4"]
DOTS: Final = {"a5": 300 / 25.4, "a4": 300 / 25.4 * 2**0.5}
"""Dots a millimetre of the drawing, which is made for A5; on A4 the same is larger."""

WIDTH, HEIGHT = 148, 210
_MARGIN: Final = 9
_ROOM: Final = WIDTH - 2 * _MARGIN
_LINE: Final = 1.25
_LARGEST: Final = 80.0
"""The side of the square, with the white around it."""

_BELOW: Final = _LINE * (6 + 13 + 6 + 12.5) + 8
"""What stands below it in every case: four lines, the frame and the air between them."""

_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def draw(words: PosterWords, link: str, size: Size = "a5") -> bytes:
    """Return the poster as a PNG at 300 dots an inch; ``link`` is what the square says to a camera."""
    page = _Page(DOTS[size])
    page.band(27)
    page.text(words.heading, at=4, height=11, bold=True, ink=255)
    page.text(words.whose, at=17, height=6, ink=255)
    at = page.text(words.title, at=32, height=8.5, bold=True)
    at = page.text(words.scan, at=at + 2, height=6)
    room = page.foot(words.promise, height=4.2) - at
    call = page.tall(words.call, height=5.5, bold=True) + 1.5 if words.call else 0.0
    # The square takes what the other lines leave, and they stand close below it.
    side = min(_LARGEST, room - call - _BELOW)
    page.square(link, at=at, side=side)
    at = page.text(words.write, at=at + side, height=6)
    at = page.framed(words.keyword, at=at + 1, height=13)
    at = page.text(words.to, at=at + 1.5, height=6)
    at = page.text(words.number, at=at + 0.5, height=12.5, bold=True)
    if words.call:
        page.text(words.call, at=at + 1.5, height=5.5, bold=True)
    return page.png()


class _Page:
    """A sheet of A5, measured in millimetres; everything stands in the middle."""

    def __init__(self, dots: float) -> None:
        self._dots = dots
        self._image = Image.new("L", (round(WIDTH * dots), round(HEIGHT * dots)), 255)
        self._draw = ImageDraw.Draw(self._image)

    def band(self, height: float) -> None:
        """Blacken the top of the sheet."""
        self._draw.rectangle((0, 0, self._image.width, round(height * self._dots)), fill=0)

    def text(self, text: str, *, at: float, height: float, bold: bool = False, ink: int = 0, most: int = 2) -> float:
        """Write ``text`` on at most ``most`` lines, smaller where it would not fit; return where it ends."""
        lines, height = self._broken(text, height, bold=bold, most=most)
        for line in lines:
            self._line(line, at, height, bold=bold, ink=ink)
            at += height * _LINE
        return at

    def framed(self, text: str, *, at: float, height: float) -> float:
        """Write one word in a frame; return where the frame ends."""
        while self._wide(text, height, bold=True) > _ROOM - 14:
            height *= 0.93
        half = self._wide(text, height, bold=True) / 2 + 6
        below = at + height * _LINE + 3
        box = [(WIDTH / 2 - half), at, (WIDTH / 2 + half), below]
        self._draw.rounded_rectangle(
            [one * self._dots for one in box], radius=3 * self._dots, outline=0, width=round(self._dots)
        )
        self._line(text, at + 1.5, height, bold=True)
        return below

    def square(self, link: str, *, at: float, side: float) -> None:
        """Draw the square; the white around it that cameras need is part of ``side``."""
        code = segno.make(link, error="m", micro=False)
        modules = code.symbol_size(border=4)[0]
        dot = int(side * self._dots / modules)
        left, top = (self._image.width - dot * modules) // 2, round(at * self._dots)
        for row, line in enumerate(code.matrix_iter(border=4)):
            for column, dark in enumerate(line):
                if dark:
                    x, y = left + column * dot, top + row * dot
                    self._draw.rectangle((x, y, x + dot - 1, y + dot - 1), fill=0)

    def tall(self, text: str, *, height: float, bold: bool = False, most: int = 2) -> float:
        """Return how tall ``text`` will stand."""
        lines, height = self._broken(text, height, bold=bold, most=most)
        return len(lines) * height * _LINE

    def foot(self, text: str, *, height: float) -> float:
        """Write ``text`` at the bottom, above it a line; return where that is."""
        lines, height = self._broken(text, height, bold=False, most=3)
        at = HEIGHT - 6 - len(lines) * height * _LINE
        y, left = round((at - 2) * self._dots), round(_MARGIN * self._dots)
        self._draw.line((left, y, self._image.width - left, y), fill=0, width=max(1, round(self._dots / 3)))
        for line in lines:
            self._line(line, at, height)
            at += height * _LINE
        return y / self._dots

    def png(self) -> bytes:
        """Return the sheet."""
        written = BytesIO()
        self._image.save(written, "PNG", dpi=(300, 300), optimize=True)
        return written.getvalue()

    def _broken(self, text: str, height: float, *, bold: bool, most: int) -> tuple[list[str], float]:
        while True:
            lines = self._lines(text, height, bold=bold)
            fits = all(self._wide(line, height, bold=bold) <= _ROOM for line in lines)
            if (fits and len(lines) <= most) or height < 2:
                return lines[:most], height
            height *= 0.93

    def _lines(self, text: str, height: float, *, bold: bool) -> list[str]:
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self._wide(longer, height, bold=bold) <= _ROOM:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def _wide(self, text: str, height: float, *, bold: bool) -> float:
        return (self._font(height).getlength(text) / self._dots) + (height * 0.06 if bold else 0)

    def _line(self, line: str, at: float, height: float, *, bold: bool = False, ink: int = 0) -> None:
        # The typeface has one weight; a thin outline makes the other.
        stroke = round(height * self._dots * 0.03) if bold else 0
        place = (self._image.width / 2, at * self._dots)
        self._draw.text(place, line, font=self._font(height), fill=ink, anchor="ma", stroke_width=stroke)

    def _font(self, height: float) -> _Font:
        return ImageFont.load_default(height * self._dots)

"""The few shapes that a drawing is made of, and how wide words are where no font can be asked. One unit is one pixel."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

FONT: Final = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"
LINE: Final = 1.36
"""Line height, in sizes of the font."""

_NARROW: Final = frozenset(" .,:;'|!()[]iIjlft-\"`r/")
_WIDE: Final = frozenset("mwMW@%&—")


def width(text: str, size: float) -> float:
    """Return about how wide ``text`` is; rather too wide than too narrow, since the fonts of readers differ."""
    units = sum(
        0.40 if char in _NARROW else 0.95 if char in _WIDE else 0.72 if char.isupper() else 0.62 for char in text
    )
    return units * size


def wrap(text: str, room: float, size: float, most: int = 40) -> list[str]:
    """Return ``text`` in lines no wider than ``room``; a word that is too wide is broken.

    Of more than ``most`` lines the first are returned, and the last one ends in "…".
    """
    lines: list[str] = [""]
    for word in text.split():
        for piece in _pieces(word, room, size):
            longer = f"{lines[-1]} {piece}".strip()
            if width(longer, size) <= room or not lines[-1]:
                lines[-1] = longer
            else:
                lines.append(piece)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip(" .,") + " …"]
    return lines


def _pieces(word: str, room: float, size: float) -> list[str]:
    pieces = [""]
    for char in word:
        if width(pieces[-1] + char, size) > room and pieces[-1]:
            pieces.append("")
        pieces[-1] += char
    return pieces


def attributes(**values: object) -> str:
    """Return attributes; ``stroke_width`` is written stroke-width, and numbers with at most one digit behind the point."""
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_number(value), quote=True)}"'
        for name, value in values.items()
        if value is not None
    )


def _number(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def rect(x: float, y: float, w: float, h: float, **more: object) -> str:
    """Return a rectangle."""
    return f"<rect{attributes(x=float(x), y=float(y), width=float(w), height=float(h), **more)}/>"


def path(points: Sequence[tuple[float, float]], **more: object) -> str:
    """Return a line through the points."""
    d = " ".join(
        f"{'M' if at == 0 else 'L'}{_number(float(x))} {_number(float(y))}" for at, (x, y) in enumerate(points)
    )
    return f"<path{attributes(d=d, fill='none', **more)}/>"


def lines_of_text(lines: Sequence[str], x: float, y: float, size: float, **more: object) -> str:
    """Return lines of text; ``y`` is the top of the first."""
    spans = "".join(
        f"<tspan{attributes(x=float(x), y=float(y + size * (0.98 + LINE * at)))}>{escape(line)}</tspan>"
        for at, line in enumerate(lines)
    )
    return f"<text{attributes(font_size=size, **more)}>{spans}</text>"


def height(lines: Sequence[str], size: float) -> float:
    """Return how high so many lines are."""
    return len(lines) * size * LINE

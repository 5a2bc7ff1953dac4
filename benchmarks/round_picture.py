"""The picture of a round: what left by which road and when, an hour a column, nights and an outage shaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from bot.times import QUIET, WIB, local, say_day
from storage.outbox import REPLY

HOUR: Final = timedelta(hours=1)
WIDTH: Final = 7
HEIGHT: Final = 120
LEFT: Final = 44
KINDS: Final = (
    ("whatsapp", "undangan", "WhatsApp: undangan dan pengingat", "#0b7a4b"),
    ("whatsapp", "balasan", "WhatsApp: balasan", "#9ad1b5"),
    ("sms", "undangan", "SMS: undangan dan pengingat", "#8a4b08"),
    ("sms", "balasan", "SMS: balasan", "#e3b778"),
)


def picture(rows: Sequence[Any], start: datetime, days: int, outage: tuple[timedelta, timedelta]) -> str:
    """Return an SVG of the messages in ``rows`` (kind, medium, ``left_at``, priority) from ``start`` (UTC) on."""
    first = local(start, WIB).replace(hour=0, minute=0)
    hours = days * 24 + 24
    counts: Counter[tuple[str, str, int]] = Counter()
    for row in rows:
        what = "balasan" if row.priority == REPLY else "undangan"
        counts[row.medium, what, int((row.left_at - first) / HOUR)] += 1
    width, row_height = LEFT + hours * WIDTH + 16, HEIGHT + 64
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {row_height * 2 + 46}" font-family="sans-serif" '
            f'font-size="12"><title>Pesan yang keluar tiap jam, menurut jalan</title>'
        ),
        f'<rect width="{width}" height="{row_height * 2 + 46}" fill="#fff"/>',
    ]
    for at, medium in enumerate(("whatsapp", "sms")):
        parts += _road(counts, medium, first, hours, 30 + at * row_height, outage if medium == "sms" else None, start)
    x = LEFT
    for _, _, said, colour in KINDS:
        y = row_height * 2 + 30
        parts.append(f'<rect x="{x}" y="{y - 10}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{x + 17}" y="{y}">{said}</text>')
        x += 30 + len(said) * 7
    return "\n".join([*parts, "</svg>", ""])


def _road(
    counts: Counter[tuple[str, str, int]],
    medium: str,
    first: datetime,
    hours: int,
    top: int,
    outage: tuple[timedelta, timedelta] | None,
    start: datetime,
) -> list[str]:
    most = (
        max((counts[medium, "undangan", hour] + counts[medium, "balasan", hour] for hour in range(hours)), default=1)
        or 1
    )
    bottom = top + HEIGHT
    parts = [
        f'<text x="{LEFT}" y="{top - 8}" font-weight="bold">{"WhatsApp" if medium == "whatsapp" else "SMS (kartu SIM)"}</text>'
    ]
    for hour in range(hours):
        moment, x = first + hour * HOUR, LEFT + hour * WIDTH
        if moment.time() in QUIET:
            parts.append(f'<rect x="{x}" y="{top}" width="{WIDTH}" height="{HEIGHT}" fill="#eef0f4"/>')
        if outage is not None and start + outage[0] <= moment < start + outage[1]:
            parts.append(f'<rect x="{x}" y="{top}" width="{WIDTH}" height="{HEIGHT}" fill="#f6d5d5"/>')
        y = float(bottom)
        for _, what, _, colour in (kind for kind in KINDS if kind[0] == medium):
            tall = counts[medium, what, hour] / most * (HEIGHT - 14)
            if tall:
                y -= tall
                parts.append(f'<rect x="{x}" y="{y:.1f}" width="{WIDTH - 1}" height="{tall:.1f}" fill="{colour}"/>')
        if moment.hour == 0:
            parts.append(f'<line x1="{x}" y1="{top}" x2="{x}" y2="{bottom + 4}" stroke="#999"/>')
            parts.append(f'<text x="{x + 4}" y="{bottom + 16}">{say_day(moment, WIB)}</text>')
    parts.append(f'<line x1="{LEFT}" y1="{bottom}" x2="{LEFT + hours * WIDTH}" y2="{bottom}" stroke="#666"/>')
    parts.append(f'<text x="{LEFT - 6}" y="{top + 16}" text-anchor="end">{most}</text>')
    parts.append(f'<text x="{LEFT - 6}" y="{bottom}" text-anchor="end">0</text>')
    if outage is not None:
        x = LEFT + int((start + outage[0] - first) / HOUR) * WIDTH
        parts.append(f'<text x="{x}" y="{top + 12}" fill="#a03030">SIM mati</text>')
    return parts

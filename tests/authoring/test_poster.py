"""The poster: its square says the link, nothing stands on top of anything else, and long titles fit."""

from __future__ import annotations

from io import BytesIO

import pytest
import segno
from PIL import Image

from bot.authoring.poster import Size, draw
from bot.wording.poster import PosterWords, poster
from tests.federation import words

LINK = "https://wa.me/6281234567890?text=WARGA"
LONG = "Refleksi dan belajar bersama anggota serikat perempuan pedesaan tentang kerja, upah, dan hak-hak dasar di desa"


def said(title: str = "Suara warga", keyword: str = "WARGA", *, calls: bool = False) -> PosterWords:
    """Return the words of a poster."""
    return poster(
        words(), "id", title=title, keyword=keyword, number="+6281234567890", medium="sms", missed_calls=calls
    )


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("1")


def dark_rows(image: Image.Image) -> list[bool]:
    """Tell for each row of dots whether anything stands in it."""
    pixels = image.load()
    assert pixels is not None
    return [any(pixels[x, y] == 0 for x in range(0, image.width, 2)) for y in range(image.height)]


def blocks(rows: list[bool]) -> int:
    """Count the bands of rows with something in them."""
    return sum(row and not before for before, row in zip([False, *rows], rows, strict=False))


@pytest.mark.parametrize(("size", "width", "height"), [("a5", 1748, 2480), ("a4", 2472, 3508)])
def test_the_sheet_is_a5_or_a4_at_300_dots_an_inch(size: Size, width: int, height: int) -> None:
    image = opened(draw(said(), LINK, size))
    assert (abs(image.width - width) < 4, abs(image.height - height) < 4) == (True, True)


@pytest.mark.parametrize("calls", [True, False])
def test_the_square_says_the_link(calls: bool) -> None:
    """Read back module by module where it was drawn: the first dark dot below the words above it is its corner."""
    image = opened(draw(said(calls=calls), LINK))
    pixels = image.load()
    assert pixels is not None
    code = segno.make(LINK, error="m", micro=False)
    wanted = [[bool(dark) for dark in line] for line in code.matrix]
    # Its upper left corner is seven dark modules wide: the longest dark run that begins left of the middle, below the band.
    found = None
    for y in range(round(image.height * 0.2), image.height):
        x = next((x for x in range(image.width) if pixels[x, y] == 0), None)
        if x is None or x > image.width // 2:
            continue
        run = next((n for n in range(1, image.width - x) if pixels[x + n, y] != 0), 0)
        if run > image.width // 20:
            found = (x, y, run / 7)
            break
    assert found is not None
    left, top, dot = found
    assert dot == round(dot)
    read = [
        [pixels[int(left + dot * (column + 0.5)), int(top + dot * (row + 0.5))] == 0 for column in range(len(wanted))]
        for row in range(len(wanted))
    ]
    assert read == wanted


def test_nothing_stands_on_anything_else() -> None:
    """Band, title, hint, square, hint, frame, hint, number, line, promise: each has white above and below it."""
    plain = blocks(dark_rows(opened(draw(said(), LINK))))
    with_call = blocks(dark_rows(opened(draw(said(calls=True), LINK))))
    assert with_call > plain >= 9


@pytest.mark.parametrize(("title", "keyword"), [(LONG, "WARGA"), ("X" * 90, "KATAKUNCIYANGSANGATPANJANG"), ("A", "B")])
def test_what_is_long_becomes_smaller_and_stays_on_the_sheet(title: str, keyword: str) -> None:
    image = opened(draw(said(title, keyword, calls=True), LINK))
    margin = round(image.width * 4 / 148)
    pixels = image.load()
    assert pixels is not None
    below = range(round(image.height * 28 / 210), image.height)
    assert all(
        pixels[x, y] != 0 for y in below for x in (*range(0, margin, 3), *range(image.width - margin, image.width, 3))
    )
    assert blocks(dark_rows(image)) >= 9

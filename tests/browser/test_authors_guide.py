"""What the authors' tools draw, as a browser shows it; with UPDATE_PICTURES=1 also the pictures of docs/panduan-penulis.md.

The pictures show real output: the guide's own example, checked, rehearsed, previewed and drawn, and its workbook as LibreOffice
prints it (``soffice`` and ``pdftoppm`` are needed for that one alone).
"""

from __future__ import annotations

import html
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from playwright.sync_api import Browser, Page, expect

from bot.cli import main
from bot.survey_files import load_survey
from tests.browser.conftest import ROOT
from tests.test_authors_guide import sheet, write
from tests.waiting import LONG

pytestmark = pytest.mark.browser

PICTURES = ROOT / "docs" / "gambar"
UPDATING = bool(os.environ.get("UPDATE_PICTURES"))
MOST_BYTES = 150_000


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder in which an author works, with the guide's example in it."""
    write(tmp_path / "pupuk.xlsx", {name: sheet(name) for name in ("survey", "choices", "settings")})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def suara(*arguments: str) -> str:
    """Return what a command writes on both channels."""
    return CliRunner().invoke(main, list(arguments)).output


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a page of a telephone's width."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)
    opened = context.new_page()
    opened.set_default_timeout(LONG * 1000)
    yield opened
    context.close()


def keep(page: Page, name: str, *, whole: bool = False, of: str = "") -> None:
    """Keep a picture for the guide where that was asked for."""
    if UPDATING:
        PICTURES.mkdir(exist_ok=True)
        target = PICTURES / name
        page.locator(of).screenshot(path=target) if of else page.screenshot(path=target, full_page=whole)


def terminal(page: Page, command: str, said: str, width: int) -> None:
    """Show a command and its output as a terminal does."""
    page.set_viewport_size({"width": width, "height": 100})
    text = html.escape(f"$ {command}\n{said.rstrip()}")
    page.set_content(
        "<style>body{margin:0;background:#1c2430}pre{margin:0;padding:14px 16px;color:#e8ecf2;white-space:pre-wrap;"
        "font:13px/1.5 'DejaVu Sans Mono',monospace;overflow-wrap:anywhere}</style>"
        f"<pre>{text}</pre>"
    )


def test_the_preview_fits_a_telephone(folder: Path, page: Page) -> None:
    suara("survey", "preview", "pupuk.xlsx", "-o", "pupuk.html")
    page.goto((folder / "pupuk.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    first, second = page.locator("section").nth(1), page.locator("section").nth(2)
    expect(second).to_contain_text("Pupuk apa yang Ibu pakai?")
    expect(second.locator(".when")).to_contain_text("bila")
    expect(first.locator(".buttons li")).to_have_text(["Ya", "Tidak"])
    keep(page, "penulis-4-preview.png", of="section >> nth=1")


def test_the_drawing_is_a_picture_that_a_browser_shows(folder: Path, page: Page) -> None:
    suara("survey", "draw", "pupuk.xlsx", "-o", "pupuk.svg")
    page.set_viewport_size({"width": 720, "height": 900})
    page.goto((folder / "pupuk.svg").as_uri())
    sizes = page.evaluate("[...document.querySelectorAll('text')].map((one) => one.getBoundingClientRect().width)")
    assert len(sizes) > 5
    assert all(sizes)
    keep(page, "penulis-5-draw.png", of="svg")


def test_what_check_says_fits_its_picture(folder: Path, page: Page) -> None:
    table = sheet("survey")
    table[2][table[0].index("relevant")] = "${tanam} = 'iya'"
    write(folder / "pupuk.xlsx", {"survey": table, "choices": sheet("choices"), "settings": sheet("settings")})
    said = suara("survey", "check", "pupuk.xlsx")
    assert "pupuk.xlsx:survey!D3 S404" in said
    terminal(page, "suara survey check pupuk.xlsx", said, 640)
    keep(page, "penulis-2-check.png", whole=True, of="pre")


def test_the_rehearsal_fits_its_picture(folder: Path, page: Page) -> None:
    said = suara("survey", "rehearse", "pupuk.xlsx", "--seed", "1", "--now", "2026-11-24T08:00")
    assert "pupuk" in said
    terminal(page, "suara survey rehearse pupuk.xlsx", said, 860)
    keep(page, "penulis-3-rehearse.png", whole=True, of="pre")


def test_a_workbook_laid_out_for_printing_is_the_same_survey(folder: Path) -> None:
    """So the guide may show it as a spreadsheet program prints it; that program is needed for the picture alone."""
    before = load_survey(folder / "pupuk.xlsx").survey
    book = load_workbook(folder / "pupuk.xlsx")
    page = book["survey"]
    for column, width in zip("ABCDEFG", (22, 9, 42, 18, 34, 8, 10), strict=True):
        page.column_dimensions[column].width = width
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.sheet_properties.pageSetUpPr = 1, PageSetupProperties(fitToPage=True)
    page.print_options.gridLines = page.print_options.headings = True
    page.page_margins = PageMargins(left=0.2, right=0.2, top=0.2, bottom=0.2)
    book.save(folder / "pupuk.xlsx")
    assert before is not None
    assert load_survey(folder / "pupuk.xlsx").survey == before
    if UPDATING:
        _print(folder)


def _print(folder: Path) -> None:
    subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "pupuk.xlsx"], check=True, timeout=180)
    target = PICTURES / "penulis-1-excel"
    subprocess.run(["pdftoppm", "-png", "-r", "110", "-singlefile", "-H", "150", "pupuk.pdf", target], check=True)


def test_the_pictures_of_the_guide_are_there_and_light() -> None:
    guide = (ROOT / "docs" / "panduan-penulis.md").read_text("utf-8")
    shown = sorted(PICTURES.glob("*.png"))
    assert len(shown) == 5
    for picture in shown:
        assert f"](gambar/{picture.name})" in guide
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size < MOST_BYTES

"""The page of a year's costs on a telephone and on a desk: nothing is cut off, nothing needs scrolling sideways."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.analysis.spending import Cost
from bot.wording.cost_page import page as cost_page
from tests.browser.conftest import opened

pytestmark = pytest.mark.browser

JAVA = Cost(
    "Kulon Progo", "kulon-progo", "cloud", "whatsapp", 48_620, 48_620, 6_678_830_000, 22_320, 2_700, 29_000, 29_170_000
)
MAMUJU = Cost("Mamuju", "mamuju", "smsgate", "sms", 17_840, 17_840, 2_676_000_000, 6_387, 630, 8_100, 2_835_000_000)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_fits(browser: Browser, tmp_path: Path, width: int) -> None:
    file = tmp_path / "biaya.html"
    file.write_text(cost_page(2026, {date(2026, month, 1): [JAVA, MAMUJU] for month in range(1, 13)}), "utf-8")
    with opened(browser, file.as_uri(), width) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == width
        cut = page.evaluate(
            "[...document.querySelectorAll('dd, td, th, li, b, p')].filter(one => one.scrollWidth > one.clientWidth + 1"
            " && getComputedStyle(one).display !== 'inline' && one.clientWidth > 0).map(one => one.textContent)"
        )
        assert cut == []
        expect(page.get_by_text("Satu survei yang terisi lengkap di Mamuju")).to_be_visible()
        heads = page.locator("thead")
        expect(heads).to_be_visible() if width > 719 else expect(heads).to_be_hidden()
        tallest = page.locator(".months .pile").first.evaluate("one => one.firstElementChild.offsetHeight")
        assert tallest > 50

"""The page of a year's costs: whole, sorted, and safe whatever a union is called."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

from bot.analysis.spending import Cost
from bot.wording.cost_page import page, through

JAVA = Cost("Kulon Progo", "kulon-progo", "twilio", "whatsapp", 100, 100, 16_500_000, 80, 10, 90, 90_000)
MAMUJU = Cost("Mamuju", "mamuju", "smsgate", "sms", 100, 120, 18_000_000, 60, 5, 70, 24_500_000)
NOBODYS = Cost("", "", "pigeon", "", 1, 1, 0)


class Text(HTMLParser):
    """Keeps what a page says, and which tags are open."""

    def __init__(self) -> None:
        super().__init__()
        self.said = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data + " "


def said(html: str) -> str:
    """Return what the page says, every tag of it closed again."""
    text = Text()
    text.feed(html)
    assert text.open == []
    return re.sub(r"\s+", " ", text.said)


def test_the_year_at_a_glance() -> None:
    html = page(2026, {date(2026, 1, 1): [JAVA], date(2026, 2, 1): [JAVA, MAMUJU, NOBODYS], date(2026, 3, 1): []})
    text = said(html)
    assert "Biaya pesan 2026" in text
    assert "biaya setahun Rp51.000 301 pesan" in text
    assert "satu jawaban lengkap Rp2.040 25 survei terisi" in text
    # 1.650 rupiah in Kulon Progo, 3.600 in Mamuju.
    assert "di Mamuju memakan Rp3.600, di Kulon Progo Rp1.650: 2,2 kali lipat" in text
    assert html.index("width:100%") < html.index("width:46%")
    assert "SMS, HP dan kartu SIM" in text
    assert "tanpa serikat" in text


def test_one_union_is_compared_with_none() -> None:
    text = said(page(2026, {date(2026, 1, 1): [JAVA]}))
    assert "kali lipat" not in text
    assert "Satu jawaban lengkap, per serikat" in text


def test_without_a_completed_response_there_is_nothing_to_compare() -> None:
    assert "Satu jawaban lengkap, per serikat" not in page(2026, {date(2026, 1, 1): [NOBODYS]})


def test_free_of_charge_is_not_divided_by() -> None:
    free = Cost("Mamuju", "mamuju", "simulator", "sms", 5, 5, 0, 5, 1)
    assert "Rp0" in page(2026, {date(2026, 1, 1): [free]})


def test_a_year_without_messages() -> None:
    assert "Belum ada pesan yang berangkat." in said(page(2026, {date(2026, 1, 1): []}))


def test_names_are_escaped() -> None:
    odd = Cost("<b>&", "odd", "x<y", "sms", 1, 1, 1_000, 1, 1)
    html = page(2026, {date(2026, 1, 1): [odd, MAMUJU]})
    assert "<b>&" not in html.replace("</b>", "").replace("<b>R", "")
    assert "&lt;b&gt;&amp;" in html


def test_ways_are_named_as_people_call_them() -> None:
    assert through(JAVA) == "WhatsApp, Twilio"
    assert through(NOBODYS) == "pigeon"


def test_dear_months_are_counted_in_millions() -> None:
    dear = Cost("Mamuju", "mamuju", "smsgate", "sms", 10_000, 10_000, 1_250_000_000, 1, 1)
    html = page(2026, {date(2026, 1, 1): [dear], date(2026, 2, 1): [MAMUJU], date(2026, 3, 1): []})
    assert "Per bulan, juta rupiah" in html
    assert "<b>1,2</b>" in html
    assert "<b></b>" in html
    assert "Per bulan, ribu rupiah" in page(2026, {date(2026, 1, 1): [MAMUJU]})

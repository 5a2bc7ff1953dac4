"""The simulator in a real browser: written, tapped, moved in time, on a small screen and on a wide one."""

from __future__ import annotations

import io
import os
import re
import wave
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from sqlalchemy import func, select

from bot.bootstrap.house import keep_files
from bot.segments import measure
from bot.services import media
from bot.services.house import Library
from bot.services.line import Line
from bot.survey_files import load_surveys
from storage import tables as t
from tests.browser.conftest import ROOT, Stage, opened, serve
from tests.waiting import LONG

pytestmark = pytest.mark.browser

PICTURES = ROOT / "docs" / "pictures"


def phone(page: Page, name: str) -> Locator:
    """Return the phone of ``name``."""
    return page.get_by_role("region", name=re.compile(name))


def last(of: Locator) -> Locator:
    """Return the newest message from the bot on a phone."""
    return of.locator(".bubble.bot").last


def writes(of: Locator, text: str, answer: str | re.Pattern[str]) -> None:
    """Write ``text`` on a phone and wait for an answer that contains ``answer``."""
    of.get_by_role("textbox").fill(text)
    of.get_by_role("textbox").press("Enter")
    expect(of.locator(".bubble.mine .text").last).to_have_text(text)
    expect(last(of)).to_contain_text(answer)


def messages(stage: Stage) -> int:
    """Count the messages that were taken in."""
    with stage.house.db.reading() as db:
        return db.scalar(select(func.count()).select_from(t.message)) or 0


def opens_a_round(page: Page, stage: Stage) -> None:
    """Let the coordinator open a round with its code; the invitations are on the phones then."""
    head = phone(page, "Lestari")
    head.get_by_role("button", name="PUTARAN corel-anggota").click()
    expect(head.get_by_role("textbox")).to_have_value("PUTARAN corel-anggota")
    head.get_by_role("button", name="Kirim").click()
    expect(last(head)).to_contain_text("6 anggota")
    code = re.search(r"\b[A-Z][2-9][A-Z][2-9]\b", last(head).inner_text())
    assert code is not None
    writes(head, code[0].lower(), "dibuka")
    stage.deliver()


def test_a_member_answers_the_survey_by_sms(stage: Stage, browser: Browser) -> None:
    with opened(browser, stage.url) as page:
        hers = phone(page, "Tumini")
        writes(hers, "COREL", "8 pertanyaan")
        writes(hers, "ya", "1/8")
        writes(hers, "dua", "2/8")
        writes(hers, "1 3", "3/8")
        writes(hers, "naik", "4/8")
        writes(hers, "3", "5/8")
        writes(hers, "1", "6/8")
        writes(hers, "iya", "7/8")
        writes(hers, "Saya berani bicara di musyawarah desa", "8/8")
        writes(hers, "lewati", "Terima kasih")
        expect(last(hers).locator(".meta")).to_contain_text(re.compile(r"1 SMS · ✓ terkirim · \d\d\.\d\d"))
        expect(hers.locator(".day")).to_have_count(1)
    with stage.house.db.reading() as db:
        assert db.scalars(select(t.response.c.outcome)).all() == ["finished"]


def test_a_member_answers_on_whatsapp_by_buttons_and_a_list_with_the_keyboard(stage: Stage, browser: Browser) -> None:
    with opened(browser, stage.url) as page:
        hers = phone(page, "Wahyuni")
        writes(hers, "COREL", "8 pertanyaan")
        expect(last(hers).get_by_role("button")).to_have_text(["Ya", "Tidak"])
        # From the composer backwards: the examples, then the buttons under the newest message.
        hers.get_by_role("button", name="COREL").focus()
        page.keyboard.press("Shift+Tab")
        expect(last(hers).get_by_role("button", name="Tidak")).to_be_focused()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        expect(last(hers)).to_contain_text("1/8")
        expect(hers.locator(".bubble.mine .text").last).to_have_text("Ya")
        writes(hers, "0", "2/7")
        last(hers).get_by_role("button", name="Pilih jawaban").press("Enter")
        sheet = page.get_by_role("dialog", name="Pilih jawaban")
        expect(sheet).to_contain_text("penghasilan")
        expect(sheet.get_by_role("listitem")).to_have_text(["Naik", "Sama", "Turun", "Tidak punya usaha"])
        page.keyboard.press("Escape")
        expect(sheet).to_be_hidden()
        last(hers).get_by_role("button", name="Pilih jawaban").click()
        sheet.get_by_role("button", name="Turun").click()
        expect(last(hers)).to_contain_text("3/7")
        expect(hers.locator(".bubble.mine .text").last).to_have_text("Turun")
        assert "SMS" not in last(hers).locator(".meta").inner_text()


def test_a_round_its_reminder_and_the_summary_are_seen_in_a_minute(stage: Stage, browser: Browser) -> None:
    with opened(browser, stage.url) as page:
        opens_a_round(page, stage)
        silent, hers, on_whatsapp = phone(page, "Sari"), phone(page, "Tumini"), phone(page, "Wahyuni")
        for one in (silent, hers, on_whatsapp):
            expect(last(one)).to_contain_text("8 pertanyaan")
        expect(last(silent).locator(".meta")).to_contain_text("✓✓ sampai")
        writes(hers, "ya", "1/8")
        last(on_whatsapp).get_by_role("button", name="Tidak").click()
        before = page.get_by_label("Jam simulator").last.inner_text()
        page.get_by_role("button", name="+1 jam").click()
        expect(page.locator("#clock")).not_to_have_text(before)
        page.get_by_label("Majukan jam ke").fill("+3d")
        page.get_by_label("Majukan jam ke").press("Enter")
        expect(silent.locator(".bubble.bot")).to_have_count(2)
        expect(silent.locator(".day")).to_have_count(2)
        page.get_by_role("button", name="Senin 08.00").click()
        expect(page.locator("#clock")).to_contain_text(re.compile(r"Senin .*08\.0\d WIB"))
        expect(silent.locator(".bubble.bot")).to_have_count(3)
        expect(on_whatsapp.locator(".bubble.bot")).to_have_count(2)
        expect(last(phone(page, "Ratna"))).to_contain_text("Kulon Progo")


def test_a_time_that_is_past_is_refused_in_words(stage: Stage, browser: Browser) -> None:
    # Not quiet: Chromium itself notes every refused request in its console.
    with opened(browser, stage.url, quiet=False) as page:
        page.get_by_label("Majukan jam ke").fill("kemarin")
        page.get_by_role("button", name="Majukan", exact=True).click()
        expect(page.get_by_text("Waktu itu tidak dikenal")).to_be_visible()


def test_what_was_answered_into_the_void_is_sent_again_and_counted_once(stage: Stage, browser: Browser) -> None:
    with opened(browser, stage.url, quiet=False) as page:
        lost: list[int] = []

        def lose(route: Route) -> None:
            lost.append(route.fetch().status)
            route.abort()

        page.route("**/api/send*", lose, times=1)
        writes(phone(page, "Sari"), "COREL", "8 pertanyaan")
        expect(phone(page, "Sari").locator(".bubble.mine")).to_have_count(1)
        expect(phone(page, "Sari").locator(".unsent")).to_have_count(0)
        assert lost == [200]
        assert messages(stage) == 1


def test_a_server_that_goes_away_is_waited_for(stage: Stage, browser: Browser) -> None:
    with opened(browser, stage.url, quiet=False) as page:
        hers = phone(page, "Sari")
        expect(hers).to_be_visible()
        stage.stop()
        hers.get_by_role("textbox").fill("COREL")
        hers.get_by_role("textbox").press("Enter")
        expect(page.get_by_role("alert")).to_have_text("Sambungan terputus, mencoba lagi...")
        expect(hers.locator(".unsent .meta")).to_have_text("Belum terkirim, dicoba lagi...")
        stage.start()
        expect(last(hers)).to_contain_text("8 pertanyaan")
        expect(page.get_by_role("alert")).to_be_hidden()
        page.reload()
        expect(phone(page, "Sari").locator(".bubble")).to_have_count(2)


def test_a_phone_is_given_to_somebody_else_and_to_a_stranger(stage: Stage, browser: Browser) -> None:
    with opened(browser, stage.url) as page:
        phone(page, "Tumini").get_by_role("button", name="Ganti").click()
        page.get_by_role("searchbox").fill("yanti 2")
        people = page.get_by_role("dialog", name="Pilih orang")
        expect(people.get_by_role("listitem")).to_have_count(1)
        people.get_by_role("listitem").get_by_role("button").click()
        expect(phone(page, "Yanti 2")).to_contain_text("+62811000032 · WA")
        expect(phone(page, "Tumini")).to_have_count(0)
        phone(page, "Sari").get_by_role("button", name="Ganti").click()
        page.get_by_role("button", name="Nomor baru, SMS").click()
        stranger = page.get_by_role("region", name=re.compile("Nomor baru|Belum terdaftar"))
        writes(stranger, "halo", re.compile("."))
        expect(stranger.locator(".bubble")).to_have_count(2)
        page.reload()
        expect(page.get_by_role("region", name=re.compile("Belum terdaftar")).locator(".bubble")).to_have_count(2)
        expect(phone(page, "Yanti 2")).to_be_visible()


def _tone() -> bytes:
    """Return a tenth of a second of sound that a browser can play."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8000)
        written.writeframes(bytes(1600))
    return sound.getvalue()


def test_a_photo_and_a_voice_note_are_attached_on_whatsapp(stage: Stage, browser: Browser) -> None:
    photo = PICTURES / "simulator-360.png"
    with opened(browser, stage.url, 360, 740) as page:
        page.get_by_role("navigation", name="HP").get_by_role("button", name="Wahyuni").click()
        hers = phone(page, "Wahyuni")
        attach = hers.get_by_label("Lampirkan foto, suara, atau berkas").last
        expect(phone(page, "Sari").locator(".attach")).to_be_hidden()
        hers.get_by_role("textbox").fill("sawah kami")
        attach.set_input_files(photo)
        shown = hers.locator(".bubble.mine img")
        expect(shown).to_be_visible()
        expect(hers.locator(".bubble.mine .text").last).to_have_text("sawah kami")
        expect(hers.get_by_role("textbox")).to_have_value("")
        expect(shown).not_to_have_js_property("naturalWidth", 0)
        attach.set_input_files({"name": "suara.wav", "mimeType": "audio/wav", "buffer": _tone()})
        expect(hers.locator(".bubble.mine audio")).to_be_visible()
        expect(hers.locator(".bubble.mine audio")).not_to_have_js_property("readyState", 0)
        inside = page.evaluate(
            "[...document.querySelectorAll('.phone, .talk, .write')].every((one) => one.scrollWidth <= one.clientWidth)"
        )
        assert inside, "something sticks out of a phone"
        if os.environ.get("UPDATE_PICTURES"):
            page.wait_for_timeout(1500)
            page.screenshot(path=PICTURES / "simulator-files-360.png")
    found = media.files(stage.house)
    assert [one.content_type for one in found] == ["audio/wav", "image/png"]
    assert media.content(stage.house, found[1].name) == photo.read_bytes()


def test_a_file_that_cannot_be_kept_is_said_in_a_sentence(stage: Stage, browser: Browser) -> None:
    stage.house.settings.data.mkdir(parents=True)
    (stage.house.settings.data / "media").write_text("in the way")
    with opened(browser, stage.url, quiet=False) as page:
        hers = phone(page, "Wahyuni")
        hers.get_by_role("textbox").fill("COREL")
        hers.get_by_label("Lampirkan foto, suara, atau berkas").last.set_input_files(PICTURES / "simulator-360.png")
        expect(hers.get_by_role("status")).to_contain_text("Berkas belum terkirim. Folder media tidak bisa ditulisi")
        # What she wrote is still there, and goes without the file.
        hers.get_by_role("textbox").press("Enter")
        expect(last(hers)).to_contain_text("8 pertanyaan")
        expect(hers.locator(".bubble.mine")).to_have_count(1)


def test_a_question_can_be_heard(stage: Stage, browser: Browser, tmp_path: Path) -> None:
    text = (
        (ROOT / "surveys" / "corel-anggota.yaml")
        .read_text("utf-8")
        .replace("    name: ", "    audio: a.wav\n    name: ")
    )
    (tmp_path / "corel-anggota.yaml").write_text(text, "utf-8")
    (tmp_path / "a.wav").write_bytes(_tone())
    found = load_surveys([tmp_path])
    house = replace(stage.house, library=Library(found.surveys, keep_files(found, stage.house.media)))
    line = Line(house)
    server, thread = serve(house, line)
    try:
        with opened(browser, f"http://127.0.0.1:{server.server_port}/simulator") as page:
            hers = phone(page, "Wahyuni")
            writes(hers, "COREL", "8 pertanyaan")
            expect(hers.locator("audio")).to_have_count(0)
            writes(hers, "ya", "1/8")
            expect(last(hers).locator("audio")).to_be_visible()
            expect(last(hers).locator("audio")).not_to_have_js_property("readyState", 0)
            writes(phone(page, "Sari"), "COREL", "8 pertanyaan")
            writes(phone(page, "Sari"), "ya", "1/8")
            expect(phone(page, "Sari").locator("audio")).to_have_count(0)
    finally:
        server.shutdown()
        thread.join(LONG)
        server.server_close()
        line.close()


TEXTS = [
    "",
    "ya",
    "a" * 160,
    "a" * 161,
    "a" * 306,
    "a" * 307,
    "[" * 80,
    "[" * 81,
    "a" * 152 + "[" + "a" * 10,
    "ê" * 70,
    "ê" * 71,
    "😀" * 35,
    "😀" * 36,
    "ê" * 66 + "😀" * 3,
    "Rp5.000 €~\f\n",
    "Ibu ‘baik’ — ya…",
    "ꦱꦸꦮꦫ",
]


def test_the_counter_counts_as_the_bot_does(stage: Stage, browser: Browser) -> None:
    with opened(browser, stage.url) as page:
        counted = page.evaluate(
            "async (texts) => { const { measure } = await import('/simulator/static/sms.js'); return texts.map(measure); }",
            TEXTS,
        )
        for text, found in zip(TEXTS, counted, strict=True):
            m = measure(text)
            told = (found["encoding"], found["units"], found["segments"], found["remaining"], tuple(found["outside"]))
            assert told == (m.encoding, m.units, m.segments, m.remaining, m.outside), text
        hers = phone(page, "Sari")
        hers.get_by_role("textbox").fill("a" * 161)
        expect(hers.locator(".count")).to_have_text("161/306 huruf, 2 SMS")
        hers.get_by_role("textbox").fill("sêhat")
        expect(hers.locator(".count")).to_have_text("5/70 huruf, 1 SMS, karena ê")


@pytest.mark.parametrize(("width", "height"), [(360, 740), (768, 1024), (1280, 800)])
def test_it_fits_the_screen(stage: Stage, browser: Browser, width: int, height: int) -> None:
    with opened(browser, stage.url, width, height) as page:
        opens_a_round(page, stage) if width > 360 else _opens_on_a_small_screen(page, stage)
        writes(phone(page, "Sari"), "ya", "1/8")
        writes(phone(page, "Sari"), "2", "2/8")
        writes(phone(page, "Tumini"), "inggih", "1/8")
        hers = phone(page, "Wahyuni")
        last(hers).get_by_role("button", name="Ya").click()
        expect(last(hers)).to_contain_text("1/8")
        writes(hers, "0", "2/7")
        writes(phone(page, "Ratna"), "STATUS", "1")
        across = page.evaluate("[document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth]")
        assert across[:2] == [width, width] == [across[2]] * 2
        inside = page.evaluate(
            "[...document.querySelectorAll('.phone, .talk, .write')].every((one) => one.scrollWidth <= one.clientWidth)"
        )
        assert inside, "something sticks out of a phone"
        if width < 700:
            page.get_by_role("navigation", name="HP").get_by_role("button", name="Wahyuni").click()
            expect(phone(page, "Wahyuni")).to_be_in_viewport(ratio=0.9)
            expect(phone(page, "Tumini")).not_to_be_in_viewport(ratio=0.2)
        if width != 768 and os.environ.get("UPDATE_PICTURES"):
            PICTURES.mkdir(exist_ok=True)
            page.evaluate("document.activeElement.blur()")
            page.wait_for_timeout(1500)
            page.screenshot(path=PICTURES / f"simulator-{width}.png")


def _opens_on_a_small_screen(page: Page, stage: Stage) -> None:
    page.get_by_role("navigation", name="HP").get_by_role("button", name="Lestari").click()
    expect(phone(page, "Lestari")).to_be_in_viewport(ratio=0.9)
    opens_a_round(page, stage)
    expect(page.locator(".tab.unread")).to_have_count(0)


def test_it_speaks_english_and_javanese(stage: Stage, browser: Browser) -> None:
    for language, said in (("en", "Everyone here is invented."), ("jv", "Kabeh wong ing kene mung karangan.")):
        with opened(browser, f"{stage.url}?lang={language}") as page:
            expect(page.get_by_text(said)).to_be_visible()
            expect(phone(page, "Sari")).to_be_visible()

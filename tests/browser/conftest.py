"""The simulator as a browser sees it: a real server on loopback over a real house, and Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import BaseWSGIServer, make_server

from bot.app import create_app
from bot.bootstrap.house import real_now
from bot.services import clock
from bot.services.house import House
from bot.services.line import Line
from bot.services.tick import hop
from storage.database import connect
from storage.encryption import KeyRing
from tests.federation import Federation, house_of
from tests.waiting import LONG

expect.set_options(timeout=LONG * 1000)

COORDINATOR = "+62811000001"
SECRETARIAT = "+62811000002"
ON_SMS = ("+62811000011", "+62811000012")
ON_WHATSAPP = "+62811000021"


@dataclass
class Stage:
    """The simulator under test: its house, its address, and a hand that stops the server and starts it again."""

    house: House
    federation: Federation
    line: Line
    server: BaseWSGIServer
    thread: threading.Thread

    @property
    def url(self) -> str:
        """The page's address."""
        return f"http://127.0.0.1:{self.server.server_port}/simulator"

    def deliver(self) -> None:
        """Do what scheduler and worker do: what is due now leaves."""
        hop(self.house, clock.now(self.house, real_now()))

    def stop(self) -> None:
        """Let the server go away, as in a power cut."""
        self.server.shutdown()
        self.thread.join(LONG)
        self.server.server_close()

    def start(self) -> None:
        """Bring the server back on the same port."""
        self.server, self.thread = serve(self.house, self.line, self.server.server_port)


def serve(house: House, line: Line, port: int = 0) -> tuple[BaseWSGIServer, threading.Thread]:
    """Serve the application on loopback in a thread of its own."""
    server = make_server("127.0.0.1", port, create_app(house, line), threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    return server, thread


@pytest.fixture
def stage(migrated_sqlite_url: str, keys: KeyRing, tmp_path: Path) -> Iterator[Stage]:
    """Give a running simulator with one union: two members on SMS, four on WhatsApp, their coordinator, the secretariat."""
    database = connect(migrated_sqlite_url, keys)
    house = house_of(database, {"SUARA_DATA": str(tmp_path / "data")})
    federation = Federation(house)
    union = federation.union("kulon-progo")
    federation.member("Lestari Wulandari", COORDINATOR, union_id=union, role="coordinator")
    federation.member("Ratna Puspita", SECRETARIAT, role="secretariat", medium="whatsapp")
    federation.member("Sari Handayani", ON_SMS[0], union_id=union)
    federation.member("Tumini", ON_SMS[1], union_id=union)
    federation.member("Wahyuni Astuti", ON_WHATSAPP, union_id=union, medium="whatsapp")
    for number in range(3):
        federation.member(f"Yanti {number}", f"+6281100003{number}", union_id=union, medium="whatsapp")
    # Never in the quiet hours, whenever the test runs, and always with a weekend still to come.
    clock.move(house, "Selasa 10.00", real_now())
    line = Line(house)
    server, thread = serve(house, line)
    running = Stage(house, federation, line, server, thread)
    yield running
    running.stop()
    line.close()
    database.close()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Give Chromium without a window."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            timeout=LONG * 1000,
        )
        yield launched
        launched.close()


@contextmanager
def opened(browser: Browser, url: str, width: int = 1280, height: int = 800, *, quiet: bool = True) -> Iterator[Page]:
    """Open the page in a fresh window of this size; where it must stay ``quiet``, fail on any error in its console."""
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(LONG * 1000)
    troubles: list[str] = []
    page.on("console", lambda line: troubles.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    try:
        page.goto(url)
        yield page
        assert not (quiet and troubles), troubles
    finally:
        context.close()


ROOT = Path(__file__).resolve().parents[2]

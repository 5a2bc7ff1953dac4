"""Files that are still at the provider: fetched with growing waits, kept once, destroyed there only when they are safe here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.base import Fetched
from bot.channels.simulator import SimulatorChannel
from bot.channels.twilio import TwilioChannel
from bot.message import Media
from bot.services import fetching, media
from bot.services.fetching import WAITS, again, fetch_due, is_taken, waiting
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.privacy import erase
from bot.settings import parse_settings
from storage import media as keeping
from storage import tables as t
from storage.database import Database
from tests.fakes import file_store
from tests.fakes.file_store import FileStore
from tests.fakes.twilio_server import ACCOUNT, TOKEN
from tests.federation import NOON, Federation, house_of

SARI, DEWI = "+628110000001", "+628110000002"
PHOTO = b"\xff\xd8\xff\xe0 a photo of a field" * 200
VOICE = b"OggS a voice note" * 100


@pytest.fixture
def store() -> Iterator[FileStore]:
    """Give Twilio's files on this machine."""
    with file_store.running() as running:
        yield running


@pytest.fixture
def house(database: Database, tmp_path: Path, store: FileStore) -> House:
    """Give a house whose Twilio is on this machine."""
    environ = {
        "SUARA_DATA": str(tmp_path / "data"),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "SUARA_TWILIO_API_URL": store.api,
    }
    settings = parse_settings(environ)
    return house_of(database, settings=settings, channels={"twilio": TwilioChannel(settings)})


@pytest.fixture
def federation(house: House) -> Federation:
    """Give two women who write on WhatsApp."""
    one = Federation(house)
    union = one.union("kulon-progo")
    one.member("Sari Contoh", SARI, union_id=union, medium="whatsapp")
    one.member("Dewi Contoh", DEWI, union_id=union, medium="whatsapp")
    return one


def sends(federation: Federation, number: str, *files: Media) -> None:
    """Let her send files through Twilio."""
    message = federation.says(number, "", medium="whatsapp", channel="twilio", media=files)
    receive(federation.house, [message], NOON)


def row(house: House) -> Any:
    """Return the one row of media."""
    with house.db.reading() as db:
        return db.execute(select(t.media)).one()


def test_a_photo_is_fetched_kept_and_destroyed_at_the_provider(
    house: House, federation: Federation, store: FileStore
) -> None:
    sends(federation, SARI, Media(store.put("ME1", PHOTO, "image/jpeg"), "image/jpeg"))
    assert waiting(house, NOON)
    assert fetch_due(house, NOON) == 1
    (one,) = media.files(house)
    assert (one.status, one.size, one.error, one.due_at) == ("kept", len(PHOTO), "", None)
    assert media.content(house, one.name) == PHOTO
    assert row(house).source is None
    assert store.files == {}
    assert [method for _, method, _, _ in store.asked] == ["GET", "GET", "DELETE"]
    assert not waiting(house, NOON + timedelta(days=9))
    assert fetch_due(house, NOON + timedelta(days=9)) == 0


def test_two_women_with_one_photo_keep_one_file(house: House, federation: Federation, store: FileStore) -> None:
    for number, sid in ((SARI, "ME1"), (DEWI, "ME2")):
        sends(federation, number, Media(store.put(sid, PHOTO, "image/jpeg"), "image/jpeg"))
    assert fetch_due(house, NOON) == 2
    assert len(list(house.media.names())) == 1
    assert [one.status for one in media.files(house)] == ["kept", "kept"]


def test_a_provider_in_trouble_is_asked_again_with_growing_waits(
    house: House, federation: Federation, store: FileStore
) -> None:
    sends(federation, SARI, Media(store.put("ME1", PHOTO, "image/jpeg"), "image/jpeg"))
    store.answers = [503] * (len(WAITS) + 1)
    now = NOON
    for number, wait in enumerate(WAITS, start=1):
        assert fetch_due(house, now) == 1
        one = row(house)
        assert (one.status, one.tries, one.due_at) == ("pending", number, now + wait)
        assert not waiting(house, now + wait - timedelta(seconds=1))
        now += wait
    assert fetch_due(house, now) == 1
    (failed,) = media.files(house)
    assert (failed.status, failed.due_at, failed.error) == ("failed", None, "Twilio sedang terganggu; dicoba lagi.")
    assert "ME1" in store.files, "what is not here stays there"
    assert again(house, None, now) == 1
    assert again(house, failed.name, now) == 0
    assert fetch_due(house, now) == 1
    assert media.content(house, failed.name) == PHOTO


def test_what_is_gone_is_looked_for_three_times(house: House, federation: Federation, store: FileStore) -> None:
    sends(federation, SARI, Media(store.url("ME404"), "image/jpeg"))
    for day in range(3):
        assert row(house).status == "pending"
        assert fetch_due(house, NOON + timedelta(days=day)) == 1
    assert row(house).status == "failed"
    assert "minta dikirim lagi" in row(house).error


@pytest.mark.parametrize(
    ("announced", "served", "status"),
    [
        ("image/jpeg", "image/png", "kept"),
        ("application/octet-stream", "audio/ogg", "kept"),
        ("image/jpeg", "application/octet-stream", "kept"),
        ("audio/ogg", "audio/ogg; codecs=opus", "kept"),
        ("image/jpeg", "text/html", "refused"),
        ("application/octet-stream", "application/octet-stream", "refused"),
        ("application/vnd.android.package-archive", "image/jpeg", "refused"),
        ("image/svg+xml", "image/svg+xml", "refused"),
    ],
)
def test_only_what_people_send_each_other_is_kept(
    house: House, federation: Federation, store: FileStore, announced: str, served: str, status: str
) -> None:
    sends(federation, SARI, Media(store.put("ME1", PHOTO, served), announced))
    assert fetch_due(house, NOON) == 1
    assert row(house).status == status
    if status == "kept":
        assert is_taken(row(house).content_type)
    else:
        assert "tidak diterima" in row(house).error
        assert list(house.media.names()) == []
        assert not waiting(house, NOON + timedelta(days=9))
    if (announced, served) == ("image/jpeg", "image/png"):
        assert row(house).content_type == "image/png"


def test_a_file_that_is_too_large_is_refused(
    house: House, federation: Federation, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 1024**2)
    sends(federation, SARI, Media(store.put("ME1", b"v" * (1024**2 + 1), "video/mp4"), "video/mp4"))
    assert fetch_due(house, NOON) == 1
    assert (row(house).status, row(house).error) == ("refused", "Berkas lebih dari 1 MB; tidak diambil.")


def test_an_address_that_she_made_up_is_not_asked(house: House, federation: Federation, store: FileStore) -> None:
    sends(federation, SARI, Media(f"{store.api}/secret", "image/jpeg"), Media("https://169.254.169.254/", "image/png"))
    assert fetch_due(house, NOON) == 2
    assert {one.status for one in media.files(house)} == {"failed"}
    assert store.asked == []


def test_what_could_not_be_destroyed_there_is_tried_again(
    house: House, federation: Federation, store: FileStore
) -> None:
    sends(federation, SARI, Media(store.put("ME1", VOICE, "audio/ogg"), "audio/ogg"))
    store.answers = [200, 500]
    assert fetch_due(house, NOON) == 1
    one = row(house)
    assert (one.status, one.error, one.due_at) == (
        "kept",
        "tersimpan di sini, belum terhapus di penyedianya",
        NOON + WAITS[0],
    )
    assert media.content(house, one.name) == VOICE
    assert fetch_due(house, NOON + WAITS[0]) == 1
    assert (row(house).source, row(house).due_at, row(house).error) == (None, None, "")
    assert store.files == {}


def test_destroying_ends_after_the_last_wait(house: House, federation: Federation, store: FileStore) -> None:
    sends(federation, SARI, Media(store.put("ME1", VOICE, "audio/ogg"), "audio/ogg"))
    store.answers = [200, *[500] * 20]
    now, tries = NOON, 0
    while waiting(house, now):
        fetch_due(house, now)
        tries += 1
        now += timedelta(days=2)
    assert tries == len(WAITS) + 1
    assert (row(house).status, row(house).due_at, row(house).source is not None) == ("kept", None, True)


def test_a_full_disk_is_waited_for_and_nothing_is_destroyed(
    house: House, federation: Federation, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sends(federation, SARI, Media(store.put("ME1", PHOTO, "image/jpeg"), "image/jpeg"))
    house.media.path.parent.mkdir(parents=True, exist_ok=True)
    house.media.path.write_bytes(b"a file where a folder should be")
    assert fetch_due(house, NOON) == 1
    assert row(house).status == "pending"
    assert "media" in row(house).error
    assert "ME1" in store.files
    house.media.path.unlink()
    assert fetch_due(house, NOON + WAITS[0]) == 1
    assert row(house).status == "kept"


def test_a_worker_that_dies_lets_go_of_its_file(
    house: House, federation: Federation, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sends(federation, SARI, Media(store.put("ME1", PHOTO, "image/jpeg"), "image/jpeg"))

    def dies(_self: object, _data: bytes) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(keeping.Folder, "keep", dies)
        with pytest.raises(KeyboardInterrupt):
            fetch_due(house, NOON)
    assert not waiting(house, NOON)
    later = NOON + fetching.HOLD
    assert waiting(house, later)
    assert fetch_due(house, later) == 1
    assert row(house).status == "kept"


def test_she_is_erased_while_her_photo_is_on_its_way(house: House, federation: Federation, store: FileStore) -> None:
    sends(federation, SARI, Media(store.put("ME1", PHOTO, "image/jpeg"), "image/jpeg"))

    class Slow(TwilioChannel):
        """Twilio, during whose answer the secretariat erases her."""

        def fetch(self, url: str, most: int) -> Fetched:
            """Answer when she is gone."""
            fetched = super().fetch(url, most)
            with house.db.reading() as db:
                member = db.scalar(select(t.member.c.id).order_by(t.member.c.id))
            assert member is not None
            erase(house, member, NOON)
            return fetched

    slow = house_of(house.db, settings=house.settings, channels={"twilio": Slow(house.settings)})
    assert fetch_due(slow, NOON) == 1
    assert media.files(house) == []
    assert list(house.media.names()) == []
    assert store.files == {}, "nor does the provider keep it"


def test_a_mistake_in_a_channel_stops_no_other_file(house: House, federation: Federation, store: FileStore) -> None:
    class Broken(TwilioChannel):
        """A channel with a mistake in it."""

        def fetch(self, url: str, most: int) -> Fetched:
            """Break at one of two files."""
            if url.endswith("ME1"):
                message = "quotes her words"
                raise RuntimeError(message)
            return super().fetch(url, most)

    for sid in ("ME1", "ME2"):
        sends(federation, SARI, Media(store.put(sid, PHOTO, "image/jpeg"), "image/jpeg"))
    broken = house_of(house.db, settings=house.settings, channels={"twilio": Broken(house.settings)})
    assert fetch_due(broken, NOON) == 2
    assert sorted((one.status, one.error) for one in media.files(house)) == [
        ("kept", ""),
        ("pending", "saluran bermasalah; dicoba lagi"),
    ]


def test_replies_wait_behind_one_file_and_no_more(house: House, federation: Federation, store: FileStore) -> None:
    for number in range(3):
        sends(federation, SARI, Media(store.put(f"ME{number}", PHOTO, "image/jpeg"), "image/jpeg"))
    seconds = iter(range(0, 1000, 4))
    assert fetch_due(house, NOON, lambda: float(next(seconds))) == 1
    assert fetch_due(house, NOON) == 2


def test_a_house_without_a_provider_looks_at_nothing(database: Database, tmp_path: Path) -> None:
    house = house_of(database, {"SUARA_DATA": str(tmp_path)}, {"simulator": SimulatorChannel()})
    federation = Federation(house)
    receive(house, [federation.says(SARI, "", media=(Media("https://x.example/1", "image/jpeg"),))], NOON)
    assert not waiting(house, NOON)
    assert fetch_due(house, NOON) == 0

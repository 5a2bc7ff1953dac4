"""A file is fetched with our key from its provider alone, never larger than asked for, and never from a network of our own."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from bot.channels import download as downloading
from bot.channels.base import FetchError, Fetching, TooMuch
from bot.channels.download import download, is_open, may_lie
from bot.channels.twilio import TwilioChannel
from bot.settings import parse_settings
from tests.fakes import file_store
from tests.fakes.file_store import PLACE, FileStore
from tests.fakes.twilio_server import ACCOUNT, TOKEN

PHOTO = b"\xff\xd8\xff\xe0 a photo of a field" * 9000
KEY = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


@pytest.fixture
def store() -> Iterator[FileStore]:
    """Give Twilio's files on this machine."""
    with file_store.running() as running:
        yield running


def twilio(api: str = "", account: str = ACCOUNT, token: str = TOKEN) -> TwilioChannel:
    """Return the channel, with its API at ``api``."""
    return TwilioChannel(
        parse_settings(
            {"TWILIO_ACCOUNT_SID": account, "TWILIO_AUTH_TOKEN": token, "SUARA_TWILIO_API_URL": api, "SUARA_DATA": "x"}
        )
    )


def test_a_file_is_fetched_with_the_key_and_the_store_never_sees_it(store: FileStore) -> None:
    channel = twilio(store.api)
    assert isinstance(channel, Fetching)
    fetched = channel.fetch(store.put("ME1", PHOTO, "image/jpeg"), 1_000_000)
    assert (fetched.data, fetched.content_type) == (PHOTO, "image/jpeg")
    assert store.asked == [("api", "GET", PLACE + "ME1", KEY), ("store", "GET", "/ME1", None)]


def test_the_provider_destroys_its_copy_once(store: FileStore) -> None:
    channel, url = twilio(store.api), store.put("ME1", PHOTO, "image/jpeg")
    channel.discard(url)
    assert store.files == {}
    channel.discard(url)
    store.answers = [500]
    with pytest.raises(FetchError) as error:
        channel.discard(url)
    assert (error.value.code, error.value.retry) == ("http-500", True)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.twilio.com{place}ME1",
        "https://api.twilio.com.evil.example{place}ME1",
        "https://evil.example{place}ME1",
        "https://user@api.twilio.com{place}ME1",
        "https://api.twilio.com:8443{place}ME1",
        "https://127.0.0.1{place}ME1",
        "https://169.254.169.254/latest/meta-data/",
        "https://api.twilio.com/2010-04-01/Accounts/{account}/Messages.json",
        "https://api.twilio.com/2010-04-01/Accounts/ACother/Messages/MM1/Media/ME1",
        "https://api.twilio.com{place}../../Calls",
        "https://api.twilio.com{place}ME1?x=1",
        "file:///etc/passwd",
        "https://[",
        "",
    ],
)
def test_no_other_address_is_asked(store: FileStore, url: str) -> None:
    with pytest.raises(FetchError) as error:
        twilio(store.api).fetch(url.format(place=PLACE, account=ACCOUNT), 1000)
    assert (error.value.code, error.value.retry) == ("address", False)
    assert store.asked == []


@pytest.mark.parametrize(
    ("status", "code", "again"),
    [
        (401, "http-401", True),
        (403, "http-403", True),
        (404, "http-404", True),
        (418, "http-418", False),
        (429, "http-429", True),
        (503, "http-503", True),
        (0, "unreachable", True),
    ],
)
def test_what_the_provider_answers_is_said(store: FileStore, status: int, code: str, again: bool) -> None:
    url = store.put("ME1", PHOTO, "image/jpeg")
    store.answers = [status]
    with pytest.raises(FetchError) as error:
        twilio(store.api).fetch(url, 1_000_000)
    assert (error.value.code, error.value.retry) == (code, again)
    assert TOKEN not in str(error.value)


def test_nobody_there_is_tried_again(store: FileStore) -> None:
    with pytest.raises(FetchError) as error:
        twilio("http://127.0.0.1:9").fetch(store.url("ME1"), 1000)
    assert (error.value.code, error.value.retry) == ("unreachable", True)


@pytest.mark.parametrize("declares", [True, False])
def test_a_file_that_is_too_large_is_left(store: FileStore, declares: bool) -> None:
    store.declares = declares
    url = store.put("ME1", PHOTO, "image/jpeg")
    assert len(twilio(store.api).fetch(url, len(PHOTO)).data) == len(PHOTO)
    with pytest.raises(TooMuch):
        twilio(store.api).fetch(url, len(PHOTO) - 1)


def test_half_a_file_is_none(store: FileStore) -> None:
    store.cut = 1000
    with pytest.raises(FetchError) as error:
        twilio(store.api).fetch(store.put("ME1", PHOTO, "image/jpeg"), 1_000_000)
    assert (error.value.code, error.value.retry) == ("cut", True)


def test_a_file_that_drips_in_is_given_up(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.seconds = 0.1
    monkeypatch.setattr(downloading, "WHOLE_SECONDS", 0.2)
    with pytest.raises(FetchError) as error:
        twilio(store.api).fetch(store.put("ME1", PHOTO, "image/jpeg"), 1_000_000)
    assert (error.value.code, error.value.retry) == ("slow", True)


@pytest.mark.parametrize(
    "to", ["https://169.254.169.254/", "http://10.0.0.1/", "file:///etc/", "https://user:x@127.0.0.1/", "https://[/"]
)
def test_a_redirect_that_leads_elsewhere_is_not_followed(store: FileStore, to: str) -> None:
    store.sends_to = to
    with pytest.raises(FetchError) as error:
        twilio(store.api).fetch(store.put("ME1", PHOTO, "image/jpeg"), 1_000_000)
    assert (error.value.code, error.value.retry) == ("redirect", False)


def test_a_redirect_in_a_circle_ends(store: FileStore) -> None:
    store.sends_to = store.api + PLACE
    store.answers = [200] * 9
    with pytest.raises(FetchError) as error:
        twilio(store.api).fetch(store.put("ME1", PHOTO, "image/jpeg"), 1_000_000)
    assert error.value.code == "redirect"
    assert len(store.asked) == 4
    assert [key for _, _, _, key in store.asked[1:]] == [None] * 3


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://mms.twiliocdn.com/ACx/abc", True),
        ("https://mms.twiliocdn.com:443/ACx", True),
        ("http://mms.twiliocdn.com/ACx", False),
        ("https://mms.twiliocdn.com:8443/ACx", False),
        ("https://mms.twiliocdn.com:99999/ACx", False),
        ("https://user@mms.twiliocdn.com/ACx", False),
        ("https://localhost/x", False),
        ("https://10.0.0.1/x", False),
        ("https://127.1/x", False),
        ("https://[::1]/x", False),
        ("https://8.8.8.8/x", False),
        ("/relative", False),
    ],
)
def test_a_store_is_a_name_of_the_internet_over_tls(url: str, may: bool) -> None:
    assert may_lie(url, on_loopback=False) is may


def test_a_name_that_leads_home_is_not_asked(store: FileStore) -> None:
    """Whoever owns a name may let it point to this machine; what was looked up is what is asked."""
    assert [is_open(one) for one in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1%eth0")] == [False] * 5
    assert is_open("34.120.0.1")
    with pytest.raises(OSError, match="network of our own"):
        downloading._checked("localhost", 443)


def test_a_server_without_a_certificate_of_its_own_is_not_asked(store: FileStore) -> None:
    with pytest.raises(FetchError) as error:
        download(store.api.replace("http:", "https:"), {}, most=1, who="Twilio", on_loopback=True)
    assert (error.value.code, error.value.retry) == ("unreachable", True)

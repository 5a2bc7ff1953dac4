"""Files at Twilio: fetched with the account's own key, and destroyed there.

Twilio answers with a redirect to its store, where the key has no business (page "Media subresource"). A file's address comes
in a signed webhook; it is held against the one shape that it can have all the same.
"""

from __future__ import annotations

import base64
import re
from typing import Final
from urllib.parse import urlsplit

from bot.channels.base import Fetched, FetchError
from bot.channels.download import delete, download
from bot.settings import Settings

_HOST: Final = re.compile(r"api(?:\.[a-z0-9-]{1,32}){0,2}\.twilio\.com")
"""Also with edge and region: ``api.sydney.au1.twilio.com``."""

_PATH: Final = re.compile(
    r"/2010-04-01/Accounts/([0-9A-Za-z]{1,64})/Messages/[0-9A-Za-z]{1,64}/Media/[0-9A-Za-z]{1,64}"
)
_WHO: Final = "Twilio"


def fetch(settings: Settings, url: str, most: int) -> Fetched:
    """Return the file that a message named. Raises FetchError; TooMuch where it is larger than ``most`` bytes."""
    address = _address(settings, url)
    return download(address, _key(settings), most=most, who=_WHO, on_loopback=settings.twilio_on_loopback)


def discard(settings: Settings, url: str) -> None:
    """Destroy the file at Twilio. Raises FetchError."""
    delete(_address(settings, url), _key(settings), who=_WHO)


def _key(settings: Settings) -> dict[str, str]:
    pair = f"{settings.twilio_account_sid}:{settings.twilio_auth_token}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def _address(settings: Settings, url: str) -> str:
    """Return where the file is asked for; FetchError where that is no address of our account's files."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    path = _PATH.fullmatch(parts.path)
    ours = path is not None and path[1] == settings.twilio_account_sid
    if not ours or parts.scheme != "https" or not _HOST.fullmatch(parts.netloc) or parts.query:
        raise FetchError("address", retry=False, tell="Alamat berkas ini bukan alamat Twilio; minta dikirim lagi.")
    return settings.twilio_api_url + parts.path if settings.twilio_api_url else url

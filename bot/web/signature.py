"""Twilio's signature and form, in as little work as possible: every reply passes here.

Twilio signs ``URL + name + value + name + value ...`` with the account's token (HMAC-SHA1, base64), the fields sorted by name
(Twilio, "Validating requests"). twilio's own ``RequestValidator`` does the same in many times the time; a property test holds
the two equal.
"""

from __future__ import annotations

import base64
import hmac
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

MAX_FIELDS: Final = 200
"""Twilio posts about 20 fields, a message with ten pictures about 40; room for those it adds without notice."""

Pairs = list[tuple[str, str]]

_AND, _IS = "\x1d", "\x1e"
_MARKED: Final = bytes.maketrans(b"+&=", f" {_AND}{_IS}".encode())


class TooManyFields(ValueError):
    """The form has more than MAX_FIELDS fields."""


def parse_form(body: bytes) -> Pairs:
    """Return the names and values of an ``application/x-www-form-urlencoded`` body, in their order.

    Empty values stay, since Twilio signs them; a field without ``=`` has an empty value; bytes that are no UTF-8 become
    replacement characters. Raises TooManyFields.
    """
    ands = body.count(b"&")
    if ands >= MAX_FIELDS:
        raise TooManyFields
    # The whole body at once: unescaping field by field takes three times as long. Separators become control characters
    # first, so that an escaped "&" is not taken for one; nobody types those.
    text = unquote_to_bytes(body.translate(_MARKED)).decode("utf-8", "replace")
    if text.count(_AND) + text.count(_IS) != ands + body.count(b"="):
        return _parse_each(body)
    pairs: Pairs = []
    for field in text.split(_AND):
        if field:
            name, _, value = field.partition(_IS)
            pairs.append((name, value.replace(_IS, "=")))
    return pairs


def _parse_each(body: bytes) -> Pairs:
    """Read a form field by field: somebody did send those control characters."""
    pairs: Pairs = []
    for field in body.replace(b"+", b" ").split(b"&"):
        if field:
            name, _, value = field.partition(b"=")
            pairs.append((_plain(name), _plain(value)))
    return pairs


def _plain(escaped: bytes) -> str:
    return unquote_to_bytes(escaped).decode("utf-8", "replace")


class Signatures:
    """Checks signatures for one public address and one token."""

    def __init__(self, public_url: str, token: str) -> None:
        """Prepare for requests to ``public_url`` (scheme, host, perhaps port and path; no slash at its end)."""
        self._token = token.encode()
        # Twilio signs now with, now without the standard port (its own validator accepts both), so we try both.
        self._bases = tuple(base.encode() for base in _with_and_without_port(public_url))

    def genuine(self, path: bytes, query: bytes, pairs: Pairs, given: str) -> bool:
        """Tell whether ``given`` is Twilio's signature of a POST of ``pairs`` to the public address + ``path`` + ``query``.

        ``path`` and ``query`` are as they were in the request, still encoded; ``query`` has no question mark.
        """
        # The same pair counts once, as in twilio's own check.
        form = "".join([name + value for name, value in sorted(set(pairs))]).encode()
        rest = path + b"?" + query + form if query else path + form
        claimed = given.encode("utf-8", "replace")
        for base in self._bases:
            mac = hmac.digest(self._token, base + rest, "sha1")
            if hmac.compare_digest(base64.b64encode(mac), claimed):
                return True
        return False


def _with_and_without_port(url: str) -> tuple[str, ...]:
    """Return the address as given, and with its port left out, or with the scheme's standard port put in."""
    parts = urlsplit(url)
    if parts.port:
        other = parts.netloc.removesuffix(f":{parts.port}")
    else:
        other = f"{parts.netloc}:{443 if parts.scheme == 'https' else 80}"
    return url, parts._replace(netloc=other).geturl()

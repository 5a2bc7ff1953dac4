"""Fetches one file from a provider over HTTP: so many bytes and no more, in so many seconds, and only from where it may lie.

What our secret opens is asked at the provider's own address alone. Where that answers with a redirect to its store, the
secret stays behind, and the store must be an address of the open internet: neither this machine nor its network answers in
a provider's place, whatever stands in the redirect.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from bot.channels.base import Fetched, FetchError, TooMuch

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 15.0
WHOLE_SECONDS: Final = 45.0
"""A file that drips in for longer is given up for this time."""

_MOST_REDIRECTS: Final = 3
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CHUNK: Final = 64 * 1024


def download(url: str, headers: Mapping[str, str], *, most: int, who: str, on_loopback: bool) -> Fetched:
    """Return the file at ``url``, at most ``most`` bytes. ``headers`` (our secret) go to the first address only.

    ``who`` names the provider in sentences. ``on_loopback``: the provider is a trial on this machine, and so may its store be.
    Raises FetchError, TooMuch for a file that is larger.
    """
    until = time.monotonic() + WHOLE_SECONDS
    for hop in range(_MOST_REDIRECTS + 1):
        if hop and not may_lie(url, on_loopback=on_loopback):
            raise FetchError("redirect", retry=False, tell=f"{who} menunjuk alamat yang tidak boleh dibuka.")
        with _asked(
            "GET", urlsplit(url), headers if not hop else {}, who, checked=bool(hop) and not on_loopback
        ) as answer:
            if answer.status in _REDIRECTS:
                url = _joined(url, answer.headers.get("Location", ""))
                continue
            if answer.status != 200:
                raise refused(answer.status, who)
            return Fetched(_body(answer, most, until, who), answer.headers.get("Content-Type", ""))
    raise FetchError("redirect", retry=True, tell=f"{who} menunjuk ke sana kemari; dicoba lagi.")


def delete(url: str, headers: Mapping[str, str], *, who: str) -> None:
    """Destroy the file at the provider; one that is gone already is no error. Raises FetchError."""
    with _asked("DELETE", urlsplit(url), headers, who, checked=False) as answer:
        if answer.status not in {200, 202, 204, 404, 410}:
            raise refused(answer.status, who)


def refused(status: int, who: str) -> FetchError:
    """Return what it means that the provider answered with this HTTP status."""
    code = f"http-{status}"
    if status in {401, 403}:
        return FetchError(code, retry=True, tell=f"{who} menolak kunci kita: periksa pengaturannya.")
    if status in {404, 410}:
        # It may be on its way there still, so that one or two more looks are worth it.
        return FetchError(code, retry=True, tries=2, tell=f"Tidak ada lagi di {who}; minta dikirim lagi.")
    if status == 429 or status >= 500:
        return FetchError(code, retry=True, tell=f"{who} sedang terganggu; dicoba lagi.")
    return FetchError(code, retry=False, tell=f"{who} tidak mau memberikan berkas ini (kode {status}).")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def may_lie(url: str, *, on_loopback: bool) -> bool:
    """Tell whether a file may be fetched from there: over TLS, at a name of the internet, on the usual port."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username or parts.password or not host:
        return False
    if on_loopback:
        return parts.scheme in {"http", "https"} and host in {"127.0.0.1", "localhost", "::1"}
    return parts.scheme == "https" and port in {None, 443} and "." in host and not _is_address(host)


def is_open(address: str) -> bool:
    """Tell whether an IP address is one of the open internet: no network of ours, no machine's own, no cloud's inner one."""
    return ipaddress.ip_address(address.partition("%")[0]).is_global


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.rpartition(".")[2].isdecimal()  # "127.1" and "0x7f.1" are read as addresses, too
    return True


@contextmanager
def _asked(
    method: str, parts: SplitResult, headers: Mapping[str, str], who: str, *, checked: bool
) -> Iterator[HTTPResponse]:
    """Make one request and give the answer. ``checked``: only where every address of the name is an open one."""
    connection: HTTPConnection | None = None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection = _connected(parts, checked=checked)
        connection.request(method, path, headers={"Accept": "*/*", **headers})
        yield connection.getresponse()
    except ssl.SSLCertVerificationError as error:
        raise FetchError("certificate", retry=True, tell=f"Sambungan ke {who} tidak aman; dicoba lagi.") from error
    except (OSError, HTTPException) as error:
        raise FetchError("unreachable", retry=True, tell=f"{who} tidak terjangkau; dicoba lagi.") from error
    finally:
        if connection is not None:
            connection.close()


def _connected(parts: SplitResult, *, checked: bool) -> HTTPConnection:
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    to = _checked(host, port) if checked else host
    bare = socket.create_connection((to, port), CONNECT_SECONDS)
    bare.settimeout(READ_SECONDS)
    if not secure:
        connection = HTTPConnection(host, port)
        connection.sock = bare
        return connection
    connection = HTTPSConnection(host, port)
    try:
        # By hand, since the name is looked up once: what was checked is what is asked.
        connection.sock = ssl.create_default_context().wrap_socket(bare, server_hostname=host)
    except OSError:
        bare.close()
        raise
    return connection


def _checked(host: str, port: int) -> str:
    """Return an address of ``host``; raise OSError where one of them is none of the open internet."""
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(map(is_open, found)):
        message = "a name that leads into a network of our own"
        raise OSError(message)
    return found[0]


def _body(answer: HTTPResponse, most: int, until: float, who: str) -> bytes:
    if answer.length is not None and answer.length > most:
        raise TooMuch(most)
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(_CHUNK):
        size += len(part)
        if size > most:
            raise TooMuch(most)
        if time.monotonic() > until:
            raise FetchError("slow", retry=True, tell=f"{who} mengirim terlalu lambat; dicoba lagi.")
        parts.append(part)
    if answer.length:
        raise FetchError("cut", retry=True, tell=f"{who} memutus sambungan; dicoba lagi.")
    return b"".join(parts)

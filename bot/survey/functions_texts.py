"""Functions over texts: parts, spaces, and the two codes of the specification (``digest``, ``base64-decode``)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
from collections.abc import Callable
from typing import Final

from bot.survey.calls import Function, or_own, plain, scoped
from bot.survey.scope import Scope
from bot.survey.values import Value, to_text, whole

_SPACES: Final = " \t\r\n"
_TO_SPACE: Final = str.maketrans(dict.fromkeys(_SPACES, " "))


def _substring(text: str, start: float, end: float = math.inf) -> Value:
    """ODK's substr: from ``start`` up to, not including, ``end``; both count from 0, negative ones from the end."""

    def place(value: float) -> int:
        at = whole(value)
        if math.isnan(at):
            return 0
        at = at + len(text) if at < 0 else at
        return int(min(max(at, 0), len(text)))

    return text[place(start) : place(end)]


def _xpath_substring(text: str, start: float, length: float | None = None) -> Value:
    """XPath 1.0's substring (4.2): places count from 1 and are rounded; NaN takes nothing."""
    first = _half_up(start)
    # Without a length it goes on to the end, also from minus infinity.
    behind = first + _half_up(length) if length is not None else first if math.isnan(first) else math.inf
    if math.isnan(behind):
        return ""
    size = len(text)
    return text[int(min(max(first - 1, 0), size)) : int(min(max(behind - 1, 0), size))]


def _half_up(number: float) -> float:
    return math.floor(number + 0.5) if math.isfinite(number) else number


def _before(text: str, mark: str) -> Value:
    return text.partition(mark)[0] if mark and mark in text else ""


def _after(text: str, mark: str) -> Value:
    return text.partition(mark)[2] if mark and mark in text else ("" if mark else text)


def _translate(text: str, old: str, new: str) -> Value:
    table: dict[int, str | None] = {}
    for place, char in enumerate(old):
        # The first mention counts; a character without a partner is taken out.
        table.setdefault(ord(char), new[place] if place < len(new) else None)
    return text.translate(table)


def _join(scope: Scope, mark: str, *texts: str) -> Value:
    scope.spend(len(mark) * len(texts) // 64)
    return mark.join(texts)


_DIGESTS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "MD5": lambda raw: hashlib.md5(raw, usedforsecurity=False).digest(),
    "SHA-1": lambda raw: hashlib.sha1(raw, usedforsecurity=False).digest(),
    "SHA-256": lambda raw: hashlib.sha256(raw).digest(),
    "SHA-384": lambda raw: hashlib.sha384(raw).digest(),
    "SHA-512": lambda raw: hashlib.sha512(raw).digest(),
}


def _digest(text: str, algorithm: str, encoding: str = "base64") -> Value:
    """XForms 1.1's digest; the empty text for an algorithm or an encoding that there is not."""
    work, form = _DIGESTS.get(algorithm.strip().upper()), encoding.strip().lower()
    if work is None or form not in {"hex", "base64"}:
        return ""
    raw = work(text.encode("utf-8", "surrogatepass"))
    return raw.hex() if form == "hex" else base64.b64encode(raw).decode("ascii")


def _decoded(text: str) -> Value:
    """The text in a base64 code; empty where it is none."""
    try:
        return base64.b64decode(text.translate(_TO_SPACE).replace(" ", ""), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _uuid(scope: Scope, length: float = -1.0) -> Value:
    """A version 4 UUID (RFC 4122), or with an argument so many random letters and digits; empty without chance."""
    chance = scope.context.chance
    if math.isnan(chance()):
        return ""
    if length != -1.0:
        signs = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
        count = 0 if math.isnan(length) else int(min(max(length, 0), 255))
        return "".join(signs[int(chance() * len(signs))] for _ in range(count))
    raw = bytearray(int(chance() * 256) for _ in range(16))
    raw[6], raw[8] = raw[6] & 0x0F | 0x40, raw[8] & 0x3F | 0x80
    code = raw.hex()
    return f"{code[:8]}-{code[8:12]}-{code[12:16]}-{code[16:20]}-{code[20:]}"


TEXTS: Final[dict[str, Function]] = {
    "base64-decode": plain("t", _decoded),
    "concat": plain("*t", lambda *texts: "".join(texts)),
    "contains": plain("tt", lambda text, part: part in text),
    "digest": plain("tt?t", _digest),
    "ends-with": plain("tt", lambda text, part: text.endswith(part)),
    "join": scoped("t*t", _join),
    "normalize-space": or_own(
        "t", lambda value: " ".join(filter(None, to_text(value).translate(_TO_SPACE).split(" ")))
    ),
    "starts-with": plain("tt", lambda text, part: text.startswith(part)),
    "string": or_own("t", lambda value: value),
    "string-length": or_own("t", lambda value: float(len(to_text(value)))),
    "substr": plain("tn?n", _substring),
    "substring": plain("tn?n", _xpath_substring),
    "substring-after": plain("tt", _after),
    "substring-before": plain("tt", _before),
    "translate": plain("ttt", _translate),
    "uuid": scoped("?n", _uuid, depends=True),
}

"""Reads the lines of a ``.env`` file."""

from __future__ import annotations

import re
from typing import Final

from bot.settings.reader import SettingsError

_ENV_LINE: Final = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")
_ENV_VALUE: Final = re.compile(r"""'([^']*)'\s*(?:\#.*)?|"((?:[^"\\]|\\.)*)"\s*(?:\#.*)?|((?!['"]).*?)(?:\s+\#.*)?""")


def parse_env(text: str) -> dict[str, str]:
    """Return what a ``.env`` file sets: ``NAME=value`` lines and ``#`` comments; values stand bare or in quotes.

    The last of two wins. Raises SettingsError that names each line which is none of these. Values are not expanded.
    """
    values: dict[str, str] = {}
    problems: list[str] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        found = _ENV_LINE.fullmatch(bare)
        value = _ENV_VALUE.fullmatch(found[2]) if found else None
        if found is None or value is None:
            problems.append(f".env, baris {number}: tulis NAMA=nilai. / .env, line {number}: write NAME=value.")
            continue
        single, double, plain = value.groups()
        values[found[1]] = re.sub(r"\\(.)", r"\1", double) if double else single or plain or ""
    if problems:
        raise SettingsError(tuple(problems))
    return values

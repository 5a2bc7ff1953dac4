"""Reads the settings: the environment, and the file ``.env`` beside the Makefile."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.settings import Settings, SettingsError, parse_env, parse_settings

ROOT: Final = Path(__file__).resolve().parent.parent.parent
"""The folder that holds ``surveys/``, ``locales/`` and ``.env``."""


class CannotStart(Exception):
    """The house cannot be opened. ``sentences``: what is wrong and what to do, in both languages, one each."""

    def __init__(self, *sentences: str) -> None:
        """Keep every sentence; the message is all of them, one a line."""
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def read_settings(environ: Mapping[str, str], root: Path = ROOT) -> Settings:
    """Return the settings of ``environ`` and of the file ``root/.env``; the environment wins.

    Relative paths are meant from ``root``, wherever the command was given. Raises CannotStart.
    """
    file = root / ".env"
    try:
        written = parse_env(read_text(file)) if file.exists() else {}
        settings = parse_settings({**written, **{name: value for name, value in environ.items() if value.strip()}})
    except SettingsError as error:
        raise CannotStart(*error.problems) from error
    return replace(
        settings,
        data=root / settings.data,
        database_url=_from(root, settings.database_url),
        gammu_url=_from(root, settings.gammu_url),
    )


def _from(root: Path, url: str) -> str:
    file = url.removeprefix("sqlite:///")
    return url if file == url else f"sqlite:///{root / file}"


def keep_settings(values: Mapping[str, str], root: Path = ROOT) -> Path:
    """Write ``values`` at the end of ``root/.env``, where they win over what stood there before; return the file.

    It is for its owner alone. Raises CannotStart where it cannot be written.
    """
    file = root / ".env"
    lines = "".join(f"{name}='{value}'\n" for name, value in values.items())
    try:
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        draft = file.with_name(f".env-{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as written:
            written.write(before + ("\n" if before and not before.endswith("\n") else "") + lines)
            written.flush()
            os.fsync(written.fileno())
        draft.replace(file)
    except OSError as error:
        raise CannotStart(
            f"{file} tidak bisa ditulis: periksa izin dan disk. / {file} cannot be written: check permissions and disk."
        ) from error
    return file


def read_text(path: Path) -> str:
    """Return what a file of words says; raise CannotStart where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart(
            f"{path} tidak bisa dibaca: periksa izin dan isinya (UTF-8). / "
            f"{path} cannot be read: check its permissions and that it is UTF-8."
        ) from error

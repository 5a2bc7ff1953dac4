"""Finds and reads the catalogues, without opening anything else of the house."""

from __future__ import annotations

from pathlib import Path

from bot.bootstrap.settings import ROOT, CannotStart
from bot.wording.words import Words, parse_catalogue


def read_words(root: Path = ROOT) -> Words:
    """Return the catalogues of every language. Raises CannotStart."""
    from babel.messages.pofile import PoFileError  # here, because babel is large and needed once

    catalogues = {}
    for file in sorted((root / "locales").glob("*/LC_MESSAGES/messages.po")):
        try:
            catalogues[file.parent.parent.name] = parse_catalogue(file.read_bytes())
        except (OSError, PoFileError, ValueError) as error:
            raise CannotStart(
                f"{file} tidak bisa dibaca: {error}. Kembalikan berkas itu. / {file} cannot be read: restore that file."
            ) from error
    return Words(catalogues)

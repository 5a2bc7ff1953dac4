"""Reads the phrase tables from disk: those of the project, and those that the secretariat has taught the bot since.

Both have the same columns; what was taught lies in ``phrases/`` under the data folder, one file a table, and is added.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.understanding import Phrases, parse_phrases


def read_tables(folders: Iterable[Path]) -> dict[str, str]:
    """Return the text of each table by its file name; a later folder's rows are put behind those of an earlier one.

    Raises OSError, and ValueError where a file is not UTF-8.
    """
    tables: dict[str, str] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.csv")):
            try:
                text = path.read_text("utf-8-sig")
            except UnicodeDecodeError as error:
                not_utf8 = f"{path.name}: it is not UTF-8; save it as CSV UTF-8"
                raise ValueError(not_utf8) from error
            before = tables.get(path.name)
            tables[path.name] = text if before is None else before.rstrip("\n") + "\n" + text.partition("\n")[2]
    return tables


def load_phrases(folders: Iterable[Path]) -> Phrases:
    """Return the phrases of the tables in ``folders``, of which the first must hold all. Raises ValueError and OSError."""
    return parse_phrases(read_tables(folders))

"""Keeps the catalogues and the code together.

``python locales/check.py`` exits 1 and names every difference: a text that a catalogue lacks or no longer needs, one
that is not translated or marked fuzzy, a placeholder or a space at either end that a translation lost.
``python locales/check.py --update`` brings the catalogues up to the code first (new texts come in empty).
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
LANGUAGES = ("id", "jv", "en")
SOURCE = "id"
"""The language the code is written in: its catalogue may leave a text as it is."""

KEYWORDS = {"_": None, "n_": (1, 2)}
PLURALS = {"id": (1, "0"), "jv": (1, "0"), "en": (2, "(n != 1)")}
"""Babel counts two forms for Indonesian and Javanese; both languages have one."""

NAMES = {"id": "Indonesian", "jv": "Javanese", "en": "English"}

_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_SINCE = datetime(2026, 11, 24, tzinfo=UTC)
"""A fixed creation date: a catalogue changes only when its texts do."""


def extracted(root: Path) -> Catalog:
    """Return all texts in the code under ``root``."""
    found = Catalog(charset="utf-8")
    for name, _line, texts, comments, context in extract_from_dir(
        root / "bot", [("**.py", "python")], keywords=KEYWORDS, comment_tags=()
    ):
        found.add(texts, None, [(f"bot/{name}", 0)], auto_comments=comments, context=context)
    return found


def path_of(language: str, folder: Path = HERE) -> Path:
    """Return where the catalogue of ``language`` lies."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def load(language: str, folder: Path = HERE) -> Catalog:
    """Read one catalogue; a missing one is empty."""
    path = path_of(language, folder)
    if not path.exists():
        return Catalog(locale=language)
    return read_po(BytesIO(path.read_bytes()), locale=language)


def problems(language: str, catalogue: Catalog, code: Catalog) -> list[str]:
    """Return a sentence for everything that is wrong with one catalogue."""
    here = {_key(message): message for message in catalogue if message.id}
    there = {_key(message): message for message in code if message.id}
    found = [f"{language}: missing, run locales/check.py --update: {key!r}" for key in there if key not in here]
    found += [
        f"{language}: no longer in the code, run locales/check.py --update: {key!r}" for key in here if key not in there
    ]
    for key, message in here.items():
        found += [f"{language}: {fault}: {key!r}" for fault in _faults(message, source=language == SOURCE)]
    return found


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _faults(message: Message, *, source: bool) -> list[str]:
    originals = [message.id] if isinstance(message.id, str) else list(message.id)
    said = [message.string] if isinstance(message.string, str) else list(message.string or ("",))
    faults = ["fuzzy"] if message.fuzzy else []
    if not all(said):
        return faults if source else [*faults, "not translated"]
    for text in said:
        if sorted(_PLACEHOLDER.findall(text)) != sorted(_PLACEHOLDER.findall(originals[0])):
            faults.append("placeholders differ")
        if _ends(text) != _ends(originals[0]):
            faults.append("a space at the beginning or the end differs")
    return faults


def _ends(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def update(language: str, code: Catalog, folder: Path = HERE) -> None:
    """Write one catalogue anew: the texts of the code in its order, with the translations that there are."""
    count, rule = PLURALS[language]
    old = {_key(message): message for message in load(language, folder) if message.id}
    fresh = Catalog(
        locale=language,
        project="suara",
        version="1",
        charset="utf-8",
        fuzzy=False,
        creation_date=_SINCE,
        revision_date=_SINCE,
        last_translator="suara",
        language_team=language,
        msgid_bugs_address="suara",
        header_comment=f"# What Suara says, in {NAMES[language]}. The source (msgid) is Indonesian.",
    )
    # Babel has no public way to set these two.
    vars(fresh).update(_num_plurals=count, _plural_expr=rule)
    for message in sorted((message for message in code if message.id), key=_key):
        kept = old.get(_key(message))
        string = kept.string if kept is not None else ("" if isinstance(message.id, str) else ("",) * count)
        fresh.add(message.id, string, locations=[(name, 0) for name, _ in message.locations[:1]])
    path = path_of(language, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = BytesIO()
    write_po(written, fresh, width=110, include_lineno=False)
    path.write_bytes(written.getvalue())


def main(arguments: list[str]) -> int:
    """Check, after updating if asked to. Returns the exit code: 0 all well, 1 differences, 2 a wrong argument."""
    if set(arguments) - {"--update"}:
        sys.stderr.write("usage: python locales/check.py [--update]\n")
        return 2
    code = extracted(HERE.parent)
    if "--update" in arguments:
        for language in LANGUAGES:
            update(language, code)
    found = [problem for language in LANGUAGES for problem in problems(language, load(language), code)]
    for problem in found:
        sys.stdout.write(problem + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

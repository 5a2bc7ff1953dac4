"""Words of a form by language: which languages a workbook has, and the text of a label without its markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.survey.cells import LANGUAGES, language_code, plain_quotes
from bot.survey.model import Texts

_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BOLD: Final = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_HEADING: Final = re.compile(r"^\s*#{1,6}\s+")
_LINK: Final = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")
_BRACKETS: Final = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)\)\s*$")


class Translations:
    """The languages of one form. The default one also stands for Indonesian where the form has none."""

    def __init__(self, form: Mapping[str, Any]) -> None:
        """Find every language that a text of the form is written in."""
        said = str(form.get("default_language") or "default")
        self._default = code_of(said) if said != "default" else ""
        used = list(dict.fromkeys(code_of(each) for each in _languages(form) if each != "default"))
        if not self._default:
            self._default = "id" if "id" in used or not used else used[0]
        self.languages: tuple[str, ...] = tuple(dict.fromkeys([self._default, *used]))

    def texts(self, value: object) -> Texts:
        """Return words by language code; always with "id", which others fall back to, where there are any."""
        if isinstance(value, Mapping):
            found = {
                (self._default if language == "default" else code_of(str(language))): plain(str(words))
                for language, words in value.items()
            }
        else:
            found = {self._default: plain(str(value))} if value else {}
        found = {language: words for language, words in found.items() if words and words != "-"}
        if found and "id" not in found:
            found["id"] = found.get(self._default) or next(iter(found.values()))
        return found


def code_of(language: str) -> str:
    """Return the code of a language as authors name it: "English (en)" is en, "Swahili" is swahili."""
    known = language_code(language)
    if known:
        return known
    bracketed = _BRACKETS.search(language)
    if bracketed:
        return bracketed[1].lower()
    return LANGUAGES.get(
        language.strip().lower(), re.sub(r"[^a-z0-9]+", "-", language.strip().lower()).strip("-") or "id"
    )


def plain(text: str) -> str:
    """Return a label as a telephone shows it: without tags and Markdown, in one line, with straight quotes."""
    text = _LINK.sub(r"\1 \2", _HEADING.sub("", _TAG.sub("", _BREAK.sub(" ", text))))
    return " ".join(plain_quotes(_BOLD.sub(r"\2", text)).split())


_TEXTS: Final = ("label", "hint", "guidance_hint")


def _languages(element: Mapping[str, Any]) -> Iterable[str]:
    for part in _TEXTS:
        value = element.get(part)
        if isinstance(value, Mapping):
            yield from map(str, value)
    for child in element.get("children", ()):
        yield from _languages(child)
    for choice in element.get("choices", ()) if isinstance(element.get("choices"), list) else ():
        yield from _languages(choice)

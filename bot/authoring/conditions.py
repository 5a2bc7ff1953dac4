"""An expression in words for authors: "tanam = Ya dan umur ≥ 17" for ``${tanam} = 'ya' and ${umur} >= 17``."""

from __future__ import annotations

import re
from typing import Final

from bot.survey.expressions import Expression
from bot.survey.lexer import ExpressionError, Token, read_tokens
from bot.survey.model import PlaceName, Survey, YesNo, text_in
from bot.survey.plan import plan_of
from bot.wording.words import Words

_SIGNS: Final = {"<=": "≤", ">=": "≥", "!=": "≠", "*": "×", "div": ":", "-": "−"}
_EQUAL: Final = ("=", "!=")


def in_words(expression: Expression, survey: Survey, words: Words, language: str) -> str:
    """Return the expression as people would say it, with the labels of choices; as it is where it cannot be read."""
    try:
        tokens = read_tokens(expression.source, paths=True)
    except ExpressionError:
        return expression.source
    return _Said(survey, words, language).all(tokens)


class _Said:
    """Says tokens one after the other, taking together what belongs together."""

    def __init__(self, survey: Survey, words: Words, language: str) -> None:
        self._survey = survey
        self._words = words
        self._language = language

    def all(self, tokens: list[Token]) -> str:
        said: list[str] = []
        at = 0
        while tokens[at].kind != "end":
            taken, text = self._together(tokens, at)
            said.append(text)
            at += taken
        joined = " ".join(said)
        joined = re.sub(r"\s+([),\]])|([(\[])\s+", lambda found: found[1] or found[2], joined)
        return re.sub(r"(\w[\w:-]*) \(", self._call, joined)

    def _call(self, found: re.Match[str]) -> str:
        """Put a bracket right behind the name of a function, and not behind a word."""
        _ = self._words.spoken_in(self._language)
        return found[0] if found[1] in (_("dan"), _("atau"), _("bukan")) else f"{found[1]}("

    def _together(self, tokens: list[Token], at: int) -> tuple[int, str]:
        """Return how many tokens are said at once, and how."""
        _ = self._words.spoken_in(self._language)
        kinds = [token.kind for token in tokens[at : at + 6]]
        texts = [token.text for token in tokens[at : at + 6]]
        if texts[:2] == ["selected", "("] and kinds[2:6] == ["answer", "sign", "text", "sign"]:
            return 6, _("{name} memuat {choice}").format(name=texts[2], choice=self._choice(texts[2], texts[4]))
        if kinds[:3] == ["answer", "sign", "text"] and texts[1] in _EQUAL:
            return 3, self._compared(*texts[:3])
        return 1, self._one(tokens[at])

    def _compared(self, name: str, sign: str, text: str) -> str:
        _ = self._words.spoken_in(self._language)
        if text in ("''", '""'):
            return (_("{name} kosong") if sign == "=" else _("{name} diisi")).format(name=name)
        return f"{name} {_SIGNS.get(sign, sign)} {self._choice(name, text)}"

    def _one(self, token: Token) -> str:
        _ = self._words.spoken_in(self._language)
        match token.kind, token.text:
            case "sign", "and":
                return _("dan")
            case "sign", "or":
                return _("atau")
            case "sign", text:
                return _SIGNS.get(text, text)
            case "name", "not":
                return _("bukan")
            case "dot", _text:
                return _("jawaban")
            case "text", text:
                return f'"{text[1:-1]}"'
            case _kind, text:
                return text

    def _choice(self, name: str, text: str) -> str:
        """Return the label of the choice that a text names, or the text itself."""
        _ = self._words.spoken_in(self._language)
        value = text[1:-1]
        row = plan_of(self._survey).row_name.get(name, name)
        if not self._survey.has(row):
            return value
        kind = self._survey.question(row).kind
        if isinstance(kind, YesNo):
            return {"ya": _("Ya"), "tidak": _("Tidak")}.get(value, value)
        choices = kind.choices if isinstance(kind, PlaceName) else self._survey.question(row).choices
        return next((text_in(one.label, self._language) for one in choices if one.name == value), value)

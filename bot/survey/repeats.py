"""The question that counts a repeat whose author gave no number: "Berapa anak?" before the questions about each child."""

from __future__ import annotations

from typing import Final

from bot.survey.asked import asked_by
from bot.survey.expressions import Expression, compile_expression
from bot.survey.model import Integer, Question, Texts

MOST: Final = 20
"""The largest number she may give: after that nobody answers any more by telephone."""

_HOW_MANY: Final[Texts] = {"id": "Berapa {what}?", "jv": "Pinten {what}?", "en": "How many: {what}?"}
_HOW_OFTEN: Final[Texts] = {
    "id": "Berapa kali mengisi {what}?",
    "jv": "Ping pinten ngisi {what}?",
    "en": "How often to fill in {what}?",
}


def counting(name: str, around: tuple[str, ...], label: Texts, relevant: Expression | None) -> Question:
    """Return the question that asks how often the repeat ``name``, inside the sections ``around``, is filled in.

    ``label`` is the repeat's own, by language; ``relevant`` is that of the repeat.
    """
    words = {
        language: _HOW_MANY.get(language, _HOW_MANY["en"]).format(what=_inside(text))
        for language, text in label.items()
    }
    if not words:
        words = {language: text.format(what=name) for language, text in _HOW_OFTEN.items()}
    counter = f"{name}_count"
    kind = Integer(0.0, float(MOST), asked=asked_by(words["id"]) if "id" in words else None)
    return Question(counter, kind, words, required=True, relevant=relevant, path=(*around, counter) if around else ())


def counted(name: str) -> Expression:
    """Return the number of instances of a repeat that its counting question, called ``name``, was answered with."""
    return compile_expression(f"${{{name}}}")


def _inside(label: str) -> str:
    """Return a label as it stands inside a sentence: "Anak" is "anak", "RT" stays."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]

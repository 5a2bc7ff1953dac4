"""The simulator's page is said in three languages, with the same blanks."""

from __future__ import annotations

import re

import pytest

from bot.wording.simulator import page_words
from tests.conversation.parts import words


@pytest.mark.parametrize("language", ["jv", "en"])
def test_every_text_is_there_with_its_blanks(language: str) -> None:
    source, said = page_words(words(), "id"), page_words(words(), language)
    assert set(said) == set(source)
    for name, text in said.items():
        assert text
        assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", source[name]), name
    assert sum(said[name] != source[name] for name in source) > 20

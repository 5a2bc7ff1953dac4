"""Trouble in the log: our own sentence or kind and place, never the text."""

from __future__ import annotations

import errno

import pytest

from bot.services import faults


def test_a_mistake_is_named_by_kind_and_place() -> None:
    with pytest.raises(ValueError, match="her words") as caught:
        int("her words")
    assert faults.name(caught.value).startswith("ValueError at test_faults.py:")
    assert faults.name(KeyError("her words")) == "KeyError"


def test_trouble_with_a_cure_says_it() -> None:
    said = faults.name(OSError(errno.ENOSPC, "her words"))
    assert said.startswith("Disk penuh: ")
    assert "her words" not in said

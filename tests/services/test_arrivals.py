"""Messages that nobody waits for: together where it works, one by one where one of them is the trouble."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy.exc import IntegrityError

from bot.message import Incoming
from bot.services.arrivals import take_in
from bot.services.house import House
from bot.services.inbox import Receipt
from tests.federation import NOON


class Inbox:
    """Takes in what it is given, except what is broken."""

    def __init__(self, *broken: str) -> None:
        self.broken = set(broken)
        self.taken: list[str] = []
        self.clashes = 0

    def __call__(self, house: House, messages: Sequence[Incoming], now: datetime, *, inline: bool) -> list[Receipt]:
        assert (now, inline) == (NOON, False)
        if self.clashes:
            self.clashes -= 1
            raise IntegrityError("", {}, Exception())
        if self.broken & {one.text for one in messages}:
            raise ZeroDivisionError
        known = [one.text in self.taken for one in messages]
        self.taken += [one.text for one in messages]
        return [Receipt(1, duplicate=before, replies=()) for before in known]


def said(*texts: str) -> list[Incoming]:
    return [Incoming("cloud", text, "whatsapp", "+6281200000001", text) for text in texts]


def test_together(house: House) -> None:
    inbox = Inbox()
    assert take_in(house, said("a", "b"), NOON, inbox) == 2
    assert take_in(house, said("b", "c"), NOON, inbox) == 1


def test_one_that_is_broken_does_not_hold_up_the_others(house: House) -> None:
    """They are in, and whoever brought them comes again for the one."""
    inbox = Inbox("b")
    with pytest.raises(ZeroDivisionError):
        take_in(house, said("a", "b", "c"), NOON, inbox)
    assert inbox.taken == ["a", "c"]
    with pytest.raises(ZeroDivisionError):
        take_in(house, said("b"), NOON, inbox)


def test_a_clash_with_another_door_is_tried_once_more(house: House) -> None:
    inbox = Inbox()
    inbox.clashes = 1
    assert take_in(house, said("a"), NOON, inbox) == 1
    inbox.clashes = 2
    with pytest.raises(IntegrityError):
        take_in(house, said("b"), NOON, inbox)

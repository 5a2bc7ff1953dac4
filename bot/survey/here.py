"""One place in a form that is being filled in, as expressions see it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.survey.expressions import Expression
from bot.survey.model import text_in
from bot.survey.scope import Read, TooMuch
from bot.survey.tree import Node, Table
from bot.survey.values import Value

if TYPE_CHECKING:
    from bot.survey.filled import Filled


class Here:
    """One place in the form; implements ``scope.Context``."""

    __slots__ = ("form", "here", "key", "new")

    def __init__(self, form: Filled, node: Node, key: str, new: str | None = None) -> None:
        self.form = form
        self.here = node
        self.key = key
        self.new = new

    @property
    def now(self) -> datetime:
        return self.form.now

    @property
    def language(self) -> str:
        return self.form.language

    def value(self, name: str) -> Read:
        if self.new is not None and self.form.plan.row_name.get(name) == self.key.partition("[")[0]:
            return self.new
        return self.form.read(name, self.key, self.here)

    def own(self) -> str:
        return self.here.own if self.new is None else self.new

    def table(self, name: str) -> Table | None:
        return self.form.plan.tables.get(name)

    def choice_label(self, question: str, value: str) -> str:
        label = self.form.plan.labels.get((question, value))
        return value if label is None else text_in(label, self.form.language)

    def chance(self) -> float:
        return self.form.chance()

    def facts(self, expression: Expression) -> tuple[object, ...] | None:
        """Return all that the expression depends on, or None where that is more than a few answers."""
        if not self.form.plan.simple(expression):
            return None
        found: list[object] = [self.form.ground]
        for name in expression.names:
            value = self.value(name)
            if isinstance(value, tuple):
                return None
            found.append(value)
        return tuple(found)


def evaluate(expression: Expression, here: Here, item: Node | None = None) -> Value:
    """Return what it comes to; empty where that takes too long, for which it is not tried twice in one step."""
    endless = here.form.endless
    if id(expression) in endless:
        return ""
    try:
        return expression.within(here, item)
    except TooMuch:
        endless.add(id(expression))
        return ""

"""Functions over choices, tables and patterns: what was selected, what a choice is called, what a row holds."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from bot.survey.calls import Function, plain, scoped
from bot.survey.paths import Run
from bot.survey.patterns import Pattern, PatternError
from bot.survey.scope import Scope
from bot.survey.values import Value, to_text, whole


def _selected(chosen: str, name: str) -> Value:
    return name.strip() in chosen.split()


def _selected_at(chosen: str, index: float) -> Value:
    names, at = chosen.split(), whole(index)
    return names[int(at)] if 0 <= at < len(names) else ""


def _choice_name(scope: Scope, value: str, question: str) -> Value:
    """The label of a choice; of several (a select_multiple), their labels with commas between them."""
    whole_label = scope.context.choice_label(question, value)
    if whole_label not in {"", value}:
        return whole_label  # the name of one choice may hold spaces
    labels = [scope.context.choice_label(question, each) for each in value.split()]
    return ", ".join(label for label in labels if label)


def _pulldata(scope: Scope, table: str, wanted: str, column: str, value: str) -> Value:
    found = scope.context.table(table)
    return "" if found is None else found.look_up(column, value, wanted)


def _instance(scope: Scope, name: str) -> Value:
    found = scope.context.table(name)
    return () if found is None else (found.node,)


def regex_call(text: Run, pattern: Pattern) -> Run:
    """Return the call ``regex(text, pattern)``, whose pattern is compiled once, with the expression."""
    return lambda scope: pattern.found_in(to_text(text(scope)), scope.spend)


@lru_cache(maxsize=64)
def _pattern(text: str) -> Pattern | None:
    try:
        return Pattern(text)
    except PatternError:
        return None


def _regex(scope: Scope, text: str, pattern: str) -> Value:
    """A pattern that is worked out; one that cannot be used is found nowhere."""
    scope.spend(len(pattern) * 8)
    found = _pattern(pattern)
    return found is not None and found.found_in(text, scope.spend)


CHOICES: Final[dict[str, Function]] = {
    "count-selected": plain("t", lambda chosen: float(len(chosen.split()))),
    "instance": scoped("t", _instance, gives_list=True, depends=True),
    "jr:choice-name": scoped("tt", _choice_name, depends=True),
    "pulldata": scoped("tttt", _pulldata, depends=True),
    # A pattern in quotes, which is nearly every one, is compiled by the parser with ``regex_call``.
    "regex": scoped("tt", _regex),
    "selected": plain("tt", _selected),
    "selected-at": plain("tn", _selected_at),
}

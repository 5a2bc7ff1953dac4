"""A form being filled in: what is relevant, what is worked out and what is offered, as ODK's form engines keep it.

Only for surveys with groups, repeats, filters and the like (``has_form``); a plain list of questions does without.
Everything is worked out until nothing changes any more, so that it does not matter in which order rows stand. Sources:
ODK XForms (getodk.github.io/xforms-spec), and what its engines do with values that are no longer relevant or offered.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Final, NamedTuple

from bot.survey.expressions import Expression
from bot.survey.here import Here, evaluate
from bot.survey.model import Question, Row, Section, Survey, Texts, text_in
from bot.survey.plan import Plan, chosen_in, keep, plan_of
from bot.survey.scope import ROOT, Read
from bot.survey.tree import Node
from bot.survey.values import Value, to_boolean, to_number, to_text

MOST_INSTANCES: Final = 50
"""How often a repeat is asked at most: nobody answers more by telephone."""

_MOST_PASSES: Final = 24
_PIPED: Final = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


class Spot(NamedTuple):
    """A question in one place: ``key`` is its name, with the number of each instance that it stands in ("umur[2]")."""

    question: Question
    key: str
    node: Node
    within: tuple[tuple[Texts, int], ...]
    """The labels of the repeats around it, the outermost first, with the number of the instance."""


class Filled:
    """A form with the answers so far. Made for one step of a conversation, and thrown away."""

    opening = False
    """Whether it is only just being opened, so that defaults are worked out."""

    def __init__(
        self,
        survey: Survey,
        answers: Mapping[str, str],
        dealt: frozenset[str],
        moment: date,
        *,
        language: str = "id",
        changed: str = "",
        chance: Callable[[], float] | None = None,
    ) -> None:
        """Work everything out for these answers (XForms texts by key).

        ``dealt`` are the keys that were asked already: what stands there stands, even if empty. ``changed`` is the
        question just answered. ``moment`` is her moment, or a day (its midnight in UTC).
        """
        self.survey = survey
        self._openings: dict[str, Filled] = {}
        self.plan: Plan = plan_of(survey)
        self.answers = answers
        self.dealt = dealt
        self.now = moment if isinstance(moment, datetime) else datetime.combine(moment, time(), UTC)
        self.language = language
        self.ground = (self.now.date(), language)
        """What else an expression may depend on but answers."""
        self.chance = chance or (lambda: math.nan)
        self.top = Node(ROOT)
        self.spots: dict[str, Spot] = {}
        self.reopened: list[str] = []
        """Questions whose answer is no longer among what is offered."""
        self.endless: set[int] = set()
        """Expressions, by identity, that take too long with these answers."""
        self._changed = changed.partition("[")[0]
        self._instances: dict[str, list[Node]] = {}
        self._leaves: dict[str, Node] = {}
        self._last: dict[tuple[int, str], Value] = {}
        self._moved: set[str] = set()
        self._still: frozenset[str] | None = None
        self._seed(self.plan.rows, self.top)
        self._settle()

    # --- what is asked of it

    def offered(self, key: str) -> tuple[str, ...] | None:
        """Return the names of the choices that are offered now, or None where the question has no filter."""
        spot = self.spots[key]
        filter_ = spot.question.choice_filter
        return None if filter_ is None else self._offered(spot.question, filter_, key, spot.node)

    def holds(self, expression: Expression, key: str, new: str | None = None) -> bool:
        """Return whether ``expression`` is true at the question ``key``; ``new`` is the new answer, for a constraint."""
        here = Here(self, self.spots[key].node, key, new)
        return to_boolean(evaluate(expression, here))

    def piped(self, texts: Texts, key: str) -> dict[str, str]:
        """Return what ``${name}`` in these texts stands for, in her language: labels of choices, else what was answered."""
        found: dict[str, str] = {}
        for words in texts.values():
            for name in _PIPED.findall(words):
                if name not in found:
                    found[name] = self._in_words(name, key)
        return found

    def _in_words(self, name: str, key: str) -> str:
        spot = self.spots.get(key)
        value = Here(self, spot.node if spot else self.top, key).value(name)
        text, labels = to_text(value), self.plan.labels
        names = [text] if (name, text) in labels else text.split()
        if not names or any((name, each) not in labels for each in names):
            return text
        return ", ".join(text_in(labels[name, each], self.language) for each in names)

    # --- working it out

    def _seed(self, rows: Sequence[Row], parent: Node) -> None:
        """Put what is stored where it stands, so that whatever is read first finds it; repeats follow with their count."""
        named, answered, leaves, beside = self.plan.leaf, self.answers.get, self._leaves, parent.children.append
        for row in rows:
            if isinstance(row, Question):
                name = row.name
                leaves[name] = node = Node(named[name], answered(name, ""), parent)
                beside(node)
            elif not row.repeats:
                self._seed(row.rows, self._leaf(row.name, row.path[-1], parent))

    def _settle(self) -> None:
        for _ in range(_MOST_PASSES):
            self._moved = set()
            self.spots = {}
            self.reopened = []
            self._pass(self.plan.rows, self.top, "", (), relevant=True)
            if not self._moved or (not self.plan.walking and self._moved.isdisjoint(self.plan.read_ahead)):
                break
            self._still = frozenset(self._moved)

    def _pass(
        self, rows: Sequence[Row], parent: Node, suffix: str, within: tuple[tuple[Texts, int], ...], *, relevant: bool
    ) -> None:
        for row in rows:
            key = row.name + suffix if suffix else row.name
            if isinstance(row, Question):
                self._question(row, key, parent, within, relevant=relevant)
            elif row.repeats:
                self._repeat(row, key, parent, suffix, within, relevant=relevant)
            else:
                node = self._leaf(key, row.path[-1], parent)
                on = relevant and self._relevant(row.relevant, key, node)
                self._pass(row.rows, node, suffix, within, relevant=on)

    def _repeat(
        self,
        row: Section,
        key: str,
        parent: Node,
        suffix: str,
        within: tuple[tuple[Texts, int], ...],
        *,
        relevant: bool,
    ) -> None:
        there = self._instances.setdefault(key, [])
        here = there[0] if there else Node(row.path[-1], parent=parent)
        on = relevant and self._relevant(row.relevant, key, here)
        wanted = self._count(row, key, here) if on else 0
        if wanted != len(there):
            self._moved.update(self.plan.inside[row.name])
            for node in there[wanted:]:
                parent.children.remove(node)
            del there[wanted:]
            behind = self.plan.behind[row.name]
            at = next((at for at, each in enumerate(parent.children) if each.name in behind), len(parent.children))
            for place in range(len(there) + 1, wanted + 1):
                node = Node(row.path[-1], parent=parent, place=place)
                node.repeats = True
                parent.children.insert(at, node)
                at += 1
                there.append(node)
        for place, node in enumerate(there, 1):
            self._pass(row.rows, node, f"{suffix}[{place}]", (*within, (row.label, place)), relevant=on)

    def _count(self, row: Section, key: str, node: Node) -> int:
        if row.count is None:
            return 1
        number = to_number(self._value(row.count, key, node))
        return 0 if math.isnan(number) else int(max(0, min(number, MOST_INSTANCES)))

    def _question(
        self, row: Question, key: str, parent: Node, within: tuple[tuple[Texts, int], ...], *, relevant: bool
    ) -> None:
        node = self._leaves.get(key)
        if node is None or node.parent is not parent:
            node = self._leaf(key, row.path[-1] if row.path else row.name, parent)
        on = relevant and (row.relevant is None or to_boolean(self._value(row.relevant, key, node)))
        value = self._own(row, key, node) if on else ""
        if value != node.own:
            node.own = value
            self._moved.add(self.plan.leaf[row.name])
            for above in node.above():
                above._whole = None  # noqa: SLF001 - the text of a group is kept until what is inside changes
        if on:
            self.spots[key] = Spot(row, key, node, within)

    def _own(self, row: Question, key: str, node: Node) -> str:
        """Return what stands at the question: her answer, what is worked out, or what stood there before she was asked."""
        stored = self.answers.get(key)
        facts = self.plan.questions[row.name]
        if facts.given is not None:
            return stored or self._given(facts.given)
        calculation = facts.calculation
        if facts.asks and key in self.dealt:
            return stored if stored and row.choice_filter is None else self._still_offered(row, key, node, stored or "")
        if calculation is not None and not (stored is not None and self._keeps(row, calculation)):
            if stored and not node.own:
                node.own = stored  # once() looks at what stands there
                self._moved.add(self.plan.leaf[row.name])
            return _stored(self._value(calculation, key, node))
        if stored is not None:
            return stored
        if row.default is None:
            return ""
        if self.opening or not self.plan.changes(row.default):
            return _stored(self._value(row.default, key, node))
        return self._opened(key)

    def _opened(self, key: str) -> str:
        """Return the default as it was when the form was opened or, in a repeat, when its instance was made (ODK's events)."""
        repeats = self.plan.repeats_around.get(self.plan.leaf[key.partition("[")[0]], ())
        for made in ("", *repeats):
            spot = self._opening(made).spots.get(key)
            if spot is not None:
                return spot.node.own
        return ""

    def _opening(self, repeat: str) -> Filled:
        """Return the form as it was before anything was answered, or before the repeat was made."""
        form = self._openings.get(repeat)
        if form is None:
            before = self.plan.before(repeat)
            answers = {each: value for each, value in self.answers.items() if each.partition("[")[0] in before}
            dealt = self.dealt.intersection(answers)
            form = _Opening(self.survey, answers, dealt, self.now, language=self.language, chance=self.chance)
            self._openings[repeat] = form
        return form

    def _keeps(self, row: Question, calculation: Expression) -> bool:
        """Whether a value once worked out stands: nothing that it reads can have changed."""
        if row.trigger:
            return self._changed not in row.trigger
        return not calculation.names and not calculation.constant and not self.plan.walks(calculation)

    def _given(self, what: str) -> str:
        match what:
            case "today":
                return self.now.date().isoformat()
            case "start":
                return moment_text(self.now)
            case _:
                return ""

    def _still_offered(self, row: Question, key: str, node: Node, stored: str) -> str:
        if row.choice_filter is None or not stored:
            return stored
        offered = self._offered(row, row.choice_filter, key, node)
        kept = " ".join(name for name in chosen_in(row, stored) if name in offered)
        if kept != stored:
            self.reopened.append(key)
        return kept

    def _offered(self, row: Question, filter_: Expression, key: str, node: Node) -> tuple[str, ...]:
        here = Here(self, node, key)
        facts = here.facts(filter_)
        found = None if facts is None else self.plan.offers.get((id(filter_), facts))
        if found is None:
            items = self.plan.items(row)
            found = tuple(
                choice.name
                for choice, item in zip(self.plan.choices(row), items, strict=True)
                if to_boolean(evaluate(filter_, here, item))
            )
            if facts is not None:
                keep(self.plan.offers, (id(filter_), facts), found)
        return found

    def _leaf(self, key: str, name: str, parent: Node) -> Node:
        node = self._leaves.get(key)
        if node is None or node.parent is not parent:
            node = self._leaves[key] = Node(name, parent=parent)
            parent.children.append(node)
        return node

    def _relevant(self, expression: Expression | None, key: str, node: Node) -> bool:
        return expression is None or to_boolean(self._value(expression, key, node))

    def _value(self, expression: Expression, key: str, node: Node) -> Value:
        """Return what the expression comes to here; from the pass before where nothing that it reads has changed."""
        last = (id(expression), key)
        if (
            self._still is not None
            and last in self._last
            and self._still.isdisjoint(expression.names)
            and self._moved.isdisjoint(expression.names)
            and not self.plan.walks(expression)
        ):
            return self._last[last]
        plain = self.plan.plain(expression)
        if plain is not None:
            leaves = self._leaves
            facts: tuple[object, ...] | None = (self.ground, *[leaves[name].own for name in plain])
        else:
            facts = Here(self, node, key).facts(expression)
        kept = None if facts is None else self.plan.kept.get((id(expression), facts))
        if kept is None:
            kept = evaluate(expression, Here(self, node, key))
            if facts is not None:
                keep(self.plan.kept, (id(expression), facts), kept)
        if self.plan.again:
            self._last[last] = kept
        return kept

    # --- how expressions see it

    def read(self, name: str, key: str, node: Node) -> Read:
        """Return ``${name}`` as seen from the question ``key``: in the instances that it stands in itself."""
        plan = self.plan
        alone = self._leaves.get(plan.alone.get(name, ""))
        if alone is not None:
            return alone.own
        repeats = plan.repeats_around.get(name)
        if repeats is None:
            return ""
        numbers = "[" + key.partition("[")[2] if "[" in key else ""
        mine = plan.repeats_around.get(plan.leaf.get(key.partition("[")[0], ""), ())
        if mine[: len(repeats)] == repeats:
            suffix = "".join(re.findall(r"\[\d+\]", numbers)[: len(repeats)])
            found = self._leaves.get(plan.row_name[name] + suffix)
            if found is not None:
                return (found,) if found.children else found.own
        return self._along(name, node)

    def _along(self, name: str, node: Node) -> Read:
        way = self.plan.paths[name]
        around = list(node.above())[::-1]
        shared = 0
        while shared < len(way) - 1 and shared + 1 < len(around) and around[shared + 1].name == way[shared]:
            shared += 1
        found = [around[shared]]
        for step in way[shared:]:
            found = [child for each in found for child in each.children if child.name == step]
        many = not self.plan.repeat_names.isdisjoint(way[shared:])
        return tuple(found) if many or (found and found[0].children) else found[0].own if found else ""

    def in_order(self) -> Iterator[Spot]:
        """Yield every relevant question, in the order in which they stand."""
        return iter(self.spots.values())


class _Opening(Filled):
    """A form as it was when it was opened."""

    opening = True


def _stored(value: Value) -> str:
    text = to_text(value)
    return "" if text == "NaN" else text


def moment_text(moment: datetime) -> str:
    """Return a moment as XForms stores it: 2026-11-24T19:00:00.000+07:00."""
    return moment.isoformat(timespec="milliseconds")


def has_form(survey: Survey) -> bool:
    """Whether the survey is more than a plain list of questions, so that ``Filled`` is needed."""
    return plan_of(survey).form

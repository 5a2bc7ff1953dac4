"""Logic that leads nowhere: what is never or always true, what cannot be answered or chosen, what is worked out for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Final

from bot.survey.check_names import PIPED, expressions_of, texts_of, values_of_choices
from bot.survey.expressions import Expression
from bot.survey.formula import OWN, Formula, Opposite, atoms, formula_of
from bot.survey.model import (
    Calculate,
    Choice,
    Decimal,
    Integer,
    Money,
    PlaceName,
    Question,
    Rank,
    Row,
    Scale,
    SelectMultiple,
    SelectOne,
    Survey,
)
from bot.survey.places import Found, choice_key, indexed, leaf
from bot.survey.possible import Logic, Standing, truth
from bot.survey.scope import Flat
from bot.survey.tree import Table
from bot.survey.values import to_boolean

_ANY_DAY: Final = date(2000, 1, 1)
_MOST_FILTERED: Final = 20_000
_CALLED: Final = re.compile(r"([A-Za-z][\w:.-]*)\s*\(")
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_PLAIN_FILTER: Final = frozenset({"selected", "not", "true", "false", "and", "or"})
_ALWAYS: Final = frozenset({"true()", "(true())"})
_BY_NAME: Final = frozenset({"S401", "S402", "S403", "S404", "S407", "S416"})


def check_logic(survey: Survey, found: Found, circular: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
    """Add what can never happen, and what happens always, in the logic of a survey; ``circular`` are the circles by column."""
    looking = _Conditions(survey, found)
    for index, row, around in indexed(survey):
        circle = circular["relevant"].get(leaf(row))
        if circle is not None and row.relevant is not None:
            found.add("S416", index, "relevant", name=row.name, circle=_way(circle))
        standing = Standing(around, row if isinstance(row, Question) else None)
        for column, expression in expressions_of(row):
            if column in {"relevant", "constraint", "required"}:
                looking.condition(index, row, column, expression, standing)
        if isinstance(row, Question):
            looking.choices(index, row, standing)
    _calculations(survey, found, circular["calculation"])


class _Conditions:
    """The conditions of one survey: relevant, constraint and required."""

    def __init__(self, survey: Survey, found: Found) -> None:
        self.found = found
        self.logic = Logic(survey)

    def condition(self, index: int, row: Row, column: str, expression: Expression, standing: Standing) -> None:
        """Add a problem where a condition is never, or always, true."""
        name = row.name
        if self.found.told(index, column, _BY_NAME):
            return
        if expression.constant and column == "relevant":
            self.constant(index, name, expression)
            return
        formula = formula_of(expression.source)
        if column == "constraint":
            self.constraint(index, row, formula, expression, standing)
        elif not self.parts(index, column, formula, standing):
            why = self.never(formula, standing, column)
            if why is not None:
                self.found.add("S409", index, column, name=name, column=column, **why)
        if expression.source not in _ALWAYS and not self.logic.ever([Opposite(formula)], standing):
            self.found.add("S410", index, column, name=name, column=column)

    def constant(self, index: int, name: str, expression: Expression) -> None:
        if not expression.holds({}, today=_ANY_DAY):
            self.found.add("S406", index, "relevant", name=name)
        elif expression.source not in _ALWAYS:
            self.found.add("S410", index, "relevant", name=name, column="relevant")

    def constraint(self, index: int, row: Row, formula: Formula, expression: Expression, standing: Standing) -> None:
        if self.logic.ever([formula], standing):
            self.parts(index, "constraint", formula, standing)
            return
        required = isinstance(row, Question) and (row.required or row.required_when is not None)
        why = {
            "reason_en": f"{_shown(expression.source)} refuses all",
            "reason_id": f"{_shown(expression.source)} menolak semua",
        }
        if required:
            self.found.add("S411", index, "constraint", name=row.name, **why)
        else:
            self.found.add("S409", index, "constraint", name=row.name, column="constraint", **why)

    def parts(self, index: int, column: str, formula: Formula, standing: Standing) -> bool:
        """Add a problem for each comparison that no answer within the limits can make true, and return whether one was."""
        told = False
        for atom in atoms(formula):
            place = standing if atom.name == OWN else self.logic.standing.get(atom.name)
            if place is None or place.question is None:
                continue
            values = self.logic.values(atom.name, [atom], standing)
            if values is None or any(truth(atom, {atom.name: value}) for value in (*values, "")):
                continue
            told = True
            details = {"part": _shown(atom.source), "name": leaf(place.question), **_limits(place.question)}
            self.found.add("S415", index, column, atom.column - 1, **details)
        return told

    def never(self, formula: Formula, standing: Standing, column: str) -> dict[str, str] | None:
        """Return why a condition is never true; None where it may be."""
        if not self.logic.ever([formula], standing):
            return {"reason_en": "its parts exclude one another", "reason_id": "bagian-bagiannya saling bertentangan"}
        around = [section for section in standing.around if section.relevant is not None]
        outer = [formula_of(section.relevant.source) for section in around if section.relevant is not None]
        if column == "required" and standing.question is not None and standing.question.relevant is not None:
            outer.append(formula_of(standing.question.relevant.source))
        if outer and not self.logic.ever([formula, *outer], standing):
            where = f'"{around[-1].name}"' if around else "relevant"
            return {
                "reason_en": f"it excludes the relevant of {where}",
                "reason_id": f"bertentangan dengan relevant {where}",
            }
        read = [atom.name for part in (formula, *outer) for atom in atoms(part) if atom.name not in {"", OWN}]
        assumed = self.logic.assumed(read)
        if assumed and not self.logic.ever([formula, *outer, *(each for _, each in assumed)], standing):
            names = ", ".join(dict.fromkeys(f"${{{name}}}" for name, _ in assumed))
            return {
                "reason_en": f"it excludes when {names} is asked at all",
                "reason_id": f"bertentangan dengan kapan {names} ditanyakan",
            }
        return None

    # --- choices

    def choices(self, index: int, question: Question, standing: Standing) -> None:
        """Add a problem for each choice that nobody can choose."""
        if self.found.told(index, "constraint", frozenset({"S409", "S411", "S415"})):
            return
        useless = dict.fromkeys(self._refused(question, standing))
        if question.choice_filter is not None and not self.found.told(index, "choice_filter", _BY_NAME | {"S408"}):
            useless |= dict.fromkeys(self._never_offered(question, question.choice_filter, standing))
        for name in useless:
            self.found.add("S412", index, choice_key(name), choice=name, name=question.name)

    def _refused(self, question: Question, standing: Standing) -> Iterator[str]:
        if question.constraint is None:
            return
        formula = formula_of(question.constraint.source)
        match question.kind:
            case SelectOne(choices) | Scale(choices) | PlaceName(choices):
                for choice in choices:
                    if not self.logic.ever([formula], standing, new=choice.name):
                        yield choice.name
            case SelectMultiple(choices):
                sets = self.logic.values(OWN, [atom for atom in atoms(formula) if atom.name == OWN], standing)
                allowed = [each.split() for each in sets or () if self.logic.ever([formula], standing, new=each)]
                named = {name for atom in atoms(formula) for name in atom.literal.split()}
                for choice in choices:
                    if sets and choice.name in named and not any(choice.name in each for each in allowed):
                        yield choice.name
            case _:
                return

    def _never_offered(self, question: Question, filter_: Expression, standing: Standing) -> Iterator[str]:
        """Yield the choices that the filter leaves out whatever the closed questions that it reads were answered."""
        plain = _QUOTED.sub("''", filter_.source)
        if "/" in plain or ".." in plain or "[" in plain or not _PLAIN_FILTER.issuperset(_CALLED.findall(plain)):
            return
        domains: list[tuple[str, ...]] = []
        for name in sorted(filter_.names):
            asked = self.logic.standing.get(name)
            closed = asked.question if asked is not None and self.logic.sees_one(asked, standing) else None
            values = values_of_choices(closed) if closed is not None else None
            if values is None or isinstance(getattr(closed, "kind", None), SelectMultiple | Rank):
                return
            domains.append((*values, ""))
        choices = _choices(question)
        tries = len(choices)
        for domain in domains:
            tries *= len(domain)
        if tries > _MOST_FILTERED:
            return
        answers = [dict(zip(sorted(filter_.names), each, strict=True)) for each in product(*domains)]
        rows = [{"name": one.name, "label": one.label.get("id", ""), **one.columns} for one in choices]
        items = Table(question.name, rows).node.children[0].children if rows else []
        for choice, item in zip(choices, items, strict=True):
            if not any(to_boolean(filter_.within(Flat(each, "", _ANY_DAY), item)) for each in answers):
                yield choice.name


def _choices(question: Question) -> tuple[Choice, ...]:
    return question.kind.choices if isinstance(question.kind, PlaceName) else question.choices


def _shown(source: str) -> str:
    """Return an expression short enough for a message."""
    plain = " ".join(source.split())
    return plain if len(plain) <= 60 else f"{plain[:57]}..."


def _limits(question: Question) -> dict[str, str]:
    """Return, in English and Indonesian, what an answer can be."""
    kind = question.kind
    names = values_of_choices(question)
    if names is not None:
        listed = _shown(", ".join(names))
        return {"limits_en": f"is one of {listed}", "limits_id": f"adalah salah satu dari {listed}"}
    low, high = (kind.minimum, kind.maximum) if isinstance(kind, Integer | Decimal | Money) else (None, None)
    if question.constraint is not None:
        rule = _shown(question.constraint.source)
        return {"limits_en": f"keeps to its constraint {rule}", "limits_id": f"mengikuti constraint-nya {rule}"}
    if low is not None and high is not None:
        return {"limits_en": f"is from {low:g} to {high:g}", "limits_id": f"dari {low:g} sampai {high:g}"}
    if low is not None:
        return {"limits_en": f"is at least {low:g}", "limits_id": f"paling sedikit {low:g}"}
    if high is not None:
        return {"limits_en": f"is at most {high:g}", "limits_id": f"paling banyak {high:g}"}
    return {"limits_en": "is never that", "limits_id": "tidak pernah begitu"}


# --- calculations


def _way(circle: Sequence[str]) -> str:
    return " > ".join(f"${{{each}}}" for each in circle)


def _calculations(survey: Survey, found: Found, circular: Mapping[str, Sequence[str]]) -> None:
    used = _names_read(survey)
    for index, row, _ in indexed(survey):
        if not isinstance(row, Question):
            continue
        circle = circular.get(leaf(row))
        if circle is not None:
            found.add("S413", index, "calculation", name=row.name, circle=_way(circle))
        elif isinstance(row.kind, Calculate) and row.kind.calculation and leaf(row) not in used and not row.indicator:
            found.add("S414", index, "calculation", name=row.name)


def _names_read(survey: Survey) -> set[str]:
    """Return every name that an expression or a text of the survey reads."""
    used: set[str] = set()
    for _, row, _ in indexed(survey):
        for _, expression in expressions_of(row):
            used |= expression.names
        for _, texts in texts_of(row):
            used.update(name for text in texts.values() for name in PIPED.findall(text))
        if isinstance(row, Question):
            used |= row.choice_filter.names if row.choice_filter is not None else frozenset()
            used.update(row.trigger)
    return used

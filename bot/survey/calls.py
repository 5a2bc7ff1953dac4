"""How a function call is built from its compiled arguments: a row of the function tables says which types it wants.

A row is one line in a table: ``"substr": plain("tn?n", ...)``. Every letter is an argument: ``t`` text, ``n`` number,
``b`` boolean, ``v`` any value, ``l`` a list (nodes); ``?`` makes the next optional, ``*`` takes any number of the next
(texts, numbers and booleans of lists one by one).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.survey.paths import Run
from bot.survey.scope import Scope
from bot.survey.values import Value, to_boolean, to_number, to_text

MANY: Final = 256
"""The most arguments of a function that takes any number of them."""

_LONG: Final = 256
_CHARACTERS_A_STEP: Final = 64

Builder = Callable[[tuple[Run, ...]], Run]
Convert = Callable[[Scope, Value], Value]


@dataclass(frozen=True, slots=True)
class Function:
    """A function that can be called. ``build`` gets the compiled arguments, whose number was checked.

    ``lists`` are the places (from 0) of arguments that must be lists, ``gives_list`` whether it comes to one.
    ``depends`` says that the result is not the same for the same arguments: the day, chance, the question asked.
    ``own`` that it reads the new answer where it is given no argument.
    """

    least: int
    most: int
    build: Builder
    lists: frozenset[int] = frozenset()
    gives_list: bool = False
    depends: bool = False
    own: bool = False


def _text(scope: Scope, value: Value) -> Value:
    """Return the value as text; a long one costs steps, since most work over a text takes a look at every character."""
    text = value if isinstance(value, str) else to_text(value)
    if len(text) > _LONG:
        scope.spend(len(text) // _CHARACTERS_A_STEP)
    return text


_CONVERT: Final[dict[str, Convert]] = {
    "t": _text,
    "n": lambda scope, value: to_number(value, scope.zone),
    "b": lambda _scope, value: to_boolean(value),
    "v": lambda _scope, value: value,
    "l": lambda _scope, value: value,
}


def one_by_one(scope: Scope, value: Value) -> Iterator[Value]:
    """Yield the texts of a list, or the one value."""
    if isinstance(value, tuple):
        scope.spend(len(value))
        for node in value:
            yield node.text
    else:
        yield value


def _shape(form: str) -> tuple[list[Convert], int, Convert | None]:
    """Return the conversions of the fixed arguments, how many of them are needed, and that of any number more."""
    fixed, _, many = form.partition("*")
    needed = len(fixed.partition("?")[0])
    return [_CONVERT[letter] for letter in fixed.replace("?", "")], needed, _CONVERT[many] if many else None


def scoped(form: str, work: Callable[..., Value], *, gives_list: bool = False, depends: bool = False) -> Function:
    """Return the function of ``form`` whose ``work`` gets the scope and the converted arguments."""
    fixed, needed, many = _shape(form)

    def build(arguments: tuple[Run, ...]) -> Run:
        pairs = tuple(zip(arguments, fixed, strict=False))
        rest = arguments[len(fixed) :]

        def run(scope: Scope) -> Value:
            given = [convert(scope, argument(scope)) for argument, convert in pairs]
            if many is not None:
                for argument in rest:
                    given.extend(many(scope, each) for each in one_by_one(scope, argument(scope)))
            return work(scope, *given)

        return run

    most = MANY if many else len(fixed)
    lists = frozenset(place for place, letter in enumerate(form.replace("?", "")) if letter == "l")
    return Function(needed, most, build, lists, gives_list, depends)


def plain(form: str, work: Callable[..., Value]) -> Function:
    """Return the function of ``form`` whose ``work`` gets the converted arguments and nothing else."""
    fixed, needed, many = _shape(form)
    if many is None and needed == len(fixed) == 1:
        (convert,) = fixed
        lists = frozenset({0} if form == "l" else ())
        return Function(1, 1, lambda given: lambda scope: work(convert(scope, given[0](scope))), lists)
    if many is None and needed == len(fixed) == 2:
        first, second = fixed
        return Function(
            2, 2, lambda given: lambda scope: work(first(scope, given[0](scope)), second(scope, given[1](scope)))
        )
    return scoped(form, lambda _scope, *given: work(*given))


def some(function: Function) -> Function:
    """Return the function, which takes any number of arguments, with at least one."""
    return replace(function, least=1)


def or_own(letter: str, work: Callable[[Value], Value]) -> Function:
    """Return a function of one argument that reads the new answer (or the node of a predicate) without it."""
    convert = _CONVERT[letter]

    def build(arguments: tuple[Run, ...]) -> Run:
        argument = arguments[0] if arguments else own_value
        return lambda scope: work(convert(scope, argument(scope)))

    return Function(0, 1, build, own=True)


def own_value(scope: Scope) -> Value:
    """Return ``.``: the new answer, or inside a predicate the node it looks at."""
    return scope.context.own() if scope.node is None else (scope.node,)

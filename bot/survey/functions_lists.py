"""Functions over lists of nodes: repeats, places in them, shuffling, and points on the earth."""

from __future__ import annotations

import hashlib
import math
from typing import Final

from bot.survey.calls import Function, plain, scoped, some
from bot.survey.earth import area, distance, read_points
from bot.survey.paths import Nodes, Run, as_nodes, current, from_here
from bot.survey.scope import Scope
from bot.survey.tree import Node
from bot.survey.values import NAN, Value, to_number, to_text

_SEEDS: Final = 2_147_483_647
_MULTIPLIER: Final = 16_807


def _count(value: Value) -> Value:
    return float(len(as_nodes(value)))


def _count_non_empty(value: Value) -> Value:
    return float(sum(each.text != "" for each in as_nodes(value)))


def _sum(scope: Scope, value: Value) -> Value:
    nodes = as_nodes(value)
    scope.spend(len(nodes))
    return math.fsum(to_number(each.text, scope.zone) for each in nodes)


def _position(arguments: tuple[Run, ...]) -> Run:
    """Where a node stands among those of its name; without an argument, where the predicate stands, or she is."""

    def run(scope: Scope) -> Value:
        if not arguments:
            return float(scope.place or scope.context.here.place)
        nodes = as_nodes(arguments[0](scope))
        return float(nodes[0].place) if nodes else NAN

    return run


def _last(scope: Scope) -> Value:
    return float(scope.size or 1)


def _name(arguments: tuple[Run, ...]) -> Run:
    argument = arguments[0] if arguments else from_here

    def run(scope: Scope) -> Value:
        nodes = as_nodes(argument(scope))
        return nodes[0].name if nodes else ""

    return run


def _indexed_repeat(arguments: tuple[Run, ...]) -> Run:
    """The question in the instance that the indices (from 1) choose, from the outer repeat to the inner one."""
    target, *pairs = arguments

    def run(scope: Scope) -> Value:
        repeats = [as_nodes(each(scope)) for each in pairs[::2]]
        indices = [to_number(each(scope), scope.zone) for each in pairs[1::2]]
        targets = as_nodes(target(scope))
        chosen: Node | None = None
        scope.spend(len(targets) * 8)
        held = set(repeats[0])
        if len(repeats) == 1 and not any(node in held for each in targets for node in each.above()):
            # Answers that were given as a plain list: each is its own instance.
            repeats = [targets]
        for nodes, index in sorted(zip(repeats, indices, strict=True), key=lambda pair: _depth(pair[0])):
            inside = [each for each in nodes if chosen is None or chosen in each.above()]
            scope.spend(len(nodes) * 8)
            if not 1 <= index < len(inside) + 1:
                return ()
            chosen = inside[int(index) - 1]
        return tuple(each for each in targets if chosen is None or chosen in each.above())

    return run


def _depth(nodes: Nodes) -> int:
    return sum(1 for _ in nodes[0].above()) if nodes else 0


def _randomize(scope: Scope, value: Value, seed: Value = "") -> Value:
    """The list shuffled (inside-out Fisher-Yates); with a seed always alike, by Park and Miller's generator.

    Seeds are read as JavaRosa reads them: cut off to a whole number of 64 bits; a text that is no number by its digest.
    """
    nodes = as_nodes(value)
    scope.spend(len(nodes))
    state = _seed(seed, scope)
    shuffled: list[Node] = []
    for place, node in enumerate(nodes):
        state = state * _MULTIPLIER % _SEEDS
        at = (state - 1) * (place + 1) // (_SEEDS - 1)
        shuffled.append(node)
        if at != place:
            shuffled[place], shuffled[at] = shuffled[at], node
    return tuple(shuffled)


def _seed(seed: Value, scope: Scope) -> int:
    number = to_number(seed, scope.zone)
    if math.isinf(number):
        whole_seed = 2**63 - 1 if number > 0 else -(2**63)
    elif not math.isnan(number):
        whole_seed = int(number)
    else:
        text = to_text(seed)
        code = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8]
        whole_seed = int.from_bytes(code, "big", signed=True) if text not in {"", "NaN"} else 0
    # The rest towards zero, as Java and JavaScript have it.
    left = abs(whole_seed) % _SEEDS * (1 if whole_seed > 0 else -1)
    return left if left > 0 else left + _SEEDS - 1


def _shuffled(arguments: tuple[Run, ...]) -> Run:
    """Without a seed, chance gives one."""

    def run(scope: Scope) -> Value:
        value = arguments[0](scope)
        if len(arguments) > 1:
            return _randomize(scope, value, arguments[1](scope))
        chance = scope.context.chance()
        return _randomize(scope, value, 0.0 if math.isnan(chance) else 1.0 + math.floor(chance * (_SEEDS - 2)))

    return run


def _points(*texts: str) -> list[tuple[float, float]] | None:
    # A geoshape may end with a semicolon.
    return read_points([part for text in texts for part in text.split(";") if part.strip()])


LISTS: Final[dict[str, Function]] = {
    "area": some(plain("*t", lambda *texts: area(_points(*texts)))),
    "count": plain("l", _count),
    "count-non-empty": plain("l", _count_non_empty),
    "current": Function(0, 0, lambda _arguments: current, gives_list=True, depends=True),
    "distance": some(plain("*t", lambda *texts: distance(_points(*texts)))),
    "indexed-repeat": Function(3, 9, _indexed_repeat, gives_list=True, depends=True),
    "last": scoped("", _last, depends=True),
    "local-name": Function(0, 1, _name, frozenset({0}), depends=True),
    "name": Function(0, 1, _name, frozenset({0}), depends=True),
    "position": Function(0, 1, _position, frozenset({0}), depends=True),
    "randomize": Function(1, 2, _shuffled, frozenset({0}), gives_list=True, depends=True),
    "sum": scoped("l", _sum),
}

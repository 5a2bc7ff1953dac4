"""Location paths over the tree of answers and over tables: child, parent, self and ``//`` steps with predicates.

Source: XPath 1.0 section 2, as far as ODK XForms has it. A path is compiled to steps once; evaluating one costs the nodes
it touches, which are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from bot.survey.scope import Scope
from bot.survey.tree import Node
from bot.survey.values import Value, to_boolean, to_text

Run = Callable[[Scope], Value]
"""A compiled expression."""
Nodes = tuple[Node, ...]
Step = Callable[[Scope, Iterable[Node]], Nodes]
"""One step of a path: from these nodes to those."""

AXES: Final = frozenset({"child", "parent", "self", "descendant-or-self"})


def _found(axis: str, node: Node) -> Iterable[Node]:
    match axis:
        case "child":
            return node.children
        case "parent":
            return () if node.parent is None else (node.parent,)
        case "self":
            return (node,)
        case _:
            return node.inside()


def step(axis: str, name: str, predicates: tuple[Run, ...] = ()) -> Step:
    """Return the step along ``axis`` to the nodes called ``name`` ("*" or "": any) for which every predicate holds."""
    any_name = name in {"*", ""}

    def take(scope: Scope, nodes: Iterable[Node]) -> Nodes:
        reached: dict[Node, None] = {}
        for node in nodes:
            near = list(_found(axis, node))
            scope.spend(1 + len(near))
            kept = near if any_name else [each for each in near if each.name == name]
            for predicate in predicates:
                kept = kept_by(scope, predicate, kept)
            # Nodes of a child step are new; a parent may have been reached before.
            reached.update(dict.fromkeys(kept))
        return tuple(reached)

    return take


def kept_by(scope: Scope, predicate: Run, nodes: list[Node]) -> list[Node]:
    """Return the nodes for which the predicate holds; a number in it means a place, counted from 1."""
    kept = []
    for place, node in enumerate(nodes, 1):
        scope.spend(1)
        found = predicate(scope.within(node, place, len(nodes)))
        if found == place if isinstance(found, float) else to_boolean(found):
            kept.append(node)
    return kept


def filtered(run: Run, predicates: tuple[Run, ...]) -> Run:
    """Return the list that ``run`` comes to, less the nodes for which a predicate does not hold."""

    def evaluate(scope: Scope) -> Value:
        nodes = list(as_nodes(run(scope)))
        for predicate in predicates:
            nodes = kept_by(scope, predicate, nodes)
        return tuple(nodes)

    return evaluate


def walk(start: Run, steps: tuple[Step, ...]) -> Run:
    """Return the path that begins with the nodes of ``start``."""

    def evaluate(scope: Scope) -> Value:
        nodes = as_nodes(start(scope))
        for take in steps:
            nodes = take(scope, nodes)
        return nodes

    return evaluate


def as_nodes(value: Value) -> Nodes:
    """Return a list as it is, and a single answer as a list of one node without a place in any tree."""
    if isinstance(value, tuple):
        return value
    return (Node("", to_text(value)),)


def from_here(scope: Scope) -> Value:
    """Return where a relative path begins."""
    return (scope.at(),)


def current(scope: Scope) -> Value:
    """Return the node of the question asked, also inside a predicate."""
    return (scope.context.here,)


def from_top(scope: Scope) -> Value:
    """Return where an absolute path begins: above the root of the answers, whatever a predicate looks at."""
    *_, root = scope.context.here.above()
    top = Node("")
    top.children.append(root)
    return (top,)


def union(left: Run, right: Run) -> Run:
    """Return the nodes of both lists, each once, in the order of the document."""

    def evaluate(scope: Scope) -> Value:
        both = dict.fromkeys((*as_nodes(left(scope)), *as_nodes(right(scope))))
        roots = dict.fromkeys(tuple(node.above())[-1] for node in both)
        order = {node: place for place, node in enumerate(each for root in roots for each in root.inside())}
        scope.spend(len(both) + len(order))
        return tuple(sorted(both, key=lambda node: order.get(node, -1)))

    return evaluate


def everywhere(name: str) -> Run:
    """Return every node called ``name`` in the whole tree, whatever repeat the question asked is in."""

    def evaluate(scope: Scope) -> Value:
        *_, root = scope.context.here.above()
        found = tuple(root.inside())
        scope.spend(len(found))
        return tuple(each for each in found if each.name == name)

    return evaluate

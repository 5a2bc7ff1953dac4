"""From tokens to closures: top-down operator precedence (Pratt, 1973); location paths are in ``reading``.

What is wrong is found here, once, with its column; a compiled expression only evaluates. Names are collected on the way,
for the checks of the survey as a whole.
"""

from __future__ import annotations

from typing import Final

from bot.survey import comparing, paths
from bot.survey.calls import Function, own_value
from bot.survey.functions import FUNCTIONS, REFUSED, question_of, regex_call
from bot.survey.lexer import MOST_CHARACTERS, ExpressionError, Token, unreadable
from bot.survey.paths import Run
from bot.survey.patterns import Pattern, PatternError
from bot.survey.problems import guess
from bot.survey.reading import Part, Reader, Reference
from bot.survey.scope import Scope
from bot.survey.values import Value, divide, remainder, to_boolean, to_number

_MOST_DEPTH: Final = 60


_BINDING: Final = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
_UNARY: Final = 7
_COMPARES: Final = frozenset({3, 4})

_OPERATORS: Final[dict[str, comparing.Operation]] = {
    "=": comparing.equal,
    "!=": comparing.differ,
    "<": comparing.below,
    "<=": comparing.at_most,
    ">": comparing.above,
    ">=": comparing.at_least,
    "+": comparing.plus,
    "-": comparing.minus,
    "*": comparing.times,
    "div": comparing.arithmetic(divide),
    "mod": comparing.arithmetic(remainder),
}


def _constant(value: Value) -> Run:
    return lambda _scope: value


def _answer(name: str) -> Run:
    def run(scope: Scope) -> Value:
        found = scope.value(name)
        if isinstance(found, tuple):
            scope.spend(len(found))
        return found

    return run


def _joined(sign: str, first: Run, second: Run) -> Run:
    """Return the operator's closure; ``and`` and ``or`` read the second side only where they need it."""
    match sign:
        case "or":
            return lambda scope: to_boolean(first(scope)) or to_boolean(second(scope))
        case "and":
            return lambda scope: to_boolean(first(scope)) and to_boolean(second(scope))
        case "|":
            return paths.union(first, second)
        case _:
            work = _OPERATORS[sign]
            return lambda scope: work(scope, first(scope), second(scope))


def _compared(sign: str, left: Part, right: Part) -> Run | None:
    """Return the closure of a comparison with a number or a text in the expression, which most comparisons are."""
    if _BINDING[sign] not in _COMPARES:
        return None
    first = left.run
    if right.number is not None:
        quick = comparing.against_number(sign, right.number, _OPERATORS[sign])
    elif right.literal is not None:
        quick = comparing.against_text(sign, right.literal, _OPERATORS[sign])
    else:
        return None
    return lambda scope: quick(scope, first(scope))


class Parser(Reader):
    """Top-down operator precedence over the tokens of one expression.

    With ``late``, an unknown function or a wrong number of arguments raises its ExpressionError when it is evaluated.
    """

    def __init__(self, text: str, *, paths: bool, columns: bool, late: bool = False) -> None:
        """Read the tokens; ExpressionError for what can be no part of an expression."""
        super().__init__(text, paths=paths, columns=columns)
        self.late = late

    def whole(self) -> Part:
        """Return the expression; ExpressionError where anything stands behind it."""
        part = self.expression(0, 0)
        self.expect_end()
        return part

    # --- operators

    def expression(self, least: int, depth: int) -> Part:
        """Return the expression from here on whose operators bind more than ``least``."""
        if depth > _MOST_DEPTH:
            raise ExpressionError("S306", self.tokens[self.at].column, limit=MOST_CHARACTERS)
        left = self.operand(depth)
        while True:
            token = self.tokens[self.at]
            binding = _BINDING.get(token.text, 0) if token.kind == "sign" else 0
            if binding <= least:
                return left
            self.at += 1
            left = self.operation(token, left, self.expression(binding, depth + 1))

    def operation(self, token: Token, left: Part, right: Part) -> Part:
        """Return two parts joined by an operator."""
        depth = self.deeper(token, left, right)
        if token.text in {"=", "!="}:
            self.compare(left, right)
            self.compare(right, left)
        if token.text == "|" and not (left.listed and right.listed):
            raise ExpressionError("S308", token.column, name="|")
        run = _compared(token.text, left, right) or _joined(token.text, left.run, right.run)
        return Part(run, depth, listed=token.text == "|", fixed=left.fixed and right.fixed)

    # --- operands

    def operand(self, depth: int) -> Part:
        """Return one value with whatever predicates and steps stand behind it."""
        token = self.take()
        if token.kind == "sign" and token.text == "-":
            part = self.expression(_UNARY - 1, depth + 1)
            run = part.run
            nested = self.deeper(token, part)
            return Part(lambda scope: -to_number(run(scope), scope.zone), nested, fixed=part.fixed)
        part = self.primary(token, depth)
        return self.trail(part, depth) if self.paths and part.listed else part

    def primary(self, token: Token, depth: int) -> Part:
        """Return the value that begins with ``token``."""
        match token.kind:
            case "text":
                literal = token.text[1:-1]
                return Part(_constant(literal), literal=literal, column=token.column, fixed=True)
            case "number":
                number = float(token.text)
                return Part(_constant(number), number=number, fixed=True)
            case "answer":
                self.references.append(Reference(token.text, token.column))
                return Part(_answer(token.text), name=token.text, listed=True)
            case "dot":
                self.uses_dot = True
                onward = self.paths and any(self.sees(sign) for sign in ("/", "//", "["))
                return Part(paths.from_here if onward else own_value, name="", listed=True)
            case "name" if self.sees("(") and token.text != "node":
                self.at += 1
                return self.call(token, depth)
            case "name" if self.paths and (self.columns or any(map(self.sees, ("/", "//", "::", "(")))):
                return self.from_step(token, depth)
            case "name":
                raise ExpressionError("S304", token.column, name=token.text)
            case _:
                return self.sign(token, depth)

    def sign(self, token: Token, depth: int) -> Part:
        """Return the value that begins with a sign: a bracket, or a path."""
        is_sign = token.kind == "sign"
        if is_sign and token.text == "(":
            inside = self.expression(0, depth + 1)
            self.close(token)
            return inside
        if is_sign and self.paths and token.text in {"/", "//", "..", "*", "@"}:
            return self.from_step(token, depth)
        if is_sign and token.text == "*":
            raise ExpressionError("S305", token.column, found="*")
        raise unreadable(
            token.text or "...",
            token.column,
            "A value is missing here, such as ${name}, a number or 'a text'.",
            "Di sini kurang isi, misalnya ${nama}, angka, atau 'teks'.",
        )

    # --- calls

    def call(self, token: Token, depth: int) -> Part:
        """Return the call of a function, whose name and opening bracket were passed."""
        function = FUNCTIONS.get(token.text)
        if function is None and not self.late:
            raise _refused(token)
        arguments: list[Part] = []
        if not self.accept(")"):
            arguments.append(self.expression(0, depth + 1))
            while self.accept(","):
                arguments.append(self.expression(0, depth + 1))
            self.close(token)
        if function and function.least <= len(arguments) <= function.most:
            return self.called(token, function, arguments)
        wrong = _wrong_count(token, function.least, function.most, len(arguments)) if function else _refused(token)
        if self.late:
            return Part(_raising(wrong), self.deeper(token, *arguments))
        raise wrong

    def called(self, token: Token, function: Function, arguments: list[Part]) -> Part:
        """Return the call with its arguments, after a look at their kinds."""
        name, nested = token.text, self.deeper(token, *arguments)
        if any(place < len(arguments) and not arguments[place].listed for place in function.lists):
            raise ExpressionError("S308", token.column, name=f"{name}()")
        self.uses_dot |= function.own and not arguments
        fixed = not function.depends and all(part.fixed for part in arguments) and not (function.own and not arguments)
        runs = tuple(part.run for part in arguments)
        match name:
            case "regex" if arguments[1].literal is not None or not self.paths:
                return Part(self.regex(token, *arguments), nested, fixed=fixed)
            case "selected":
                self.compare(*arguments)
            case "jr:choice-name":
                question = question_of(arguments[1].literal)
                if not question:
                    raise ExpressionError("S301", token.column, found=name, **_CHOICE_NAME)
                runs = (runs[0], _constant(question))
            case "indexed-repeat":
                self.whole_repeats(token, arguments)
                runs = tuple(paths.everywhere(part.name) if part.name else part.run for part in arguments)
                runs = tuple(
                    each.run if place and place % 2 == 0 else run
                    for place, (each, run) in enumerate(zip(arguments, runs, strict=True))
                )
            case _:
                pass
        listed = function.gives_list or (name == "if" and arguments[1].listed and arguments[2].listed)
        return Part(function.build(runs), nested, listed=listed, fixed=fixed)

    def whole_repeats(self, token: Token, arguments: list[Part]) -> None:
        """Raise ExpressionError unless a repeat and an index alternate behind the question."""
        if len(arguments) % 2 == 0:
            raise _wrong_count(token, 3, 9, len(arguments))
        if not all(part.listed for part in (arguments[0], *arguments[1::2])):
            raise ExpressionError("S308", token.column, name="indexed-repeat()")

    def regex(self, token: Token, text: Part, pattern: Part) -> Run:
        """Return the call ``regex(text, pattern)``, whose pattern is compiled once, here."""
        literal = pattern.literal
        if literal is None:
            raise ExpressionError("S307", token.column, detail="it is not a text in quotes")
        try:
            return regex_call(text.run, Pattern(literal))
        except PatternError as error:
            raise ExpressionError("S307", pattern.column, detail=str(error)) from error


_CHOICE_NAME: Final = {
    "hint_en": "The second part is a question in quotes: jr:choice-name(${x}, '${x}').",
    "hint_id": "Bagian kedua nama pertanyaan dalam tanda kutip: jr:choice-name(${x}, '${x}').",
}


def _raising(wrong: ExpressionError) -> Run:
    def run(_scope: Scope) -> Value:
        raise wrong

    return run


def _refused(token: Token) -> ExpressionError:
    """Return what to say of a function that there is not."""
    if token.text in REFUSED:
        en, ind = REFUSED[token.text]
        return ExpressionError("S309", token.column, name=token.text, reason_en=en, reason_id=ind)
    return ExpressionError("S302", token.column, name=token.text, **guess(token.text, FUNCTIONS))


def _wrong_count(token: Token, least: int, most: int, given: int) -> ExpressionError:
    if least == most:
        en, ind = f"{least} argument" + ("" if least == 1 else "s"), f"{least} bagian"
    else:
        en, ind = f"{least} to {most} arguments", f"{least} sampai {most} bagian"
    return ExpressionError("S303", token.column, name=token.text, wanted_en=en, wanted_id=ind, given=given)

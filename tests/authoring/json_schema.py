"""As much of JSON Schema 2020-12 as our schema uses, after the specification's own words; any other keyword is a mistake."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

ANNOTATIONS: Final = {"$schema", "$defs", "title", "description", "examples"}
TYPES: Final[dict[str, Callable[[Any], bool]]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}
SIMPLE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "type": lambda value, said: any(TYPES[each](value) for each in ([said] if isinstance(said, str) else said)),
    # JSON's true is not its 1, while Python's is.
    "enum": lambda value, said: any(
        value == each and isinstance(value, bool) == isinstance(each, bool) for each in said
    ),
    "const": lambda value, said: bool(value == said),
    "pattern": lambda value, said: not isinstance(value, str) or re.search(said, value) is not None,
    "minimum": lambda value, said: not TYPES["number"](value) or value >= said,
    "maximum": lambda value, said: not TYPES["number"](value) or value <= said,
    "required": lambda value, said: not isinstance(value, dict) or set(said) <= value.keys(),
    "minProperties": lambda value, said: not isinstance(value, dict) or len(value) >= said,
    "minItems": lambda value, said: not isinstance(value, list) or len(value) >= said,
    "maxItems": lambda value, said: not isinstance(value, list) or len(value) <= said,
    "uniqueItems": lambda value, said: not isinstance(value, list) or len({str(each) for each in value}) == len(value),
}
"""Keywords that look at one value alone. Each holds where the value is of a type that it says nothing about."""


@dataclass(frozen=True)
class Refusal:
    """Where a value was refused ("survey.0.type"), and by which keyword; "false" is the schema that refuses everything."""

    place: str
    keyword: str


class Validator:
    """Looks at values with one schema."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.root = schema

    def refusals(self, value: object) -> list[Refusal]:
        """Return everything that the schema refuses in a value made of JSON's types."""
        return list(self.look(value, self.root, ""))

    def takes(self, value: Any, schema: Any) -> bool:
        return next(self.look(value, schema, ""), None) is None

    def look(self, value: Any, schema: Any, place: str) -> Iterator[Refusal]:
        if isinstance(schema, bool):
            if not schema:
                yield Refusal(place, "false")
            return
        for keyword, said in schema.items():
            if keyword in SIMPLE:
                if not SIMPLE[keyword](value, said):
                    yield Refusal(place, keyword)
            elif keyword not in ANNOTATIONS:
                yield from self.look_by(keyword, said, value, schema, place)

    def look_by(  # noqa: C901 - one case a keyword
        self, keyword: str, said: Any, value: Any, schema: dict[str, Any], place: str
    ) -> Iterator[Refusal]:
        match keyword:
            case "$ref":
                yield from self.look(value, self.root["$defs"][said.removeprefix("#/$defs/")], place)
            case "anyOf":
                if not any(self.takes(value, each) for each in said):
                    yield Refusal(place, "anyOf")
            case "allOf":
                for each in said:
                    yield from self.look(value, each, place)
            case "not":
                if self.takes(value, said):
                    yield Refusal(place, "not")
            case "if":
                if self.takes(value, said):
                    yield from self.look(value, schema["then"], place)
            case "then":
                assert "if" in schema
            case "items":
                for index, each in enumerate(value if isinstance(value, list) else ()):
                    yield from self.look(each, said, f"{place}.{index}")
            case "propertyNames":
                for name in value if isinstance(value, dict) else ():
                    yield from self.look(name, said, f"{place}.{name}")
            case "properties" | "patternProperties" | "additionalProperties":
                for name, each in value.items() if isinstance(value, dict) else ():
                    for inner in self.of_property(keyword, name, schema):
                        yield from self.look(each, inner, f"{place}.{name}".lstrip("."))
            case _:
                raise AssertionError(f"{keyword} is not known here")

    def of_property(self, keyword: str, name: str, schema: dict[str, Any]) -> list[Any]:
        """Return the schemas that this keyword has for the value of a property."""
        own = [schema["properties"][name]] if name in schema.get("properties", {}) else []
        matched = [each for sign, each in schema.get("patternProperties", {}).items() if re.search(sign, name)]
        if keyword == "additionalProperties":
            return [] if own or matched else [schema[keyword]]
        return own if keyword == "properties" else matched

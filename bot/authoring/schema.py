"""The format of survey files as a JSON Schema (2020-12), for an editor that completes, explains and underlines.

What is allowed comes from the reader's own tables, and what is said from ``bot.authoring.schema_words``. A schema sees one row
at a time: names in expressions, lists, lengths and translations are for ``suara survey check``. It reads YAML 1.2, where 7 and
true are no texts, so a cell may be either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bot.authoring.schema_words import (
    CHOICE,
    COLUMNS,
    CONSENT,
    LANGUAGES,
    OTHER_SPELLING,
    PARTS,
    SETTINGS,
    TYPES,
    Said,
)
from bot.survey import cells, head, kinds
from bot.survey.yaml_choices import CHOICE_NAME
from bot.survey.yaml_rows import NAME

Schema = dict[str, object]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_CELL: Final = {"$ref": "#/$defs/cell"}
_TEXTS: Final = {"$ref": "#/$defs/texts"}
_FILES: Final = {"$ref": "#/$defs/files"}
_EMPTY: Final = {"type": "null"}
# Anything that a key may have behind its name: "label", "label::id", "media::audio::en".
_REST: Final = r"(?: ?:.*)?$"
# An expression reads an answer or calls a function (see ``cells.is_rule``).
_RULE: Final = r"\$\{|[a-z][A-Za-z0-9_:-]*\("
_UNLABELLED: Final = tuple(name for name in kinds.TYPES if not kinds.needs_label(name)) + kinds.BEGINS + kinds.ENDS


def survey_schema() -> Schema:
    """Return the schema of a whole file, as JSON's own values; the same each time."""
    return {
        "$schema": DIALECT,
        **PARTS[""].as_schema(),
        "type": "object",
        "required": ["survey"],
        "properties": {
            "settings": {**PARTS["settings"].as_schema(), "anyOf": [{"$ref": "#/$defs/settings"}, _EMPTY]},
            "consent": {**PARTS["consent"].as_schema(), "$ref": "#/$defs/consent"},
            "survey": {
                **PARTS["survey"].as_schema(),
                "type": "array",
                "minItems": 1,
                "items": {"$ref": "#/$defs/row"},
            },
            "choices": {**PARTS["choices"].as_schema(), "anyOf": [{"$ref": "#/$defs/lists"}, _EMPTY]},
        },
        "additionalProperties": False,
        "$defs": {
            "settings": _settings(),
            "consent": _consent(),
            "row": _row(),
            "type": _type(),
            "lists": {
                "type": "object",
                "additionalProperties": {
                    **PARTS["list"].as_schema(),
                    "type": "array",
                    "minItems": 2,
                    "items": {"$ref": "#/$defs/choice"},
                },
            },
            "choice": _choice(),
            "cell": {"type": ["string", "number", "boolean", "null"]},
            "texts": {"anyOf": [_CELL, _by_language(_CELL)]},
            "file": {"type": "string", "pattern": f"^{cells.FILE_NAME.pattern}$"},
            "files": {"anyOf": [{"$ref": "#/$defs/file"}, _by_language({"$ref": "#/$defs/file"})]},
            "media": _media(),
        },
    }


# --- pieces


def _spelt(words: Iterable[str]) -> str:
    """Return a pattern for these words in small letters, capitals, or with capitals first, as the reader takes them.

    The reader takes every mixture of capitals; nobody writes the others.
    """
    found = {spelling: None for word in words for spelling in (word, word.capitalize(), word.title(), word.upper())}
    return "|".join(_escaped(each) for each in found)


def _escaped(word: str) -> str:
    """Return a word as a pattern of ECMA 262 and of Python alike; ``re.escape`` writes escapes that only Python knows."""
    return "".join(f"\\{sign}" if sign in r"\.()[]{}*+?|^$" else sign for sign in word)


def _languages() -> str:
    return rf"(?:{_spelt(cells.LANGUAGES)}|.*\((?:{_spelt(LANGUAGES)})\)) ?"


def _header(column: str) -> str:
    """Return the pattern of a column's name with a language behind it: "label::id", "label::English (en)"."""
    return f"^{column} ?::? ?{_languages()}$"


def _by_language(value: Mapping[str, object]) -> Schema:
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {code: {**said.as_schema(), **value} for code, said in LANGUAGES.items()},
        "patternProperties": {f"^{_languages()}$": value},
        "additionalProperties": False,
    }


def _words(table: Mapping[str, object], preferred: Iterable[str]) -> Schema:
    """Return a cell that holds one of the words of a table; the ``preferred`` ones are offered, the others taken."""
    return {"anyOf": [{"enum": list(preferred)}, {"type": "string", "pattern": f"^(?:{_spelt(table)})?$"}, _EMPTY]}


def _labelled() -> Schema:
    """Return what is asked of a row that says something: "label", or a label with its language behind it."""
    any_label = {"not": {"propertyNames": {"not": {"pattern": f"^label{_REST}"}}}}
    return {"anyOf": [{"required": ["label"]}, any_label]}


def _described(said: Mapping[str, Said], values: Mapping[str, Mapping[str, object]]) -> Schema:
    return {name: {**said[name].as_schema(), **value} for name, value in values.items()}


def _translated(said: Mapping[str, Said], columns: Iterable[str]) -> Schema:
    return {_header(column): {**said[column].as_schema(), **_CELL} for column in columns}


# --- parts


def _settings() -> Schema:
    days = {"type": ["integer", "string"], "minimum": 1, "maximum": 30, "pattern": "^[0-9]{1,2}$"}
    values: dict[str, Mapping[str, object]] = {
        "form_id": {"anyOf": [{"type": "string", "pattern": f"^(?:{NAME.pattern})?$"}, _EMPTY]},
        "form_title": _TEXTS,
        "default_language": _words(cells.LANGUAGES, LANGUAGES),
        "keyword": {"anyOf": [{"type": "string", "pattern": "^(?:[A-Za-z][A-Za-z0-9]{2,19})?$"}, _EMPTY]},
        "group": _words(head.GROUPS, ("anggota", "staf", "mitra")),
        "expires_after": {
            "anyOf": [
                {"type": "string", "pattern": f"^(?:[0-9]{{1,3}} ?(?:{_spelt(_SPANS)})?)?$"},
                {"type": "integer", "minimum": 1, "maximum": 90},
                _EMPTY,
            ]
        },
        "reminders": {"anyOf": [{"type": "array", "maxItems": 2, "uniqueItems": True, "items": days}, _CELL]},
        "thanks": _TEXTS,
        "outcome": _words(
            {said: meant for said, meant in head.OUTCOMES.items() if said},
            ("pengaduan", "cerita", "lembar_tanggapan", "pendaftaran", "konfirmasi"),
        ),
    }
    return {
        "type": "object",
        "properties": _described(SETTINGS, values),
        "patternProperties": _translated(SETTINGS, ("form_title", "thanks")),
        "additionalProperties": False,
    }


_SPANS: Final = ("jam", "hour", "hours", "hari", "day", "days", "minggu", "week", "weeks")


def _consent() -> Schema:
    return {
        "type": "object",
        "required": ["version", "purpose"],
        "properties": _described(CONSENT, {"version": _CELL, "purpose": _CELL, "label": _TEXTS}),
        "patternProperties": _translated(CONSENT, ("label",)),
        "additionalProperties": False,
        **_labelled(),
    }


def _choice() -> Schema:
    name: Schema = {"type": ["string", "number"], "pattern": f"^{CHOICE_NAME.pattern}$"}
    return {
        "type": "object",
        "required": ["name"],
        "properties": _described(CHOICE, {"name": name, "label": _TEXTS}),
        "patternProperties": {
            **_translated(CHOICE, ("label",)),
            "^(?!(?:name|label)$)[A-Za-z_][A-Za-z0-9_-]*$": {**CHOICE[""].as_schema(), **_CELL},
        },
        "additionalProperties": False,
        **_labelled(),
    }


# --- rows


def _row() -> Schema:
    number = {"type": ["number", "string", "null"]}
    values: dict[str, Mapping[str, object]] = dict.fromkeys(kinds.COLUMNS, _CELL)
    values |= dict.fromkeys(kinds.TEXT_COLUMNS, _TEXTS) | dict.fromkeys(cells.MEDIA, _FILES)
    values |= dict.fromkeys(("min", "max", "step"), number)
    values["type"] = {"$ref": "#/$defs/type"}
    values["name"] = {"type": "string", "pattern": f"^{NAME.pattern}$", "not": {"const": "consent"}}
    values["from"] = _words(dict.fromkeys(kinds.FACTS), kinds.FACTS)
    values["prefer"] = _words({"past": "", "future": ""}, ("past", "future"))
    values["sensitive"] = {"anyOf": _yes_or_no()}
    values["required"] = {"anyOf": [*_yes_or_no(), {"type": "string", "pattern": _RULE}]}
    values["media"] = {"$ref": "#/$defs/media"}
    return {
        "type": "object",
        "required": ["type"],
        "properties": _described(COLUMNS, values),
        "patternProperties": {
            **_translated(COLUMNS, kinds.TEXT_COLUMNS),
            **{_medium(kind): {**COLUMNS[kind].as_schema(), **_FILES} for kind in cells.MEDIA},
        },
        "additionalProperties": False,
        "allOf": [*_needs(), *_refusals()],
    }


def _yes_or_no() -> list[Schema]:
    words = f"^(?:{_spelt(sorted(cells.YES | cells.NO))})$"
    return [
        {"enum": ["ya", "tidak"]},
        {"type": "string", "pattern": words},
        {"type": ["boolean", "null"]},
        {"enum": [0, 1]},
    ]


def _medium(kind: str) -> str:
    """Return the pattern of a header for a file: "audio::en", "media::audio", "media::audio::en"."""
    language = f"(?: ?::? ?{_languages()})"
    return f"^(?:{kind}{language}|media ?::? ?{kind}{language}?)$"


def _media() -> Schema:
    return {
        "type": "object",
        "properties": {kind: {**COLUMNS[kind].as_schema(), **_FILES} for kind in cells.MEDIA},
        "patternProperties": {_header(kind): {"$ref": "#/$defs/file"} for kind in cells.MEDIA},
        "additionalProperties": False,
    }


def _type() -> Schema:
    plain = [name for name in kinds.TYPES if name not in kinds.WITH_LIST]
    alone = [said for said, meant in kinds.ALSO.items() if meant in plain]
    listed = [said for said, meant in kinds.ALSO.items() if meant in kinds.WITH_LIST]
    spellings = f"^(?:{_spelt((*plain, *alone))}|(?:{_spelt((*kinds.WITH_LIST, *listed))}) +\\S.*)$"
    return {
        "type": "string",
        "anyOf": [
            *({"const": name, **TYPES[name].as_schema()} for name in plain),
            *({"pattern": f"^{name} +\\S.*$", **TYPES[name].as_schema()} for name in kinds.WITH_LIST),
            {"pattern": spellings, **OTHER_SPELLING.as_schema()},
        ],
    }


def _when(types: Iterable[str], then: Schema) -> Schema:
    """Return a rule for the rows of these types, however they are spelt."""
    wanted = set(types)
    names: list[str] = [name for name in kinds.TYPES if name in wanted]
    names += [said for said, meant in kinds.ALSO.items() if meant in wanted]
    pattern = f"^(?:{'|'.join(names)})(?: .*)?$"
    return {"if": {"required": ["type"], "properties": {"type": {"type": "string", "pattern": pattern}}}, "then": then}


def _needs() -> list[Schema]:
    """Return what rows of some types cannot be without."""
    return [
        _when([name for name in kinds.TYPES if name not in kinds.ENDS], {"required": ["name"]}),
        _when([name for name in kinds.TYPES if name not in _UNLABELLED], _labelled()),
        _when(["calculate"], {"required": ["calculation"]}),
        _when(["range"], {"required": ["min", "max"]}),
        _when(["hidden"], {"anyOf": [{"required": ["default"]}, {"required": ["from"]}]}),
    ]


def _refusals() -> list[Schema]:
    """Return which columns rows of some types cannot have; columns that the same types lack share one rule."""
    columns: dict[frozenset[str], list[str]] = {}
    for column in kinds.COLUMNS:
        columns.setdefault(frozenset(kinds.TYPES) - kinds.fitting(column), []).append(column)
    return [
        _when(lacking, {"patternProperties": {f"^(?:{'|'.join(names)}){_REST}": False}})
        for lacking, names in columns.items()
        if lacking
    ]

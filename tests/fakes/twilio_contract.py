"""Holds every request against what Twilio publishes (``tests/payloads/twilio_openapi.json`` says where it is from)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.loopback import Asked

_FILE = Path(__file__).parents[1] / "payloads" / "twilio_openapi.json"
OPERATIONS: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))


def breaches(asked: Asked) -> list[str]:
    """Return what is wrong with a request by Twilio's own contract; nothing for an operation that it does not hold."""
    path = re.sub(r"^(/2010-04-01/Accounts/)AC[0-9a-fA-F]{32}(/)", r"\1{AccountSid}\2", asked.path)
    operation = OPERATIONS.get(f"{asked.method} {path}")
    if operation is None:
        return []
    kind = asked.headers.get("Content-Type", "").partition(";")[0]
    if operation["type"] != "query" and kind != operation["type"]:
        return [f"{asked.method} {path}: {kind} is not {operation['type']}"]
    given: Mapping[str, Any] = asked.query
    if operation["type"] != "query":
        given = asked.json if operation["type"] == "application/json" else asked.form
    return [f"{asked.method} {path}: {breach}" for breach in _breaches(given, operation)]


def _breaches(given: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[str]:
    for name, value in given.items():
        if name not in operation["fields"]:
            yield f"{name} is unknown"
        elif not _right(value, operation["fields"][name]):
            yield f"{name} is wrong"
    for name in operation["required"]:
        if name not in given:
            yield f"{name} is missing"
    for group in operation["conditional"]:
        if not any(name in given for name in group):
            yield f"one of {', '.join(group)} is missing"


def _right(value: Any, rule: Mapping[str, Any]) -> bool:
    if rule["type"] == "object":
        return isinstance(value, dict)
    if rule["type"] == "integer":
        return str(value).isdecimal() and rule.get("minimum", 0) <= int(value) <= rule.get("maximum", 2**31)
    whole = isinstance(value, str) and len(value) <= rule.get("maxLength", 2**31)
    return whole and re.search(rule.get("pattern", ""), value) is not None and _formed(value, rule.get("format", ""))


def _formed(text: str, form: str) -> bool:
    try:
        if form == "json":
            return all(isinstance(value, str) for value in json.loads(text).values())
        if form == "date-time":
            return bool(datetime.fromisoformat(text))
    except (ValueError, AttributeError):
        return False
    return form != "uri" or urlsplit(text).scheme in {"http", "https"}

"""Functions over days, moments and times of day. Texts are read, and printed, on her own clock."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from bot.survey.calls import Function, scoped
from bot.survey.moments import days_of, format_moment, part_of_day, read_moment, read_time
from bot.survey.scope import Scope
from bot.survey.values import NAN, Value, to_day, to_moment, to_text


def _today(scope: Scope) -> Value:
    return scope.context.now.date()


def _now(scope: Scope) -> Value:
    return scope.context.now


def _date(scope: Scope, value: Value) -> Value:
    return to_day(value, scope.zone)


def _date_time(scope: Scope, value: Value) -> Value:
    found = to_moment(value, scope.zone)
    if found is None:
        return ""
    # A number of days that ends at her midnight is a day, as today() is: both are printed alike.
    at_midnight = isinstance(value, float) and isinstance(found, datetime) and found.time() == time()
    return found.date() if at_midnight and isinstance(found, datetime) else found


def _decimal(scope: Scope, value: Value) -> Value:
    """A number of days stays what it is; a text must be a day or a moment."""
    if isinstance(value, float):
        return value
    found = value if isinstance(value, date) else read_moment(to_text(value), scope.zone)
    return NAN if found is None else days_of(found, scope.zone)


def _decimal_time(scope: Scope, value: Value) -> Value:
    if isinstance(value, float | bool):
        return NAN
    clock = read_time(to_text(value))
    if clock is None:
        moment = value if isinstance(value, datetime) else read_moment(to_text(value), scope.zone)
        if not isinstance(moment, datetime):
            return NAN
        clock = moment.timetz()
    return part_of_day(clock, scope.zone, scope.context.now)


def _format(scope: Scope, value: Value, form: str) -> Value:
    found = to_moment(value, scope.zone)
    if found is None:
        clock = None if isinstance(value, float | bool) else read_time(to_text(value))
        if clock is None:
            return ""
        found = datetime.combine(scope.context.now.date(), clock, clock.tzinfo or scope.zone).astimezone(scope.zone)
    return format_moment(found, form, scope.zone, scope.context.language)


DATES: Final[dict[str, Function]] = {
    "date": scoped("v", _date),
    "date-time": scoped("v", _date_time),
    "decimal-date-time": scoped("v", _decimal),
    "decimal-time": scoped("v", _decimal_time, depends=True),
    "format-date": scoped("vt", _format, depends=True),
    "format-date-time": scoped("vt", _format, depends=True),
    "now": scoped("", _now, depends=True),
    "today": scoped("", _today, depends=True),
}

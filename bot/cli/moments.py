"""Moments on the command line: ``--now`` and ``--zone`` are read, stored ones are shown."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

_OFFSET: Final = re.compile(r"([+-])([0-9]{2}):?([0-9]{2})")


class BadMoment(ValueError):
    """What was given is no moment or no zone; the text says why, in Indonesian."""


def read_moment(now: object, zone: object) -> datetime:
    """Return the moment given (else this one) on the clock of the zone given, else its own, else UTC. Raises BadMoment."""
    area = None if zone in (None, "") else read_zone(str(zone))
    if now in (None, ""):
        return datetime.now(area or UTC)
    try:
        moment = datetime.fromisoformat(str(now))
        if moment.tzinfo is None:
            return moment.replace(tzinfo=area or UTC)
        return moment.astimezone(area) if area else moment
    except (ValueError, OverflowError) as error:
        raise BadMoment(f'"{now}" bukan saat yang bisa dibaca; tulis misalnya 2026-11-24T08:00:00+07:00.') from error


def stamp(moment: datetime) -> str:
    """Return a stored moment as lists show it, on the secretariat's clock: 2026-11-24 19.00 WIB."""
    from bot.times import WIB, local

    return local(moment, WIB).strftime("%Y-%m-%d %H.%M WIB")


def read_zone(name: str) -> tzinfo:
    """Return the zone of WIB, WITA, WIT, of an area such as Asia/Makassar, or of an offset such as +07:00. Raises BadMoment."""
    from zoneinfo import ZoneInfo

    from bot.times import ZONES

    if name.upper() in ZONES:
        return ZONES[name.upper()]
    offset = _OFFSET.fullmatch(name)
    try:
        if offset is None:
            return ZoneInfo(name)
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-ahead if offset[1] == "-" else ahead)
    except (ValueError, OSError, LookupError) as error:
        raise BadMoment(
            f'Zona waktu "{name}" tidak dikenal; tulis misalnya WIB, Asia/Makassar, atau +07:00.'
        ) from error

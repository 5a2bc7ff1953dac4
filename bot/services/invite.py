"""The link and the keyword with which anybody begins a survey herself: ``wa.me`` for WhatsApp, ``sms:`` for SMS."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from bot.message import Medium
from bot.phone import is_e164, normalise
from bot.services import rounds, unions
from bot.services.house import House
from bot.survey.model import Survey, text_in


class CannotInvite(Exception):
    """Nobody could begin this survey so. The message is an Indonesian sentence with its cure."""


@dataclass(frozen=True, slots=True)
class Invite:
    """How a survey is begun: by writing ``keyword`` to ``number`` on ``medium``, which ``link`` does with one tap.

    ``number`` is E.164, or a short code on SMS; ``union`` is a union's name, empty for all.
    """

    survey: str
    title: str
    keyword: str
    medium: Medium
    number: str
    link: str
    union: str = ""


def invite(
    house: House, survey: str, today: date, *, medium: Medium | None = None, number: str = "", union: str = ""
) -> Invite:
    """Return the invitation to ``survey`` (its name or keyword). Raises CannotInvite.

    ``number`` is that of the gateway, where the settings do not say it; ``medium`` is WhatsApp where it has a number, else SMS.
    """
    found = rounds.find_survey(house, survey)
    if not isinstance(found, Survey):
        raise CannotInvite(f"Survei {survey} tidak ada. Yang ada: {', '.join(found.names)}.")
    if not found.keyword:
        raise CannotInvite(
            f"Survei {found.name} tidak punya kata kunci, jadi hanya yang diundang yang bisa menjawab. "
            "Tambahkan keyword di berkasnya."
        )
    medium = medium or ("whatsapp" if _number(house, "whatsapp") or not _number(house, "sms") else "sms")
    given = (normalise(number) or number) if number else _number(house, medium)
    if not _fits(given, medium):
        raise CannotInvite(_no_number(medium, number))
    text = quote(found.keyword)
    link = (
        f"https://wa.me/{given.removeprefix('+')}?text={text}" if medium == "whatsapp" else f"sms:{given}?body={text}"
    )
    title = text_in(found.title, "id") or found.name
    return Invite(found.name, title, found.keyword, medium, given, link, _union(house, union, today))


def _number(house: House, medium: Medium) -> str:
    """Return the number that the settings name for a medium; empty where there is none that can be written to."""
    settings = house.settings
    number = settings.twilio_whatsapp_from if medium == "whatsapp" else settings.twilio_sms_from
    return number if _fits(number, medium) else ""


def _fits(number: str, medium: Medium) -> bool:
    short = medium == "sms" and number.isascii() and number.isdecimal() and 3 <= len(number) <= 8
    return is_e164(number) or short


def _no_number(medium: Medium, number: str) -> str:
    if number:
        return f"{number} bukan nomor yang bisa dikirimi: tulis dengan +62, misalnya +6281234567890."
    name = "SUARA_TWILIO_WHATSAPP_FROM" if medium == "whatsapp" else "SUARA_TWILIO_SMS_FROM"
    return f"Nomor kita belum diketahui: tulis --number +62..., atau isi {name}."


def _union(house: House, union: str, today: date) -> str:
    if not union:
        return ""
    with house.db.reading() as db:
        found = unions.named(house, db, union, today)
        known = [one.key for one in unions.every(db)]
    if found is None:
        raise CannotInvite(f"Serikat {union} tidak ada. Yang ada: {', '.join(known) or '-'}.")
    return found.name

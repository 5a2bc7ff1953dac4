"""What messages cost: dated tables by channel, medium and tariff, from ``surveys/federasi/harga.yaml``.

A price holds from its day on until the next one begins. Amounts are thousandths of a rupiah; a day is one of the federation's
own clock (WIB).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bot.policy.money import amount
from bot.policy.reading import Reader

FILE: Final = "harga.yaml"

PART: Final = "part"
TEMPLATE: Final = "template"
MARKETING: Final = "marketing"
SESSION: Final = "session"
"""The tariffs: a part of an SMS; on WhatsApp a message that opens a conversation, as a utility template or as marketing, and
one inside the 24 hours after her last message."""

_TARIFFS: Final = {
    "sms": {"bagian": PART},
    "whatsapp": {"template": TEMPLATE, "promosi": MARKETING, "sesi": SESSION},
}
_HERS: Final = "anggota"


@dataclass(frozen=True, slots=True)
class Rate:
    """A price from ``start`` on: ``each`` part or message, and ``fee`` a month, for which ``included`` of them cost no more."""

    start: date
    each: int
    included: int = 0
    fee: int = 0
    source: str = ""


Rates = tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class Prices:
    """Every price. ``rates`` by channel, medium and tariff, ``hers`` what a message of a member costs herself, by medium.

    ``openings`` says by channel which tariff a message takes that opens a conversation on WhatsApp; Meta decides that.
    """

    rates: Mapping[tuple[str, str, str], Rates] = field(default_factory=dict)
    hers: Mapping[str, Rates] = field(default_factory=dict)
    openings: Mapping[str, str] = field(default_factory=dict)

    def rate(self, channel: str, medium: str, tariff: str, day: date) -> Rate | None:
        """Return the price that holds on ``day``, None where none is known."""
        return _on(self.rates.get((channel, medium, tariff), ()), day)

    def tariff(self, channel: str, medium: str, *, opens: bool) -> str:
        """Return the tariff that a message takes; ``opens``: it begins a conversation, outside WhatsApp's 24 hours."""
        if medium == "sms":
            return PART
        return self.openings.get(channel, TEMPLATE) if opens else SESSION

    def of(self, channel: str, medium: str, day: date, *, opens: bool, segments: int) -> tuple[str, int]:
        """Return the tariff of one message that leaves on ``day``, and its price; an SMS is paid by its ``segments``."""
        tariff = self.tariff(channel, medium, opens=opens)
        rate = self.rate(channel, medium, tariff, day)
        return tariff, (max(1, segments) if medium == "sms" else 1) * rate.each if rate is not None else 0

    def her_own(self, medium: str, day: date) -> int | None:
        """Return what one message from a member costs her on ``day``, None where that is not known."""
        rate = _on(self.hers.get(medium, ()), day)
        return None if rate is None else rate.each


def _on(rates: Rates, day: date) -> Rate | None:
    return next((rate for rate in reversed(rates) if rate.start <= day), None)


def read_prices(source: str, file: str = FILE) -> Prices:
    """Return the prices that ``harga.yaml`` sets. Raises PolicyError.

    A sender is called ``twilio whatsapp``; under it stand its tariffs (``bagian``; ``template``, ``promosi``, ``sesi``), each a
    list of prices: ``mulai``, ``rupiah``, and where there is one ``paket`` (rupiah a month), ``gratis`` (how many that
    includes), ``sumber``. ``anggota`` holds what she pays herself, ``sms`` and ``whatsapp``.
    """
    reader = Reader.of(source, file)
    rates: dict[tuple[str, str, str], Rates] = {}
    hers: dict[str, Rates] = {}
    openings: dict[str, str] = {}
    for name, sender in reader.each():
        if name == _HERS:
            hers |= {medium: found for medium in _TARIFFS if (found := _rates(sender, medium))}
            sender.close()
            continue
        channel, _, medium = name.partition(" ")
        known = _TARIFFS.get(medium)
        if known is None:
            reader.wrong(
                reader.table.keys[name],
                f'"{name}" harus nama saluran lalu sms atau whatsapp, misalnya "twilio whatsapp"; atau "anggota".',
                f'"{name}" must be a channel, then sms or whatsapp, such as "twilio whatsapp"; or "anggota".',
            )
            continue
        rates |= {(channel, medium, tariff): found for said, tariff in known.items() if (found := _rates(sender, said))}
        opening = sender.leaf("pembuka") if medium == "whatsapp" else None
        if opening is not None:
            if opening.text.strip() not in {"template", "promosi"}:
                sender.wrong(
                    opening.place,
                    f'"pembuka" diisi template atau promosi, bukan "{opening.text}".',
                    '"pembuka" is template or promosi.',
                )
            openings[channel] = known.get(opening.text.strip(), TEMPLATE)
        sender.close()
    reader.done()
    return Prices(rates, hers, openings)


def _rates(sender: Reader, name: str) -> Rates:
    found: list[Rate] = []
    for row in sender.rows(name):
        each = amount(row, "rupiah")
        missing = [one for one in ("mulai", "rupiah") if row.table.entries.get(one) is None]
        if missing:
            row.wrong(
                row.table.place,
                f'Harga "{name}" perlu {" dan ".join(missing)}.',
                f'A price of "{name}" needs {" and ".join(missing)}.',
            )
        source = row.leaf("sumber")
        start, included = row.day("mulai", date.min), row.whole("gratis", 0)
        fee = amount(row, "paket") or 0
        found.append(Rate(start, each or 0, included, fee, " ".join(source.text.split()) if source else ""))
        row.close()
    return tuple(sorted(found, key=lambda rate: rate.start))

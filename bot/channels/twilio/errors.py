"""Twilio's refusals as a table: what each code means for the message, and the sentence that a coordinator may read.

From Twilio's error dictionary (November 2026). A code that is not here is permanent: trying again what we do not understand
costs credit. Where Twilio did not answer at all, ``bot.channels.twilio.wire`` decides.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from bot.channels.base import OutcomeUnknown, SendError


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a code means: whether a later try may succeed, what to tell, and whether she opted out at the provider."""

    tell: str
    retry: bool = False
    opted_out: bool = False


def _later(tell: str) -> Refusal:
    return Refusal(tell, retry=True)


REFUSALS: Final[dict[int, Refusal]] = {
    # The account and its limits. Somebody must act, or time must pass; the message itself is right.
    20003: _later("Akun Twilio menolak kata sandinya; beri tahu sekretariat."),
    20429: _later("Twilio sedang sibuk; pesan dicoba lagi."),
    14107: _later("Batas kirim tercapai; pesan dicoba lagi."),
    21611: _later("Antrean Twilio penuh; pesan dicoba lagi."),
    30001: _later("Antrean Twilio penuh; pesan dicoba lagi."),
    30002: _later("Akun Twilio ditangguhkan; beri tahu sekretariat."),
    30010: Refusal("Harga pesan melebihi batas akun; beri tahu sekretariat."),
    30022: _later("Batas kirim tercapai; pesan dicoba lagi."),
    63018: _later("Batas kirim WhatsApp tercapai; pesan dicoba lagi besok."),
    63038: _later("Batas kirim harian akun tercapai; pesan dicoba lagi besok."),
    # Her number.
    21211: Refusal("Nomornya salah; mohon diperbaiki."),
    21214: Refusal("Nomornya tidak dapat dihubungi; mohon diperiksa."),
    21217: Refusal("Nomornya salah; mohon diperbaiki."),
    21265: Refusal("Nomor kode pendek tidak dapat dikirimi."),
    21266: Refusal("Nomor tujuan sama dengan nomor pengirim."),
    21608: Refusal("Akun Twilio masih percobaan: nomor ini belum didaftarkan di sana."),
    21610: Refusal("Ibu ini sudah menulis BERHENTI; jangan dikirimi lagi.", opted_out=True),
    21614: Refusal("Bukan nomor HP; mohon diperbaiki."),
    21635: Refusal("Bukan nomor HP; mohon diperbaiki."),
    30003: _later("HP-nya mati atau tanpa sinyal; pesan dicoba lagi nanti."),
    30004: Refusal("Pesan ditolak oleh HP atau operatornya."),
    30005: Refusal("Nomornya tidak aktif; mohon diperiksa."),
    30006: Refusal("Telepon rumah atau operator yang tidak terjangkau."),
    30008: _later("Pesan gagal tanpa sebab yang jelas; dicoba sekali lagi."),
    30036: Refusal("Pesan terlalu lama menunggu di operator."),
    63003: Refusal("Nomor ini tidak memakai WhatsApp."),
    63015: Refusal("Nomor ini belum bergabung dengan uji coba WhatsApp."),
    63024: Refusal("Nomor ini tidak dapat menerima WhatsApp."),
    # Our number, and where it may send.
    21212: Refusal("Nomor pengirim salah; beri tahu sekretariat."),
    21408: Refusal("Pengiriman ke negara ini belum dibuka di Twilio; beri tahu sekretariat."),
    21603: Refusal("Nomor pengirim belum diatur; beri tahu sekretariat."),
    21606: Refusal("Nomor pengirim tidak dapat mengirim SMS; beri tahu sekretariat."),
    21612: Refusal("Nomor pengirim tidak dapat menjangkau nomor ini; beri tahu sekretariat."),
    21703: Refusal("Layanan pesan belum punya nomor pengirim; beri tahu sekretariat."),
    63007: Refusal("Nomor WhatsApp pengirim tidak dikenal Twilio; beri tahu sekretariat."),
    63020: Refusal("Undangan WhatsApp Business dari Twilio belum diterima; beri tahu sekretariat."),
    # What was said.
    21602: Refusal("Pesannya kosong."),
    21617: Refusal("Pesannya terlalu panjang."),
    21619: Refusal("Pesannya kosong."),
    21656: Refusal("Isian templat WhatsApp salah; beri tahu sekretariat."),
    30007: Refusal("Pesan disaring operator; beri tahu sekretariat."),
    63013: Refusal("WhatsApp menolak isi pesan; beri tahu sekretariat."),
    63016: Refusal("Lewat 24 jam sejak pesan terakhirnya: WhatsApp meminta templat."),
    63021: Refusal("WhatsApp menolak isi pesan; beri tahu sekretariat."),
    63041: Refusal("Templat WhatsApp sedang dijeda; beri tahu sekretariat."),
    63049: Refusal("WhatsApp menahan pesan ini."),
}

_UNKNOWN: Final = Refusal("Twilio menolak pesan ini; beri tahu sekretariat.")


def explain(code: str) -> Refusal:
    """Return what Twilio's ``code`` means, of a refusal or of a status report ("30003"); a code of its own for all others."""
    return REFUSALS.get(int(code), _UNKNOWN) if code.isascii() and code.isdecimal() else _UNKNOWN


def refused(code: str) -> SendError:
    """Return the error for a message that Twilio did not take, by its code."""
    refusal = explain(code)
    return SendError(code, retry=refusal.retry, tell=refusal.tell, opted_out=refusal.opted_out)


def answered(status: int, text: str) -> SendError:
    """Return the error for an HTTP answer that is no success.

    429 is an appeal for patience, whatever its body says. After a 5xx nobody can say whether the message was taken.
    """
    if status == 429:
        return refused("20429")
    if status >= 500:
        return OutcomeUnknown(f"http-{status}", "Twilio sedang terganggu; belum pasti apakah pesan terkirim.")
    code = _code(text)
    if code:
        return refused(code)
    # No word of Twilio's: a proxy, a wrong address, or a door closed on the way. Nothing was taken.
    return SendError(f"http-{status}", retry=status in {401, 403, 407, 408}, tell=_UNKNOWN.tell)


def _code(text: str) -> str:
    """Return the code in Twilio's JSON error, or nothing."""
    try:
        body = json.loads(text)
    except ValueError:
        return ""
    code = body.get("code") if isinstance(body, dict) else None
    return str(code) if isinstance(code, int) else ""

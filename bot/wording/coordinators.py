"""What a coordinator hears while she runs a round from her phone: its cost before it opens, its standing, kind refusals.

Amounts are whole rupiah, hours are hours of sending, moments are aware datetimes shown on the clock of ``zone``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Literal

from bot.message import Spoken
from bot.times import say_moment
from bot.wording import money
from bot.wording.shown import number, rupiah
from bot.wording.words import Words

Refusal = Literal[
    "not_authorised",
    "other_union",
    "wrong_code",
    "old_code",
    "already_open",
    "already_done",
    "unknown_survey",
    "no_round",
    "nobody",
    "reminded_enough",
]
"""Why a command is not followed. ``already_done``: the same command or code twice; ``nobody``: no one to write to."""


_HALF_A_DAY = 12
CODE_MINUTES = 15
"""How long a code opens, reminds or closes."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a round stands, in persons; ``set_aside`` counts questions that were left after three tries.

    ``waiting`` counts messages of the round that have not left yet; ``through`` is when the last of them will have.
    """

    invited: int
    reached: int
    started: int
    finished: int
    declined: int
    stopped: int
    set_aside: int
    undelivered: int = 0
    waiting: int = 0
    through: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """What opening a round will do. ``members`` counts persons by medium ("sms", "whatsapp").

    ``segments`` are SMS segments in all, ``cost`` is in rupiah, ``hours`` how long the sending takes, until ``through``.
    ``changed`` counts the questions whose answers cannot simply stand beside those of the last round. ``hers`` is what one member
    spends herself, by medium, in rupiah; ``short`` are the budgets that have less left.
    """

    title: str
    members: Mapping[str, int]
    segments: int
    cost: float
    hours: float
    through: datetime
    zone: timezone
    changed: int = 0
    hers: Mapping[str, float] = field(default_factory=dict)
    short: Sequence[money.Purse] = ()


def preview(words: Words, language: str, *, reach: Reach, code: str) -> Spoken:
    """Say what opening a round will do, before anything is sent, and the code that opens it."""
    _ = words.spoken_in(language)
    n_ = words.counted_in(language)
    total = sum(reach.members.values())
    by_medium = ", ".join(
        f"{number(reach.members[medium], language)} {name}"
        for medium, name in (("whatsapp", "WhatsApp"), ("sms", "SMS"))
        if reach.members.get(medium)
    )
    asked = _("Putaran {title}: {reach} ({by_medium}), {segments} segmen SMS, kira-kira {cost}, {hours}.").format(
        title=reach.title,
        reach=n_("{n} anggota", "{n} anggota", total).format(n=number(total, language)),
        by_medium=by_medium,
        segments=number(reach.segments, language),
        cost=rupiah(reach.cost, language),
        hours=_lasting(words, language, reach.hours, reach.through, reach.zone),
    )
    hers, short = money.hers(words, language, reach.hers), money.short(words, language, reach.short)
    confirm = _("Untuk membuka, balas {code} dalam {minutes} menit.").format(code=code, minutes=CODE_MINUTES)
    changed = n_(
        "{n} pertanyaan berubah sejak putaran lalu; hati-hati membandingkan.",
        "{n} pertanyaan berubah sejak putaran lalu; hati-hati membandingkan.",
        reach.changed,
    ).format(n=reach.changed)
    said = (asked, hers, short, changed if reach.changed else "", confirm)
    return Spoken(" ".join(one for one in said if one))


def _lasting(words: Words, language: str, hours: float, through: datetime, zone: timezone) -> str:
    """Return how long the sending takes: in hours, or where it takes more than half a day, until when."""
    _ = words.spoken_in(language)
    n_ = words.counted_in(language)
    lasting = math.ceil(hours)
    if lasting > _HALF_A_DAY:
        return _("selesai {moment}").format(moment=say_moment(through, zone, language))
    return n_("{n} jam", "{n} jam", lasting).format(n=lasting)


def opened(words: Words, language: str, *, reach: Reach) -> Spoken:
    """Confirm that a round is open and its invitations are on their way."""
    _ = words.spoken_in(language)
    n_ = words.counted_in(language)
    invited = sum(reach.members.values())
    return Spoken(
        _(
            "Putaran {title} dibuka. {reach} mulai dihubungi, kira-kira {hours}. Balas STATUS untuk melihat hasilnya."
        ).format(
            title=reach.title,
            reach=n_("{n} anggota", "{n} anggota", invited).format(n=number(invited, language)),
            hours=_lasting(words, language, reach.hours, reach.through, reach.zone),
        )
    )


def status(words: Words, language: str, *, title: str, standing: Standing, zone: timezone) -> Spoken:
    """Say how a round stands."""
    _ = words.spoken_in(language)
    counts = {
        _("diundang"): standing.invited,
        _("sampai"): standing.reached,
        _("mulai"): standing.started,
        _("selesai"): standing.finished,
        _("tidak ikut"): standing.declined,
        _("berhenti"): standing.stopped,
        _("gagal terkirim"): standing.undelivered,
        _("pertanyaan dilewati karena tidak terbaca"): standing.set_aside,
    }
    always = 4  # invited, reached, started and finished are said even when they are nought
    said = [
        f"{number(count, language)} {name}"
        for index, (name, count) in enumerate(counts.items())
        if count or index < always
    ]
    stands = f"{title}: {', '.join(said)}."
    if not standing.waiting or standing.through is None:
        return Spoken(stands)
    still = _("{n} pesan menunggu giliran, selesai {moment}.").format(
        n=number(standing.waiting, language), moment=say_moment(standing.through, zone, language)
    )
    return Spoken(f"{stands} {still}")


def held_back(words: Words, language: str, *, replies: int, phones: int) -> str:
    """Return the line that says how many replies were held back in the last 24 hours, so that no two machines talk on and on."""
    n_ = words.counted_in(language)
    said = n_(
        "Sehari terakhir {n} balasan ditahan agar tidak berulang-ulang ({phones} nomor).",
        "Sehari terakhir {n} balasan ditahan agar tidak berulang-ulang ({phones} nomor).",
        replies,
    )
    return said.format(n=number(replies, language), phones=number(phones, language))


def remind_preview(
    words: Words, language: str, *, title: str, waiting: int, at: datetime, zone: timezone, code: str
) -> Spoken:
    """Say whom a reminder will reach and when it leaves (in the evening window), and the code that orders it."""
    _ = words.spoken_in(language)
    n_ = words.counted_in(language)
    return Spoken(
        _(
            "Pengingat {title} untuk {reach}, dikirim {moment}. Untuk setuju, balas {code} dalam {minutes} menit."
        ).format(
            title=title,
            reach=n_("{n} anggota", "{n} anggota", waiting).format(n=number(waiting, language)),
            moment=say_moment(at, zone, language),
            code=code,
            minutes=CODE_MINUTES,
        )
    )


def reminding(words: Words, language: str, *, title: str, waiting: int, at: datetime, zone: timezone) -> Spoken:
    """Confirm a reminder, and say when it leaves."""
    _ = words.spoken_in(language)
    n_ = words.counted_in(language)
    return Spoken(
        _("Baik. {reach} yang belum selesai di {title} akan diingatkan {moment}.").format(
            title=title,
            reach=n_("{n} anggota", "{n} anggota", waiting).format(n=number(waiting, language)),
            moment=say_moment(at, zone, language),
        )
    )


def close_preview(words: Words, language: str, *, title: str, unfinished: int, code: str) -> Spoken:
    """Say what closing a round means, and the code that closes it."""
    _ = words.spoken_in(language)
    n_ = words.counted_in(language)
    return Spoken(
        _("Tutup putaran {title}? {reach} belum selesai. Untuk menutup, balas {code} dalam {minutes} menit.").format(
            title=title,
            reach=n_("{n} anggota", "{n} anggota", unfinished).format(n=number(unfinished, language)),
            code=code,
            minutes=CODE_MINUTES,
        )
    )


def closed(words: Words, language: str, *, title: str, finished: int, invited: int) -> Spoken:
    """Confirm that a round is closed."""
    _ = words.spoken_in(language)
    return Spoken(
        _("Putaran {title} ditutup. {finished} dari {invited} anggota selesai. Terima kasih.").format(
            title=title, finished=number(finished, language), invited=number(invited, language)
        )
    )


def which_round(words: Words, language: str, *, command: str, names: Sequence[str]) -> Spoken:
    """Ask which of several open rounds is meant."""
    _ = words.spoken_in(language)
    return Spoken(
        _("Ada beberapa putaran yang terbuka: {names}. Balas {command} dan namanya.").format(
            names=", ".join(names), command=command
        )
    )


def refused(why: Refusal, words: Words, language: str, *, name: str = "", names: Sequence[str] = ()) -> Spoken:
    """Say kindly why nothing was done and what would help.

    ``name`` is what she wrote (a survey, a round, a union); ``names`` are those that exist.
    """
    _ = words.spoken_in(language)
    texts: dict[Refusal, str] = {
        "not_authorised": _(
            "Maaf Bu, perintah ini hanya untuk koordinator serikat. Hubungi sekretariat kalau Ibu perlu."
        ),
        "other_union": _("Maaf Bu, putaran ini milik serikat lain. Ibu hanya bisa mengatur putaran serikat sendiri."),
        "wrong_code": _("Maaf Bu, kode itu tidak cocok. Tidak ada yang dikirim. Lihat lagi pesan terakhir kami."),
        "old_code": _(
            "Maaf Bu, kode itu sudah lewat 15 menit. Tidak ada yang dikirim. Silakan tulis perintahnya lagi."
        ),
        "already_open": _("Putaran {name} sudah terbuka, Bu. Balas STATUS untuk melihatnya.").format(name=name),
        "already_done": _("Sudah dikerjakan, Bu. Tidak ada yang dikirim dua kali."),
        "unknown_survey": (
            _("Maaf Bu, survei {name} tidak ada.").format(name=name) if name else _("Tulis juga nama surveinya, Bu.")
        ),
        "no_round": _("Belum ada putaran yang terbuka di serikat Ibu. Untuk membuka, balas PUTARAN dan nama survei."),
        "nobody": _("Tidak ada anggota yang perlu dihubungi, Bu. Tidak ada yang dikirim."),
        "reminded_enough": _("Anggota sudah diingatkan dua kali, Bu. Lebih dari itu tidak kami kirim."),
    }
    if why == "unknown_survey" and names:
        return Spoken(texts[why] + " " + _("Yang ada: {names}.").format(names=", ".join(names)))
    return Spoken(texts[why])

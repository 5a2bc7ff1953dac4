"""What kind of answer a question asks for, in a few words for authors."""

from __future__ import annotations

from typing import assert_never

from bot.survey.model import (
    Acknowledge,
    Calculate,
    Date,
    DateTime,
    Decimal,
    GeoPoint,
    Given,
    Integer,
    Kind,
    Media,
    Money,
    Note,
    PlaceName,
    Rank,
    Scale,
    SelectMultiple,
    SelectOne,
    Text,
    Time,
    YesNo,
)
from bot.wording.shown import number, rupiah
from bot.wording.words import Words


def kind_in_words(  # noqa: C901, PLR0911, PLR0912 - one way to say a kind
    kind: Kind, words: Words, language: str
) -> str:
    """Return the kind in words, with its limits and its unit: "angka, 0 sampai 100, kali"."""
    _ = words.spoken_in(language)
    match kind:
        case Text():
            return _("jawaban bebas")
        case Integer(unit=unit) | Decimal(unit=unit):
            return ", ".join(filter(None, (_("angka"), _limits(kind, words, language), unit)))
        case Money():
            return ", ".join(filter(None, (_("jumlah uang"), _limits(kind, words, language))))
        case YesNo():
            return _("ya atau tidak")
        case SelectOne():
            return _("satu pilihan")
        case SelectMultiple():
            return _("boleh beberapa pilihan")
        case Rank():
            return _("diurutkan")
        case Scale():
            return _("skala")
        case PlaceName(choices):
            return _("nama tempat, {count} dikenal").format(count=len(choices))
        case Date():
            return _("tanggal")
        case Time():
            return _("jam")
        case DateTime():
            return _("tanggal dan jam")
        case GeoPoint():
            return _("lokasi")
        case Media(of):
            return {"image": _("foto"), "audio": _("rekaman suara"), "video": _("video")}.get(of, _("berkas"))
        case Acknowledge():
            return _("persetujuan")
        case Note():
            return _("pemberitahuan")
        case Calculate() | Given():
            return _("tidak ditanyakan")
        case _:
            assert_never(kind)


def _limits(kind: Integer | Decimal | Money, words: Words, language: str) -> str:
    _ = words.spoken_in(language)
    say = rupiah if isinstance(kind, Money) else number
    low = None if kind.minimum is None else say(kind.minimum, language)
    high = None if kind.maximum is None else say(kind.maximum, language)
    if low is not None and high is not None:
        return _("{low} sampai {high}").format(low=low, high=high)
    if low is not None:
        return _("paling sedikit {low}").format(low=low)
    return "" if high is None else _("paling banyak {high}").format(high=high)

"""What the secretariat and coordinators read about money: budgets that near their end, what a member spends herself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

from bot.message import Spoken
from bot.wording.shown import rupiah
from bot.wording.words import Words

Kind = Literal["month", "round", "union"]


@dataclass(frozen=True, slots=True)
class Purse:
    """A budget and what is spent of it, in whole rupiah: the federation's month, a round, the month of a union."""

    kind: Kind
    name: str
    limit: int
    spent: int

    @property
    def left(self) -> int:
        """What may still be spent."""
        return max(0, self.limit - self.spent)


def used_up(kind: Kind, name: str) -> str:
    """Return the sentence that stands on a message which waits because a budget is used up."""
    whose = {"month": "bulan ini", "round": f"putaran {name}", "union": f"serikat {name} bulan ini"}
    return f"menunggu: anggaran {whose[kind]} habis"


def budget(words: Words, language: str, purse: Purse, *, full: bool) -> Spoken:
    """Tell the secretariat that a budget is spent to 80 per cent, or that it is used up and what that stops."""
    _ = words.spoken_in(language)
    whose = _whose(words, language, purse)
    spent, limit = rupiah(purse.spent, language), rupiah(purse.limit, language)
    if full:
        said = _(
            "Anggaran {whose} habis: {spent} dari {limit}. Undangan dan pengingat berhenti dulu, balasan kepada Ibu-ibu "
            "tetap jalan. Untuk melanjutkan, naikkan angkanya di anggaran.yaml."
        )
    else:
        said = _(
            "Anggaran {whose} hampir habis: {spent} dari {limit}. Kalau habis, undangan dan pengingat berhenti dulu."
        )
    return Spoken(said.format(whose=whose, spent=spent, limit=limit))


def _whose(words: Words, language: str, purse: Purse) -> str:
    _ = words.spoken_in(language)
    match purse.kind:
        case "month":
            return _("bulan ini")
        case "round":
            return _("putaran {name}").format(name=purse.name)
        case "union":
            return _("serikat {name} bulan ini").format(name=purse.name)
        case _:
            assert_never(purse.kind)


def hers(words: Words, language: str, own: Mapping[str, float]) -> str:
    """Say what one member spends herself: pulsa for SMS, and next to nothing, of her data, on WhatsApp."""
    _ = words.spoken_in(language)
    parts = []
    if "sms" in own:
        parts.append(_("SMS kira-kira {cost}").format(cost=rupiah(own["sms"], language)))
    if "whatsapp" in own:
        parts.append(_("WhatsApp gratis (hanya kuota)"))
    return _("Biaya tiap Ibu: {parts}.").format(parts=", ".join(parts)) if parts else ""


def short(words: Words, language: str, purses: Sequence[Purse]) -> str:
    """Warn that budgets have less left than a round will cost."""
    _ = words.spoken_in(language)
    return " ".join(
        _("Awas: sisa anggaran {whose} hanya {left}.").format(
            whose=_whose(words, language, purse), left=rupiah(purse.left, language)
        )
        for purse in purses
    )

"""Words that make a question delicate: money and health, which the law calls specific data, and her own experience of violence.

Tables only; a word that was missed becomes a row here. Sources: UU 27/2022 (personal data protection), article 4, for health
and personal finance; Seff et al. 2021 (BMJ Global Health) for not asking about violence at a distance.
"""

from __future__ import annotations

import re
from typing import Final

MONEY: Final = (
    r"penghasilan\w*",
    r"pendapatan\w*",
    r"gaji\w*",
    r"upah\w*",
    r"nafkah",
    r"utang\w*",
    r"hutang\w*",
    r"pinjaman\w*",
    r"cicilan\w*",
    r"kredit",
    r"tabungan\w*",
    r"pengeluaran",
    r"kekayaan",
    r"rentenir",
    r"bank keliling",
    r"pikantuk\w*",
    r"bayar\w* hutang",
    r"incomes?",
    r"salar(?:y|ies)",
    r"wages?",
    r"debts?",
    r"loans?",
    r"savings",
    r"earn(?:s|ings?|ed)?",
)
"""What she earns, owes and has."""

HEALTH: Final = (
    r"(?<!rumah )(?<!orang )sakit",
    r"penyakit\w*",
    r"kesehatan (?:ibu|anda|panjenengan|anak|keluarga|suami)\w*",
    r"(?:ibu |anda )?(?:sedang |pernah )?hamil",
    r"kehamilan\w*",
    r"melahirkan",
    r"keguguran",
    r"haid",
    r"menstruasi",
    r"kontrasepsi",
    r"ikut kb",
    r"alat kb",
    r"hiv",
    r"aids",
    r"tbc",
    r"kanker",
    r"diabetes",
    r"gangguan jiwa",
    r"depresi",
    r"disabilitas (?:ibu|anda)",
    r"gerah(?: napa)?",
    r"mbobot",
    r"illness(?:es)?",
    r"pregnan\w+",
    r"miscarriage",
    r"contracepti\w+",
    r"your health",
    r"menstruat\w+",
)
"""Her body and her health. A hospital (rumah sakit) and the sick (orang sakit) of a village are not hers."""

VIOLENCE: Final = (
    r"dipukul\w*",
    r"ditampar\w*",
    r"ditendang\w*",
    r"dicekik\w*",
    r"dijambak\w*",
    r"disiksa\w*",
    r"dianiaya",
    r"disakiti",
    r"diancam",
    r"diperkosa",
    r"dilecehkan",
    r"dicabuli",
    r"dipaksa (?:berhubungan|melayani)\w*",
    r"(?:suami|pasangan)(?: ibu| anda)? (?:pernah )?(?:memukul|menampar|menyakiti|mengancam|memaksa)\w*",
    r"(?:mengalami|alami|dialami|korban|menerima)\b.{0,30}\b(?:kekerasan|kdrt|pelecehan|perkosaan|penganiayaan)",
    r"(?:kekerasan|kdrt|pelecehan)\b.{0,30}\b(?:ibu|anda|panjenengan|sendiri)\b.{0,20}\b(?:alami|dialami|rasakan|terima)",
    r"dipun(?:antem|gebug|tapuk|siya)\w*",
    r"digebug\w*",
    r"diantem\w*",
    r"(?:been|were you|are you) (?:hit|beaten|slapped|kicked|raped|abused|threatened|harassed)",
    r"(?:husband|partner)\b.{0,20}\b(?:hits?|beats?|hurts?|threatens?|forces?|hit you)",
    r"(?:experienced?|suffered?|victim of)\b.{0,30}\b(?:violence|abuse|rape|harassment)",
)
"""What was done to her. A question about a training on violence, or about a law, is none of these."""

_PLAIN: Final = re.compile(r"\$\{[^}]*\}|[*_~]")


def _any_of(table: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(table)})(?!\w)")


_MONEY: Final = _any_of(MONEY)
_HEALTH: Final = _any_of(HEALTH)
_VIOLENCE: Final = _any_of(VIOLENCE)


def personal(text: str) -> str:
    """Return the word of a question that makes its answer personal (money or health); empty where there is none."""
    plain = _PLAIN.sub(" ", text.lower())
    found = _MONEY.search(plain) or _HEALTH.search(plain)
    return found[0].strip() if found else ""


def violence(text: str) -> str:
    """Return the words of a question that ask about violence against herself; empty where there are none."""
    found = _VIOLENCE.search(_PLAIN.sub(" ", text.lower()))
    return found[0].strip() if found else ""

"""The phrase tables and the questions that the tests of the reader ask."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.survey.model import (
    Choice,
    Date,
    Decimal,
    Integer,
    Kind,
    Money,
    Scale,
    SelectMultiple,
    SelectOne,
    Text,
    Time,
    YesNo,
)
from bot.understanding import parse_phrases

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)  # a Tuesday
TABLES = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "locales" / "phrases").glob("*.csv")}
PHRASES = parse_phrases(TABLES)


def choices(**labels: str) -> tuple[Choice, ...]:
    """Return choices by name; a label may carry its English after a bar."""
    return tuple(
        Choice(name, dict(zip(("id", "en"), label.split("|"), strict=False))) for name, label in labels.items()
    )


def rated(*labels: str) -> Scale:
    """Return a scale with these labels, from 1."""
    return Scale(tuple(Choice(str(place), {"id": label}) for place, label in enumerate(labels, start=1)))


NEEDS = choices(pupuk="Pupuk|Fertilizer", bibit="Bibit|Seeds", modal="Modal usaha|Capital", pasar="Pemasaran|Marketing")
QUESTIONS: dict[str, Kind] = {
    "yesno": YesNo(),
    "children": Integer(minimum=0, maximum=20),
    "people": Integer(minimum=0, maximum=500),
    "harvest": Decimal(unit="kg"),
    "land": Decimal(unit="ha"),
    "income": Money(minimum=1000),
    "wage": Money(minimum=1000, maximum=1_000_000),
    "need": SelectOne(NEEDS),
    "needs": SelectMultiple(NEEDS),
    "opinion": SelectOne(choices(setuju="Setuju", tidak="Tidak setuju", sangat="Sangat setuju")),
    "known": SelectOne(choices(ya="Ya", tidak="Tidak", belum="Belum tahu")),
    "often": SelectOne(choices(sedikit="0-2 kali", sering="3-5 kali", banyak="lebih dari 5 kali")),
    "union": SelectOne(
        choices(
            kulon="Kulon Progo",
            mamuju="Mamuju",
            deli="Deli Serdang",
            bedagai="Serdang Bedagai",
            batu="Labuhanbatu",
            pekalongan="Pekalongan",
        )
    ),
    "happy": rated("Sangat tidak puas", "Tidak puas", "Biasa saja", "Puas", "Sangat puas"),
    "freq": rated("Tidak pernah", "Jarang", "Kadang-kadang", "Sering", "Selalu"),
    "quality": rated("Sangat buruk", "Buruk", "Cukup", "Baik", "Sangat baik"),
    "degrees": Integer(minimum=-50, maximum=50),
    "plain": Decimal(),
    "visits": SelectOne(
        choices(jarang="kurang dari 2 kali", kadang="2-4 kali", sering="5 kali atau lebih", nihil="Tidak pernah")
    ),
    "groups": SelectMultiple(choices(simpan="Kelompok simpan pinjam", tani="Kelompok tani")),
    "problems": SelectMultiple(choices(air="Air bersih", jalan="Jalan rusak", nihil="Tidak ada masalah")),
    "past": Date("past"),
    "birth": Date("past"),
    "future": Date("future"),
    "hour": Time(),
    "text": Text(),
}

"""The length of an SMS is exact to the unit: it is what members and the federation pay for."""

from __future__ import annotations

import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from bot.segments import BASIC, EXTENDED, Measure, gsm7, measure

gsm_texts = st.text(alphabet=sorted(BASIC | EXTENDED), min_size=1, max_size=700)
# A lone surrogate cannot be sent, and the escape by itself is no character; everything else is fair.
any_texts = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x1b"), max_size=400)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Measure("GSM-7", 0, 0, 160, ())),
        ("Terima kasih, Bu.", Measure("GSM-7", 17, 1, 143, ())),
        ("a" * 160, Measure("GSM-7", 160, 1, 0, ())),
        ("a" * 161, Measure("GSM-7", 161, 2, 145, ())),
        ("a" * 306, Measure("GSM-7", 306, 2, 0, ())),
        ("a" * 307, Measure("GSM-7", 307, 3, 152, ())),
        ("€" * 80, Measure("GSM-7", 160, 1, 0, ())),
        ("€" * 81, Measure("GSM-7", 162, 2, 143, ())),
        # The euro at the end of the first part does not fit with its escape, so the part stays one short.
        ("a" * 152 + "€" + "b" * 10, Measure("GSM-7", 164, 2, 141, ())),
        ("a" * 152 + "€" + "b" * 152, Measure("GSM-7", 306, 3, 152, ())),
        ("ê" + "a" * 69, Measure("UCS-2", 70, 1, 0, ("ê",))),
        ("ê" + "a" * 70, Measure("UCS-2", 71, 2, 63, ("ê",))),
        ("😀" * 35, Measure("UCS-2", 70, 1, 0, ("😀",))),
        ("😀" * 36, Measure("UCS-2", 72, 2, 61, ("😀",))),
        ("“ya” – …", Measure("UCS-2", 8, 1, 62, ("“", "”", "–", "…"))),
    ],
)
def test_known_lengths(text: str, expected: Measure) -> None:
    assert measure(text) == expected


def _judge(text: str) -> tuple[str, int, int]:
    """Return what the smsutil library counts: alphabet, units and parts."""
    result = smsutil.split(text)
    gsm = result.encoding == "gsm0338"
    return ("GSM-7" if gsm else "UCS-2", result.total_bytes // (1 if gsm else 2), len(result.parts))


@given(st.one_of(gsm_texts, any_texts.filter(bool)))
def test_it_counts_as_the_judge_counts(text: str) -> None:
    ours = measure(text)
    assert (ours.encoding, ours.units, ours.segments) == _judge(text)


@given(gsm_texts)
def test_what_remains_fits_and_one_more_does_not(text: str) -> None:
    ours = measure(text)
    assert measure(text + "a" * ours.remaining).segments == ours.segments
    assert measure(text + "a" * (ours.remaining + 1)).segments == ours.segments + 1


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("“Ya, Bu” kata ‘Ibu’…", "\"Ya, Bu\" kata 'Ibu'..."),
        ("07.00–08.00 — pagi‑pagi", "07.00-08.00 - pagi-pagi"),
        ("• satu\u00a0dua\ttiga", "- satu dua tiga"),
        ("a\u200bb\ufeffc\u00add", "abcd"),
        ("baris\r\ndua\rtiga\u2028empat", "baris\ndua\ntiga\nempat"),
        ("cafe\u0301", "café"),
        ("ya\ufe0f", "ya"),
        ("2 × 3", "2 x 3"),
        ("Rp5.000 [lima] {ribu} €", "Rp5.000 [lima] {ribu} €"),
    ],
)
def test_what_loses_nothing_is_replaced(written: str, sent: str) -> None:
    assert gsm7(written) == sent
    assert measure(sent).encoding == "GSM-7"


def test_what_would_be_lost_stays() -> None:
    family = "👩\u200d👧 kêrja ꦱꦸꦫ"
    assert gsm7(family) == family


@given(any_texts)
def test_replacing_twice_changes_nothing_more_and_never_makes_it_ucs2(text: str) -> None:
    once = gsm7(text)
    assert gsm7(once) == once
    if measure(text).encoding == "GSM-7":
        assert measure(once).encoding == "GSM-7"

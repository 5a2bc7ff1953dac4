"""The secretariat's letters: plain text, and no word of hers in an alarm."""

from __future__ import annotations

from bot.wording.letters import alarm_letter, summary_letter, trial_letter
from tests.conversation.parts import words


def test_the_summary_is_a_letter_without_stars() -> None:
    subject, text = summary_letter(words(), "2026-W47", "*Minggu ini*\n12 jawaban")
    assert subject == "HAPSARI: ringkasan minggu 2026-W47"
    assert text.startswith("Minggu ini\n12 jawaban\n\n-- \n")


def test_an_alarm_says_how_many_and_no_more() -> None:
    subject, text = alarm_letter(words(), 2)
    assert "darurat" in subject
    assert text.startswith("Ada 2 pesan darurat yang belum dibaca siapa pun.")


def test_a_trial() -> None:
    subject, text = trial_letter(words())
    assert subject == "HAPSARI: surat uji"
    assert "{" not in text

"""What stands on the poster: her number as it is read aloud, what it costs, and that she is free."""

from __future__ import annotations

import pytest

from bot.wording.poster import as_printed, poster
from tests.federation import words


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("+6281234567890", "0812-3456-7890"),
        ("+628123456789", "0812-3456-789"),
        ("+62811234", "0811-234"),
        ("+14155550100", "+14155550100"),
        ("3636", "3636"),
    ],
)
def test_a_number_is_printed_as_it_is_read_aloud(number: str, printed: str) -> None:
    assert as_printed(number) == printed


def test_on_whatsapp_it_costs_nothing_more_and_on_sms_it_says_what_it_costs() -> None:
    said = poster(
        words(), "id", title="Suara warga", keyword="WARGA", number="+6281234567890", medium="whatsapp", union="Mamuju"
    )
    assert (said.whose, said.to, said.call) == ("Serikat Mamuju", "kirim lewat WhatsApp ke", "")
    assert said.promise.endswith("Balas BERHENTI kapan saja.")
    by_sms = poster(words(), "id", title="Suara warga", keyword="WARGA", number="3636", medium="sms", missed_calls=True)
    assert (by_sms.whose, by_sms.to) == ("HAPSARI", "kirim lewat SMS ke")
    assert "gratis" in by_sms.call
    assert by_sms.promise.endswith("Biaya SMS biasa.")

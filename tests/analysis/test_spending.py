"""Costs add up by union, and are shared out over what came of them."""

from __future__ import annotations

from bot.analysis.spending import Cost, by_union, together

JAVA_SMS = Cost("Kulon Progo", "kulon-progo", "smsgate", "sms", 10, 12, 1_800_000, 9, 1, 9, 3_150_000)
JAVA_WA = Cost("Kulon Progo", "kulon-progo", "twilio", "whatsapp", 20, 20, 660_500, 18, 2, 18, 18_000)
NOBODYS = Cost("", "", "twilio", "whatsapp", 1, 1, 330_000)


def test_a_row() -> None:
    assert (JAVA_SMS.rupiah, JAVA_SMS.her_rupiah) == (1_800, 3_150)
    assert (JAVA_SMS.per_message, JAVA_SMS.per_answer, JAVA_SMS.per_response) == (180, 200, 1_800)
    assert (Cost().per_message, NOBODYS.per_answer, NOBODYS.per_response) == (None, None, None)


def test_values_are_in_rupiah() -> None:
    values = JAVA_WA.values()
    assert (values["cost_rupiah"], values["per_message"], values["members_own_cost_rupiah"]) == (660.5, 33.02, 18)
    assert NOBODYS.values()["per_completed_response"] is None


def test_sums() -> None:
    assert together([]) == Cost()
    java = Cost("Kulon Progo", "kulon-progo", "", "", 30, 32, 2_460_500, 27, 3, 27, 3_168_000)
    assert by_union([JAVA_SMS, JAVA_WA, NOBODYS]) == [
        (java, [JAVA_SMS, JAVA_WA]),
        (Cost("", "", "", "", 1, 1, 330_000), [NOBODYS]),
    ]

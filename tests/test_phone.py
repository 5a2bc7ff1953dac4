"""Numbers as members and spreadsheets write them come out as one; what cannot receive a message, as nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.phone import is_e164, is_number, is_whatsapp_id, normalise, sender_of


@pytest.mark.parametrize(
    "written",
    [
        "081234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "0812.3456.7890",
        "(0812) 3456-7890",
        "6281234567890",
        "62 812 3456 7890",
        "81234567890",
        "+62 812-3456-7890",
        "+62 (0) 812 3456 7890",
        "006281234567890",
        "tel:+6281234567890",
        "'081234567890",
        "81234567890.0",
        "81234567890,0",
        "\u202a+62 812\u20113456\u20117890\u202c",
        "\u00a00812\u00a03456\u00a07890\n",
    ],
)
def test_the_ways_to_write_one_number(written: str) -> None:
    assert normalise(written) == "+6281234567890"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0811123456", "+62811123456"),
        ("089912345678901", None),
        ("0895123456789", "+62895123456789"),
        ("+1 (415) 555-0100", "+14155550100"),
        ("0044 20 7946 0000", "+442079460000"),
    ],
)
def test_short_long_and_foreign_numbers(written: str, number: str | None) -> None:
    assert normalise(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "-",
        "halo",
        "1234",
        "0801234567",  # 080: no mobile operator
        "021 555 1234",  # a landline
        "+62 21 555 1234",
        "08123456",  # too short
        "0812345678901234",  # too long
        "0812/0813",
        "14155550100",  # a foreign number without its plus
        "+0812345678",
        "+1234567",
        "+1234567890123456",
        "081234567890 ibu",
        "8.12346E+11",
        "٠٨١٢٣٤٥٦٧٨٩٠",
        "whatsapp:+6281234567890",
        "++6281234567890",
    ],
)
def test_what_is_no_mobile_number(written: str) -> None:
    assert normalise(written) is None


@given(st.text())
def test_any_text_is_read_or_refused_and_reading_twice_changes_nothing(text: str) -> None:
    number = normalise(text)
    assert number is None or (is_e164(number) and normalise(number) == number)


@given(st.from_regex(r"8[1-9][0-9]{7,10}", fullmatch=True, alphabet=st.characters(codec="ascii")))
def test_every_indonesian_spelling_of_a_number_agrees(national: str) -> None:
    spellings = {normalise(prefix + national) for prefix in ("", "0", "62", "+62", "+620", "0062", "+62 ")}
    assert spellings == {f"+62{national}"}


def test_a_landline_is_a_number_though_no_mobile_one() -> None:
    assert is_e164("+622155512345")
    assert not is_e164("622155512345")
    assert not is_e164("+0221555123")


@pytest.mark.parametrize("text", ["ID.1349120865530274", "US.ENT.a1B2", "ID." + "9" * 128])
def test_whatsapp_ids(text: str) -> None:
    assert is_whatsapp_id(text)


@pytest.mark.parametrize("text", ["", "ID.", "id.123", "+6281234567890", "ID.12 3", "IDN.123", "ID." + "9" * 129])
def test_what_is_no_whatsapp_id(text: str) -> None:
    assert not is_whatsapp_id(text)


@pytest.mark.parametrize(
    ("given_as", "sender"),
    [
        ("081200000001", "+6281200000001"),
        ("+62 812-0000-0001", "+6281200000001"),
        ("INFO PAKET", "INFO_PAKET"),
        (" 3636 ", "3636"),
        ("Bánk", "B_nk"),
        ("A" * 200, "A" * 160),
        ("  ", ""),
    ],
)
def test_who_an_sms_is_from(given_as: str, sender: str) -> None:
    assert sender_of(given_as) == sender


@pytest.mark.parametrize(
    ("sender", "number"),
    [
        ("+6281234567890", True),
        ("6281234567890", True),
        ("081234567890", True),
        ("+6591234567", True),
        ("3636", False),
        ("+3636", False),
        ("99876543", False),
        ("TELKOMSEL", False),
        ("XL-AXIATA", False),
        ("ID.1349120865530274", False),
        ("", False),
    ],
)
def test_a_number_is_told_from_a_name_and_a_short_code(sender: str, number: bool) -> None:
    assert is_number(sender) is number

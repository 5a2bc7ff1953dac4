"""Words on a small phone: length with the longest answers filled in, dear characters, WhatsApp's limits, languages."""

from __future__ import annotations

import pytest

from bot.survey.problems import Problem
from bot.survey.sms import LONGEST_NAME
from bot.survey.yaml_form import read_survey

HEAD = "consent: {version: 1, purpose: contoh, label: Balas YA}\n"


def problems(*rows: str, choices: str = "", settings: str = "", head: str = HEAD) -> list[Problem]:
    source = settings + head + "survey:\n" + "".join(f"  - {row}\n" for row in rows)
    loaded = read_survey(source + choices, "contoh")
    assert not loaded.errors
    return list(loaded.problems)


def codes(*rows: str, choices: str = "", settings: str = "") -> list[str]:
    return [each.code for each in problems(*rows, choices=choices, settings=settings)]


def test_the_longest_answer_is_what_is_measured() -> None:
    name = "{type: text, name: nama, label: Nama?}"
    short, long = 160 - len("2/2 ") - len(LONGEST_NAME), 160 - len("2/2 ") - len(LONGEST_NAME) + 1
    assert codes(name, f"{{type: text, name: b, label: '{'x' * short}${{nama}}'}}") == []
    assert codes(name, f"{{type: text, name: b, label: '{'x' * long}${{nama}}'}}") == ["S501"]


def test_the_longest_choice_stands_for_a_choice() -> None:
    choices = "choices:\n  isu:\n    - {name: a, label: A}\n    - {name: b, label: Jalan desa}\n"
    asked = "{type: select_multiple isu, name: isu, label: Isu?}"
    fitting = 160 - len("2/2 ") - len("Jalan desa")
    assert codes(asked, f"{{type: text, name: b, label: '{'x' * fitting}${{isu}}'}}", choices=choices) == []
    assert codes(asked, f"{{type: text, name: b, label: '{'x' * (fitting + 1)}${{isu}}'}}", choices=choices) == ["S501"]


def test_the_name_of_a_repeat_is_sent_as_well() -> None:
    label = "x" * (160 - len("1/1 ") - len("Anak 20: "))
    rows = ["{type: begin_repeat, name: r, label: Anak, repeat_count: 2}", "{type: end_repeat}"]
    assert codes(rows[0], f"{{type: text, name: b, label: {label}}}", rows[1]) == []
    assert codes(rows[0], f"{{type: text, name: b, label: {label}x}}", rows[1]) == ["S501"]


@pytest.mark.parametrize("column", ["simpler", "constraint_message", "required_message"])
def test_other_messages_are_measured_too(column: str) -> None:
    row = (
        f"{{type: text, name: b, label: Apa?, constraint: . != 'x', constraint_message: Jangan, {column}: {'y' * 170}}}"
    )
    row = row.replace("constraint_message: Jangan, c", "c")
    assert codes(row) == ["S501"]


def test_consent_and_thanks_are_measured() -> None:
    text = "type: text\n    name: a\n    label: Apa?"
    long = "z" * 161
    head = HEAD.replace("Balas YA", long)
    (found,) = problems(text, head=head)
    assert (found.code, found.line) == ("S501", 1)
    (found,) = problems(text, settings=f"settings:\n  thanks: {long}\n")
    assert (found.code, found.line) == ("S501", 2)
    assert "thanks" in found.message_en


def test_each_dear_character_is_named_with_its_cost() -> None:
    label = "Ngapunten \ua9ae, kados pundi \U0001f33e? " + "x" * 60
    first, second = problems(f"type: text\n    name: a\n    label: {label}")
    assert first.code == second.code == "S502"
    assert "U+A9AE" in first.message_en
    assert "costs 2 SMS of 70 characters, plain letters cost 1 of 160" in first.message_en
    assert "biayanya 2 SMS (70 huruf), huruf biasa 1 SMS (160 huruf)" in first.message_id
    assert "U+1F33E ear of rice" in second.message_en


def test_a_character_with_a_plain_equal_is_sent_as_that() -> None:
    (found,) = problems("type: text\n    name: a\n    label: Apa\u2026 kabar?")
    assert found.code == "S502"
    assert 'is sent as "..." (3 instead of 1)' in found.message_en


def test_a_character_counts_in_its_language_only() -> None:
    head = HEAD.replace("label: Balas YA", "label: {id: Balas YA, jv: Balesi YA}")
    (found,) = problems("type: text\n    name: a\n    label: {id: Apa?, jv: Nap\u00ea?}", head=head)
    assert (found.code, '"jv"' in found.message_en) == ("S502", True)


def listed(*labels: str) -> str:
    rows = "".join(f"    - {{name: c{at}, label: {label}}}\n" for at, label in enumerate(labels))
    return f"choices:\n  isu:\n{rows}"


@pytest.mark.parametrize(
    ("kind", "labels", "expected"),
    [
        ("select_one", ["x" * 20, "b"], []),
        ("select_one", ["x" * 21, "b"], ["S506"]),
        ("select_one", ["x" * 24, "b", "c", "d"], []),
        ("select_one", ["x" * 25, "b", "c", "y" * 25], ["S506", "S506"]),
        ("select_multiple", ["x" * 25, "b", "c", "d"], []),
        ("select_one", [f"pilihan {at}" for at in range(11)], ["S503"]),
    ],
)
def test_buttons_and_lists_of_whatsapp(kind: str, labels: list[str], expected: list[str]) -> None:
    found = problems(f"{{type: {kind} isu, name: a, label: Apa?}}", choices=listed(*labels))
    assert [each.code for each in found if each.code != "S501"] == expected
    for each in found:
        if each.code == "S506":
            # At the choice itself.
            assert each.line > 4


def test_a_label_too_long_for_whatsapp_is_said_once() -> None:
    assert codes(f"{{type: text, name: a, label: '{'Apa lagi? ' * 120}'}}") == ["S507"]


@pytest.mark.parametrize(("group", "expected"), [("anggota", ["S504"]), ("staf", []), ("mitra", [])])
def test_eight_questions_are_a_limit_for_members(group: str, expected: list[str]) -> None:
    rows = [f"{{type: text, name: a{at}, label: Apa?}}" for at in range(9)]
    assert codes(*rows, settings=f"settings: {{group: {group}}}\n") == expected


def test_each_text_is_named_for_each_language_it_lacks() -> None:
    head = HEAD.replace("label: Balas YA", "label: {id: Balas YA, jv: Balesi YA, en: Reply YES}")
    rows = [
        "{type: select_one isu, name: a, label: {id: A?, jv: A?, en: A?}}",
        "{type: select_one isu, name: b, label: {id: B?, jv: B?}, hint: Petunjuk}",
    ]
    choices = (
        "choices:\n  isu:\n    - {name: x, label: {id: X, jv: X, en: X}}\n    - {name: y, label: {id: Y, en: Y}}\n"
    )
    found = problems(*rows, choices=choices, head=head)
    # A list that two questions use is named once, where the choice stands.
    assert [(each.code, each.message_en.split()[0], each.message_en.split()[-1], each.line) for each in found] == [
        ("S505", '"b.label"', '"en".', 4),
        ("S505", '"b.hint"', '"en".', 4),
        ("S505", '"b.hint"', '"jv".', 4),
        ("S505", '"a=y"', '"jv".', 8),
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("{type: integer, name: a, label: Berapa penghasilan Ibu?}", ["S508"]),
        ("{type: integer, name: a, label: Berapa penghasilan Ibu?, sensitive: ya}", []),
        ("{type: select_one yatidak, name: a, label: Apakah Ibu pernah dipukul?, sensitive: ya}", ["S509"]),
        ("{type: select_one yatidak, name: a, label: Apakah Ibu ikut pelatihan?}", []),
    ],
)
def test_delicate_questions(row: str, expected: list[str]) -> None:
    assert codes(row) == expected
    # A note asks nothing.
    assert codes(row.replace("integer", "note"), "{type: text, name: z, label: Z?}") == (
        [] if "integer" in row else expected
    )

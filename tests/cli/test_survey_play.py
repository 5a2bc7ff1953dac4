"""``suara survey play``: a conversation from the terminal, as lines of JSON or as a chat."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from bot.cli import main

YES = "ya\n0\n2\n3\ntertutup\n"
AT = ("--now", "2026-11-24T08:00")


def play(*arguments: str, said: str = "") -> Result:
    return CliRunner().invoke(main, ["survey", "play", *arguments], input=said)


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_line_a_turn_the_open_question_and_the_answers_last() -> None:
    found = lines(play("corel-anggota", "--json", *AT, said=YES))
    assert [set(each) for each in found[:-1]] == [{"asked", "text", "choices", "reply", "accepted", "value"}] * 6
    assert [(each["asked"], each["reply"], each["value"]) for each in found[:-1]] == [
        ("consent", "ya", "ya"),
        ("kegiatan", "0", "0"),
        ("usaha", "2", "sama"),
        ("pemerintah", "3", "3"),
        ("keuangan", "tertutup", "tertutup"),
        ("lanjut", None, None),
    ]
    assert found[2]["choices"][1] == {"name": "sama", "label": "Sama"}
    assert found[-1]["answers"] == {"kegiatan": "0", "usaha": "sama", "pemerintah": "3", "keuangan": "tertutup"}
    assert found[-1]["outcome"] == "asking"


def test_replies_from_a_file_without_consent_in_another_language(tmp_path: Path) -> None:
    replies = tmp_path / "balasan.txt"
    replies.write_text("\ufeff3\r\n\r\n", "utf-8")
    found = lines(
        play("surveys/corel-anggota.yaml", "--json", "--no-consent", "--lang", "en", "--replies", str(replies), *AT)
    )
    assert [each["asked"] for each in found[:-1]] == ["kegiatan", "inisiatif", "usaha"]
    assert found[0]["text"].endswith(
        "This year, how many times did you join a union activity? Write the number, 0 if none."
    )
    assert (found[1]["reply"], found[1]["accepted"], found[1]["value"]) == ("", True, "")


def test_nothing_more_is_read_after_the_end() -> None:
    found = lines(play("corel-anggota", "--json", *AT, said="tidak\nya\nya\n"))
    assert [each.get("asked") for each in found] == ["consent", None]
    assert found[-1]["outcome"] == "declined"
    assert "terima kasih" in found[-1]["text"]


def test_the_chat_shows_both_sides_what_it_costs_and_what_can_be_tapped() -> None:
    shown = play("corel-anggota", *AT, said="ya\n0\n").stdout
    assert "Ibu: ya\n" in shown
    assert "1 SMS]" in shown
    assert "kegiatan = 0" in shown
    tapped = play("corel-anggota", "--channel", "whatsapp", *AT, said="/1\n").stdout
    assert "/1 Ya  /2 Tidak" in tapped
    assert "1/8 " in tapped


def test_the_day_is_that_of_her_zone(tmp_path: Path) -> None:
    file = tmp_path / "hari.yaml"
    file.write_text(
        "settings: {form_id: hari, keyword: HARI}\nsurvey:\n- {type: date, name: kapan, label: {id: Kapan?}}\n",
        "utf-8",
    )
    late = ("--json", "--no-consent", "--now", "2026-11-24T17:30:00+00:00")
    assert lines(play(str(file), *late, said="hari ini\n"))[0]["value"] == "2026-11-25"
    assert lines(play(str(file), *late, "--zone", "UTC", said="hari ini\n"))[0]["value"] == "2026-11-24"


def test_what_cannot_be_played_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "rusak.yaml"
    broken.write_text("settings: {form_id: rusak}\nsurvey:\n- {type: angka, name: a, label: A}\n", "utf-8")
    result = play(str(broken))
    assert result.exit_code == 1
    assert f"{broken}:3:" in result.stderr
    assert "S201" in result.stderr
    assert play("tidak-ada").exit_code == 1
    assert "bukan saat" in play("corel-anggota", "--now", "kemarin").stderr
    assert "Zona waktu" in play("corel-anggota", "--zone", "Mars/Olympus").stderr

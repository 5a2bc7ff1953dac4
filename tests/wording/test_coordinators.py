"""A coordinator reads what a round costs before it opens, how it stands, and why something was not done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from bot.times import WIB, WITA
from bot.wording import coordinators
from bot.wording.coordinators import Reach, Refusal, Standing
from bot.wording.money import Purse
from bot.wording.words import Words
from tests.conversation.parts import words

EVENING = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)


def reach(
    members: dict[str, int], *, segments: int = 2, cost: float = 500, hours: float = 1, changed: int = 0
) -> Reach:
    return Reach("CoRel", members, segments, cost, hours, EVENING, WITA, changed)


def test_the_preview_says_everything_before_anything_is_sent() -> None:
    large = reach({"whatsapp": 60, "sms": 1024}, segments=1250, cost=312500, hours=1.2)
    assert coordinators.preview(words(), "id", reach=large, code="4821").text == (
        "Putaran CoRel: 1.084 anggota (60 WhatsApp, 1.024 SMS), 1.250 segmen SMS, kira-kira Rp312.500, 2 jam. "
        "Untuk membuka, balas 4821 dalam 15 menit."
    )
    other = reach({"sms": 2}, changed=3)
    assert "3 pertanyaan berubah sejak putaran lalu; hati-hati membandingkan. Untuk" in (
        coordinators.preview(words(), "id", reach=other, code="4821").text
    )
    alone = reach({"whatsapp": 0, "sms": 1}, segments=1, cost=250, hours=0.1)
    assert coordinators.preview(words(), "en", reach=alone, code="4821").text == (
        "Round CoRel: 1 member (1 SMS), 1 SMS segments, roughly Rp250, 1 hour. To open it, reply 4821 within 15 minutes."
    )


def test_the_preview_says_what_she_pays_and_which_budget_is_too_small() -> None:
    purse = Purse("month", "", 1_000, 900)
    dear = replace(reach({"sms": 2}), hers={"sms": 3_150, "whatsapp": 9}, short=(purse,))
    assert coordinators.preview(words(), "id", reach=dear, code="77").text == (
        "Putaran CoRel: 2 anggota (2 SMS), 2 segmen SMS, kira-kira Rp500, 1 jam. Biaya tiap Ibu: SMS kira-kira Rp3.150, "
        "WhatsApp gratis (hanya kuota). Awas: sisa anggaran bulan ini hanya Rp100. Untuk membuka, balas 77 dalam 15 menit."
    )


def test_opened() -> None:
    assert coordinators.opened(words(), "id", reach=reach({"sms": 80, "whatsapp": 4}, hours=2)).text == (
        "Putaran CoRel dibuka. 84 anggota mulai dihubungi, kira-kira 2 jam. Balas STATUS untuk melihat hasilnya."
    )
    # What takes more than half a day says when it will be through.
    assert coordinators.opened(words(), "id", reach=reach({"sms": 84}, hours=12.1)).text == (
        "Putaran CoRel dibuka. 84 anggota mulai dihubungi, kira-kira selesai Selasa 24 Nov, 19.30 WITA. "
        "Balas STATUS untuk melihat hasilnya."
    )


def test_status_says_what_still_waits() -> None:
    held = Standing(405, 240, 12, 3, 0, 0, 0, waiting=165, through=EVENING)
    assert coordinators.status(words(), "id", title="CoRel", standing=held, zone=WIB).text == (
        "CoRel: 405 diundang, 240 sampai, 12 mulai, 3 selesai. 165 pesan menunggu giliran, selesai Selasa 24 Nov, 18.30 WIB."
    )


def test_status_names_noughts_only_where_they_matter() -> None:
    quiet = Standing(invited=84, reached=80, started=0, finished=0, declined=0, stopped=0, set_aside=0)
    assert coordinators.status(words(), "id", title="CoRel", standing=quiet, zone=WIB).text == (
        "CoRel: 84 diundang, 80 sampai, 0 mulai, 0 selesai."
    )
    full = Standing(invited=84, reached=80, started=50, finished=40, declined=3, stopped=2, set_aside=5, undelivered=4)
    assert coordinators.status(words(), "id", title="CoRel", standing=full, zone=WIB).text == (
        "CoRel: 84 diundang, 80 sampai, 50 mulai, 40 selesai, 3 tidak ikut, 2 berhenti, 4 gagal terkirim, "
        "5 pertanyaan dilewati karena tidak terbaca."
    )


def test_a_reminder_says_when_it_leaves_on_the_clock_of_the_members() -> None:
    asked = coordinators.remind_preview(words(), "id", title="CoRel", waiting=30, at=EVENING, zone=WIB, code="77")
    assert asked.text == (
        "Pengingat CoRel untuk 30 anggota, dikirim Selasa 24 Nov, 18.30 WIB. Untuk setuju, balas 77 dalam 15 menit."
    )
    told = coordinators.reminding(words(), "id", title="CoRel", waiting=30, at=EVENING, zone=WITA)
    assert told.text == "Baik. 30 anggota yang belum selesai di CoRel akan diingatkan Selasa 24 Nov, 19.30 WITA."


def test_closing() -> None:
    assert coordinators.close_preview(words(), "id", title="CoRel", unfinished=12, code="77").text == (
        "Tutup putaran CoRel? 12 anggota belum selesai. Untuk menutup, balas 77 dalam 15 menit."
    )
    assert coordinators.closed(words(), "id", title="CoRel", finished=72, invited=84).text == (
        "Putaran CoRel ditutup. 72 dari 84 anggota selesai. Terima kasih."
    )


def test_several_rounds() -> None:
    assert coordinators.which_round(words(), "id", command="STATUS", names=["CoRel", "SAC"]).text == (
        "Ada beberapa putaran yang terbuka: CoRel, SAC. Balas STATUS dan namanya."
    )


@pytest.mark.parametrize("language", ["id", "jv", "en"])
def test_every_refusal_is_kind_and_of_its_own(language: str) -> None:
    said = {coordinators.refused(why, words(), language, name="corel").text for why in get_args(Refusal)}
    assert len(said) == len(get_args(Refusal))
    assert all("{" not in text for text in said)


def test_an_unknown_survey_names_those_that_exist() -> None:
    assert coordinators.refused("unknown_survey", Words(), "id", name="kopi", names=["corel-anggota"]).text == (
        "Maaf Bu, survei kopi tidak ada. Yang ada: corel-anggota."
    )
    assert coordinators.refused("unknown_survey", Words(), "id", name="kopi").text == "Maaf Bu, survei kopi tidak ada."


def test_a_round_without_a_survey_is_asked_for_its_name() -> None:
    assert coordinators.refused("unknown_survey", Words(), "id", names=["corel-anggota", "suara-warga"]).text == (
        "Tulis juga nama surveinya, Bu. Yang ada: corel-anggota, suara-warga."
    )

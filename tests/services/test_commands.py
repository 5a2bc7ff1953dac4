"""Commands by phone: the code that opens, once, in time, from that phone; and kind refusals that send nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from bot.services import commands, rounds
from bot.services.inbox import receive
from bot.services.outbox import deliver
from bot.services.surveys import publish
from bot.survey.files import read_survey
from storage import tables as t
from storage.database import Database
from tests.federation import NOON, ROOT, Federation, house_of

HEAD, OTHER_HEAD, OFFICE, WOMAN, STRANGER = (
    "+6281100000091",
    "+6281100000092",
    "+6281100000099",
    "+6281100000001",
    "+6281100000555",
)


@pytest.fixture
def federation(database: Database) -> Federation:
    """Give two unions with a coordinator each, the secretariat, and a few members."""
    one = Federation(house_of(database))
    java, mamuju = one.union("kulon-progo"), one.union("mamuju", "WITA")
    one.member("Koordinator Satu", HEAD, union_id=java, role="coordinator")
    one.member("Koordinator Dua", OTHER_HEAD, union_id=mamuju, role="coordinator", zone="WITA")
    one.member("Sekretariat", OFFICE, role="secretariat")
    one.member("Anggota Satu", WOMAN, union_id=java)
    one.member("Anggota Dua", "+6281100000002", union_id=java, medium="whatsapp")
    one.member("Anggota Tiga", "+6281100000003", union_id=mamuju, zone="WITA")
    return one


def ask(federation: Federation, number: str, text: str, after: timedelta = timedelta(), **more: Any) -> str:
    """Send ``text`` and return what is said back; "" for silence."""
    (receipt,) = receive(federation.house, [federation.says(number, text, **more)], NOON + after)
    return "\n".join(reply.spoken.text for reply in receipt.replies)


def code_in(text: str) -> str:
    """Return the code in a reply."""
    found = re.search(r"\b[A-Z][2-9][A-Z][2-9]\b", text)
    assert found is not None, text
    return found[0]


def sent(federation: Federation) -> int:
    """Count the messages of rounds that are queued or gone."""
    with federation.house.db.reading() as db:
        return db.scalar(select(func.count()).select_from(t.outbox).where(t.outbox.c.participant_id.is_not(None))) or 0


def rounds_open(federation: Federation) -> int:
    """Count the open rounds."""
    with federation.house.db.reading() as db:
        return db.scalar(select(func.count()).select_from(t.round_).where(t.round_.c.closed_at.is_(None))) or 0


def open_round(federation: Federation, number: str = HEAD, text: str = "PUTARAN corel-anggota") -> str:
    """Open a round by phone and return what is said."""
    return ask(federation, number, code_in(ask(federation, number, text)))


def test_a_round_with_other_questions_than_the_last_says_so(federation: Federation) -> None:
    assert "berubah" not in ask(federation, HEAD, "PUTARAN corel-anggota")
    text = (ROOT / "surveys" / "corel-anggota.yaml").read_text("utf-8").replace(". <= 100", ". <= 60")
    before = read_survey(text, "corel-anggota").survey
    assert before is not None
    with federation.house.db.transaction() as db:
        publish(db, before, NOON)
    asked = ask(federation, HEAD, "PUTARAN corel-anggota")
    assert "1 pertanyaan berubah sejak putaran lalu; hati-hati membandingkan. Untuk membuka" in asked


def test_a_round_is_opened_by_its_code_for_her_own_union(federation: Federation) -> None:
    preview = ask(federation, HEAD, "putaran corel anggota")
    assert "2 anggota" in preview
    assert "1 WhatsApp" in preview
    assert "1 SMS" in preview
    assert "Rp" in preview
    assert sent(federation) == 0
    opened = ask(federation, HEAD, code_in(preview).lower(), timedelta(minutes=14))
    assert "dibuka" in opened
    with federation.house.db.reading() as db:
        row = db.execute(select(t.round_)).one()
        audit = db.execute(select(t.audit.c.action, t.audit.c.door, t.audit.c.subject)).all()
        keys = db.scalars(select(t.member.c.name).join(t.participant, t.participant.c.member_id == t.member.c.id)).all()
    assert sorted(keys) == ["Anggota Dua", "Anggota Satu"]
    assert row.opened_by is not None
    assert [tuple(one) for one in audit] == [("round.open", "phone", f"round {row.id}")]
    assert sent(federation) == 2


def test_a_code_works_once(federation: Federation) -> None:
    code = code_in(ask(federation, HEAD, "PUTARAN corel-anggota"))
    ask(federation, HEAD, code)
    assert "Sudah dikerjakan" in ask(federation, HEAD, code)
    assert (rounds_open(federation), sent(federation)) == (1, 2)


def test_a_code_is_old_after_a_quarter_of_an_hour(federation: Federation) -> None:
    code = code_in(ask(federation, HEAD, "PUTARAN corel-anggota"))
    assert "15 menit" in ask(federation, HEAD, code, timedelta(minutes=15))
    assert (rounds_open(federation), sent(federation)) == (0, 0)


def test_a_code_works_from_no_other_phone(federation: Federation) -> None:
    code = code_in(ask(federation, HEAD, "PUTARAN corel-anggota"))
    for number in (OTHER_HEAD, OFFICE, WOMAN, STRANGER):
        ask(federation, number, code)
    ask(federation, OTHER_HEAD, "PUTARAN corel-anggota")
    assert "tidak cocok" in ask(federation, OTHER_HEAD, code) or code in ask(
        federation, OTHER_HEAD, "PUTARAN corel-anggota"
    )
    assert rounds_open(federation) == 0


def test_a_wrong_code_is_refused_kindly(federation: Federation) -> None:
    code = code_in(ask(federation, HEAD, "PUTARAN corel-anggota"))
    wrong = "C2C2" if code != "C2C2" else "D3D3"
    assert "tidak cocok" in ask(federation, HEAD, wrong)
    assert "dibuka" in ask(federation, HEAD, code)


def test_something_that_only_looks_like_a_code_is_left_alone(federation: Federation) -> None:
    assert commands.concerns("C2C2")
    assert "kami simpan" in ask(federation, HEAD, "C2C2")


def test_the_same_command_twice_gives_the_same_code(federation: Federation) -> None:
    first = code_in(ask(federation, HEAD, "PUTARAN corel-anggota"))
    assert code_in(ask(federation, HEAD, "PUTARAN COREL", timedelta(minutes=10))) == first
    assert "dibuka" in ask(federation, HEAD, first, timedelta(minutes=20))
    assert "sudah terbuka" in ask(federation, HEAD, "PUTARAN corel-anggota", timedelta(minutes=21))
    assert sent(federation) == 2


def test_a_stranger_and_a_member_command_nothing(federation: Federation) -> None:
    for number in (STRANGER, WOMAN):
        answer = ask(federation, number, "PUTARAN corel-anggota")
        assert answer
        assert "Rp" not in answer
    for hours, said in enumerate(("PUTARAN corel-anggota", "tutup", "Ringkasan"), start=1):
        assert "hanya untuk koordinator" in ask(federation, WOMAN, said, timedelta(hours=hours)), said
    assert "hanya untuk koordinator" not in ask(federation, WOMAN, "Tutup warung dulu bu nanti saya isi")
    with federation.house.db.reading() as db:
        assert db.execute(select(t.pending_command)).all() == []


def test_another_union_is_not_hers(federation: Federation) -> None:
    assert "serikat lain" in ask(federation, HEAD, "PUTARAN corel-anggota mamuju")
    open_round(federation, OTHER_HEAD)
    assert "Belum ada putaran" in ask(federation, HEAD, "TUTUP")
    assert "serikat lain" in ask(federation, HEAD, "TUTUP mamuju")
    assert "Belum ada putaran" in ask(federation, HEAD, "STATUS")
    assert rounds_open(federation) == 1


def test_a_coordinator_who_was_moved_cannot_use_her_old_code(federation: Federation) -> None:
    code = code_in(ask(federation, HEAD, "PUTARAN corel-anggota"))
    with federation.house.db.transaction() as db:
        mamuju = db.scalar(select(t.union.c.id).where(t.union.c.key == "mamuju"))
        db.execute(
            update(t.member)
            .where(t.member.c.name.is_not(None), t.member.c.role == "coordinator")
            .values(union_id=mamuju)
        )
    assert "serikat lain" in ask(federation, HEAD, code)
    assert rounds_open(federation) == 0


def test_a_round_of_the_whole_federation_is_seen_by_a_coordinator_and_not_closed(federation: Federation) -> None:
    open_round(federation, OFFICE, "PUTARAN corel-anggota")
    # The federation's round concerns her union: she sees her own part of it, and may not close it.
    assert "2 diundang" in ask(federation, HEAD, "STATUS")
    assert "serikat lain" in ask(federation, HEAD, "TUTUP")
    assert "serikat lain" in ask(federation, HEAD, "INGATKAN corel-anggota")


def test_a_coordinator_without_a_union_commands_nothing(federation: Federation) -> None:
    federation.member("Tanpa Serikat", "+6281100000093", role="coordinator")
    assert "Rp" not in ask(federation, "+6281100000093", "PUTARAN corel-anggota")


def test_the_round_was_opened_from_the_shell_meanwhile(federation: Federation) -> None:
    code = code_in(ask(federation, HEAD, "PUTARAN corel-anggota"))
    house = federation.house
    with house.db.reading() as db:
        union_id = db.scalar(select(t.union.c.id).where(t.union.c.key == "kulon-progo"))
    rounds.open_round(house, "corel-anggota", union_id, rounds.Actor(), NOON)
    assert "sudah terbuka" in ask(federation, HEAD, code)
    assert sent(federation) == 2


def test_everybody_finished_before_the_reminders_code_came(federation: Federation) -> None:
    open_round(federation)
    code = code_in(ask(federation, HEAD, "INGATKAN"))
    with federation.house.db.transaction() as db:
        db.execute(update(t.participant).values(finished_at=NOON))
    assert "Tidak ada yang dikirim" in ask(federation, HEAD, code)
    assert "Tidak ada anggota" in ask(federation, HEAD, "INGATKAN")


def test_many_rounds_are_named_and_not_recited(federation: Federation) -> None:
    for index in range(7):
        union_id = federation.union(f"serikat-{index}")
        federation.member(f"Anggota {index}", f"+628110000020{index}", union_id=union_id)
        open_round(federation, OFFICE, f"PUTARAN corel-anggota serikat-{index}")
    answer = ask(federation, OFFICE, "STATUS")
    assert "corel-anggota serikat-6" in answer
    assert "diundang" not in answer
    assert "1 diundang" in ask(federation, OFFICE, "STATUS serikat-3")


def test_the_secretariat_names_a_union_or_reaches_all(federation: Federation) -> None:
    assert "1 anggota" in ask(federation, OFFICE, "PUTARAN corel-anggota Mamuju")
    assert "3 anggota" in ask(federation, OFFICE, "Putaran corel")


def test_a_misspelt_survey_is_answered_with_what_there_is(federation: Federation) -> None:
    answer = ask(federation, HEAD, "PUTARAN corel-angota")
    assert "tidak ada" in answer
    assert "corel-anggota" in answer
    assert "corel-anggota" in ask(federation, HEAD, "PUTARAN")


def test_status_counts_set_aside_questions(federation: Federation) -> None:
    open_round(federation)
    deliver(federation.house, "simulator", NOON)
    for text in ("ya", "zaplok", "bletok", "klaprut", "begitu saja"):
        ask(federation, WOMAN, text)
    answer = ask(federation, HEAD, "status")
    assert "2 diundang" in answer
    assert "1 pertanyaan" in answer


def test_a_reminder_waits_for_the_evening_and_says_when(federation: Federation) -> None:
    open_round(federation)
    preview = ask(federation, HEAD, "INGATKAN")
    assert "2 anggota" in preview
    assert "18.30 WIB" in preview
    assert sent(federation) == 2
    assert "18.30 WIB" in ask(federation, HEAD, code_in(preview))
    with federation.house.db.reading() as db:
        due = db.scalars(select(t.outbox.c.due_at).where(t.outbox.c.kind == "reminder")).all()
    assert due == [NOON + timedelta(hours=6, minutes=30)] * 2
    assert "dua kali" in ask(federation, HEAD, "INGATKAN", timedelta(minutes=1))


def test_closing_asks_first_and_takes_back_what_waits(federation: Federation) -> None:
    open_round(federation)
    preview = ask(federation, HEAD, "TUTUP")
    assert rounds_open(federation) == 1
    assert "ditutup" in ask(federation, HEAD, code_in(preview))
    assert rounds_open(federation) == 0
    with federation.house.db.reading() as db:
        assert set(db.scalars(select(t.outbox.c.state).where(t.outbox.c.kind == "invitation"))) == {"cancelled"}
    assert "Belum ada putaran" in ask(federation, HEAD, "TUTUP")


def test_a_code_for_a_round_that_was_closed_meanwhile_does_nothing(federation: Federation) -> None:
    open_round(federation)
    remind, close = code_in(ask(federation, HEAD, "INGATKAN")), code_in(ask(federation, HEAD, "TUTUP"))
    ask(federation, HEAD, close)
    assert "Belum ada putaran" in ask(federation, HEAD, remind)
    assert sent(federation) == 2


def test_several_rounds_are_told_apart(federation: Federation) -> None:
    open_round(federation)
    open_round(federation, OTHER_HEAD)
    answer = ask(federation, OFFICE, "TUTUP")
    assert "corel-anggota kulon-progo" in answer
    assert "corel-anggota mamuju" in answer
    assert "Mamuju" in ask(federation, OFFICE, "TUTUP corel-anggota mamuju")
    assert len(ask(federation, OFFICE, "STATUS").splitlines()) == 2


def test_the_summary_is_for_the_secretariat_and_fits_the_medium(federation: Federation) -> None:
    assert "belum ada" in ask(federation, OFFICE, "RINGKASAN")
    with federation.house.db.transaction() as db:
        db.execute(
            insert(t.weekly_summary).values(
                week="2026-W47", made_at=NOON, figures="{}", text_whatsapp="panjang", text_sms="pendek"
            )
        )
    assert ask(federation, OFFICE, "ringkasan") == "pendek"
    assert ask(federation, OFFICE, "RINGKASAN", medium="whatsapp") == "panjang"
    assert "sekretariat" in ask(federation, HEAD, "RINGKASAN")


@pytest.mark.parametrize("text", ["putaran", "Status.", "TUTUP corel", " ringkasan ", "k7m3", "ya K7M3", "Kode: k7m3"])
def test_the_gate_lets_commands_and_codes_through(text: str) -> None:
    assert commands.concerns(text)


@pytest.mark.parametrize("text", ["ya", "baik", "2", "statusnya baik", "1 2 3 4", "KKPM", "2a", "", "a1b2c3"])
def test_the_gate_stops_answers(text: str) -> None:
    assert not commands.concerns(text)


@pytest.mark.parametrize("said", ["kulonprogo", "klnprogo", "kulon prgo", "serikat kulon progo"])
def test_a_union_is_known_by_its_everyday_name(federation: Federation, said: str) -> None:
    preview = ask(federation, OFFICE, f"putaran corel anggota {said}")
    assert "2 anggota" in preview
    ask(federation, OFFICE, code_in(preview))
    assert "2 diundang" in ask(federation, OFFICE, f"status {said}")
    assert "dibuka" not in ask(federation, OTHER_HEAD, f"putaran corel anggota {said}")
    assert rounds_open(federation) == 1


def test_what_names_no_union_is_no_part_of_the_order(federation: Federation) -> None:
    assert rounds_open(federation) == 0
    ask(federation, OFFICE, "putaran corel anggota antah berantah")
    ask(federation, OFFICE, "putaran entah kulon progo")
    assert sent(federation) == 0


def test_help_names_what_each_can_do(federation: Federation) -> None:
    """A member reads of no command that would be refused her; whoever shares a phone with the secretariat reads hers."""
    federation.member("Mitra Satu", "+6281100000077", role="partner")
    federation.member("Koordinator Baru", "+6281100000078", role="coordinator")
    federation.member("Anggota Empat", "+6281100000079", union_id=federation.union("pekalongan"))
    federation.member("Sekretariat Dua", "+6281100000079", role="secretariat")
    assert "PUTARAN: buka survei" in ask(federation, HEAD, "BANTUAN")
    assert "RINGKASAN" in ask(federation, OFFICE, "bantuan")
    assert "RINGKASAN" in ask(federation, "+6281100000079", "bantuan")
    for number in (WOMAN, STRANGER, "+6281100000077", "+6281100000078"):
        told = ask(federation, number, "BANTUAN")
        assert "MULAI: jawab pertanyaan" in told
        assert not any(word in told for word in ("PUTARAN", "RINGKASAN", "TUTUP"))


def test_a_partner_is_not_called_bu(federation: Federation) -> None:
    """What is said outside a survey is said to a man as well, where one may write."""
    federation.member("Mitra Satu", "+6281100000077", role="partner")
    assert ask(federation, "+6281100000077", "selamat siang") == (
        "Terima kasih, pesan Bapak/Ibu kami simpan dan akan dibaca pengurus."
    )
    assert ask(federation, WOMAN, "selamat siang").startswith("Terima kasih Bu, pesan Ibu")
    assert ask(federation, "+6281100000077", "BERHENTI").startswith("Baik, kami tidak akan")

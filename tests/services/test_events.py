"""Forms by telephone, from the webhook's value to the rows: the register's facts, repeats, locations and voice notes."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.message import Location, Media
from bot.services.answers import write_csv
from bot.services.events import named
from bot.services.house import House, Library
from bot.services.inbox import receive
from bot.services.surveys import publish
from bot.survey.yaml_form import read_survey
from storage import tables as t
from storage.encryption import KeyRing
from tests.federation import NOON, Federation

SARI = "+628110000001"
FORM = """
settings: {form_id: keluarga, keyword: KELUARGA, form_title: Keluarga}
consent: {version: 1, purpose: uji, label: "Boleh kami bertanya? Balas YA atau TIDAK."}
survey:
  - {type: hidden, name: siapa, from: "member:name"}
  - {type: integer, name: jumlah, label: "Berapa anak Ibu ${siapa}?"}
  - {type: begin_repeat, name: anak, label: Anak, repeat_count: "${jumlah}"}
  - {type: text, name: panggilan, label: "Siapa namanya?"}
  - {type: end_repeat}
  - {type: geopoint, name: rumah, label: "Di mana rumahnya?"}
  - {type: text, name: cerita, label: "Ceritakan."}
"""


@pytest.fixture
def formed(house: House) -> House:
    """Give a house whose only survey is a form."""
    loaded = read_survey(FORM, "keluarga")
    assert loaded.survey is not None, loaded.problems
    return replace(house, library=Library((loaded.survey,)))


def test_a_form_from_the_first_word_to_the_table(formed: House) -> None:
    federation = Federation(formed)
    federation.member("Sari Contoh", SARI, medium="whatsapp")
    said: list[str] = []

    def say(text: str, **more: object) -> None:
        message = federation.says(SARI, text, medium="whatsapp", **more)
        receipts = receive(formed, [message], NOON + timedelta(seconds=federation.count))
        said.extend(reply.spoken.text for receipt in receipts for reply in receipt.replies)

    for text in ("KELUARGA", "ya", "2", "Budi", "Wati"):
        say(text)
    assert "Berapa anak Ibu Sari Contoh?" in said[1]
    assert "Anak 2: Siapa namanya?" in said[3]
    say("", location=Location(-7.8, 110.36))
    voice = Media("https://api.example/media/1", "audio/ogg; codecs=opus")
    say("", media=(voice,))
    a, r = t.answer.c, t.response.c
    with formed.db.reading() as db:
        rows = {row.question: row for row in db.execute(select(t.answer)).all()}
        outcome = db.scalar(select(r.outcome))
        stored = {row.question: row.value for row in db.execute(select(a.question, a.value)).all()}
    assert outcome == "finished"
    assert {name: row.words or row.value for name, row in rows.items()} == {
        "siapa": "Sari Contoh",
        "jumlah": "2",
        "panggilan[1]": "Budi",
        "panggilan[2]": "Wati",
        "rumah": "-7.8 110.36 0.0 0.0",
        "cerita": named(federation.said[-1], 0, formed.db.keys),
    }
    # What tells of her is not kept in the open.
    assert stored["rumah"] == stored["siapa"] == stored["cerita"] == ""


def test_names_of_files_tell_nothing(federation: Federation, keys: KeyRing) -> None:
    kinds = ("audio/ogg; codecs=opus", "image/jpeg", "application/x-unheard-of", "application/pdf")
    message = federation.says(SARI, "", media=tuple(Media("https://api.example/ME1", kind) for kind in kinds))
    names = [named(message, place, keys) for place in range(4)]
    assert [name[32:] for name in names] == [".ogg", ".jpg", ".bin", ".pdf"]
    assert len({name[:32] for name in names}) == 4
    assert names == [named(message, place, keys) for place in range(4)], "the same message, the same names"
    assert not any(message.provider_id in name or "628110000001" in name for name in names)


def test_a_round_of_a_form_is_exported_with_a_column_for_each_instance(formed: House) -> None:
    federation = Federation(formed)
    member_id = federation.member("Sari Contoh", SARI)
    survey = formed.library.named("keluarga")
    assert survey is not None
    link = t.member_address.c
    with formed.db.transaction() as db:
        publish(db, survey, NOON)
        opened = {"survey_name": survey.name, "survey_hash": survey.hash, "union_id": None, "reminder_days": "[]"}
        key: Any = db.execute(insert(t.round_).values(**opened, opened_at=NOON)).inserted_primary_key
        row = {"medium": "sms", "channel": "simulator", "failure": "", "reminders": 0, "set_aside": 0}
        address_id = db.scalar(select(link.address_id).where(link.member_id == member_id))
        row |= {"round_id": key[0], "member_id": member_id, "address_id": address_id, "union_id": None}
        db.execute(insert(t.participant).values(**row, invited_at=NOON))
    for text in ("ya", "2", "Budi"):
        receive(formed, [federation.says(SARI, text)], NOON + timedelta(minutes=federation.count))
    out = io.StringIO()
    assert write_csv(formed, int(key[0]), out) == 1
    found = next(csv.DictReader(io.StringIO(out.getvalue().removeprefix("\ufeff"))))
    assert found["panggilan[1]"] == "Budi"
    assert found["siapa"] == "Sari Contoh"
    assert found["_gap/rumah"] == "never_reached"

"""A stolen database shows no name, no number and no word of hers: a fortnight is played in, then the raw bytes are searched."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select, text

from bot.message import Incoming, Location, Media
from bot.services import summaries
from bot.services.house import House, Library
from bot.services.inbox import receive
from bot.services.privacy import erase
from bot.services.tick import hop
from bot.survey.yaml_form import read_survey
from bot.times import Week
from storage import tables as t
from storage.database import Database, metadata
from tests.federation import NOON, Federation, house_of

COORDINATOR, SECRETARIAT, STRANGER = "+628110007001", "+628110007002", "+628110007003"
WOMEN = {f"+62811000800{n}": f"Zubaedah{n} Qomariyah{n}" for n in range(7)}
STORY = "warungku zzramaiqq sejak ikut arisan kelompok"
QUESTION = "kapan mobil qqsehatzz datang ke dusun"
DISTRESS = "tolong suami memukul saya qqtakutzz"
OTHER = "halo qqsiapazz ini"
SECRETS = [
    *WOMEN.values(),
    *(part for name in WOMEN.values() for part in name.split()),
    "Qxkoordinator",
    "Qxsekretaris",
    *(number[-8:] for number in (COORDINATOR, SECRETARIAT, STRANGER, *WOMEN)),
    "zzramaiqq",
    "qqsehatzz",
    "qqtakutzz",
    "qqsiapazz",
    "-7.8421",
    "qqmediazz",
]


def _play(house: House, federation: Federation) -> None:
    """A round from its command to the Monday summary, with all that goes beside it."""
    union_id = federation.union("kulon-progo")
    federation.member("Qxkoordinator Satu", COORDINATOR, union_id=union_id, role="coordinator")
    federation.member("Qxsekretaris Dua", SECRETARIAT, role="secretariat", medium="whatsapp")
    for number, name in WOMEN.items():
        federation.member(name, number, union_id=union_id)

    def says(number: str, said: str, now: datetime, **more: object) -> str:
        raw = {"From": number, "Body": said, "ProfileName": WOMEN.get(number, "Qxkoordinator")}
        message = federation.says(number, said, raw=raw, **more)
        return "".join(reply.spoken.text for reply in receive(house, [message], now)[0].replies)

    asked = says(COORDINATOR, "PUTARAN corel-anggota", NOON)
    code = next(word for word in re.findall(r"\b[A-Z0-9]{4}\b", asked) if word not in ("CODE", "KODE", "CoRel"))
    says(COORDINATOR, code, NOON)
    hop(house, NOON + timedelta(minutes=5))
    chat = ("ya", "2", "1,3", "xyzzy", "2", "3", "1", "ya", STORY, "pelatihan")
    for number in WOMEN:
        for minute, said in enumerate(chat):
            says(number, said, NOON + timedelta(minutes=10 + minute))
    first, second, *_ = WOMEN
    later = NOON + timedelta(hours=1)
    says(first, QUESTION, later)
    says(second, DISTRESS, later)
    says(STRANGER, OTHER, later)
    says(first, "", later, location=Location(-7.8421, 110.1), media=(Media("https://x/qqmediazz", "image/jpeg"),))
    says(second, "BERHENTI", later)
    monday = Week.of(NOON).summary_at + timedelta(minutes=1)
    hop(house, monday)
    says(SECRETARIAT, "RINGKASAN", monday)
    assert STORY in summaries.get(house, Week.of(NOON), monday).whatsapp, "a quote must be in what was stored"


def _columns(database: Database) -> bytes:
    """Every column of every row as the server holds it, unlocked by nobody."""
    parts: list[bytes] = []
    with database.reading() as db:
        for table in metadata.sorted_tables:
            for row in db.execute(text(f'SELECT * FROM "{table.name}"')):
                parts += [bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for one in row]
    return b"\n".join(parts)


def test_a_stolen_database_shows_nothing_of_hers(database: Database) -> None:
    """Raw file and log on SQLite, every column on both; first it is made sure that all of it was stored."""
    house = house_of(database)
    _play(house, Federation(house))
    with database.reading() as db:
        assert STORY in set(db.scalars(select(t.answer.c.words)))
        assert {QUESTION, DISTRESS, OTHER} <= set(db.scalars(select(t.message.c.text)))
        assert set(WOMEN.values()) <= set(db.scalars(select(t.member.c.name)))
        assert db.scalar(select(t.outbox.c.id).where(t.outbox.c.kind == "invitation", t.outbox.c.state == "delivered"))
    loot = [_columns(database)]
    if database.is_sqlite:
        folder = Path(str(database.engine.url.database)).parent
        loot += [file.read_bytes() for file in sorted(folder.iterdir())]
        assert sum(map(len, loot)) > 100_000
    found = [secret for secret in SECRETS for one in loot if secret.encode() in one]
    assert found == []


SURVEY = """
settings: {form_id: hitung, form_title: Hitung, keyword: HITUNG}
consent: {version: "1", purpose: x, label: "Ikut? Balas YA atau TIDAK."}
survey:
  - {type: text, name: cerita, label: "Apa cerita Ibu?"}
  - {type: calculate, name: salinan, calculation: "concat(${cerita}, '!')"}
  - {type: select_one yatidak, name: lagi, label: "Ada lagi?"}
"""


def test_a_calculation_that_quotes_her_is_locked_too(database: Database) -> None:
    """What a survey makes of her words is as much hers; erasure knows it as well."""
    loaded = read_survey(SURVEY, "hitung")
    assert loaded.survey is not None, loaded.problems
    house = replace(house_of(database), library=Library((loaded.survey,)))
    federation = Federation(house)
    sari = federation.member("Sari Wulan", "+628110000001")
    for said in ("HITUNG", "ya", STORY, "ya"):
        receive(house, [federation.says("+628110000001", said)], NOON)
    with database.reading() as db:
        copy = select(t.answer.c.words).where(t.answer.c.question == "salinan")
        assert db.scalar(copy) == STORY + "!"
    assert b"zzramaiqq" not in _columns(database)
    erase(house, sari, NOON)
    with database.reading() as db:
        assert db.scalar(copy) is None


def test_what_comes_from_outside_is_stored_on_both(database: Database) -> None:
    """NUL bytes and halves of characters, wherever a stranger may put them, are taken in and never an error."""
    house = house_of(database)
    nasty = "a\x00b\ud83d\udcaf\ud83d"
    message = Incoming(
        channel="simulator",
        provider_id="SM1",
        medium="sms",
        sender="+628110000001",
        text=nasty,
        payload=nasty,
        raw={nasty: nasty},
        media=(Media(nasty, nasty),),
    )
    assert not receive(house, [message], NOON)[0].duplicate
    assert receive(house, [message], NOON)[0].duplicate
    with database.reading() as db:
        assert list(db.scalars(select(t.message.c.text))) == [nasty]

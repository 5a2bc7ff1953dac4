"""Files on the simulator's page: attached, shown, and refused in a sentence."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from werkzeug.test import TestResponse

from bot.message import Attached, Incoming, Media, Spoken
from bot.services.house import House
from bot.services.inbox import receive
from storage import tables as t
from storage.media import MOST_BYTES
from tests.federation import NOON
from tests.web.simulator_parts import API, REAL, SARI, WAHYU, id_of, messages, send

PHOTO = b"\xff\xd8\xff\xe0 a photo" * 100


def upload(client: FlaskClient, data: bytes = PHOTO, kind: str = "image/jpeg") -> TestResponse:
    """Post a file as the page does."""
    return client.post(f"{API}/files?type={kind}", data=data, content_type="application/octet-stream")


def test_a_photo_is_taken_in_and_shown(house: House, client: FlaskClient) -> None:
    wahyu = id_of(house, WAHYU)
    kept = upload(client).get_json()
    assert (kept["type"], kept["size"]) == ("image/jpeg", len(PHOTO))
    answer = send(client, phone=wahyu, text="", medium="whatsapp", media=kept).get_json()
    (file,) = answer["screens"][wahyu]["bubbles"][0]["files"]
    assert (file["of"], file["state"]) == ("image", "kept")
    shown = client.get(file["url"])
    assert (shown.status_code, shown.data, shown.content_type) == (200, PHOTO, "image/jpeg")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", "application/pdf", "nonsense", ""])
def test_what_could_hold_a_script_is_offered_to_be_saved(house: House, client: FlaskClient, kind: str) -> None:
    wahyu = id_of(house, WAHYU)
    kept = client.post(
        f"{API}/files", query_string={"type": kind}, data=b"<script>", content_type="application/octet-stream"
    ).get_json()
    answer = send(client, phone=wahyu, medium="whatsapp", media=kept).get_json()
    shown = client.get(answer["screens"][wahyu]["bubbles"][0]["files"][0]["url"])
    assert shown.content_type == "application/octet-stream"
    assert shown.headers["Content-Disposition"] == "attachment"


def test_a_file_that_cannot_be_kept_is_said_and_nothing_is_sent(house: House, client: FlaskClient) -> None:
    assert upload(client, b"").status_code == 422
    large = client.post(
        f"{API}/files",
        data=b"x",
        content_type="application/octet-stream",
        environ_overrides={"CONTENT_LENGTH": str(MOST_BYTES + 1)},
    )
    assert large.status_code == 413
    assert "16 MB" in large.get_json()["error"]
    house.settings.data.mkdir(parents=True)
    (house.settings.data / "media").write_text("in the way")
    full = upload(client)
    assert full.status_code == 507
    assert "SUARA_DATA/media" in full.get_json()["error"]
    assert messages(house) == 0


def test_a_file_that_was_sent_and_is_gone_is_said(house: House, client: FlaskClient) -> None:
    wahyu, kept = id_of(house, WAHYU), upload(client).get_json()
    answer = send(client, phone=wahyu, medium="whatsapp", media=kept).get_json()
    house.media.remove(kept["content"])
    gone = client.get(answer["screens"][wahyu]["bubbles"][0]["files"][0]["url"])
    assert gone.status_code == 410
    assert send(client, phone=wahyu, medium="whatsapp", media=kept).status_code == 410


@pytest.mark.parametrize(
    "media", ["x", {}, {"content": 1, "type": "", "size": 1}, {"content": "a" * 64, "type": "x/y"}]
)
def test_a_message_names_a_file_as_the_upload_answered(house: House, client: FlaskClient, media: object) -> None:
    assert send(client, phone=id_of(house, WAHYU), medium="whatsapp", media=media).status_code == 422


def test_sms_carries_no_file(house: House, client: FlaskClient) -> None:
    kept = upload(client).get_json()
    assert send(client, phone=id_of(house, SARI), medium="sms", media=kept).status_code == 422


def test_nobody_sees_the_file_of_somebody_real(house: House, client: FlaskClient) -> None:
    content = house.media.keep(PHOTO)
    message = Incoming("twilio", "SM1", "whatsapp", REAL, "", media=(Media("", "image/jpeg", content, len(PHOTO)),))
    receive(house, [message], NOON)
    with house.db.reading() as db:
        name = db.scalar(select(t.media.c.name))
        outbox_id = db.scalar(select(t.outbox.c.id))
    assert client.get(f"{API}/files/{name}").status_code == 404
    assert client.get(f"{API}/files/x").status_code == 404
    assert client.get(f"{API}/said/{outbox_id}/0").status_code == 404


def test_the_spoken_question_is_heard(house: House, client: FlaskClient) -> None:
    wahyu = id_of(house, WAHYU)
    content = house.media.keep(b"OggS Apa kabar?")
    row = {
        "kind": "notice", "channel": "simulator", "medium": "whatsapp", "address_id": int(wahyu), "priority": 3,
        "state": "delivered", "template": "", "created_at": NOON, "due_at": NOON, "tries": 1, "error_code": "",
        "error": "", "segments": 0,
        "spoken": Spoken("Apa kabar?", (), (Attached("audio", "tanya.ogg", content, "audio/ogg"),)).stored(),
    }  # fmt: skip
    with house.db.transaction() as db:
        db.execute(insert(t.outbox).values(row))
    answer = client.get(f"{API}/messages?phones={wahyu}&since=").get_json()
    (file,) = answer["screens"][wahyu]["bubbles"][0]["files"]
    assert file["of"] == "audio"
    assert client.get(file["url"]).data == b"OggS Apa kabar?"
    assert client.get(file["url"].removesuffix("0") + "1").status_code == 404

"""Messages as values: what is said is stored as a small JSON value and comes back the same."""

from __future__ import annotations

import json

import pytest

from bot.message import Attached, Option, Spoken, restored

SAID = (
    Spoken("Terima kasih, Bu."),
    Spoken("Ikut?", (Option("1/a=ya", "Ya"), Option("1/a=tidak", "Tidak"))),
    Spoken("Apa?", (), (Attached("audio", "tanya.ogg", "ab" * 32, "audio/ogg"), Attached("image", "kebun.jpg"))),
)


@pytest.mark.parametrize("spoken", SAID)
def test_what_is_said_comes_back_as_it_was(spoken: Spoken) -> None:
    assert restored(json.loads(json.dumps(spoken.stored()))) == spoken


def test_what_was_stored_before_files_could_be_attached_is_read() -> None:
    assert restored({"text": "Halo", "options": [["x", "Y"]]}) == Spoken("Halo", (Option("x", "Y"),))
    assert Spoken("Halo").stored() == {"text": "Halo", "options": []}

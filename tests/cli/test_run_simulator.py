"""One command, and everything happens: a round by phone, answers, reminders in the evening, the summary on Monday."""

from __future__ import annotations

import http.client
import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.programs import Program, free_port, running
from tests.waiting import LONG, until

pytestmark = pytest.mark.processes

_keys = itertools.count(1)


def ask(program: Program, method: str, path: str, body: dict[str, str] | None = None) -> Any:
    """Call the simulator's interface and return its JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", program.port, timeout=LONG)
    headers = {"Content-Type": "application/json"} if body is not None else {}
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    said = answer.read().decode()
    connection.close()
    assert answer.status == 200, said
    return json.loads(said)


def bubbles(program: Program, phone: dict[str, Any]) -> list[str]:
    """Return the texts on a phone, the newest last."""
    screens = ask(program, "GET", f"/simulator/api/messages?phones={phone['id']}&since=")["screens"]
    return [bubble["text"] for bubble in screens[phone["id"]]["bubbles"]] if phone["id"] in screens else []


def say(program: Program, phone: dict[str, Any], text: str) -> str:
    """Write ``text`` on a phone and return the last thing that is on it then."""
    body = {"phone": phone["id"], "medium": phone["medium"], "text": text, "key": f"k{next(_keys):030d}"}
    return str(ask(program, "POST", "/simulator/api/send", body)["screens"][phone["id"]]["bubbles"][-1]["text"])


def test_a_round_from_its_opening_to_the_summary(tmp_path: Path) -> None:
    settings = {"PORT": str(free_port()), "SUARA_DATA": str(tmp_path / "data"), "SUARA_SIMULATOR": "1"}
    with running("run", settings, tmp_path / "run.log", traced=False) as program:
        until(lambda: "Suara siap." in program.said())
        assert "/simulator" in program.said()
        phones = ask(program, "GET", "/simulator/api/phones")["phones"]
        coordinator, secretariat = (
            next(one for one in phones if one["role"] == role) for role in ("coordinator", "secretariat")
        )
        members = [one for one in phones if one["role"] == "member"]
        # Whatever the hour is here: a Tuesday morning.
        ask(program, "POST", "/simulator/api/clock", {"move": "Selasa 09.00"})

        preview = say(program, coordinator, "PUTARAN corel-anggota")
        code = re.search("balas ([A-Z0-9]{4}) dalam", preview)
        assert code, preview
        say(program, coordinator, code[1])
        until(lambda: all(bubbles(program, one) for one in members))
        assert "1/" in say(program, members[0], "ya")

        ask(program, "POST", "/simulator/api/clock", {"move": "besok 19.00"})
        until(lambda: len(bubbles(program, members[1])) == 2)
        assert len(bubbles(program, members[0])) >= 3

        ask(program, "POST", "/simulator/api/clock", {"move": "Senin 08.00"})
        until(lambda: any("Ringkasan" in text for text in bubbles(program, secretariat)))
        assert program.interrupt() == 0, program.said()
        assert "Traceback" not in program.said()
        assert "ERROR" not in program.said()

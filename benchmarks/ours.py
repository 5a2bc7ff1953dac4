"""The bot as a contender: its own command, its own tables, its real member survey, the whole way of a message."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.flushes import CannotMeasure
from benchmarks.servers import Server, webhook_environment
from benchmarks.talk import Talk
from bot.cli.parts import command_line, part_line
from bot.conversation.effects import Ask
from bot.conversation.engine import Step, begin, step
from bot.conversation.events import Said, Started
from bot.survey.model import Decimal, Integer, Kind, Scale, SelectMultiple, SelectOne, Text, YesNo
from bot.survey_files import load_surveys
from bot.understanding import parse_phrases

ROOT = Path(__file__).resolve().parent.parent
SURVEY = "corel-anggota"
COUNT = "SELECT count(*) FROM answer"


def talk() -> Talk:
    """Return the talk of a woman who answers everything, worked out with the engine itself from today's survey file."""
    survey = next(one for one in load_surveys([ROOT / "surveys"]).surveys if one.name == SURVEY)
    words = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "locales" / "phrases").glob("*.csv"))}
    phrases, today = parse_phrases(words), datetime.now(UTC).date()
    heard = step(survey, begin(survey, "id"), Started(today, invited=False), phrases)
    heard = step(survey, heard.conversation, Said("ya", today), phrases)
    opening, answers = ((survey.keyword, "YA"), ("ya", _expected(heard))), []
    while not heard.conversation.over:
        said = _reply(survey.question(heard.conversation.at).kind)
        heard = step(survey, heard.conversation, Said(said, today), phrases)
        answers.append((said, _expected(heard)))
    return Talk(opening, tuple(answers))


def _expected(heard: Step) -> str:
    """Return what must stand in the reply: the number of the next question, or the thanks."""
    asked = [effect for effect in heard.effects if isinstance(effect, Ask)]
    return f"{asked[0].number}/{asked[0].total}" if asked else "kasih"


def _reply(kind: Kind) -> str:
    """Return a plain reply to a question of this kind."""
    match kind:
        case YesNo():
            return "ya"
        case SelectMultiple():
            return "1,2"
        case SelectOne() | Scale():
            return "2"
        case Integer() | Decimal():
            return "2"
        case Text():
            return "Semoga pertemuan berikutnya lebih dekat dari dusun kami"
        case _:
            raise CannotMeasure(f"The benchmark has no reply to a question of type {type(kind).__name__} in {SURVEY}.")


def suara(base: Mapping[str, str], database_url: str, port: int, folder: Path, name: str) -> Server:
    """Return the bot's web process on an empty database, its tables made; data and keys in ``folder/name``."""
    data = folder / name
    data.mkdir()
    environment = webhook_environment(base, database_url, port) | {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SUARA_DATA": str(data),
        "SUARA_SIMULATOR": "0",
    }
    # As `suara run` starts them, whether or not the command itself is installed in this environment.
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(command_line("prepare", "--quiet"), env=environment, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise CannotMeasure(f"The bot's database cannot be prepared: {done.stderr.strip()[-2000:]}")
    return Server(part_line("web"), environment, port, folder / f"{name}.log")

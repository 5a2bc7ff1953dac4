"""Whole conversations as a chat in a file: read, written, and played through the engine and the wording.

The tests play the files under ``tests/transcripts``; the simulator in the terminal saves what was typed in this form.

    survey: corel-anggota
    language: id
    medium: sms
    today: 2026-11-24
    name: Sari
    facts: {member:area: Galur}  # what is known without asking
    chat:
    - bot: "Salam, Bu Sari. HAPSARI: 6 pertanyaan ... Balas YA ikut, TIDAK tidak ikut."
    - ibu: "iya"
    - bot: "1/6 ..."
    - tap: "consent=ya"        # a button or list row, by its id
    - photo: "caption"         # a photo, voice note or file, with its caption
    - file: "foto.jpg"         # the same, by the name it is kept under
    - day: 2026-11-27          # the calendar moves on
    - event: reminded          # or resumed, silence
    answers: {usaha: ya}
    gaps: {cerita: skipped}
    deeds: [alarm]             # what a person is told: alarm, keep, set_aside, opt_out
    outcome: finished
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.conversation.effects import Alarm, Effect, Forget, Keep, OptOut, Record, SetAside
from bot.conversation.engine import begin, step
from bot.conversation.events import Event, Reminded, Resumed, Said, Started, Tapped, TimedOut
from bot.conversation.state import Conversation, from_json, to_json
from bot.message import Spoken
from bot.survey.model import Survey
from bot.understanding import Phrases
from bot.wording.members import goodbye, kept
from bot.wording.speech import speak
from bot.wording.words import PLAIN, WHATSAPP, Ability, Words

WHO: Final = ("bot", "ibu", "tap", "photo", "file", "day", "event")
EVENTS: Final[Mapping[str, type[Reminded | Resumed | TimedOut]]] = MappingProxyType(
    {"reminded": Reminded, "resumed": Resumed, "silence": TimedOut}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chat: who (one of ``WHO``) and what."""

    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation as its file has it. ``answers`` are those stored at the end, ``gaps`` why some are missing.

    ``facts`` is what is known without asking, by ``Given.what``.
    """

    survey: str
    today: date
    lines: tuple[Line, ...] = ()
    language: str = "id"
    medium: str = "sms"
    name: str = ""
    consent_known: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    gaps: Mapping[str, str] = field(default_factory=dict)
    deeds: tuple[str, ...] = ()
    outcome: str = "asking"


def read_transcript(text: str) -> Transcript:
    """Read a file. What is wrong with it is a ValueError that says where."""
    try:
        kept_ = YAML(typ="base", pure=True).load(text)
    except YAMLError as problem:
        raise ValueError(f"the transcript is not YAML: {problem}") from problem
    if not isinstance(kept_, dict) or "survey" not in kept_ or "today" not in kept_:
        raise ValueError("a transcript begins with 'survey:' and 'today:'")
    lines = []
    for index, entry in enumerate(kept_.get("chat") or [], 1):
        if not isinstance(entry, dict) or len(entry) != 1 or next(iter(entry)) not in WHO:
            raise ValueError(f"chat line {index}: write one of {', '.join(WHO)}, a colon, and what was said")
        who, said = next(iter(entry.items()))
        if who == "event" and said not in EVENTS:
            raise ValueError(f"chat line {index}: an event is one of {', '.join(EVENTS)}")
        lines.append(Line(who, said))
    return Transcript(
        survey=kept_["survey"],
        today=date.fromisoformat(kept_["today"]),
        lines=tuple(lines),
        language=kept_.get("language", "id"),
        medium=kept_.get("medium", "sms"),
        name=kept_.get("name", ""),
        consent_known=kept_.get("consent_known", "no") == "yes",
        facts=kept_.get("facts") or {},
        answers=kept_.get("answers") or {},
        gaps=kept_.get("gaps") or {},
        deeds=tuple(kept_.get("deeds") or ()),
        outcome=kept_.get("outcome", "asking"),
    )


def write_transcript(transcript: Transcript) -> str:
    """Return the file's text; ``read_transcript`` of it gives ``transcript`` back."""
    head = [
        f"survey: {_quoted(transcript.survey)}",
        f"language: {transcript.language}",
        f"medium: {transcript.medium}",
        f"today: {transcript.today.isoformat()}",
        f"name: {_quoted(transcript.name)}",
        *(["consent_known: yes"] if transcript.consent_known else []),
        *([f"facts: {_mapping(transcript.facts)}"] if transcript.facts else []),
        "chat:",
    ]
    chat = [f"- {line.who}: {_quoted(line.text)}" for line in transcript.lines]
    foot = [
        f"answers: {_mapping(transcript.answers)}",
        f"gaps: {_mapping(transcript.gaps)}",
        f"deeds: [{', '.join(transcript.deeds)}]",
        f"outcome: {transcript.outcome}",
    ]
    return "\n".join([*head, *chat, *foot, ""])


def play(transcript: Transcript, survey: Survey, words: Words, phrases: Phrases) -> Transcript:
    """Play her side of ``transcript`` and return it with what the bot says, and what is stored, put in anew.

    The conversation is saved and read back before every line. All is well if the result equals ``transcript``.
    """
    stage = _Stage(survey, words, phrases, WHATSAPP if transcript.medium == "whatsapp" else PLAIN, transcript.today)
    stage.kept = to_json(begin(survey, transcript.language, transcript.name))
    stage.hear(Started(transcript.today, consent_known=transcript.consent_known, facts=transcript.facts))
    for line in transcript.lines:
        stage.enter(line)
    ended = from_json(stage.kept)
    return replace(
        transcript,
        lines=tuple(stage.lines),
        answers=stage.answers,
        gaps=stage.gaps,
        deeds=tuple(stage.deeds),
        outcome=ended.phase.value,
    )


def as_shown(spoken: Spoken) -> str:
    """Return a bubble as a transcript shows it: the text, and under it what can be tapped in brackets."""
    if not spoken.options:
        return spoken.text
    return spoken.text + "\n" + " ".join(f"[{option.title}]" for option in spoken.options)


@dataclass(slots=True)
class _Stage:
    survey: Survey
    words: Words
    phrases: Phrases
    ability: Ability
    today: date
    kept: str = ""
    lines: list[Line] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    gaps: dict[str, str] = field(default_factory=dict)
    deeds: list[str] = field(default_factory=list)

    def enter(self, line: Line) -> None:
        """Take one line of the file; the bot's own are what we are about to find out."""
        if line.who == "bot":
            return
        self.lines.append(line)
        if line.who == "day":
            self.today = date.fromisoformat(line.text)
            return
        self.hear(self._event(line))

    def hear(self, event: Event) -> None:
        """Let the engine take ``event``, and note what is said and stored."""
        result = step(self.survey, from_json(self.kept), event, self.phrases)
        self.kept = to_json(result.conversation)
        for effect in result.effects:
            self._store(effect)
        spoken = self._spoken(result.effects, result.conversation)
        if spoken is not None:
            self.lines.append(Line("bot", as_shown(spoken)))

    def _event(self, line: Line) -> Event:
        match line.who:
            case "ibu":
                return Said(line.text, self.today)
            case "photo":
                return Said(line.text, self.today, media=True)
            case "file":
                return Said("", self.today, media=True, file=line.text)
            case "tap":
                question, _, choice = line.text.partition("=")
                return Tapped(question, choice, self.today)
            case _:
                return EVENTS[line.text](self.today)

    def _spoken(self, effects: tuple[Effect, ...], conversation: Conversation) -> Spoken | None:
        """Return what she reads, including what belongs to no survey: goodbye, and thanks for a message."""
        spoken = speak(effects, self.survey, conversation, self.words, self.ability)
        if spoken is not None:
            return spoken
        if any(isinstance(effect, OptOut) for effect in effects):
            return goodbye(self.words.spoken_to(self.survey.group), conversation.language)
        if any(isinstance(effect, Keep) for effect in effects):
            return kept(self.words.spoken_to(self.survey.group), conversation.language)
        return None

    def _store(self, effect: Effect) -> None:
        match effect:
            case Record(question, value, gap=gap):
                self.answers[question] = value
                self.gaps.pop(question, None)
                if gap:
                    self.gaps[question] = gap
            case Forget(question):
                self.answers.pop(question, None)
                self.gaps.pop(question, None)
            case SetAside():
                self.deeds.append("set_aside")
            case Alarm():
                self.deeds.append("alarm")
            case Keep():
                self.deeds.append("keep")
            case OptOut():
                self.deeds.append("opt_out")
            case _:
                pass


def _quoted(text: str) -> str:
    """Return ``text`` as a YAML scalar on one line; JSON's strings are YAML's."""
    return json.dumps(text, ensure_ascii=False)


def _mapping(values: Mapping[str, str]) -> str:
    # The answers of a repeat ("umur[2]") would end a list in YAML.
    named = ((_quoted(name) if "[" in name else name, value) for name, value in values.items())
    return "{" + ", ".join(f"{name}: {_quoted(value)}" for name, value in named) + "}"

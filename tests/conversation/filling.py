"""Forms of a few rows for the tests, and a conversation about one."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from bot.conversation.effects import Effect
from bot.conversation.engine import Step, begin, step
from bot.conversation.events import Event, Said, Started
from bot.conversation.state import Conversation
from bot.survey.expressions import Expression, compile_expression
from bot.survey.head import STANDARD_CONSENT
from bot.survey.model import Calculate, Integer, Question, Row, Section, Survey, Text, Texts, YesNo, questions_in
from tests.understanding.readings import PHRASES

WIB = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 24, 19, 0, tzinfo=WIB)
TODAY = NOW.date()


def xp(text: str, *, columns: bool = False) -> Expression:
    """Return an expression as the readers of forms compile it."""
    return compile_expression(text, paths=True, columns=columns)


def said(label: str) -> Texts:
    """Return a label in Indonesian."""
    return {"id": label}


def form(*rows: Row) -> Survey:
    """Return a survey of these rows."""
    return Survey(
        name="uji",
        hash="h",
        source="",
        title=said("Uji"),
        consent=STANDARD_CONSENT,
        questions=questions_in(rows),
        rows=rows if any(isinstance(row, Section) for row in rows) else (),
    )


class Talk:
    """A conversation about a form, with the effects of each step."""

    def __init__(self, survey: Survey, *, now: datetime | None = NOW, facts: dict[str, str] | None = None) -> None:
        """Begin it, consent given."""
        self.survey = survey
        self.now = now
        self.state: Conversation = begin(survey, "id")
        self.last: tuple[Effect, ...] = ()
        self.do(Started(TODAY, consent_known=True, now=now, facts=facts or {}))

    def do(self, event: Event) -> Step:
        """Take one event."""
        found = step(self.survey, self.state, event, PHRASES)
        self.state, self.last = found.conversation, found.effects
        return found

    def say(self, *texts: str) -> Talk:
        """Take her replies one after the other."""
        for text in texts:
            self.do(Said(text, TODAY, now=self.now))
        return self

    @property
    def asked(self) -> str:
        """The question in hand, or nothing."""
        return self.state.at

    def effects(self, kind: type[Effect]) -> list[Effect]:
        """Return the effects of this kind of the last step."""
        return [one for one in self.last if isinstance(one, kind)]


def of_each_child(*rows: Question) -> Section:
    """Return the repeat in which they are asked, as many times as ``jumlah`` says."""
    return Section(name="anak", path=("anak",), label=said("Anak"), repeats=True, count=xp("${jumlah}"), rows=rows)


CHILDREN = form(
    Question("jumlah", Integer(), said("Berapa anak Ibu?")),
    of_each_child(
        Question("nama", Text(), said("Siapa namanya?"), path=("anak", "nama")),
        Question("umur", Integer(), said("Umur ${nama}?"), path=("anak", "umur")),
        Question("sekolah", YesNo(), said("Sekolah?"), path=("anak", "sekolah"), relevant=xp("${umur} >= 7")),
    ),
    Question("tua", Calculate(xp("max(${umur})")), {}),
    Question("banyak", Calculate(xp("count(${anak})")), {}),
    Question("akhir", Text(), said("Yang paling tua ${tua} tahun. Apa harapan Ibu?")),
)

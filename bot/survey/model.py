"""What a survey is, once its file has been read: immutable values in XLSForm's words.

A survey is a list of questions in order. Which of them a member hears is decided while she answers, by each question's
``relevant`` expression. Texts are kept by language, because the language is the member's and not the survey's.

Source of the names: XLSForm (xlsform.org) for ``type``, ``name``, ``label``, ``hint``, ``required``, ``relevant``,
``constraint``, ``constraint_message``, ``calculation`` and ``choices``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    # Only named here: reading replies does without the engine of expressions.
    from bot.survey.expressions import Expression
    from bot.survey.tree import Table

Language = Literal["id", "jv", "en"]
"""``id`` Indonesian (always present), ``jv`` Javanese, ``en`` English."""

Texts = Mapping[str, str]
"""The same words by language code. ``id`` is always there; ``text_in`` falls back to it."""


def text_in(texts: Texts, language: str) -> str:
    """Return the words in ``language``, or in Indonesian where there is no translation."""
    return texts.get(language) or texts.get("id", "")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a closed question offers. ``name`` is stored, ``label`` is shown.

    ``columns`` are the other columns of its row, which a ``choice_filter`` reads.
    """

    name: str
    label: Texts
    columns: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """An open answer, kept in her own words."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the words of a question say about the number that it asks for (see ``bot.survey.asked``).

    ``of`` is the thing counted ("ekor", "kambing"), ``per`` what the number is for ("hari", "kg"), ``when`` a time named
    in the question ("bulan lalu"), ``which`` what bears the number where one of many is asked for ("rt" in "RT berapa").
    ``words`` are all words of the question.
    """

    of: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    when: str = ""
    which: str = ""
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number. Limits are inclusive; they help the reading, the ``constraint`` decides.

    ``asked`` is what the question's words say about the number; None where they are not known. ``step`` (from
    ``minimum``, or from 0) is that of a ``range``.
    """

    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    asked: Asked | None = None
    step: float | None = None


@dataclass(frozen=True, slots=True)
class Decimal:
    """A number with a fraction. ``unit`` is the unit the value is stored in ("kg", "ha"); the rest as in ``Integer``."""

    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    asked: Asked | None = None
    step: float | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole rupiah (XLSForm: ``integer`` with the column ``unit: rupiah``). ``asked`` as in ``Integer``."""

    minimum: float | None = None
    maximum: float | None = None
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no, stored as ``ya`` or ``tidak`` (XLSForm: ``select_one yatidak``).

    ``asks`` is the question in Indonesian, or empty: "gpp" and "hadir" answer some questions and not others.
    ``first`` is what "1" stands for; ``yes_no`` takes both from the label.
    """

    asks: str = ""
    first: Literal["ya", "tidak"] = "ya"


@dataclass(frozen=True, slots=True)
class SelectOne:
    """One of the choices, stored by its name."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class SelectMultiple:
    """Any of the choices, stored as their names separated by a space, in the order of the list (XForms)."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Rank:
    """All of the choices, put in order: stored as their names separated by a space, the most important first (XLSForm: rank)."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """A rating from the first to the last choice; names are the whole numbers 1..n in order (XLSForm: select_one)."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place of a register (union, kabupaten, kecamatan, desa), stored by its code and asked for by its name.

    The list is for reading, not for showing: it may be long (XLSForm: ``select_one`` with ``appearance: autocomplete``).
    """

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Date:
    """A day, stored as ISO 8601. ``prefer`` says whether a day without a year is meant in the past or the future.

    A year on the other side of today is asked back, unless ``any`` is meant (where a day without a year is a past one).
    """

    prefer: Literal["past", "future", "any"] = "past"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, stored as HH:MM."""


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day and a time of day, stored as ISO 8601 with her zone: 2026-11-24T19:00:00.000+07:00. ``prefer`` as in ``Date``."""

    prefer: Literal["past", "future", "any"] = "past"


@dataclass(frozen=True, slots=True)
class GeoPoint:
    """A point on the earth: a location sent by WhatsApp, stored as "latitude longitude altitude accuracy" (degrees, metres).

    Where only words can be sent, the name of the place is kept as she wrote it.
    """


@dataclass(frozen=True, slots=True)
class Media:
    """A photo, a voice note, a video or any file, sent by WhatsApp and stored by the name it is kept under."""

    of: Literal["image", "audio", "video", "file"]


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Something that she has read and agrees to; stored as "OK"."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something told, nothing asked."""


@dataclass(frozen=True, slots=True)
class Calculate:
    """A value worked out from earlier answers; never shown.

    ``calculation`` is None for a row that only holds its ``default`` (XLSForm: hidden).
    """

    calculation: Expression | None


@dataclass(frozen=True, slots=True)
class Given:
    """What is known without asking (XLSForm: start, end, today, phonenumber, deviceid, username, email, audit ...).

    ``what`` is XLSForm's type, or "member:name", "member:area", "member:union", "member:role" for her own record.
    """

    what: str


Kind = (
    Text
    | Integer
    | Decimal
    | Money
    | YesNo
    | SelectOne
    | SelectMultiple
    | Rank
    | Scale
    | PlaceName
    | Date
    | Time
    | DateTime
    | GeoPoint
    | Media
    | Acknowledge
    | Note
    | Calculate
    | Given
)
"""Every question type there is. ``match`` over it, end with ``assert_never``: mypy then names each place forgotten."""


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the survey sheet.

    ``name`` is unique in the survey: XLSForm's name, with the groups it stands in before it ("rumah/nama") where two
    groups have one of the same name. ``path`` are the names from the root down, its own last; empty means ``(name,)``.
    ``relevant`` and ``constraint`` are compiled when the file is loaded; ``.`` in a constraint is the new value.
    ``simpler`` is the label in plainer words, used when a reply was not understood (our own column).
    ``indicator`` ties the question to a target of the strategic plan (our own column).
    ``required_when`` is ``required`` as an expression. ``choice_filter`` says of each choice whether it is offered now.
    ``default`` stands there before she is asked; ``calculation`` is worked out for a row that is asked as well.
    ``media`` are the files of the label by kind ("audio", "image", "video") and language. ``trigger`` names the questions
    whose answer makes ``calculation`` be worked out again. ``guidance`` is for whoever asks, not for her.
    """

    name: str
    kind: Kind
    label: Texts
    hint: Texts = field(default_factory=dict)
    simpler: Texts = field(default_factory=dict)
    required: bool = False
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Texts = field(default_factory=dict)
    sensitive: bool = False
    indicator: str = ""
    path: tuple[str, ...] = ()
    required_when: Expression | None = None
    required_message: Texts = field(default_factory=dict)
    choice_filter: Expression | None = None
    default: Expression | None = None
    calculation: Expression | None = None
    read_only: bool = False
    trigger: tuple[str, ...] = ()
    guidance: Texts = field(default_factory=dict)
    media: Mapping[str, Texts] = field(default_factory=dict)
    appearance: str = ""

    @property
    def asks(self) -> bool:
        """Whether this row waits for a reply (a note, a calculation and a row that she may only read do not)."""
        return not (self.read_only or isinstance(self.kind, Note | Calculate | Given))

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices of a closed question, else an empty tuple. Yes/no has none of its own."""
        return self.kind.choices if isinstance(self.kind, SelectOne | SelectMultiple | Rank | Scale) else ()

    def offering(self, names: tuple[str, ...]) -> Question:
        """Return the question with those of its choices that have these names."""
        kind = self.kind
        if not isinstance(kind, SelectOne | SelectMultiple | Rank | Scale | PlaceName):
            return self
        return replace(self, kind=replace(kind, choices=tuple(one for one in kind.choices if one.name in names)))


@dataclass(frozen=True, slots=True)
class Section:
    """A group, or a repeat, with the rows inside it in order.

    A repeat is asked once for each of ``count`` instances; ``count`` is worked out from the answers. Where the author
    gave no count, a question called ``counted_by`` ("Berapa anak?") stands before the repeat.
    ``name`` and ``path`` are as those of a question.
    """

    name: str
    path: tuple[str, ...]
    rows: tuple[Row, ...]
    label: Texts = field(default_factory=dict)
    relevant: Expression | None = None
    repeats: bool = False
    count: Expression | None = None
    counted_by: str = ""


Row = Question | Section


def questions_in(rows: tuple[Row, ...]) -> tuple[Question, ...]:
    """Return the questions of these rows and of all sections inside them, in document order."""
    return tuple(
        question for row in rows for question in (questions_in(row.rows) if isinstance(row, Section) else (row,))
    )


@dataclass(frozen=True, slots=True)
class Consent:
    """What is said before the first question. A changed ``purpose`` or wording asks again.

    ``version`` is the author's label; what counts is ``wording_hash``: 16 hex digits over purpose and label in every
    language.
    """

    purpose: str
    version: str
    label: Texts
    wording_hash: str


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey as its file had it. ``hash`` is the SHA-256 (hex) of ``source``, the file's text with ``\\n`` line ends.

    Whoever begins under one hash ends under it: the source is kept in the database and read again from there.
    ``expires_after`` counts from her last message; ``reminders`` count from the invitation (at most two).
    ``rows`` hold groups and repeats; empty for a survey without any. ``tables`` are the choice lists and the files of
    rows that expressions look things up in, by name. ``languages`` are those of the file, the default first.
    ``outcome`` is what a finished conversation means: "" (answers), "complaint", "story", "response_sheet",
    "registration" or "confirmation".
    """

    name: str
    hash: str
    source: str
    title: Texts
    consent: Consent
    questions: tuple[Question, ...]
    keyword: str = ""
    expires_after: timedelta = timedelta(days=7)
    reminders: tuple[timedelta, ...] | None = None
    thanks: Texts = field(default_factory=dict)
    group: Literal["members", "staff", "partners"] = "members"
    rows: tuple[Row, ...] = field(default=(), repr=False)
    tables: Mapping[str, Table] = field(default_factory=dict, repr=False, compare=False)
    languages: tuple[str, ...] = ("id",)
    outcome: str = ""
    _by_name: Mapping[str, Question] = field(init=False, repr=False, compare=False)
    asked: tuple[Question, ...] = field(init=False, repr=False, compare=False)
    """The questions that wait for a reply, in order."""

    def __post_init__(self) -> None:
        """Index the questions: every reply looks several of them up."""
        object.__setattr__(self, "_by_name", {question.name: question for question in reversed(self.questions)})
        object.__setattr__(self, "asked", tuple(question for question in self.questions if question.asks))

    def question(self, name: str) -> Question:
        """Return the question called ``name``; KeyError if the survey has none. In a repeat, "umur[2]" is "umur"."""
        found = self._by_name.get(name)
        return self._by_name[name.partition("[")[0]] if found is None else found

    def has(self, name: str) -> bool:
        """Whether the survey has a question called ``name`` ("umur[2]" in a repeat)."""
        return name in self._by_name or name.partition("[")[0] in self._by_name

"""What a survey is, once its file has been read: immutable values in XLSForm's words.

A survey is a list of questions in order. Which of them a member hears is decided while she answers, by each question's
``relevant`` expression. Texts are kept by language, because the language is the member's and not the survey's.

Source of the names: XLSForm (xlsform.org) for ``type``, ``name``, ``label``, ``hint``, ``required``, ``relevant``,
``constraint``, ``constraint_message``, ``calculation`` and ``choices``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    # Only named here: reading replies does without the engine of expressions.
    from bot.survey.expressions import Expression

Language = Literal["id", "jv", "en"]
"""``id`` Indonesian (always present), ``jv`` Javanese, ``en`` English."""

Texts = Mapping[str, str]
"""The same words by language code. ``id`` is always there; ``text_in`` falls back to it."""


def text_in(texts: Texts, language: str) -> str:
    """Return the words in ``language``, or in Indonesian where there is no translation."""
    return texts.get(language) or texts.get("id", "")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a closed question offers. ``name`` is stored, ``label`` is shown."""

    name: str
    label: Texts


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

    ``asked`` is what the question's words say about the number; None where they are not known.
    """

    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class Decimal:
    """A number with a fraction. ``unit`` is the unit the value is stored in ("kg", "ha"), ``asked`` as in ``Integer``."""

    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    asked: Asked | None = None


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
    """A day, stored as ISO 8601. ``prefer`` says whether a day without a year is meant in the past or the future."""

    prefer: Literal["past", "future"] = "past"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, stored as HH:MM."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something told, nothing asked."""


@dataclass(frozen=True, slots=True)
class Calculate:
    """A value worked out from earlier answers; never shown."""

    calculation: Expression


Kind = (
    Text
    | Integer
    | Decimal
    | Money
    | YesNo
    | SelectOne
    | SelectMultiple
    | Scale
    | PlaceName
    | Date
    | Time
    | Note
    | Calculate
)
"""Every question type there is. ``match`` over it, end with ``assert_never``: mypy then names each place forgotten."""


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the survey sheet.

    ``relevant`` and ``constraint`` are compiled when the file is loaded; ``.`` in a constraint is the new value.
    ``simpler`` is the label in plainer words, used when a reply was not understood (our own column).
    ``indicator`` ties the question to a target of the strategic plan (our own column).
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

    @property
    def asks(self) -> bool:
        """Whether this row waits for a reply (a note and a calculation do not)."""
        return not isinstance(self.kind, Note | Calculate)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices of a closed question, else an empty tuple. Yes/no has none of its own."""
        return self.kind.choices if isinstance(self.kind, SelectOne | SelectMultiple | Scale) else ()


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
    _by_name: Mapping[str, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the questions: every reply looks several of them up."""
        object.__setattr__(self, "_by_name", {question.name: question for question in reversed(self.questions)})

    def question(self, name: str) -> Question:
        """Return the question called ``name``; KeyError if the survey has none."""
        return self._by_name[name]

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions that wait for a reply, in order."""
        return tuple(question for question in self.questions if question.asks)

"""Reads any of the choices: "1,3", "1 s/d 3", "pupuk sama bibit", "semua kecuali 2", "arisan ga ikut", "tidak ada"."""

from __future__ import annotations

from bot.survey.model import Choice, SelectMultiple
from bot.understanding.labels import Labels, labels_of, named
from bot.understanding.mentions import Said, said_in
from bot.understanding.normal import Reply, is_number
from bot.understanding.phrases import Phrases
from bot.understanding.pointing import Pointer, pointers
from bot.understanding.reading import NotAnAnswer, Read, Reading, Unclear
from bot.understanding.weighing import Weighed, has_odd_run, none_of, nothing, weigh

_WRITTEN_OUT = frozenset({"sampai"})
_DASHES = frozenset({"-", "–", "—"})


def read_multiple(kind: SelectMultiple, reply: Reply, phrases: Phrases) -> Reading:
    """Read any of the choices; "tidak ada" is the empty text, or the choice that says so."""
    choices = kind.choices
    labels = labels_of(choices, phrases)
    same = named(reply, choices, phrases)
    if same is not None:
        return Read(same.name, "choice.label", 0.99)
    ends = [end for _, end, meaning in phrases.scan("choices", reply.tokens) if meaning == "except"]
    if ends:
        return _all_but(kind, reply, ends[0], phrases)
    said = said_in(reply, labels, phrases)
    weighed = weigh(said, labels)
    found = pointers(said, len(choices), phrases)
    numbers = _by_number(found, weighed, reply, choices, written_out="to" in said.roles)
    if isinstance(numbers, Unclear):
        return _besides(numbers, set(weighed.wanted), choices) if any(one.own for one in found) else numbers
    joined = _joined(said)
    chosen = numbers | set(weighed.wanted) | _through(said) | joined
    if not chosen:
        return _none_or_all(said, weighed, labels, choices)
    rest = [clause for clause in said.clauses if clause.has("others") and not clause.has("not", "denies")]
    if rest and (not rest[0].mentions or rest[0] is said.clauses[0]):
        return _others(weighed, labels, choices)
    value = _in_order(choices, chosen)
    vague = (weighed.vague and not joined) or any(one.odd for one in found)
    doubtful = {"question", "hedge", "or"} & said.roles or weighed.unsure or vague or has_odd_run(said)
    explained = sum(bool(piece.stands) for clause in said.clauses for piece in clause.pieces) + len(numbers)
    if doubtful or said.unknown > max(3, 2 * explained) or weighed.doubtful(said.unknown):
        return Unclear((value,), "which_choice")
    return Read(value, "choice.several", 0.95 if not said.unknown else 0.8)


def _in_order(choices: tuple[Choice, ...], chosen: set[int]) -> str:
    return " ".join(choice.name for place, choice in enumerate(choices) if place in chosen)


def _things(labels: Labels, choices: tuple[Choice, ...]) -> set[int]:
    """Return the choices without the one that says there is none."""
    return set(range(len(choices))) - {nothing(labels)}


def _all_but(kind: SelectMultiple, reply: Reply, start: int, phrases: Phrases) -> Reading:
    """Read what follows "kecuali" and leave it out."""
    rest = reply.tokens[start:]
    left_out = read_multiple(kind, Reply(rest, tuple(token for token in rest if token in reply.words)), phrases)
    if not isinstance(left_out, Read) or not left_out.value:
        return Unclear((), "which_choice")
    names = set(left_out.value.split())
    labels = labels_of(kind.choices, phrases)
    kept = {place for place in _things(labels, kind.choices) if kind.choices[place].name not in names}
    return Read(_in_order(kind.choices, kept), "choice.all_but", 0.9)


def _others(weighed: Weighed, labels: Labels, choices: tuple[Choice, ...]) -> Reading:
    """Read "buku nikah belum, yang lain sudah"."""
    if not weighed.denied or weighed.wanted or weighed.unsure:
        return Unclear(tuple(choices[place].name for place in weighed.wanted), "which_choice")
    return Read(_in_order(choices, _things(labels, choices) - weighed.denied), "choice.all_but", 0.85)


def _none_or_all(said: Said, weighed: Weighed, labels: Labels, choices: tuple[Choice, ...]) -> Reading:
    """Read "semua", "keduanya" where there are two, and "tidak ada" in all its forms."""
    everything = next((role for role in sorted(said.roles) if role.startswith("all")), None)
    denied = "not" in said.roles
    value = _in_order(choices, _things(labels, choices))
    if weighed.denied and "others" in said.roles:
        return _others(weighed, labels, choices)
    if "at all" in said.roles and denied and set(weighed.perhaps) == set(range(len(choices))) and not said.unknown:
        return Read("", "choice.none", 0.85)  # "belum ikut kelompok apa-apa" where all are called "kelompok"
    if weighed.denied or weighed.perhaps or weighed.unsure:
        return Unclear(tuple(choices[place].name for place in weighed.perhaps), "which_choice")
    if {"question", "hedge", "if"} & said.roles:
        return NotAnAnswer()
    if everything is not None and not (denied or "none" in said.roles):
        sure = everything == "all" or everything == f"all {len(choices)}"
        return Read(value, "choice.all", 0.95) if sure and said.says_none else Unclear((value,), "which_choice")
    plain = said.roles <= {"not", "yes", "beside"} and not said.unknown and none_of(labels) is not None
    some = {"has", "at all", "counted", "thing", "very"} & said.roles or everything not in (None, "all")
    none = "none" in said.roles or (denied and (some or plain))
    if none and (everything != "all" or "none" in said.roles) and said.says_none:
        place = none_of(labels)
        if place is None and nothing(labels) is not None:
            return Unclear((choices[nothing(labels) or 0].name,), "which_choice")
        return Read("" if place is None else choices[place].name, "choice.none", 0.9)
    return NotAnAnswer() if everything is None else Unclear((value,), "which_choice")


def _joined(said: Said) -> set[int]:
    """Return the choices of a reply that only names several, each clearly enough beside the others: "air, kerjaan"."""
    named = [one for clause in said.clauses for one in clause.mentions]
    single = {one.choices[0] for one in named if len(one.choices) == 1 and not (one.against or one.contrary)}
    plain = said.unknown == 0 and said.roles <= {"and", "beside", "yes", "has", "generic"}
    return single if plain and 1 < len(single) == len(named) else set()


def _besides(numbers: Unclear, named: set[int], choices: tuple[Choice, ...]) -> Unclear:
    """Return what numbers may mean, each time with what is named beside them: "1-3 sama jarak"."""
    pointed = ({at for at, choice in enumerate(choices) if choice.name in one.split()} for one in numbers.candidates)
    together = tuple(_in_order(choices, one | named) for one in pointed) or (_in_order(choices, named),)
    return Unclear(tuple(one for one in together if one), numbers.reason)


def _through(said: Said) -> set[int]:
    """Return the choices from one to another: "senin sampai jumat"."""
    for clause in said.clauses:
        named = [one.choices[0] for one in clause.mentions if len(one.choices) == 1]
        if len(named) == 2 == len(clause.mentions) and clause.has("to") and named[0] < named[1]:
            return set(range(named[0], named[1] + 1))
    return set()


def _by_number(
    found: list[Pointer], weighed: Weighed, reply: Reply, choices: tuple[Choice, ...], *, written_out: bool
) -> set[int] | Unclear:
    """Return the places pointed at, a range filled in; "1-3" may mean two things, "bukan 1" means none."""
    named = {place + 1 for place in weighed.wanted}
    pointed = [
        one for one in found if one.usable and (one.explicit or one.alone or one.own or not named or one.value in named)
    ]
    if not pointed:
        return Unclear((), "limits") if any(one.alone for one in found) else set()
    wanted = {int(one.value) - 1 for one in pointed if not one.denied}
    denied = {int(one.value) - 1 for one in pointed if one.denied}
    how_many = len(reply.words) == 2 and reply.words[0] == "pilih" and pointed[0].word and not is_number(reply.words[1])
    if how_many or not wanted - denied:
        return Unclear((), "which_choice")  # "pilih dua" may be how many
    places = [int(one.value) for one in pointed if not one.denied]
    if any(not 0 < place <= len(choices) for place in places):
        return _beyond(places, choices, word=pointed[0].word)
    tokens = set(reply.tokens) | ({"sampai"} if written_out else set())
    if len(places) == 2 and places[0] < places[1] and (_WRITTEN_OUT | _DASHES) & tokens:
        filled = set(range(places[0] - 1, places[1]))
        if not _WRITTEN_OUT & tokens and filled != wanted:
            return Unclear((_in_order(choices, filled), _in_order(choices, wanted)), "range")
        return filled
    return wanted - denied


def _beyond(places: list[int], choices: tuple[Choice, ...], *, word: bool) -> set[int] | Unclear:
    """Read "134" in a short list as 1, 3 and 4; what else is off the list is asked back."""
    size = len(choices)
    digits = [int(digit) for digit in str(places[0])]
    rising = not word and len(digits) > 1 and digits == sorted(set(digits)) and digits[0] > 0 and digits[-1] <= size
    if len(places) == 1 and rising and size < 10:
        return {digit - 1 for digit in digits}
    inside = _in_order(choices, {place - 1 for place in places})
    return Unclear((inside,) if inside else (), "limits")

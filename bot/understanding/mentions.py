"""Finds which choices a reply names, and what it says of each: wanted, denied, of the past, or only spoken of.

The reply is cut into clauses ("sapi, dulu ayam"), a clause into runs ("pupuk dan bibit"). In a run the label of which most
words were said is taken first, so that "sumur bor" is not also "sumur"; a denial holds for what stands with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot.understanding.kept import Kept
from bot.understanding.labels import DENYING, LINKS, Label, Labels, bridged, same_words, stands_for
from bot.understanding.likeness import ROMAN, slipped, unhung
from bot.understanding.normal import Reply, clipped, is_word
from bot.understanding.numbers import meaning_of
from bot.understanding.phrases import Phrases
from bot.understanding.thumbs import slipped as missed

_MOST = 12
"""Words that may name a choice; whoever writes more tells a story."""

_MOST_READ = 24
"""Words of a reply in which slips and glued words are looked for."""

_LONGEST_WORD = 24
_SHORT = 4
_DEGREES = {"tidak": "not", "belum": "not", "bukan": "not", "sangat": "very", "kurang": "less", "sekali": "very"}
_BREAKS = frozenset(",;.!")
_OPENING = ("but", "why", "if", "now")
_DOUBLED = re.compile(r"([^\W_0-9])\1")
_NONE = ("not", "none", "has", "at all", "yes", "beside", "very", "generic", "and", "or", "counted", "thing", "why")
_CONTENT = ("denies", "has", "generic", "measure", "counted", "thing", "hedge", "but")
_NOTHING: Mapping[str, int] = {}


@dataclass(slots=True)  # not frozen: one is made for every word, and freezing doubles the cost
class Piece:
    """A word of the reply: what it does ("not", "very", "and", ..., see roles.csv) and what it may stand for in the list."""

    word: str
    role: str = ""
    stands: Mapping[str, int] = field(default_factory=dict)
    filler: bool = False

    @property
    def unknown(self) -> bool:
        """Whether nothing is known of this word."""
        return not (self.role or self.stands or self.filler) and is_word(self.word)


@dataclass(slots=True)
class Mention:
    """Choices that one part of the reply names: one, or several between which it does not tell.

    ``against``: the words deny it. ``sure``: 3 for the very words, 1 for a slip. ``vague``: only words that many things
    are called by ("air", "rumah"), or the contrary of the label. ``double``: two denials, which may mean either.
    ``nothing``: a label such as "tidak ada", which says nothing of its own beside a named choice. ``denied``: the label
    itself denies; ``graded``: it differs from others by degree only. ``after``: the denial follows ("arisan ga ikut").
    ``odd``: a short unknown word stands before it, which may deny it in a language that is not known ("teu puas").
    """

    choices: tuple[int, ...]
    against: bool = False
    sure: int = 3
    full: bool = True
    vague: bool = False
    contrary: bool = False
    double: bool = False
    nothing: bool = False
    denied: bool = False
    graded: bool = False
    after: bool = False
    odd: bool = False


@dataclass(slots=True)
class Clause:
    """A part of the reply between commas and the like: its runs, how it opens, and what is found in it."""

    opening: str = ""
    runs: list[list[Piece]] = field(default_factory=lambda: [[]])
    mentions: list[Mention] = field(default_factory=list)
    loose: str = ""

    @property
    def pieces(self) -> Iterable[Piece]:
        """All words of the clause."""
        return (piece for run in self.runs for piece in run)

    def has(self, *roles: str) -> bool:
        """Whether a word outside the labels does one of these things."""
        return any(piece.role in roles and not piece.stands for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Said:
    """All that a reply says: its clauses, the roles of its words, and how many words nothing is known of (reasons left out)."""

    clauses: tuple[Clause, ...]
    roles: frozenset[str]
    unknown: int

    @property
    def says_none(self) -> bool:
        """Whether nothing is said beside a denial: "belum punya apa-apa", but not "belum ada bantuan dari desa"."""
        return not self.unknown and all(role in _NONE or role.startswith("all") for role in self.roles)


def _degree_words(phrases: Phrases) -> tuple[tuple[str, str], ...]:
    """Return the spellings of "tidak", "sangat" and the like, which people write together with the next word."""
    found = {key[0]: meant[0] for key, meant in phrases.words.items() if len(key) == 1 and meant[0] in _DEGREES}
    found |= {word: word for word in _DEGREES}
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


_degrees = Kept(_degree_words)


def _apart(word: str, labels: Labels, phrases: Phrases) -> list[Piece]:
    """Return "tidakpuas" or "sangattidakpuas" word by word; empty if it is nothing of the kind."""
    for spelling, meant in _degrees(phrases):
        rest = word[len(spelling) :]
        if not word.startswith(spelling) or len(rest) < 3 or len(spelling) < 2:
            continue
        degree = Piece(meant, _DEGREES[meant])
        spelt = phrases.words.get((rest,), (rest,))[0]
        stands = stands_for(spelt, labels, phrases)
        if stands and max(stands.values()) > 1:
            return [degree, Piece(spelt, "", stands)]
        more = _apart(rest, labels, phrases)
        if more:
            return [degree, *more]
    return []


def _word(token: str, labels: Labels, phrases: Phrases) -> list[Piece]:
    """Return what one word without a role of its own is: a label's, a filler, a number, or one written in another way."""
    if (token in phrases.fillers or token in LINKS) and token not in labels.stands:
        return [Piece(token, filler=True)]
    stands = stands_for(token, labels, phrases) or stands_for(_DOUBLED.sub(r"\1", token), labels, phrases)
    if stands:
        return [Piece(token, "", stands)]
    if meaning_of(token, phrases) or (len(token) > 1 and token in ROMAN):
        return [Piece(token, "figure")]
    if token in phrases.known or len(token) > _LONGEST_WORD:
        return [Piece(token)]
    return _respelt(token, labels, phrases) or [Piece(token)]


def _respelt(token: str, labels: Labels, phrases: Phrases) -> list[Piece]:
    """Return what an unknown word is by a particle, a slip, or as several words written together; empty if nothing."""
    half = token[: len(token) // 2]
    twice = half if len(half) >= 3 and token == half + half else ""  # "kadangkadang"
    if twice in labels.stands:
        return [Piece(twice, "", labels.stands[twice])]
    for plain in (twice, _DOUBLED.sub(r"\1", token), unhung(token)):
        bare = phrases.words.get((plain,), (plain,))[0]
        role = phrases.meaning("roles", (bare,)) or phrases.meaning("choices", (bare,))
        if role and bare != token:
            return [Piece(bare, role.removesuffix(" generic"))]  # "belumpi", "semuanyami"
    for degree, role in _DEGREES.items():
        if (len(token) >= 5 and slipped(token, degree)) or clipped(token, degree):
            return [Piece(degree, role)]
    for (name, *more), words in labels.same.items():
        if not more and len(name) > _SHORT and missed(token, name):
            return [Piece(word, "", _once(labels.stands.get(word, _NOTHING)), filler=word in LINKS) for word in words]
    return _apart(token, labels, phrases)


def _once(stands: Mapping[str, int]) -> Mapping[str, int]:
    """Return what a word stands for where it was only understood by a slip."""
    return dict.fromkeys(stands, 1)


def _of_role(token: str, role: str, labels: Labels) -> Mapping[str, int]:
    """Return what a word with a role stands for in the list all the same ("kering" for "Kekeringan")."""
    found = labels.stands.get(token)
    if found is None and role in _CONTENT:
        found = dict.fromkeys(labels.roots.get(token, ()), 2)
    return found or _NOTHING


def _without_label(tokens: tuple[str, ...], at: int, end: int, labels: Labels, phrases: Phrases) -> tuple[int, str]:
    """Return the longest part of a phrase that leaves the label's words to the label ("sama sekali" before "tidak puas")."""
    for less in range(end - 1, at + 1, -1):
        role = phrases.meaning("roles", tokens[at:less])
        if role and not any(word in labels.holding for word in tokens[at:less]):
            return less, role
    return at + 1, phrases.meaning("roles", tokens[at : at + 1]) or ""


def pieces_of(reply: Reply, labels: Labels, phrases: Phrases) -> list[Piece]:
    """Return the words of the reply, each with what it does and what it may stand for."""
    tokens = same_words(bridged(reply.tokens, phrases), labels)
    roles = {start: (end, role) for table in ("roles", "choices") for start, end, role in phrases.scan(table, tokens)}
    result: list[Piece] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end, role = roles.get(at, (at + 1, ""))
        denying = role == "none" or tokens[end - 1] in DENYING
        names = tokens[at : end + 1] if denying else tokens[at:end]
        if end > at + 1 and role != "question" and any(other in labels.holding for other in names):
            whole, (end, role) = end, _without_label(tokens, at, end, labels, phrases)
            left = ((place, phrases.meaning("roles", (tokens[place],))) for place in range(end, whole))
            roles |= {place: (place + 1, alone) for place, alone in left if alone}
        if role.endswith(" between"):
            role = ""  # not between numbers
        if role:
            role = role.removesuffix(" generic")
            stands = _of_role(token, role, labels) if end == at + 1 else _NOTHING
            result.append(Piece(" ".join(tokens[at:end]), role, stands))
        elif token not in labels.stands and (len(tokens) > _MOST_READ or not is_word(token)):
            result.append(Piece(token))  # nobody looks for slips in a story
        else:
            result.extend(_word(token, labels, phrases))
        at = end
    for at, piece in enumerate(result):
        last = at + 1 == len(result) or result[at + 1].word in _BREAKS
        if at and at + 1 == len(result) and piece.role in ("why", "if") and not piece.stands:
            result[at] = Piece(piece.word, filler=True)  # "ikut ka": no reason follows
        elif piece.role == "or" and piece.word == "apa" and last and any(one.role == "not" for one in result[:at]):
            result[at] = Piece("apa", "at all")  # "gak dapat apa2"
    return result


def _paired(pieces: list[Piece], at: int, labels: Labels) -> bool:
    """Whether the words beside a "dan" are joined by it in a label as well ("suami dan istri")."""
    sides = pieces[at - 1 : at] + pieces[at + 1 : at + 2]
    return len(sides) == 2 and any(
        (left, right) in labels.paired for left in sides[0].stands for right in sides[1].stands
    )


def _clauses(pieces: list[Piece], labels: Labels) -> list[Clause]:
    """Cut the words into clauses and runs."""
    clauses = [Clause()]
    for at, piece in enumerate(pieces):
        here = clauses[-1]
        role = "" if piece.stands else piece.role
        begun = any(here.runs)
        if piece.word in _BREAKS:
            if begun:
                clauses.append(Clause())
        elif role == "only":
            if any(one.stands for one in here.pieces):
                clauses.append(Clause("but"))  # "puas cuma jauh"
            clauses[-1].runs[-1].append(Piece(piece.word, filler=True))
        elif role in _OPENING or (piece.word == "bukan" and begun):
            if begun:
                here = Clause()
                clauses.append(here)
            here.opening = role
            here.runs[-1].append(piece)
        elif role == "and" and labels.paired and _paired(pieces, at, labels):
            here.runs[-1].append(Piece(piece.word, filler=True))
        elif role in ("and", "or", "to") or (not is_word(piece.word) and piece.word in "/+&-–—"):
            here.runs[-1].append(piece)
            here.runs.append([])
        else:
            here.runs[-1].append(piece)
    return clauses


def said_in(reply: Reply, labels: Labels, phrases: Phrases) -> Said:
    """Return what the reply says of the choices of a list."""
    pieces = pieces_of(reply, labels, phrases)
    roles = frozenset(piece.role for piece in pieces if piece.role and not piece.stands)
    if sum(bool(piece.stands) for piece in pieces) > _MOST:
        return Said((), roles, len(pieces))
    clauses = _clauses(pieces, labels)
    for clause in clauses:
        for run in clause.runs:
            clause.mentions.extend(_mentions(run, labels))
        _settle(clause)
    unknown = sum(piece.unknown for clause in clauses if clause.opening != "why" for piece in clause.pieces)
    return Said(tuple(clauses), roles, unknown)


@dataclass(slots=True)
class _Found:
    """Labels of which the same words were said, at these places of a run."""

    labels: tuple[Label, ...]
    places: tuple[int, ...]
    words: frozenset[str]
    sure: int


def _best(opened: Mapping[int, Mapping[str, int]], labels: Labels) -> _Found:
    """Return the labels of which most was said in these places of a run."""
    best: tuple[tuple[int, bool, int], list[Label], dict[int, str]] = ((0, False, 0), [], {})
    near = dict.fromkeys(label for stands in opened.values() for word in stands for label in labels.holding[word])
    for label in near:
        places: dict[int, str] = {}
        sure = 0
        covered = 0
        for word in label.core:
            fitting = [(opened[at][word], -at) for at in opened if word in opened[at] and at not in places]
            if fitting:
                strength, negative = max(fitting)
                places[-negative] = word
                sure += strength
                covered += 1
        key = (covered, covered == len(label.core), sure)
        if key > best[0]:
            best = (key, [label], places)
        elif key == best[0] and places.keys() == best[2].keys():
            best[1].append(label)
    weakest = min(opened[at][word] for at, word in best[2].items())
    return _Found(tuple(best[1]), tuple(sorted(best[2])), frozenset(best[2].values()), weakest)


def _mentions(run: list[Piece], labels: Labels) -> list[Mention]:
    """Return the choices that a run names, in its order."""
    opened = {at: piece.stands for at, piece in enumerate(run) if piece.stands}
    found: list[_Found] = []
    while opened:
        one = _best(opened, labels)
        found.append(one)
        for place in one.places:
            del opened[place]
    found.sort(key=lambda one: one.places[0])
    taken = {place for one in found for place in one.places}
    mentions: list[Mention] = []
    start = 0
    for number, one in enumerate(found):
        last = one.places[-1] + 1
        if number + 1 < len(found):
            while last < len(run) and run[last].role.startswith("very") and run[last].word != "sangat":
                last += 1
        else:
            last = len(run)
        around = [
            piece
            for at, piece in enumerate(run[start:last], start)
            if at not in taken and (piece.role != "very after" or at == one.places[-1] + 1)
        ]
        mentions.append(_mention(one, around, run, labels))
        start = last
    return mentions


def _mention(one: _Found, around: list[Piece], run: list[Piece], labels: Labels) -> Mention:
    """Weigh the labels of which these words were said by the degrees that stand with them."""
    denials = [piece.word.partition(" ")[0] for piece in around if piece.role in ("not", "none")]
    denied = denials[-1] if denials else ""
    less = any(piece.role == "less" for piece in around)
    very = any(piece.role.startswith("very") for piece in around)
    if less and not any(label.less for label in one.labels):
        denied, less = denied or "kurang", False
    graded = bool(labels.graded & one.words)
    before = run[max(0, one.places[0] - 1) : one.places[0]]
    same = [label for label in one.labels if bool(label.denied) == bool(denied)]
    fitting = same or list(one.labels)
    fits = [(label.less == less, label.denied == denied or not label.denied, label.very == very) for label in fitting]
    best = [label for label, fit in zip(fitting, fits, strict=True) if fit == max(fits)]
    full = all(len(one.words) >= len(label.core) for label in best)
    generic = len(one.words) == 1 and one.words <= labels.generic
    after = run[one.places[-1] + 1] if one.places[-1] + 1 < len(run) else None
    headless = not full and best[0].core[0] in one.words and after is not None and after.unknown
    return Mention(
        choices=tuple(dict.fromkeys(label.choice for label in best)),
        against=bool(denied) and not same,
        sure=one.sure,
        full=full,
        contrary=not same and not denied,
        vague=headless or (generic and not full and not (denied and same)),
        double=graded
        and (len(denials) > 1 or (denied == "bukan" and all(label.denied != "bukan" for label in one.labels))),
        nothing=bool(best[0].denied) and bool(same) and one.words <= labels.generic,
        denied=bool(best[0].denied) and bool(denied),
        graded=graded,
        after=bool(denied) and not same and all(piece.role not in ("not", "none") for piece in run[: one.places[0]]),
        odd=graded and any(piece.unknown and len(piece.word) <= _SHORT for piece in before),
    )


def _settle(clause: Clause) -> None:
    """Let what is said in a clause hold for all that it names: "arisan ga ikut", "pupuk dan bibit belum", "sumur kering"."""
    named = clause.mentions
    others = [one for one in named if not one.nothing]
    if others and len(others) < len(named):
        # "seksual ga ada" in a list that also offers "tidak ada": the denial is what is said of the one named.
        named = [replace(one, against=True) for one in others]
    if any(piece.role == "denies" and not piece.stands for piece in clause.pieces):
        named = [one if one.graded else replace(one, against=True) for one in named]
    for at in range(1, len(named)):
        if named[at - 1].against and not named[at - 1].after and not named[at].denied:
            named[at] = replace(named[at], against=True)
    if named and named[-1].after and not any(piece.role in ("yes", "has") for piece in clause.pieces):
        named = [one if one.denied else replace(one, against=True) for one in named]
    clause.mentions = named
    if not any(one.denied for one in named):
        clause.loose = next((piece.word for piece in clause.pieces if piece.role == "not" and not piece.stands), "")

"""Reads closed questions: one choice, several choices, a rating. By number, letter, place in the list, or label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from bot.survey.model import Choice, Scale, SelectMultiple, SelectOne
from bot.understanding.labels import Sense, choose, exact, hits, labels_of, sense, words_of
from bot.understanding.normal import Reply, is_number, is_word
from bot.understanding.numbers import find_numbers, meaning_of
from bot.understanding.phrases import Phrases
from bot.understanding.reading import NotAnAnswer, Read, Reading, Unclear
from bot.understanding.yesno import read_yesno

_NEGATIONS = frozenset({"tidak", "belum", "bukan", "jangan", "tanpa"})
_EXCLUDING = _NEGATIONS | {"kecuali"}
_MEASURES = frozenset({"kali", "orang", "hari", "minggu", "bulan", "tahun", "x"})
_RANGE = frozenset({"-", "–", "—", "sampai", "sd"})
_JOINING = frozenset({"dan", "sama", "dengan", "atau", "plus", "terus", "lalu"})
_AROUND = _JOINING | {"nomor", "pilih", "jawab", "yang", "ke", "angka", "huruf", "no", "saja", "saya", "mau"}
_SEPARATOR = re.compile("[.,:]")
_LETTERS = "abcdef"


@dataclass(frozen=True, slots=True)
class _Pointing:
    """Places in the list (from 1) that a reply points at, in its order; ``rest`` are the words that point at nothing."""

    places: tuple[int, ...]
    rest: tuple[str, ...]


def _pointing(reply: Reply, choices: tuple[Choice, ...], phrases: Phrases) -> _Pointing:
    """Find digits, number words, ordinals and letters. A word that is in a label is never a number."""
    in_labels = labels_of(choices, phrases).words
    ordinals = {start: (end, meaning) for start, end, meaning in phrases.scan("choices", reply.tokens)}
    letters = all(word in _LETTERS or word in _AROUND for word in reply.words)
    places: list[int] = []
    rest: list[str] = []
    at = 0
    while at < len(reply.tokens):
        token = reply.tokens[at]
        end, meaning = ordinals.get(at, (at + 1, ""))
        if meaning.lstrip("-").isdigit():
            places.append(int(meaning) if meaning != "-1" else len(choices))
            at = end
            continue
        at += 1
        if is_number(token):
            places.extend(int(part) for part in _SEPARATOR.split(token) if len(part) < 6)
        elif letters and token in _LETTERS:
            places.append(_LETTERS.index(token) + 1)
        elif token not in phrases.fillers and token not in _AROUND and token[0].isalnum():
            parts = meaning_of(token, phrases) if token not in in_labels else ()
            if len(parts) == 1 and parts[0].isdigit():
                places.append(int(parts[0]))
            else:
                rest.append(token)
    return _Pointing(tuple(places), tuple(rest))


def _name(choices: tuple[Choice, ...], place: int) -> str | None:
    return choices[place - 1].name if 0 < place <= len(choices) else None


def _names(choices: tuple[Choice, ...], places: tuple[int, ...]) -> tuple[str, ...]:
    """Return the names at those places, each once."""
    return tuple(dict.fromkeys(name for place in places if (name := _name(choices, place)) is not None))


def read_choice(kind: SelectOne | SelectMultiple | Scale, reply: Reply, phrases: Phrases) -> Reading:
    """Read a closed question."""
    match kind:
        case SelectOne():
            return read_one(kind, reply, phrases)
        case SelectMultiple():
            return read_multiple(kind, reply, phrases)
        case Scale():
            return read_scale(kind, reply, phrases)
        case _:
            assert_never(kind)


def read_one(kind: SelectOne, reply: Reply, phrases: Phrases) -> Reading:
    """Read one choice. Two that fit, a range, or a denied number are asked back."""
    choices = kind.choices
    same = exact(reply.words, choices, phrases)
    if same is not None:
        return Read(same.name, "choice.label", 0.99)
    amount = _by_amount(reply, choices, phrases)
    if amount is not None:
        return amount
    pointing = _pointing(reply, choices, phrases)
    said = pointing.rest if pointing.places else reply.words
    by_label = choose(said, choices, phrases) if said else NotAnAnswer()
    if not pointing.places:
        return by_label if not isinstance(by_label, NotAnAnswer) else _by_yes_or_no(reply, choices, phrases)
    names = _names(choices, pointing.places)
    if _EXCLUDING & set(reply.tokens) and not isinstance(by_label, Read):
        return Unclear((), "which_choice")
    if isinstance(by_label, Read) and by_label.value not in names:
        return Unclear((*names, by_label.value), "which_choice")
    if len(names) != 1 or len(set(pointing.places)) != 1:
        return Unclear(names, ("range" if _RANGE & set(reply.tokens) else "which_choice") if names else "limits")
    if len(pointing.rest) > 2 and not isinstance(by_label, Read):
        return Unclear(names, "which_choice")
    return Read(names[0], "choice.number", 0.98 if not pointing.rest else 0.8)


def _by_yes_or_no(reply: Reply, choices: tuple[Choice, ...], phrases: Phrases) -> Reading:
    """Read "sampun" where the list itself offers yes and no."""
    pairs = zip(choices, labels_of(choices, phrases).senses, strict=True)
    labels = {words[0]: choice.name for choice, senses in pairs for words, _ in senses if len(words) == 1}
    if not {"ya", "tidak"} <= labels.keys():
        return NotAnAnswer()
    reading = read_yesno(reply, phrases)
    if isinstance(reading, Read):
        return Read(labels[reading.value], "choice.yesno", reading.confidence - 0.1)
    return Unclear((labels["ya"], labels["tidak"]), "which_choice") if isinstance(reading, Unclear) else reading


def _span(label: tuple[str, ...], phrases: Phrases) -> tuple[Fraction, Fraction] | None:
    """Return the amounts (inclusive) that a label such as "2-3 kali" or "4 kali atau lebih" covers, or None."""
    values = [number.value for number in find_numbers(label, phrases)]
    if not values:
        return None
    if {"lebih", ">"} & set(label):
        return values[-1] + (0 if "atau" in label else 1), Fraction(10**12)
    if {"kurang", "<"} & set(label):
        return Fraction(0), values[0] - 1
    return values[0], values[-1]


def _by_amount(reply: Reply, choices: tuple[Choice, ...], phrases: Phrases) -> Reading | None:
    """Read "3 kali" where the labels are amounts ("2-3 kali"), if the reply repeats the labels' unit or is off the list."""
    labels = labels_of(choices, phrases)
    if not labels.counts:
        return None
    found = find_numbers(reply.tokens, phrases)
    if not 1 <= len(found) <= 2:
        return None
    spans = [(choice, label, _span(label, phrases)) for choice, label in zip(choices, labels.written, strict=True)]
    units = {
        word for _, label, span in spans if span for word in label if is_word(word) and word not in phrases.fillers
    }
    values = [number.value for number in found]
    if not (units & set(reply.words) or min(values) > len(choices)):
        return None
    if {"lebih", ">"} & set(reply.tokens):
        values = [values[0] + 1]
    fitting = [choice.name for choice, _, span in spans if span and span[0] <= min(values) and max(values) <= span[1]]
    if len(fitting) == 1:
        return Read(fitting[0], "choice.amount", 0.85)
    return Unclear(tuple(fitting), "which_choice")


def read_multiple(kind: SelectMultiple, reply: Reply, phrases: Phrases) -> Reading:
    """Read any of the choices: "1,3", "1 s/d 3", "pupuk sama bibit", "semua kecuali 2"; "tidak ada" is the empty text."""
    choices = kind.choices
    same = exact(reply.words, choices, phrases)
    if same is not None:
        return Read(same.name, "choice.label", 0.99)
    quantity = {meaning: (start, end) for start, end, meaning in phrases.scan("choices", reply.tokens)}
    if "except" in quantity:
        return _all_but(kind, reply, quantity["except"][1], phrases)
    everything = next((meaning for meaning in quantity if meaning.startswith("all")), None)
    if everything is not None:
        return _everything(everything, choices)
    pointing = _pointing(reply, choices, phrases)
    numbers = _several_numbers(reply, pointing, choices)
    if isinstance(numbers, Unclear):
        return numbers
    labelled = _several_labels(pointing.rest, choices, phrases)
    if isinstance(labelled, Unclear):
        return labelled
    chosen = {*numbers, *labelled}
    if not chosen:
        return Read("", "choice.none", 0.9) if "none" in quantity else NotAnAnswer()
    value = _in_order(choices, chosen)
    if "atau" in reply.tokens or (_NEGATIONS & set(reply.tokens) and not _denied_labels(choices, chosen, phrases)):
        return Unclear((value,), "which_choice")
    return Read(value, "choice.several", 0.95 if not pointing.rest or labelled else 0.75)


def _in_order(choices: tuple[Choice, ...], chosen: set[str]) -> str:
    return " ".join(choice.name for choice in choices if choice.name in chosen)


def _everything(meaning: str, choices: tuple[Choice, ...]) -> Reading:
    """Read "semua", and "keduanya" where there are two."""
    value = " ".join(choice.name for choice in choices)
    if meaning in ("all", f"all {len(choices)}"):
        return Read(value, "choice.all", 0.95)
    return Unclear((value,), "which_choice")


def _all_but(kind: SelectMultiple, reply: Reply, start: int, phrases: Phrases) -> Reading:
    """Read what follows "kecuali" and leave it out."""
    rest = reply.tokens[start:]
    left_out = read_multiple(kind, Reply(rest, tuple(token for token in rest if token in reply.words)), phrases)
    if not isinstance(left_out, Read) or not left_out.value:
        return Unclear((), "which_choice")
    names = {choice.name for choice in kind.choices} - set(left_out.value.split())
    return Read(_in_order(kind.choices, names), "choice.all_but", 0.9)


def _several_numbers(reply: Reply, pointing: _Pointing, choices: tuple[Choice, ...]) -> set[str] | Unclear:
    """Return the names of the places pointed at, a range filled in; "1-3" and "13" may mean two things."""
    places = pointing.places
    names = set(_names(choices, places))
    beyond = [place for place in places if not 0 < place <= len(choices)]
    if beyond:
        digits = [int(digit) for place in beyond for digit in str(place)]
        run = {*names, *_names(choices, tuple(digits))}
        apart = len(set(digits)) == len(digits) and all(0 < digit <= len(choices) for digit in digits)
        return Unclear((_in_order(choices, run),), "which_choice") if apart else Unclear((), "limits")
    through = _RANGE & set(reply.tokens)
    if not through or len(places) != 2 or places[0] >= places[1]:
        return names
    filled = set(_names(choices, tuple(range(places[0], places[1] + 1))))
    if not through & {"sampai", "sd"} and filled != names:
        return Unclear((_in_order(choices, filled), _in_order(choices, names)), "range")
    return filled


def _several_labels(rest: tuple[str, ...], choices: tuple[Choice, ...], phrases: Phrases) -> set[str] | Unclear:
    """Return the names of the choices whose labels the words name; a word that several share is asked back."""
    if not rest:
        return set()
    said = sense(rest, phrases.fillers)
    if said.negative and not labels_of(choices, phrases).negative:
        said = Sense(negative=False, strong=said.strong, weak=said.weak, core=said.core)
    found = hits(said, choices, phrases)
    full = [hit for hit in found if hit.full]
    chosen = [hit for hit in full if not any(hit.words < other.words for other in full)]
    explained = {word for hit in chosen for word in hit.words}
    for word in range(len(said.core)):
        if word in explained:
            continue
        naming = [hit for hit in found if word in hit.words]
        most = max((hit.covered for hit in naming), default=0)
        best = [hit for hit in naming if hit.covered == most]
        if len(best) > 1:
            return Unclear(tuple(hit.choice.name for hit in best), "which_choice")
        if best:
            chosen.append(best[0])
            explained |= best[0].words
    unknown = len(said.core) - len(explained)
    if chosen and unknown > max(2, len(explained)):
        return Unclear((_in_order(choices, {hit.choice.name for hit in chosen}),), "which_choice")
    return {hit.choice.name for hit in chosen}


def _denied_labels(choices: tuple[Choice, ...], chosen: set[str], phrases: Phrases) -> bool:
    """Whether a denial in the reply belongs to a chosen label ("tidak pernah")."""
    pairs = zip(choices, labels_of(choices, phrases).senses, strict=True)
    return any(label.negative for choice, senses in pairs if choice.name in chosen for _, label in senses)


def read_scale(kind: Scale, reply: Reply, phrases: Phrases) -> Reading:
    """Read a rating: "4", "3 dari 5", "5/5", "puas pol", "gak puas sama sekali"; "3,5" is asked back."""
    choices = kind.choices
    same = exact(reply.words, choices, phrases)
    if same is not None:
        return Read(same.name, "choice.label", 0.99)
    tokens = reply.tokens
    out_of = next(
        (at for at in range(1, len(tokens)) if tokens[at - 1] in {"/", "dari"} and tokens[at] == str(len(choices))), 0
    )
    if out_of > 1:
        tokens = tokens[: out_of - 1] + tokens[out_of + 1 :]
    found = find_numbers(tokens, phrases)
    values = {number.value for number in found}
    if not found:
        return choose(words_of(tokens, phrases), choices, phrases)
    names = _names(choices, tuple(part for value in values for part in {int(value), -int(-value // 1)}))
    if (_NEGATIONS | _MEASURES) & set(tokens):
        return Unclear((), "which_number")
    if len(values) > 1 or min(values).denominator != 1:
        return Unclear(tuple(sorted(names)), "range" if _RANGE & set(tokens) else "which_number")
    if not names:
        return Unclear((), "limits")
    by_label = choose(words_of(tokens, phrases), choices, phrases)
    if isinstance(by_label, Read) and by_label.value != names[0]:
        return Unclear((names[0], by_label.value), "which_choice")
    return Read(names[0], "scale.number", 0.98)

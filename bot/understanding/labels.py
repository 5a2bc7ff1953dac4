"""What a list of choices can be called: the words of its labels, their roots, and the words that mean the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.survey.model import Choice, text_in
from bot.understanding.alike import roots, shortened, slipped, spoken
from bot.understanding.kept import Kept
from bot.understanding.normal import Reply, is_number, is_word
from bot.understanding.phrases import Phrases

LINKS = frozenset(
    {"dan", "yang", "atau", "di", "ke", "dari", "untuk", "nomor", "sama", "dengan", "plus", "terus", "the", "a"}
)
"""Words of a label that nobody needs to say."""

DENYING = ("tidak", "belum", "bukan", "jangan", "tanpa", "not", "no")
_Spelling = tuple[str, ...]
_ALTERNATIVES = re.compile(r"[/()]")
_DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
_EXACT, _ROOT, _SLIP = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Label:
    """One thing that a choice is called.

    ``core`` are the words that matter; ``denied`` is the word that denies it ("tidak", "belum") or empty; ``very`` and
    ``less`` mark "sangat" and "kurang". A label of nothing but such words ("Tidak", "Kurang") has them as its core.
    """

    choice: int
    core: tuple[str, ...]
    denied: str
    very: bool
    less: bool


@dataclass(frozen=True, slots=True)
class Labels:
    """What the choices of one list can be called.

    ``exact``: the choice that these very words name, None where several do. ``written``: the tokens of each Indonesian
    label. ``words`` are all words of all labels. ``stands``: the core words that a word stands for, and how surely.
    ``same``: what to put for words that mean the same, and ``openers`` the first words of those; ``joined`` are
    labels of several words written as one. ``holding``: the labels
    in which a core word is. ``graded`` are the core words that several choices share and only degrees tell apart.
    """

    every: tuple[Label, ...]
    exact: Mapping[tuple[str, ...], int | None]
    written: tuple[tuple[str, ...], ...]
    words: frozenset[str]
    stands: Mapping[str, Mapping[str, int]]
    by_letter: Mapping[str, tuple[str, ...]]
    roots: Mapping[str, tuple[str, ...]]
    same: Mapping[tuple[str, ...], tuple[str, ...]]
    openers: frozenset[str]
    joined: Mapping[str, _Spelling]
    holding: Mapping[str, tuple[Label, ...]]
    paired: frozenset[_Spelling]
    graded: frozenset[str]
    counts: bool


def _label(choice: int, text: str, phrases: Phrases) -> Label | None:
    """Return a label in its parts; None where there is no word in the text."""
    reply = phrases.reply(text)
    words = [word for word in reply.tokens if word[0].isalnum()]
    roles = [phrases.meaning("roles", (word,)) for word in words]
    core = tuple(
        word
        for word, role in zip(words, roles, strict=True)
        if role not in ("not", "very", "less") and word not in phrases.fillers | LINKS and not is_number(word)
    )
    denied = next((word for word, role in zip(words, roles, strict=True) if role == "not"), "")
    less = "less" in roles
    if core:
        return Label(choice, core, denied, "very" in roles, less)
    if less:
        return Label(
            choice,
            tuple(word for word, role in zip(words, roles, strict=True) if role == "less"),
            denied,
            "very" in roles,
            False,
        )
    return Label(choice, (denied or words[-1],), "", len(words) > 1, False) if words else None


def _names_of(choice: Choice) -> list[str]:
    """Return what the choice is called in every language, and its name where that is a word."""
    named = [choice.name.replace("_", " ")] if len(choice.name) > 2 and not is_number(choice.name) else []
    return [*choice.label.values(), *named]


_Groups = Mapping[_Spelling, tuple[tuple[_Spelling, ...], ...]]
"""What a label may be called, to the words that mean the same as it; only words of one meaning may name a label."""


def _groups_of(phrases: Phrases) -> _Groups:
    """Return the words that mean the same: synonyms, and the names of days, of parts of the day, and of places."""
    groups: dict[_Spelling, list[tuple[_Spelling, bool]]] = {}
    for key, meanings in phrases.tables["synonyms"].items():
        each = meanings.split(" / ")
        for meaning in each:
            groups.setdefault(phrases.reply(meaning).tokens, []).append((key, len(each) == 1))
    for key, meaning in phrases.tables["days"].items():
        if meaning.isdigit():
            groups.setdefault((_DAYS[int(meaning)],), []).append((key, False))
    for table in ("times", "places"):
        for key, meaning in phrases.tables[table].items():
            name = meaning.split()[:1] if table == "times" else meaning.split()
            groups.setdefault(tuple(name), []).append((key, False))
    found: dict[_Spelling, tuple[tuple[_Spelling, ...], ...]] = {}
    for name, keys in groups.items():
        members = (name, *(key for key, _ in keys))
        for one in (name, *(key for key, only in keys if only)):
            found[one] = (*found.get(one, ()), members)
    return found


_groups = Kept(_groups_of)
_LONGEST_NAME = 5


def _same(spelt: list[_Spelling], phrases: Phrases) -> dict[_Spelling, _Spelling]:
    """Return what stands in this list for words that mean the same: "ledeng" is "pdam" where there is a PDAM."""
    parts = dict.fromkeys(
        label[start:end]
        for label in spelt
        for start in range(len(label))
        for end in range(start + 1, min(len(label), start + _LONGEST_NAME) + 1)
    )
    groups = _groups(phrases)
    known = [(part, members) for part in parts for members in groups.get(part, ())]
    # The usual name of a thing counts before its other names: "Cerita" is what "curhat" means, and not "Lapor".
    known.sort(key=lambda pair: pair[0] != pair[1][0])
    found: dict[_Spelling, _Spelling] = {}
    for part, members in known:
        for one in members:
            if one not in parts:
                found.setdefault(one, part)
    return found


def _labels_of(choices: tuple[Choice, ...], phrases: Phrases) -> Labels:
    every: list[Label] = []
    exact: dict[tuple[str, ...], int | None] = {}
    spelt: list[tuple[str, ...]] = []
    for place, choice in enumerate(choices):
        for words in {(choice.name,), *(phrases.reply(name).words for name in _names_of(choice))}:
            if words:
                exact[words] = None if words in exact else place
        for name in _names_of(choice):
            first, *more = phrases.reply(name).tokens or ("",)
            if first == "saya" and len(more) == 1:
                exact[(first,)] = place
            spelt.append(tuple(word for word in phrases.reply(name).tokens if word[0].isalnum()))
            for part in dict.fromkeys((*_ALTERNATIVES.split(name), _ALTERNATIVES.sub(" ", name))):
                label = _label(place, part, phrases) if part.strip() else None
                if label is not None and label not in every:
                    every.append(label)
    words = frozenset(word for label in spelt for word in label)
    holding: dict[str, tuple[Label, ...]] = {}
    for label in every:
        for word in label.core if label.core[0] not in DENYING else ():
            holding[word] = (*holding.get(word, ()), label)
    by_root: dict[str, tuple[str, ...]] = {}
    for word in holding:
        for root in roots(word):
            by_root[root] = (*by_root.get(root, ()), word)
    stands = {
        word: {other: _EXACT if other == word else _ROOT for other in _by_root(word, by_root)} for word in holding
    }
    same = _same(spelt, phrases)
    joined = {"".join(label): label for label in spelt if len(label) > 1}
    same |= {(together,): label for together, label in joined.items()}
    cores = [frozenset(label.core) for label in every]
    graded = {
        word
        for label, core in zip(every, cores, strict=True)
        for other, other_core in zip(every, cores, strict=True)
        if core == other_core and label.choice != other.choice
        for word in core
    }
    letters: dict[str, tuple[str, ...]] = {}
    for word in holding:
        letters[word[0]] = (*letters.get(word[0], ()), word)
    return Labels(
        by_letter=letters,
        every=tuple(every),
        exact=exact,
        written=tuple(phrases.reply(text_in(choice.label, "id")).tokens for choice in choices),
        words=words,
        stands=stands,
        roots=by_root,
        same=same,
        openers=frozenset(key[0] for key in same),
        joined=joined,
        holding=holding,
        paired=frozenset(
            (label[at - 1], label[at + 1]) for label in spelt for at in range(1, len(label) - 1) if label[at] == "dan"
        ),
        graded=frozenset(graded),
        counts=sum(any(is_number(word) for word in label) for label in spelt) > 1,
    )


# Lists of choices are few and come with every reply to a closed question, so what they can be called is kept.
labels_of = Kept(_labels_of)


def _by_root(word: str, by_root: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(other for root in roots(word) for other in by_root.get(root, ())))


def stands_for(word: str, labels: Labels, phrases: Phrases) -> Mapping[str, int]:
    """Return the core words of the labels that a word of a reply stands for, and how surely (3 is the word itself)."""
    exact = labels.stands.get(word)
    if exact is not None:
        return exact
    if len(word) < 2 or is_number(word):
        return {}
    found = _by_root(word, labels.roots) or _by_root(spoken(word), labels.roots)
    if found:
        return dict.fromkeys(found, _ROOT)
    known = word in phrases.known
    short = [other for other in labels.by_letter.get(word[0], ()) if shortened(word, other, whole=known)]
    if short:
        return dict.fromkeys(short, _ROOT if len(word) > 3 else _SLIP)
    return {} if known or len(word) > 24 else {other: _SLIP for other in labels.holding if slipped(word, other)}


def same_words(tokens: tuple[str, ...], labels: Labels) -> tuple[str, ...]:
    """Return the tokens with words that mean the same put into the words of the list."""
    if labels.openers.isdisjoint(tokens):
        return tokens
    result: list[str] = []
    at = 0
    while at < len(tokens):
        length = 0
        if tokens[at] in labels.openers:
            length = next((most for most in range(5, 0, -1) if tokens[at : at + most] in labels.same), 0)
            follows = tokens[at + length : at + length + 1]
            if length > 1 and tokens[at] in DENYING and follows and follows[0] in labels.holding:
                length = 0  # "tidak lapor polisi" is not "tidak lapor"
            if length == 1 and follows and follows[0] in labels.graded:
                length = 0  # "lumayan puas" is not "biasa saja"
        result.extend(labels.same[tokens[at : at + length]] if length else tokens[at : at + 1])
        at += length or 1
    return tuple(result)


def named(reply: Reply, choices: tuple[Choice, ...], phrases: Phrases) -> Choice | None:
    """Return the choice whose label or name the reply is; "ga begitu setuju" is not "tidak setuju"."""
    words = reply.words or tuple(token for token in reply.tokens if is_word(token))  # "saya" for "Saya sendiri"
    same = exact(words, choices, phrases)
    if same is None or len(reply.tokens) == len(reply.words):
        return same
    longer = (
        end - start > 1 and role in ("less", "hedge", "question")
        for start, end, role in phrases.scan("roles", reply.tokens)
    )
    return None if any(longer) else same


def exact(words: tuple[str, ...], choices: tuple[Choice, ...], phrases: Phrases) -> Choice | None:
    """Return the choice whose label or name the reply is, word for word; None if there is not exactly one."""
    place = labels_of(choices, phrases).exact.get(words)
    return None if place is None else choices[place]

"""What a list of choices can be called: the words of its labels, their roots, and the words that mean the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.survey.model import Choice, text_in
from bot.understanding.kept import Kept
from bot.understanding.likeness import roots, shortened, slipped, spoken
from bot.understanding.normal import Reply, is_number, is_word
from bot.understanding.numbers import between_numbers
from bot.understanding.phrases import Phrases

LINKS = frozenset(
    {"dan", "yang", "atau", "di", "ke", "dari", "untuk", "nomor", "sama", "dengan", "plus", "terus", "the", "a"}
)
"""Words of a label that nobody needs to say."""

DENYING = ("tidak", "belum", "bukan", "jangan", "tanpa", "not", "no")
_Spelling = tuple[str, ...]
_ALTERNATIVES = re.compile(r"[/()]")
_DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
_WIDE = ("generic", "has", "yes")
_EXACT, _ROOT, _SLIP = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Label:
    """One thing that a choice is called.

    ``core`` are the words that matter; ``denied`` is the word that denies it ("tidak", "belum") or empty; ``very`` and
    ``less`` mark "sangat" and "kurang". A label of nothing but such words ("Tidak", "Kurang") has them as its core.
    """

    choice: int
    core: tuple[str, ...]
    denied: str = ""
    very: bool = False
    less: bool = False


@dataclass(frozen=True, slots=True)
class Labels:
    """What the choices of one list can be called. ``every``: each label of each choice.

    ``exact``: the choice that these very words name, None where several do. ``written``: the tokens of each Indonesian
    label. ``words`` are all words of all labels. ``stands``: the core words that a label's word stands for, and how surely;
    ``by_letter`` and ``roots`` find them for other words.
    ``same``: what to put for words that mean the same (labels of several words written as one too), and ``openers`` the
    first words of those. ``holding``: the labels in which a core word is. ``counts``: several labels are amounts.
    ``generic``: core words by which so many things are called that one alone names none of them. ``bare``: see ``_bare``.
    ``graded`` are the core words that several choices share and only degrees tell apart.
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
    holding: Mapping[str, tuple[Label, ...]]
    paired: frozenset[_Spelling]
    graded: frozenset[str]
    generic: frozenset[str]
    bare: frozenset[int]
    counts: bool


def _label(choice: int, text: str, phrases: Phrases) -> Label | None:
    """Return a label in its parts; None where there is no word in the text."""
    words = [word for word in phrases.reply(text).tokens if word[0].isalnum()]
    if not words:
        return None
    roles = {word: phrases.meaning("roles", (word,)) for word in words}
    core = tuple(
        word
        for word in words
        if roles[word] not in ("not", "very", "less") and word not in phrases.fillers | LINKS and not is_number(word)
    )
    denied = next((word for word in words if roles[word] == "not"), "")
    very, less = "very" in roles.values(), "less" in roles.values()
    if core:
        return Label(choice, core, denied, very, less)
    if less:
        return Label(choice, tuple(word for word in words if roles[word] == "less"), denied, very)
    return Label(choice, (denied or words[-1],), very=len(words) > 1)


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
            name = tuple(meaning.split()[:1] if table == "times" else meaning.split())
            groups.setdefault(name, []).append((key, False))
    found: dict[_Spelling, tuple[tuple[_Spelling, ...], ...]] = {}
    for usual, keys in groups.items():
        members = (usual, *(key for key, _ in keys))
        for one in (usual, *(key for key, only in keys if only)):
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
            if one not in parts and not any(len(one) > 1 and set(one) <= set(label) for label in spelt):
                found.setdefault(one, part)
    return found


def _abbreviated(spelt: list[_Spelling], phrases: Phrases) -> dict[_Spelling, _Spelling]:
    """Return the labels of several words by their initials ("ksp") and by the first one ("d. serdang"), unless two share them."""
    found: dict[_Spelling, set[_Spelling]] = {}
    for label in spelt:
        words = tuple(word for word in label if word not in LINKS)
        if len(words) < 2 or not all(map(is_word, words)):
            continue
        initials = "".join(word[0] for word in words)
        if len(words) > 2 and initials not in phrases.fillers and phrases.meaning("roles", (initials,)) is None:
            found.setdefault((initials,), set()).add(label)
        if len(words) == 2:
            for short in ((words[0][0], words[1]), (words[0][0], ".", words[1])):
                found.setdefault(short, set()).add(label)
    return {short: labels.pop() for short, labels in found.items() if len(labels) == 1}


def _exact(choices: tuple[Choice, ...], phrases: Phrases) -> dict[_Spelling, int | None]:
    """Return the choice that these very words name, None where several do."""
    found: dict[_Spelling, int | None] = {}
    for place, choice in enumerate(choices):
        replies = [phrases.reply(name) for name in _names_of(choice)]
        # She is shown the places, so that a name like "0" in the first place is nothing she would write.
        shown = not is_number(choice.name) or choice.name == str(place + 1)
        spelt = {(choice.name,) if shown else (), *(reply.words for reply in replies)}
        spelt |= {reply.tokens[:1] for reply in replies if len(reply.tokens) == 2 and reply.tokens[0] == "saya"}
        for words in spelt - {()}:
            found[words] = None if words in found else place
    return found


def _every(choices: tuple[Choice, ...], phrases: Phrases) -> tuple[Label, ...]:
    """Return all that the choices are called: each label whole, and what stands between its strokes and brackets."""
    found: dict[Label, None] = {}
    for place, choice in enumerate(choices):
        for name in _names_of(choice):
            for part in (*_ALTERNATIVES.split(name), _ALTERNATIVES.sub(" ", name)):
                label = _label(place, part, phrases)
                if label is not None:
                    found[label] = None
    return tuple(found)


def _graded(every: tuple[Label, ...]) -> frozenset[str]:
    """Return the core words that several choices share and only degrees tell apart."""
    sharing: dict[frozenset[str], set[int]] = {}
    for label in every:
        sharing.setdefault(frozenset(label.core), set()).add(label.choice)
    return frozenset(word for core, places in sharing.items() if len(places) > 1 for word in core)


def _bare(every: tuple[Label, ...]) -> frozenset[int]:
    """Return the choices called by nothing but "ya", "sudah", "belum" and the like: they yield to one that says more."""
    plain = {"ya", "sudah", "ada", "pernah", *DENYING}
    more = {label.choice for label in every if label.denied or not plain.issuperset(label.core)}
    return frozenset(label.choice for label in every) - more


def _labels_of(choices: tuple[Choice, ...], phrases: Phrases) -> Labels:
    every = _every(choices, phrases)
    spelt = [
        tuple(word for word in phrases.reply(name).tokens if word[0].isalnum())
        for choice in choices
        for name in _names_of(choice)
    ]
    holding: dict[str, tuple[Label, ...]] = {}
    for label in every:
        for word in label.core if label.core[0] not in DENYING else ():
            holding[word] = (*holding.get(word, ()), label)
    by_root: dict[str, tuple[str, ...]] = {}
    by_letter: dict[str, tuple[str, ...]] = {}
    for word in holding:
        by_letter[word[0]] = (*by_letter.get(word[0], ()), word)
        for root in roots(word):
            by_root[root] = (*by_root.get(root, ()), word)
    same = (
        _abbreviated(spelt, phrases)
        | _same(spelt, phrases)
        | {("".join(words),): words for words in spelt if len(words) > 1}
    )
    return Labels(
        every=every,
        exact=_exact(choices, phrases),
        written=tuple(phrases.reply(text_in(choice.label, "id")).tokens for choice in choices),
        words=frozenset(word for words in spelt for word in words),
        stands={
            word: {other: _EXACT if other == word else _ROOT for other in _by_root(word, by_root)} for word in holding
        },
        by_letter=by_letter,
        roots=by_root,
        same=same,
        openers=frozenset(key[0] for key in same),
        holding=holding,
        paired=frozenset(
            (words[at - 1], words[at + 1]) for words in spelt for at in range(1, len(words) - 1) if words[at] == "dan"
        ),
        graded=_graded(every),
        generic=frozenset(word for word in holding if (phrases.meaning("roles", (word,)) or "").endswith(_WIDE)),
        bare=_bare(every),
        counts=sum(any(is_number(word) for word in words) for words in spelt) > 1,
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


_BETWEEN = " between"


def bridged(tokens: tuple[str, ...], phrases: Phrases) -> tuple[str, ...]:
    """Return the tokens with "1 sma 4" as "1 dan 4": a word that joins two numbers, though it means something else elsewhere."""
    spelt = list(tokens)
    for at in range(1, len(tokens) - 1):
        role = phrases.meaning("roles", (tokens[at],)) or ""
        if role.endswith(_BETWEEN) and between_numbers(tokens, at, phrases):
            spelt[at] = role.removesuffix(_BETWEEN)
    return tuple(spelt)


def same_words(tokens: tuple[str, ...], labels: Labels) -> tuple[str, ...]:
    """Return the tokens with words that mean the same put into the words of the list."""
    if labels.openers.isdisjoint(tokens):
        return tokens
    result: list[str] = []
    at = 0
    while at < len(tokens):
        length = _same_from(tokens, at, labels) if tokens[at] in labels.openers else 0
        if tokens[at] == "kali" and at and tokens[at - 1].isalnum() and tokens[at - 1] not in LINKS | {"air"}:
            length = 0  # "dua kali", "puas kali": no river
        result.extend(labels.same[tokens[at : at + length]] if length else tokens[at : at + 1])
        at += length or 1
    return tuple(result)


def _same_from(tokens: tuple[str, ...], at: int, labels: Labels) -> int:
    """Return how many tokens from here are known to mean the same as words of the list."""
    length = next((most for most in range(_LONGEST_NAME, 0, -1) if tokens[at : at + most] in labels.same), 0)
    follows = "".join(tokens[at + length : at + length + 1])
    if length > 1 and tokens[at] in DENYING and follows in labels.holding:
        return 0  # "tidak lapor polisi" is not "tidak lapor"
    return 0 if length == 1 and follows in labels.graded else length  # "lumayan puas" is not "biasa saja"


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

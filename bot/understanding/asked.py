"""What a yes/no question asks: how (a fact, a favour, an objection), and which of its words answer it when repeated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.understanding.kept import Kept
from bot.understanding.normal import fold, is_number, is_word, tokens
from bot.understanding.phrases import Phrases
from bot.understanding.slips import NEGATIONS
from bot.understanding.stems import stems

Manner = Literal["unknown", "fact", "favour", "leave", "objection", "denial"]
"""``leave`` asks whether something is all right ("Tidak apa-apa kalau ...?"), ``denial`` whether something is not so."""

_FAVOURS = frozenset(
    {"boleh", "bersedia", "sedia", "berkenan", "izin", "setuju", "mau", "bisa", "siap", "sanggup", "mohon", "sudi"}
)
OBJECTIONS = frozenset({"keberatan", "ganggu", "terganggu", "mengganggu", "merepotkan"})
"""What she may mind in a question such as "Apakah Ibu keberatan kalau ...?"."""

_NOT_DENYING = frozenset({"atau", "ada", "pernah", "yang", "kalau", "bila", "jika"})
_NEGATIONS = frozenset({"tidak", "belum", "bukan"})
_PAST = frozenset({"sudah", "pernah", "kemarin", "tadi", "lalu", "telah", "sempat"})
_BEFORE_ACTS = frozenset(
    {
        "sudah", "pernah", "telah", "sempat", "bisa", "mau", "ingin", "akan", "masih", "sedang", "rutin",
        "harus", "kami", "kita", "selalu", "sering", "bersedia", "boleh", "belum", "tidak", "mampu",
    }
)  # fmt: skip
_NO_ACTS = frozenset(
    {
        "apakah", "apa", "ibu", "bapak", "kami", "kita", "saya", "dan", "atau", "di", "ke", "dari", "dengan",
        "yang", "ini", "itu", "untuk", "pada", "dalam", "oleh", "kalau", "jika", "bila", "hari", "minggu",
        "bulan", "tahun", "ya", "benar", "kan", "lalu", "depan", "kemarin", "besok",
    }
)  # fmt: skip
_VERBS = ("mem", "men", "meng", "meny", "mer", "mel", "ber", "ter", "di")
_NO_VERBS = frozenset(
    {
        "berapa", "terakhir", "tersebut", "terhadap", "menurut", "mengenai", "dirumah", "didesa", "disini",
        "bersubsidi",
    }
)  # fmt: skip
_ACTING = ("ya", "isi", "gema", "henti", "lawan ", "searti ")
_CONFIRMING = frozenset({"benar", "kan"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's manner and words. All words are given by their roots.

    ``acts`` are what is asked ("sudah", "terima"): repeated they are a yes, while things ("bibit") are not. ``words`` are
    all of them: a negation of one of them is a no. ``numbers`` are those in digits, ``opposites`` are opposed to an act.
    """

    manner: Manner
    acts: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    opposites: frozenset[str] = frozenset()
    past: bool = False
    confirming: bool = False

    def about(self, word: str) -> bool:
        """Whether the word repeats what is asked."""
        return not self.acts.isdisjoint(stems(word))

    def names(self, word: str) -> bool:
        """Whether the word stands anywhere in the question."""
        return not self.words.isdisjoint(stems(word))


UNKNOWN = Asked("unknown")


def asked(question: str, phrases: Phrases) -> Asked:
    """Return what the question asks; ``UNKNOWN`` where it is empty."""
    return _asked(question, phrases) if question else UNKNOWN


def _read_question(question: str, phrases: Phrases) -> Asked:
    found = tokens(fold(question).replace("kah ", " "), phrases.words)
    words = tuple(word for word in found if is_word(word))
    acts = {word for before, word in zip(("", *words), words, strict=False) if _is_act(before, word, phrases)}
    confirming = bool(words) and words[-1] in _CONFIRMING
    if confirming:
        acts.update(word for word in words if word not in _NO_ACTS and word not in phrases.fillers)
    return Asked(
        _manner(words, phrases),
        frozenset().union(*map(stems, acts)),
        frozenset().union(*map(stems, words)),
        frozenset(token for token in found if is_number(token)),
        _opposites(words, phrases),
        not _PAST.isdisjoint(words),
        confirming,
    )


def _opposites(words: tuple[str, ...], phrases: Phrases) -> frozenset[str]:
    """Return what the table opposes to a word of the question; it is told once, for the one word or for the other."""
    meanings = [part for word in words for part in (phrases.meaning("yesno", (word,)) or "").split("; ")]
    return frozenset(part.removeprefix("lawan ") for part in meanings if part.startswith("lawan "))


_asked = Kept(_read_question)


def _is_act(before: str, word: str, phrases: Phrases) -> bool:
    """Whether the word is what is asked: a verb by its form or its place, or one of the table."""
    meaning = phrases.meaning("yesno", (word,)) or ""
    if word in _NO_ACTS or meaning == "kata":
        return False
    if meaning.startswith(_ACTING) or (meaning == "tidak" and word not in NEGATIONS):
        return True
    formed = word.startswith(_VERBS) and len(word) > 5 and word not in _NO_VERBS
    return formed or before in _BEFORE_ACTS


def _manner(words: tuple[str, ...], phrases: Phrases) -> Manner:
    """Return how the question asks. A "belum" behind "atau", "yang" or "pernah" does not turn the question itself."""
    if any(meaning == "izin" for _, _, meaning in phrases.scan("yesno", words)):
        return "leave"
    if not OBJECTIONS.isdisjoint(words):
        return "objection"
    for word in words:
        if word in _NOT_DENYING:
            break
        if word in _NEGATIONS:
            return "denial"
    roots = frozenset().union(*map(stems, words))
    return "favour" if not _FAVOURS.isdisjoint(roots) else "fact"

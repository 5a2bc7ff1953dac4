"""What one clause of a reply says to a yes/no question: each yes and no with its weight, and what makes it uncertain."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from bot.understanding.asked import OBJECTIONS, Asked
from bot.understanding.clauses import Clause
from bot.understanding.normal import is_number
from bot.understanding.phrases import Phrases
from bot.understanding.slips import NEGATIONS
from bot.understanding.stems import stems

Value = Literal["ya", "tidak"]

BARE, CONTENT, STANDING, REPEATED = range(4)
"""Weights: "ya", which may only answer the asking; a word that answers some questions ("ada"); one that answers any
("sudah", "tidak"); one that repeats the question."""

_DAYS = frozenset({"today", "earlier", "later", "vague"})
_WISHES = frozenset({"mau", "ingin", "akan", "nanti", "besok", "rencana", "niat"})
_UNFINISHED = frozenset({"lagi", "sedang", "proses", "baru"})  # "lagi diisi"
_BETWEEN = frozenset(
    {"pernah", "sempat", "lagi", "sama", "sekali", "saya", "juga", "pun", "terlalu", "begitu", "sampai"}
)
_QUANTITIES = frozenset({"semua", "penuh", "lengkap", "sempurna", "banyak"})
_NEUTRAL = frozenset(
    {
        "saya", "ini", "itu", "hari", "minggu", "bulan", "tahun", "lalu", "tadi", "sekali", "kali",
        "kemarin", "besok", "sekarang", "lagi", "banyak", "sedikit", "semua", "terus", "yang", "dulu",
        "sangat", "lama", "baru", "di", "sini", "sana", "rumah", "sama", "dari", "sejak", "ya", "harap", "alhamdulillah",
        "selalu", "tiap", "setiap",
    }
)  # fmt: skip
_PERMISSIONS = frozenset({"boleh", "izin", "kasih", "setuju", "beri"})
_LEADING_ON = frozenset({"sudah", "pernah", "masih", "bisa", "boleh", "mau", "sempat"})
_JOINING = frozenset({"atau", "dan"})
_OUTRIGHT = frozenset({"dulu", "lagi", "sekarang", "ya", "saya", "itu", "ini"})  # "jangan dulu" is a no
_OBJECTION = "keberatan"
_HAVING = frozenset({"punya", "ada"})


@dataclass(frozen=True, slots=True)
class Said:
    """One yes or no.

    ``leads``: nothing that matters stands before it in its clause; ``others``: somebody else's; ``objects``: it answers
    the very word "keberatan", where a "boleh" means the contrary; ``plain``: a word of agreement, whatever is asked.
    """

    value: Value
    weight: int
    leads: bool = True
    others: bool = False
    objects: bool = False
    plain: bool = False


@dataclass(slots=True)
class Part:
    """What one clause says.

    ``guessed``: only a guess, or a wish where a fact was asked; ``conditional``: it makes all of the reply depend on something;
    ``asks``: she asks back; ``idle``: nothing but the guess is in it; ``hoped``: "insyaallah", which alone may be a polite no;
    ``thin``: it is a single word.
    """

    said: list[Said] = field(default_factory=list)
    but: bool = False
    asks: bool = False
    guessed: bool = False
    conditional: bool = False
    idle: bool = False
    hoped: bool = False
    thin: bool = False

    @property
    def open(self) -> bool:
        """Whether what it says is no answer yet."""
        return self.asks or self.guessed or self.conditional


def part(clause: Clause, question: Asked, phrases: Phrases) -> Part:
    """Return what the clause says."""
    return _Scan(clause, question, phrases).run()


class _Scan:
    """One walk along the words of a clause."""

    def __init__(self, clause: Clause, question: Asked, phrases: Phrases) -> None:
        self.words = clause.words
        self.question = question
        self.phrases = phrases
        self.part = Part(but=clause.but, asks=clause.asks, thin=len(clause.words) == 1)
        self.spans = {start: (end, meaning) for start, end, meaning in phrases.scan("yesno", clause.words)}
        self.person = False
        self.leading = True  # only small words stand before the next one
        self.leads = True  # the same of the phrase in hand
        self.strange = 0
        self.wished = False
        self.settled = False
        self.guesses = 0
        self.yes_until = -1

    def run(self) -> Part:
        at = 0
        while at < len(self.words):
            end, meaning = self.spans.get(at, (at + 1, ""))
            unfinished = self.words[at] in _UNFINISHED and self.question.about(
                self.words[min(at + 1, len(self.words) - 1)]
            )
            self.wished = self.wished or self.words[at] in _WISHES or unfinished
            if self.words[end - 1] in NEGATIONS and meaning in ("", "tidak"):
                at = self.negation(end - 1)
            elif self.words[at] in NEGATIONS and meaning == "tidak":
                at = self.negation(at)
            else:
                self.phrase(at, end, meaning)
                # "berhalangan hadir", "malas ikut" are one no.
                at = self.behind_denied(end) if meaning == "tidak" else end
        self.weaken()
        values = {one.value for one in self.part.said}
        self.part.asks = self.part.asks or (len(values) > 1 and not _JOINING.isdisjoint(self.words))
        return self.part

    # --- one phrase

    def phrase(self, at: int, end: int, meaning: str) -> None:
        words = self.words[at:end]
        self.leads = self.leading
        self.leading = self.leading and (self.is_neutral(words[0]) or meaning in ("harap", "lain"))
        match meaning.partition(";")[0].partition(" ")[0]:
            case "tanya":
                # "belum bu kapan ya" has answered before it asks.
                self.settled = self.settled or any(one.value == "tidak" for one in self.part.said)
                self.part.asks = True
            case "syarat":
                self.part.conditional = True
            case "mungkin":
                self.part.guessed = True
                self.guesses += end - at
            case "orang":
                self.somebody(at, words[0])
            case "ya" | "isi" | "gema" | "izin" | "tidak" | "henti":
                self.answer(at, end, meaning)
            case "lawan" | "searti" | "":
                self.content(at, end, meaning)
            case "harap":
                self.part.hoped = True
            case "kata":
                self.strange += 1
            case _:
                pass  # "lain" says nothing

    def somebody(self, at: int, word: str) -> None:
        """Take in another person: what follows is hers or his, and what was done by her ("diterima ketua") as well."""
        if self.question.names(word):
            return
        self.person = True
        done = self.words[at - 1] if at else ""
        if self.part.said and done.startswith("di") and done not in self.question.words:
            self.part.said[-1] = replace(self.part.said[-1], others=True)

    def answer(self, at: int, end: int, meaning: str) -> None:
        """Take in a phrase that answers by itself, or where the question has it."""
        words = self.words[at:end]
        if words == ("ya",):
            # Behind other words "ya" is a particle: "jangan ya", "kapan ya".
            self.part.said += [Said("ya", BARE)] if self.leads else []
            return
        if at and self.words[at - 1] == "yang":
            return
        sense, head = self.sense(words, meaning), meaning.partition(";")[0]
        match head:
            case "henti":
                self.ceased(at, repeated=sense == "ya")
            case "tidak":
                echoed = sense == "ya" and len(words) == 1
                self.say("ya" if echoed else "tidak", REPEATED if echoed else STANDING, word=words[0], hers=True)
            case "izin":
                self.permit()
            case _ if sense is not None:
                self.say(sense, REPEATED, word=words[0])
                self.yes_until = end
            case _:
                self.agree(at, end, head)

    def agree(self, at: int, end: int, head: str) -> None:
        """Take in a word of agreement that the question does not have; "gema" says nothing then."""
        if head == "gema":
            self.strange += 1
            self.elsewhere(at)
            return
        begun = self.words[at:end] == ("sudah",) and self.question.manner != "unknown"
        self.say("ya", CONTENT if begun or head == "isi" else STANDING, word=self.words[at] if head == "ya" else "")
        self.yes_until = end

    def elsewhere(self, at: int) -> None:
        """Take weight from a yes that goes on to something that was not asked: "pernah" in "pernah dengar"."""
        before = self.part.said[-1:]
        if before and self.yes_until == at and self.words[at - 1] in _LEADING_ON:
            self.part.said[-1] = replace(before[0], weight=CONTENT)

    def permit(self) -> None:
        """Take in "gpp", "silakan": a yes to a favour, and nothing where a fact was asked."""
        match self.question.manner:
            case "fact" | "denial":
                self.part.guessed = self.part.guessed or not self.part.said
            case "unknown":
                self.say("ya", CONTENT)
            case _:
                self.say("ya", STANDING)

    def ceased(self, at: int, *, repeated: bool) -> None:
        """Take in "keluar", "dijual": a no to "masih?"; where having was asked, "sudah dijual" leaves it open."""
        if repeated:
            self.say("ya", REPEATED)
        elif "masih" in self.question.acts:
            self.part.said.clear()
            self.say("tidak", REPEATED)
        elif not _HAVING.isdisjoint(self.question.acts):
            # "dulu punya, sekarang sudah dijual"; "punya, dijual" may have more.
            has = any(one.weight == REPEATED for one in self.part.said) and "dulu" not in self.words
            self.part.said.clear()
            self.part.guessed = has
            if not has:
                self.say("tidak", REPEATED)
        else:
            self.strange += 1
            self.elsewhere(at)

    def content(self, at: int, end: int, meaning: str) -> None:
        """Take in a word that no table gives an answer for: the question may have it, or its opposite."""
        word = self.words[at]
        sense = self.sense(self.words[at:end], meaning)
        if sense is not None:
            if self.leads or meaning:
                self.say(sense, REPEATED)
        elif word == "saya":
            before = self.words[at - 1] if at else ""
            if self.spans.get(at - 1, (0, ""))[1] != "orang" and before != "oleh":
                self.person = False
        elif not self.is_neutral(word):
            self.strange += 1

    def sense(self, words: tuple[str, ...], meaning: str) -> Value | None:
        """Return what the words answer to this question: themselves or a like of them is a yes, their opposite is a no."""
        if (len(words) == 1 or not meaning.startswith("lawan")) and any(map(self.question.about, words)):
            return "ya"
        if any(not self.question.opposites.isdisjoint(stems(word)) for word in words):
            return "tidak"
        for one in meaning.split("; "):
            kind, _, other = one.partition(" ")
            if kind in ("searti", "lawan") and self.question.names(other):
                return "tidak" if kind == "lawan" else "ya"
        return None

    # --- negation

    def negation(self, at: int) -> int:
        """Take in a negation with what it denies; return the place behind it."""
        end = at + 1
        while end < len(self.words) and (self.words[end] in _BETWEEN or self.words[end] in self.phrases.fillers):
            end += 1
        following = self.spans.get(end, (end + 1, ""))
        # "tidak bu silakan": the leave does not belong to the no.
        denied = self.words[end : end + 1] if following[1] != "izin" else ()
        self.leads, self.leading = self.leading, False
        if not denied and self.words[at] == "tidak" and self.follows_answer(at):
            self.part.asks = True
            return end
        if denied and denied[0] not in NEGATIONS and self.denies_no(denied[0], following[1]):
            self.say("ya", STANDING if self.question.manner == "unknown" else REPEATED)
            return following[0]
        if self.words[at] == "jangan" and self.sets_bounds(end):
            self.part.guessed = True
            return end
        hers = bool(denied) and not _PERMISSIONS.isdisjoint(stems(denied[0]))
        word = denied[0] if denied else _OBJECTION if self.words[at] != "jangan" else ""
        self.say("tidak", self.denial(at, end), word=word, hers=hers or self.words[at] == "jangan")
        return self.behind_denied(end) if denied and denied[0] not in NEGATIONS else end

    def sets_bounds(self, at: int) -> bool:
        """Whether a "jangan" only sets bounds to a yes that is not said: "jangan malam-malam", "jangan sering"."""
        words = self.words[at : at + 1]
        bounds = (
            bool(words)
            and words[0] not in _OUTRIGHT
            and not self.question.names(words[0])
            and (self.is_neutral(words[0]) or words[0] == "sering")
        )
        return bounds and not self.part.but and not self.part.said

    def denies_no(self, word: str, meaning: str) -> bool:
        """Whether the denied word is itself a no: "tidak absen", "tidak macet" where the water was to flow."""
        if meaning == "tidak":
            return not self.question.about(word)
        return self.sense((word,), meaning) == "tidak"

    def denial(self, at: int, end: int) -> int:
        """Return the weight of a negation: foreign to the question is "saya tidak ikut" where a meeting was asked for."""
        scope = self.words[end : end + 3]
        if not scope or self.question.confirming or self.question.manner == "unknown":
            return STANDING if self.question.manner == "unknown" else REPEATED
        if self.part.but and self.words[at] == "jangan" and scope[0] not in _OUTRIGHT:
            return CONTENT  # "boleh tapi jangan malam-malam"
        if self.part.but and self.question.manner == "favour":
            return REPEATED  # "mau tapi tidak ada waktu"
        meaning = self.spans.get(end, (0, ""))[1]
        if any(map(self.question.names, scope)) or scope[0] in _QUANTITIES or meaning in ("ya", "izin"):
            return REPEATED
        return REPEATED if self.is_neutral(scope[0]) else CONTENT

    def behind_denied(self, at: int) -> int:
        """Return the place behind the words that the negation takes: "tidak bisa hadir" is one no."""
        while at < len(self.words):
            end, meaning = self.spans.get(at, (at + 1, ""))
            taken = meaning.startswith(("ya", "isi", "gema")) or self.sense(self.words[at:end], meaning) == "ya"
            if self.words[at] in NEGATIONS or not (taken or self.words[at] in _BETWEEN):
                return at
            at = end
        return at

    def follows_answer(self, at: int) -> bool:
        """Whether a word that answers stands right before: "bisa tidak", "bayar tidak" ask."""
        before = [
            meaning for start, (end, meaning) in self.spans.items() if end == at and self.words[start:end] != ("ya",)
        ]
        return bool(before) and before[0].startswith(("ya", "isi", "gema"))

    # --- the whole

    def say(self, value: Value, weight: int, *, word: str = "", hers: bool = False) -> None:
        """Note a yes or no. ``word`` is what it repeats or denies; ``hers``: whoever was named before, it is hers."""
        plain = self.phrases.meaning("yesno", (word,)) == "ya"
        others = self.person and not hers
        self.part.said.append(Said(value, weight, self.leads, others, word in OBJECTIONS, plain))

    def is_neutral(self, word: str) -> bool:
        """Whether the word changes nothing: times, numbers, small words."""
        if word in _NEUTRAL or word in self.phrases.fillers or is_number(word):
            return True
        day = self.phrases.meaning("days", (word,)) or ""
        if day.lstrip("+-").isdigit() or day in _DAYS:
            return True
        part_of_day = self.phrases.meaning("times", (word,)) or ""
        return " " in part_of_day or self.phrases.meaning("months", (word,)) is not None

    def weaken(self) -> None:
        """Drop what the rest of the clause makes doubtful."""
        said = self.part.said
        if "dulu" in self.words[:1] and not self.question.past and said and said[0].value == "ya":
            self.part.said = [one for one in said if one.value == "tidak"]  # "dulu punya", "dulu dapat sekarang tidak"
            self.part.guessed = not self.part.said
        elif self.wished and self.question.past and any(one.value == "ya" for one in said):
            self.part.said = [one for one in said if one.value == "tidak"]
            self.part.guessed = not self.part.said
        elif said and max(one.weight for one in said) <= CONTENT and said[0].value == "ya":
            enough = 2 if said[0].weight == BARE else 0
            if self.strange > enough:
                self.part.said = []
                self.part.guessed = True
        elif (
            self.question.confirming
            and self.strange
            and said
            and not any(one.plain or one.value == "tidak" for one in said)
        ):
            self.part.said = []  # "Siti Aminah" may be somebody else
            self.part.guessed = True
        self.part.asks = self.part.asks and not self.settled
        self.part.idle = self.guesses > 0 and self.guesses == len(self.words)

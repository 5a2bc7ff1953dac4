"""What changed between two versions of a survey, and what that means for comparing the answers of two rounds.

A question can be compared as long as whoever answers it understands the same by it, chooses from the same, and is asked
under the same condition. What is only set right (spaces, capitals, a hint, a place in the order) changes no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from bot.survey.expressions import Expression
from bot.survey.model import (
    Calculate,
    Date,
    DateTime,
    Decimal,
    Given,
    Integer,
    Money,
    PlaceName,
    Question,
    Scale,
    Survey,
    Texts,
    YesNo,
    text_in,
)
from bot.survey.places import each_row


class Verdict(IntEnum):
    """Whether the answers of both versions may stand side by side, from the best case to the worst."""

    SAME = 0
    CAREFUL = 1
    NOT = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different: what (a word for programs), a sentence for people, and what follows from it."""

    what: str
    said: str
    verdict: Verdict = Verdict.SAME


@dataclass(frozen=True, slots=True)
class Compared:
    """One question of either version. ``before`` is its name in the old one where that is another."""

    name: str
    changes: tuple[Change, ...]
    before: str = ""

    @property
    def verdict(self) -> Verdict:
        """The worst that any of its changes means."""
        return max((change.verdict for change in self.changes), default=Verdict.SAME)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that is different: of the survey as a whole, and question by question in the new version's order."""

    old: Survey
    new: Survey
    whole: tuple[Change, ...]
    questions: tuple[Compared, ...]


def compare(old: Survey, new: Survey) -> Comparison:
    """Return what is different in ``new``. Notes and what a phone fills in are left out; calculations count."""
    before, after = _counted(old), _counted(new)
    renamed = _renamed(before, after)
    was = {name: name if name in before else renamed.get(name, "") for name in after}
    moved = _moved(list(before), [earlier for earlier in was.values() if earlier])
    gates_old, gates_new = _gates(old), _gates(new)
    questions = []
    for name, question in after.items():
        earlier = was[name]
        if not earlier:
            questions.append(Compared(name, (Change("added", "pertanyaan baru", Verdict.NOT),)))
            continue
        changes = list(_changes(before[earlier], question, gates_old[earlier], gates_new[name]))
        if earlier != name:
            changes.insert(0, Change("renamed", f"namanya dulu {earlier}", Verdict.CAREFUL))
        if earlier in moved:
            changes.append(Change("moved", "pindah tempat"))
        questions.append(Compared(name, tuple(changes), earlier if earlier != name else ""))
    gone = [name for name in before if name not in after and name not in renamed.values()]
    questions += [Compared(name, (Change("removed", "tidak ditanyakan lagi", Verdict.NOT),)) for name in gone]
    return Comparison(old, new, tuple(_whole(old, new)), tuple(questions))


def _counted(survey: Survey) -> dict[str, Question]:
    """Return the rows that have answers, by name."""
    return {
        one.name: one
        for one in survey.questions
        if one.asks or (isinstance(one.kind, Calculate) and one.kind.calculation is not None)
    }


def _renamed(before: Mapping[str, Question], after: Mapping[str, Question]) -> dict[str, str]:
    """Return the old names of questions that only their name tells from one that is gone."""
    gone = {name: one for name, one in before.items() if name not in after}
    found: dict[str, str] = {}
    for name, one in after.items():
        if name in before:
            continue
        same = [
            was
            for was, other in gone.items()
            if was not in found.values()
            and type(other.kind) is type(one.kind)
            and plain(text_in(one.label, "id"))
            and plain(text_in(other.label, "id")) == plain(text_in(one.label, "id"))
        ]
        if len(same) == 1:
            found[name] = same[0]
    return found


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return the questions that stand in another order: all but the longest run that kept its order."""
    places = {name: at for at, name in enumerate(before)}
    best: list[list[str]] = []
    for at, name in enumerate(after):
        runs: list[list[str]] = [best[earlier] for earlier in range(at) if places[after[earlier]] < places[name]]
        best.append([*_longest(runs), name])
    return set(after) - set(_longest(best))


def _longest(runs: list[list[str]]) -> list[str]:
    return max(runs, key=len) if runs else []


def _gates(survey: Survey) -> dict[str, tuple[tuple[str, ...], int]]:
    """Return, for each question, the conditions it stands under, and in how many repeats."""
    found: dict[str, tuple[tuple[str, ...], int]] = {}
    for row, around in each_row(survey.rows or survey.questions):
        gates = [each.relevant for each in (*around, row) if each.relevant is not None]
        found[row.name] = (tuple(_source(gate) for gate in gates), sum(section.repeats for section in around))
    return found


# --- one question


def _changes(
    old: Question, new: Question, gates_old: tuple[tuple[str, ...], int], gates_new: tuple[tuple[str, ...], int]
) -> Iterator[Change]:
    yield from _kinds(old, new)
    yield from _choices(old, new)
    yield from _words(old, new)
    if gates_old[1] != gates_new[1]:
        yield Change("repeat", "jumlah jawaban per orang berubah (bagian berulang)", Verdict.NOT)
    if gates_old[0] != gates_new[0]:
        yield Change(
            "relevant", _from_to("syarat", " and ".join(gates_old[0]), " and ".join(gates_new[0])), Verdict.CAREFUL
        )
    for what, said in (
        ("constraint", "batas jawaban"),
        ("choice_filter", "saringan pilihan"),
        ("default", "isi bawaan"),
        ("required_when", "kewajiban menjawab"),
    ):
        was, now = _source(getattr(old, what)), _source(getattr(new, what))
        if was != now:
            yield Change(what, _from_to(said, was, now), Verdict.CAREFUL)
    if old.required != new.required:
        yield Change("required", "kini wajib dijawab" if new.required else "kini boleh dilewati", Verdict.CAREFUL)
    if _calculation(old) != _calculation(new):
        yield Change("calculation", _from_to("rumus", _calculation(old), _calculation(new)), Verdict.NOT)
    if old.indicator != new.indicator:
        yield Change("indicator", _from_to("sasaran", old.indicator, new.indicator))
    if old.sensitive != new.sensitive:
        yield Change("sensitive", "kini bersifat pribadi" if new.sensitive else "tidak lagi bersifat pribadi")


_NUMBERS: Final = (Integer, Decimal, Money)


def _kinds(old: Question, new: Question) -> Iterator[Change]:
    was, now = old.kind, new.kind
    if type(was) is not type(now):
        numbers = isinstance(was, Integer | Decimal) and isinstance(now, Integer | Decimal)
        said = f"jenisnya berubah: {kind_name(was)} menjadi {kind_name(now)}"
        yield Change("type", said, Verdict.CAREFUL if numbers else Verdict.NOT)
        if not numbers:
            return
    if isinstance(was, Integer | Decimal) and isinstance(now, Integer | Decimal) and was.unit != now.unit:
        yield Change("unit", _from_to("satuan", was.unit, now.unit), Verdict.NOT)
    if isinstance(was, _NUMBERS) and isinstance(now, _NUMBERS):
        limits = [(kind.minimum, kind.maximum, getattr(kind, "step", None)) for kind in (was, now)]
        if limits[0] != limits[1]:
            yield Change("limits", _from_to("batas angka", _limits(limits[0]), _limits(limits[1])), Verdict.CAREFUL)
    if isinstance(was, Date | DateTime) and isinstance(now, Date | DateTime) and was.prefer != now.prefer:
        yield Change("prefer", "tanggal tanpa tahun dibaca lain", Verdict.CAREFUL)


def _choices(old: Question, new: Question) -> Iterator[Change]:
    was, now = _offered(old), _offered(new)
    if type(old.kind) is not type(new.kind) or list(was.items()) == list(now.items()):
        return
    if isinstance(new.kind, Scale) and len(was) != len(now):
        yield Change("scale", f"skala {len(was)} menjadi {len(now)} tingkat", Verdict.NOT)
        return
    gone, come = [name for name in was if name not in now], [name for name in now if name not in was]
    for name in list(gone):
        again = next((other for other in come if plain(was[name]) == plain(now[other])), None)
        if again is not None:
            gone.remove(name)
            come.remove(again)
            yield Change("choice_renamed", f"pilihan {name} kini bernama {again}", Verdict.CAREFUL)
    if come:
        yield Change("choices_added", f"pilihan ditambah: {', '.join(come)}", Verdict.CAREFUL)
    if gone:
        yield Change("choices_removed", f"pilihan dihapus: {', '.join(gone)}", Verdict.CAREFUL)
    for name in was.keys() & now.keys():
        if plain(was[name]) != plain(now[name]):
            said = f'pilihan {name} berubah kata: "{was[name]}" menjadi "{now[name]}"'
            yield Change("choice_reworded", said, Verdict.CAREFUL)
    if [name for name in was if name in now] != [name for name in now if name in was]:
        yield Change("choices_order", "urutan pilihan berubah", Verdict.CAREFUL)


def _words(old: Question, new: Question) -> Iterator[Change]:
    was, now = text_in(old.label, "id"), text_in(new.label, "id")
    if plain(was) != plain(now):
        yield Change("reworded", f'kata-katanya berubah: "{was}" menjadi "{now}"', Verdict.CAREFUL)
    elif was != now:
        yield Change("spelling", "ejaan atau tanda baca dirapikan")
    others = _other_languages(old.label, new.label)
    if others:
        yield Change("translation", f"terjemahan berubah: {', '.join(others)}")
    for what, said in (("hint", "penjelasan"), ("simpler", "kalimat yang lebih mudah")):
        if dict(getattr(old, what)) != dict(getattr(new, what)):
            yield Change(what, f"{said} berubah")


# --- the survey as a whole


def _whole(old: Survey, new: Survey) -> Iterator[Change]:
    if old.name != new.name:
        yield Change("name", _from_to("nama survei", old.name, new.name))
    if old.consent.wording_hash != new.consent.wording_hash:
        yield Change("consent", "persetujuan berubah; semua ditanya lagi", Verdict.CAREFUL)
    if old.consent.purpose != new.consent.purpose:
        yield Change("purpose", _from_to("tujuan", old.consent.purpose, new.consent.purpose), Verdict.CAREFUL)
    if dict(old.title) != dict(new.title):
        yield Change("title", _from_to("judul", text_in(old.title, "id"), text_in(new.title, "id")))
    if dict(old.thanks) != dict(new.thanks):
        yield Change("thanks", "ucapan terima kasih berubah")
    for what, said in (("keyword", "kata kunci"), ("outcome", "hasil"), ("group", "kelompok")):
        was, now = getattr(old, what), getattr(new, what)
        if was != now:
            yield Change(what, _from_to(said, was, now), Verdict.CAREFUL if what == "group" else Verdict.SAME)
    if old.expires_after != new.expires_after or old.reminders != new.reminders:
        yield Change("timing", "batas waktu atau pengingat berubah")
    if set(old.languages) != set(new.languages):
        yield Change("languages", _from_to("bahasa", " ".join(old.languages), " ".join(new.languages)))


# --- how things are said


def plain(text: str) -> str:
    """Return the text as it is compared: small letters and digits, one space between words."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def kind_name(kind: object) -> str:
    """Return XLSForm's word for a kind."""
    named = {"YesNo": "select_one yatidak", "SelectOne": "select_one", "SelectMultiple": "select_multiple"}
    return named.get(type(kind).__name__, type(kind).__name__.lower())


def _from_to(what: str, was: str, now: str) -> str:
    if not was:
        return f"{what} ditambah: {now}"
    return f"{what} dihapus: {was}" if not now else f"{what} berubah: {was} menjadi {now}"


def _source(expression: Expression | None) -> str:
    return "" if expression is None else " ".join(expression.source.split())


def _calculation(question: Question) -> str:
    return _source(question.kind.calculation if isinstance(question.kind, Calculate) else question.calculation)


def _offered(question: Question) -> dict[str, str]:
    """Return the labels of a closed question's choices by name."""
    if isinstance(question.kind, YesNo | Given):
        return {}
    choices = question.kind.choices if isinstance(question.kind, PlaceName) else question.choices
    return {choice.name: text_in(choice.label, "id") for choice in choices}


def _other_languages(old: Texts, new: Texts) -> list[str]:
    return sorted(
        language
        for language in old.keys() | new.keys()
        if language != "id" and plain(old.get(language, "")) != plain(new.get(language, ""))
    )


def _limits(limits: tuple[float | None, float | None, float | None]) -> str:
    low, high, step = ("" if each is None else f"{each:g}" for each in limits)
    return f"{low or '…'} sampai {high or '…'}" + (f" langkah {step}" if step else "") if low or high or step else ""

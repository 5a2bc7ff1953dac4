"""Reads the name of a place in the register: union, kabupaten, kecamatan, desa; abbreviated, run together, misspelt.

The longer name counts before the shorter one inside it ("Labuhanbatu Utara" before "Labuhanbatu"). Where she lives now counts
before where she was born, what she denies and what lies near do not count. Where two places fit, nothing is certain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.survey.model import PlaceName
from bot.understanding.enrol import TITLES, register
from bot.understanding.named import Item, items, together
from bot.understanding.normal import MOST_TOKENS, corrected, without_address
from bot.understanding.phrases import Phrases
from bot.understanding.reading import NotAnAnswer, Read, Reading, Unclear
from bot.understanding.register import LONGEST_NAME, RULES, SURE, Name, Register

_STRENGTH = {"now": 3, "": 2, "origin": 1, "past": 0, "aside": 0, "deny": 0}
"""How much a place counts, by what she says of it; 0 is no answer at all."""

_FINER = ("provinsi", "kabupaten", "kecamatan", "desa")
_BREAKS = frozenset({"pause", "doubt"})
_FEW = 4
_STORY = 20
_MISSPELT = 3
_TWO_CITIES = frozenset({"kota", "kabupaten"})


@dataclass(frozen=True, slots=True)
class _Hit:
    """What the items ``start`` to ``end`` may mean: names, the rule that found them, and the cue under which they stand.

    ``fits`` is false where she gave it a title that none of the names can have ("kecamatan", where it is a kabupaten).
    """

    start: int
    end: int
    names: tuple[Name, ...]
    rule: str
    sure: bool
    bold: int = 0
    fits: bool = True
    titled: bool = False
    cue: str = ""

    @property
    def whole(self) -> bool:
        """Whether a whole name was said."""
        return self.rule != "place.part"


def read_place(kind: PlaceName, text: str, phrases: Phrases) -> Reading:
    """Read the one place of the register that ``text`` names, as its code."""
    raw = without_address(together(phrases.unspelt(text)))
    if len(raw) > MOST_TOKENS:
        return NotAnAnswer()
    spelt = tuple([phrases.words.get((token,), (token,))[0] for token in raw])
    rest = len(raw) - len(corrected(spelt))
    said = items(raw[rest:], spelt[rest:], phrases)
    names = register(kind.choices, phrases)
    found = _among(said, _outermost([_pointed(hit, said, names) for hit in _hits(said, names)]))
    if not found:
        return NotAnAnswer()
    hits, titles = _cued(said, found)
    return _settled(_narrowed(hits, titles, names), said)


def _hits(said: list[Item], names: Register) -> list[_Hit]:
    """Return the longest name that begins at each item. In a long story only names in full are looked for."""
    found: list[_Hit] = []
    short = len(said) <= _STORY
    for start in range(len(said)):
        for end in range(min(len(said), start + LONGEST_NAME), start, -1):
            if any(item.cue in _BREAKS for item in said[start:end]):
                continue
            match = names.find(said[start:end], misspelt=short and end - start <= _MISSPELT)
            if match is not None:
                sure = match.sure and (match.rule != "place.part" or not _goes_on(said, start, end))
                titled = any(item.title for item in said[start:end])
                found.append(_Hit(start, end, match.names, match.rule, sure, match.bold, titled=titled))
                break
    return found


def _among(said: list[Item], found: list[_Hit]) -> list[_Hit]:
    """Doubt bold guesses in a reply that talks of other things: "masih 3x cicilan" does not name Dolok Masihul."""
    named = {at for hit in found for at in range(hit.start, hit.end)}
    rest = [item for at, item in enumerate(said) if at not in named and not (item.cue or item.title or item.known)]
    most = 0 if any(item.everyday for item in rest) else 1 if any(not item.idle for item in rest) else 2
    return [hit if hit.bold <= most else replace(hit, sure=False) for hit in found]


def _goes_on(said: list[Item], start: int, end: int) -> bool:
    """Whether a strange word stands beside this part of a name: "rantau prapat" is not Rantau Utara."""
    beside = [*said[max(0, start - 1) : start], *said[end : end + 1]]
    return any(not (item.cue or item.title or item.idle or item.known) for item in beside)


def _pointed(hit: _Hit, said: list[Item], names: Register) -> _Hit:
    """Take the name that she completes a few words later: "nias yg barat", "tangerang, yang selatan"."""
    if not hit.whole:
        return hit
    for at, item in enumerate(said[hit.end : hit.end + _FEW], hit.end):
        if item.feature:
            longer = names.holding((*hit.names[0].words, *item.words))
            return replace(hit, names=longer, end=at + 1) if longer else hit
        if item.cue == "deny" or not (item.cue or item.idle):
            return hit
    return hit


def _outermost(found: list[_Hit]) -> list[_Hit]:
    """Leave out what lies inside a longer name, and of overlapping ones the weaker."""
    kept: list[_Hit] = []
    for hit in sorted(found, key=lambda hit: (hit.start - hit.end, RULES.index(hit.rule), hit.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


@dataclass(slots=True)
class _Talk:
    """What has been heard so far while going through a reply from left to right."""

    cue: str = ""
    title: str = ""
    denied: bool = False
    behind: int = -1
    said_past: bool = False

    def ends(self, hits: list[_Hit]) -> None:
        """A clause is over: a "dulu" that nothing followed was about the place before it ("medan dulu, sekarang binjai")."""
        if self.said_past and self.behind >= 0:
            hits[self.behind] = replace(hits[self.behind], cue="past")
        self.said_past, self.behind = False, -1

    def hears(self, item: Item, before: Item | None, hits: list[_Hit]) -> None:
        """Take in what an item says of the places after it."""
        match item.cue:
            case "pause" | "doubt":
                self.ends(hits)
                self.cue = ""
            case "past":
                self.said_past, self.cue = True, "past"
            case "now" | "origin" | "aside" | "deny":
                self.ends(hits)
                self.cue = item.cue
            case "self" if self.cue == "aside" and (before is None or before.cue != "aside"):
                self.cue = ""  # "suami galur, saya lendah", but not "suami saya galur"
            case "and" if self.denied:
                self.cue = "deny"
            case _:
                return


def _cued(said: list[Item], found: list[_Hit]) -> tuple[list[_Hit], list[tuple[str, bool]]]:
    """Give each hit its title and cue; return also the titles that stand alone ("pekalongan kabupaten"), and which are denied."""
    starts = {hit.start: hit for hit in found}
    hits: list[_Hit] = []
    titles: list[tuple[str, bool]] = []
    talk = _Talk()
    at = 0
    while at < len(said):
        hit = starts.get(at)
        if hit is not None:
            hits.append(_titled(replace(hit, cue=talk.cue), talk.title))
            talk.denied, talk.said_past, talk.behind = talk.cue == "deny", False, len(hits) - 1
            talk.cue = "" if talk.denied else talk.cue
            talk.title = ""
            at = hit.end
            continue
        if talk.title:
            titles.append((talk.title, talk.cue == "deny"))
            talk.cue = "" if talk.cue == "deny" else talk.cue
        talk.title = said[at].title
        talk.hears(said[at], said[at - 1] if at else None, hits)
        at += 1
    talk.ends(hits)
    if talk.title:
        titles.append((talk.title, talk.cue == "deny"))
    return hits, [(title, denied) for title, denied in titles if title in _TWO_CITIES]


def _titled(hit: _Hit, title: str) -> _Hit:
    """Keep the names that can carry the title she wrote before the name, best those that do carry it."""
    if not title:
        return hit
    able = [name for name in hit.names if _carries(name, title)]
    same = [name for name in able if name.title == title]
    return replace(hit, names=tuple(same or able) or hit.names, fits=bool(able), titled=True)


def _carries(name: Name, title: str) -> bool:
    """Whether she may give the place this title. A kabupaten's town is its kota too, unless another place is called so."""
    if "serikat" in (title, name.title):
        return True
    if name.title:
        return name.title == title
    if title == "kota":
        return name.kin != "twin" or name.level != "kabupaten"
    return name.level in ("", TITLES[title])


def _narrowed(hits: list[_Hit], titles: list[tuple[str, bool]], names: Register) -> list[_Hit]:
    """Leave out of each hit what she denies elsewhere in the reply, and what a title that stands alone leaves out."""
    denied = {name.code for hit in hits if hit.cue == "deny" for name in hit.names}
    if titles and all(hit.cue == "deny" for hit in hits):
        hits = [replace(hit, names=names.exact.get("".join(hit.names[0].words), hit.names), cue="") for hit in hits]
    result: list[_Hit] = []
    for hit in hits:
        if hit.cue != "deny":
            hit = _without(hit, [name for name in hit.names if name.code in denied])
            for title, no in titles:
                hit = _without(hit, [name for name in hit.names if _carries(name, title) == no])
                hit = replace(hit, titled=hit.titled or not no)
        result.append(hit)
    return result


def _without(hit: _Hit, names: list[Name]) -> _Hit:
    """Return the hit without these names, unless none would be left."""
    left = tuple(name for name in hit.names if name not in names)
    return replace(hit, names=left) if left else hit


def _settled(hits: list[_Hit], said: list[Item]) -> Reading:
    """Return the one place that all hits that count agree on."""
    offered = [hit for hit in hits if hit.cue != "deny"]
    live = [hit for hit in offered if hit.fits and _STRENGTH[hit.cue]]
    if not live:
        return Unclear(_codes(offered), "which_place")
    most = max(_STRENGTH[hit.cue] for hit in live)
    live = _weighty(
        [hit for hit in live if _STRENGTH[hit.cue] == most], several=any(item.cue == "and" for item in said)
    )
    codes = set.intersection(*({name.code for name in hit.names} for hit in live)) or _finest(live)
    if len(codes) != 1:
        return Unclear(tuple(code for code in _codes(live) if not codes or code in codes), "which_place")
    (code,) = codes
    hits = [hit for hit in live if code in {name.code for name in hit.names}]
    if any(item.cue == "doubt" for item in said) or not any(map(_certain, hits)):
        return Unclear((code,), "which_place")
    rule = max((hit.rule for hit in hits), key=RULES.index)
    return Read(code, rule, SURE[rule])


def _certain(hit: _Hit) -> bool:
    """Whether the hit may be stored. A city that is called like its province ("jogja") must be called a city."""
    return hit.sure and (hit.titled or any(name.kin != "region" for name in hit.names))


def _codes(hits: Iterable[_Hit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.code for hit in hits for name in hit.names))


def _weighty(live: list[_Hit], *, several: bool) -> list[_Hit]:
    """Return the hits that must agree: a vague part of a name does not weigh against a whole one, nor the province she adds.

    Where she says "dan" or "atau", everything weighs.
    """
    if several:
        return live
    if any(hit.whole for hit in live):
        live = [hit for hit in live if hit.whole or (hit.sure and len(_codes([hit])) == 1)]
    return [hit for hit in live if hit is live[0] or hit.titled or any(name.kin != "region" for name in hit.names)]


def _finest(live: list[_Hit]) -> set[str]:
    """Return the place that lies deepest where each is of another level: "ujung serdang, deli serdang" is the desa."""
    levels = [_FINER.index(hit.names[0].level) if hit.names[0].level else -1 for hit in live]
    deepest = [hit for hit, level in zip(live, levels, strict=True) if level == max(levels)]
    if -1 in levels or len(deepest) == len(live):
        return set()
    return set.intersection(*({name.code for name in hit.names} for hit in deepest))

"""Finds words that steer the conversation. Stop and danger come first, and all of them only where they are meant.

A whole message steers when each of its words is a phrase of one control, or may stand beside it: "stop dulu ya bu saya
sibuk" does, "stop kekerasan" does not. To a closed question some phrases also steer among other words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.survey.model import Choice, Kind, PlaceName, Scale, SelectMultiple, SelectOne, Text, Time, YesNo
from bot.understanding.choices import read_choice
from bot.understanding.kept import Kept
from bot.understanding.labels import exact, labels_of
from bot.understanding.normal import MOST_TOKENS, Reply, content, is_number, is_word
from bot.understanding.phrases import Phrases
from bot.understanding.reading import Control, Read, Unclear
from bot.understanding.steering import Said, bare, likened, meaning_of, mended, spoken, steering_of
from bot.understanding.stories import after_now, is_story
from bot.understanding.yesno import read_yesno

HEARD = 2_000
"""Characters of a reply in which control words are looked for."""

_MOST_WORDS = 14
"""Words of a message that steers as a whole; whoever writes more tells something."""

_LONG = 5
"""Letters of a word that is mended to a call for help: shorter ones are too often words of their own."""

_TAGS = frozenset({"tidak", "bukan"})
"""At the end of a question they only ask: "potong pulsa gak?"."""

_ANSWER = meaning_of("answer")
_NEGATIONS = frozenset({"tidak", "bukan", "belum", "jangan"})
_DENIALS = frozenset({"tidak", "bukan", "belum"})
_ANSWERS = frozenset({Control.START, Control.RESUME})
_GUESSED = frozenset({Control.DONT_KNOW, Control.SKIP})


def find_control(text: str, phrases: Phrases, kind: Kind | None) -> Control | None:
    """Return the control word that the reply is, or holds where it is no open answer; None if it is an answer."""
    reply = phrases.reply(text[:HEARD])
    found = _danger(reply, phrases) | _steering(reply, phrases, kind)
    if not found:
        return None
    for control in Control:
        if control not in found or _is_answer(control, reply, phrases, kind):
            continue
        if (
            not isinstance(kind, Text)
            or control is Control.DISTRESS
            or not _told(control, text[:HEARD], reply, phrases)
        ):
            return control
    return None


def _told(control: Control, text: str, reply: Reply, phrases: Phrases) -> bool:
    """Whether an open answer tells a story, and what it says of the present does not steer either."""
    if not is_story(control, text, reply, phrases):
        return False
    present = after_now(reply, phrases)
    return present is None or control not in _steering(present, phrases, Text())


def _steering(reply: Reply, phrases: Phrases, kind: Kind | None) -> set[Control]:
    """Return the controls that the reply is as a whole, or holds, in its own words or in words that say the same."""
    words = _words(reply, phrases) if len(reply.tokens) <= MOST_TOKENS else ()
    if not words:
        return set()
    for variant in _variants(words, phrases):
        said = spoken(variant, phrases)
        if any(one.meaning == _ANSWER for one in said):
            if variant is words:
                return set()
            continue
        found = _whole(variant, said, kind) | _inside(variant, said, phrases, kind)
        if not found:
            found = _asked(variant, reply, phrases, kind)
        if found:
            return found
    if len(words) > _MOST_WORDS or isinstance(kind, PlaceName):
        return set()  # a name is nobody's slip: Kendal is a town
    mend = mended(words, phrases, _labelled(kind, phrases))
    if mend is None:
        return set()
    found = _whole(mend, spoken(mend, phrases), kind)
    if len(words) > 1 or len(words[0]) >= _LONG:
        return found
    # Short names are nobody's slips either (Sari, Mila); whoever wants to stop must be heard all the same.
    return found & {Control.STOP} if isinstance(kind, Text) else found - {Control.HELP}


def _words(reply: Reply, phrases: Phrases) -> tuple[str, ...]:
    """Return the words in which to look; of a reply without words the signs that are known ("?", a shrug)."""
    tokens = reply.tokens
    if any(map(is_word, tokens)):
        words = content(tokens, steering_of(phrases).idle)
        if words:
            return bare(words, phrases)
    if any(map(is_number, tokens)):
        return ()  # numbers and signs alone steer nothing
    return tuple(token for token in tokens if token in phrases.first["control"])


def _variants(words: tuple[str, ...], phrases: Phrases) -> Iterator[tuple[str, ...]]:
    """Yield the words as they are and without politeness between them, then both in words that say the same."""
    if phrases.first["control"].isdisjoint(words):
        return
    polite = steering_of(phrases).polite
    plain = tuple(word for word in words if word not in polite)
    yield words
    if plain and plain != words:
        yield plain
    alike = likened(words, phrases)
    if alike != words:
        yield alike
        yield tuple(word for word in alike if word not in polite)
    if plain and plain != words:
        yield likened(plain, phrases)


def _whole(words: tuple[str, ...], said: Sequence[Said], kind: Kind | None) -> set[Control]:
    """Return the controls beside which every other word of the message may stand."""
    if len(words) > _MOST_WORDS or sum(one.end - one.start for one in said) != len(words):
        return set()
    found = {one.meaning.control for one in said if one.meaning.control is not None and _counts(one, kind)}
    for one in said:
        found &= one.meaning.beside | {one.meaning.control}
    return found


def _asked(words: tuple[str, ...], reply: Reply, phrases: Phrases, kind: Kind | None) -> set[Control]:
    """Return HELP where the words are a question by its mark or by the tag at its end: "gratis?", "potong pulsa gak"."""
    found: set[Control] = set()
    if "?" in reply.tokens:
        form = (*words, "?")
        said = spoken(form, phrases)
        if said[-1].start < len(words):  # "ya?" is no question about us, "aman?" is
            found = _whole(form, said, kind)
    if not found and len(words) > 1 and words[-1] in _TAGS:
        found = _whole(words[:-1], spoken(words[:-1], phrases), kind)
    return found & {Control.HELP}


def _inside(words: tuple[str, ...], said: Sequence[Said], phrases: Phrases, kind: Kind | None) -> set[Control]:
    """Return the controls that may stand among other words, which in an open answer none may."""
    found: set[Control] = set()
    if isinstance(kind, Text):
        return found
    for one in said:
        denied = one.start > 0 and words[one.start - 1] in _NEGATIONS
        if one.meaning.anywhere and one.meaning.control is not None and not denied and _counts(one, kind):
            found.add(one.meaning.control)
    if isinstance(kind, Time):
        found.discard(Control.STOP)  # "jangan telepon malam, pagi saja" says when
    if found & _GUESSED and any(is_number(word) or phrases.number(word) is not None for word in words):
        found -= _GUESSED  # "tidak tahu pasti, sekitar 500 ribu" says how much
    return found


def _counts(one: Said, kind: Kind | None) -> bool:
    """Whether the phrase steers at this type of question: "malas" to a yes or no is a no."""
    return not (one.meaning.unless_yesno and isinstance(kind, YesNo))


def _danger(reply: Reply, phrases: Phrases) -> set[Control]:
    """Return DISTRESS where she says that she herself or her child is in danger, also inside an open answer."""
    table, first = phrases.tables["danger"], phrases.first["danger"]
    if first.isdisjoint(reply.tokens):
        return set()
    aside = steering_of(phrases).aside
    kept = first - aside
    words = tuple([word for word in reply.tokens if (word not in aside and word[0].isalnum()) or word in kept])
    if table.get(words) == "danger whole":
        return {Control.DISTRESS}  # "tolong saya" alone is a cry, inside a sentence it is not
    for start, word in enumerate(words):
        if word not in first or (start and words[start - 1] in _DENIALS):
            continue
        for end in range(start + 1, min(start + phrases.longest["danger"], len(words)) + 1):
            if table.get(words[start:end]) == "danger":
                return {Control.DISTRESS}
    return set()


def _labelled(kind: Kind | None, phrases: Phrases) -> frozenset[str]:
    """Return the words of the choices of this question."""
    if isinstance(kind, SelectOne | SelectMultiple | Scale):
        return labels_of(kind.choices, phrases).words
    return frozenset()


def _controls_of(choices: tuple[Choice, ...], phrases: Phrases) -> frozenset[Control]:
    labels = [phrases.reply(label) for choice in choices for label in choice.label.values()]
    return frozenset(control for label in labels for control in _steering(label, phrases, Text()))


_offered = Kept(_controls_of)


def _is_answer(control: Control, reply: Reply, phrases: Phrases, kind: Kind | None) -> bool:
    """Whether the word answers this very question: "belum tahu" where that is a choice, "lanjut" to a yes or no."""
    if control in (Control.STOP, Control.DISTRESS):
        return False
    if isinstance(kind, SelectOne | SelectMultiple | Scale):
        if exact(reply.words, kind.choices, phrases) is not None:
            return True
        return control in _offered(kind.choices, phrases) and isinstance(
            read_choice(kind, reply, phrases), Read | Unclear
        )
    if isinstance(kind, YesNo) and control in _ANSWERS:
        return isinstance(read_yesno(reply, phrases), Read)
    return False

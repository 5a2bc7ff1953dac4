"""All that one step says becomes one bubble.

On SMS a bubble should be one segment: every lead-in has shorter forms, and the longest that fits is taken. The question
itself is never shortened; only its hint and its cue may go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, assert_never

from bot.conversation.effects import (
    Alarm,
    Ask,
    AskAgain,
    AskConsent,
    Confirm,
    Decline,
    Effect,
    Expire,
    Finish,
    Forget,
    GiveConsent,
    Help,
    Keep,
    OptOut,
    Record,
    Refuse,
    Regret,
    SetAside,
    Tell,
    Thank,
)
from bot.conversation.state import Conversation, Phase
from bot.message import Attached, Spoken
from bot.segments import gsm7, is_basic
from bot.survey.model import Question, Scale, Survey, text_in
from bot.understanding.between import by_value
from bot.understanding.kept import Kept
from bot.wording import leads
from bot.wording.forms import as_shown
from bot.wording.members import safety_text
from bot.wording.questions import Body, join, numbered, place_cue, question_body, tappable, yes_or_no
from bot.wording.shown import fits, value
from bot.wording.words import Ability, Words


def speak(
    effects: Sequence[Effect], survey: Survey, conversation: Conversation, words: Words, ability: Ability
) -> Spoken | None:
    """Return what ``effects`` say to her as one bubble, or None where they say nothing.

    ``conversation`` is the one after the step (language and first name are taken from it). Plain text (``PLAIN``) is
    kept to the letters of GSM-7 where nothing is lost by it, and normally to one segment of 160.
    """
    speech = _Speech(survey, conversation, words.spoken_to(survey.group), ability, tuple(effects))
    for effect in effects:
        speech.add(effect)
    spoken = speech.bubble()
    if spoken is None or not ability.files:
        return spoken
    attached = _attached(effects, survey, conversation.language)
    return replace(spoken, attached=attached) if attached else spoken


@dataclass(slots=True)
class _Speech:
    """Gathers what is said: lead-ins in several lengths, and the body they lead to."""

    survey: Survey
    conversation: Conversation
    words: Words
    ability: Ability
    effects: tuple[Effect, ...]
    before: list[leads.Lengths] = field(default_factory=list)
    body: Body | None = None
    alone: Spoken | None = None
    """The bubble where nothing leads in, if it is known already."""

    def add(self, effect: Effect) -> None:
        """Add one effect; those that say nothing are named, so that a new one cannot be forgotten."""
        match effect:
            case AskConsent() | Ask() | AskAgain() | Confirm():
                self._question(effect)
            case Tell() | Help() | Refuse():
                self.before.append(self._opening(effect))
            case Thank() | Regret() | Alarm():
                self.body = Body((self._ending(effect),))
            case GiveConsent() | Decline() | Record() | Forget() | SetAside() | OptOut() | Keep() | Finish() | Expire():
                pass
            case _:
                assert_never(effect)

    def bubble(self) -> Spoken | None:
        """Return the whole, in the longest form that fits."""
        if self.body is None:
            return None
        if self.alone is not None and all(lengths == _NOTHING for lengths in self.before):
            return self.alone
        levels = max((len(lengths) for lengths in self.before), default=1)
        openings = ["".join(texts[min(level, len(texts) - 1)] for texts in self.before) for level in range(levels)]
        return _bubble(openings, self.body, self.ability)

    @property
    def _name(self) -> str:
        """Her first name, unless a letter in it would make the whole message dearer."""
        name = self.conversation.first_name
        return name if is_basic(name) else ""

    def _question(self, effect: AskConsent | Ask | AskAgain | Confirm) -> None:
        match effect:
            case AskConsent():
                self._consent(effect)
            case Ask():
                self._ask(effect)
            case AskAgain():
                self._ask_again(effect)
            case Confirm():
                self._confirm(effect)
            case _:
                assert_never(effect)

    def _opening(self, effect: Tell | Help | Refuse) -> leads.Lengths:
        language = self.conversation.language
        match effect:
            case Tell(name, shown):
                told = as_shown(self.survey.question(name), name, shown)
                return (f"{text_in(told.label, language)} ",)
            case Help() if self.conversation.phase is Phase.CONSENT:
                return leads.help_before_consent(self.words, language)
            case Help():
                return leads.help_with(self.words, language)
            case Refuse(why):
                return leads.refusal(why, self.survey.question(self.conversation.at), self.words, language)
            case _:
                assert_never(effect)

    def _ending(self, effect: Thank | Regret | Alarm) -> str:
        language = self.conversation.language
        match effect:
            case Thank():
                told = text_in(self.survey.thanks, language)
                return told or leads.thanks(self._name, self.words, language)
            case Regret():
                return leads.regret(self.words, language)
            case Alarm():
                return safety_text(self.words, language, resumes=not self.conversation.over)
            case _:
                assert_never(effect)

    def _consent(self, effect: AskConsent) -> None:
        language = self.conversation.language
        label = text_in(self.survey.consent.label, language)
        options = yes_or_no("consent", self.words, language, self.ability)
        if effect.again:
            self.body = Body((leads.consent_again(self.words, language),), options)
            return
        if effect.reminder:
            self.before.append(leads.consent_reminder(self._name, self.words, language))
        elif not self.before:
            self.before.append(leads.greeting(self._name, self.words, language))
        self.body = Body((label,), options)

    def _ask(self, effect: Ask) -> None:
        language, lead = self.conversation.language, effect.lead
        agreed = lead == "first" and any(isinstance(one, GiveConsent) for one in self.effects)
        gap = any(isinstance(one, Record) and one.gap in ("skipped", "unknown") for one in self.effects)
        if lead == "repeat" and any(isinstance(one, Record) and one.rule == "tap" for one in self.effects):
            self.before.append(leads.corrected(self.words, language))
        self.before.insert(0, leads.lead_in(lead, self._name, self.words, language, agreed=agreed, gap=gap))
        self._put(effect, again=False)

    def _ask_again(self, effect: AskAgain) -> None:
        question = as_shown(self.survey.question(effect.question), effect.question, effect.shown)
        self.before.append(leads.not_used(effect, question, self.words, self.conversation.language))
        self._put(effect, again=True)

    def _put(self, effect: Ask | AskAgain, *, again: bool) -> None:
        put = _Put(effect.question, effect.number, effect.total, again, self.conversation.language, self.ability)
        if effect.shown is not None:  # her own answers are in it: nobody else's words
            question = as_shown(self.survey.question(effect.question), effect.question, effect.shown)
            self.body = _body(put, question, self.words)
            return
        bodies = _bodies(self.survey, self.words)
        found = bodies.get(put)
        if found is None:
            if len(bodies) >= _MOST_BODIES:
                bodies.clear()
            body = _body(put, self.survey.question(put.question), self.words)
            found = bodies[put] = (body, _bubble([""], body, self.ability))
        self.body, self.alone = found

    def _confirm(self, effect: Confirm) -> None:
        question = self.survey.question(effect.question)
        language = self.conversation.language
        _ = self.words.spoken_in(language)
        shown = tuple(value(question.kind, one, self.words, language) for one in effect.between)
        if len(shown) == 1:
            self.body = Body((_("Maksud Ibu {meaning}? Balas YA atau TIDAK").format(meaning=shown[0]),))
            return
        offers = {f"{effect.question}={one}": title for one, title in zip(effect.between, shown, strict=True)}
        asked = _("Maksud Ibu yang mana?")
        options = tappable(offers, self.ability)
        if options:
            self.body = Body((asked,), options)
            return
        apart = "\n" if self.ability.options else " "
        numbers = effect.between if by_value(effect.between, question.kind) else ()
        either = f" {_('atau')} "
        if numbers and not isinstance(question.kind, Scale):
            self.body = Body((_("Maksud Ibu {meaning}?").format(meaning=either.join(shown)),))
            return
        asked = f"{asked}{apart}{numbered(shown, lines=self.ability.options > 0, numbers=numbers)}"
        cue = _("Balas {numbers}").format(numbers=either.join(numbers)) if numbers else place_cue(len(shown), _)
        self.body = Body((join(asked, cue, apart.strip(" ")),))


def _attached(effects: Sequence[Effect], survey: Survey, language: str) -> tuple[Attached, ...]:
    """Return the files that go with what is told and asked, in her language where there is one."""
    rows = [survey.question(one.question) for one in effects if isinstance(one, Tell | Ask | AskAgain)]
    files = ((of, text_in(named, language)) for row in rows for of, named in row.media.items())
    return tuple(Attached(of, file) for of, file in files if file)


class _Put(NamedTuple):
    """A question as it is put: all that its words depend on."""

    question: str
    number: int
    total: int
    again: bool
    language: str
    ability: Ability


def _body(put: _Put, question: Question, words: Words) -> Body:
    """Return the question with its number, its choices and its cue; in simpler words where it is put again."""
    label = text_in(question.label, put.language)
    if put.again:
        label = text_in(question.simpler, put.language) or label
    numbered_label = f"{put.number}/{put.total} {label}"
    return question_body(question, numbered_label, words, put.language, put.ability, again=put.again)


def _no_bodies(_survey: Survey, _words: Words) -> dict[_Put, tuple[Body, Spoken]]:
    return {}


# A question reads the same to every member who gets it at the same place, so its words are put together once. Nothing
# that a member wrote is in them, nor her name.
_bodies = Kept(_no_bodies, most=64)
_MOST_BODIES = 1_000
_NOTHING: leads.Lengths = ("",)


def _bubble(openings: Sequence[str], body: Body, ability: Ability) -> Spoken:
    """Return ``body`` behind the longest of ``openings`` with which it fits."""
    if ability.options:
        return Spoken(openings[0] + body.texts[0], body.options)
    for text in body.texts:
        for opening in openings:
            whole = _plain(opening + text)
            if fits(whole):
                return Spoken(whole)
    return Spoken(_plain(openings[-1] + body.texts[0]))


def _plain(text: str) -> str:
    """Return ``text`` in letters that an SMS carries cheaply."""
    return text if is_basic(text) else gsm7(text)

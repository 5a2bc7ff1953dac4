"""The catalogues of the languages we speak, and what a channel can show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import Final

from bot.understanding.kept import Kept
from bot.wording.address import for_both

SENDER = "HAPSARI"
"""Who writes, in the first word of whatever she did not ask for."""

NOT_ONLY_WOMEN: Final = frozenset({"staff", "partners", "partner"})
"""Groups of surveys (staff, partners) and roles (staff, partner) in which there may be men."""

_SOURCE = NullTranslations()


@dataclass(frozen=True, slots=True)
class Words:
    """The catalogues by language code. A language without one is spoken in Indonesian, the language of the source.

    ``both``: what ``spoken_in`` says is for a woman or a man.
    """

    catalogues: Mapping[str, NullTranslations] = field(default_factory=dict)
    both: bool = False

    def spoken_to(self, whom: str) -> Words:
        """Return the words for a survey's group, or for someone of a role (``NOT_ONLY_WOMEN`` names those of men too)."""
        return _for_both(self) if whom in NOT_ONLY_WOMEN else self

    def spoken_in(self, language: str) -> Callable[[str], str]:
        """Return the function that says a source text in ``language``; call it ``_``, so that it is found."""
        said = self.catalogues.get(language, _SOURCE).gettext
        return (lambda text: for_both(said(text))) if self.both else said

    def counted_in(self, language: str) -> Callable[[str, str, int], str]:
        """Return the function that says a counted text (one, many, n) in ``language``; call it ``n_``."""
        return self.catalogues.get(language, _SOURCE).ngettext


def _made_for_both(words: Words) -> Words:
    return Words(words.catalogues, both=True)


# The same object for the same catalogues, since what is put together from words is kept by them.
_for_both = Kept(_made_for_both)


def parse_catalogue(po: bytes) -> NullTranslations:
    """Read a gettext catalogue (``messages.po``, UTF-8) in memory, so that no compiled file has to be kept.

    Fuzzy entries are left out, as msgfmt does. A file that is not a catalogue raises babel's ``PoFileError``.
    """
    # Here and not above: babel is large, and needed once, at the start.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(po), abort_invalid=True))
    compiled.seek(0)
    return GNUTranslations(compiled)


@dataclass(frozen=True, slots=True)
class Ability:
    """What the channel can show to tap: how many ``buttons``, how many list ``options``, the longest row ``title``.

    ``files``: a survey's sound and pictures may go beside the words. ``apart``: what can be tapped leaves by the provider's API
    and not in the webhook's own answer. All zero means text alone: SMS, and WhatsApp answered through TwiML.
    """

    buttons: int = 0
    options: int = 0
    title: int = 0
    files: bool = False
    apart: bool = False


PLAIN = Ability()
WHATSAPP = Ability(buttons=3, options=10, title=24, files=True)
"""WhatsApp in session: three quick replies, or a list of ten rows of 24 characters (Twilio's content pages)."""

BUTTON_TITLE = 20
"""The longest title of a WhatsApp button; rows of a list may have ``Ability.title``."""

"""One door for every form that a survey's source has: YAML, or the text form of an XLSForm workbook."""

from __future__ import annotations

from bot.survey.workbook import MARK
from bot.survey.yaml_form import Loaded
from bot.survey.yaml_form import read_survey as read_yaml


def read_survey(source: str, name_hint: str, *, published: bool = False) -> Loaded:
    """Return the survey that a source holds, checked; or no survey, and why.

    ``name_hint`` is the survey's name where ``form_id`` gives none (the file's name without its ending). A ``published``
    source was checked when it was published, by the rules of that day: it is read, and not checked again. Never raises.
    """
    if source.startswith(MARK):
        from bot.survey.xlsform import read_xlsform  # here, because only workbooks need pyxform and it is large

        return read_xlsform(source, name_hint, published=published)
    return read_yaml(source, name_hint, published=published)

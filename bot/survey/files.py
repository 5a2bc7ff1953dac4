"""One door for every form that a survey's source has: YAML, or the text form of an XLSForm workbook."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace

from bot.survey.model import Survey
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


def named_files(survey: Survey) -> tuple[str, ...]:
    """Return the names of the files that go with the survey's questions, each once, in their order."""
    names = (name for one in survey.questions for files in one.media.values() for name in files.values())
    return tuple(dict.fromkeys(name for name in names if name))


def with_files(survey: Survey, digests: Mapping[str, str]) -> Survey:
    """Return the survey as a version of these files too: where a sound changes it is another version.

    ``digests`` are SHA-256 by the survey's own names. They stand at the end of the source, where no reader minds them.
    """
    if not digests:
        return survey
    if survey.source.startswith(MARK):
        whole = json.loads(survey.source)
        whole["xlsform"]["media"] = dict(sorted(digests.items()))
        source = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    else:
        noted = "".join(f"# {name} sha256 {digest}\n" for name, digest in sorted(digests.items()))
        source = f"{survey.source.rstrip()}\n\n{noted}"
    return replace(survey, source=source, hash=hashlib.sha256(source.encode(errors="surrogatepass")).hexdigest())

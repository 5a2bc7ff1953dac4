"""Reads survey files from disk: each file to a survey or its problems, and the files of a folder checked together.

The only place that opens survey files. It knows no clock and no database; what it returns is a value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.survey.check import check_together
from bot.survey.model import Survey
from bot.survey.problems import Problem, problem
from bot.survey.yaml_form import Loaded, read_survey

ENDINGS = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class SurveyFolder:
    """What was found in survey files: the surveys that can be used, in the order of their names, and every problem."""

    surveys: tuple[Survey, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep a survey from being used."""
        return tuple(each for each in self.problems if each.severity == "error")

    def survey(self, name: str) -> Survey | None:
        """Return the survey called ``name``, or None."""
        return next((each for each in self.surveys if each.name == name), None)


def survey_paths(paths: Iterable[Path]) -> list[Path]:
    """Return the files themselves and, of each folder, the YAML files right inside it, in the order of their names."""
    found: list[Path] = []
    for path in paths:
        found.extend(sorted(each for each in path.iterdir() if each.suffix in ENDINGS) if path.is_dir() else [path])
    return found


def load_survey(path: Path) -> Loaded:
    """Return the survey of one file, or its problems (S604 where the file cannot be read), without the file's name."""
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Loaded(None, (problem("S604", detail=f"byte {error.start}: UTF-8?"),))
    except OSError as error:
        return Loaded(None, (problem("S604", detail=error.strerror or type(error).__name__),))
    return read_survey(source, path.stem)


def load_surveys(paths: Iterable[Path]) -> SurveyFolder:
    """Return what a folder of surveys, or several files, hold. One broken file does not hide the others.

    A survey whose name or keyword another file has already taken is left out, with a problem.
    """
    surveys: list[tuple[str, Survey]] = []
    problems: list[Problem] = []
    for path in survey_paths(paths):
        loaded = load_survey(path)
        problems.extend(each.within(str(path)) for each in loaded.problems)
        if loaded.survey is not None:
            surveys.append((str(path), loaded.survey))
    together = check_together(surveys)
    problems.extend(each.within(file) for file, several in together.items() for each in several)
    usable = [survey for file, survey in surveys if file not in together]
    return SurveyFolder(tuple(sorted(usable, key=lambda each: each.name)), tuple(problems))

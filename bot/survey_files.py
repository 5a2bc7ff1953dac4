"""Reads survey files from disk: each file to a survey or its problems, and the files of a folder checked together.

The only place that opens survey files. It knows no clock and no database; what it returns is a value.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.survey.check import check_together
from bot.survey.files import named_files, read_survey, with_files
from bot.survey.model import Survey
from bot.survey.problems import Problem, problem
from bot.survey.refused import Refused
from bot.survey.workbook import MOST_BYTES, Workbook, from_source, read_workbook, to_source
from bot.survey.yaml_form import Loaded

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls"})
ENDINGS = frozenset({".yaml", ".yml"}) | WORKBOOKS

MOST_MEDIA = 16 * 1024**2
"""The largest sound or picture that goes with a question, in bytes: as much as WhatsApp carries."""

_MOST_BESIDE = 4_000_000
_NAMED = re.compile(r"""(?:[\w.-]+\.csv)|(?:(?:pulldata|instance|search)\(\s*['"]([\w.-]+)['"])""")


@dataclass(frozen=True, slots=True)
class SurveyFolder:
    """What was found in survey files: the surveys that can be used, in the order of their names, and every problem."""

    surveys: tuple[Survey, ...]
    problems: tuple[Problem, ...]
    files: Mapping[str, Mapping[str, Path]] = field(default_factory=dict)
    """The sounds and pictures beside each survey, by its content hash and by its own names for them."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep a survey from being used."""
        return tuple(each for each in self.problems if each.severity == "error")

    def survey(self, name: str) -> Survey | None:
        """Return the survey called ``name``, or None."""
        return next((each for each in self.surveys if each.name == name), None)


def survey_paths(paths: Iterable[Path]) -> list[Path]:
    """Return the files themselves and, of each folder, the surveys right inside it, in the order of their names."""
    found: list[Path] = []
    for path in paths:
        found.extend(sorted(filter(_is_survey, path.iterdir())) if path.is_dir() else [path])
    return found


def _is_survey(path: Path) -> bool:
    # What begins with ~$ is Excel's note that somebody has the workbook open.
    return path.suffix.lower() in ENDINGS and not path.name.startswith(("~$", "."))


def load_survey(path: Path) -> Loaded:
    """Return the survey of one file, or its problems (S604 where the file cannot be read), without the file's name.

    The sounds and pictures beside it are part of its content hash; one that is not there is a warning (S605).
    """
    loaded = _load(path)
    if loaded.survey is None or not named_files(loaded.survey):
        return loaded
    found = files_beside(path, loaded.survey)
    digests = {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in found.items()}
    missing = [_missing(path, loaded.survey, name) for name in named_files(loaded.survey) if name not in found]
    return Loaded(with_files(loaded.survey, digests), (*loaded.problems, *missing))


def files_beside(path: Path, survey: Survey) -> dict[str, Path]:
    """Return the sounds and pictures of a survey that lie beside its file or in a folder for them, by its names for them."""
    found = {}
    for name in named_files(survey):
        file = _beside_it(path, name)
        if file is not None and file.stat().st_size <= MOST_MEDIA:
            found[name] = file
    return found


def _beside_it(path: Path, name: str) -> Path | None:
    if Path(name).name != name:
        return None
    # KoboToolbox and ODK keep them in a folder that is called like the form.
    folders = (path.parent, path.parent / "audio", path.parent / "media", path.parent / f"{path.stem}-media")
    # A link may lead anywhere.
    found = (each / name for each in folders if (each / name).is_file())
    return next((file for file in found if file.resolve().parent == file.parent.resolve()), None)


def _missing(path: Path, survey: Survey, name: str) -> Problem:
    there = _beside_it(path, name) is not None
    why_en, why_id = ("is too large", "terlalu besar") if there else ("is not beside it", "tidak ada di sampingnya")
    details = {"file": name[:80], "why_en": why_en, "why_id": why_id, "limit": MOST_MEDIA // 1024**2}
    if path.suffix.lower() not in WORKBOOKS:
        lines = enumerate(survey.source.split("\n"), 1)
        line, column = next(((at, text.find(name) + 1) for at, text in lines if name in text), (1, 1))
        return problem("S605", line, column, **details)
    for sheet, rows in from_source(survey.source).sheets.items():
        for row, cells in enumerate(rows, 1):
            if name in cells:
                return problem("S605", row, cells.index(name) + 1, **details).on(sheet)
    return problem("S605", **details).on("survey")


def _load(path: Path) -> Loaded:
    if path.suffix.lower() in WORKBOOKS:
        return _load_workbook(path)
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Loaded(None, (problem("S604", detail=f"byte {error.start}: UTF-8?"),))
    except OSError as error:
        return Loaded(None, (problem("S604", detail=error.strerror or type(error).__name__),))
    return read_survey(source, path.stem)


def read_source(path: Path) -> str:
    """Return the source of a workbook's file, with the files of rows beside it that it names. Raises Refused, OSError."""
    with path.open("rb") as file:
        workbook = read_workbook(file.read(MOST_BYTES + 1))
    return to_source(Workbook(workbook.sheets, _beside(path, workbook)))


def _load_workbook(path: Path) -> Loaded:
    try:
        return read_survey(read_source(path), path.stem)
    except Refused as refused:
        return Loaded(None, (problem(refused.code, refused.row, refused.column, **refused.details).on(refused.sheet),))
    except OSError as error:
        return Loaded(None, (problem("S604", detail=error.strerror or type(error).__name__),))


def _beside(path: Path, workbook: Workbook) -> dict[str, str]:
    """Return the CSV files in the workbook's own folder that one of its cells names, as long as they are not too large."""
    found: dict[str, str] = {}
    left = _MOST_BESIDE
    for name in dict.fromkeys(_named(workbook)):
        file = path.parent / name
        # A link may lead anywhere.
        if file.is_file() and file.resolve().parent == path.parent.resolve() and file.stat().st_size <= left:
            content = file.read_bytes()
            left -= len(content)
            found[name] = _text(content)
    return found


def _named(workbook: Workbook) -> Iterator[str]:
    for rows in workbook.sheets.values():
        for cell in (cell for row in rows for cell in row if "(" in cell or ".csv" in cell):
            for match in _NAMED.finditer(cell):
                yield Path(f"{match[1]}.csv" if match[1] else match[0]).name


def _text(content: bytes) -> str:
    """Return a file's text; Excel writes CSV in the letters of Windows unless it is told otherwise."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def load_surveys(paths: Iterable[Path]) -> SurveyFolder:
    """Return what a folder of surveys, or several files, hold. One broken file does not hide the others.

    A survey whose name or keyword another file has already taken is left out, with a problem.
    """
    surveys: list[tuple[str, Survey]] = []
    problems: list[Problem] = []
    files: dict[str, dict[str, Path]] = {}
    for path in survey_paths(paths):
        loaded = load_survey(path)
        problems.extend(each.within(str(path)) for each in loaded.problems)
        if loaded.survey is not None:
            surveys.append((str(path), loaded.survey))
            files[loaded.survey.hash] = files_beside(path, loaded.survey)
    together = check_together(surveys)
    problems.extend(each.within(file) for file, several in together.items() for each in several)
    usable = [survey for file, survey in surveys if file not in together]
    return SurveyFolder(tuple(sorted(usable, key=lambda each: each.name)), tuple(problems), files)

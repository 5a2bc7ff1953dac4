"""Reads a survey written in YAML, in XLSForm's words, into a ``Survey``, or says everything that is wrong with it.

The file has four parts: ``settings``, ``consent``, ``survey`` (the questions, in order), ``choices`` (lists by name).
surveys/README.md explains them to authors; surveys/corel-anggota.yaml is the example.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.survey.cells import LANGUAGES, Cells, Problems
from bot.survey.check import check
from bot.survey.head import SETTINGS, STANDARD_CONSENT, expiry, group, keyword, outcome, reminders, wording_hash
from bot.survey.kinds import ChoiceList, Lists
from bot.survey.model import Consent, Row, Section, Survey, questions_in
from bot.survey.places import CONSENT, Places
from bot.survey.problems import Problem
from bot.survey.tree import Table as Rows
from bot.survey.yaml_choices import read_lists
from bot.survey.yaml_rows import NAME, RowReader, mark
from bot.survey.yaml_text import Items, Leaf, Place, Table, plain_source, read_tree


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of reading one survey: the survey unless there was an error, and all problems in the file's order."""

    survey: Survey | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the survey from being used."""
        return tuple(each for each in self.problems if each.severity == "error")


PARTS: Final = ("settings", "consent", "survey", "choices")
CONSENT_COLUMNS: Final = ("version", "purpose", "label")
_TOP: Final = Place(1, 1)


def read_survey(source: str, name_hint: str, *, published: bool = False) -> Loaded:
    """Return the survey that a YAML text holds, checked; or no survey, and why.

    ``name_hint`` is the survey's name where ``form_id`` gives none (the file's name without its ending). A ``published``
    source is taken as it is: whoever began it ends it, whatever rules came later. Never raises.
    """
    source = plain_source(source)
    tree, found = read_tree(source)
    problems = Problems(found)
    survey = None
    if isinstance(tree, Table):
        survey = _Form(tree, problems, source).read(name_hint, checked=not published)
    elif tree is not None:
        problems.add("S102", tree.place, key="...", wanted_en="settings, survey, choices", wanted_id=", ".join(PARTS))
    ordered = tuple(sorted(problems.found, key=lambda each: (each.line, each.column, each.code)))
    failed = not published and any(each.severity == "error" for each in ordered)
    return Loaded(None if failed else survey, ordered)


class _Form:
    """One file's tree on its way to a survey."""

    def __init__(self, tree: Table, problems: Problems, source: str) -> None:
        self.tree = tree
        self.problems = problems
        self.source = source
        self.default = "id"
        self.places: Places = {}

    def read(self, name_hint: str, *, checked: bool) -> Survey | None:
        Cells(self.tree, "*.yaml", self.problems).expect_only(PARTS)
        settings = self.settings()
        name = settings.text("form_id") or name_hint
        if not NAME.fullmatch(name):
            self.problems.add("S105", settings.where("form_id"), name=name[:40])
        self.places[CONSENT, "keyword"] = settings.where("keyword")
        self.places[CONSENT, "thanks"] = settings.where("thanks")
        lists = read_lists(self.part("choices"), self.tree.entries.get("survey"), self.problems, self.default)
        rows = self.rows(lists)
        questions = questions_in(rows)
        survey = Survey(
            name=name,
            hash=hashlib.sha256(self.source.encode(errors="surrogatepass")).hexdigest(),
            source=self.source,
            title=settings.texts("form_title") or {"id": name},
            consent=self.consent(),
            questions=questions,
            keyword=keyword(settings),
            expires_after=expiry(settings),
            reminders=reminders(settings),
            thanks=settings.texts("thanks"),
            group=group(settings),
            rows=rows if any(isinstance(row, Section) for row in rows) else (),
            tables={name: _table_of(name, listed) for name, listed in lists.items()},
            languages=_languages(rows, self.default),
            outcome=outcome(settings),
        )
        if not survey.asked and not self.problems.found:
            self.problems.add("S110", self.tree.keys.get("survey", _TOP))
        if checked:
            self.problems.found.extend(check(survey, self.places))
        return survey

    def part(self, name: str) -> Table:
        """Return one part of the file that is a table; an empty one, with a problem, where it is something else."""
        tree = self.tree.entries.get(name)
        place = self.tree.keys.get(name, _TOP)
        if isinstance(tree, Table):
            return tree
        if tree is not None and not (isinstance(tree, Leaf) and not tree.text):
            self.problems.add("S102", place, key=name, wanted_en="lines of name: value", wanted_id="baris nama: isi")
        return Table({}, {}, place)

    # --- settings

    def settings(self) -> Cells:
        table = self.part("settings")
        cells = Cells(table, "settings", self.problems)
        self.default = cells.one_of("default_language", LANGUAGES, "id")
        cells = Cells(table, "settings", self.problems, self.default)
        cells.expect_only(SETTINGS, ("form_title", "thanks"))
        return cells

    # --- consent

    def consent(self) -> Consent:
        if "consent" not in self.tree.entries:
            self.problems.add("S109", _TOP)
            return STANDARD_CONSENT
        cells = Cells(self.part("consent"), "consent", self.problems, self.default)
        cells.expect_only(CONSENT_COLUMNS, ("label",))
        mark(self.places, CONSENT, cells)
        purpose, version, label = cells.needed("purpose"), cells.needed("version"), cells.needed_texts("label")
        return Consent(purpose, version, label, wording_hash(purpose, label))

    # --- survey

    def rows(self, lists: Lists) -> tuple[Row, ...]:
        tree = self.tree.entries.get("survey")
        if isinstance(tree, Items) and tree.items:
            return RowReader(lists, self.problems, self.default, self.places).read(tree)
        place = self.tree.keys.get("survey", _TOP)
        if isinstance(tree, Table) or (isinstance(tree, Leaf) and tree.text):
            self.problems.add("S102", place, key="survey", wanted_en="a list of rows", wanted_id="daftar baris")
        else:
            self.problems.add("S110", place)
        return ()


def _table_of(name: str, listed: ChoiceList) -> Rows:
    """Return a list of choices as expressions look things up in it."""
    return Rows(name, [{"name": one.name, "label": one.label.get("id", ""), **one.columns} for one in listed.choices])


def _languages(rows: tuple[Row, ...], default: str) -> tuple[str, ...]:
    """Return the languages that the author's labels are written in, the default first."""
    counters = set(_counters(rows))
    used = {language for question in questions_in(rows) if question.name not in counters for language in question.label}
    return (default, *sorted(used - {default}))


def _counters(rows: tuple[Row, ...]) -> Iterator[str]:
    """Yield the names of the questions that count repeats: their words are ours, in every language."""
    for row in rows:
        if isinstance(row, Section):
            yield row.counted_by
            yield from _counters(row.rows)

"""Reads a survey written in YAML, in XLSForm's words, into a ``Survey``, or says everything that is wrong with it.

The file has four parts: ``settings``, ``consent``, ``survey`` (the questions, in order), ``choices`` (lists by name).
surveys/README.md explains them to authors; surveys/corel-anggota.yaml is the example.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from bot.survey.cells import LANGUAGES, Cells, Problems, split_header
from bot.survey.check import CONSENT, Places, check
from bot.survey.head import SETTINGS, STANDARD_CONSENT, expiry, group, keyword, reminders, wording_hash
from bot.survey.kinds import ChoiceList, Lists, asked_with, read_kind, split_type
from bot.survey.model import Choice, Consent, Question, Survey, Text
from bot.survey.problems import Problem
from bot.survey.yaml_text import Items, Leaf, Place, Table, Tree, plain_source, read_tree


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
COLUMNS: Final = (
    "type",
    "name",
    "label",
    "hint",
    "simpler",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "unit",
    "min",
    "max",
    "prefer",
    "sensitive",
    "indicator",
)
TEXT_COLUMNS: Final = ("label", "hint", "simpler", "constraint_message")
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_CHOICE_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_TOP: Final = Place(1, 1)


def read_survey(source: str, name_hint: str) -> Loaded:
    """Return the survey that a YAML text holds, checked; or no survey, and why.

    ``name_hint`` is the survey's name where ``form_id`` gives none (the file's name without its ending). Never raises.
    """
    source = plain_source(source)
    tree, found = read_tree(source)
    problems = Problems(found)
    survey = None
    if isinstance(tree, Table):
        survey = _Form(tree, problems, source).read(name_hint)
    elif tree is not None:
        problems.add("S102", tree.place, key="...", wanted_en="settings, survey, choices", wanted_id=", ".join(PARTS))
    ordered = tuple(sorted(problems.found, key=lambda each: (each.line, each.column, each.code)))
    failed = any(each.severity == "error" for each in ordered)
    return Loaded(None if failed else survey, ordered)


class _Form:
    """One file's tree on its way to a survey."""

    def __init__(self, tree: Table, problems: Problems, source: str) -> None:
        self.tree = tree
        self.problems = problems
        self.source = source
        self.default = "id"
        self.places: Places = {}

    def read(self, name_hint: str) -> Survey | None:
        Cells(self.tree, "*.yaml", self.problems).expect_only(PARTS)
        settings = self.settings()
        name = settings.text("form_id") or name_hint
        if not _NAME.fullmatch(name):
            self.problems.add("S105", settings.where("form_id"), name=name[:40])
        self.places[CONSENT, "keyword"] = settings.where("keyword")
        lists = self.choices()
        questions = self.questions(lists)
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
        )
        if not survey.asked and not self.problems.found:
            self.problems.add("S110", self.tree.keys.get("survey", _TOP))
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
        cells.expect_only(("version", "purpose", "label"), ("label",))
        self.mark(CONSENT, cells)
        purpose, version, label = cells.needed("purpose"), cells.needed("version"), cells.needed_texts("label")
        return Consent(purpose, version, label, wording_hash(purpose, label))

    def mark(self, index: int, cells: Cells) -> None:
        """Remember where the row and its columns stand, for the checks that see the survey as a whole."""
        self.places[index, ""] = cells.place
        for key in cells.table.keys:
            self.places.setdefault((index, split_header(key)[0]), cells.where(key))

    # --- choices

    def choices(self) -> Lists:
        lists: dict[str, ChoiceList] = {}
        used = self.used_lists()
        table = self.part("choices")
        for name, tree in table.entries.items():
            place = table.keys[name]
            if not isinstance(tree, Items):
                self.problems.add("S102", place, key=name, wanted_en="a list", wanted_id="sebuah daftar")
                continue
            lists[name] = self.choice_list(name, tree, place)
            if name not in used:
                self.problems.add("S205", place, name=name)
        return lists

    def used_lists(self) -> set[str]:
        survey = self.tree.entries.get("survey")
        rows = survey.items if isinstance(survey, Items) else ()
        types = [row.entries.get("type") for row in rows if isinstance(row, Table)]
        return {split_type(said.text.strip())[1] for said in types if isinstance(said, Leaf)}

    def choice_list(self, list_name: str, tree: Items, place: Place) -> ChoiceList:
        choices: list[Choice] = []
        places: list[Place] = []
        labels: set[tuple[str, str]] = set()
        for item in tree.items:
            cells = self.row(item, list_name)
            if cells is None:
                continue
            cells.expect_only(("name", "label"), ("label",))
            name, label = cells.needed("name"), cells.needed_texts("label")
            where = cells.where("name")
            if name and not _CHOICE_NAME.fullmatch(name):
                self.problems.add("S208", where, name=name[:40])
            if any(name == each.name for each in choices):
                self.problems.add("S204", where, name=name, list=list_name)
            for language, words in label.items():
                if (language, words.casefold()) in labels:
                    self.problems.add("S210", where, list=list_name, language=language, label=words)
                labels.add((language, words.casefold()))
            choices.append(Choice(name, label))
            places.append(where)
        if len(choices) < 2:
            self.problems.add("S206", place, name=list_name)
        return ChoiceList(tuple(choices), tuple(places))

    def row(self, item: Tree, named: str) -> Cells | None:
        if isinstance(item, Table):
            return Cells(item, named, self.problems, self.default)
        self.problems.add("S102", item.place, key=named, wanted_en="lines of name: value", wanted_id="baris nama: isi")
        return None

    # --- survey

    def questions(self, lists: Lists) -> tuple[Question, ...]:
        tree = self.tree.entries.get("survey")
        if not isinstance(tree, Items) or not tree.items:
            place = self.tree.keys.get("survey", _TOP)
            if isinstance(tree, Table) or (isinstance(tree, Leaf) and tree.text):
                self.problems.add("S102", place, key="survey", wanted_en="a list of rows", wanted_id="daftar baris")
            else:
                self.problems.add("S110", place)
            return ()
        questions: list[Question] = []
        first: dict[str, int] = {}
        for item in tree.items:
            cells = self.row(item, "survey")
            question = None if cells is None else self.question(cells, lists, len(questions), first)
            if question is not None:
                questions.append(question)
        return tuple(questions)

    def question(self, cells: Cells, lists: Lists, index: int, first: dict[str, int]) -> Question | None:
        name = cells.needed("name")
        cells = Cells(cells.table, f'"{name}"' if name else "survey", self.problems, self.default)
        cells.expect_only(COLUMNS, TEXT_COLUMNS)
        where = cells.where("name")
        # A tap on the consent question carries this name.
        if name and (not _NAME.fullmatch(name) or name == "consent"):
            self.problems.add("S105", where, name=name[:40])
        if name in first and name:
            self.problems.add("S104", where, name=name, first=first[name])
        first.setdefault(name, where.line)
        kind = read_kind(cells, lists)
        calculated = split_type(cells.text("type"))[0] == "calculate"
        label = cells.texts("label") if calculated else cells.needed_texts("label")
        question = Question(
            name=name,
            # A row whose type is not readable keeps its name, so that what refers to it is not wrong as well.
            kind=Text() if kind is None else asked_with(kind, label),
            label=label,
            hint=cells.texts("hint"),
            simpler=cells.texts("simpler"),
            required=cells.flag("required"),
            relevant=cells.expression("relevant"),
            constraint=cells.expression("constraint"),
            constraint_message=cells.texts("constraint_message"),
            sensitive=cells.flag("sensitive"),
            indicator=cells.text("indicator"),
        )
        self.mark(index, cells)
        return question

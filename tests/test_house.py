"""The house's own rules that no other tool holds: folders, lengths, addresses, targets, floors that open no file."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PURE = ("authoring", "wording", "conversation", "analysis", "understanding", "survey", "settings")
PURE_FILES = ("message.py", "segments.py", "phone.py", "times.py")

LONGEST = 400
LONG_FILES: dict[str, str] = {}
"""Files that may be longer than LONGEST lines, each with its reason: a table, or one reason to change."""

OWN_TESTS = {"test_authors_guide.py", "test_house.py", "test_power_cut.py", "test_transcripts.py", "test_week.py"}
"""Tests that mirror no single module: they are about the whole."""

OWN_FOLDERS = {"browser"}
"""Folders of such tests."""

SKIPPED_FOLDERS = {".git", ".venv", "data", "build", ".work", "__pycache__", "htmlcov"}


def _tree() -> Iterator[Path]:
    """Give every file of the project that is not built, installed or stored by a run."""
    for folder, names, files in os.walk(ROOT):
        names[:] = [n for n in names if n not in SKIPPED_FOLDERS and not n.endswith(("_cache", ".egg-info"))]
        names[:] = [n for n in names if n != ".hypothesis"]
        for file in files:
            yield Path(folder) / file


def _text(path: Path) -> str:
    """Return what a file says; pictures, sound and spreadsheets say nothing here."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def _python() -> list[Path]:
    """Give every Python file of ours."""
    return [path for path in _tree() if path.suffix == ".py"]


def test_tests_stand_where_their_code_stands() -> None:
    lost = []
    for test in (ROOT / "tests").rglob("test_*.py"):
        folder = test.parent.relative_to(ROOT / "tests")
        if folder == Path():
            module = test.name.removeprefix("test_")
            homes = [ROOT / "bot" / module, ROOT / "bot" / module.removesuffix(".py"), ROOT / module]
            found = test.name in OWN_TESTS or any(home.exists() for home in homes)
        else:
            found = folder.parts[0] in OWN_FOLDERS or (ROOT / "bot" / folder).is_dir() or (ROOT / folder).is_dir()
        if not found:
            lost.append(str(test.relative_to(ROOT)))
    assert not lost, "these mirror nothing in bot/ or storage/; move them, or list them in OWN_TESTS"


def test_no_python_file_is_too_long() -> None:
    # A migration is written once and never split afterwards.
    files = [path for path in _python() if "migrations" not in path.parts]
    lengths = {str(path.relative_to(ROOT)): len(_text(path).splitlines()) for path in files}
    assert lengths, "no Python file was found"
    too_long = {name: lines for name, lines in lengths.items() if lines > LONGEST and name not in LONG_FILES}
    assert not too_long, "split by reason to change, or give the reason in LONG_FILES"
    needless = [name for name in LONG_FILES if lengths.get(name, 0) <= LONGEST]
    assert not needless, "these are short by now; take them off LONG_FILES"


# Written in pieces, so that this file does not find itself.
_FOREIGN = re.compile(
    "|".join(
        (
            r"--(?:extra-)?index-" + "url",
            r"\bpypi\." + "org",
            r"\bfiles\.python" + "hosted",
            r"\bregistry\.npm" + "js",
            # Behind a bracket it is a step of XForms' instance('list').
            r"(?<![\w./)])/(?:work|root)" + "/",
        )
    )
)


def test_no_file_names_a_package_index_or_a_folder_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in _tree()
        for number, line in enumerate(_text(path).splitlines(), start=1)
        if _FOREIGN.search(line)
    ]
    assert not found


@pytest.mark.parametrize(
    ("line", "foreign"),
    [
        ("pip install --extra-index-" + "url x", True),
        ("https://pypi." + "org/simple", True),
        ("cd /work" + "/main", True),
        ("uv pip compile --no-emit-index-" + "url", False),
        ("benchmarks/.work" + "/rapidsms", False),
        ("docs/work" + "/x", False),
        ("instance('desa')/root" + "/item", False),
    ],
)
def test_that_search_finds_what_it_should(line: str, foreign: bool) -> None:
    assert bool(_FOREIGN.search(line)) is foreign


def _calls(tree: ast.AST) -> Iterator[str]:
    """Name each function or method that a module calls, without what stands before the dot."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr


_OUTSIDE = {"open", "print", "input", "read_text", "read_bytes", "write_text", "write_bytes", "exists", "mkdir", "now"}


def test_the_pure_floors_open_nothing_and_print_nothing() -> None:
    files = [ROOT / "bot" / name for name in PURE_FILES]
    for folder in PURE:
        files.extend((ROOT / "bot" / folder).rglob("*.py"))
    found = [
        f"{path.relative_to(ROOT)}: {name}()"
        for path in files
        for name in _calls(ast.parse(_text(path)))
        if name in _OUTSIDE
    ]
    assert not found


def test_that_search_sees_calls() -> None:
    assert set(_calls(ast.parse("open('x'); Path('x').read_text()"))) == {"open", "Path", "read_text"}


@pytest.mark.parametrize("target", ["setup", "run", "test", "bench", "help", "lock"])
def test_the_makefile_has_what_the_readme_names(target: str) -> None:
    assert re.search(rf"^{target}:.* ## \S", _text(ROOT / "Makefile"), re.MULTILINE)


def test_continuous_integration_runs_what_people_run() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.search(r"\bmake test\b", _text(script))


def test_the_changelog_waits_for_the_next_line() -> None:
    _, _, rest = _text(ROOT / "CHANGELOG.md").partition("\n## Unreleased\n")
    assert re.match(r"\s*- \S", rest), "a change ends with one line under Unreleased"


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_every_dependency_is_locked_with_its_hash(lock: str) -> None:
    project = tomllib.loads(_text(ROOT / "pyproject.toml"))["project"]
    wanted = list(project["dependencies"]) + project["optional-dependencies"]["build"]
    if lock == "dev.txt":
        wanted += project["optional-dependencies"]["dev"]
    entries = _text(ROOT / "requirements" / lock).replace("\\\n", " ").splitlines()
    locked = {re.split(r"[=\[ ;]", line)[0].lower(): line for line in entries if line and not line.startswith("#")}
    assert {re.split(r"[\[<>=;, ]", name)[0].lower().replace("ruamel.yaml", "ruamel-yaml") for name in wanted} <= set(
        locked
    )
    assert [name for name, line in locked.items() if "--hash=sha256:" not in line] == []


@pytest.mark.parametrize("name", ["data/", ".env", ".venv/"])
def test_what_must_never_be_committed_is_ignored(name: str) -> None:
    assert name in _text(ROOT / ".gitignore").splitlines()

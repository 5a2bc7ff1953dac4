"""The catalogues agree with the code, and the checker sees each way in which they might not."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

from bot.wording.words import Words, parse_catalogue
from tests.conversation.parts import ROOT, words


def _checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("locales_check", ROOT / "locales" / "check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


check = _checker()


def _catalogue(**texts: str) -> Catalog:
    catalogue = Catalog()
    for key, said in texts.items():
        catalogue.add(key.replace("_", " "), said)
    return catalogue


def test_the_shipped_catalogues_are_fresh_and_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main([]) == 0, capsys.readouterr().out


def test_a_wrong_argument_is_usage() -> None:
    assert check.main(["--fix"]) == 2


@pytest.mark.parametrize(
    ("language", "here", "there", "problem"),
    [
        ("en", {}, {"Halo": ""}, "missing"),
        ("en", {"Halo": "Hello"}, {}, "no longer in the code"),
        ("en", {"Halo": ""}, {"Halo": ""}, "not translated"),
        ("en", {"Halo_{name}": "Hello {nama}"}, {"Halo_{name}": ""}, "placeholders differ"),
        ("en", {"Halo_": "Hello"}, {"Halo_": ""}, "a space at the beginning or the end"),
    ],
)
def test_each_difference_is_named(language: str, here: dict[str, str], there: dict[str, str], problem: str) -> None:
    (found,) = check.problems(language, _catalogue(**here), _catalogue(**there))
    assert problem in found


def test_the_source_language_may_leave_a_text_as_it_is() -> None:
    assert check.problems("id", _catalogue(Halo=""), _catalogue(Halo="")) == []


def test_a_fuzzy_translation_is_a_problem() -> None:
    fuzzy = Catalog()
    fuzzy.add("Halo", "Hello", flags={"fuzzy"})
    assert check.problems("en", fuzzy, _catalogue(Halo="")) == ["en: fuzzy: 'Halo'"]


def test_updating_keeps_translations_and_drops_what_is_gone(tmp_path: Path) -> None:
    check.update("en", _catalogue(Halo="", Lama=""), tmp_path)
    path = check.path_of("en", tmp_path)
    path.write_text(path.read_text("utf-8").replace('msgid "Halo"\nmsgstr ""', 'msgid "Halo"\nmsgstr "Hello"'), "utf-8")
    check.update("en", _catalogue(Halo="", Baru=""), tmp_path)
    assert {message.id: message.string for message in check.load("en", tmp_path) if message.id} == {
        "Halo": "Hello",
        "Baru": "",
    }
    first = path.read_bytes()
    check.update("en", _catalogue(Halo="", Baru=""), tmp_path)
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    ("language", "forms"),
    [("id", "nplurals=1; plural=0;"), ("jv", "nplurals=1; plural=0;"), ("en", "nplurals=2; plural=(n != 1);")],
)
def test_plural_forms(language: str, forms: str) -> None:
    assert f'"Plural-Forms: {forms}\\n"' in check.path_of(language).read_text("utf-8")


def test_counted_texts_follow_the_language() -> None:
    assert [words().counted_in("en")("{n} jam", "{n} jam", n) for n in (1, 2)] == ["{n} hour", "{n} hours"]
    assert [words().counted_in("jv")("{n} jam", "{n} jam", n) for n in (1, 2)] == ["{n} jam", "{n} jam"]
    assert Words().spoken_in("en")("Halo") == "Halo"


def test_a_file_that_is_no_catalogue_is_refused() -> None:
    with pytest.raises(UnicodeDecodeError):
        parse_catalogue(b"\xff\xfe msgid")

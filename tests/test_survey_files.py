"""Files and folders of surveys are read whole: one broken file does not hide the others. The command says it line by line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.surveys import survey
from bot.survey.head import SETTINGS
from bot.survey.kinds import COLUMNS, TYPES
from bot.survey.model import Calculate, Given, Language, Scale
from bot.survey.workbook import write_workbook
from bot.survey.xlsform_export import csv_files
from bot.survey.yaml_form import read_survey
from bot.survey_files import MOST_MEDIA, load_survey, load_surveys, survey_paths

SURVEYS = Path(__file__).parents[1] / "surveys"
HEAD = "consent: {version: 1, purpose: contoh, label: Balas YA}\n"
GOOD = HEAD + "survey:\n  - {type: text, name: a, label: Apa?}\n"
LANGUAGES: tuple[Language, ...] = ("id", "jv", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b-baik.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "a-baik.yml").write_text("settings: {keyword: AIR}\n" + GOOD, encoding="utf-8")
    (tmp_path / "rusak.yaml").write_text(GOOD.replace("text", "txt"), encoding="utf-8")
    (tmp_path / "catatan.txt").write_text("bukan survei", encoding="utf-8")
    (tmp_path / "federasi").mkdir()
    (tmp_path / "federasi" / "harga.yaml").write_text("sms: 350", encoding="utf-8")
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(survey, ["check", *map(str, arguments)])


def test_a_folder_is_read_in_the_order_of_its_names(folder: Path) -> None:
    found = load_surveys([folder])
    assert [each.name for each in found.surveys] == ["a-baik", "b-baik"]
    assert [(Path(each.file).name, each.code, each.line) for each in found.problems] == [("rusak.yaml", "S201", 3)]
    assert found.errors == found.problems
    assert found.survey("a-baik") is found.surveys[0]
    assert found.survey("rusak") is None


def test_files_may_be_named_one_by_one(folder: Path) -> None:
    assert survey_paths([folder / "rusak.yaml", folder / "b-baik.yaml"]) == [
        folder / "rusak.yaml",
        folder / "b-baik.yaml",
    ]


def test_a_name_or_keyword_taken_by_an_earlier_file_keeps_the_later_one_out(folder: Path) -> None:
    (folder / "c.yaml").write_text("settings: {keyword: air}\n" + GOOD, encoding="utf-8")
    (folder / "d.yaml").write_text("settings: {form_id: b-baik}\n" + GOOD, encoding="utf-8")
    found = load_surveys([folder])
    assert [each.name for each in found.surveys] == ["a-baik", "b-baik"]
    assert [each.code for each in found.problems] == ["S201", "S601", "S602"]


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(GOOD.replace("Apa", "\u00c9pa").encode("latin-1"))
    assert [each.code for each in load_survey(tmp_path / "latin.yaml").problems] == ["S604"]
    (missing,) = load_survey(tmp_path / "tidak-ada.yaml").problems
    assert missing.code == "S604"
    assert "No such file" in missing.message_en


def test_a_byte_order_mark_is_no_part_of_the_survey(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    loaded = load_survey(tmp_path / "bom.yaml")
    assert loaded.survey is not None
    assert loaded.survey.source == GOOD


def test_every_survey_of_the_house_passes_without_a_warning_in_three_languages() -> None:
    found = load_surveys([SURVEYS])
    assert found.problems == ()
    assert {"corel-anggota", "suara-warga"} <= {each.name for each in found.surveys}
    for each in found.surveys:
        for question in each.questions:
            if isinstance(question.kind, Calculate | Given):
                continue  # neither is ever shown
            for texts in (question.label, *(choice.label for choice in question.choices)):
                assert set(texts) == set(LANGUAGES)


def test_the_three_voices_of_corel_measure_the_same() -> None:
    found = load_surveys([SURVEYS])
    measured = {}
    for voice in ("anggota", "staf", "mitra"):
        survey = found.survey(f"corel-{voice}")
        assert survey is not None
        assert all(question.indicator for question in survey.asked)
        # A closed answer compares only where the choices are called the same.
        measured[voice] = {
            one.indicator: (one.name, type(one.kind), {choice.name for choice in one.choices}) for one in survey.asked
        }
    assert len(measured["anggota"]) == len(measured["mitra"]) == 8
    for indicator, (name, kind, choices) in measured["anggota"].items():
        for other in ("staf", "mitra"):
            assert measured[other][indicator][:2] == (name, kind)
            # Only she knows that she has no business; only others can say that they do not know of one.
            assert choices - measured[other][indicator][2] <= {"tanpa"}


def test_partners_score_areas_that_staff_score_too() -> None:
    found = load_surveys([SURVEYS])
    staff, partners = found.survey("sac-staf"), found.survey("sac-mitra")
    assert staff is not None
    assert partners is not None
    areas = {one.indicator: (one.name, one.choices) for one in staff.asked if isinstance(one.kind, Scale)}
    seen = {one.indicator: (one.name, one.choices) for one in partners.asked if isinstance(one.kind, Scale)}
    assert (len(areas), len(seen)) == (10, 6)
    assert [area for area, scored in seen.items() if areas[area] != scored] == []
    assert staff.question("kuatkan").choices == partners.question("kuatkan").choices


def test_the_example_for_authors_is_a_sound_survey() -> None:
    page = (SURVEYS / "README.md").read_text(encoding="utf-8")
    example, repeat, _ = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    loaded = read_survey(example, "contoh")
    assert loaded.problems == ()
    assert loaded.survey is not None
    assert [question.name for question in loaded.survey.asked] == ["tanam", "pupuk"]
    assert read_survey(HEAD + "survey:\n" + repeat, "contoh").problems == ()


def test_every_type_column_and_setting_is_explained_to_authors() -> None:
    page = (SURVEYS / "README.md").read_text(encoding="utf-8")
    assert [each for each in TYPES if not re.search(rf"`{each}[ `]", page)] == []
    assert [column for column in COLUMNS if f"`{column}`" not in page] == []
    assert [setting for setting in SETTINGS if f"  {setting}:" not in page] == []


def test_the_command_says_file_line_column_code_message_and_cure(folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 1
    assert result.stdout == (
        f'{folder / "rusak.yaml"}:3:12 S201 Jenis pertanyaan "txt" tidak dikenal. Maksudnya "text"? Yang dikenal: '
        f"{', '.join(TYPES)}.\n"
    )
    assert result.stderr == "3 berkas, 1 kesalahan, 0 peringatan.\n"


def test_the_command_speaks_english_on_request(folder: Path) -> None:
    result = run(folder, "--lang", "en")
    assert 'S201 Unknown question type "txt". Did you mean "text"?' in result.stdout
    assert result.stderr == "3 files, 1 errors, 0 warnings.\n"


def test_warnings_leave_the_exit_code_at_zero(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD.removeprefix(HEAD), encoding="utf-8")
    result = run(tmp_path)
    assert result.exit_code == 0
    assert ":1:1 S109 peringatan: Survei ini belum meminta persetujuan" in result.stdout


def test_json_is_all_there_is_on_stdout(folder: Path) -> None:
    result = run(folder, "--json")
    assert result.exit_code == 1
    assert result.stderr == ""
    found = json.loads(result.stdout)
    assert found["files"] == 3
    assert [each["name"] for each in found["surveys"]] == ["a-baik", "b-baik"]
    (problem,) = found["problems"]
    assert (problem["code"], problem["line"], problem["column"], problem["severity"]) == ("S201", 3, 12, "error")
    assert set(problem["message"]) == set(problem["cure"]) == {"id", "en"}


@pytest.mark.parametrize("arguments", [[], ["tidak-ada.yaml"], [".", "--lang", "jv"]])
def test_a_wrong_command_exits_with_two(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_folder_without_surveys_exits_with_two(tmp_path: Path) -> None:
    assert run(tmp_path).exit_code == 2
    assert "no .yaml or .xlsx file" in run(tmp_path, "--lang", "en").stderr


def test_the_surveys_of_the_house_pass_the_command() -> None:
    assert run(SURVEYS).exit_code == 0


def form(folder: Path, *cells: str) -> Path:
    """Write a workbook whose one question has these cells."""
    path = folder / "desa.xlsx"
    path.write_bytes(write_workbook({"survey": (("type", "name", "label", "calculation"), cells)}))
    return path


def files_of(path: Path) -> dict[str, str]:
    loaded = load_survey(path)
    assert loaded.survey is not None
    return csv_files(loaded.survey)


def test_a_workbook_takes_along_the_files_of_its_own_folder_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "desa.csv").write_text("\ufeffname,label\nd1,Sendangsari\n", "utf-8")
    (tmp_path / "lain.csv").write_text("name,label\n", "utf-8")
    path = form(tmp_path, "select_one_from_file desa.csv", "desa", "Desa?")
    assert files_of(path) == {"desa.csv": "name,label\nd1,Sendangsari\n"}
    before = load_survey(path).survey
    (tmp_path / "desa.csv").write_bytes("name,label\nd1,Pasir P\u00e9ngasih\n".encode("cp1252"))
    after = load_survey(path).survey
    assert before is not None
    assert after is not None
    assert before.hash != after.hash
    assert "P\u00e9ngasih" in csv_files(after)["desa.csv"]
    assert files_of(form(tmp_path, "text", "kec", "Kec?", "pulldata('lain', 'a', 'b', 'c')")) == {
        "lain.csv": "name,label\n"
    }


def test_no_file_outside_the_folder_is_read_and_none_that_is_too_large(tmp_path: Path) -> None:
    folder = tmp_path / "survei"
    folder.mkdir()
    (tmp_path / "rahasia.csv").write_text("name,label\nx,Rahasia\n", "utf-8")
    (folder / "tautan.csv").symlink_to(tmp_path / "rahasia.csv")
    (folder / "besar.csv").write_bytes(b"x" * 5_000_000)
    for name in ("../rahasia.csv", "tautan.csv", "besar.csv", str(tmp_path / "rahasia.csv")):
        path = form(folder, f"select_one_from_file {name}", "desa", "Desa?")
        loaded = load_survey(path)
        assert "Rahasia" not in str(loaded)
        assert "S712" in {each.code for each in loaded.problems} or loaded.survey is None


def test_problems_of_a_workbook_name_sheet_and_cell(tmp_path: Path) -> None:
    path = form(tmp_path, "telepon", "hp", "HP?")
    assert f"{path}:survey!A2 S201 " in run(path).stdout
    (found,) = json.loads(run(path, "--json").stdout)["problems"]
    assert (found["sheet"], found["line"], found["column"]) == ("survey", 2, 1)


def test_what_excel_leaves_behind_while_a_workbook_is_open_is_no_survey(tmp_path: Path) -> None:
    path = form(tmp_path, "text", "a", "A?")
    (tmp_path / "~$desa.xlsx").write_bytes(b"Ibu Sri")
    assert survey_paths([tmp_path]) == [path]


SPOKEN = HEAD + "survey:\n  - {type: text, name: a, label: Apa?, audio: tanya.ogg}\n"


def codes(path: Path) -> list[str]:
    return [each.code for each in load_survey(path).problems]


@pytest.mark.parametrize("where", [".", "audio", "media", "coba-media"])
def test_a_sound_is_found_beside_its_survey_or_in_a_folder_for_it(tmp_path: Path, where: str) -> None:
    path = tmp_path / "coba.yaml"
    path.write_text(SPOKEN, encoding="utf-8")
    silent = load_survey(path).survey
    assert codes(path) == ["S605"]
    (tmp_path / where).mkdir(exist_ok=True)
    (tmp_path / where / "tanya.ogg").write_bytes(b"OggS")
    found = load_surveys([tmp_path])
    assert found.problems == ()
    (survey_,) = found.surveys
    assert silent is not None
    assert survey_.hash != silent.hash, "a version with its sound is another one"
    assert found.files[survey_.hash] == {"tanya.ogg": tmp_path / where / "tanya.ogg"}


def test_a_sound_that_changes_makes_another_version(tmp_path: Path) -> None:
    path, sound = tmp_path / "coba.yaml", tmp_path / "tanya.ogg"
    path.write_text(SPOKEN, encoding="utf-8")
    hashes = []
    for data in (b"OggS one", b"OggS two", b"OggS one"):
        sound.write_bytes(data)
        survey_ = load_survey(path).survey
        assert survey_ is not None
        hashes.append(survey_.hash)
    assert hashes[0] == hashes[2] != hashes[1]


def test_a_sound_elsewhere_or_too_large_is_left_out_and_said(tmp_path: Path) -> None:
    (tmp_path / "secret.ogg").write_bytes(b"OggS")
    folder = tmp_path / "surveys"
    folder.mkdir()
    path = folder / "coba.yaml"
    (folder / "link.ogg").symlink_to(tmp_path / "secret.ogg")
    for name, code in (("../secret.ogg", "S108"), ("link.ogg", "S605")):
        path.write_text(SPOKEN.replace("tanya.ogg", name), encoding="utf-8")
        assert codes(path) == [code]
    path.write_text(SPOKEN, encoding="utf-8")
    with (folder / "tanya.ogg").open("wb") as large:
        large.truncate(MOST_MEDIA + 1)
    (found,) = load_survey(path).problems
    assert "terlalu besar" in found.message("id")
    assert found.place == "3:47"


def test_a_missing_sound_of_a_workbook_is_named_by_its_cell(tmp_path: Path) -> None:
    sheets = {
        "survey": [["type", "name", "label", "media::audio"], ["text", "a", "Apa?", "tanya.ogg"]],
        "settings": [["form_title"], ["Coba"]],
        "consent": [["version", "purpose", "label"], ["1", "contoh", "Balas YA"]],
    }
    path = tmp_path / "coba.xlsx"
    path.write_bytes(write_workbook(sheets))
    found = [each for each in load_survey(path).problems if each.code == "S605"]
    assert [each.place for each in found] == ["survey!D2"]
    (tmp_path / "coba-media").mkdir()
    (tmp_path / "coba-media" / "tanya.ogg").write_bytes(b"OggS")
    assert "S605" not in codes(path)

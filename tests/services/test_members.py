"""Members come in from lists as people keep them; the same list twice changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from bot.services.house import House
from bot.services.members import MemberProblem, add_member, import_members, list_members
from storage import tables as t
from storage.database import Database, connect
from storage.encryption import KeyRing

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)

LIST = """name,number,union,area,role,language
Siti Contoh,0811-000-0101,Kulon Progo,"Desa Sukoreno, Kec. Sentolo",member,jv
Ani Contoh,+62811 000 0102,kulon-progo,Pengasih,Koordinator,Indonesia
Rina Contoh,62811.000.0103,Serikat Perempuan Mamuju,"Kab. Mamuju",anggota,
Sari Contoh,08110000104,,,sekretariat,id
"""


def _rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is stored about people, decrypted."""
    with database.reading() as db:
        return {
            table.name: [tuple(row) for row in db.execute(select(table).order_by(*table.primary_key.columns))]
            for table in (t.union, t.member, t.address, t.member_address, t.audit)
        }


def test_a_list_comes_in(house: House) -> None:
    """Names, numbers, unions, places, roles and languages are read; unions whose kabupaten is known are made."""
    report = import_members(house, LIST, NOW)
    assert (report.created, report.updated, report.unchanged, report.bad) == (4, 0, 0, ())
    assert report.new_unions == ("kulon-progo", "mamuju")
    siti, ani, rina, sari = list_members(house)
    assert (siti.name, siti.role, siti.union, siti.language) == ("Siti Contoh", "member", "kulon-progo", "jv")
    assert (siti.addresses, siti.medium) == (("+628110000101",), "whatsapp")
    assert (siti.desa, siti.kecamatan, siti.level, siti.zone) == ("Sukoreno", "Sentolo", "desa", "WIB")
    assert (ani.role, ani.union, ani.language, ani.desa) == ("coordinator", "kulon-progo", "id", "Pengasih")
    assert (rina.union, rina.zone, rina.level) == ("mamuju", "WITA", "kabupaten")
    assert (sari.role, sari.union, sari.demo) == ("secretariat", "", False)


def test_the_same_list_twice_changes_nothing(house: House) -> None:
    """Not a row, not a date, not an audit entry; the report says that all were there."""
    import_members(house, LIST, NOW)
    before = _rows(house.db)
    report = import_members(house, LIST, datetime(2026, 12, 1, tzinfo=UTC))
    assert (report.created, report.updated, report.unchanged, report.new_unions) == (0, 0, 4, ())
    assert _rows(house.db) == before


def test_a_dry_run_tells_and_changes_nothing(house: House) -> None:
    """It counts like the real one and leaves the database as it was."""
    before = _rows(house.db)
    report = import_members(house, LIST, NOW, dry_run=True)
    assert (report.created, report.new_unions, report.dry_run) == (4, ("kulon-progo", "mamuju"), True)
    assert _rows(house.db) == before
    assert import_members(house, LIST, NOW).created == 4


def test_indonesian_headers_semicolons_and_a_bom(house: House) -> None:
    """As Excel in Indonesian saves it, with columns in another order and some that mean nothing to us."""
    text = (
        "\ufeffsep=;\r\nNo;Nama Lengkap;Serikat;Desa;Kecamatan;Kabupaten;No. HP;Peran;Bahasa;Saluran\r\n"
        "1;Ibu  Siti\tContoh;Pekalongan;Wonosari;Siwalan;Pekalongan;'08110000101;Kader;Jawa;SMS\r\n"
    )
    report = import_members(house, text, NOW)
    assert report.bad == ()
    (siti,) = list_members(house)
    assert (siti.name, siti.addresses, siti.medium) == ("Ibu Siti Contoh", ("+628110000101",), "sms")
    assert (siti.desa, siti.kecamatan, siti.role, siti.language) == ("Wonosari", "Siwalan", "member", "jv")


def test_bad_rows_are_listed_with_line_and_reason(house: House) -> None:
    """Each says where it stands and what to mend; the good rows between them come in."""
    text = (
        "nama,nomor,serikat,peran,bahasa\n"
        "Satu,,Kulon Progo,,\n"
        ",08110000102,Kulon Progo,,\n"
        "Tiga,6.28E+12,Kulon Progo,,\n"
        '"Em\npat",12345,Kulon Progo,,\n'
        "Lima,08110000105,Kulon Progro,,\n"
        "Enam,08110000106,Entah Berantah,,\n"
        "Tujuh,08110000107,Kulon Progo,presiden,\n"
        "Delapan,08110000108,Kulon Progo,,Batak\n"
        "Sembilan,08110000109,Kulon Progo,,\n"
        "Sepuluh,08110000110,,,\n"
        "0811,08110000111,Kulon Progo,,\n"
    )
    report = import_members(house, text, NOW)
    assert [row.line for row in report.bad] == [2, 3, 4, 5, 7, 8, 9, 10, 12, 13]
    reasons = [row.reason for row in report.bad]
    for reason, said in zip(
        reasons,
        ["nomor kosong", "nama kosong", "Excel", "5 digit", '"Kulon Progo"?', "kabupaten", "koordinator", "jawa"],
        strict=False,
    ):
        assert said in reason
    assert "serikat kosong" in reasons[8]
    assert "tertukar" in reasons[9]
    assert report.created == 1


@pytest.mark.parametrize("column", ["nama", "serikat", "desa"])
def test_a_quotation_mark_that_was_never_closed_is_no_name(house: House, column: str) -> None:
    """It would make one cell of the rest of the file."""
    cells = {"nama": "Contoh", "serikat": "Kulon Progo", "desa": "Karang"} | {column: "x" * 101}
    text = f"nama,nomor,serikat,desa\n{cells['nama']},08110000103,{cells['serikat']},{cells['desa']}\n"
    report = import_members(house, text, NOW)
    assert "lebih panjang dari 100 huruf" in report.bad[0].reason
    assert report.created == 0


def test_a_zero_that_excel_lost_is_noted(house: House) -> None:
    """There is no doubt which number is meant, so it is taken, and the report says so."""
    report = import_members(house, "nama,nomor,serikat\nSiti,81100000101,Kulon Progo\n", NOW)
    assert [(note.line, "0 di depan" in note.note) for note in report.notes] == [(2, True)]
    assert list_members(house)[0].addresses == ("+6281100000101",)


def test_a_phone_may_be_shared(house: House) -> None:
    """Two names on one number are two women; one name in two spellings is one."""
    text = (
        "nama,nomor,serikat\nSiti Contoh,08110000101,Mamuju\nAni Contoh,+628110000101,Mamuju\n"
        "ibu siti  CONTOH,0811 0000 101,Mamuju\n"
    )
    report = import_members(house, text, NOW)
    assert (report.created, report.unchanged) == (2, 1)
    assert [(note.line, note.note.split()[0]) for note in report.notes] == [(3, "nomor"), (4, "orang")]
    assert [one.addresses for one in list_members(house)] == [("+628110000101",)] * 2
    with house.db.reading() as db:
        assert db.scalar(select(func.count()).select_from(t.address)) == 1


def test_two_numbers_of_one_woman(house: House) -> None:
    """In one cell or in two columns; the first is the one she is written to."""
    import_members(house, "nama,HP,WA,serikat\nSiti,08110000101 / 08110000102,08110000103,Mamuju\n", NOW)
    assert list_members(house)[0].addresses == ("+628110000101", "+628110000102", "+628110000103")
    report = import_members(house, "nama,nomor,serikat\nSiti,08110000103/08110000104,Mamuju\n", NOW)
    assert (report.created, report.updated) == (0, 1)
    assert list_members(house)[0].addresses[-1] == "+628110000104"


def test_a_later_list_corrects_and_never_wipes(house: House) -> None:
    """A new role counts; an empty cell leaves what is known."""
    import_members(house, LIST, NOW)
    later = "nama,nomor,serikat,peran,bahasa\nSiti Contoh,08110000101,Kulon Progo,koordinator,\n"
    report = import_members(house, later, NOW)
    assert (report.created, report.updated, report.unchanged) == (0, 1, 0)
    siti = list_members(house)[0]
    assert (siti.role, siti.language, siti.desa, siti.level) == ("coordinator", "jv", "Sukoreno", "desa")


def test_a_union_of_another_name(house: House) -> None:
    """A name of its own is fine where the kabupaten or the province says which clock it lives by."""
    text = (
        "nama,nomor,serikat,kabupaten,provinsi\n"
        "A,08110000101,Sekar Melati,Kab. Kulon Progo,\n"
        "B,08110000102,Bunga Papua,,Papua\n"
        "C,08110000103,,Kulon Progo,\n"
        "D,08110000104,Sekar Melatii,Kulon Progo,\n"
    )
    report = import_members(house, text, NOW)
    assert report.new_unions == ("sekar-melati", "bunga-papua")
    assert [(one.union, one.zone) for one in list_members(house)] == [
        ("sekar-melati", "WIB"),
        ("bunga-papua", "WIT"),
        ("sekar-melati", "WIB"),
    ]
    assert '"Sekar Melati"?' in report.bad[0].reason


def test_a_kabupaten_alone_names_its_one_union(house: House) -> None:
    """Two unions there: the row must say which. A partner needs none, and makes none."""
    text = (
        "nama,nomor,serikat,wilayah,peran\n"
        "A,08110000101,Sekar Melati,Kulon Progo,\n"
        "B,08110000102,,Kab. Kulon Progo,mitra\n"
        "C,08110000103,Sekar Mawar,Kulon Progo,\n"
        "D,08110000104,,Kulon Progo,\n"
        "E,08110000105,,Sleman,mitra\n"
        'F,08110000106 / ,Sekar Mawar,"Bendungan, Wates, Kulon Progo, DI Yogyakarta, Indonesia",\n'
    )
    report = import_members(house, text, NOW)
    assert [(row.line, "sekar-melati, sekar-mawar" in row.reason) for row in report.bad] == [(5, True)]
    people = list_members(house)
    assert [one.union for one in people] == ["sekar-melati", "sekar-melati", "sekar-mawar", "", "sekar-mawar"]
    assert [(one.desa, one.kecamatan) for one in people[-2:]] == [("", ""), ("Bendungan", "Wates")]
    assert [one.zone for one in people] == ["WIB"] * 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "kosong"),
        ("nama,umur\nSiti,30\n", "nomor"),
        ("\n\n", "kosong"),
        ('nama,nomor\n"' + "x" * 200_000, "CSV"),
    ],
)
def test_a_file_that_is_no_list(house: House, text: str, said: str) -> None:
    """One bad row says what is wrong with the whole file."""
    report = import_members(house, text, NOW)
    assert report.created == 0
    assert said in report.bad[0].reason


def test_an_opted_out_number_stays_silent(house: House) -> None:
    """A list does not undo a BERHENTI; the report points it out."""
    import_members(house, LIST, NOW)
    with house.db.transaction() as db:
        db.execute(t.address.update().values(opted_out_at=NOW))
    report = import_members(house, "nama,nomor,serikat\nNovi Contoh,08110000101,Mamuju\n", NOW)
    assert any("BERHENTI" in note.note for note in report.notes)
    assert list_members(house)[-1].opted_out


def test_a_list_finds_people_after_a_change_of_keys(house: House) -> None:
    """A number that was stored under the old key is the same number."""
    import_members(house, LIST, NOW)
    newer = connect(
        house.db.engine.url.render_as_string(hide_password=False), KeyRing.of(bytes([7]) * 32, bytes([1]) * 32)
    )
    report = import_members(replace(house, db=newer), LIST, NOW)
    newer.close()
    assert (report.created, report.updated, report.unchanged) == (0, 0, 4)


def test_lists_are_narrowed_by_role_and_union(house: House) -> None:
    """By role, by the union's key or its name; a slip in the union's name is met with a guess."""
    import_members(house, LIST, NOW)
    assert [one.name for one in list_members(house, role="coordinator")] == ["Ani Contoh"]
    assert len(list_members(house, union="Kulon Progo")) == len(list_members(house, union="kulon-progo")) == 2
    assert list_members(house, role="partner") == []
    with pytest.raises(MemberProblem, match="kulon-progo"):
        list_members(house, union="kulon-progro")


def test_one_person_is_added(house: House) -> None:
    """For the first number of the secretariat; the same again finds the same person."""
    first = add_member(house, name="Sari Contoh", number="08110000101", role="secretariat", now=NOW)
    again = add_member(house, name="Sari Contoh", number="+62811 0000 101", role="secretariat", now=NOW)
    assert first == again == list_members(house, role="secretariat")[0].id
    for wrong in ({"number": "12"}, {"name": " "}, {"role": "member"}):
        given = {"name": "X", "number": "08110000102", "role": "secretariat", **wrong}
        with pytest.raises(MemberProblem):
            add_member(house, now=NOW, **given)


def test_a_long_list_comes_in_and_is_known_again(house: House) -> None:
    """Six hundred rows: more than one look-up of numbers."""
    rows = "".join(f"Siti Contoh {n},08111{n:06d},Kulon Progo\n" for n in range(600))
    assert import_members(house, "nama,nomor,serikat\n" + rows, NOW).created == 600
    assert import_members(house, "nama,nomor,serikat\n" + rows, NOW).unchanged == 600

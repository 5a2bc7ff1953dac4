"""Files of the federation: every slip is said at once, with its line and its cure."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.policy.reading import PolicyError, Reader, read_clock, read_day
from bot.times import Window

WHOLE = """
jumlah: 1.500
nyala: ya
siang: 07.00-20.00
malam: tidak ada
libur: [2027-02-08, 2027-03-10 sampai 2027-03-12]
mulai: 2026-10-01
dalam:
  jumlah: 3
baris:
- jumlah: 1
- jumlah: 2
"""


def test_every_kind_of_entry() -> None:
    reader = Reader.of(WHOLE, "contoh.yaml")
    assert reader.whole("jumlah", 7) == 1500
    assert reader.switch("nyala", default=False) is True
    assert reader.window("siang", None) == Window(time(7), time(20))
    assert reader.window("malam", Window(time(1), time(2))) is None
    assert reader.days("libur") == ((date(2027, 2, 8),) * 2, (date(2027, 3, 10), date(2027, 3, 12)))
    assert reader.day("mulai", date(2020, 1, 1)) == date(2026, 10, 1)
    inside = reader.inner("dalam")
    assert inside is not None
    assert inside.maybe_whole("jumlah") == 3
    assert [row.whole("jumlah", 0) for row in reader.rows("baris")] == [1, 2]
    reader.done()


def test_what_is_not_there_keeps_its_default() -> None:
    for text in ("", "# hanya catatan\n", "jumlah:\n"):
        reader = Reader.of(text, "contoh.yaml")
        assert reader.whole("jumlah", 7) == 7
        assert reader.maybe_whole("lain") is None
        assert reader.switch("nyala", default=True) is True
        assert reader.window("siang", None) is None
        assert reader.days("libur") == ()
        assert reader.day("mulai", date(2020, 1, 1)) == date(2020, 1, 1)
        assert reader.inner("dalam") is None
        assert list(reader.rows("baris")) == []
        reader.done()


def test_all_slips_are_said_at_once_with_line_and_cure() -> None:
    text = (
        "jumlah: banyak\nnyala: mungkin\nsiang: pagi\nlibur: [besok, 2027-03-12 sampai 2027-03-10]\nmulai: 2026-13-01\n"
        "dalam: 3\nbaris: [1]\nlain: 4\nisi: [1, 2]\n"
    )
    reader = Reader.of(text, "contoh.yaml")
    assert reader.whole("jumlah", 7) == 7
    assert reader.switch("nyala", default=True) is True
    assert reader.window("siang", None) is None
    assert reader.days("libur") == ()
    assert reader.day("mulai", date(2020, 1, 1)) == date(2020, 1, 1)
    assert reader.inner("dalam") is None
    assert list(reader.rows("baris")) == []
    assert reader.leaf("isi") is None
    with pytest.raises(PolicyError) as caught:
        reader.done()
    lines = [sentence.split(":")[1] for sentence in caught.value.sentences]
    assert lines == ["1", "2", "3", "4", "4", "5", "6", "7", "9", "8"]
    assert 'contoh.yaml:1: "jumlah" harus angka bulat' in str(caught.value)
    assert '"lain" tidak dikenal' in str(caught.value)


def test_tables_by_name() -> None:
    reader = Reader.of("a:\n  n: 1\nb:\n  n: 2\nc: 3\n", "contoh.yaml")
    assert {name: inside.whole("n", 0) for name, inside in reader.each()} == {"a": 1, "b": 2}
    with pytest.raises(PolicyError, match=r"contoh\.yaml:5"):
        reader.done()


@pytest.mark.parametrize("text", ["- a\n- b\n", "a: [1\n", "hanya teks", "\tx: 1\n"])
def test_what_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(PolicyError, match=r"contoh\.yaml:[0-9]+: "):
        Reader.of(text, "contoh.yaml")


def test_clocks_and_days() -> None:
    assert read_clock(" 7:05 ") == time(7, 5)
    assert read_clock("24.00") is None
    assert read_day("2026-02-30") is None
    assert read_day("1 Februari") is None

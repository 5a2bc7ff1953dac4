"""The folder in which messages wait: each once, in order, locked, on the disk; and gone when it is empty."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage.encryption import KeyLost, KeyRing
from storage.spool import Spool


@pytest.fixture
def spool(tmp_path: Path, keys: KeyRing) -> Spool:
    """Give a folder that is not there yet."""
    return Spool(tmp_path / "data" / "spool", keys)


def test_what_waits_comes_back_in_order_and_the_folder_goes_with_it(spool: Spool) -> None:
    assert not spool.waits()
    assert spool.names() == []
    for number in range(20):
        spool.put(f"twilio SM{number}", f"message {number}".encode())
    assert spool.waits()
    names = spool.names()
    assert [spool.read(name) for name in names] == [f"message {number}".encode() for number in range(20)]
    spool.remove(names[:19])
    assert spool.waits()
    spool.remove(names[19:])
    assert not spool.path.exists()
    spool.remove(names)


def test_the_same_message_waits_once_also_under_a_new_key(spool: Spool, keys: KeyRing) -> None:
    spool.put("twilio SM1", b"once")
    spool.put("twilio SM1", b"twice")
    turned = Spool(spool.path, KeyRing((keys.keys[1], keys.keys[0]), {key.id: key for key in keys.keys}))
    turned.put("twilio SM1", b"thrice")
    (name,) = spool.names()
    assert turned.read(name) == b"once"


def test_nothing_can_be_read_from_the_folder(spool: Spool) -> None:
    spool.put("twilio SM1", b"suami saya memukul saya")
    (file,) = spool.path.iterdir()
    assert b"memukul" not in file.read_bytes()
    assert "SM1" not in file.name
    assert file.stat().st_mode & 0o077 == 0
    assert spool.path.stat().st_mode & 0o077 == 0
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(KeyLost):
        spool.read(file.name)


def test_what_nobody_can_take_in_is_kept_beside(spool: Spool) -> None:
    spool.put("twilio SM1", b"bad")
    spool.put("twilio SM2", b"good")
    bad, good = spool.names()
    spool.set_aside(bad)
    assert spool.names() == [good]
    assert [file.name for file in (spool.path.parent / "spool-rusak").iterdir()] == [bad]
    spool.set_aside(good)
    assert not spool.waits()


def test_half_a_file_is_swept_after_a_minute(spool: Spool) -> None:
    spool.put("twilio SM1", b"x")
    half = spool.path / ".half"
    half.write_bytes(b"")
    spool.remove(spool.names())
    spool.sweep()
    assert spool.waits(), "somebody may be writing it"
    os.utime(half, (time.time() - 61, time.time() - 61))
    spool.sweep()
    assert not spool.waits()


def test_one_has_the_turn(spool: Spool) -> None:
    spool.put("twilio SM1", b"x")
    with spool.turn() as first, spool.turn() as second:
        assert (first, second) == (True, False)
    with spool.turn() as third:
        assert third


@pytest.mark.parametrize("blocked", [lambda path: path.write_bytes(b""), lambda path: path.parent.rmdir()])
def test_a_disk_that_refuses_is_an_error(spool: Spool, blocked: Callable[[Path], None]) -> None:
    spool.path.parent.mkdir()
    blocked(spool.path)
    if spool.path.parent.is_dir():
        with pytest.raises(OSError, match="spool"):
            spool.put("twilio SM1", b"x")
    else:
        spool.put("twilio SM1", b"x")
        assert spool.waits()


def test_putting_and_emptying_at_once_loses_nothing(spool: Spool) -> None:
    """The folder comes and goes under the hands of those who write."""
    seen: list[bytes] = []

    def empties() -> None:
        deadline = time.monotonic() + 20
        while len(seen) < 200 and time.monotonic() < deadline:
            names = spool.names()
            seen.extend(spool.read(name) for name in names)
            spool.remove(names)

    with ThreadPoolExecutor(5) as pool:
        emptied = pool.submit(empties)
        list(pool.map(lambda number: spool.put(f"twilio SM{number}", str(number).encode()), range(200)))
        emptied.result()
    assert sorted(map(int, seen)) == list(range(200))

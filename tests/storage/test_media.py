"""The folder of files: what goes in comes out exactly, once, locked; whatever hinders it is one sentence with its cure."""

from __future__ import annotations

import os
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.bootstrap.house import real_now
from storage.encryption import KeyRing
from storage.media import MOST_BYTES, Folder, MediaProblem, TooLarge

PHOTO = b"\xff\xd8\xff\xe0 a photo of a field \x00\x01" * 500


@pytest.fixture
def folder(tmp_path: Path, keys: KeyRing) -> Folder:
    return Folder(tmp_path / "data" / "media", keys)


@contextmanager
def short_disk(most: int) -> Iterator[None]:
    """Let the system refuse every byte of a file behind the first ``most``."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def files(folder: Folder) -> list[Path]:
    return [file for file in folder.path.rglob("*") if file.is_file()]


def test_what_is_kept_is_read_back_exactly(folder: Folder) -> None:
    name = folder.keep(PHOTO)
    assert folder.has(name)
    assert folder.read(name) == PHOTO
    assert [found for found, _ in folder.names()] == [name]


def test_the_same_file_is_kept_once_and_nobody_can_guess_its_name(folder: Folder, tmp_path: Path) -> None:
    name = folder.keep(PHOTO)
    written = files(folder)[0].stat().st_mtime_ns
    assert folder.keep(PHOTO) == name
    assert [one.stat().st_mtime_ns for one in files(folder)] == [written]
    assert folder.keep(PHOTO + b".") != name
    # Under other keys the same photo has another name.
    assert Folder(tmp_path / "b", KeyRing.of(b"x" * 32)).keep(PHOTO) != name


def test_a_file_lies_locked_and_for_its_owner_alone(folder: Folder) -> None:
    folder.keep(PHOTO)
    (file,) = files(folder)
    assert b"a photo of a field" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_a_file_outlives_a_change_of_keys(folder: Folder) -> None:
    """A new key is put first: what the old one wrote is found under its old name, and not kept twice."""
    name = folder.keep(PHOTO)
    both = Folder(folder.path, KeyRing.of(b"n" * 32, b"\x01" * 32, b"\x02" * 32))
    assert both.read(name) == PHOTO
    assert both.keep(PHOTO) == name
    with pytest.raises(MediaProblem, match="kuncinya hilang"):
        Folder(folder.path, KeyRing.of(b"n" * 32)).read(name)


def test_a_changed_file_and_a_swapped_one_are_seen(folder: Folder) -> None:
    first, second = folder.keep(PHOTO), folder.keep(b"another")
    one, two = (folder.path / name[:2] / name for name in (first, second))
    one.write_bytes(two.read_bytes())
    with pytest.raises(MediaProblem, match="rusak"):
        folder.read(first)
    raw = bytearray(two.read_bytes())
    raw[-1] ^= 1
    two.write_bytes(raw)
    with pytest.raises(MediaProblem, match="rusak"):
        folder.read(second)
    two.write_bytes(b"")
    with pytest.raises(MediaProblem, match="rusak"):
        folder.read(second)


def test_a_file_of_another_content_under_a_name_is_seen(folder: Folder) -> None:
    """Whoever holds a key could write any bytes under any name; the name itself tells."""
    name = folder.keep(PHOTO)
    (folder.path / name[:2] / name).write_bytes(folder.keys.encrypt(b"forged", f"media/{name}"))
    with pytest.raises(MediaProblem, match="rusak"):
        folder.read(name)


def test_a_file_that_is_gone_is_said(folder: Folder) -> None:
    name = folder.keep(PHOTO)
    folder.remove(name)
    folder.remove(name)
    assert not folder.has(name)
    assert files(folder) == []
    with pytest.raises(MediaProblem, match="tidak ada lagi"):
        folder.read(name)


@pytest.mark.parametrize("name", ["", "../keys", "a" * 63, "A" * 64, "a" * 64 + "/x", "\x00" * 64])
def test_what_is_no_name_reaches_no_file(folder: Folder, name: str) -> None:
    (folder.path.parent).mkdir(parents=True)
    secret = folder.path.parent / "keys"
    secret.write_text("secret")
    assert not folder.has(name)
    with pytest.raises(MediaProblem, match="tidak ada lagi"):
        folder.read(name)
    folder.remove(name)
    assert secret.read_text() == "secret"


def test_a_file_that_is_too_large_is_refused(folder: Folder) -> None:
    with pytest.raises(TooLarge, match="16 MB"):
        folder.keep(bytes(MOST_BYTES + 1))
    assert not folder.path.exists()


def test_a_disk_that_takes_no_more_leaves_nothing_half_written(folder: Folder) -> None:
    name = folder.keep(b"before")
    with short_disk(1000), pytest.raises(MediaProblem, match=r"tidak bisa disimpan.* / The file could not be kept"):
        folder.keep(PHOTO)
    assert [file.name for file in files(folder)] == [name]
    assert folder.read(folder.keep(PHOTO)) == PHOTO


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, keys: KeyRing) -> None:
    (tmp_path / "media").write_text("a file stands where the folder should be")
    blocked = Folder(tmp_path / "media", keys)
    with pytest.raises(MediaProblem, match=r"SUARA_DATA/media.* / .*SUARA_DATA/media"):
        blocked.keep(PHOTO)
    assert list(blocked.names()) == []


def test_a_name_that_is_a_folder_can_neither_be_read_nor_removed(folder: Folder) -> None:
    name = folder.keep(PHOTO)
    file = folder.path / name[:2] / name
    file.unlink()
    file.mkdir()
    with pytest.raises(MediaProblem, match="tidak ada lagi"):
        folder.read(name)
    with pytest.raises(MediaProblem, match="tidak bisa dihapus"):
        folder.remove(name)


def test_names_come_with_their_age_and_drafts_are_no_files(folder: Folder) -> None:
    name = folder.keep(PHOTO)
    (folder.path / name[:2] / ".draft").write_bytes(b"half")
    yesterday = real_now() - timedelta(days=1)
    os.utime(folder.path / name[:2] / name, (yesterday.timestamp(),) * 2)
    ((found, since),) = folder.names()
    assert found == name
    assert abs(since - yesterday) < timedelta(seconds=1)

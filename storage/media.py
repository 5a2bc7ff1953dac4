"""Files that came with messages, and files that go with a survey's questions: their rows, and the folder that keeps them.

The folder is addressed by content: a file's name there is a keyed hash of its bytes, so that the same photo is kept once and
nobody who sees names can tell which photo it is. Each file is locked like the words in the database (``storage.encryption``).
"""

import errno
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Column, ForeignKey, String
from sqlmodel import Field, SQLModel

from storage.columns import Encrypted, Id, UtcDateTime
from storage.disk import sync, write_whole
from storage.encryption import KeyLost, KeyRing

MOST_BYTES: Final = 16 * 1024 * 1024
"""The largest file that is kept: WhatsApp's own limit for sound and video (Cloud API, "Media": 16 MB)."""

UNKNOWN_TYPE: Final = "application/octet-stream"
"""The content type of what we cannot tell."""

_NAME: Final = re.compile(r"[0-9a-f]{64}")


class Media(SQLModel, table=True):
    """One file that came with a message, from the moment at which we hear of it.

    ``name`` is what the answer and every export call it. ``status``: "pending" (still at the provider, under ``source``), "kept"
    (in the folder, as ``content``), "failed" (given up, ``error`` says why) or "refused" (too large, or of a type that is not
    kept). ``due_at``: not to be fetched before, or, once it is kept, not to be destroyed at the provider before; empty where
    neither is to be done. ``source`` is empty once the provider's copy is destroyed. ``size`` is in bytes. Erasure deletes the row.
    """

    __tablename__ = "media"

    id: int = Field(sa_column=Column(Id, primary_key=True, autoincrement=False))
    name: str = Field(sa_column=Column(String, nullable=False, unique=True))
    message_id: int = Field(sa_column=Column(Id, ForeignKey("message.id"), nullable=False, index=True))
    content_type: str
    status: str
    content: str | None = Field(default=None, sa_column=Column(String, index=True))
    size: int | None = None
    source: str | None = Field(default=None, sa_column=Column(Encrypted("media.source")))
    tries: int = 0
    due_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, index=True))
    error: str = ""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class SurveyMedia(SQLModel, table=True):
    """One file that goes with a published version of a survey: ``file`` is the survey's name for it. Never changed."""

    __tablename__ = "survey_media"

    survey_hash: str = Field(sa_column=Column(String, ForeignKey("survey_version.hash"), primary_key=True))
    file: str = Field(sa_column=Column(String, primary_key=True))
    content: str = Field(sa_column=Column(String, nullable=False, index=True))
    content_type: str
    size: int


def type_of(name: str) -> str:
    """Return the content type that a file's name speaks of ("audio/ogg" of "tanya.ogg"), or ``UNKNOWN_TYPE``."""
    return mimetypes.guess_type(name, strict=False)[0] or UNKNOWN_TYPE


class MediaProblem(Exception):
    """A file cannot be kept or read back. The message is one sentence in Indonesian and one in English, each with its cure."""


class TooLarge(MediaProblem):
    """The file is larger than ``MOST_BYTES``."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder, in which every file is locked with ``keys``. It is made with the first file."""

    path: Path
    keys: KeyRing

    def keep(self, data: bytes) -> str:
        """Keep ``data`` and return its name here; where it is here already nothing is written.

        All of it is on the disk when this returns, or nothing is. Raises TooLarge, or MediaProblem where disk or rights refuse.
        """
        if len(data) > MOST_BYTES:
            raise TooLarge(_TOO_LARGE)
        names = self.keys.names_of(data)
        known = next((name for name in names if self.has(name)), None)
        if known is not None:
            return known
        try:
            self._write(names[0], data)
        except OSError as error:
            raise MediaProblem(_DISK.get(error.errno or 0, _UNWRITTEN)) from error
        return names[0]

    def has(self, name: str) -> bool:
        """Tell whether a file of this name is here."""
        return _NAME.fullmatch(name) is not None and self._file(name).is_file()

    def read(self, name: str) -> bytes:
        """Return what was kept, exactly. Raises MediaProblem where it is gone, was changed, or its key is lost."""
        if not self.has(name):
            raise MediaProblem(_GONE)
        try:
            data = self.keys.decrypt(self._file(name).read_bytes(), f"media/{name}")
        except KeyLost as error:
            raise MediaProblem(_DAMAGED) from error
        except OSError as error:
            raise MediaProblem(_UNREAD) from error
        if name not in self.keys.names_of(data):
            raise MediaProblem(_DAMAGED)
        return data

    def remove(self, name: str) -> None:
        """Destroy a file; one that is not here is no error. Raises MediaProblem where it cannot be removed."""
        if _NAME.fullmatch(name) is None:
            return
        try:
            self._file(name).unlink(missing_ok=True)
        except OSError as error:
            raise MediaProblem(_UNREMOVED) from error

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Yield the name of each file here, and since when it is here (UTC)."""
        for file in self.path.glob("??/*"):
            if _NAME.fullmatch(file.name):
                try:
                    yield file.name, datetime.fromtimestamp(file.stat().st_mtime, UTC)
                except FileNotFoundError:  # another process was faster
                    continue

    def _file(self, name: str) -> Path:
        # Two letters a folder: a hundred thousand files then lie in 256 folders of 400.
        return self.path / name[:2] / name

    def _write(self, name: str, data: bytes) -> None:
        target = self._file(name)
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.path, target.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        write_whole(target, self.keys.encrypt(data, f"media/{name}"))
        # The folder's name, too, must be on the disk: the row that is written next promises the file.
        sync(self.path)


_TOO_LARGE: Final = (
    f"Berkas ini lebih dari {MOST_BYTES // 1024**2} MB: kirim yang lebih kecil. / "
    f"This file is larger than {MOST_BYTES // 1024**2} MB: send a smaller one."
)
_FULL: Final = (
    "Disk penuh, berkas belum tersimpan: kosongkan disk, lalu kirim lagi. / "
    "The disk is full and the file was not kept: free some space and send it again."
)
_LOCKED: Final = (
    "Folder media tidak bisa ditulisi: beri izin tulis pada SUARA_DATA/media, lalu kirim lagi. / "
    "The media folder cannot be written: give write permission on SUARA_DATA/media and send it again."
)
_UNWRITTEN: Final = (
    "Berkas tidak bisa disimpan: periksa disk dan SUARA_DATA/media, lalu kirim lagi. / "
    "The file could not be kept: check the disk and SUARA_DATA/media and send it again."
)
_GONE: Final = (
    "Berkas ini tidak ada lagi di SUARA_DATA/media: kembalikan foldernya dari cadangan. / "
    "This file is no longer in SUARA_DATA/media: restore the folder from your backup."
)
_DAMAGED: Final = (
    "Berkas ini rusak atau kuncinya hilang: kembalikan SUARA_DATA/media dan kuncinya dari cadangan. / "
    "This file is damaged or its key is lost: restore SUARA_DATA/media and the keys from your backup."
)
_UNREAD: Final = (
    "Berkas ini tidak bisa dibaca: periksa disk dan izin SUARA_DATA/media. / "
    "This file cannot be read: check the disk and the permissions of SUARA_DATA/media."
)
_UNREMOVED: Final = (
    "Berkas ini tidak bisa dihapus: beri izin tulis pada SUARA_DATA/media, lalu ulangi. / "
    "This file cannot be removed: give write permission on SUARA_DATA/media and try again."
)
_DISK: Final = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _LOCKED,
    errno.EACCES: _LOCKED,
    errno.EPERM: _LOCKED,
    errno.ENOTDIR: _LOCKED,
    errno.EEXIST: _LOCKED,
}

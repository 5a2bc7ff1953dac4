"""Writes small .xls files (BIFF8 in an OLE container), which no library here can write."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

Cell = str | float | bool | None
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def old_workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]], *, dated: Sequence[tuple[int, int]] = ()) -> bytes:
    """Return an .xls file. Cells at ``dated`` (row and column from 0) are shown as days."""
    bodies = [_sheet(rows, set(dated)) for rows in sheets.values()]
    named = [_utf16(name, "B") for name in sheets]
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0xDBB, 0x7CC, 0, 0))
    head += _record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + _utf16("Arial", "B"))
    for style in (0, 14):
        head += _record(0xE0, struct.pack("<HHHBBBBIIH", 0, style, 1, 0x20, 0, 0, 0, 0, 0, 0x20C0))
    at = len(head) + sum(4 + 6 + len(name) for name in named) + 4
    for name, body in zip(named, bodies, strict=True):
        head += _record(0x85, struct.pack("<IH", at, 0) + name)
        at += len(body)
    return in_container("Workbook", head + _record(0x0A, b"") + b"".join(bodies))


def in_container(name: str, stream: bytes) -> bytes:
    """Return an OLE file with one stream of this name."""
    stream = stream.ljust(4_096, b"\0")
    count = -(-len(stream) // _SECTOR)
    # Each table of 128 entries lies in a sector that has an entry itself.
    tables = -(-(count + 1) // 127)
    fat = [*range(1, count), _END, _END, *([_FAT] * tables)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, tables, count, 0, 4_096, _END, 0, _END, 0)
    header += b"".join(struct.pack("<I", count + 1 + at if at < tables else _FREE) for at in range(109))
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry(name, 2, 0, len(stream))
    return b"".join(
        (
            header,
            stream.ljust(count * _SECTOR, b"\0"),
            directory.ljust(_SECTOR, b"\0"),
            b"".join(struct.pack("<I", each) for each in fat).ljust(tables * _SECTOR, b"\xff"),
        )
    )


def _sheet(rows: Sequence[Sequence[Cell]], dated: set[tuple[int, int]]) -> bytes:
    body = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0xDBB, 0x7CC, 0, 0))
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", at, column, int((at, column) in dated))
            if isinstance(cell, bool):
                body += _record(0x205, place + struct.pack("<BB", cell, 0))
            elif isinstance(cell, str):
                body += _record(0x204, place + _utf16(cell, "H"))
            elif cell is not None:
                body += _record(0x203, place + struct.pack("<d", cell))
    return body + _record(0x0A, b"")


def _record(code: int, content: bytes) -> bytes:
    return struct.pack("<HH", code, len(content)) + content


def _utf16(text: str, length: str) -> bytes:
    return struct.pack(f"<{length}B", len(text), 1) + text.encode("utf-16-le")


def _entry(name: str, kind: int, first: int, size: int, child: int = _FREE) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, _FREE, _FREE, child)
        + b"\0" * 36
        + struct.pack("<III", first, size, 0)
    )

"""What click itself says, in Indonesian: help, wrong usage, questions. Its own catalogue has none for us."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import click

_HEADINGS: Final = {"Options": "Pilihan", "Commands": "Perintah"}
_HELP: Final = (("Show this message and exit.", "Tampilkan bantuan ini."), ("[required]", "[wajib]"))
_USAGE: Final = (
    ("[OPTIONS]", "[PILIHAN]"),
    ("COMMAND [ARGS]", "PERINTAH [ISIAN]"),
    ("SURVEY", "SURVEI"),
    ("[MOVE]", "[GESER]"),
)
_NAMES: Final = ((" TEXT", " TEKS"), (" INTEGER", " ANGKA"), (" FILE", " BERKAS"), (" DIRECTORY", " FOLDER"))
_YES: Final = frozenset({"y", "ya", "yes", "iya"})
_NO: Final = frozenset({"t", "tidak", "n", "no", "tdk"})


class Formatter(click.HelpFormatter):
    """Writes the help of every command with Indonesian headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how the command is called."""
        super().write_usage(prog, _replaced(args, _USAGE), "Pemakaian: " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write the head of a section."""
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names and what they mean."""
        super().write_dl(
            [(_replaced(name, _NAMES), _replaced(said, _HELP)) for name, said in rows], col_max, col_spacing
        )


def _replaced(said: str, words: Iterable[tuple[str, str]]) -> str:
    for theirs, ours in words:
        said = said.replace(theirs, ours)
    return said


class Misused(click.UsageError):
    """The command itself was wrong: exit 2, with what is wrong and where to look."""

    def __init__(self, error: click.UsageError) -> None:
        """Say in Indonesian what ``error`` says."""
        super().__init__(explain(error), error.ctx or click.get_current_context(silent=True))

    def show(self, file: object = None) -> None:  # noqa: ARG002 - click's signature
        """Say it on stderr."""
        click.echo(f"Perintah keliru: {self.message}", err=True)
        if self.ctx is not None:
            click.echo(f"Bantuan: {self.ctx.command_path} --help", err=True)


def explain(error: click.UsageError) -> str:
    """Return what is wrong with a command, in one Indonesian sentence. Sentences of ours stay as they are."""
    match error:
        case click.NoSuchOption(option_name=name, possibilities=near):
            meant = f" Maksudnya {' atau '.join(near)}?" if near else ""
            return f"pilihan {name} tidak ada.{meant}"
        case click.BadOptionUsage(option_name=name):
            return f"pilihan {name} perlu nilai, atau nilainya tidak cocok."
        case click.MissingParameter():
            return f"{_which(error)} belum diisi."
        case click.BadParameter():
            return f"{_which(error)}: {_why(error)}"
        case _:
            return _command(error)


def _which(error: click.BadParameter) -> str:
    param = error.param
    if param is None:
        return str(error.param_hint or "isian")
    return str(param.human_readable_name if isinstance(param, click.Argument) else "/".join(param.opts))


def _why(error: click.BadParameter) -> str:
    kind = None if error.param is None else error.param.type
    match kind:
        case click.Choice(choices=known):
            return f"pilih salah satu dari {', '.join(map(str, known))}."
        case click.File() | click.Path():
            return "berkas atau folder itu tidak ada atau tidak bisa dibaca."
        case click.IntRange() | click.types.IntParamType():
            return "harus bilangan bulat."
        case _:
            return error.message


def _command(error: click.UsageError) -> str:
    said = error.message
    if said.startswith("No such command"):
        return f"perintah {said.removeprefix('No such command').strip(' .')} tidak ada."
    if said.startswith("Got unexpected extra argument"):
        return f"kelebihan isian {said.partition('(')[2].partition(')')[0]}.".replace("argument", "").replace("  ", " ")
    if said.startswith("Missing command"):
        return "sebutkan perintahnya."
    return said


def agrees(question: str, *, default: bool = False) -> bool:
    """Ask on stderr until the answer is yes or no; Enter alone is ``default``. Raises Abort where nobody answers."""
    hint = "YA/tidak" if default else "ya/TIDAK"
    while True:
        said = click.prompt(f"{question} [{hint}]", default="", show_default=False, err=True).strip().casefold()
        if not said:
            return default
        if said in _YES or said in _NO:
            return said in _YES
        click.echo("Tulis ya atau tidak.", err=True)

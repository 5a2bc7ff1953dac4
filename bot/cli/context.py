"""What every command is given: the house, opened when it is first asked for, and its time; and how troubles are said."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from bot.cli.indonesian import Misused

if TYPE_CHECKING:
    from pathlib import Path

    from bot.services.house import House
    from bot.settings import Settings

# The house itself is imported where it is opened: `suara --help` and the process that only watches others do without.


class Doors:
    """What a command works with (``@click.pass_obj``)."""

    def __init__(self, root: Path | None = None) -> None:
        """Open nothing yet. ``root`` holds ``.env``, surveys and words; it is the project's own folder unless given."""
        self._house: House | None = None
        self._root = root

    def house(self) -> House:
        """Return the open house; its database is created or brought forward first. Raises CannotStart."""
        if self._house is None:
            from bot.bootstrap.house import open_house

            self._house = open_house(os.environ, self._folder())
        return self._house

    def now(self) -> datetime:
        """Return the time of the house, in UTC."""
        from bot.bootstrap.house import clock_of

        return clock_of(self.house())()

    def settings(self, more: Mapping[str, str] | None = None) -> Settings:
        """Return the settings, with ``more`` put in and without opening anything. Raises CannotStart."""
        from bot.bootstrap.settings import read_settings

        return read_settings({**os.environ, **(more or {})}, self._folder())

    def keep(self, values: Mapping[str, str]) -> Path:
        """Write settings into ``.env`` and return the file. Raises CannotStart."""
        from bot.bootstrap.settings import keep_settings

        return keep_settings(values, self._folder())

    def _folder(self) -> Path:
        from bot.bootstrap.settings import ROOT

        return self._root or ROOT

    def close(self) -> None:
        """Close what was opened."""
        if self._house is not None:
            self._house.db.close()


class Refused(click.ClickException):
    """The command was right, and it cannot be done: exit 1, with the sentence alone."""

    def show(self, file: object = None) -> None:  # noqa: ARG002 - click's signature
        """Say it on stderr."""
        click.echo(self.message, err=True)


@contextmanager
def say_plainly() -> Iterator[None]:
    """Turn the troubles that have a cure into their sentence on stderr and exit 1."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        raise Misused(error) from error
    except (click.ClickException, click.exceptions.Exit):
        raise
    except click.Abort as error:
        raise Refused("Dibatalkan; tidak ada yang dilakukan.") from error
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        raise Refused(sentence) from error


def _sentence(error: Exception) -> str | None:
    from bot.bootstrap.settings import CannotStart

    if isinstance(error, CannotStart):
        return str(error)
    from bot.services.clock import ClockRefused
    from storage.media import MediaProblem
    from storage.migrate import DatabaseProblem, explain

    if isinstance(error, DatabaseProblem | ClockRefused | MediaProblem):
        return str(error)
    return explain(error)

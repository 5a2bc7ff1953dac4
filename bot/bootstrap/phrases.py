"""Finds and reads the phrases, without opening anything else of the house."""

from __future__ import annotations

from pathlib import Path

from bot.bootstrap.settings import ROOT, CannotStart
from bot.phrase_files import load_phrases
from bot.settings import Settings
from bot.understanding import Phrases


def read_phrases(settings: Settings, root: Path = ROOT) -> Phrases:
    """Return the phrases of the project, and what the secretariat has taught since. Raises CannotStart."""
    folders = phrase_folders(settings, root)
    try:
        return load_phrases(folders)
    except (OSError, ValueError) as error:
        raise CannotStart(
            f"Tabel kata di {folders[0]} (atau {folders[1]}) tidak bisa dipakai, betulkan barisnya: {error} / "
            f"The phrase tables cannot be used; correct the row above."
        ) from error


def phrase_folders(settings: Settings, root: Path = ROOT) -> tuple[Path, Path]:
    """Return where phrases lie: the project's tables, and those that the secretariat has taught."""
    return root / "locales" / "phrases", taught_folder(settings)


def taught_folder(settings: Settings) -> Path:
    """Return the folder of the phrases that the secretariat has taught."""
    return settings.data / "phrases"

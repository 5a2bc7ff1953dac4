"""Opens the house: keys, database, surveys, words and channels, each from where the settings say."""

from __future__ import annotations

import base64
import binascii
import logging
import os
import shutil
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.bootstrap.phrases import phrase_folders, read_phrases, taught_folder
from bot.bootstrap.policy import read_policy
from bot.bootstrap.settings import ROOT, CannotStart, read_settings, read_text
from bot.bootstrap.words import read_words
from bot.channels.base import Channel
from bot.channels.cloud import CloudChannel
from bot.channels.email import EmailPostman
from bot.channels.gammu import GammuChannel
from bot.channels.simulator import SimulatorChannel
from bot.channels.smsgate import SmsgateChannel
from bot.channels.twilio import TwilioChannel
from bot.phrase_files import load_phrases
from bot.services import clock
from bot.services.house import House, Library, Shelf
from bot.services.surveys import KeptFile
from bot.settings import Settings
from bot.survey.problems import Problem
from bot.survey_files import SurveyFolder, load_surveys
from storage import facts
from storage.database import Database, connect
from storage.encryption import KeyLost, KeyRing, new_key
from storage.media import Folder, MediaProblem, type_of
from storage.migrate import DatabaseProblem, explain, explained, is_current, upgrade

log = logging.getLogger(__name__)

ROOM: Final = 50_000_000
"""Bytes that must be free where the data lie, before we take in what women write."""

_NOT_PREPARED: Final = (
    "Basis data belum disiapkan: jalankan `suara setup`. / The database is not prepared: run `suara setup`."
)

_CHECK: Final = "keys.check"
"""The fact that shows, key by key, that the keys at hand open what is stored."""

_CHECK_COLUMN: Final = "fact.keys"


def open_house(environ: Mapping[str, str], root: Path = ROOT, *, prepare: bool = True) -> House:
    """Open the house: settings, keys, database, surveys, words, channels. Raises CannotStart.

    ``prepare`` creates or brings forward the database, makes the key of a new one, and refuses a broken survey file. Without it
    nothing is written, and a survey file that was broken meanwhile stops nobody: it is left out, and running rounds go on with
    the version that the database keeps.
    """
    settings = read_settings(environ, root)
    if prepare:
        _make_room(settings.data)
    elif not settings.data.is_dir():
        raise CannotStart(_NOT_PREPARED)
    found = _surveys(root / "surveys", strict=prepare)
    words, shelf, policy = read_words(root), _shelf(settings, root), read_policy(root)
    database = _open_database(settings, prepare=prepare)
    return House(
        settings=settings,
        db=database,
        library=Library(found.surveys, keep_files(found, Folder(settings.data / "media", database.keys))),
        words=words,
        shelf=shelf,
        channels=_channels(settings),
        postman=EmailPostman(settings) if settings.email else None,
        hours=policy.hours,
        paces=policy.paces,
        prices=policy.prices,
        budgets=policy.budgets,
    )


def real_now() -> datetime:
    """Read the real clock, in UTC. Only doors do."""
    return datetime.now(UTC)


def clock_of(house: House) -> Callable[[], datetime]:
    """Return the function that tells the house's time: the real one, moved forward while the simulator is on."""
    return lambda: clock.now(house, real_now())


# --- data, keys, database ------------------------------------------------------------------------------------------


def _make_room(data: Path, free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free) -> None:
    """Make the data folder, for its owner alone; raise CannotStart where it cannot be written or the disk is full."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = data / f".tulis-{os.getpid()}"
        probe.write_bytes(b"suara")
        probe.unlink()
        room = free(data)
    except OSError as error:
        raise CannotStart(explain(error) or f"{data}: {error.strerror}") from error
    if room < ROOM:
        raise CannotStart(
            "Disk hampir penuh: kosongkan sedikitnya 50 MB, lalu jalankan lagi. / "
            "The disk is almost full: free at least 50 MB and start again."
        )


def _open_database(settings: Settings, *, prepare: bool) -> Database:
    """Open the database with its keys; raise CannotStart where it cannot be used or the key is lost."""
    while True:
        given = _keys_at_hand(settings)
        # For a new installation; it is kept only when the database turns out to be new, too.
        fresh = new_key() if given is None else ""
        database = connect(settings.database_url, given or KeyRing.parse(fresh))
        try:
            with explained():
                _begin(database, settings, fresh, prepare=prepare)
        except DatabaseProblem as error:
            database.close()
            raise CannotStart(str(error)) from error
        except CannotStart:
            database.close()
            raise
        except FileExistsError:
            # Another command made the first start at this very moment, and its key was kept: that is the one now.
            database.close()
            continue
        return database


def _begin(database: Database, settings: Settings, fresh: str, *, prepare: bool) -> None:
    if prepare:
        upgrade(database)
    elif not is_current(database):
        raise CannotStart(_NOT_PREPARED)
    with database.reading() as db:
        checks = facts.get(db, _CHECK)
    if fresh and checks is not None:
        if (settings.data / "keys").exists():  # since a moment ago
            raise FileExistsError
        raise CannotStart(_lost(settings))
    if not all(_opens(database.keys, check) for check in (checks or "").split()):
        raise CannotStart(_lost(settings))
    if not prepare:
        return
    if fresh:
        _keep(settings.data / "keys", fresh)
    _note_key(database)


def _note_key(database: Database) -> None:
    """Note in the database that the first key writes from now on, so that its loss is seen at the next start."""
    newest = KeyRing(database.keys.keys[:1], {key.id: key for key in database.keys.keys[:1]})
    with database.transaction() as db:
        checks = (facts.get(db, _CHECK) or "").split()
        if not any(_opens(newest, check) for check in checks):
            checks.append(base64.b64encode(newest.encrypt(b"suara", _CHECK_COLUMN)).decode())
            facts.put(db, _CHECK, " ".join(checks), real_now())


def _opens(keys: KeyRing, check: str) -> bool:
    try:
        return keys.decrypt(base64.b64decode(check), _CHECK_COLUMN) == b"suara"
    except (KeyLost, binascii.Error):
        return False


def _lost(settings: Settings) -> str:
    where = "SUARA_KEYS" if settings.keys else str(settings.data / "keys")
    return (
        f"Kunci basis data hilang atau bukan yang dulu: kembalikan salinan {where}; tanpa kunci itu data tidak terbaca. / "
        f"The key of this database is lost or another one: put back your copy of {where}; without it nobody can read the data."
    )


def _keys_at_hand(settings: Settings) -> KeyRing | None:
    """Return the keys that were given or kept, or None where there are none yet."""
    file = settings.data / "keys"
    if not settings.keys and not file.exists():
        return None
    try:
        return KeyRing.parse(",".join(settings.keys) or read_text(file))
    except ValueError as error:
        where = "SUARA_KEYS" if settings.keys else str(file)
        raise CannotStart(
            f"{where} bukan kunci: setiap kunci 32 bita dalam base64 (44 huruf); kembalikan salinannya. / "
            f"{where} holds no key: each is 32 bytes in base64 (44 characters); put back your copy."
        ) from error


def _keep(file: Path, key: str) -> None:
    """Write the new key into a file for its owner alone, all of it or nothing; FileExistsError where there is one already."""
    draft = file.with_name(f".keys-{os.getpid()}-{threading.get_ident()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as written:
            written.write(key + "\n")
            written.flush()
            os.fsync(written.fileno())
        # A link fails where the name is taken, so two first starts cannot each keep a key of their own.
        os.link(draft, file)
    finally:
        draft.unlink(missing_ok=True)


# --- words ---------------------------------------------------------------------------------------------------------


def _surveys(folder: Path, *, strict: bool) -> SurveyFolder:
    found = load_surveys([folder])
    if found.errors and strict:
        raise CannotStart(*(_sentence(each) for each in found.errors))
    return found


def keep_files(found: SurveyFolder, folder: Folder) -> dict[str, dict[str, KeptFile]]:
    """Keep the sounds and pictures beside the surveys, so that a version is whole whatever becomes of the files.

    One that cannot be kept is left out, and said in the log: its question is then sent as words alone.
    """
    kept: dict[str, dict[str, KeptFile]] = {}
    for hash_, files in found.files.items():
        for name, path in files.items():
            try:
                data = path.read_bytes()
                kept.setdefault(hash_, {})[name] = KeptFile(folder.keep(data), type_of(name), len(data))
            except (OSError, MediaProblem) as error:
                log.warning("%s cannot be kept: %s", path, error)
    return kept


def _sentence(each: Problem) -> str:
    """Return a problem of a survey file with its place and cure, in both languages."""
    place = f"{each.file}:{each.line}"
    return f"{place} {each.code} {each.message('id')} {each.cure('id')} / {each.message('en')} {each.cure('en')}"


def _shelf(settings: Settings, root: Path) -> Shelf:
    """Return the phrases, read again whenever a file of the taught ones changes."""

    def state() -> list[tuple[str, int, int]]:
        files = sorted(taught_folder(settings).glob("*.csv"))
        return [(path.name, (found := path.stat()).st_mtime_ns, found.st_size) for path in files]

    return Shelf(
        read_phrases(settings, root),
        state,
        lambda: load_phrases(phrase_folders(settings, root)),
    )


def _channels(settings: Settings) -> dict[str, Channel]:
    """Return the channels that are on; of two that carry the same medium the first is preferred, so SIMs come before Twilio.

    Twilio's SMS cannot be answered in Indonesia.
    """
    channels: dict[str, Channel] = {}
    if settings.smsgate:
        channels[SmsgateChannel.name] = SmsgateChannel(settings)
    if settings.gammu:
        channels[GammuChannel.name] = GammuChannel(settings)
    if settings.cloud:
        channels[CloudChannel.name] = CloudChannel(settings)
    if settings.twilio:
        channels[TwilioChannel.name] = TwilioChannel(settings)
    if settings.simulator:
        channels[SimulatorChannel.name] = SimulatorChannel()
    return channels

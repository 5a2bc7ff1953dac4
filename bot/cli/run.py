"""``suara run``: prepares the house, starts its three parts, watches over them, and stops them cleanly."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import click

from bot.cli.context import Doors, Refused
from bot.cli.parts import PATIENCE, ROOT, part_line, place_to_listen, prepare_apart

if TYPE_CHECKING:
    from bot.settings import Settings

PARTS: Final = {"web": "web", "scheduler": "penjadwal", "worker": "pengirim"}

_STARTS_WITHIN: Final = 180.0
"""Seconds for all parts to be alive; one that ends by itself is noticed at once, and a small machine may be busy."""

_LONGEST_WAIT: Final = 30.0
_LOOKS: Final = 0.1


@click.command("run")
@click.pass_obj
def run(doors: Doors) -> None:
    """Siapkan semuanya dan jalankan: web, penjadwal, pengirim. Ctrl-C menghentikan."""
    settings = doors.settings()
    place_to_listen(settings.host, settings.port)
    watch = _Watch(settings)
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, watch.told)
    click.echo("Suara: menyiapkan data.")
    prepare_apart()
    try:
        watch.start()
        watch.keep()
    finally:
        watch.stop()
    click.echo("Suara berhenti. Semua tersimpan.")


@dataclass
class _Part:
    """One child process, when it began, and how long to wait before the next start if it dies."""

    name: str
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    again_at: float = 0.0
    wait: float = 1.0

    def begin(self) -> None:
        """Start it, in a session of its own: Ctrl-C is for us alone, and we tell them in our order."""
        command = part_line(self.name, "--under", str(os.getpid()))
        self.process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)  # noqa: S603 - our own command
        self.began = time.monotonic()

    def died(self) -> bool:
        """Tell whether it was running and has ended."""
        return self.process is not None and self.process.poll() is not None


@dataclass
class _Watch:
    """Starts the parts, starts again the one that dies, and stops them."""

    settings: Settings
    parts: list[_Part] = field(default_factory=lambda: [_Part(name) for name in PARTS])
    stopping: bool = False

    def told(self, *_: object) -> None:
        """Take a signal: stop at the next look."""
        self.stopping = True

    def start(self) -> None:
        """Start all parts and wait until they are alive; raise Refused where one of them is not."""
        if self.stopping:
            return
        click.echo("Menyalakan web, penjadwal, pengirim.")
        for part in self.parts:
            part.begin()
        deadline = time.monotonic() + _STARTS_WITHIN
        while not self.stopping:
            dead = [PARTS[part.name] for part in self.parts if part.died()]
            if dead or time.monotonic() > deadline:
                which = ", ".join(dead) or "semua bagian"
                raise Refused(
                    f"Suara tidak bisa menyala ({which}): lihat pesan di atas, perbaiki, lalu jalankan lagi. / "
                    f"Suara could not start ({which}): see the message above, mend it and start again."
                )
            if healthy(self.settings):
                self._say_ready()
                return
            time.sleep(_LOOKS)

    def keep(self) -> None:
        """Watch until we are told to stop."""
        while not self.stopping:
            for part in self.parts:
                self._look_after(part)
            time.sleep(_LOOKS)

    def _look_after(self, part: _Part) -> None:
        now = time.monotonic()
        if part.died() and part.process is not None:
            code = part.process.returncode
            # A part that dies again and again is given longer and longer rests; one that ran for a while starts afresh.
            part.wait = 1.0 if now - part.began > 60 else min(part.wait * 2, _LONGEST_WAIT)
            part.again_at = now + part.wait
            part.process = None
            click.echo(
                f"{PARTS[part.name].capitalize()} berhenti sendiri (kode {code}); "
                f"dinyalakan lagi dalam {part.wait:.0f} detik.",
                err=True,
            )
        if part.process is None and now >= part.again_at:
            part.begin()

    def stop(self) -> None:
        """Tell every part to stop, and wait until each has finished what it has in hand."""
        if any(part.process is not None and not part.died() for part in self.parts):
            click.echo("Menghentikan Suara; pekerjaan yang sedang berjalan diselesaikan dulu.")
        for part in self.parts:
            if part.process is not None and not part.died():
                part.process.terminate()
        deadline = time.monotonic() + PATIENCE + 5
        for part in self.parts:
            if part.process is None:
                continue
            try:
                part.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                click.echo(f"{PARTS[part.name].capitalize()} tidak mau berhenti dan dimatikan.", err=True)
                part.process.kill()
                part.process.wait()

    def _say_ready(self) -> None:
        address = f"http://{_reachable(self.settings.host)}:{self.settings.port}"
        click.echo("Suara siap.")
        if self.settings.simulator:
            click.echo(f"  Simulator  {address}/simulator")
        if self.settings.twilio:
            click.echo(f"  Twilio     {self.settings.public_url}/twilio/incoming#rc=5&rp=all")
        if self.settings.cloud:
            click.echo(f"  WhatsApp   {self.settings.public_url}/cloud/incoming")
        if self.settings.smsgate:
            click.echo(f"  SMSGate    {self.settings.public_url}/smsgate/incoming")
        click.echo(f"  Kesehatan  {address}/healthz")
        click.echo("Tekan Ctrl-C untuk berhenti.")
        sys.stdout.flush()


def healthy(settings: Settings) -> bool:
    """Tell whether ``/healthz`` says that all parts are alive."""
    connection = http.client.HTTPConnection(_reachable(settings.host).strip("[]"), settings.port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    """Return the address at which this machine reaches what listens on ``host``, as it stands in a web address."""
    address = {"0.0.0.0": "127.0.0.1", "::": "::1", "[::]": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"[{address}]" if ":" in address and not address.startswith("[") else address

"""``suara``: one command, and under it one file for each group of commands, loaded only when it is used.

Exit 0: done; 1: refused, or problems were found; 2: the command itself was wrong. What goes wrong is said on stderr, so that
``--json`` leaves nothing but JSON on stdout.
"""

from __future__ import annotations

import importlib
from typing import Any, Final

import click

from bot.cli.context import Doors, say_plainly
from bot.cli.indonesian import Formatter

click.Context.formatter_class = Formatter

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "run": ("bot.cli.run:run", "Menjalankan semuanya: web, penjadwal, pengirim."),
    "setup": ("bot.cli.setup:setup", "Menyiapkan basis data dan nomor sekretariat."),
    "members": ("bot.cli.members:members", "Anggota: memasukkan daftar, melihat, menghapus."),
    "round": ("bot.cli.rounds:round_", "Putaran: membuka, melihat, mengingatkan, menutup."),
    "invite": ("bot.cli.invite:invite", "Undangan: tautan dan poster untuk memulai survei sendiri."),
    "messages": ("bot.cli.messages:messages", "Pesan: melihat balasan yang ditahan."),
    "answers": ("bot.cli.answers:answers", "Jawaban: menyimpan ke berkas, menuliskan pesan suara."),
    "media": ("bot.cli.media:media", "Media: foto, pesan suara, dan berkas yang dikirim anggota."),
    "channel": ("bot.cli.channels:channel", "Saluran: melihat, menyambung, mencoba."),
    "cost": ("bot.cli.costs:cost", "Biaya pesan: menurut serikat dan saluran, dan halaman setahun."),
    "summary": ("bot.cli.summary:summary", "Ringkasan mingguan."),
    "replies": ("bot.cli.replies:replies", "Balasan: membaca, mengukur, mengajari kata baru."),
    "survey": ("bot.cli.surveys:survey", "Survei: memeriksa, memainkan, menggambar, membandingkan."),
    "expr": ("bot.cli.expr:expr", "Rumus: menghitung satu rumus ODK untuk mencobanya."),
    "simulate": ("bot.cli.simulate:simulate", "Bercakap dengan bot di layar ini."),
    "hours": ("bot.cli.hours:hours", "Jam kirim: kapan undangan dan pengingat boleh keluar, hari libur."),
    "clock": ("bot.cli.clock:clock_", "Jam simulator: melihat dan memajukan."),
    "web": ("bot.cli.parts:web", "Hanya web."),
    "worker": ("bot.cli.parts:worker", "Hanya pengirim."),
    "scheduler": ("bot.cli.parts:scheduler", "Hanya penjadwal."),
    "prepare": ("bot.cli.setup:prepare", ""),
}
"""Each command: where it is, and its line in the help. One without a line is for our own use."""


class _Lazy(click.Group):
    """A group whose commands are imported when they are called, so that a start costs what it uses."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return [name for name, (_, said) in COMMANDS.items() if said]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Perintah"):
            formatter.write_dl([(name, said) for name, (_, said) in COMMANDS.items() if said])

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        with say_plainly():
            return super().make_context(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        with say_plainly():
            return super().invoke(ctx)


@click.group(cls=_Lazy)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Suara: suara anggota serikat lewat SMS dan WhatsApp."""
    if ctx.obj is None:
        ctx.obj = doors = Doors()
        ctx.call_on_close(doors.close)

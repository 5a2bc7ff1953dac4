"""The secretariat's letters: the week's summary, and that somebody is waiting to be read."""

from __future__ import annotations

from bot.wording.words import SENDER, Words


def summary_letter(words: Words, week: str, summary: str) -> tuple[str, str]:
    """Return subject and text of the letter with the summary of ``week`` ("2026-W47")."""
    _ = words.spoken_in("id")
    subject = _("{sender}: ringkasan minggu {week}").format(sender=SENDER, week=week)
    foot = _("Surat ini dikirim sendiri oleh Suara setiap Senin; tidak perlu dibalas.")
    # The stars that WhatsApp shows as bold are only stars in a letter.
    return subject, f"{summary.replace('*', '')}\n\n-- \n{foot}\n"


def alarm_letter(words: Words, count: int) -> tuple[str, str]:
    """Return subject and text of the letter that says how many messages of distress wait; none of their words are in it."""
    _, n_ = words.spoken_in("id"), words.counted_in("id")
    subject = _("{sender}: ada pesan darurat yang menunggu dibaca").format(sender=SENDER)
    said = n_("Ada {count} pesan darurat", "Ada {count} pesan darurat", count).format(count=count)
    rest = _(
        "yang belum dibaca siapa pun. Mohon pengurus perempuan yang ditunjuk segera membacanya di Suara. Isinya tidak "
        "ditulis di surat ini demi keamanan ibu yang mengirimnya."
    )
    return subject, f"{said} {rest}\n"


def trial_letter(words: Words) -> tuple[str, str]:
    """Return subject and text of the letter that tries out the way."""
    _ = words.spoken_in("id")
    subject = _("{sender}: surat uji").format(sender=SENDER)
    return subject, _("Kalau surat ini sampai, surel dari Suara bekerja. Tidak perlu dibalas.") + "\n"

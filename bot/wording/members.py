"""What members and unknown numbers hear outside a survey: goodbye, welcome, help, thanks, a kind word in danger."""

from __future__ import annotations

from bot.message import Spoken
from bot.wording.words import SENDER, Words


def goodbye(words: Words, language: str) -> Spoken:
    """Confirm BERHENTI: the last thing this number hears from us."""
    _ = words.spoken_in(language)
    return Spoken(
        _("Baik Bu, kami tidak akan mengirim pesan lagi ke nomor ini. Kalau ingin kembali, balas MULAI. Terima kasih.")
    )


def welcome_back(words: Words, language: str) -> Spoken:
    """Confirm MULAI after a BERHENTI, where no survey is waiting."""
    _ = words.spoken_in(language)
    return Spoken(_("Selamat datang kembali, Bu. Kami akan menyapa Ibu lagi kalau ada pertanyaan baru."))


def nothing_open(words: Words, language: str) -> Spoken:
    """Answer MULAI or LANJUT where there is nothing to begin or to resume."""
    _ = words.spoken_in(language)
    return Spoken(
        _(
            "Terima kasih, Bu. Sekarang belum ada pertanyaan untuk Ibu. Kalau ada yang ingin "
            "disampaikan, tulis saja di sini."
        )
    )


def kept(words: Words, language: str) -> Spoken:
    """Thank a member for a message that nobody asked for and a person will read."""
    _ = words.spoken_in(language)
    return Spoken(_("Terima kasih Bu, pesan Ibu kami simpan dan akan dibaca pengurus."))


def stranger(words: Words, language: str) -> Spoken:
    """Answer an unknown number, once."""
    _ = words.spoken_in(language)
    text = _(
        "Salam, Bu. Ini nomor {sender}. Pesan Ibu kami simpan dan akan dibaca pengurus. Mau ikut bersuara? Balas MULAI."
    )
    return Spoken(text.format(sender=SENDER))


def help_idle(words: Words, language: str, role: str = "member") -> Spoken:
    """Explain to someone in no conversation which words do something for her, in one SMS. ``role`` is the register's."""
    _ = words.spoken_in(language)
    match role:
        case "coordinator":
            text = _(
                "Ini nomor {sender}. PUTARAN: buka survei. STATUS: lihat hasil. INGATKAN: ingatkan yang belum. "
                "TUTUP: tutup putaran. BERHENTI: tidak dihubungi lagi."
            )
        case "secretariat":
            text = _(
                "Ini nomor {sender}. RINGKASAN: kabar mingguan. PUTARAN, STATUS, INGATKAN, TUTUP: urusan putaran. "
                "BERHENTI: tidak dihubungi lagi."
            )
        case _:
            text = _(
                "Ini nomor {sender}. MULAI: jawab pertanyaan. LANJUT: teruskan. BERHENTI: tidak dihubungi lagi. "
                "Atau tulis apa saja, pengurus akan membaca."
            )
    return Spoken(text.format(sender=SENDER))


def safety_text(words: Words, language: str, *, resumes: bool = False) -> str:
    """Return the reply to words of violence or danger: kind, and so neutral that a shared phone gives nothing away.

    ``resumes``: a question was in hand, and LANJUT brings it back. SAPA 129 is the ministry's line for women and
    children (telephone 129, WhatsApp 08111-129-129, 24 hours; checked in April 2026).
    """
    _ = words.spoken_in(language)
    text = _(
        "Terima kasih sudah menulis, Bu. Pesan ini segera dibaca pengurus perempuan. Perlu bicara "
        "sekarang? SAPA telp 129, 24 jam."
    )
    return text + " " + _("Lanjut survei: LANJUT") if resumes else text


def safety(words: Words, language: str, *, resumes: bool = False) -> Spoken:
    """Return ``safety_text`` as a message."""
    return Spoken(safety_text(words, language, resumes=resumes))


def summary_not_ready(words: Words, language: str) -> Spoken:
    """Answer RINGKASAN before the first summary was made."""
    _ = words.spoken_in(language)
    return Spoken(_("Ringkasan mingguan belum ada. Ringkasan dibuat setiap Senin jam 07.30 WIB."))


def summary_ready(words: Words, language: str) -> Spoken:
    """Say that the summary is ready, where it may not be sent unasked (outside WhatsApp's 24 hours)."""
    _ = words.spoken_in(language)
    return Spoken(_("{sender}: ringkasan mingguan sudah siap. Balas RINGKASAN untuk membacanya.").format(sender=SENDER))


def channel_works(words: Words, language: str, channel: str) -> Spoken:
    """Say that a channel works, to whoever tries it out with her own phone."""
    _ = words.spoken_in(language)
    return Spoken(
        _("{sender}: pesan uji lewat {channel}. Kalau pesan ini sampai, saluran bekerja. Tidak perlu dibalas.").format(
            sender=SENDER, channel=channel
        )
    )

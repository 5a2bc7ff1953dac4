"""What is written on the simulator's page. It is for trainers and the secretariat, not for members."""

from __future__ import annotations

from bot.wording.words import Words


def page_words(words: Words, language: str) -> dict[str, str]:
    """Return every text of the page by its name there. Blanks are in braces; the page fills them in."""
    _ = words.spoken_in(language)
    return {
        "title": _("Suara, simulator"),
        "subtitle": _("Semua orang di sini karangan."),
        "clock": _("Jam simulator"),
        "hour": _("+1 jam"),
        "tomorrow": _("Besok 19.00"),
        "monday": _("Senin 08.00"),
        "move": _("Majukan"),
        "move_to": _("Majukan jam ke"),
        "moving": _("Jam sedang berjalan..."),
        "move_refused": _("Waktu itu tidak dikenal atau sudah lewat. Tulis +2d, besok 19.00, atau Senin 08.00."),
        "phones": _("HP"),
        "change": _("Ganti"),
        "choose_person": _("Pilih orang"),
        "search": _("Cari nama, serikat, atau desa"),
        "nobody_found": _("Tidak ada yang cocok."),
        "new_sms": _("Nomor baru, SMS"),
        "new_whatsapp": _("Nomor baru, WhatsApp"),
        "new": _("Nomor baru"),
        "unknown": _("Belum terdaftar"),
        "stopped": _("sudah BERHENTI"),
        "close": _("Tutup"),
        "nothing_yet": _("Belum ada pesan. Tulis sesuatu, atau ketuk contoh di bawah."),
        "write": _("Tulis pesan"),
        "send": _("Kirim"),
        "attach": _("Lampirkan foto, suara, atau berkas"),
        "uploading": _("Berkas sedang dikirim..."),
        "not_attached": _("Berkas belum terkirim."),
        "file": _("Berkas"),
        "file_waits": _("Berkas belum diambil dari penyedianya"),
        "file_lost": _("Berkas ini tidak tersimpan"),
        "examples": _("Contoh"),
        "choose": _("Pilih jawaban"),
        "count": _("{used}/{room} huruf, {parts} SMS"),
        "count_dear": _("{used}/{room} huruf, {parts} SMS, karena {chars}"),
        "parts": _("{parts} SMS"),
        "queued": _("menunggu"),
        "sending": _("dikirim"),
        "sent": _("terkirim"),
        "delivered": _("sampai"),
        "read": _("dibaca"),
        "failed": _("gagal"),
        "lost": _("tidak pasti"),
        "unsent": _("Belum terkirim, dicoba lagi..."),
        "refused": _("Pesan ini ditolak."),
        "away": _("Sambungan terputus, mencoba lagi..."),
        "member": _("Anggota"),
        "coordinator": _("Koordinator"),
        "secretariat": _("Sekretariat"),
        "staff": _("Staf"),
        "partner": _("Mitra"),
        "language": _("Bahasa"),
    }

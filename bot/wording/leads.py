"""The words around a question: greeting, apology, encouragement. Each in several lengths, longest first."""

from __future__ import annotations

from typing import Literal, assert_never

from bot.conversation.effects import AskAgain
from bot.survey.model import Decimal, GeoPoint, Integer, Media, Money, Question, text_in
from bot.wording.shown import number, rupiah
from bot.wording.words import SENDER, Words

Lengths = tuple[str, ...]
"""The same thing said at length, shorter, and shortest (perhaps not at all)."""

Lead = Literal["next", "first", "back", "repeat", "reminder", "resume", "after_set_aside"]

_LAST_ATTEMPT = 3


def greeting(name: str, words: Words, language: str) -> Lengths:
    """Open the very first message. The consent text that follows says who writes."""
    _ = words.spoken_in(language)
    if not name:
        return (_("Salam, Bu. "), "")
    return (_("Salam, Bu {name}. ").format(name=name), _("Bu {name}, ").format(name=name), "")


def consent_reminder(name: str, words: Words, language: str) -> Lengths:
    """Open the reminder of an invitation."""
    _ = words.spoken_in(language)
    if not name:
        return (_("Kami masih menunggu Ibu. "), "")
    return (_("Bu {name}, kami masih menunggu. ").format(name=name), _("Bu {name}, ").format(name=name), "")


def consent_again(words: Words, language: str) -> str:
    """Ask for yes or no in the plainest words."""
    _ = words.spoken_in(language)
    return _(
        "Maaf Bu, kami belum paham. Balas YA kalau Ibu mau ikut, TIDAK kalau tidak. "
        "BERHENTI kalau tidak mau dihubungi lagi."
    )


def lead_in(lead: Lead, name: str, words: Words, language: str, *, agreed: bool, gap: bool) -> Lengths:
    """Lead in to a question. ``agreed``: she has just consented; ``gap``: she skipped the last or does not know."""
    _ = words.spoken_in(language)
    match lead:
        case "next":
            return (_("Tidak apa-apa, Bu. "), "") if gap else ("",)
        case "first":
            return _welcome(name, words, language, agreed=agreed)
        case "back":
            return (_("Baik, kita ulangi. "), "")
        case "repeat":
            return ("",)
        case "reminder":
            shorter = (_("{sender}: kami tunggu, Bu. ").format(sender=SENDER), f"{SENDER}: ")
            longest = _("{sender}: Bu {name}, kami tunggu jawabannya. ").format(sender=SENDER, name=name)
            return (longest, *shorter) if name else shorter
        case "resume":
            return (_("Senang Ibu kembali. Kita lanjut: "), _("Kita lanjut: "), "")
        case "after_set_aside":
            return (_("Tidak apa-apa, Bu, kita lanjut. "), _("Kita lanjut. "))
        case _:
            assert_never(lead)


def _welcome(name: str, words: Words, language: str, *, agreed: bool) -> Lengths:
    """Open the first question: thanks for her consent, or, where it was known before, who writes."""
    _ = words.spoken_in(language)
    if agreed:
        thanks = (_("Terima kasih, Bu. "), "")
        return (_("Terima kasih, Bu {name}. ").format(name=name), *thanks) if name else thanks
    plain = (f"{SENDER}: ",)
    return (_("{sender}: Salam, Bu {name}. ").format(sender=SENDER, name=name), *plain) if name else plain


def help_with(words: Words, language: str) -> Lengths:
    """Say which words she may write."""
    _ = words.spoken_in(language)
    return (
        _(
            "Ini survei {sender}. Jawab bebas, tidak ada yang salah. KEMBALI: ubah jawaban. LEWATI: lewati. "
            "ULANG: baca lagi. BERHENTI: selesai. "
        ).format(sender=SENDER),
        _("KEMBALI ubah jawaban, LEWATI lewati, ULANG baca lagi, BERHENTI selesai. "),
        "LEWATI, KEMBALI, ULANG, BERHENTI. ",
    )


def help_before_consent(words: Words, language: str) -> Lengths:
    """Say who asks, to someone who has not consented yet."""
    _ = words.spoken_in(language)
    return (
        _("Kami {sender}, federasi serikat perempuan desa. Ibu bebas ikut atau tidak. ").format(sender=SENDER),
        _("Ibu bebas ikut atau tidak. "),
        "",
    )


def corrected(words: Words, language: str) -> Lengths:
    """Confirm that a late tap has changed an earlier answer."""
    _ = words.spoken_in(language)
    return (_("Sudah kami ganti, Bu. "), _("Sudah diganti. "))


def refusal(why: Literal["nothing_before", "required"], question: Question, words: Words, language: str) -> Lengths:
    """Say why a keyword could not be followed at ``question``, which may have its own words for that."""
    _ = words.spoken_in(language)
    match why:
        case "nothing_before":
            return (_("Ini pertanyaan pertama, Bu. "), _("Ini yang pertama. "))
        case "required" if (told := text_in(question.required_message, language)) and "${" not in told:
            return (f"{told} ",)
        case "required" if isinstance(question.kind, Media | GeoPoint):
            return (
                _("Maaf Bu, kiriman ini kami perlukan. Kalau tidak bisa, balas TIDAK TAHU. "),
                _("Kalau tidak bisa, balas TIDAK TAHU. "),
            )
        case "required":
            return (
                _("Maaf Bu, yang ini perlu dijawab. Kalau tidak tahu, balas TIDAK TAHU. "),
                _("Yang ini perlu dijawab, Bu. "),
            )
        case _:
            assert_never(why)


def not_used(effect: AskAgain, question: Question, words: Words, language: str) -> Lengths:
    """Say kindly why her reply could not be used; the fault is ours, not hers."""
    _ = words.spoken_in(language)
    match effect.why:
        case "media":
            return (
                _("Terima kasih, kirimannya kami simpan. Untuk ini kami perlu jawaban tulisan, Bu. "),
                _("Mohon ditulis ya, Bu. "),
            )
        case "unsent" if question.required:
            return (_("Maaf Bu, yang ini perlu dikirim, belum cukup ditulis. "), _("Mohon dikirim ya, Bu. "))
        case "unsent":
            return (
                _("Yang ini perlu dikirim, Bu, belum cukup ditulis. Kalau tidak bisa, balas LEWATI. "),
                _("Mohon dikirim, atau balas LEWATI. "),
            )
        case "other_media":
            return (
                _("Terima kasih, kirimannya kami simpan. Tapi untuk ini kami perlu kiriman lain, Bu. "),
                _("Perlu kiriman lain, Bu. "),
            )
        case "limits":
            return (_limits(question, words, language),)
        case "constraint":
            told = text_in(question.constraint_message, language)
            return (f"{told} ",) if told else (_("Maaf Bu, jawaban itu belum pas. "), _("Belum pas, Bu. "))
        case "inexact" if effect.attempt == 1:
            return (_("Mohon lebih tepat, Bu. "), _("Tepatnya, Bu? "))
        case "unread" | "inexact":
            return _unread(effect.attempt, question, words, language)
        case _:
            assert_never(effect.why)


def _unread(attempt: int, question: Question, words: Words, language: str) -> Lengths:
    _ = words.spoken_in(language)
    if attempt == 1:
        return (_("Maaf Bu, kami belum paham. "), _("Maaf, belum paham. "))
    if attempt == _LAST_ATTEMPT and not question.required:
        return (_("Sekali lagi ya Bu, atau balas LEWATI. "), _("Atau balas LEWATI. "))
    return (_("Maaf Bu, kami masih belum paham. Jawab singkat saja. "), _("Maaf, belum paham. "))


def regret(words: Words, language: str) -> str:
    """Take a no kindly."""
    _ = words.spoken_in(language)
    return _(
        "Baik Bu, terima kasih sudah membalas. Tidak ada jawaban yang disimpan. Kalau berubah pikiran, balas MULAI."
    )


def thanks(name: str, words: Words, language: str) -> str:
    """End a survey that has no thanks of its own."""
    _ = words.spoken_in(language)
    if not name:
        return _("Selesai. Terima kasih banyak, Bu. Jawaban Ibu sudah kami simpan untuk perbaikan program.")
    return _("Selesai. Terima kasih banyak, Bu {name}. Jawaban Ibu sudah kami simpan untuk perbaikan program.").format(
        name=name
    )


def _limits(question: Question, words: Words, language: str) -> str:
    _ = words.spoken_in(language)
    kind = question.kind
    if not isinstance(kind, Integer | Decimal | Money):
        return _("Maaf Bu, jawaban itu belum pas. ")
    say = rupiah if isinstance(kind, Money) else number
    low = None if kind.minimum is None else say(kind.minimum, language)
    high = None if kind.maximum is None else say(kind.maximum, language)
    if low is not None and high is not None:
        return _("Maaf Bu, jawabannya antara {low} dan {high}. ").format(low=low, high=high)
    if low is not None:
        return _("Maaf Bu, jawabannya paling sedikit {low}. ").format(low=low)
    if high is not None:
        return _("Maaf Bu, jawabannya paling banyak {high}. ").format(high=high)
    return _("Maaf Bu, jawaban itu belum pas. ")

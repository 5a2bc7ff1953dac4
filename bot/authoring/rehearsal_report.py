"""The report of a rehearsal: short tables in Indonesian for the terminal or as Markdown, and all of it as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.authoring.effort import READ_A_MINUTE, TYPED_A_MINUTE
from bot.authoring.members import WHO
from bot.authoring.rehearsal import MEDIA, Rehearsal, Talk, choices_of
from bot.survey.model import text_in
from bot.wording.shown import number, rupiah

_WHO: Final = {"patient": "sabar", "sloppy": "tergesa", "silent": "diam", "contrary": "enggan"}
_MEDIA: Final = {"sms": "SMS", "whatsapp": "WhatsApp"}
_MOST_MISREAD: Final = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its title, its head, its rows. Numbers stand right."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def as_text(found: Rehearsal) -> str:
    """Return the report for a terminal."""
    lines = [_headline(found), ""]
    for sheet in _sheets(found):
        lines += [sheet.title, *_aligned(sheet), ""]
    return "\n".join([*lines, *(f"{mark} {said}" for mark, said in _verdict(found))]) + "\n"


def as_markdown(found: Rehearsal) -> str:
    """Return the report as a page."""
    lines = [f"# Latihan: {text_in(found.survey.title, 'id') or found.survey.name}", "", _headline(found), ""]
    lines += [f"- {'' if mark == 'v' else '**'}{said}{'' if mark == 'v' else '**'}" for mark, said in _verdict(found)]
    for sheet in _sheets(found):
        aligned = "|".join("---" if at == 0 else "--:" for at in range(len(sheet.head)))
        lines += ["", f"## {sheet.title}", "", _row(sheet.head), f"|{aligned}|", *map(_row, sheet.rows)]
    read, sms, whatsapp = READ_A_MINUTE, TYPED_A_MINUTE["sms"], TYPED_A_MINUTE["whatsapp"]
    note = (
        f"Menit adalah perkiraan: membaca {read} kata, mengetik {sms} huruf (SMS) atau {whatsapp} huruf (WhatsApp) per "
        "menit. Biaya memakai harga simulator di `surveys/federasi/harga.yaml`."
    )
    return "\n".join([*lines, "", note, ""])


def as_values(found: Rehearsal) -> dict[str, object]:
    """Return the report as values for JSON."""
    survey = found.survey
    return {
        "survey": survey.name,
        "hash": survey.hash,
        "sound": found.sound,
        "conversations": len(found.talks),
        "endless": found.endless,
        "never_reached": list(found.never_reached),
        "dead_ends": list(found.dead_ends),
        "not_by_sms": list(found.not_by_sms),
        "never_chosen": [{"question": name, "choice": choice} for name, choice in found.never_chosen],
        "misread": [
            {"question": one.question, "reply": one.reply, "meant": one.meant, "stored": one.stored}
            for one in found.misread.values()
        ],
        "questions": [
            {
                "name": one.name,
                "asked": found.reached[one.name],
                "answered": sum(found.accepted[one.name, medium] for medium in MEDIA),
                "choices": {choice: found.chosen[one.name, choice] for choice in choices_of(one)},
            }
            for one in found.rows
        ],
        "members": {
            who: {
                "conversations": sum(talk.who == who for talk in found.talks),
                "completed": sum(talk.who == who and talk.complete for talk in found.talks),
            }
            for who in WHO
        },
        "completed": {medium: _measures(found.complete(medium)) for medium in MEDIA},
    }


def _measures(talks: Sequence[Talk]) -> dict[str, object]:
    """Return means over completed conversations, and the most."""
    if not talks:
        return {"conversations": 0}
    efforts = [talk.effort for talk in talks]
    count = len(efforts)
    return {
        "conversations": count,
        "messages": round(sum(one.messages for one in efforts) / count, 2),
        "segments": round(sum(one.segments for one in efforts) / count, 2),
        "rupiah": round(sum(one.rupiah for one in efforts) / count),
        "minutes": round(sum(one.seconds for one in efforts) / count / 60, 2),
        "longest": {
            "messages": max(one.messages for one in efforts),
            "segments": max(one.segments for one in efforts),
            "rupiah": max(one.rupiah for one in efforts),
            "minutes": round(max(one.seconds for one in efforts) / 60, 2),
        },
    }


def _headline(found: Rehearsal) -> str:
    asked = len(found.survey.asked)
    members = ", ".join(
        f"{_WHO[who]} {sum(talk.who == who and talk.complete for talk in found.talks)}/"
        f"{sum(talk.who == who for talk in found.talks)}"
        for who in WHO
    )
    return f"{found.survey.name}: {asked} pertanyaan, {len(found.talks)} percakapan. Selesai: {members}."


def _sheets(found: Rehearsal) -> Iterable[Sheet]:
    yield _cost_sheet(found)
    yield Sheet(
        "Pertanyaan",
        ("pertanyaan", "ditanyakan", "dijawab", "pilihan", "belum terpilih"),
        tuple(_question_row(found, name) for name in (one.name for one in found.rows)),
    )
    if found.misread:
        yield Sheet(
            "Balasan yang dibaca lain",
            ("pertanyaan", "balasan", "maksudnya", "tersimpan"),
            tuple((one.question, one.reply, one.meant, one.stored) for one in found.misread.values())[:_MOST_MISREAD],
        )


def _cost_sheet(found: Rehearsal) -> Sheet:
    columns = [[talk.effort for talk in found.complete(medium)] for medium in MEDIA]

    def row(title: str, values: Sequence[Sequence[float]], digits: int = 1) -> tuple[str, ...]:
        cells = []
        for each in values:
            mean = round(sum(each) / len(each), digits) if each else None
            cells += ["-", "-"] if mean is None else [number(mean), number(round(max(each), digits))]
        return (title, *cells)

    head = (
        "per jawaban lengkap",
        *(f"{_MEDIA[medium]} {which}" for medium in MEDIA for which in ("rata-rata", "terbanyak")),
    )
    return Sheet(
        "Pesan, biaya, dan waktu",
        head,
        (
            (
                "percakapan selesai",
                *(cell for each in columns for cell in (str(len(each)), "")),
            ),
            row("pesan dari kami", [[one.messages for one in each] for each in columns]),
            row("SMS (bagian)", [[one.segments for one in columns[0]], []]),
            row("biaya (rupiah)", [[one.rupiah for one in each] for each in columns], 0),
            row("menit Ibu", [[one.seconds / 60 for one in each] for each in columns]),
        ),
    )


def _question_row(found: Rehearsal, name: str) -> tuple[str, ...]:
    question = found.survey.question(name)
    choices = choices_of(question)
    never = [choice for choice in choices if not found.chosen[name, choice]]
    answered = str(sum(found.accepted[name, medium] for medium in MEDIA)) if question.asks else "-"
    chosen = f"{len(choices) - len(never)}/{len(choices)}" if choices else ""
    return (name, str(found.reached[name]), answered, chosen, ", ".join(never))


def _verdict(found: Rehearsal) -> Iterable[tuple[str, str]]:
    """Give what to conclude: "v" all is well, "x" the survey is not sound, "!" worth a look."""
    if found.never_reached:
        yield "x", f"Tidak pernah ditanyakan: {', '.join(found.never_reached)}. Periksa kolom relevant."
    if found.dead_ends:
        yield "x", f"Jalan buntu, tidak ada jawaban yang diterima: {', '.join(found.dead_ends)}. Periksa constraint."
    if found.endless:
        yield "x", f"{found.endless} percakapan tidak berakhir."
    if found.sound:
        yield "v", "Semua pertanyaan bisa dicapai dan dijawab, semua percakapan berakhir."
    if found.not_by_sms:
        yield "!", f"Hanya bisa dijawab lewat WhatsApp: {', '.join(found.not_by_sms)}."
    if found.never_chosen:
        never = ", ".join(f"{name} = {choice}" for name, choice in found.never_chosen[:10])
        yield "!", f"Pilihan yang tidak pernah bisa dipilih: {never}."
    longest = max((talk.effort.longest for talk in found.talks if talk.medium == "sms"), default=0)
    if longest > 1:
        yield "!", f"Pesan SMS terpanjang {longest} bagian; satu bagian paling murah."
    sms = [talk.effort.rupiah for talk in found.complete("sms")]
    if sms:
        yield "v", f"Satu jawaban lengkap lewat SMS rata-rata {rupiah(sum(sms) / len(sms))}."


def _aligned(sheet: Sheet) -> Iterable[str]:
    widths = [max(len(row[at]) for row in (sheet.head, *sheet.rows)) for at in range(len(sheet.head))]
    for row in (sheet.head, *sheet.rows):
        cells = [
            cell.ljust(width) if at == 0 or not _is_number(sheet, at) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield ("  " + "  ".join(cells)).rstrip()


def _is_number(sheet: Sheet, at: int) -> bool:
    return all(
        row[at].replace(".", "").replace(",", "").replace("/", "").isdecimal() or row[at] in ("", "-")
        for row in sheet.rows
    )


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

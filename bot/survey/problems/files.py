"""The file as a whole (S0xx), and several files together (S6xx)."""

from __future__ import annotations

from typing import Final

from bot.survey.problems.rule import Rule

S0: Final[tuple[Rule, ...]] = (
    Rule(
        "S001",
        "error",
        "The file is larger than {limit} characters.",
        "Berkas ini lebih dari {limit} huruf.",
        "A survey for a phone is short; split it.",
        "Survei lewat HP harus pendek; bagilah menjadi beberapa berkas.",
    ),
    Rule(
        "S002",
        "error",
        "The file cannot be read as YAML here: {detail}.",
        "Bagian ini tidak bisa dibaca sebagai YAML ({detail}).",
        "Compare the spaces at the start of this line with the lines above it.",
        "Samakan jumlah spasi di awal baris ini dengan baris-baris di atasnya.",
    ),
    Rule(
        "S003",
        "error",
        "A tab stands at the start of this line.",
        "Ada tab di awal baris ini.",
        "Replace the tab with spaces.",
        "Ganti tab dengan spasi.",
    ),
    Rule(
        "S004",
        "error",
        'The value has a colon in it: "{value}".',
        'Isinya memuat tanda titik dua: "{value}".',
        "Put quotes around the whole value.",
        "Beri tanda kutip di awal dan akhir isinya.",
    ),
    Rule(
        "S005",
        "error",
        'A value cannot begin with "{sign}" without quotes.',
        'Isi tidak boleh diawali "{sign}" tanpa tanda kutip.',
        "Put quotes around the whole value.",
        "Beri tanda kutip di awal dan akhir isinya.",
    ),
    Rule(
        "S006",
        "error",
        '"{key}" stands twice in the same place.',
        '"{key}" tertulis dua kali di tempat yang sama.',
        "Keep one and remove the other.",
        "Sisakan satu, hapus yang lain.",
    ),
    Rule(
        "S007",
        "error",
        "The file holds a character that cannot be shown ({detail}).",
        "Ada huruf yang tidak bisa ditampilkan ({detail}).",
        "Delete it and type the word again.",
        "Hapus lalu ketik ulang katanya.",
    ),
    Rule(
        "S008",
        "error",
        "The file is nested too deeply, or repeats itself (* and &) too often.",
        "Isi berkas ini bertingkat terlalu dalam, atau terlalu sering mengulang dirinya (* dan &).",
        "Write the words out, in the shape of surveys/corel-anggota.yaml.",
        "Tulis saja kata-katanya, dengan bentuk seperti surveys/corel-anggota.yaml.",
    ),
    Rule(
        "S009",
        "warning",
        'Everything after " #" is left out as a remark: "{value}".',
        'Semua sesudah " #" dianggap catatan dan tidak dibaca: "{value}".',
        "If it belongs to the value, put quotes around the whole value.",
        "Kalau itu bagian dari isinya, beri tanda kutip di awal dan akhir.",
    ),
    Rule(
        "S010",
        "error",
        "The file is empty.",
        "Berkas ini kosong.",
        "Start from surveys/corel-anggota.yaml.",
        "Mulailah dari surveys/corel-anggota.yaml.",
    ),
    Rule(
        "S011",
        "error",
        "Text stands behind the closing quote.",
        "Ada tulisan sesudah tanda kutip penutup.",
        "Put the whole value between the quotes; a quote inside is written twice ('').",
        "Taruh seluruh isinya di dalam tanda kutip; kutip di dalamnya ditulis dua kali ('').",
    ),
    Rule(
        "S012",
        "error",
        "The quote that opens here is never closed.",
        "Tanda kutip yang dibuka di sini tidak pernah ditutup.",
        "Add the same quote at the end of the value.",
        "Tambahkan tanda kutip yang sama di akhir isinya.",
    ),
)

S6: Final[tuple[Rule, ...]] = (
    Rule(
        "S601",
        "error",
        'The keyword "{keyword}" is also used in {other}.',
        'Kata kunci "{keyword}" juga dipakai di {other}.',
        "Give each survey its own keyword.",
        "Beri setiap survei kata kunci sendiri.",
    ),
    Rule(
        "S602",
        "error",
        'The survey name "{name}" is also used in {other}.',
        'Nama survei "{name}" juga dipakai di {other}.',
        "Change form_id in one of the two.",
        "Ganti form_id di salah satunya.",
    ),
    Rule(
        "S603",
        "error",
        'The keyword "{keyword}" steers every conversation and cannot start a survey.',
        'Kata kunci "{keyword}" adalah kata perintah, jadi tidak bisa memulai survei.',
        "Choose another word.",
        "Pilih kata lain.",
    ),
    Rule(
        "S604",
        "error",
        "The file cannot be opened: {detail}.",
        "Berkas tidak bisa dibuka: {detail}.",
        "Save it again as UTF-8 text.",
        "Simpan ulang sebagai teks UTF-8.",
    ),
    Rule(
        "S605",
        "warning",
        'The file "{file}" that goes with a question {why_en}; the question is sent as words alone.',
        'Berkas "{file}" yang menyertai pertanyaan {why_id}; pertanyaannya dikirim sebagai tulisan saja.',
        "Put it beside the survey, or into the folder audio, at most {limit} MB.",
        "Taruh di samping surveinya, atau di folder audio, paling besar {limit} MB.",
    ),
)

"""Words on a small phone (S5xx)."""

from __future__ import annotations

from typing import Final

from bot.survey.problems.rule import Rule

S5: Final[tuple[Rule, ...]] = (
    Rule(
        "S501",
        "warning",
        'The SMS of "{name}" in "{language}" takes {segments} parts ({units} of {limit}); she pays and reads more.',
        'SMS "{name}" dalam "{language}" menjadi {segments} bagian ({units} dari {limit}); lebih mahal.',
        "Shorten the label or the choices.",
        "Persingkat label atau pilihannya.",
    ),
    Rule(
        "S502",
        "warning",
        '"{character}" ({point}) in "{name}", "{language}", is no character of the SMS alphabet: {cost_en}.',
        '"{character}" ({point}) di "{name}", "{language}", bukan huruf SMS biasa: {cost_id}.',
        "Use plain letters and signs.",
        "Pakai huruf dan tanda biasa.",
    ),
    Rule(
        "S503",
        "warning",
        '"{name}" offers {count} choices; more than 10 do not fit a list in WhatsApp, so they are listed with numbers.',
        '"{name}" menawarkan {count} pilihan; lebih dari 10 tidak muat di daftar WhatsApp, jadi ditulis dengan nomor.',
        "Offer ten or fewer.",
        "Beri sepuluh atau kurang.",
    ),
    Rule(
        "S504",
        "warning",
        "The survey may ask {count} questions; after eight most people stop.",
        "Survei ini bisa menanyakan {count} pertanyaan; sesudah delapan kebanyakan orang berhenti.",
        "Keep the most important eight.",
        "Pilih delapan yang paling penting.",
    ),
    Rule(
        "S505",
        "warning",
        '"{name}" is not translated into "{language}".',
        '"{name}" belum diterjemahkan ke "{language}".',
        "Add the text; until then she reads Indonesian.",
        "Tambahkan terjemahannya; sebelum itu yang tampil bahasa Indonesia.",
    ),
    Rule(
        "S506",
        "warning",
        '"{label}" ("{name}", "{language}") is longer than a {shown_en} in WhatsApp: {count} of {limit}. Numbers are sent.',
        '"{label}" ("{name}", "{language}") lebih panjang dari {shown_id} WhatsApp: {count} dari {limit}. Yang dikirim nomor.',
        "Shorten the label of the choice.",
        "Persingkat label pilihannya.",
    ),
    Rule(
        "S507",
        "warning",
        'The label of "{name}" in "{language}" is too long for WhatsApp to put a list under it: {count} of {limit}.',
        'Label "{name}" dalam "{language}" terlalu panjang untuk daftar WhatsApp di bawahnya: {count} dari {limit}.',
        "Say it in one or two sentences; by SMS it costs many parts.",
        "Katakan dalam satu atau dua kalimat; lewat SMS biayanya berlipat.",
    ),
    Rule(
        "S508",
        "warning",
        '"{name}" asks for something personal ("{words}") and is not marked sensitive.',
        '"{name}" menanyakan hal pribadi ("{words}") tetapi belum ditandai sensitive.',
        "Add sensitive: ya, so that few people see the answers.",
        "Tambahkan sensitive: ya, supaya jawabannya hanya dilihat sedikit orang.",
    ),
    Rule(
        "S509",
        "warning",
        '"{name}" asks about violence against herself ("{words}"); phones are shared, and others read along.',
        '"{name}" menanyakan kekerasan yang dialaminya sendiri ("{words}"); HP dipakai bersama, orang lain bisa membaca.',
        "Do not ask this by phone; a trained companion asks in person. Help: SAPA 129.",
        "Jangan tanyakan lewat HP; pendamping terlatih bertanya langsung. Bantuan: SAPA 129.",
    ),
)

"""Workbooks (S7xx)."""

from __future__ import annotations

from typing import Final

from bot.survey.problems.rule import Rule

S7: Final[tuple[Rule, ...]] = (
    Rule(
        "S701",
        "error",
        "The workbook cannot be read: {detail}.",
        "Buku kerja ini tidak bisa dibaca: {detail}.",
        "Open it in Excel and save it again as .xlsx.",
        "Buka di Excel, lalu simpan lagi sebagai .xlsx.",
    ),
    Rule(
        "S702",
        "error",
        "The workbook is far too large, packed or unpacked (more than {limit}).",
        "Buku kerja ini terlalu besar, juga sesudah dibuka (lebih dari {limit}).",
        "Keep the sheets survey, choices and settings only, without pictures, and save it again.",
        "Sisakan lembar survey, choices, dan settings saja, tanpa gambar, lalu simpan lagi.",
    ),
    Rule(
        "S703",
        "error",
        "The workbook is locked with a password.",
        "Buku kerja ini dikunci dengan kata sandi.",
        "Save it without a password.",
        "Simpan lagi tanpa kata sandi.",
    ),
    Rule(
        "S704",
        "error",
        "The workbook reaches outside itself ({detail}).",
        "Buku kerja ini mengambil isi dari luar ({detail}).",
        "Copy the cells into a new workbook as values.",
        "Salin sel-selnya ke buku kerja baru sebagai nilai.",
    ),
    Rule(
        "S705",
        "error",
        "The sheet has too many {what} (more than {limit}).",
        "Lembar ini punya terlalu banyak {what_id} (lebih dari {limit}).",
        "Delete what is not needed; long lists belong in a CSV file.",
        "Hapus yang tidak perlu; daftar panjang ditaruh di berkas CSV.",
    ),
    Rule(
        "S706",
        "error",
        "The cell holds a formula whose result was not saved.",
        "Sel ini berisi rumus yang hasilnya tidak tersimpan.",
        "Paste it as a value (Paste Special, Values).",
        "Tempel sebagai nilai (Paste Special, Values).",
    ),
    Rule(
        "S710",
        "error",
        "The form is not valid: {detail}",
        "Formulir ini belum benar: {detail_id}",
        "{cure}",
        "{cure_id}",
    ),
    Rule(
        "S712",
        "warning",
        'The file "{file}" is not beside the workbook; the question is asked as an open one.',
        'Berkas "{file}" tidak ada di samping buku kerja; pertanyaannya jadi pertanyaan terbuka.',
        "Put the CSV file (UTF-8) beside the workbook, under this very name.",
        "Taruh berkas CSV itu (UTF-8) di folder yang sama dengan nama yang sama.",
    ),
    Rule(
        "S720",
        "warning",
        'A phone cannot ask "{name}" ({type}); it is left out.',
        'HP tidak bisa menanyakan "{name}" ({type}); pertanyaan ini dilewati.',
        "Ask for it in words, or with a location or a photo.",
        "Tanyakan dengan kata-kata, atau dengan lokasi atau foto.",
    ),
    Rule(
        "S721",
        "warning",
        '"{name}" asks for a {type}, which only WhatsApp can send; on SMS she is asked to skip it.',
        '"{name}" meminta {type_id}, yang hanya bisa dikirim lewat WhatsApp; lewat SMS dilewati.',
        "Add a question in words for members on SMS.",
        "Tambahkan pertanyaan biasa untuk anggota yang memakai SMS.",
    ),
    Rule(
        "S722",
        "warning",
        '"{name}" takes its choices from earlier answers, which a phone cannot show; it is asked as an open question.',
        '"{name}" mengambil pilihan dari jawaban sebelumnya; di HP ditanyakan sebagai pertanyaan terbuka.',
        "Write the choices down as a list.",
        "Tulis pilihannya sebagai daftar.",
    ),
    Rule(
        "S723",
        "warning",
        'The repeat "{name}" has no count; she is first asked how many there are.',
        'Ulangan "{name}" tidak punya jumlah; Ibu ditanya dulu ada berapa.',
        "Add repeat_count with the answer to a question before it.",
        "Isi repeat_count dengan jawaban pertanyaan sebelumnya.",
    ),
)

"""Everything that can be wrong with a survey file: one numbered rule each, with its words and its cure.

The rules are a table, so that docs/problems.md, the bad files in the tests and the programme cannot drift apart.
Numbers never change their meaning: S0xx the file, S1xx rows and columns, S2xx types and choices, S3xx expressions,
S4xx names in expressions, S5xx words on a small phone, S6xx several files together.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong. The texts hold ``{placeholders}`` that the place fills in."""

    code: str
    severity: Severity
    message_en: str
    message_id: str
    cure_en: str
    cure_id: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place. ``line`` and ``column`` count from 1; 0 means the file as a whole.

    ``file`` is empty until somebody who knows the file's name fills it in.
    """

    code: str
    severity: Severity
    line: int
    column: int
    message_en: str
    message_id: str
    cure_en: str
    cure_id: str
    file: str = ""
    sheet: str = ""

    @property
    def place(self) -> str:
        """Where it is, in the words of the file's own program: 12:3 in a text, survey!C62 in a workbook."""
        if not self.sheet:
            return f"{self.line}:{self.column}"
        letters, rest = "", self.column
        while rest > 0:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return f"{self.sheet}!{letters}{self.line or ''}" if letters or self.line else self.sheet

    def message(self, language: str = "id") -> str:
        """Return what is wrong, in English for "en", else in Indonesian."""
        return self.message_en if language == "en" else self.message_id

    def cure(self, language: str = "id") -> str:
        """Return what to do about it, in English for "en", else in Indonesian."""
        return self.cure_en if language == "en" else self.cure_id

    def on(self, sheet: str) -> Problem:
        """Return the same problem on a sheet of a workbook; line and column are those of a cell."""
        return replace(self, sheet=sheet)

    def within(self, file: str) -> Problem:
        """Return the same problem with the name of its file."""
        return replace(self, file=file)


def problem(code: str, line: int = 0, column: int = 0, /, **details: object) -> Problem:
    """Return the problem of rule ``code`` at that place, with ``details`` filled in; KeyError for an unknown code."""
    rule = RULES[code]

    def fill(template: str) -> str:
        return template.format(**details)

    return Problem(
        rule.code,
        rule.severity,
        line,
        column,
        fill(rule.message_en),
        fill(rule.message_id),
        fill(rule.cure_en),
        fill(rule.cure_id),
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that ``word`` was probably meant to be, or an empty string."""
    found = difflib.get_close_matches(word.lower()[:80], list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def guess(word: str, known: Iterable[str]) -> dict[str, str]:
    """Return the details ``maybe_en`` and ``maybe_id``: a "did you mean" where there is a near word, else empty."""
    near = nearest(word, known)
    return {
        "maybe_en": f' Did you mean "{near}"?' if near else "",
        "maybe_id": f' Maksudnya "{near}"?' if near else "",
    }


_TABLE: tuple[Rule, ...] = (
    # The file ---------------------------------------------------------------------------------------------------
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
    # Rows and columns -------------------------------------------------------------------------------------------
    Rule(
        "S101",
        "error",
        'Unknown word "{key}" in {place}.{maybe_en}',
        'Kata "{key}" tidak dikenal di {place}.{maybe_id}',
        "Allowed here: {allowed}.",
        "Yang boleh di sini: {allowed}.",
    ),
    Rule(
        "S102",
        "error",
        '"{key}" should be {wanted_en}.',
        '"{key}" seharusnya {wanted_id}.',
        "See surveys/README.md for an example.",
        "Lihat contoh di surveys/README.md.",
    ),
    Rule(
        "S103",
        "error",
        '{place} has no "{key}".',
        '{place} belum punya "{key}".',
        "Add it.",
        "Tambahkan.",
    ),
    Rule(
        "S104",
        "error",
        'The name "{name}" is already used in line {first}.',
        'Nama "{name}" sudah dipakai di baris {first}.',
        "Give each question its own name.",
        "Beri setiap pertanyaan nama sendiri.",
    ),
    Rule(
        "S105",
        "error",
        '"{name}" cannot be a name.',
        '"{name}" tidak bisa menjadi nama.',
        "Use small letters, digits and _ or -, a letter first.",
        "Pakai huruf kecil, angka, dan _ atau -, diawali huruf.",
    ),
    Rule(
        "S106",
        "error",
        'Unknown language "{language}".{maybe_en}',
        'Bahasa "{language}" tidak dikenal.{maybe_id}',
        "Known: id (Indonesian), jv (Javanese), en (English).",
        "Yang dikenal: id (Indonesia), jv (Jawa), en (Inggris).",
    ),
    Rule(
        "S107",
        "error",
        '"{key}" has no Indonesian text.',
        '"{key}" belum punya teks bahasa Indonesia.',
        "Add it under id.",
        "Tambahkan di bawah id.",
    ),
    Rule(
        "S108",
        "error",
        '"{value}" is not a value for "{key}".{maybe_en}',
        '"{value}" bukan isi untuk "{key}".{maybe_id}',
        "Write {wanted_en}.",
        "Tulis {wanted_id}.",
    ),
    Rule(
        "S109",
        "warning",
        "The survey asks for no consent; a standard text was put in front.",
        "Survei ini belum meminta persetujuan; teks baku dipasang di depan.",
        "Add consent with version, purpose and label.",
        "Tambahkan consent dengan version, purpose, dan label.",
    ),
    Rule(
        "S110",
        "error",
        "The survey has no question that waits for a reply.",
        "Survei ini belum punya pertanyaan untuk dijawab.",
        "Add at least one row to survey.",
        "Tambahkan paling sedikit satu baris di survey.",
    ),
    Rule(
        "S111",
        "error",
        '"{key}" stands twice for the language "{language}".',
        '"{key}" tertulis dua kali untuk bahasa "{language}".',
        "Keep one and remove the other.",
        "Sisakan satu, hapus yang lain.",
    ),
    Rule(
        "S112",
        "error",
        'The {type} "{name}" is never closed.',
        '{type} "{name}" tidak pernah ditutup.',
        "Add a row with type: {end} behind its last question.",
        "Tambahkan baris type: {end} sesudah pertanyaan terakhirnya.",
    ),
    Rule(
        "S113",
        "error",
        "{type} closes nothing here.",
        "{type} di sini tidak menutup apa-apa.",
        "{hint_en}",
        "{hint_id}",
    ),
    Rule(
        "S114",
        "error",
        'There is no question in "{name}".',
        'Tidak ada pertanyaan di dalam "{name}".',
        "Put at least one question between its beginning and its end, or remove both.",
        "Taruh paling sedikit satu pertanyaan di antara awal dan akhirnya, atau hapus keduanya.",
    ),
    # Types and choices ------------------------------------------------------------------------------------------
    Rule(
        "S201",
        "error",
        'Unknown question type "{type}".{maybe_en}',
        'Jenis pertanyaan "{type}" tidak dikenal.{maybe_id}',
        "Known: {allowed}.",
        "Yang dikenal: {allowed}.",
    ),
    Rule(
        "S202",
        "error",
        'The type "{type}" of XLSForm cannot be asked here.',
        'Jenis "{type}" dari XLSForm tidak bisa ditanyakan di sini.',
        "Ask it as text, or leave it out.",
        "Tanyakan sebagai text, atau tinggalkan.",
    ),
    Rule(
        "S203",
        "error",
        'There is no list "{name}" under choices.{maybe_en}',
        'Tidak ada daftar "{name}" di choices.{maybe_id}',
        "Add the list, or correct its name.",
        "Tambahkan daftarnya, atau betulkan namanya.",
    ),
    Rule(
        "S204",
        "error",
        'The choice "{name}" stands twice in the list "{list}".',
        'Pilihan "{name}" ada dua kali di daftar "{list}".',
        "Rename or remove one.",
        "Ganti nama atau hapus salah satu.",
    ),
    Rule(
        "S205",
        "warning",
        'No question uses the list "{name}".',
        'Daftar "{name}" tidak dipakai pertanyaan mana pun.',
        "Remove it, or use it in a type.",
        "Hapus, atau pakai di sebuah type.",
    ),
    Rule(
        "S206",
        "error",
        'The list "{name}" has fewer than two choices.',
        'Daftar "{name}" berisi kurang dari dua pilihan.',
        "Give at least two.",
        "Beri paling sedikit dua.",
    ),
    Rule(
        "S207",
        "error",
        'The choices of a scale are named 1, 2, 3 ... in order; "{name}" is not.',
        'Pilihan skala diberi nama 1, 2, 3 ... berurutan; "{name}" tidak begitu.',
        "Rename the choices of this list.",
        "Ganti nama pilihan di daftar ini.",
    ),
    Rule(
        "S208",
        "error",
        'A choice name cannot hold a space: "{name}".',
        'Nama pilihan tidak boleh memakai spasi: "{name}".',
        "Write _ instead; the label may hold spaces.",
        "Pakai _; yang boleh memakai spasi adalah label.",
    ),
    Rule(
        "S209",
        "error",
        'The type "{type}" needs the name of a list.',
        'Jenis "{type}" membutuhkan nama daftar.',
        "Write it behind the type: {type} my_list.",
        "Tulis di belakangnya: {type} daftar_saya.",
    ),
    Rule(
        "S210",
        "error",
        'Two choices of the list "{list}" read alike in "{language}": "{label}".',
        'Dua pilihan di daftar "{list}" berbunyi sama dalam "{language}": "{label}".',
        "Give each its own words.",
        "Bedakan kata-katanya.",
    ),
    Rule(
        "S211",
        "error",
        '"{column}" is not for a question of the type "{type}".',
        '"{column}" bukan untuk pertanyaan berjenis "{type}".',
        "Remove it, or change the type.",
        "Hapus, atau ganti jenisnya.",
    ),
    Rule(
        "S212",
        "error",
        "min ({minimum}) is larger than max ({maximum}).",
        "min ({minimum}) lebih besar dari max ({maximum}).",
        "Swap them.",
        "Tukarkan.",
    ),
    Rule(
        "S213",
        "warning",
        'Nothing reads the column "{key}" of the list "{list}".',
        'Kolom "{key}" di daftar "{list}" tidak dibaca rumus mana pun.',
        "Use it in a choice_filter, or remove it.",
        "Pakai di sebuah choice_filter, atau hapus.",
    ),
    # Expressions ------------------------------------------------------------------------------------------------
    Rule(
        "S301",
        "error",
        'The expression cannot be read at "{found}".',
        'Rumus tidak bisa dibaca di "{found}".',
        "{hint_en}",
        "{hint_id}",
    ),
    Rule(
        "S302",
        "error",
        "Unknown function {name}().{maybe_en}",
        "Fungsi {name}() tidak dikenal.{maybe_id}",
        "Known functions are listed in docs/problems.md.",
        "Daftar fungsi ada di docs/problems.md.",
    ),
    Rule(
        "S303",
        "error",
        "{name}() takes {wanted_en}, not {given}.",
        "{name}() memerlukan {wanted_id}, bukan {given}.",
        "Count the parts between the commas.",
        "Hitung bagian di antara koma.",
    ),
    Rule(
        "S304",
        "error",
        'The bare word "{name}" means nothing here.',
        'Kata "{name}" tanpa tanda tidak berarti apa-apa di sini.',
        "For an answer write ${{{name}}}, for a text '{name}'.",
        "Untuk jawaban tulis ${{{name}}}, untuk teks tulis '{name}'.",
    ),
    Rule(
        "S305",
        "error",
        'Paths such as "{found}" are not read here.',
        'Alamat seperti "{found}" tidak dibaca di sini.',
        "Write ${{name}} with the name of the question.",
        "Tulis ${{nama}} dengan nama pertanyaannya.",
    ),
    Rule(
        "S306",
        "error",
        "The expression is longer than {limit} characters or nested too deeply.",
        "Rumus ini lebih dari {limit} huruf atau kurungnya terlalu dalam.",
        "Split it over two calculate rows.",
        "Bagi menjadi dua baris calculate.",
    ),
    Rule(
        "S307",
        "error",
        "The pattern of regex() cannot be used: {detail}.",
        "Pola di regex() tidak bisa dipakai: {detail}.",
        "Write a plain pattern in quotes, such as '^[0-9]+$'.",
        "Tulis pola sederhana dalam tanda kutip, misalnya '^[0-9]+$'.",
    ),
    Rule(
        "S308",
        "error",
        "{name} needs a repeat, ${{{{name}}}} or a path here.",
        "{name} memerlukan pertanyaan berulang, ${{{{nama}}}}, atau alamat di sini.",
        "Write the name of a repeat or of a question in it.",
        "Tulis nama pertanyaan berulang, atau pertanyaan di dalamnya.",
    ),
    Rule(
        "S309",
        "error",
        "{name}() of ODK is left out here: {reason_en}.",
        "Fungsi {name}() dari ODK tidak tersedia di sini: {reason_id}.",
        "Leave it out.",
        "Tinggalkan.",
    ),
    # Names in expressions ---------------------------------------------------------------------------------------
    Rule(
        "S401",
        "error",
        "There is no question ${{{name}}}.{maybe_en}",
        "Tidak ada pertanyaan ${{{name}}}.{maybe_id}",
        "Correct the name.",
        "Betulkan namanya.",
    ),
    Rule(
        "S402",
        "error",
        "${{{name}}} is asked only later, so it has no answer here.",
        "${{{name}}} baru ditanyakan sesudah ini, jadi belum ada jawabannya.",
        "Move one of the two rows.",
        "Pindahkan salah satu barisnya.",
    ),
    Rule(
        "S403",
        "error",
        'A dot stands for the new answer, and "{column}" comes before it.',
        'Titik berarti jawaban yang baru, padahal "{column}" dibaca sebelum itu.',
        "Write ${{name}} of an earlier question.",
        "Tulis ${{nama}} pertanyaan sebelumnya.",
    ),
    Rule(
        "S404",
        "error",
        '"{choice}" is not a choice of ${{{name}}}.{maybe_en}',
        '"{choice}" bukan pilihan dari ${{{name}}}.{maybe_id}',
        "Use the name of a choice, not its label.",
        "Pakai nama pilihan, bukan labelnya.",
    ),
    Rule(
        "S405",
        "warning",
        'The question "{name}" has a constraint but no constraint_message.',
        'Pertanyaan "{name}" punya constraint tanpa constraint_message.',
        "Say in a few words what is allowed.",
        "Jelaskan singkat jawaban mana yang boleh.",
    ),
    Rule(
        "S406",
        "warning",
        'The question "{name}" is never asked: its relevant is always false.',
        'Pertanyaan "{name}" tidak pernah muncul: relevant-nya selalu salah.',
        "Correct relevant or remove the question.",
        "Betulkan relevant atau hapus pertanyaannya.",
    ),
    Rule(
        "S407",
        "error",
        "${{{name}}} is this question itself.",
        "${{{name}}} adalah pertanyaan ini sendiri.",
        "Write a dot for the new answer.",
        "Tulis titik untuk jawaban yang baru.",
    ),
    Rule(
        "S408",
        "error",
        'No choice of the list has a column "{name}".{maybe_en}',
        'Tidak ada pilihan di daftar itu yang punya kolom "{name}".{maybe_id}',
        "Add the column to the choices, or write ${{{name}}} for an answer.",
        "Tambahkan kolomnya pada pilihan, atau tulis ${{{name}}} untuk jawaban.",
    ),
    # Words on a small phone -------------------------------------------------------------------------------------
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
        'The text of "{name}" in "{language}" holds {characters}, so one SMS holds only 70 characters, not 160.',
        'Teks "{name}" dalam "{language}" memuat {characters}, sehingga satu SMS hanya 70 huruf, bukan 160.',
        "Use plain letters and signs.",
        "Pakai huruf dan tanda biasa.",
    ),
    Rule(
        "S503",
        "warning",
        '"{name}" offers {count} choices; more than 10 do not fit a list in WhatsApp.',
        '"{name}" menawarkan {count} pilihan; lebih dari 10 tidak muat di daftar WhatsApp.',
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
        '"{name}" is not translated: {languages}.',
        '"{name}" belum diterjemahkan: {languages}.',
        "Add the missing texts; until then she reads Indonesian.",
        "Tambahkan terjemahannya; sebelum itu yang tampil bahasa Indonesia.",
    ),
    # Several files ----------------------------------------------------------------------------------------------
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
    # Workbooks -----------------------------------------------------------------------------------------------
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

RULES: dict[str, Rule] = {rule.code: rule for rule in _TABLE}
"""Every rule by its code, in the order of the table."""

"""What an editor says about each part of a survey file, in Indonesian and English: the words of the JSON Schema.

A table, so that a word is changed here and nowhere else. ``bot.authoring.schema`` puts it together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Said:
    """A title and an explanation in both languages, and values that an author may copy."""

    title_id: str
    title_en: str
    about_id: str
    about_en: str
    examples: tuple[object, ...] = ()

    def as_schema(self) -> dict[str, object]:
        """Return the annotations of JSON Schema. Both languages stand in each: a hover shows no choice of language."""
        found: dict[str, object] = {
            "title": f"{self.title_id} / {self.title_en}",
            "description": f"{self.about_id}\n\n{self.about_en}",
        }
        if self.examples:
            found["examples"] = list(self.examples)
        return found


PARTS: Final[Mapping[str, Said]] = {
    "": Said(
        "Survei Suara",
        "Suara survey",
        "Satu berkas, satu survei, dalam kata-kata XLSForm. Periksa dengan: suara survey check",
        "One file, one survey, in XLSForm's words. Check it with: suara survey check",
    ),
    "settings": Said(
        "Pengaturan",
        "Settings",
        "Nama survei, siapa yang ditanya, kata kuncinya, dan berapa lama ditunggu.",
        "The survey's name, whom it is for, its keyword, and how long it waits.",
    ),
    "consent": Said(
        "Persetujuan",
        "Consent",
        "Ditanyakan sebelum pertanyaan pertama. Bila tujuan atau kalimatnya berubah, ditanyakan lagi.",
        "Asked before the first question. It is asked again when its purpose or wording changes.",
    ),
    "survey": Said(
        "Pertanyaan", "Questions", "Pertanyaan sesuai urutannya, satu baris satu pertanyaan.", "The questions in order."
    ),
    "choices": Said(
        "Daftar pilihan",
        "Choice lists",
        "Daftar pilihan menurut namanya. Pertanyaan memakainya di type: select_one nama_daftar.",
        "Lists of choices by name. A question uses one in its type: select_one list_name.",
    ),
    "list": Said(
        "Daftar",
        "List",
        "Paling sedikit dua pilihan; lebih dari sepuluh tidak muat di daftar WhatsApp.",
        "At least two choices; more than ten do not fit a list in WhatsApp.",
    ),
}

SETTINGS: Final[Mapping[str, Said]] = {
    "form_id": Said(
        "Nama survei",
        "Name of the survey",
        "Huruf kecil, angka, - dan _. Bila kosong: nama berkasnya.",
        "Small letters, digits, - and _. When empty: the file's name.",
        ("corel-anggota",),
    ),
    "form_title": Said("Judul", "Title", "Judul untuk orang, per bahasa.", "The title for people, by language."),
    "default_language": Said(
        "Bahasa bawaan",
        "Default language",
        "Bahasa untuk teks yang tidak disebut bahasanya: id, jv, atau en.",
        "The language of a text that names none: id, jv or en.",
        ("id",),
    ),
    "keyword": Said(
        "Kata kunci",
        "Keyword",
        "Siapa pun yang menulis kata ini bisa ikut: 3 sampai 20 huruf atau angka.",
        "Whoever writes this word may take part: 3 to 20 letters and digits.",
        ("PUPUK",),
    ),
    "group": Said(
        "Untuk siapa", "For whom", "anggota, staf, atau mitra.", "Members, staff, or partners.", ("anggota",)
    ),
    "expires_after": Said(
        "Berapa lama ditunggu",
        "How long it waits",
        "Dihitung dari pesan terakhirnya; dalam jam, hari, atau minggu, paling lama 90 hari.",
        "Counted from her last message; in jam (hours), hari (days) or minggu (weeks), up to 90 days.",
        ("7 hari", "12 jam"),
    ),
    "reminders": Said(
        "Pengingat",
        "Reminders",
        "Hari sesudah undangan, paling banyak dua. [] berarti tidak diingatkan.",
        "Days after the invitation, at most two. [] means none.",
        ([1, 3], []),
    ),
    "thanks": Said("Terima kasih", "Thanks", "Kalimat sesudah jawaban terakhir.", "Said after the last answer."),
    "outcome": Said(
        "Arti survei yang selesai",
        "What a finished survey means",
        "Kosong berarti jawaban biasa.",
        "Empty means answers, no more.",
        ("pengaduan",),
    ),
}

CONSENT: Final[Mapping[str, Said]] = {
    "version": Said("Versi", "Version", "Nama versi ini, untuk catatan.", "The author's label.", ("2026-11",)),
    "purpose": Said(
        "Tujuan",
        "Purpose",
        "Untuk apa jawabannya dipakai. Bila berubah, persetujuan ditanyakan lagi.",
        "What the answers are used for. When it changes, consent is asked again.",
        ("Perbaikan program",),
    ),
    "label": Said(
        "Kalimat persetujuan",
        "Wording",
        "Siapa yang bertanya, berapa pertanyaan, biaya, dan cara berhenti; muat dalam satu SMS.",
        "Who asks, how many questions, the cost, and how to stop; within one SMS.",
        ("HAPSARI: 2 pertanyaan, jawaban rahasia. Balas YA ikut, TIDAK tidak ikut, BERHENTI kapan saja.",),
    ),
}

CHOICE: Final[Mapping[str, Said]] = {
    "name": Said(
        "Nama pilihan",
        "Name of the choice",
        "Disimpan sebagai jawaban; tanpa spasi. Untuk scale: 1, 2, 3 ...",
        "Stored as the answer; no spaces. For a scale: 1, 2, 3 ...",
        ("urea",),
    ),
    "label": Said(
        "Kata-kata pilihan",
        "Label of the choice",
        "Yang dibaca Ibu. Paling banyak 20 huruf untuk tombol dan 24 untuk daftar di WhatsApp.",
        "What she reads. At most 20 characters on a button and 24 in a list of WhatsApp.",
        ("Pupuk kandang",),
    ),
    "": Said(
        "Kolom untuk choice_filter",
        "Column for a choice_filter",
        "Kolom lain yang dibaca choice_filter, misalnya kab.",
        "Another column that a choice_filter reads, such as kab.",
    ),
}

COLUMNS: Final[Mapping[str, Said]] = {
    "type": Said(
        "Jenis pertanyaan",
        "Type of question",
        "text, integer, select_one nama_daftar ... Semua jenis ada di surveys/README.md.",
        "text, integer, select_one list_name ... All types are in surveys/README.md.",
    ),
    "name": Said(
        "Nama untuk data",
        "Name in the data",
        "Huruf kecil, angka, _ dan -, diawali huruf; hanya sekali dalam satu survei.",
        "Small letters, digits, _ and -, a letter first; once in a survey.",
        ("umur",),
    ),
    "label": Said(
        "Kata-katanya",
        "Label",
        "Pertanyaannya, dalam id (wajib), jv, en. ${nama} diganti jawaban pertanyaan nama yang lebih dulu.",
        "The question, in id (required), jv, en. ${name} becomes the answer to the earlier question of that name.",
        ("Berapa umur ${nama_anak}?",),
    ),
    "hint": Said("Penjelasan", "Hint", "Penjelasan singkat.", "A short explanation.", ("Tulis angkanya saja.",)),
    "guidance_hint": Said(
        "Untuk pewawancara",
        "For the interviewer",
        "Penjelasan untuk pewawancara; tidak dikirim.",
        "For whoever asks; never sent.",
    ),
    "simpler": Said(
        "Kalimat yang lebih mudah",
        "In plainer words",
        "Dipakai bila jawaban belum dipahami.",
        "Used when a reply was not understood.",
        ("Berapa umur Ibu? Contoh 35.",),
    ),
    "required": Said(
        "Wajib dijawab",
        "Required",
        "ya bila tidak boleh dilewati, atau rumus.",
        "ya when it cannot be skipped, or an expression.",
        ("ya", "${umur} >= 17"),
    ),
    "required_message": Said(
        "Kalimat bila dilewati",
        "Said when she skips it",
        "Kalimat bila ia ingin melewatinya.",
        "Said when she wants to skip it.",
        ("Yang ini perlu dijawab, Bu.",),
    ),
    "relevant": Said(
        "Kapan ditanyakan",
        "When it is asked",
        "Rumus atas jawaban sebelumnya; bila kosong selalu ditanyakan.",
        "An expression over earlier answers; when empty it is always asked.",
        ("${tanam} = 'ya'", "selected(${pupuk}, 'urea')"),
    ),
    "constraint": Said(
        "Jawaban yang boleh",
        "What is allowed",
        "Rumus; titik berarti jawaban yang baru.",
        "An expression; a dot is the new answer.",
        (". >= 0 and . <= 100",),
    ),
    "constraint_message": Said(
        "Kalimat bila di luar batas",
        "Said outside the limits",
        "Jelaskan singkat jawaban mana yang boleh.",
        "Say in a few words what is allowed.",
        ("Tulis angka 0 sampai 100 ya, Bu.",),
    ),
    "calculation": Said(
        "Rumus",
        "Calculation",
        "Untuk calculate: dihitung dari jawaban lain.",
        "For calculate: worked out from other answers.",
        ("${harga} * ${jumlah}",),
    ),
    "choice_filter": Said(
        "Pilihan yang ditawarkan",
        "Which choices are offered",
        "Rumus atas kolom pilihan dan jawaban: kab adalah kolom pada pilihan, ${kab} jawaban.",
        "An expression over columns of the choices and answers: kab is a column of the choice, ${kab} an answer.",
        ("kab = ${kab}",),
    ),
    "default": Said(
        "Isi awal",
        "Default",
        "Isi sebelum ia menjawab: kata-kata, atau rumus.",
        "There before she answers: words, or an expression.",
        ("1", "today()"),
    ),
    "from": Said(
        "Dari data anggota",
        "From her record",
        "Untuk hidden: apa yang diambil dari data anggota.",
        "For hidden: what is taken from the member's record.",
        ("member:name",),
    ),
    "unit": Said(
        "Satuan",
        "Unit",
        "Satuan angkanya; rupiah berarti jumlah uang.",
        "The unit of the number; rupiah makes it an amount of money.",
        ("kg", "rupiah"),
    ),
    "min": Said("Paling sedikit", "Minimum", "Batas bawah angka.", "The lowest number.", (0,)),
    "max": Said("Paling banyak", "Maximum", "Batas atas angka.", "The highest number.", (100,)),
    "step": Said("Langkah", "Step", "Langkah sebuah range; bila kosong 1.", "The step of a range; 1 when empty.", (5,)),
    "prefer": Said(
        "Tanggal tanpa tahun",
        "Day without a year",
        "past: sudah lewat. future: akan datang.",
        "past or future: which of the two is meant.",
        ("past", "future"),
    ),
    "repeat_count": Said(
        "Berapa kali",
        "How many times",
        "Untuk begin_repeat. Bila kosong, ia ditanya dulu berapa.",
        "For begin_repeat. When empty, she is first asked how many.",
        ("${jumlah_anak}",),
    ),
    "appearance": Said(
        "Tampilan",
        "Appearance",
        "Tampilan menurut XLSForm; disimpan, tidak mengubah apa-apa di sini.",
        "As in XLSForm; kept, and changes nothing here.",
    ),
    "sensitive": Said(
        "Hal pribadi",
        "Sensitive",
        "ya untuk hal pribadi, misalnya penghasilan: jawabannya dilihat sedikit orang.",
        "ya for something personal, such as income: few people see the answers.",
        ("ya",),
    ),
    "indicator": Said(
        "Sasaran",
        "Indicator",
        "Sasaran rencana strategis yang diukur pertanyaan ini.",
        "The target of the strategic plan that this question measures.",
        ("peserta_kegiatan",),
    ),
    "media": Said(
        "Berkas yang menyertai",
        "Media",
        "Berkas yang menyertai pertanyaan, menurut jenisnya.",
        "Files that go with the question, by kind.",
        ({"audio": "tanya.ogg"},),
    ),
    "audio": Said("Suara", "Audio", "Berkas suara pertanyaannya.", "The question, spoken.", ("tanya.ogg",)),
    "image": Said("Gambar", "Image", "Gambar yang menyertainya.", "A picture that goes with it.", ("kartu.jpg",)),
    "video": Said("Video", "Video", "Video yang menyertainya.", "A video that goes with it.", ("cara.mp4",)),
}

TYPES: Final[Mapping[str, Said]] = {
    "text": Said(
        "Kata-kata", "Text", "Jawaban dengan kata-kata sendiri; pesan suara juga boleh.", "Her own words, or her voice."
    ),
    "integer": Said("Bilangan bulat", "Whole number", "Tanpa koma.", "Without a fraction."),
    "decimal": Said("Bilangan dengan koma", "Decimal", "Boleh dengan koma.", "May have a fraction."),
    "range": Said("Rentang", "Range", "Bilangan dari min sampai max dengan langkah step.", "From min to max by step."),
    "date": Said("Tanggal", "Date", "Satu hari.", "A day."),
    "time": Said("Jam", "Time", "Jam berapa.", "A time of day."),
    "dateTime": Said("Tanggal dengan jam", "Date and time", "Hari dan jamnya.", "A day and a time of day."),
    "geopoint": Said(
        "Lokasi", "Location", "Lokasi lewat WhatsApp; lewat SMS nama tempatnya.", "A location; by SMS the place's name."
    ),
    "image": Said("Foto", "Photo", "Foto lewat WhatsApp.", "A photo, by WhatsApp."),
    "audio": Said("Pesan suara", "Voice note", "Pesan suara lewat WhatsApp.", "A voice note, by WhatsApp."),
    "video": Said("Video", "Video", "Video lewat WhatsApp.", "A video, by WhatsApp."),
    "file": Said("Berkas", "File", "Berkas lewat WhatsApp.", "Any file, by WhatsApp."),
    "barcode": Said("Kode kemasan", "Barcode", "Kode di kemasan, diketik.", "A code on a packet, typed."),
    "acknowledge": Said("Sudah dibaca", "Acknowledge", "Sesudah membaca, ia membalas OK.", "She reads and says OK."),
    "note": Said("Pemberitahuan", "Note", "Hanya memberi tahu.", "Told; nothing is asked."),
    "calculate": Said("Hitungan", "Calculation", "Dihitung dari jawaban lain.", "Worked out from other answers."),
    "hidden": Said("Tersembunyi", "Hidden", "Tidak ditanyakan: isi default atau from.", "Not asked: default or from."),
    "start": Said("Saat mulai", "Start", "Tidak ditanyakan.", "When it began; not asked."),
    "end": Said("Saat selesai", "End", "Tidak ditanyakan.", "When it ended; not asked."),
    "today": Said("Hari itu", "Today", "Tanggal hari itu; tidak ditanyakan.", "The day; not asked."),
    "phonenumber": Said("Nomor HP", "Phone number", "Sudah diketahui; tidak ditanyakan.", "Known; not asked."),
    "username": Said("Nama pengguna", "User name", "Sudah diketahui; tidak ditanyakan.", "Known; not asked."),
    "deviceid": Said("HP-nya", "Device", "Sudah diketahui; tidak ditanyakan.", "Known; not asked."),
    "email": Said("Surel", "Email", "Sudah diketahui; tidak ditanyakan.", "Known; not asked."),
    "begin_group": Said("Awal kelompok", "Begin group", "Ditutup dengan end_group.", "Closed by end_group."),
    "end_group": Said("Akhir kelompok", "End group", "Menutup begin_group.", "Closes begin_group."),
    "begin_repeat": Said(
        "Awal ulangan",
        "Begin repeat",
        "Diulang, misalnya untuk setiap anak.",
        "Asked again, for each child for instance.",
    ),
    "end_repeat": Said("Akhir ulangan", "End repeat", "Menutup begin_repeat.", "Closes begin_repeat."),
    "select_one": Said(
        "Satu pilihan",
        "One choice",
        "Satu dari sebuah daftar. select_one yatidak: ya atau tidak, tanpa daftar.",
        "One of a list. select_one yatidak: yes or no, without a list.",
        ("select_one yatidak", "select_one isu"),
    ),
    "select_multiple": Said(
        "Beberapa pilihan",
        "Several choices",
        "Beberapa dari sebuah daftar.",
        "Any of a list.",
        ("select_multiple isu",),
    ),
    "rank": Said("Urutan", "Rank", "Semua pilihan diurutkan, yang terpenting dulu.", "All, in order.", ("rank isu",)),
    "scale": Said(
        "Nilai", "Scale", "Nama pilihannya 1, 2, 3 ...", "Names of its choices: 1, 2, 3 ...", ("scale nilai",)
    ),
    "place": Said(
        "Tempat",
        "Place",
        "Desa, kecamatan, kabupaten atau serikat. Daftarnya tidak ditampilkan; ia menulis namanya.",
        "A village, district or union. The list is not shown; she writes the name.",
        ("place desa",),
    ),
}
"""One for each of ``bot.survey.kinds.TYPES``."""

LANGUAGES: Final[Mapping[str, Said]] = {
    "id": Said("Bahasa Indonesia", "Indonesian", "Wajib ada.", "Always there."),
    "jv": Said("Bahasa Jawa", "Javanese", "Bila kosong, ia membaca bahasa Indonesia.", "Else she reads Indonesian."),
    "en": Said("Bahasa Inggris", "English", "Bila kosong, ia membaca bahasa Indonesia.", "Else she reads Indonesian."),
}

OTHER_SPELLING: Final = Said(
    "Ejaan lain", "Another spelling", "Ejaan lain yang juga dibaca.", "Another spelling that is read as well."
)

"""The RapidSMS app: a keyword opens, consent comes first, then six questions; a reply not understood is asked again."""

from django.db import transaction
from rapidsms.apps.base import AppBase

from rapidsms_survey.models import Answer, Conversation


def _choice(*names):
    by_number = {str(number): name for number, name in enumerate(names, 1)}

    def read(text):
        return by_number.get(text) or (text if text in names else None)

    return read


def _yes_no(text):
    return {"ya": "ya", "y": "ya", "tidak": "tidak", "tdk": "tidak"}.get(text)


def _several(*names):
    by_number = {str(number): name for number, name in enumerate(names, 1)}

    def read(text):
        parts = text.replace(",", " ").split()
        chosen = {by_number.get(part) for part in parts}
        return " ".join(name for name in names if name in chosen) if parts and None not in chosen else None

    return read


def _whole(text):
    return text if text.isdigit() else None


QUESTIONS = (
    ("ikut_pertemuan", _yes_no, "1/6 Apakah Ibu ikut pertemuan serikat bulan ini? Balas YA atau TIDAK"),
    ("jumlah_hadir", _whole, "2/6 Berapa ibu yang hadir di pertemuan terakhir? Balas dengan angka"),
    (
        "hal_baru",
        _choice("usaha", "bantuan", "belajar", "belum"),
        "3/6 Hal baru apa yang paling terasa di desa Ibu?\n1 Usaha bersama\n2 Bantuan hukum\n3 Belajar bersama\n4 Belum ada",
    ),
    (
        "layanan",
        _several("bpjs", "kis", "posyandu"),
        "4/6 Layanan apa yang sudah Ibu pakai?\n1 BPJS\n2 KIS\n3 Posyandu\nBalas angka, boleh lebih dari satu",
    ),
    ("nilai", _choice("1", "2", "3", "4", "5"), "5/6 Seberapa puas Ibu? 1 tidak puas sampai 5 sangat puas"),
    ("saran", lambda text: text or None, "6/6 Apa saran Ibu untuk serikat? Tulis dengan kata sendiri"),
)


class SurveyApp(AppBase):
    """One step per message, like the bot's engine, without what the bot does beside it."""

    def handle(self, msg):
        """Take one step. Returns True: every message is this app's."""
        text = msg.text.strip()
        connection = msg.connections[0]
        if text.upper() == "UKUR":
            with transaction.atomic():
                Conversation.objects.update_or_create(connection=connection, defaults={"position": -1})
            msg.respond("Bolehkah kami menyimpan jawaban Ibu untuk laporan serikat? Balas YA atau TIDAK")
            return True
        conversation = Conversation.objects.filter(connection=connection).first()
        if conversation is None or conversation.position >= len(QUESTIONS):
            msg.respond("Terima kasih, Ibu. Balas UKUR untuk mulai.")
            return True
        if conversation.position < 0:
            accepted = _yes_no(text.lower()) == "ya"
            self._move(conversation, 0 if accepted else len(QUESTIONS))
            msg.respond(QUESTIONS[0][2] if accepted else "Baik, Ibu. Terima kasih.")
            return True
        name, read, label = QUESTIONS[conversation.position]
        value = read(text.lower())
        if value is None:
            msg.respond("Maaf, Ibu, kami belum mengerti. " + label)
            return True
        Answer.objects.create(conversation=conversation, question=name, text=text, value=value)
        self._move(conversation, conversation.position + 1)
        done = conversation.position == len(QUESTIONS)
        msg.respond(
            "Terima kasih banyak, Ibu. Jawaban Ibu sudah kami simpan." if done else QUESTIONS[conversation.position][2]
        )
        return True

    @staticmethod
    def _move(conversation, position):
        conversation.position = position
        conversation.save(update_fields=["position", "updated"])

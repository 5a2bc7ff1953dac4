"""What members write to the survey in ``rapidsms_survey``."""

from benchmarks.talk import Talk

TALK = Talk(
    opening=(("UKUR", "TIDAK"), ("ya", "1/6")),
    answers=(
        ("ya", "2/6"),
        ("23", "3/6"),
        ("3", "4/6"),
        ("1 2", "5/6"),
        ("4", "6/6"),
        ("Semoga pertemuan berikutnya lebih dekat dari dusun kami", "kasih"),
    ),
)
COUNT = "SELECT count(*) FROM rapidsms_survey_answer"
THREADS = {"SQLite": 1, "PostgreSQL": 4}
"""What serves RapidSMS best of 1, 4 and 16: on SQLite more threads only fight for the one write lock (p99 over 1 s)."""

"""Laws of the reader: whatever the text, it answers, fast, and never stores what it is not sure of."""

from __future__ import annotations

from datetime import date
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.survey.expressions import compile_expression
from bot.survey.model import Calculate, Integer, Kind, Money, Note, SelectMultiple, Text
from bot.understanding import Control, NotAnAnswer, Read, Unclear, control, normal, read, read_between
from tests.understanding.readings import NEEDS, PHRASES, QUESTIONS, TODAY

KINDS = st.sampled_from(list(QUESTIONS.values()))
WORDS = """
ya tdk blm 1 2 3 1,5 7.30 / - jam jt rb setengah koma atau dan kecuali semua bukan tapi eh salah senin kemarin minggu lalu
depan tgl 31 april mei 1980 pagi malam sampai dari kurang lebih sgt puas pupuk modal serdang puluh ratus las an ke se kilo
m2 karung ( ) ? 🙏 👍 se-kilo dua2nya lima-lima 1O ½ 13 0 % + setuju bulan tahun minggu sehari perempat lusin belas
"""
SPOKEN = st.lists(st.sampled_from(WORDS.split()), max_size=9).map(" ".join)
ANY = st.one_of(st.text(max_size=60), SPOKEN, st.text(alphabet="0123456789.,:-/ rpjtbk", max_size=30))
UNITS = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


def ordered(names: set[str]) -> str:
    """Return names of ``NEEDS`` in the order of the list."""
    return " ".join(choice.name for choice in NEEDS if choice.name in names)


def in_words(value: int) -> str:
    """Return a number from 1 to 999,999,999 in Indonesian words."""
    for size, word in ((1_000_000, "juta"), (1_000, "ribu"), (100, "ratus"), (10, "puluh")):
        if value >= size:
            count, rest = divmod(value, size)
            if 11 <= value <= 19:
                return "sebelas" if value == 11 else f"{UNITS[value - 10]} belas"
            head = f"se{word}" if count == 1 and size < 1_000_000 else f"{in_words(count)} {word}"
            return f"{head} {in_words(rest)}".strip() if rest else head
    return UNITS[value]


@given(KINDS, ANY)
def test_any_text_reads_to_a_reading(kind: Kind, text: str) -> None:
    reading = read(kind, text, phrases=PHRASES, today=TODAY)
    assert isinstance(reading, Read | Unclear | NotAnAnswer)
    if isinstance(reading, Read):
        assert 0 < reading.confidence <= 1
        assert reading.rule
        assert isinstance(kind, Text) or reading.value.isascii()
    assert control(text, phrases=PHRASES, kind=kind) in {None, *Control}


@given(KINDS, ANY)
def test_the_same_reply_reads_the_same_in_capitals(kind: Kind, text: str) -> None:
    if isinstance(kind, Text) or not text.isascii() or not text.strip():
        return
    plain = read(kind, text, phrases=PHRASES, today=TODAY)
    assert read(kind, text.upper(), phrases=PHRASES, today=TODAY) == plain


@given(KINDS, ANY)
def test_what_is_offered_can_be_picked(kind: Kind, text: str) -> None:
    reading = read(kind, text, phrases=PHRASES, today=TODAY)
    if not isinstance(reading, Unclear) or len(reading.candidates) < 2:
        return
    for value in reading.candidates:
        if value.replace(" ", "") == value:
            picked = read_between(reading.candidates, kind, value, phrases=PHRASES, today=TODAY, reason=reading.reason)
            assert isinstance(picked, Read)


@given(st.integers(1, 999_999_999))
def test_a_number_in_words_reads_back(value: int) -> None:
    for text in (in_words(value), str(value), f"{value:,}".replace(",", "."), in_words(value).title() + " bu"):
        reading = read(Integer(), text, phrases=PHRASES, today=TODAY)
        assert isinstance(reading, Read), (text, reading)
        assert reading.value == str(value)


@given(st.integers(1, 999).map(lambda tenth: tenth * 100_000))
def test_rupiah_read_the_same_in_every_way_of_writing_them(value: int) -> None:
    millions = f"{value / 1_000_000:.1f}".replace(".", ",")
    grouped = f"{value:,}".replace(",", ".")
    for text in (
        f"{millions} juta",
        f"{millions}jt",
        grouped,
        f"Rp {grouped},-",
        f"{value // 1000}rb",
        in_words(value),
    ):
        reading = read(Money(), text, phrases=PHRASES, today=TODAY)
        assert isinstance(reading, Read), (text, reading)
        assert reading.value == str(value), text


ECHOES = st.one_of(
    st.tuples(st.just("people"), st.integers(0, 500).map(str)),
    st.tuples(
        st.just("harvest"), st.integers(1, 99_999).map(lambda cents: f"{cents / 100:.2f}".rstrip("0").rstrip("."))
    ),
    st.tuples(st.just("income"), st.integers(1000, 10**9).map(str)),
    st.tuples(st.just("past"), st.dates(date(1930, 1, 1), TODAY).map(date.isoformat)),
    st.tuples(
        st.just("hour"), st.times().map(lambda time: f"{time:%H:%M}").filter(lambda text: not "01:00" <= text < "13:00")
    ),
    st.tuples(st.just("hour"), st.times().map(lambda time: f"{time:%H:%M}").filter(lambda text: text < "10:00")),
    st.tuples(
        st.just("needs"), st.sets(st.sampled_from(["pupuk", "bibit", "modal", "pasar"]), min_size=1).map(ordered)
    ),
    st.tuples(st.just("yesno"), st.sampled_from(["ya", "tidak"])),
    st.tuples(st.just("happy"), st.sampled_from(["1", "2", "3", "4", "5"])),
)


@given(ECHOES, st.sampled_from(["", " bu", " kak", ".", " 🙏", " ya bu"]))
def test_a_stored_value_reads_as_itself_whatever_politeness_is_added(echo: tuple[str, str], polite: str) -> None:
    question, value = echo
    if question == "yesno" and polite == " ya bu":
        return
    reading = read(QUESTIONS[question], value + polite, phrases=PHRASES, today=TODAY)
    assert isinstance(reading, Read), (value + polite, reading)
    assert reading.value == value


@given(st.sets(st.integers(1, 4), min_size=1), st.sampled_from([",", " ", ", ", " dan ", " & ", " sama ", "+"]))
def test_several_numbers_read_in_the_order_of_the_list(places: set[int], joined: str) -> None:
    text = joined.join(str(place) for place in sorted(places, reverse=True))
    reading = read(SelectMultiple(NEEDS), text, phrases=PHRASES, today=TODAY)
    assert isinstance(reading, Read)
    assert reading.value == " ".join(NEEDS[place - 1].name for place in sorted(places))


@pytest.mark.parametrize("kind", [Note(), Calculate(compile_expression("1"))], ids=["note", "calculate"])
def test_what_is_not_asked_has_no_answer(kind: Kind) -> None:
    assert read(kind, "ya", phrases=PHRASES, today=TODAY) == NotAnAnswer()


@pytest.mark.parametrize("kind", list(QUESTIONS.values()), ids=list(QUESTIONS))
@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000,
        "1" * 10_000,
        "ya " * 3_333,
        "dua " * 100,
        "-" * 10_000,
        "a-" * 5_000,
        "\x00\ud800 1",
        "😀" * 10_000,
        " " * 10_000 + "1",
    ],
    ids=["letters", "digits", "words", "many", "signs", "halves", "broken", "emoji", "spaces"],
)
def test_a_huge_or_broken_text_is_read_at_once(kind: Kind, text: str) -> None:
    begun = thread_time()
    read(kind, text, phrases=PHRASES, today=TODAY)
    control(text, phrases=PHRASES, kind=kind)
    assert thread_time() - begun < 1.0  # a few ms of work


def test_what_a_database_cannot_keep_is_left_out_of_an_open_answer() -> None:
    assert read(Text(), " a\x00\ud800b ", phrases=PHRASES, today=TODAY) == Read("ab", "text", 1.0)


@pytest.mark.parametrize("sign", ["¨", "´", "\u0301", "¸", "...", "-¨", "`", "\u200b"])
def test_a_sign_without_a_word_is_no_answer(sign: str) -> None:
    for kind in QUESTIONS.values():
        if not isinstance(kind, Text):
            assert not isinstance(read(kind, sign, phrases=PHRASES, today=TODAY), Read), kind


def test_signs_beyond_what_is_remembered_are_read_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(normal, "_MOST_SEEN", len(normal._SEEN))
    kept = dict(normal._SEEN)
    for sign in map(chr, range(0xA000, 0xA010)):
        assert normal.fold(f"{sign}A\u200b") == f"{sign}a"
    assert kept == normal._SEEN

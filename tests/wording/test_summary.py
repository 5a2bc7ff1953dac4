"""The summary's texts: short enough for each medium whatever the week was like, and plain Indonesian."""

from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.weekly import Counts, Distribution, Figures, GivenUp, Quotes, Shares, Turnout, Undelivered
from bot.segments import measure
from bot.wording.summary import WHATSAPP_MOST, for_sms, for_whatsapp, only_for_secretariat
from bot.wording.words import Words

WORDS = Words()
WEEK = Counts(invited=12, reached=10, started=9, finished=8, declined=1, stopped=1)
BEFORE = Counts(invited=12, reached=11, started=5)


def figures(**changes: object) -> Figures:
    """Return the figures of a small week, with ``changes``."""
    shares = Shares("", "", 9, (7, 2))
    values: dict[str, object] = {
        "week": "2026-W47",
        "days": ("2026-11-16", "2026-11-22"),
        "total": Turnout("", "", WEEK, BEFORE),
        "unions": (Turnout("a", "Kulon Progo", WEEK, BEFORE), Turnout("b", "Mamuju", Counts(), Counts())),
        "unregistered": Turnout("unregistered", "", Counts(started=2), Counts()),
        "given_up": (GivenUp("corel", "usaha", "Bagaimana usaha Ibu?", 3), GivenUp("corel", "consent", "", 2)),
        "answers": (
            Distribution("corel", "h", "lanjut", "Bisa jalan terus?", (("ya", "Ya"), ("tidak", "Tidak")), shares, ()),
            Distribution("corel", "h", "uang", "Terbuka?", (("ya", "Ya"),), Shares("", "", None, (None,)), ()),
        ),
        "quotes": (Quotes("corel", "saran", "Saran?", ("Lebih banyak pelatihan",)), Quotes("corel", "x", "X?", None)),
        "undelivered": (Undelivered("30003", "Nomor tidak aktif", 4),),
        **changes,
    }
    return Figures(**values)  # type: ignore[arg-type]


def test_whatsapp_says_everything_in_its_order() -> None:
    assert for_whatsapp(figures(), WORDS) == "\n".join(
        [
            "*Ringkasan HAPSARI, Senin 16 Nov - Minggu 22 Nov 2026*",
            (
                "Semua serikat: diundang 12, sampai 10(-1), mulai 9(+4), selesai 8(+8), tidak ikut 1(+1), berhenti 1(+1)."
                " Dalam kurung: beda dari minggu lalu."
            ),
            "*Per serikat* (diundang/sampai/mulai/selesai/tidak ikut/berhenti)",
            "Kulon Progo: 12/10(-1)/9(+4)/8(+8)/1(+1)/1(+1)",
            "Suara di luar daftar: 2(+2) mulai, 0 selesai.",
            "*Paling sering terhenti di*",
            "Bagaimana usaha Ibu: 3 orang",
            "Persetujuan di awal: 2 orang",
            "*Jawaban*",
            "Bisa jalan terus? Ya 7, Tidak 2",
            "1 pertanyaan disembunyikan: yang menjawab kurang dari 5 orang.",
            "*Kata anggota*",
            '"Lebih banyak pelatihan"',
            "*Tidak terkirim*",
            "Nomor tidak aktif: 4 pesan",
        ]
    )


def test_sms_says_the_counts_first() -> None:
    text = for_sms(figures(), WORDS)
    assert text.startswith("HAPSARI Senin 16 Nov - Minggu 22 Nov 2026\ndiundang 12, sampai 10(-1), ")
    assert "Tidak terkirim 4: Nomor tidak aktif" in text
    assert 'Terhenti di "Bagaimana usaha Ibu": 3' in text


def test_a_week_without_anything_says_so_with_noughts() -> None:
    nothing = Turnout("", "", Counts(), Counts())
    empty = figures(total=nothing, unions=(), unregistered=nothing, given_up=(), answers=(), quotes=(), undelivered=())
    assert "diundang 0, sampai 0, mulai 0, selesai 0" in for_sms(empty, WORDS)
    assert len(for_whatsapp(empty, WORDS).splitlines()) == 2


texts = st.text(max_size=400)
counts = st.builds(Counts, *[st.integers(0, 99_999)] * 6)
turnouts = st.builds(Turnout, st.just("k"), texts, counts, counts)
distributions = st.builds(
    Distribution,
    st.just("s"), st.just("h"), st.just("q"), texts,
    st.just((("a", "Sangat setuju sekali tanpa ragu"), ("b", "Tidak"))),
    st.sampled_from([Shares("", "", 9, (7, 2)), Shares("", "", None, (None, None))]),
    st.just(()),
)  # fmt: skip
weeks = st.builds(
    Figures,
    st.just("2026-W47"),
    st.just(("2026-11-16", "2026-11-22")),
    st.builds(Turnout, st.just(""), st.just(""), counts, counts),
    st.lists(turnouts, max_size=30).map(tuple),
    turnouts,
    st.lists(st.builds(GivenUp, texts, texts, texts, st.integers(1, 99)), max_size=5).map(tuple),
    st.lists(distributions, max_size=30).map(tuple),
    st.lists(st.builds(Quotes, texts, texts, texts, st.lists(texts, max_size=3).map(tuple)), max_size=4).map(tuple),
    st.lists(st.builds(Undelivered, texts, texts, st.integers(1, 999)), max_size=6).map(tuple),
)


@given(weeks)
def test_whatever_the_week_both_texts_fit_and_keep_the_totals(week: Figures) -> None:
    whatsapp, sms = for_whatsapp(week, WORDS), for_sms(week, WORDS)
    assert len(whatsapp) <= WHATSAPP_MOST
    length = measure(sms)
    assert length.encoding == "GSM-7"
    assert length.segments <= 3
    for text in (whatsapp, sms):
        assert "diundang" in text


def test_numbers_are_written_as_people_here_write_them() -> None:
    many = Turnout("", "", Counts(invited=1250), Counts(invited=1250))
    assert "diundang 1.250," in for_sms(figures(total=many), WORDS)


def test_a_coordinator_is_told_kindly_where_it_goes() -> None:
    assert "sekretariat" in only_for_secretariat(WORDS, "id")

"""Names of places are found however they are written, and asked about where two fit or where she says that it is another."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.survey.model import Choice, PlaceName
from bot.understanding import NotAnAnswer, Phrases, Read, Reading, Unclear, parse_phrases, read
from bot.understanding.alike import apart, blends, shortens, slips, sound, swaps_a_strange_letter
from bot.understanding.enrol import register
from tests.understanding.readings import PHRASES, TABLES, TODAY


def places(names: Mapping[str, str]) -> PlaceName:
    """Return the question for one of these places, by code."""
    return PlaceName(tuple(Choice(code, {"id": name}) for code, name in names.items()))


def question(level: str, names: str, *, first: int = 1) -> PlaceName:
    """Return the question for one of the names; their codes begin with the level's digits."""
    return places({f"{level}{number:02}": name for number, name in enumerate(names.split(", "), first)})


UNIONS = places(
    {
        "1207": "SPI Deli Serdang",
        "1218": "SPI Serdang Bedagai",
        "12182": "SPPN Serdang Bedagai",
        "3401": "SPI Kulon Progo",
        "3402": "SP Bantul",
    }
)
QUESTIONS = {
    "few": places(
        {
            "1218": "Serdang Bedagai",
            "1207": "Deli Serdang",
            "1271": "Kota Medan",
            "3401": "Kulon Progo",
            "3326": "Pekalongan",
        }
    ),
    "north": question(
        "12",
        "Nias, Nias Barat, Labuhanbatu, Labuhanbatu Selatan, Labuhanbatu Utara, Padang Lawas, Padang Lawas Utara, "
        "Tapanuli Selatan, Karo, Langkat, Simalungun, Mandailing Natal, Kota Binjai, Kota Pematangsiantar, Kota Tebing Tinggi, "
        "Kota Padangsidimpuan, Humbang Hasundutan",
    ),
    "java": question("33", "Semarang, Kota Semarang, Tegal, Kota Tegal, Batang, Brebes, Pemalang, Kota Salatiga"),
    "jogja": question("34", "Kulon Progo, Bantul, Gunungkidul, Sleman, Kota Yogyakarta"),
    "celebes": question(
        "72", "Banggai, Banggai Kepulauan, Tojo Una-Una, Tolitoli, Morowali, Morowali Utara, Parigi Moutong, Poso"
    ),
    "districts": question(
        "1207",
        "Tanjung Morawa, Percut Sei Tuan, Batang Kuis, Deli Tua, Labuhan Deli, STM Hulu, STM Hilir, Galang, Beringin, Pantai Labu, "
        "Biru-Biru, Kutalimbaru, Wates, Rangkasbitung",
    ),
    "villages": question(
        "12181000",
        "Melati Satu, Melati Dua, Kota Galuh, Deli Muda Hulu, Deli Muda Hilir, Rambung Sialang Tengah, Rambung Sialang Hulu, "
        "Firdaus, Firdaus Estate, Medan Estate, Sukoreno, Sidorejo, Kenangan, Kenangan Baru, Sei Rampah, Dalu Sepuluh A, "
        "Dalu Sepuluh B, Simboro dan Kepulauan, Tanah Raja, Doro, Limapuluh Atas",
        first=1,
    ),
    "city": question("3375", "Pekalongan Barat, Pekalongan Timur, Pekalongan Utara, Pekalongan Selatan"),
    "levels": places(
        {
            "1207": "Deli Serdang",
            "1212290006": "Serdang",
            "1218070005": "Pekan Tanjung Beringin",
            "1212200012": "Ujung Serdang",
        }
    ),
    "unions": UNIONS,
    "plain": places({"a": "Kab. Gowa", "b": "Kota Makassar", "c": "Kampung Kota", "d": "?!", "e": "Prov. Banten"}),
}


def label(kind: PlaceName, reading: Reading) -> str | None:
    """Return the name that was read, or None."""
    names = {choice.name: choice.label["id"] for choice in kind.choices}
    return names[reading.value] if isinstance(reading, Read) else None


def reading(name: str, text: str) -> Reading:
    return read(QUESTIONS[name], text, phrases=PHRASES, today=TODAY)


READ = [
    ("few", "Serdang Bedagai", "Serdang Bedagai"),
    ("few", "deliserdang", "Deli Serdang"),
    ("few", "sergai", "Serdang Bedagai"),
    ("few", "sergei", "Serdang Bedagai"),
    ("few", "kab. kulonprogo", "Kulon Progo"),
    ("few", "pklongan", "Pekalongan"),
    ("few", "serdang bdgai", "Serdang Bedagai"),
    ("few", "serdang begadai", "Serdang Bedagai"),
    ("few", "bedagai", "Serdang Bedagai"),
    ("few", "bukan deli serdang, serdang bedagai", "Serdang Bedagai"),
    ("few", "deli serdang eh serdang bedagai bu", "Serdang Bedagai"),
    ("few", "dulu di medan, sekarang di deli serdang ikut suami", "Deli Serdang"),
    ("few", "medan dulu, sekarang kulon progo", "Kulon Progo"),
    ("few", "saya di deli serdang, suami saya di medan", "Deli Serdang"),
    ("few", "suami medan saya pekalongan", "Pekalongan"),
    ("few", "asli pekalongan", "Pekalongan"),
    ("few", "asli pekalongan, saiki manggon neng kulon progo", "Kulon Progo"),
    ("few", "bukan medan dan pekalongan, kulon progo", "Kulon Progo"),
    ("few", "deli serdang sumatera utara", "Deli Serdang"),
    ("few", "kota deli serdang", "Deli Serdang"),
    ("few", "serikat pekalongan", "Pekalongan"),
    ("north", "nias", "Nias"),
    ("north", "nias yg barat", "Nias Barat"),
    ("north", "nias bukan yg barat", "Nias"),
    ("north", "labura", "Labuhanbatu Utara"),
    ("north", "labuhan batu utara", "Labuhanbatu Utara"),
    ("north", "padang lawas, tapi yg utara", "Padang Lawas Utara"),
    ("north", "kota binje", "Kota Binjai"),
    ("north", "siantar", "Kota Pematangsiantar"),
    ("north", "tebing", "Kota Tebing Tinggi"),
    ("north", "berastagi, kab karo", "Karo"),
    ("north", "stabat langkat", "Langkat"),
    ("java", "tegal kota mbak", "Kota Tegal"),
    ("java", "kab. tegal", "Tegal"),
    ("java", "semarang yang kabupaten bukan yang kota", "Semarang"),
    ("java", "bukan kota bu, kabupatennya, semarang", "Semarang"),
    ("java", "bukan kota semarang, kabupatennya", "Semarang"),
    ("java", "semarang, kuthane", "Kota Semarang"),
    ("java", "brebes kulon", "Brebes"),
    ("java", "pemalang kota", "Pemalang"),
    ("java", "kota salatiga", "Kota Salatiga"),
    ("jogja", "wong mbantul", "Bantul"),
    ("jogja", "kulprog", "Kulon Progo"),
    ("jogja", "kulon pergo", "Kulon Progo"),
    ("jogja", "progo kulon", "Kulon Progo"),
    ("jogja", "bantul jogja", "Bantul"),
    ("jogja", "jogja kota", "Kota Yogyakarta"),
    ("jogja", "kota jogja", "Kota Yogyakarta"),
    ("celebes", "touna", "Tojo Una-Una"),
    ("celebes", "toli-toli", "Tolitoli"),
    ("celebes", "morut", "Morowali Utara"),
    ("celebes", "banggai kep", "Banggai Kepulauan"),
    ("districts", "tamora", "Tanjung Morawa"),
    ("districts", "kec. percut st tuan", "Percut Sei Tuan"),
    ("districts", "btg kuis", "Batang Kuis"),
    ("districts", "s.t.m hulu", "STM Hulu"),
    ("districts", "sibiru biru", "Biru-Biru"),
    ("districts", "kutalimbaru dkt galang", "Kutalimbaru"),
    ("districts", "wates kota", "Wates"),
    ("districts", "rangkas", "Rangkasbitung"),
    ("districts", "kec galang, desa wates", "Galang"),
    ("villages", "melati 2", "Melati Dua"),
    ("villages", "dalu 10 a", "Dalu Sepuluh A"),
    ("villages", "pirdaus", "Firdaus"),
    ("villages", "rambung sialang ulu", "Rambung Sialang Hulu"),
    ("villages", "rambung tengah", "Rambung Sialang Tengah"),
    ("villages", "tanah saya di melati dua, tinggal di kota galuh", "Kota Galuh"),
    ("villages", "simboro kepulauan", "Simboro dan Kepulauan"),
    ("villages", "tanah rja", "Tanah Raja"),
    ("villages", "kenangan baru", "Kenangan Baru"),
    ("city", "yg selatan", "Pekalongan Selatan"),
    ("levels", "desa serdang", "Serdang"),
    ("levels", "ujung serdang, deli serdang", "Ujung Serdang"),
    ("levels", "tanjung beringin", "Pekan Tanjung Beringin"),
    ("unions", "sppn bu, yg nelayan sergai", "SPPN Serdang Bedagai"),
    ("unions", "kulon progo", "SPI Kulon Progo"),
    ("unions", "serikat bantul", "SP Bantul"),
    ("unions", "kab bantul", "SP Bantul"),
    ("plain", "gowa", "Kab. Gowa"),
    ("plain", "kampung kota", "Kampung Kota"),
]


@pytest.mark.parametrize(("name", "text", "expected"), READ)
def test_one_place_is_read(name: str, text: str, expected: str) -> None:
    assert label(QUESTIONS[name], reading(name, text)) == expected


ASKED = [
    ("few", "serdang", {"Serdang Bedagai", "Deli Serdang"}),
    ("few", "deli serdang sama medan", {"Deli Serdang", "Kota Medan"}),
    ("few", "deli atau bedagai", {"Deli Serdang", "Serdang Bedagai"}),
    ("few", "bukan medan", set()),
    ("few", "mungkin medan", {"Kota Medan"}),
    ("few", "medan?", {"Kota Medan"}),
    ("few", "suami saya di medan", {"Kota Medan"}),
    ("few", "lahir di medan", {"Kota Medan"}),
    ("few", "kota pekalongan", {"Pekalongan"}),
    ("few", "kec pekalongan", {"Pekalongan"}),
    ("north", "labuhan", {"Labuhanbatu", "Labuhanbatu Selatan", "Labuhanbatu Utara"}),
    ("north", "tapanuli utara", None),
    ("north", "hum has", {"Humbang Hasundutan"}),
    ("java", "tegal", {"Tegal", "Kota Tegal"}),
    ("java", "legal", None),
    ("jogja", "jogja", {"Kota Yogyakarta"}),
    ("jogja", "kidul", None),
    ("districts", "deli", {"Deli Tua", "Labuhan Deli"}),
    ("districts", "tanjung", {"Tanjung Morawa"}),
    ("districts", "percut hulu kiri", {"Percut Sei Tuan", "STM Hulu"}),
    ("districts", "bitung", {"Rangkasbitung"}),
    ("districts", "desa galang", {"Galang"}),
    ("villages", "medan", {"Medan Estate"}),
    ("villages", "sukorejo", {"Sukoreno"}),
    ("villages", "lagi ngopeni doro mbak", {"Doro"}),
    ("villages", "firdaus, kenangan", {"Firdaus", "Kenangan"}),
    ("unions", "spi serdang", {"SPI Deli Serdang", "SPI Serdang Bedagai"}),
    ("unions", "serdang bedagai", {"SPI Serdang Bedagai", "SPPN Serdang Bedagai"}),
    ("plain", "gowa, makassar", {"Kab. Gowa", "Kota Makassar"}),
]


@pytest.mark.parametrize(("name", "text", "expected"), ASKED)
def test_what_is_not_certain_is_asked_back(name: str, text: str, expected: set[str] | None) -> None:
    found = reading(name, text)
    if expected is None:
        assert not isinstance(found, Read)
        return
    assert isinstance(found, Unclear), found
    assert found.reason == "which_place"
    names = {choice.name: choice.label["id"] for choice in QUESTIONS[name].choices}
    assert {names[code] for code in found.candidates} == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("few", "Sumatera Utara"),
        ("few", "di rumah bu"),
        ("few", "kabupaten"),
        ("few", "12"),
        ("few", "x"),
        ("few", "kami lagi menggalang dana"),
        ("java", "magelang"),
        ("jogja", "klaten"),
        ("districts", "kecamatan apa bu?"),
        ("villages", "a" * 600),
        ("villages", "bukanmelatisatu"),
        ("villages", "kenangan " * 61),
    ],
)
def test_what_names_no_place_is_no_answer(name: str, text: str) -> None:
    assert reading(name, text) == NotAnAnswer()


def test_in_a_long_story_a_place_must_be_named_in_full() -> None:
    story = "kemarin itu saya cerita panjang sekali soal hal yang lain lagi sampai sore tidak habis habis bu jadi begini ya "
    assert label(QUESTIONS["few"], reading("few", story + "sekarang saya tinggal di kulon progo")) == "Kulon Progo"
    assert reading("few", story + "sekarang saya tinggal di pekalogan") == NotAnAnswer()


def test_a_register_may_be_empty_or_hold_one_place() -> None:
    assert read(PlaceName(()), "medan", phrases=PHRASES, today=TODAY) == NotAnAnswer()
    one = places({"x": "Wates"})
    assert label(one, read(one, "wates", phrases=PHRASES, today=TODAY)) == "Wates"


@pytest.mark.parametrize("name", list(QUESTIONS))
def test_every_name_of_a_register_reads_as_itself(name: str) -> None:
    for choice in QUESTIONS[name].choices:
        if any(letter.isalpha() for letter in choice.label["id"]) and not choice.label["id"].startswith("Prov"):
            said = reading(name, choice.label["id"])
            codes = (
                {said.value} if isinstance(said, Read) else set(said.candidates) if isinstance(said, Unclear) else set()
            )
            assert choice.name in codes, choice.label["id"]


@given(st.sampled_from(list(QUESTIONS)), st.text(max_size=60))
def test_what_is_offered_is_in_the_register(name: str, text: str) -> None:
    codes = {choice.name for choice in QUESTIONS[name].choices}
    found = reading(name, text)
    assert isinstance(found, NotAnAnswer) or codes.issuperset(
        found.candidates if isinstance(found, Unclear) else {found.value}
    )


def test_a_register_of_four_hundred_places_is_made_ready_once() -> None:
    chance = Random(1)
    syllables = ["ka", "ra", "ngan", "yar", "su", "ko", "re", "jo", "wa", "tes", "ta", "lun", "ba", "tang", "mul", "yo"]
    names = {str(1_000_000_000 + at): "".join(chance.choices(syllables, k=4)).title() for at in range(400)}
    kind = places(names)
    assert all(not isinstance(read(kind, text, phrases=PHRASES, today=TODAY), NotAnAnswer) for text in names.values())
    assert register(kind.choices, PHRASES) is register(kind.choices, PHRASES)


def test_names_count_as_they_are_spelt_and_not_as_everyday_words() -> None:
    assert "mmuju" not in PHRASES.known
    assert "tidak" in PHRASES.known


def test_the_table_may_lack_everything() -> None:
    bare: Phrases = parse_phrases({**TABLES, "places.csv": "word,language,region,meaning,source\n"})
    kind = QUESTIONS["few"]
    assert label(kind, read(kind, "di kulonprogo bu", phrases=bare, today=TODAY)) == "Kulon Progo"


@pytest.mark.parametrize(
    ("word", "other", "most", "expected"),
    [
        ("abc", "abc", 2, 0),
        ("abc", "acb", 2, 1),
        ("abcd", "xbcy", 2, 2),
        ("abcdef", "uvwxyz", 2, 3),
        ("a", "abcd", 2, 3),
        ("", "ab", 2, 2),
    ],
)
def test_slips_between_words_are_counted_up_to_a_limit(word: str, other: str, most: int, expected: int) -> None:
    assert apart(word, other, most) == apart(other, word, most) == expected


def test_alike_is_what_sounds_alike() -> None:
    assert sound("sukorejo") == sound("sukareja")
    assert sound("pante") == sound("pantai")
    assert sound("mbantul") == sound("bantul")
    assert swaps_a_strange_letter("legal", "tegal")
    assert not swaps_a_strange_letter("lepak", "lebak")
    assert not swaps_a_strange_letter("lebak", "lebakk")
    assert blends("sergai", ("serdang", "bedagai"))
    assert not blends("sex", ("serdang", "bedagai"))
    assert shortens(("lubk", "pkm"), ("lubuk", "pakam"))
    assert shortens(("serdang", "begadai"), ("serdang", "bedagai"))
    assert not shortens(("dalu", "1"), ("dalu", "10"))
    assert not shortens(("sungai", "mas"), ("sungai", "merah"))
    assert slips("sido", "sida", "sidorejo", "sidareja") is None


def test_every_row_of_the_table_means_a_name_or_something_known() -> None:
    meanings = set(PHRASES.tables["places"].values())
    cues = {meaning.removeprefix("cue ") for meaning in meanings if meaning.startswith("cue ")}
    titles = {meaning.removeprefix("title ") for meaning in meanings if meaning.startswith("title ")}
    assert cues == {"now", "past", "origin", "aside", "deny", "self", "and", "doubt", "in"}
    assert titles == {"kabupaten", "kota", "kecamatan", "desa", "provinsi", "serikat"}
    assert {"twin", "region", "feature"} <= meanings

"""Where a union lies: provinces with their clocks, and the kabupaten of the provinces in which the federation works.

Zones: Keputusan Presiden 41/1987 and the provinces made since. Kabupaten and kota: Permendagri 72/2019 with its later changes.
"""

from __future__ import annotations

import re
from typing import Final

_WIB: Final = (
    "Aceh|Sumatera Utara|Sumatera Barat|Riau|Kepulauan Riau|Jambi|Bengkulu|Sumatera Selatan|"
    "Kepulauan Bangka Belitung|Lampung|Banten|DKI Jakarta|Jawa Barat|Jawa Tengah|DI Yogyakarta|Jawa Timur|"
    "Kalimantan Barat|Kalimantan Tengah"
)
_WITA: Final = (
    "Bali|Nusa Tenggara Barat|Nusa Tenggara Timur|Kalimantan Selatan|Kalimantan Timur|Kalimantan Utara|"
    "Sulawesi Utara|Gorontalo|Sulawesi Tengah|Sulawesi Barat|Sulawesi Selatan|Sulawesi Tenggara"
)
_WIT: Final = "Maluku|Maluku Utara|Papua|Papua Barat|Papua Barat Daya|Papua Selatan|Papua Tengah|Papua Pegunungan"
PROVINCES: Final = {
    name: zone for zone, names in (("WIB", _WIB), ("WITA", _WITA), ("WIT", _WIT)) for name in names.split("|")
}
"""The zone of every province, by its name."""

_KABUPATEN: Final = {
    "DI Yogyakarta": "Bantul|Gunungkidul|Kulon Progo|Sleman|Yogyakarta",
    "Jawa Tengah": (
        "Banjarnegara|Banyumas|Batang|Blora|Boyolali|Brebes|Cilacap|Demak|Grobogan|Jepara|Karanganyar|Kebumen|Kendal|"
        "Klaten|Kudus|Magelang|Pati|Pekalongan|Pemalang|Purbalingga|Purworejo|Rembang|Salatiga|Semarang|Sragen|"
        "Sukoharjo|Surakarta|Tegal|Temanggung|Wonogiri|Wonosobo"
    ),
    "Sumatera Utara": (
        "Asahan|Batu Bara|Binjai|Dairi|Deli Serdang|Gunungsitoli|Humbang Hasundutan|Karo|Labuhanbatu|"
        "Labuhanbatu Selatan|Labuhanbatu Utara|Langkat|Mandailing Natal|Medan|Nias|Nias Barat|Nias Selatan|"
        "Nias Utara|Padang Lawas|Padang Lawas Utara|Padangsidimpuan|Pakpak Bharat|Pematangsiantar|Samosir|"
        "Serdang Bedagai|Sibolga|Simalungun|Tanjungbalai|Tapanuli Selatan|Tapanuli Tengah|Tapanuli Utara|"
        "Tebing Tinggi|Toba"
    ),
    "Sulawesi Barat": "Majene|Mamasa|Mamuju|Mamuju Tengah|Pasangkayu|Polewali Mandar",
}
KABUPATEN: Final = {name: province for province, names in _KABUPATEN.items() for name in names.split("|")}
"""The province of each kabupaten or kota that we know, by its name."""

_TITLES: Final = re.compile(
    r"^(?:serikat perempuan|serikat|kabupaten|kab\.?|kota|provinsi|prov\.?|daerah istimewa|di)\s+", re.IGNORECASE
)


def plain(name: str) -> str:
    """Return a name as it is compared: small letters and digits, without titles such as "Serikat" or "Kab."."""
    bare = name.strip()
    while shorter := _TITLES.sub("", bare, count=1):
        if shorter == bare:
            break
        bare = shorter
    return re.sub(r"[^a-z0-9]+", "", bare.casefold())


def slug(name: str) -> str:
    """Return a name as it is typed in commands: ``kulon-progo``."""
    return re.sub(r"[^a-z0-9]+", "-", name.strip().casefold()).strip("-")


_KABUPATEN_PLAIN: Final = {plain(name): name for name in KABUPATEN}
_PROVINCES_PLAIN: Final = {plain(name): name for name in PROVINCES}


def find_kabupaten(name: str) -> str | None:
    """Return the kabupaten that ``name`` writes in any spelling of case, blanks and title, or None."""
    return _KABUPATEN_PLAIN.get(plain(name))


def find_province(name: str) -> str | None:
    """Return the province that ``name`` writes, or None."""
    return _PROVINCES_PLAIN.get(plain(name))

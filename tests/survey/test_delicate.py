"""Questions about money, health and violence are told from those that only sound like them."""

from __future__ import annotations

import pytest

from bot.survey.delicate import personal, violence


@pytest.mark.parametrize(
    "text",
    [
        "Berapa penghasilan Ibu sebulan?",
        "Pendapatan keluarga Ibu naik atau turun?",
        "Berapa upah Ibu per hari?",
        "Apakah Ibu punya utang di bank keliling?",
        "Berapa hutangnya?",
        "Apakah Ibu punya tabungan?",
        "Apakah Ibu sedang sakit?",
        "Apakah Ibu sedang hamil?",
        "Bagaimana kesehatan Ibu?",
        "Ibu ikut KB?",
        "Pikantuke usaha panjenengan pripun?",
        "How is your income?",
        "Do you have any debts?",
        "Are you pregnant?",
    ],
)
def test_personal(text: str) -> None:
    assert personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "Seberapa jauh rumah sakit dari rumah Ibu?",
        "Siapa yang merawat orang sakit di desa?",
        "Layanan kesehatan apa yang perlu diperbaiki?",
        "Berapa harga pupuk?",
        "Berapa kali Ibu ikut kegiatan?",
        "Apakah pengurus terbuka soal uang?",
        "Upahan ${gaji}",
        "Which services are good?",
    ],
)
def test_not_personal(text: str) -> None:
    assert personal(text.replace("Upahan ", "")) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Apakah Ibu pernah dipukul?",
        "Pernahkah Ibu diancam suami?",
        "Apakah suami pernah memukul Ibu?",
        "Apakah Ibu pernah mengalami kekerasan?",
        "Pernahkah Ibu menjadi korban KDRT?",
        "Kekerasan apa yang Ibu alami di rumah?",
        "Apakah Ibu pernah dilecehkan di tempat kerja?",
        "Napa panjenengan nate dipunantem?",
        "Have you ever been beaten?",
        "Has your husband hit you?",
        "Have you experienced violence at home?",
    ],
)
def test_violence_against_herself(text: str) -> None:
    assert violence(text)


@pytest.mark.parametrize(
    "text",
    [
        "Apakah desa Ibu punya aturan tentang kekerasan?",
        "Apakah Ibu ikut penyuluhan KDRT?",
        "Siapa yang bisa dihubungi bila ada kekerasan di desa?",
        "Apakah suara perempuan didengar?",
        "Did you join the training on violence?",
        "Apakah program ini dipaksakan?",
    ],
)
def test_violence_in_general(text: str) -> None:
    assert violence(text) == ""

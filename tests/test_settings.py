"""Settings: every mistake is said at once and with its cure, secrets are never repeated, and the table is the truth."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import SETTINGS, SettingsError, is_loopback, parse_env, parse_settings

ROOT = Path(__file__).parent.parent
TWILIO = {"TWILIO_ACCOUNT_SID": "AC0123", "TWILIO_AUTH_TOKEN": "rahasia-sekali"}


def test_nothing_set_is_one_machine_at_home() -> None:
    settings = parse_settings({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.database_url == "sqlite:///data/suara.db"
    assert settings.data == Path("data")
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.keys == ()
    assert settings.reminder_days == (1, 3)
    assert not settings.simulator
    assert not settings.twilio
    assert not settings.twilio_on_loopback
    assert not any((settings.cloud, settings.smsgate, settings.gammu, settings.email))
    assert settings.called == ()


def test_an_empty_value_is_not_set() -> None:
    assert parse_settings({setting.name: "  " for setting in SETTINGS}) == parse_settings({})


def test_everything_set() -> None:
    settings = parse_settings(
        TWILIO
        | {
            "HOST": "0.0.0.0",
            "PORT": "80",
            "DATABASE_URL": "postgres://suara@db/suara",
            "SUARA_DATA": "/srv/suara",
            "SUARA_KEYS": "baru, lama",
            "SUARA_SIMULATOR": "tidak",
            "SUARA_PUBLIC_URL": "https://suara.example/",
            "SUARA_TWILIO_SMS_FROM": "+1 (415) 555-0100",
            "SUARA_TWILIO_WHATSAPP_FROM": "whatsapp:+14155550101",
            "SUARA_TWILIO_API_URL": "http://127.0.0.1:9000",
            "SUARA_TWILIO_SUMMARY_TEMPLATE": "HX0123",
            "SUARA_REMINDER_DAYS": "2, 5",
        }
    )
    assert settings.database_url == "postgresql://suara@db/suara"
    assert settings.keys == ("baru", "lama")
    assert settings.public_url == "https://suara.example"
    assert (settings.twilio_sms_from, settings.twilio_whatsapp_from) == ("+14155550100", "+14155550101")
    assert settings.twilio_summary_template == "HX0123"
    assert settings.reminder_days == (2, 5)
    assert settings.twilio
    assert settings.twilio_on_loopback


CLOUD = {
    "SUARA_CLOUD_PHONE_ID": "106540352242922",
    "SUARA_CLOUD_TOKEN": "rahasia-token",
    "SUARA_CLOUD_APP_SECRET": "rahasia-app",
}
SMSGATE = {
    "SUARA_SMSGATE_URL": "http://192.168.1.20:8080/",
    "SUARA_SMSGATE_USER": "suara",
    "SUARA_SMSGATE_PASSWORD": "rahasia-hp",
}
EMAIL = {
    "SUARA_EMAIL_SERVER": "smtp://mail.serikat.example:587",
    "SUARA_EMAIL_FROM": "suara@serikat.example",
    "SUARA_EMAIL_TO": "kantor@serikat.example, ketua@serikat.example",
}


def test_the_other_channels() -> None:
    """Each is on when all that it needs is set, and no secret of theirs is shown."""
    more = {
        "SUARA_CLOUD_VERIFY_TOKEN": "rahasia-kata",
        "SUARA_CLOUD_SUMMARY_TEMPLATE": "ringkasan_siap/id",
        "SUARA_SMSGATE_SIGNING_KEY": "rahasia-kunci",
        "SUARA_SMSGATE_SIM": "2",
        "SUARA_GAMMU_URL": "postgres://smsd:rahasia@modem/smsd",
        "SUARA_GAMMU_PHONE": "modem1",
        "SUARA_EMAIL_USER": "suara",
        "SUARA_EMAIL_PASSWORD": "rahasia-surel",
    }
    settings = parse_settings(TWILIO | CLOUD | SMSGATE | EMAIL | more)
    assert all((settings.cloud, settings.smsgate, settings.gammu, settings.email))
    assert settings.called == ("Twilio", "WhatsApp Cloud API", "SMSGate")
    assert (settings.smsgate_url, settings.smsgate_sim) == ("http://192.168.1.20:8080", 2)
    assert settings.gammu_url == "postgresql://smsd:rahasia@modem/smsd"
    assert settings.cloud_api_url == "https://graph.facebook.com/v23.0"
    assert settings.cloud_summary_template == "ringkasan_siap/id"
    assert settings.email_to == ("kantor@serikat.example", "ketua@serikat.example")
    assert "rahasia" not in repr(settings)


@pytest.mark.parametrize(("whole", "on"), [(CLOUD, "cloud"), (SMSGATE, "smsgate"), (EMAIL, "email")])
def test_half_a_channel_is_off(whole: dict[str, str], on: str) -> None:
    assert getattr(parse_settings(whole), on)
    for name in whole:
        assert not getattr(parse_settings({**whole, name: ""}), on)


@pytest.mark.parametrize("channel", [CLOUD, SMSGATE, {"SUARA_GAMMU_URL": "sqlite:///smsd.db"}])
def test_no_real_channel_in_the_open_beside_the_simulator(channel: dict[str, str]) -> None:
    in_the_open = channel | {"HOST": "0.0.0.0", "SUARA_PUBLIC_URL": "https://suara.example"}
    assert not parse_settings(in_the_open).simulator
    with pytest.raises(SettingsError, match="SUARA_SIMULATOR=0"):
        parse_settings(in_the_open | {"SUARA_SIMULATOR": "1"})
    assert parse_settings(channel | {"SUARA_SIMULATOR": "1"}).simulator


def test_who_calls_us_must_know_where() -> None:
    with pytest.raises(SettingsError, match="SUARA_PUBLIC_URL belum diisi: isi alamat yang dipakai SMSGate"):
        parse_settings(SMSGATE | {"HOST": "0.0.0.0"})
    assert parse_settings({"HOST": "0.0.0.0", "SUARA_GAMMU_URL": "sqlite:///smsd.db"}).gammu


def test_the_database_lies_in_the_data_folder() -> None:
    assert parse_settings({"SUARA_DATA": "/srv/suara"}).database_url == "sqlite:////srv/suara/suara.db"


@pytest.mark.parametrize(("days", "expected"), [("0", ()), ("4", (4,)), ("1,3", (1, 3))])
def test_reminder_days(days: str, expected: tuple[int, ...]) -> None:
    assert parse_settings({"SUARA_REMINDER_DAYS": days}).reminder_days == expected


@pytest.mark.parametrize(("word", "on"), [("1", True), ("ya", True), ("TRUE", True), ("0", False), ("off", False)])
def test_switches(word: str, on: bool) -> None:
    assert parse_settings({"SUARA_SIMULATOR": word}).simulator is on


@pytest.mark.parametrize("sender", ["+14155550100", "33445", "MG0123", ""])
def test_senders(sender: str) -> None:
    assert parse_settings({"SUARA_TWILIO_SMS_FROM": sender}).twilio_sms_from == sender


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "delapan"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "٨٠"),
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "suara.db"),
        ("SUARA_SIMULATOR", "mungkin"),
        ("SUARA_PUBLIC_URL", "suara.example"),
        ("SUARA_PUBLIC_URL", "ftp://suara.example"),
        ("SUARA_PUBLIC_URL", "https://"),
        ("SUARA_PUBLIC_URL", "https://suara.example/?a=1"),
        ("SUARA_PUBLIC_URL", "https://suara.example:port"),
        ("SUARA_PUBLIC_URL", "https://ibu:rahasia@suara.example"),
        ("SUARA_TWILIO_API_URL", "127.0.0.1:9000"),
        ("TWILIO_ACCOUNT_SID", "SK0123"),
        ("SUARA_TWILIO_SUMMARY_TEMPLATE", "0123"),
        ("SUARA_TWILIO_SMS_FROM", "suara"),
        ("SUARA_TWILIO_WHATSAPP_FROM", "33445"),
        ("SUARA_CLOUD_PHONE_ID", "+62 811"),
        ("SUARA_CLOUD_PHONE_ID", "\u0661\u0662\u0663\u0664\u0665"),
        ("SUARA_CLOUD_API_URL", "graph.facebook.com"),
        ("SUARA_CLOUD_SUMMARY_TEMPLATE", "ringkasan"),
        ("SUARA_SMSGATE_URL", "192.168.1.20:8080"),
        ("SUARA_SMSGATE_SIM", "4"),
        ("SUARA_GAMMU_URL", "mysql://x/y"),
        ("SUARA_EMAIL_SERVER", "mail.serikat.example"),
        ("SUARA_EMAIL_SERVER", "smtp://suara:rahasia@mail.serikat.example"),
        ("SUARA_EMAIL_SERVER", "smtp://mail.serikat.example/kotak"),
        ("SUARA_EMAIL_FROM", "suara"),
        ("SUARA_EMAIL_TO", "kantor@serikat.example, ketua"),
        ("SUARA_REMINDER_DAYS", "1,2,3"),
        ("SUARA_REMINDER_DAYS", "3,1"),
        ("SUARA_REMINDER_DAYS", "2,2"),
        ("SUARA_REMINDER_DAYS", "0,1"),
        ("SUARA_REMINDER_DAYS", "besok"),
    ],
)
def test_one_mistake_is_one_sentence_that_names_it(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings({name: value})
    [problem] = caught.value.problems
    assert problem.startswith(name + " ")
    assert f" / {name} " in problem  # Indonesian first, then English
    assert "rahasia" not in problem


def test_all_mistakes_are_said_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings({"PORT": "x", "SUARA_SIMULATOR": "x", "SUARA_REMINDER_DAYS": "x"})
    assert len(caught.value.problems) == 3
    assert str(caught.value).splitlines() == list(caught.value.problems)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_simulator_and_twilio_together_on_this_machine_only(host: str) -> None:
    assert is_loopback(host)
    settings = parse_settings(TWILIO | {"HOST": host, "SUARA_SIMULATOR": "1"})
    assert settings.simulator
    assert settings.twilio


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "suara.example", "128.0.0.1"])
def test_the_simulator_is_never_exposed_beside_twilio(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(SettingsError, match="SUARA_SIMULATOR=0"):
        parse_settings(TWILIO | {"HOST": host, "SUARA_SIMULATOR": "1", "SUARA_PUBLIC_URL": "https://suara.example"})
    assert parse_settings({"HOST": host, "SUARA_SIMULATOR": "1"}).simulator


def test_twilio_in_the_open_needs_its_public_address() -> None:
    with pytest.raises(SettingsError, match="SUARA_PUBLIC_URL"):
        parse_settings(TWILIO | {"HOST": "0.0.0.0"})


def test_a_token_without_an_account_is_half_a_setting() -> None:
    with pytest.raises(SettingsError, match="TWILIO_ACCOUNT_SID"):
        parse_settings({"TWILIO_AUTH_TOKEN": "rahasia"})
    assert not parse_settings({"TWILIO_ACCOUNT_SID": "AC0123"}).twilio


def test_an_ipv6_host_makes_a_valid_address() -> None:
    assert parse_settings({"HOST": "::1"}).public_url == "http://[::1]:8000"


def test_twilio_elsewhere_is_not_on_loopback() -> None:
    assert not parse_settings(TWILIO).twilio_on_loopback
    assert not parse_settings(TWILIO | {"SUARA_TWILIO_API_URL": "https://api.example"}).twilio_on_loopback


def test_secrets_are_not_shown() -> None:
    settings = parse_settings(TWILIO | {"SUARA_KEYS": "kunci-rahasia", "DATABASE_URL": "postgresql://a:rahasia@b/c"})
    assert "rahasia" not in repr(settings)


def test_env_files() -> None:
    text = '\ufeff# suara\n\nHOST=0.0.0.0 # semua\r\nexport PORT = 80\nA=\'x # y\' # z\nB="q\\"d"\nC=\nD=a#b\nD=c\n'
    assert parse_env(text) == {"HOST": "0.0.0.0", "PORT": "80", "A": "x # y", "B": 'q"d', "C": "", "D": "c"}


def test_every_broken_line_of_an_env_file_is_named() -> None:
    with pytest.raises(SettingsError) as caught:
        parse_env("A=1\nhalo\n2B=1\nC='x\n")
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        ".env, baris 2",
        ".env, baris 3",
        ".env, baris 4",
    ]


@given(st.dictionaries(st.sampled_from([setting.name for setting in SETTINGS]), st.text(max_size=40)))
def test_any_environment_is_settings_or_problems(environ: dict[str, str]) -> None:
    read, problems = None, None
    try:
        read = parse_settings(environ)
    except SettingsError as error:
        problems = error.problems
    assert (read is None) == bool(problems)


@given(st.text())
def test_any_text_is_an_env_file_or_problems(text: str) -> None:
    read, problems = None, None
    try:
        read = parse_env(text)
    except SettingsError as error:
        problems = error.problems
    assert (read is None) == bool(problems)


def test_every_setting_is_a_row_of_the_documentation() -> None:
    rows = [
        f"| `{row.name}` | {f'`{row.default}`' if row.default else 'not set'} | {row.meaning} |" for row in SETTINGS
    ]
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [line for line in page.splitlines() if line.startswith("| `")] == rows


def test_every_field_comes_from_a_setting() -> None:
    fields = {field.name for field in dataclasses.fields(parse_settings({}))}
    assert {setting.name.lower().removeprefix("suara_") for setting in SETTINGS} == fields

"""Every setting: its name, its default and its meaning, as the documentation shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table of settings. ``default`` is the text that stands for "not set"; empty means none."""

    name: str
    default: str
    meaning: str


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("HOST", "127.0.0.1", "Address on which the web process listens."),
    Setting("PORT", "8000", "Port on which the web process listens, 1 to 65535."),
    Setting(
        "DATABASE_URL", "sqlite:///<SUARA_DATA>/suara.db", "Database: sqlite:///file or postgresql://user@host/name."
    ),
    Setting("SUARA_DATA", "data", "Folder for everything that changes: database, keys, media."),
    Setting("SUARA_KEYS", "", "Encryption keys, with commas: the first writes, all read. Not set: SUARA_DATA/keys."),
    Setting("SUARA_SIMULATOR", "0", "1 shows the simulator at /simulator; `make run` sets 1 unless set."),
    Setting(
        "SUARA_PUBLIC_URL", "http://<HOST>:<PORT>", "Address at which providers call us; Twilio's signatures use it."
    ),
    Setting("SUARA_REMINDER_DAYS", "1,3", "Days after the invitation for reminders, at most two; 0 for none."),
    # Twilio
    Setting("TWILIO_ACCOUNT_SID", "", "The Twilio account, AC..."),
    Setting("TWILIO_AUTH_TOKEN", "", "The account's secret. Not set: Twilio's routes and sending are off."),
    Setting("SUARA_TWILIO_SMS_FROM", "", "Sender of SMS: a number with +, a short code or a messaging service, MG..."),
    Setting("SUARA_TWILIO_WHATSAPP_FROM", "", "Sender on WhatsApp: a number with +, or a messaging service, MG..."),
    Setting("SUARA_TWILIO_API_URL", "", "Replaces scheme and host of every Twilio address, for trials."),
    Setting(
        "SUARA_TWILIO_SUMMARY_TEMPLATE", "", "Content of the WhatsApp template that says a summary is ready, HX..."
    ),
    Setting(
        "SUARA_TWILIO_INVITATION_TEMPLATE",
        "",
        "Content of the WhatsApp template that opens a round, HX...: {{1}} name, {{2}} text.",
    ),
    Setting(
        "SUARA_TWILIO_BUTTONS",
        "0",
        "1 shows choices on WhatsApp as buttons and lists; such replies take a few seconds.",
    ),
    # WhatsApp Cloud API
    Setting("SUARA_CLOUD_PHONE_ID", "", "WhatsApp Cloud API: the phone number's id at Meta, digits."),
    Setting("SUARA_CLOUD_TOKEN", "", "Its access token. Not set: the Cloud API's routes and sending are off."),
    Setting("SUARA_CLOUD_APP_SECRET", "", "The app's secret, which signs what Meta posts to us."),
    Setting("SUARA_CLOUD_VERIFY_TOKEN", "", "A word of your own that Meta repeats when the webhook is set up."),
    Setting("SUARA_CLOUD_API_URL", "https://graph.facebook.com/v23.0", "The Graph API with its version."),
    Setting("SUARA_CLOUD_SUMMARY_TEMPLATE", "", "Template that says a summary is ready, name/language: ringkasan/id."),
    Setting(
        "SUARA_CLOUD_INVITATION_TEMPLATE", "", "Template that opens a round, name/language: {{1}} name, {{2}} text."
    ),
    # The SIM in an Android phone (SMSGate)
    Setting("SUARA_SMSGATE_URL", "", "SMSGate: http://the-phone:8080, or a server's address up to /3rdparty/v1."),
    Setting("SUARA_SMSGATE_USER", "", "User of the app's API."),
    Setting("SUARA_SMSGATE_PASSWORD", "", "Its password. Not set: SMSGate's route and sending are off."),
    Setting(
        "SUARA_SMSGATE_SIGNING_KEY", "", "Signing key of the app's webhooks. Not set: nothing comes in from there."
    ),
    Setting("SUARA_SMSGATE_SIM", "", "Slot of the SIM that sends, 1 to 3. Not set: the phone's own choice."),
    # A USB modem (Gammu SMSD)
    Setting("SUARA_GAMMU_URL", "", "Database of Gammu SMSD: sqlite:///file or postgresql://user@host/name."),
    Setting("SUARA_GAMMU_PHONE", "", "PhoneID of the modem in SMSD's configuration. Not set: any modem sends."),
    # E-mail for the secretariat
    Setting("SUARA_EMAIL_SERVER", "", "E-mail for the secretariat: smtp://host:587 (STARTTLS) or smtps://host:465."),
    Setting("SUARA_EMAIL_USER", "", "User at the e-mail server. Not set: without signing in."),
    Setting("SUARA_EMAIL_PASSWORD", "", "Password at the e-mail server."),
    Setting("SUARA_EMAIL_FROM", "", "Sender of e-mail, suara@serikat.example."),
    Setting("SUARA_EMAIL_TO", "", "Who in the secretariat receives e-mail, with commas."),
)
"""Every setting, in the order of the documentation. A default built from other settings names them as ``<NAME>``."""

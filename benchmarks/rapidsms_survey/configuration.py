"""Django's settings, chosen so that RapidSMS does as well as it can.

Nothing is installed that a reply does not need, there is no middleware, connections stay open, and the whole request is
one transaction (Django's default would flush after every statement). Not called ``settings.py``: RapidSMS takes a file of
that name in an app's folder for the app's own defaults.
"""

import os
from urllib.parse import urlsplit

SECRET_KEY = "measured only"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "rapidsms_survey.urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
MIDDLEWARE: list[str] = []
INSTALLED_APPS = ["rapidsms", "rapidsms.contrib.messagelog", "rapidsms_survey"]
INSTALLED_BACKENDS = {"twilio": {"ENGINE": "rapidsms_survey.backend.AnswerBackend"}}
# Warnings are written, as they are by the bot; the router's line per message is not.
LOGGING = {"version": 1, "disable_existing_loggers": False, "loggers": {"rapidsms": {"level": "WARNING"}}}

_url = urlsplit(os.environ["DATABASE_URL"])
if _url.scheme == "sqlite":
    DATABASES = {
        "default": {"ENGINE": "rapidsms_survey.sqlite", "NAME": _url.path[1:], "OPTIONS": {"timeout": 60}},
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _url.path[1:],
            "USER": _url.username,
            "HOST": _url.hostname,
            "PORT": _url.port,
        },
    }
DATABASES["default"] |= {"CONN_MAX_AGE": None, "ATOMIC_REQUESTS": True}

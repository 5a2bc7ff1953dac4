"""RapidSMS as its own project template sets it up (github.com/rapidsms/rapidsms-project-template), and this survey beside it.

The template's apps, handlers, middleware, log and database settings, in Django 4.2's names. Left out are the admin pages, which
no message meets. Not called ``settings.py``: RapidSMS takes a file of that name in an app's folder for the app's own defaults.
"""

import os
from pathlib import Path

from rapidsms_survey import configuration

SECRET_KEY = configuration.SECRET_KEY
DEBUG = False
ALLOWED_HOSTS = configuration.ALLOWED_HOSTS
ROOT_URLCONF = configuration.ROOT_URLCONF
DEFAULT_AUTO_FIELD = configuration.DEFAULT_AUTO_FIELD
USE_I18N = True
USE_TZ = True
MIDDLEWARE = [
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_tables2",
    "selectable",
    "rapidsms",
    "rapidsms.backends.database",
    "rapidsms.contrib.handlers",
    "rapidsms.contrib.httptester",
    "rapidsms.contrib.messagelog",
    "rapidsms.contrib.messaging",
    "rapidsms.contrib.registration",
    "rapidsms.contrib.echo",
    "rapidsms_survey",
    "rapidsms.contrib.default",  # must be last
]
STATIC_URL = "/static/"
INSTALLED_BACKENDS = {
    "message_tester": {"ENGINE": "rapidsms.backends.database.DatabaseBackend"},
    **configuration.INSTALLED_BACKENDS,
}
RAPIDSMS_HANDLERS = (
    "rapidsms.contrib.echo.handlers.echo.EchoHandler",
    "rapidsms.contrib.echo.handlers.ping.PingHandler",
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"basic": {"format": "%(asctime)s %(name)-20s %(levelname)-8s %(message)s"}},
    "handlers": {
        "file": {
            "level": "DEBUG",
            "class": "logging.FileHandler",
            "formatter": "basic",
            "filename": Path(os.environ.get("RAPIDSMS_LOG_FOLDER", ".")) / "rapidsms.log",
        }
    },
    "loggers": {"rapidsms": {"handlers": ["file"], "level": "DEBUG", "propagate": True}},
}
DATABASES = {"default": {**configuration.DATABASES["default"]}}
DATABASES["default"].pop("ATOMIC_REQUESTS")
DATABASES["default"].pop("CONN_MAX_AGE")
if DATABASES["default"]["ENGINE"] == "rapidsms_survey.sqlite":
    DATABASES["default"]["ENGINE"] = "django.db.backends.sqlite3"

"""The web application for any WSGI server: ``granian --interface wsgi wsgi:app``, ``gunicorn wsgi:app``."""

from bot.app import from_environment

app = from_environment()

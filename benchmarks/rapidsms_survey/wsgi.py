"""Where the WSGI server starts."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapidsms_survey.configuration")
app = get_wsgi_application()

"""The webhook: checks Twilio's signature, hands the message to RapidSMS, answers with TwiML."""

import base64
import hmac
import os
from xml.sax.saxutils import escape

from django.http import HttpResponse, HttpResponseForbidden
from rapidsms.backends.http.views import GenericHttpBackendView

from rapidsms_survey.backend import replies

TOKEN = os.environ["TWILIO_AUTH_TOKEN"].encode()
PUBLIC_URL = os.environ["SUARA_PUBLIC_URL"]


class TwilioView(GenericHttpBackendView):
    """RapidSMS's own HTTP view with Twilio's field names."""

    backend_name = "twilio"
    http_method_names = ["post"]
    params = {"identity_name": "From", "text_name": "Body"}

    def post(self, request, *args, **kwargs):
        """Refuse what Twilio did not sign."""
        fields = request.POST
        signed = PUBLIC_URL + request.get_full_path() + "".join(name + fields[name] for name in sorted(fields))
        expected = base64.b64encode(hmac.digest(TOKEN, signed.encode(), "sha1")).decode()
        if not hmac.compare_digest(expected, request.headers.get("X-Twilio-Signature", "")):
            return HttpResponseForbidden()
        replies.texts = []
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        """Let the router work, then answer with what its backend was given."""
        super().form_valid(form)
        messages = "".join(f"<Message>{escape(text)}</Message>" for text in replies.texts)
        twiml = f'<?xml version="1.0" encoding="UTF-8"?><Response>{messages}</Response>'.encode()
        return HttpResponse(twiml, "text/xml", headers={"Content-Length": len(twiml)})

"""One route, the same as the bot's."""

from django.urls import path

from rapidsms_survey.views import TwilioView

urlpatterns = [path("twilio/incoming", TwilioView.as_view())]

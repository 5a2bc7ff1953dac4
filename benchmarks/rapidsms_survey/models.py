"""Where each person is in the survey, and what she answered."""

from django.db import models
from rapidsms.models import Connection


class Conversation(models.Model):
    """One person's way through the survey. ``position`` -1 waits for consent, 6 is done."""

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE)
    position = models.SmallIntegerField(default=-1)
    updated = models.DateTimeField(auto_now=True)


class Answer(models.Model):
    """One answer: her words, and the value read from them."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    question = models.CharField(max_length=40)
    text = models.TextField()
    value = models.TextField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One answer per question."""

        unique_together = (("conversation", "question"),)

"""All tables in one place, so that ``metadata`` is complete wherever this is imported, with short names for Core statements."""

from sqlalchemy import Table

from storage.commands import Audit, PendingCommand
from storage.conversations import Conversation
from storage.database import metadata
from storage.facts import Fact
from storage.lessons import AddressLesson
from storage.media import Media, SurveyMedia
from storage.members import Address, Consent, ConsentWording, Member, MemberAddress, OptOut
from storage.messages import Message
from storage.outbox import Outbox
from storage.responses import Answer, Response, Tally
from storage.rounds import Participant, Round
from storage.summaries import WeeklySummary
from storage.surveys import SurveyVersion
from storage.unions import Union

union: Table = metadata.tables[Union.__tablename__]
member: Table = metadata.tables[Member.__tablename__]
address: Table = metadata.tables[Address.__tablename__]
member_address: Table = metadata.tables[MemberAddress.__tablename__]
address_lesson: Table = metadata.tables[AddressLesson.__tablename__]
opt_out: Table = metadata.tables[OptOut.__tablename__]
consent: Table = metadata.tables[Consent.__tablename__]
consent_wording: Table = metadata.tables[ConsentWording.__tablename__]
survey_version: Table = metadata.tables[SurveyVersion.__tablename__]
round_: Table = metadata.tables[Round.__tablename__]
participant: Table = metadata.tables[Participant.__tablename__]
response: Table = metadata.tables[Response.__tablename__]
answer: Table = metadata.tables[Answer.__tablename__]
tally: Table = metadata.tables[Tally.__tablename__]
conversation: Table = metadata.tables[Conversation.__tablename__]
message: Table = metadata.tables[Message.__tablename__]
media: Table = metadata.tables[Media.__tablename__]
survey_media: Table = metadata.tables[SurveyMedia.__tablename__]
outbox: Table = metadata.tables[Outbox.__tablename__]
pending_command: Table = metadata.tables[PendingCommand.__tablename__]
audit: Table = metadata.tables[Audit.__tablename__]
weekly_summary: Table = metadata.tables[WeeklySummary.__tablename__]
fact: Table = metadata.tables[Fact.__tablename__]

"""The first release: everything the main job needs.

Revision 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Written out here and not imported: a step must do in ten years what it does today.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create all tables."""
    _people()
    _rounds()
    _answers()
    _messages()
    _house()


def _people() -> None:
    """Unions, members, their addresses, and what they agreed to."""
    op.create_table(
        "union",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kabupaten", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_union")),
        sa.UniqueConstraint("key", name=op.f("uq_union_key")),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("union_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("kecamatan", sa.String(), nullable=False),
        sa.Column("desa", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("confirmed_at", Moment, nullable=True),
        sa.Column("erased_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["union_id"], ["union.id"], name=op.f("fk_member_union_id_union")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
    )
    op.create_index(op.f("ix_member_role"), "member", ["role"])
    op.create_index(op.f("ix_member_union_id"), "member", ["union_id"])
    op.create_table(
        "address",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("greeted_at", Moment, nullable=True),
        sa.Column("opted_out_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("hash", name=op.f("uq_address_hash")),
    )
    op.create_table(
        "member_address",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_member_address_address_id_address")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_address_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", "address_id", name=op.f("pk_member_address")),
    )
    op.create_index(op.f("ix_member_address_address_id"), "member_address", ["address_id"])
    op.create_table(
        "opt_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_id", Id, nullable=True),
        sa.Column("union_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("ended_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_opt_out_address_id_address")),
        sa.ForeignKeyConstraint(["union_id"], ["union.id"], name=op.f("fk_opt_out_union_id_union")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_out")),
    )
    op.create_index(op.f("ix_opt_out_address_id"), "opt_out", ["address_id"])
    op.create_index(op.f("ix_opt_out_at"), "opt_out", ["at"])
    op.create_table(
        "consent_wording",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_consent_wording")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_id", Id, nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("wording_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("given_at", Moment, nullable=False),
        sa.Column("withdrawn_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_consent_address_id_address")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_consent_member_id_member")),
        sa.ForeignKeyConstraint(
            ["wording_hash"], ["consent_wording.hash"], name=op.f("fk_consent_wording_hash_consent_wording")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_who"), "consent", ["address_id", "member_id", "wording_hash"])


def _rounds() -> None:
    """Survey versions, rounds and who takes part."""
    op.create_table(
        "survey_version",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("published_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_survey_version")),
    )
    op.create_index(op.f("ix_survey_version_name"), "survey_version", ["name"])
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_name", sa.String(), nullable=False),
        sa.Column("survey_hash", sa.String(), nullable=False),
        sa.Column("union_id", sa.Integer(), nullable=True),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", Moment, nullable=False),
        sa.Column("closed_at", Moment, nullable=True),
        sa.Column("reminder_days", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["opened_by"], ["member.id"], name=op.f("fk_round_opened_by_member")),
        sa.ForeignKeyConstraint(
            ["survey_hash"], ["survey_version.hash"], name=op.f("fk_round_survey_hash_survey_version")
        ),
        sa.ForeignKeyConstraint(["union_id"], ["union.id"], name=op.f("fk_round_union_id_union")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    op.create_index(op.f("ix_round_union_id"), "round", ["union_id"])
    op.create_index(
        "uq_round_open",
        "round",
        ["survey_name", sa.text("coalesce(union_id, 0)")],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "participant",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("address_id", Id, nullable=True),
        sa.Column("union_id", sa.Integer(), nullable=True),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("invited_at", Moment, nullable=True),
        sa.Column("reached_at", Moment, nullable=True),
        sa.Column("started_at", Moment, nullable=True),
        sa.Column("finished_at", Moment, nullable=True),
        sa.Column("declined_at", Moment, nullable=True),
        sa.Column("stopped_at", Moment, nullable=True),
        sa.Column("expired_at", Moment, nullable=True),
        sa.Column("failed_at", Moment, nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_at", Moment, nullable=True),
        sa.Column("set_aside", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_participant_address_id_address")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_participant_member_id_member")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_participant_round_id_round")),
        sa.ForeignKeyConstraint(["union_id"], ["union.id"], name=op.f("fk_participant_union_id_union")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
    )
    op.create_index(op.f("ix_participant_address"), "participant", ["address_id", "round_id"])
    op.create_index(op.f("ix_participant_invited_at"), "participant", ["invited_at"])
    op.create_index("uq_participant_round_member", "participant", ["round_id", "member_id"], unique=True)


def _answers() -> None:
    """Responses, answers, counts and conversations."""
    op.create_table(
        "response",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("survey_name", sa.String(), nullable=False),
        sa.Column("survey_hash", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("participant_id", Id, nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("address_id", Id, nullable=True),
        sa.Column("union_id", sa.Integer(), nullable=True),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("consent_hash", sa.String(), nullable=False),
        sa.Column("began_at", Moment, nullable=False),
        sa.Column("started_at", Moment, nullable=True),
        sa.Column("ended_at", Moment, nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("last_question", sa.String(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_response_address_id_address")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_response_member_id_member")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_response_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_response_round_id_round")),
        sa.ForeignKeyConstraint(
            ["survey_hash"], ["survey_version.hash"], name=op.f("fk_response_survey_hash_survey_version")
        ),
        sa.ForeignKeyConstraint(["union_id"], ["union.id"], name=op.f("fk_response_union_id_union")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
    )
    op.create_index(op.f("ix_response_began_at"), "response", ["began_at"])
    op.create_index(op.f("ix_response_ended_at"), "response", ["ended_at"])
    op.create_index(op.f("ix_response_member_id"), "response", ["member_id"])
    op.create_index(op.f("ix_response_participant_id"), "response", ["participant_id"])
    op.create_index(op.f("ix_response_round_id"), "response", ["round_id"])
    op.create_index(op.f("ix_response_started_at"), "response", ["started_at"])
    op.create_index(op.f("ix_response_survey_name"), "response", ["survey_name"])
    op.create_table(
        "answer",
        sa.Column("response_id", Id, autoincrement=False, nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("gap", sa.String(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("answered_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_answer_response_id_response")),
        sa.PrimaryKeyConstraint("response_id", "question", name=op.f("pk_answer")),
    )
    op.create_table(
        "tally",
        sa.Column("survey_hash", sa.String(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("round_id", Id, autoincrement=False, nullable=False),
        sa.Column("union_id", Id, autoincrement=False, nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "survey_hash", "week", "round_id", "union_id", "voice", "question", "choice", name=op.f("pk_tally")
        ),
    )
    op.create_table(
        "conversation",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("participant_id", Id, nullable=True),
        sa.Column("response_id", Id, nullable=False),
        sa.Column("survey_hash", sa.String(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("heard_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_conversation_address_id_address")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_conversation_member_id_member")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_conversation_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_conversation_response_id_response")),
        sa.ForeignKeyConstraint(
            ["survey_hash"], ["survey_version.hash"], name=op.f("fk_conversation_survey_hash_survey_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    op.create_index(op.f("ix_conversation_address_id"), "conversation", ["address_id"])
    op.create_index(
        op.f("ix_conversation_expires"),
        "conversation",
        ["expires_at"],
        sqlite_where=sa.text("status <> 'over'"),
        postgresql_where=sa.text("status <> 'over'"),
    )
    op.create_index(op.f("ix_conversation_participant_id"), "conversation", ["participant_id"])
    op.create_index(
        "uq_conversation_active",
        "conversation",
        ["address_id"],
        unique=True,
        sqlite_where=sa.text("status = 'active'"),
        postgresql_where=sa.text("status = 'active'"),
    )


def _messages() -> None:
    """What comes in and what goes out."""
    op.create_table(
        "message",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("address_id", Id, nullable=True),
        sa.Column("conversation_id", Id, nullable=True),
        sa.Column("received_at", Moment, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("for_person", sa.Boolean(), nullable=False),
        sa.Column("handled_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_message_address_id_address")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_address"), "message", ["address_id", "received_at"])
    op.create_index(
        op.f("ix_message_for_person"),
        "message",
        ["received_at"],
        sqlite_where=sa.text("for_person"),
        postgresql_where=sa.text("for_person"),
    )
    op.create_index("uq_message_provider", "message", ["channel", "provider_id"], unique=True)
    op.create_table(
        "outbox",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("address_id", Id, nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("message_id", Id, nullable=True),
        sa.Column("participant_id", Id, nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("spoken", sa.LargeBinary(), nullable=True),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=True),
        sa.Column("claimed_until", Moment, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("error_code", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("sent_at", Moment, nullable=True),
        sa.Column("ended_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_outbox_address_id_address")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_outbox_member_id_member")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_outbox_message_id_message")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_outbox_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_address"), "outbox", ["address_id", "created_at"])
    op.create_index(op.f("ix_outbox_message"), "outbox", ["message_id"])
    op.create_index(op.f("ix_outbox_participant"), "outbox", ["participant_id"])
    op.create_index(op.f("ix_outbox_provider"), "outbox", ["channel", "provider_id"])
    op.create_index(
        op.f("ix_outbox_waiting"),
        "outbox",
        ["channel", "priority", "due_at", "id"],
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )


def _house() -> None:
    """Commands that wait, the audit, summaries, facts."""
    op.create_table(
        "pending_command",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("used_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_pending_command_address_id_address")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_pending_command_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_command")),
    )
    op.create_index(op.f("ix_pending_command_address_id"), "pending_command", ["address_id"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_audit_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])
    op.create_table(
        "weekly_summary",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("figures", sa.LargeBinary(), nullable=False),
        sa.Column("text_whatsapp", sa.LargeBinary(), nullable=False),
        sa.Column("text_sms", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_weekly_summary")),
    )
    op.create_table(
        "fact",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fact")),
    )

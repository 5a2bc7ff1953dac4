CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE "union" (
    id SERIAL NOT NULL, 
    key VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    kabupaten VARCHAR NOT NULL, 
    province VARCHAR NOT NULL, 
    zone VARCHAR NOT NULL, 
    demo BOOLEAN NOT NULL, 
    CONSTRAINT pk_union PRIMARY KEY (id), 
    CONSTRAINT uq_union_key UNIQUE (key)
);

CREATE TABLE member (
    id SERIAL NOT NULL, 
    name BYTEA NOT NULL, 
    role VARCHAR NOT NULL, 
    union_id INTEGER, 
    level VARCHAR NOT NULL, 
    kecamatan VARCHAR NOT NULL, 
    desa VARCHAR NOT NULL, 
    zone VARCHAR NOT NULL, 
    language VARCHAR NOT NULL, 
    demo BOOLEAN NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    confirmed_at TIMESTAMP WITH TIME ZONE, 
    erased_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_member PRIMARY KEY (id), 
    CONSTRAINT fk_member_union_id_union FOREIGN KEY(union_id) REFERENCES "union" (id)
);

CREATE INDEX ix_member_role ON member (role);

CREATE INDEX ix_member_union_id ON member (union_id);

CREATE TABLE address (
    id BIGSERIAL NOT NULL, 
    kind VARCHAR NOT NULL, 
    hash BYTEA NOT NULL, 
    value BYTEA, 
    medium VARCHAR NOT NULL, 
    demo BOOLEAN NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    greeted_at TIMESTAMP WITH TIME ZONE, 
    opted_out_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_address PRIMARY KEY (id), 
    CONSTRAINT uq_address_hash UNIQUE (hash)
);

CREATE TABLE member_address (
    member_id INTEGER NOT NULL, 
    address_id BIGINT NOT NULL, 
    position INTEGER NOT NULL, 
    CONSTRAINT pk_member_address PRIMARY KEY (member_id, address_id), 
    CONSTRAINT fk_member_address_address_id_address FOREIGN KEY(address_id) REFERENCES address (id), 
    CONSTRAINT fk_member_address_member_id_member FOREIGN KEY(member_id) REFERENCES member (id)
);

CREATE INDEX ix_member_address_address_id ON member_address (address_id);

CREATE TABLE opt_out (
    id SERIAL NOT NULL, 
    address_id BIGINT, 
    union_id INTEGER, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    ended_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_opt_out PRIMARY KEY (id), 
    CONSTRAINT fk_opt_out_address_id_address FOREIGN KEY(address_id) REFERENCES address (id), 
    CONSTRAINT fk_opt_out_union_id_union FOREIGN KEY(union_id) REFERENCES "union" (id)
);

CREATE INDEX ix_opt_out_address_id ON opt_out (address_id);

CREATE INDEX ix_opt_out_at ON opt_out (at);

CREATE TABLE consent_wording (
    hash VARCHAR NOT NULL, 
    purpose VARCHAR NOT NULL, 
    version VARCHAR NOT NULL, 
    label VARCHAR NOT NULL, 
    CONSTRAINT pk_consent_wording PRIMARY KEY (hash)
);

CREATE TABLE consent (
    id SERIAL NOT NULL, 
    address_id BIGINT, 
    member_id INTEGER, 
    wording_hash VARCHAR NOT NULL, 
    language VARCHAR NOT NULL, 
    medium VARCHAR NOT NULL, 
    given_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    withdrawn_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_consent PRIMARY KEY (id), 
    CONSTRAINT fk_consent_address_id_address FOREIGN KEY(address_id) REFERENCES address (id), 
    CONSTRAINT fk_consent_member_id_member FOREIGN KEY(member_id) REFERENCES member (id), 
    CONSTRAINT fk_consent_wording_hash_consent_wording FOREIGN KEY(wording_hash) REFERENCES consent_wording (hash)
);

CREATE INDEX ix_consent_who ON consent (address_id, member_id, wording_hash);

CREATE TABLE survey_version (
    hash VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    source TEXT NOT NULL, 
    published_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_survey_version PRIMARY KEY (hash)
);

CREATE INDEX ix_survey_version_name ON survey_version (name);

CREATE TABLE round (
    id SERIAL NOT NULL, 
    survey_name VARCHAR NOT NULL, 
    survey_hash VARCHAR NOT NULL, 
    union_id INTEGER, 
    opened_by INTEGER, 
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    closed_at TIMESTAMP WITH TIME ZONE, 
    reminder_days VARCHAR NOT NULL, 
    CONSTRAINT pk_round PRIMARY KEY (id), 
    CONSTRAINT fk_round_opened_by_member FOREIGN KEY(opened_by) REFERENCES member (id), 
    CONSTRAINT fk_round_survey_hash_survey_version FOREIGN KEY(survey_hash) REFERENCES survey_version (hash), 
    CONSTRAINT fk_round_union_id_union FOREIGN KEY(union_id) REFERENCES "union" (id)
);

CREATE INDEX ix_round_union_id ON round (union_id);

CREATE UNIQUE INDEX uq_round_open ON round (survey_name, coalesce(union_id, 0)) WHERE closed_at IS NULL;

CREATE TABLE participant (
    id BIGSERIAL NOT NULL, 
    round_id INTEGER NOT NULL, 
    member_id INTEGER, 
    address_id BIGINT, 
    union_id INTEGER, 
    medium VARCHAR NOT NULL, 
    channel VARCHAR NOT NULL, 
    invited_at TIMESTAMP WITH TIME ZONE, 
    reached_at TIMESTAMP WITH TIME ZONE, 
    started_at TIMESTAMP WITH TIME ZONE, 
    finished_at TIMESTAMP WITH TIME ZONE, 
    declined_at TIMESTAMP WITH TIME ZONE, 
    stopped_at TIMESTAMP WITH TIME ZONE, 
    expired_at TIMESTAMP WITH TIME ZONE, 
    failed_at TIMESTAMP WITH TIME ZONE, 
    failure VARCHAR NOT NULL, 
    reminders INTEGER NOT NULL, 
    reminded_at TIMESTAMP WITH TIME ZONE, 
    set_aside INTEGER NOT NULL, 
    CONSTRAINT pk_participant PRIMARY KEY (id), 
    CONSTRAINT fk_participant_address_id_address FOREIGN KEY(address_id) REFERENCES address (id), 
    CONSTRAINT fk_participant_member_id_member FOREIGN KEY(member_id) REFERENCES member (id), 
    CONSTRAINT fk_participant_round_id_round FOREIGN KEY(round_id) REFERENCES round (id), 
    CONSTRAINT fk_participant_union_id_union FOREIGN KEY(union_id) REFERENCES "union" (id)
);

CREATE INDEX ix_participant_address ON participant (address_id, round_id);

CREATE INDEX ix_participant_invited_at ON participant (invited_at);

CREATE UNIQUE INDEX uq_participant_round_member ON participant (round_id, member_id);

CREATE TABLE response (
    id BIGINT NOT NULL, 
    survey_name VARCHAR NOT NULL, 
    survey_hash VARCHAR NOT NULL, 
    round_id INTEGER, 
    participant_id BIGINT, 
    member_id INTEGER, 
    address_id BIGINT, 
    union_id INTEGER, 
    voice VARCHAR NOT NULL, 
    medium VARCHAR NOT NULL, 
    language VARCHAR NOT NULL, 
    consent_hash VARCHAR NOT NULL, 
    began_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    started_at TIMESTAMP WITH TIME ZONE, 
    ended_at TIMESTAMP WITH TIME ZONE, 
    outcome VARCHAR NOT NULL, 
    last_question VARCHAR NOT NULL, 
    demo BOOLEAN NOT NULL, 
    CONSTRAINT pk_response PRIMARY KEY (id), 
    CONSTRAINT fk_response_address_id_address FOREIGN KEY(address_id) REFERENCES address (id), 
    CONSTRAINT fk_response_member_id_member FOREIGN KEY(member_id) REFERENCES member (id), 
    CONSTRAINT fk_response_participant_id_participant FOREIGN KEY(participant_id) REFERENCES participant (id), 
    CONSTRAINT fk_response_round_id_round FOREIGN KEY(round_id) REFERENCES round (id), 
    CONSTRAINT fk_response_survey_hash_survey_version FOREIGN KEY(survey_hash) REFERENCES survey_version (hash), 
    CONSTRAINT fk_response_union_id_union FOREIGN KEY(union_id) REFERENCES "union" (id)
);

CREATE INDEX ix_response_began_at ON response (began_at);

CREATE INDEX ix_response_ended_at ON response (ended_at);

CREATE INDEX ix_response_member_id ON response (member_id);

CREATE INDEX ix_response_participant_id ON response (participant_id);

CREATE INDEX ix_response_round_id ON response (round_id);

CREATE INDEX ix_response_started_at ON response (started_at);

CREATE INDEX ix_response_survey_name ON response (survey_name);

CREATE TABLE answer (
    response_id BIGINT NOT NULL, 
    question VARCHAR NOT NULL, 
    value VARCHAR NOT NULL, 
    words BYTEA, 
    raw BYTEA, 
    rule VARCHAR NOT NULL, 
    confidence FLOAT NOT NULL, 
    gap VARCHAR NOT NULL, 
    closed BOOLEAN NOT NULL, 
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_answer PRIMARY KEY (response_id, question), 
    CONSTRAINT fk_answer_response_id_response FOREIGN KEY(response_id) REFERENCES response (id)
);

CREATE TABLE tally (
    survey_hash VARCHAR NOT NULL, 
    week VARCHAR NOT NULL, 
    round_id BIGINT NOT NULL, 
    union_id BIGINT NOT NULL, 
    voice VARCHAR NOT NULL, 
    question VARCHAR NOT NULL, 
    choice VARCHAR NOT NULL, 
    people INTEGER NOT NULL, 
    CONSTRAINT pk_tally PRIMARY KEY (survey_hash, week, round_id, union_id, voice, question, choice)
);

CREATE TABLE conversation (
    id BIGINT NOT NULL, 
    address_id BIGINT NOT NULL, 
    member_id INTEGER, 
    participant_id BIGINT, 
    response_id BIGINT NOT NULL, 
    survey_hash VARCHAR NOT NULL, 
    state BYTEA NOT NULL, 
    status VARCHAR NOT NULL, 
    channel VARCHAR NOT NULL, 
    medium VARCHAR NOT NULL, 
    heard_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_conversation PRIMARY KEY (id), 
    CONSTRAINT fk_conversation_address_id_address FOREIGN KEY(address_id) REFERENCES address (id), 
    CONSTRAINT fk_conversation_member_id_member FOREIGN KEY(member_id) REFERENCES member (id), 
    CONSTRAINT fk_conversation_participant_id_participant FOREIGN KEY(participant_id) REFERENCES participant (id), 
    CONSTRAINT fk_conversation_response_id_response FOREIGN KEY(response_id) REFERENCES response (id), 
    CONSTRAINT fk_conversation_survey_hash_survey_version FOREIGN KEY(survey_hash) REFERENCES survey_version (hash)
);

CREATE INDEX ix_conversation_address_id ON conversation (address_id);

CREATE INDEX ix_conversation_expires ON conversation (expires_at) WHERE status <> 'over';

CREATE INDEX ix_conversation_participant_id ON conversation (participant_id);

CREATE UNIQUE INDEX uq_conversation_active ON conversation (address_id) WHERE status = 'active';

CREATE TABLE message (
    id BIGINT NOT NULL, 
    channel VARCHAR NOT NULL, 
    provider_id VARCHAR NOT NULL, 
    medium VARCHAR NOT NULL, 
    address_id BIGINT, 
    conversation_id BIGINT, 
    received_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    text BYTEA, 
    payload BYTEA, 
    kind VARCHAR NOT NULL, 
    for_person BOOLEAN NOT NULL, 
    handled_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_message PRIMARY KEY (id), 
    CONSTRAINT fk_message_address_id_address FOREIGN KEY(address_id) REFERENCES address (id)
);

CREATE INDEX ix_message_address ON message (address_id, received_at);

CREATE INDEX ix_message_for_person ON message (received_at) WHERE for_person;

CREATE UNIQUE INDEX uq_message_provider ON message (channel, provider_id);

CREATE TABLE outbox (
    id BIGSERIAL NOT NULL, 
    kind VARCHAR NOT NULL, 
    channel VARCHAR NOT NULL, 
    medium VARCHAR NOT NULL, 
    address_id BIGINT, 
    member_id INTEGER, 
    message_id BIGINT, 
    participant_id BIGINT, 
    priority INTEGER NOT NULL, 
    state VARCHAR NOT NULL, 
    spoken BYTEA, 
    template VARCHAR NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    expires_at TIMESTAMP WITH TIME ZONE, 
    claimed_until TIMESTAMP WITH TIME ZONE, 
    tries INTEGER NOT NULL, 
    provider_id VARCHAR, 
    error_code VARCHAR NOT NULL, 
    error VARCHAR NOT NULL, 
    segments INTEGER NOT NULL, 
    sent_at TIMESTAMP WITH TIME ZONE, 
    ended_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_outbox PRIMARY KEY (id), 
    CONSTRAINT fk_outbox_address_id_address FOREIGN KEY(address_id) REFERENCES address (id), 
    CONSTRAINT fk_outbox_member_id_member FOREIGN KEY(member_id) REFERENCES member (id), 
    CONSTRAINT fk_outbox_message_id_message FOREIGN KEY(message_id) REFERENCES message (id), 
    CONSTRAINT fk_outbox_participant_id_participant FOREIGN KEY(participant_id) REFERENCES participant (id)
);

CREATE INDEX ix_outbox_address ON outbox (address_id, created_at);

CREATE INDEX ix_outbox_message ON outbox (message_id);

CREATE INDEX ix_outbox_participant ON outbox (participant_id);

CREATE INDEX ix_outbox_provider ON outbox (channel, provider_id);

CREATE INDEX ix_outbox_waiting ON outbox (channel, priority, due_at, id) WHERE state IN ('queued', 'sending');

CREATE TABLE pending_command (
    id SERIAL NOT NULL, 
    address_id BIGINT NOT NULL, 
    member_id INTEGER NOT NULL, 
    action VARCHAR NOT NULL, 
    subject VARCHAR NOT NULL, 
    code VARCHAR NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    used_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_pending_command PRIMARY KEY (id), 
    CONSTRAINT fk_pending_command_address_id_address FOREIGN KEY(address_id) REFERENCES address (id), 
    CONSTRAINT fk_pending_command_member_id_member FOREIGN KEY(member_id) REFERENCES member (id)
);

CREATE INDEX ix_pending_command_address_id ON pending_command (address_id);

CREATE TABLE audit (
    id SERIAL NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    member_id INTEGER, 
    door VARCHAR NOT NULL, 
    action VARCHAR NOT NULL, 
    subject VARCHAR NOT NULL, 
    CONSTRAINT pk_audit PRIMARY KEY (id), 
    CONSTRAINT fk_audit_member_id_member FOREIGN KEY(member_id) REFERENCES member (id)
);

CREATE INDEX ix_audit_at ON audit (at);

CREATE TABLE weekly_summary (
    week VARCHAR NOT NULL, 
    made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    figures BYTEA NOT NULL, 
    text_whatsapp BYTEA NOT NULL, 
    text_sms BYTEA NOT NULL, 
    CONSTRAINT pk_weekly_summary PRIMARY KEY (week)
);

CREATE TABLE fact (
    name VARCHAR NOT NULL, 
    value TEXT NOT NULL, 
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_fact PRIMARY KEY (name)
);

INSERT INTO alembic_version (version_num) VALUES ('0001') RETURNING alembic_version.version_num;

INSERT INTO "union" (id, key, name, kabupaten, province, zone, demo) VALUES (1, 'kulon-progo', 'Serikat Kulon Progo', 'Kulon Progo', 'DIY', 'WIB', false);

INSERT INTO "member" (id, name, role, union_id, level, kecamatan, desa, zone, language, demo, created_at) VALUES (1, '\x122422b2a65ed13383016b44914f48bedcfed6230c2c8cac9548730aa48f332064f69986c23875121c1f', 'member', 1, 'desa', 'Sentolo', 'Sukoreno', 'WIB', 'jv', true, '2026-11-24 03:00:00+00:00');

INSERT INTO "address" (id, kind, hash, value, medium, demo, created_at) VALUES (1, 'phone', '\xd307775180b201ea99d35557fa6d09f54d1c44217aea2e76ae7d06e6c8061071', '\x122422b28c56afa50377c8ca7ad3a6935f79a192b4eac50d9cbba7d03d61e2b12537ab2a1d90972a19c38626db', 'sms', true, '2026-11-24 03:00:00+00:00');

INSERT INTO "member_address" (member_id, address_id, position) VALUES (1, 1, 0);

INSERT INTO "survey_version" (hash, name, source, published_at) VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'corel-anggota', 'survey: []', '2026-11-24 03:00:00+00:00');

INSERT INTO "round" (id, survey_name, survey_hash, union_id, opened_by, opened_at, reminder_days) VALUES (1, 'corel-anggota', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1, 1, '2026-11-24 03:00:00+00:00', '[1, 3]');

INSERT INTO "participant" (id, round_id, member_id, address_id, union_id, medium, channel, invited_at, failure, reminders, set_aside) VALUES (1, 1, 1, 1, 1, 'sms', 'simulator', '2026-11-24 03:00:00+00:00', '', 0, 0);

INSERT INTO "response" (id, survey_name, survey_hash, round_id, participant_id, member_id, address_id, union_id, voice, medium, language, consent_hash, began_at, outcome, last_question, demo) VALUES (11, 'corel-anggota', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1, 1, 1, 1, 1, 'member', 'sms', 'jv', '', '2026-11-24 03:00:00+00:00', '', 'cerita', true);

INSERT INTO "answer" (response_id, question, value, words, raw, rule, confidence, gap, closed, answered_at) VALUES (11, 'cerita', '', '\x122422b2a9d90d58025486481c69991fc39f5cf9120a4abe0a2f9511d1e3063281f8650e716e7a200c8cd330a9b25f547183a600503c', '\x122422b2568a9f9022109b5ff432f7cd9754f68cda478c557111ead22f712cf7abe4f3d2fd8be2db90d22ed394ec13fe0c71e30c', 'text', 1.0, '', false, '2026-11-24 03:00:00+00:00');

INSERT INTO "message" (id, channel, provider_id, medium, address_id, received_at, text, payload, kind, for_person) VALUES (12, 'simulator', 'sim-1', 'sms', 1, '2026-11-24 03:00:00+00:00', '\x122422b2436a18821f3ec244f22f370aff0662b59941d9634f3958fdea4b9017daaabf7f647ea4b6b7f195535cb60659d3d83d5b', '\x122422b253ad365bc22e87e982a2cdd72c6a90e4518b200aacd120b7284f55649f76a4bcbcc67c6884dfc6afbbeeb33b', 'answer', false);

INSERT INTO "outbox" (id, kind, channel, medium, address_id, member_id, message_id, priority, state, spoken, template, created_at, due_at, tries, error_code, error, segments, sent_at) VALUES (13, 'reply', 'simulator', 'sms', 1, 1, 12, 0, 'sent', '\x122422b2d68258672e505b608492d50cbd1e9a2f2f34fe2edf6bb73bc97711f25d9dd27be4459abbf3c84c14ce0928e5bc63840d9b936f2b023bfc617addcd35ee5862a8871b047f9a39', '', '2026-11-24 03:00:00+00:00', '2026-11-24 03:00:00+00:00', 1, '', '', 1, '2026-11-24 03:00:00+00:00');

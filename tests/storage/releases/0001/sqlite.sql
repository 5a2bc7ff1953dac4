CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE "union" (
    id INTEGER NOT NULL, 
    "key" VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    kabupaten VARCHAR NOT NULL, 
    province VARCHAR NOT NULL, 
    zone VARCHAR NOT NULL, 
    demo BOOLEAN NOT NULL, 
    CONSTRAINT pk_union PRIMARY KEY (id), 
    CONSTRAINT uq_union_key UNIQUE ("key")
);

CREATE TABLE member (
    id INTEGER NOT NULL, 
    name BLOB NOT NULL, 
    role VARCHAR NOT NULL, 
    union_id INTEGER, 
    level VARCHAR NOT NULL, 
    kecamatan VARCHAR NOT NULL, 
    desa VARCHAR NOT NULL, 
    zone VARCHAR NOT NULL, 
    language VARCHAR NOT NULL, 
    demo BOOLEAN NOT NULL, 
    created_at DATETIME NOT NULL, 
    confirmed_at DATETIME, 
    erased_at DATETIME, 
    CONSTRAINT pk_member PRIMARY KEY (id), 
    CONSTRAINT fk_member_union_id_union FOREIGN KEY(union_id) REFERENCES "union" (id)
);

CREATE INDEX ix_member_role ON member (role);

CREATE INDEX ix_member_union_id ON member (union_id);

CREATE TABLE address (
    id INTEGER NOT NULL, 
    kind VARCHAR NOT NULL, 
    hash BLOB NOT NULL, 
    value BLOB, 
    medium VARCHAR NOT NULL, 
    demo BOOLEAN NOT NULL, 
    created_at DATETIME NOT NULL, 
    greeted_at DATETIME, 
    opted_out_at DATETIME, 
    CONSTRAINT pk_address PRIMARY KEY (id), 
    CONSTRAINT uq_address_hash UNIQUE (hash)
);

CREATE TABLE member_address (
    member_id INTEGER NOT NULL, 
    address_id INTEGER NOT NULL, 
    position INTEGER NOT NULL, 
    CONSTRAINT pk_member_address PRIMARY KEY (member_id, address_id), 
    CONSTRAINT fk_member_address_address_id_address FOREIGN KEY(address_id) REFERENCES address (id), 
    CONSTRAINT fk_member_address_member_id_member FOREIGN KEY(member_id) REFERENCES member (id)
);

CREATE INDEX ix_member_address_address_id ON member_address (address_id);

CREATE TABLE opt_out (
    id INTEGER NOT NULL, 
    address_id INTEGER, 
    union_id INTEGER, 
    at DATETIME NOT NULL, 
    ended_at DATETIME, 
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
    id INTEGER NOT NULL, 
    address_id INTEGER, 
    member_id INTEGER, 
    wording_hash VARCHAR NOT NULL, 
    language VARCHAR NOT NULL, 
    medium VARCHAR NOT NULL, 
    given_at DATETIME NOT NULL, 
    withdrawn_at DATETIME, 
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
    published_at DATETIME NOT NULL, 
    CONSTRAINT pk_survey_version PRIMARY KEY (hash)
);

CREATE INDEX ix_survey_version_name ON survey_version (name);

CREATE TABLE round (
    id INTEGER NOT NULL, 
    survey_name VARCHAR NOT NULL, 
    survey_hash VARCHAR NOT NULL, 
    union_id INTEGER, 
    opened_by INTEGER, 
    opened_at DATETIME NOT NULL, 
    closed_at DATETIME, 
    reminder_days VARCHAR NOT NULL, 
    CONSTRAINT pk_round PRIMARY KEY (id), 
    CONSTRAINT fk_round_opened_by_member FOREIGN KEY(opened_by) REFERENCES member (id), 
    CONSTRAINT fk_round_survey_hash_survey_version FOREIGN KEY(survey_hash) REFERENCES survey_version (hash), 
    CONSTRAINT fk_round_union_id_union FOREIGN KEY(union_id) REFERENCES "union" (id)
);

CREATE INDEX ix_round_union_id ON round (union_id);

CREATE UNIQUE INDEX uq_round_open ON round (survey_name, coalesce(union_id, 0)) WHERE closed_at IS NULL;

CREATE TABLE participant (
    id INTEGER NOT NULL, 
    round_id INTEGER NOT NULL, 
    member_id INTEGER, 
    address_id INTEGER, 
    union_id INTEGER, 
    medium VARCHAR NOT NULL, 
    channel VARCHAR NOT NULL, 
    invited_at DATETIME, 
    reached_at DATETIME, 
    started_at DATETIME, 
    finished_at DATETIME, 
    declined_at DATETIME, 
    stopped_at DATETIME, 
    expired_at DATETIME, 
    failed_at DATETIME, 
    failure VARCHAR NOT NULL, 
    reminders INTEGER NOT NULL, 
    reminded_at DATETIME, 
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
    id INTEGER NOT NULL, 
    survey_name VARCHAR NOT NULL, 
    survey_hash VARCHAR NOT NULL, 
    round_id INTEGER, 
    participant_id INTEGER, 
    member_id INTEGER, 
    address_id INTEGER, 
    union_id INTEGER, 
    voice VARCHAR NOT NULL, 
    medium VARCHAR NOT NULL, 
    language VARCHAR NOT NULL, 
    consent_hash VARCHAR NOT NULL, 
    began_at DATETIME NOT NULL, 
    started_at DATETIME, 
    ended_at DATETIME, 
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
    response_id INTEGER NOT NULL, 
    question VARCHAR NOT NULL, 
    value VARCHAR NOT NULL, 
    words BLOB, 
    raw BLOB, 
    rule VARCHAR NOT NULL, 
    confidence FLOAT NOT NULL, 
    gap VARCHAR NOT NULL, 
    closed BOOLEAN NOT NULL, 
    answered_at DATETIME NOT NULL, 
    CONSTRAINT pk_answer PRIMARY KEY (response_id, question), 
    CONSTRAINT fk_answer_response_id_response FOREIGN KEY(response_id) REFERENCES response (id)
);

CREATE TABLE tally (
    survey_hash VARCHAR NOT NULL, 
    week VARCHAR NOT NULL, 
    round_id INTEGER NOT NULL, 
    union_id INTEGER NOT NULL, 
    voice VARCHAR NOT NULL, 
    question VARCHAR NOT NULL, 
    choice VARCHAR NOT NULL, 
    people INTEGER NOT NULL, 
    CONSTRAINT pk_tally PRIMARY KEY (survey_hash, week, round_id, union_id, voice, question, choice)
);

CREATE TABLE conversation (
    id INTEGER NOT NULL, 
    address_id INTEGER NOT NULL, 
    member_id INTEGER, 
    participant_id INTEGER, 
    response_id INTEGER NOT NULL, 
    survey_hash VARCHAR NOT NULL, 
    state BLOB NOT NULL, 
    status VARCHAR NOT NULL, 
    channel VARCHAR NOT NULL, 
    medium VARCHAR NOT NULL, 
    heard_at DATETIME NOT NULL, 
    expires_at DATETIME NOT NULL, 
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
    id INTEGER NOT NULL, 
    channel VARCHAR NOT NULL, 
    provider_id VARCHAR NOT NULL, 
    medium VARCHAR NOT NULL, 
    address_id INTEGER, 
    conversation_id INTEGER, 
    received_at DATETIME NOT NULL, 
    text BLOB, 
    payload BLOB, 
    kind VARCHAR NOT NULL, 
    for_person BOOLEAN NOT NULL, 
    handled_at DATETIME, 
    CONSTRAINT pk_message PRIMARY KEY (id), 
    CONSTRAINT fk_message_address_id_address FOREIGN KEY(address_id) REFERENCES address (id)
);

CREATE INDEX ix_message_address ON message (address_id, received_at);

CREATE INDEX ix_message_for_person ON message (received_at) WHERE for_person;

CREATE UNIQUE INDEX uq_message_provider ON message (channel, provider_id);

CREATE TABLE outbox (
    id INTEGER NOT NULL, 
    kind VARCHAR NOT NULL, 
    channel VARCHAR NOT NULL, 
    medium VARCHAR NOT NULL, 
    address_id INTEGER, 
    member_id INTEGER, 
    message_id INTEGER, 
    participant_id INTEGER, 
    priority INTEGER NOT NULL, 
    state VARCHAR NOT NULL, 
    spoken BLOB, 
    template VARCHAR NOT NULL, 
    created_at DATETIME NOT NULL, 
    due_at DATETIME NOT NULL, 
    expires_at DATETIME, 
    claimed_until DATETIME, 
    tries INTEGER NOT NULL, 
    provider_id VARCHAR, 
    error_code VARCHAR NOT NULL, 
    error VARCHAR NOT NULL, 
    segments INTEGER NOT NULL, 
    sent_at DATETIME, 
    ended_at DATETIME, 
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
    id INTEGER NOT NULL, 
    address_id INTEGER NOT NULL, 
    member_id INTEGER NOT NULL, 
    action VARCHAR NOT NULL, 
    subject VARCHAR NOT NULL, 
    code VARCHAR NOT NULL, 
    created_at DATETIME NOT NULL, 
    expires_at DATETIME NOT NULL, 
    used_at DATETIME, 
    CONSTRAINT pk_pending_command PRIMARY KEY (id), 
    CONSTRAINT fk_pending_command_address_id_address FOREIGN KEY(address_id) REFERENCES address (id), 
    CONSTRAINT fk_pending_command_member_id_member FOREIGN KEY(member_id) REFERENCES member (id)
);

CREATE INDEX ix_pending_command_address_id ON pending_command (address_id);

CREATE TABLE audit (
    id INTEGER NOT NULL, 
    at DATETIME NOT NULL, 
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
    made_at DATETIME NOT NULL, 
    figures BLOB NOT NULL, 
    text_whatsapp BLOB NOT NULL, 
    text_sms BLOB NOT NULL, 
    CONSTRAINT pk_weekly_summary PRIMARY KEY (week)
);

CREATE TABLE fact (
    name VARCHAR NOT NULL, 
    value TEXT NOT NULL, 
    changed_at DATETIME NOT NULL, 
    CONSTRAINT pk_fact PRIMARY KEY (name)
);

INSERT INTO alembic_version (version_num) VALUES ('0001') RETURNING version_num;

INSERT INTO "union" (id, key, name, kabupaten, province, zone, demo) VALUES (1, 'kulon-progo', 'Serikat Kulon Progo', 'Kulon Progo', 'DIY', 'WIB', 0);

INSERT INTO "member" (id, name, role, union_id, level, kecamatan, desa, zone, language, demo, created_at) VALUES (1, X'122422b23e2ef65d03870e7a522d3d3d03dab2d426b111767e809a62dd1397dec3aa1a136b2f4d616c0c', 'member', 1, 'desa', 'Sentolo', 'Sukoreno', 'WIB', 'jv', 1, '2026-11-24 03:00:00.000000');

INSERT INTO "address" (id, kind, hash, value, medium, demo, created_at) VALUES (1, 'phone', X'd307775180b201ea99d35557fa6d09f54d1c44217aea2e76ae7d06e6c8061071', X'122422b2405e25cc2564ad4329057e73c8cdd2f6de3113ca5c75ab1fabceba24429d1a36f810b37e71f496ac2a', 'sms', 1, '2026-11-24 03:00:00.000000');

INSERT INTO "member_address" (member_id, address_id, position) VALUES (1, 1, 0);

INSERT INTO "survey_version" (hash, name, source, published_at) VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'corel-anggota', 'survey: []', '2026-11-24 03:00:00.000000');

INSERT INTO "round" (id, survey_name, survey_hash, union_id, opened_by, opened_at, reminder_days) VALUES (1, 'corel-anggota', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1, 1, '2026-11-24 03:00:00.000000', '[1, 3]');

INSERT INTO "participant" (id, round_id, member_id, address_id, union_id, medium, channel, invited_at, failure, reminders, set_aside) VALUES (1, 1, 1, 1, 1, 'sms', 'simulator', '2026-11-24 03:00:00.000000', '', 0, 0);

INSERT INTO "response" (id, survey_name, survey_hash, round_id, participant_id, member_id, address_id, union_id, voice, medium, language, consent_hash, began_at, outcome, last_question, demo) VALUES (11, 'corel-anggota', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1, 1, 1, 1, 1, 'member', 'sms', 'jv', '', '2026-11-24 03:00:00.000000', '', 'cerita', 1);

INSERT INTO "answer" (response_id, question, value, words, raw, rule, confidence, gap, closed, answered_at) VALUES (11, 'cerita', '', X'122422b2e2f6ee4b13da5806bfa6a2ae6aeb66c3606c655b27eb77ee6e1e2728aa4118cb44bfeda88a015f1cdc6678dac07a60d02261', X'122422b2690482a668cef200677fc7eb0cc06969d9cb48afee5805497cc617018c41568a5e104a2dc87bf64bf287a362b69bda56', 'text', 1.0, '', 0, '2026-11-24 03:00:00.000000');

INSERT INTO "message" (id, channel, provider_id, medium, address_id, received_at, text, payload, kind, for_person) VALUES (12, 'simulator', 'sim-1', 'sms', 1, '2026-11-24 03:00:00.000000', X'122422b2796d38c36d4a5ffe3f77224721d3e4ce817930758119730c5e97ce5c8838ab9cf83f4b267b3d9acb612e2211bdd09ceb', X'122422b2dcf9345159d2364dbf3812edabccaaea8a4632223298b682dcf5753c1ebf2a8fdf00c3d8dba20617f32e3ae3', 'answer', 0);

INSERT INTO "outbox" (id, kind, channel, medium, address_id, member_id, message_id, priority, state, spoken, template, created_at, due_at, tries, error_code, error, segments, sent_at) VALUES (13, 'reply', 'simulator', 'sms', 1, 1, 12, 0, 'sent', X'122422b2f8754de9076ab4d29c3aee10bdd1bbd91d74f228e5e8bbfd25cbdee00df7e99bd0a3bda8d3469c4bfc86f9b23801ce246fe2aea7ded9cb8141b0d3d75b799efd4b58852001a3', '', '2026-11-24 03:00:00.000000', '2026-11-24 03:00:00.000000', 1, '', '', 1, '2026-11-24 03:00:00.000000');

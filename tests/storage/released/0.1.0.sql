BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0017');
CREATE TABLE asked_pair (
	language VARCHAR(8) NOT NULL, 
	pair_hash VARCHAR(64) NOT NULL, 
	month VARCHAR(7) NOT NULL, 
	conversations INTEGER NOT NULL, 
	words VARCHAR(128), 
	CONSTRAINT pk_asked_pair PRIMARY KEY (language, pair_hash)
);
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	operator_id INTEGER, 
	action VARCHAR(32) NOT NULL, 
	pseudonym VARCHAR(32), detail VARCHAR(64), chain VARCHAR(64) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (id), 
	CONSTRAINT fk_audit_operator_id FOREIGN KEY(operator_id) REFERENCES operator (id) ON DELETE SET NULL
);
CREATE TABLE audit_counted (
	action VARCHAR(32) NOT NULL, 
	operator_id INTEGER NOT NULL, 
	since DATETIME NOT NULL, 
	number INTEGER NOT NULL, 
	CONSTRAINT pk_audit_counted PRIMARY KEY (action, operator_id)
);
CREATE TABLE call_back (
	id INTEGER NOT NULL, 
	conversation_id INTEGER NOT NULL, 
	way VARCHAR(8) NOT NULL, 
	details BLOB NOT NULL, 
	due_at DATETIME NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	tries INTEGER NOT NULL, 
	operator_id INTEGER, 
	created_at DATETIME NOT NULL, 
	done_at DATETIME, 
	CONSTRAINT pk_call_back PRIMARY KEY (id), 
	CONSTRAINT fk_call_back_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversation (id) ON DELETE CASCADE, 
	CONSTRAINT fk_call_back_operator_id FOREIGN KEY(operator_id) REFERENCES operator (id) ON DELETE SET NULL
);
CREATE TABLE closed_month (
	month VARCHAR(7) NOT NULL, 
	period VARCHAR(7) NOT NULL, 
	records INTEGER NOT NULL, 
	made BOOLEAN NOT NULL, 
	CONSTRAINT pk_closed_month PRIMARY KEY (month)
);
CREATE TABLE closing (
	id INTEGER NOT NULL, 
	conversation_id INTEGER NOT NULL, 
	operator_id INTEGER, 
	outcome VARCHAR(24) NOT NULL, 
	referral BLOB, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_closing PRIMARY KEY (id), 
	CONSTRAINT fk_closing_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversation (id) ON DELETE CASCADE, 
	CONSTRAINT fk_closing_operator_id FOREIGN KEY(operator_id) REFERENCES operator (id) ON DELETE SET NULL
);
CREATE TABLE coded_count (
	first VARCHAR(16) NOT NULL, 
	second VARCHAR(16) NOT NULL, 
	month VARCHAR(7) NOT NULL, 
	first_code VARCHAR(64) NOT NULL, 
	second_code VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	CONSTRAINT pk_coded_count PRIMARY KEY (first, second, month, first_code, second_code)
);
CREATE TABLE coded_item (
	record_id INTEGER NOT NULL, 
	dimension VARCHAR(16) NOT NULL, 
	code VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_coded_item PRIMARY KEY (record_id, dimension, code), 
	CONSTRAINT fk_coded_item_record_id FOREIGN KEY(record_id) REFERENCES coded_record (id) ON DELETE CASCADE
);
CREATE TABLE coded_record (
	id INTEGER NOT NULL, 
	month VARCHAR(7) NOT NULL, 
	made BOOLEAN NOT NULL, 
	country VARCHAR(64) NOT NULL, 
	language VARCHAR(64) NOT NULL, 
	channel VARCHAR(64) NOT NULL, 
	sex VARCHAR(64) NOT NULL, 
	age VARCHAR(64) NOT NULL, 
	sector VARCHAR(64) NOT NULL, 
	relation VARCHAR(64) NOT NULL, 
	citizenship VARCHAR(64) NOT NULL, 
	outcome VARCHAR(64) NOT NULL, 
	wait VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_coded_record PRIMARY KEY (id)
);
CREATE TABLE contact (
	id INTEGER NOT NULL, 
	pseudonym VARCHAR(32) NOT NULL, 
	channel VARCHAR(16) NOT NULL, 
	address_hash VARCHAR(64) NOT NULL, 
	address BLOB NOT NULL, 
	language VARCHAR(8), 
	language_chosen BOOLEAN NOT NULL, 
	country VARCHAR(2), 
	country_chosen BOOLEAN NOT NULL, 
	stopped_at DATETIME, 
	stopped_by VARCHAR(16), 
	erase_at DATETIME, 
	created_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, former_hash VARCHAR(64), data_key BLOB DEFAULT '' NOT NULL, 
	CONSTRAINT pk_contact PRIMARY KEY (id), 
	CONSTRAINT uq_contact_channel_address_hash UNIQUE (channel, address_hash), 
	CONSTRAINT uq_contact_pseudonym UNIQUE (pseudonym)
);
CREATE TABLE conversation (
	id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	holder VARCHAR(16) NOT NULL, 
	operator_id INTEGER, 
	urgency INTEGER NOT NULL, 
	waiting_since DATETIME, 
	taken_at DATETIME, 
	last_sequence INTEGER NOT NULL, 
	offer BLOB, 
	tracker BLOB, 
	claimed_by VARCHAR(64), 
	claimed_until DATETIME, 
	changed_at DATETIME NOT NULL, reason BLOB, household VARCHAR(16), counting VARCHAR(8), form BLOB, offered_to INTEGER, offered_at DATETIME, 
	CONSTRAINT pk_conversation PRIMARY KEY (id), 
	CONSTRAINT fk_conversation_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE, 
	CONSTRAINT fk_conversation_operator_id FOREIGN KEY(operator_id) REFERENCES operator (id) ON DELETE SET NULL, 
	CONSTRAINT uq_conversation_contact_id UNIQUE (contact_id)
);
CREATE TABLE counter (
	name VARCHAR(64) NOT NULL, 
	value FLOAT NOT NULL, 
	CONSTRAINT pk_counter PRIMARY KEY (name)
);
CREATE TABLE erased (
	id INTEGER NOT NULL, 
	channel VARCHAR(16) NOT NULL, 
	provider_id_hash VARCHAR(64) NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_erased PRIMARY KEY (id), 
	CONSTRAINT uq_erased_channel_provider_id_hash UNIQUE (channel, provider_id_hash)
);
CREATE TABLE heartbeat (
	process VARCHAR(16) NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_heartbeat PRIMARY KEY (process)
);
CREATE TABLE inbox (
	id INTEGER NOT NULL, 
	channel VARCHAR(16) NOT NULL, 
	provider_id_hash VARCHAR(128) NOT NULL, 
	conversation_id INTEGER NOT NULL, 
	message_id INTEGER NOT NULL, 
	content BLOB NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	attempts INTEGER NOT NULL, 
	received_at DATETIME NOT NULL, 
	done_at DATETIME, signature_hash VARCHAR(64), provider_id BLOB DEFAULT '' NOT NULL, household VARCHAR(16), turn_at DATETIME DEFAULT '1970-01-01 00:00:00' NOT NULL, 
	CONSTRAINT pk_inbox PRIMARY KEY (id), 
	CONSTRAINT fk_inbox_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversation (id) ON DELETE CASCADE, 
	CONSTRAINT fk_inbox_message_id FOREIGN KEY(message_id) REFERENCES message (id) ON DELETE CASCADE, 
	CONSTRAINT uq_inbox_channel_provider_id UNIQUE (channel, provider_id_hash)
);
CREATE TABLE login_attempt (
	id INTEGER NOT NULL, 
	name_hash VARCHAR(64) NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_login_attempt PRIMARY KEY (id)
);
CREATE TABLE message (
	id INTEGER NOT NULL, 
	conversation_id INTEGER NOT NULL, 
	sequence INTEGER NOT NULL, 
	author VARCHAR(16) NOT NULL, 
	operator_id INTEGER, 
	kind VARCHAR(16) NOT NULL, 
	text BLOB NOT NULL, 
	choices BLOB, 
	sources BLOB, 
	language VARCHAR(8), 
	created_at DATETIME NOT NULL, topic BLOB, urgent BOOLEAN DEFAULT (0) NOT NULL, seen BLOB, 
	CONSTRAINT pk_message PRIMARY KEY (id), 
	CONSTRAINT fk_message_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversation (id) ON DELETE CASCADE, 
	CONSTRAINT fk_message_operator_id FOREIGN KEY(operator_id) REFERENCES operator (id) ON DELETE SET NULL, 
	CONSTRAINT uq_message_conversation_id_sequence UNIQUE (conversation_id, sequence)
);
CREATE TABLE note (
	id INTEGER NOT NULL, 
	conversation_id INTEGER NOT NULL, 
	operator_id INTEGER, 
	kind VARCHAR(16) NOT NULL, 
	text BLOB NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_note PRIMARY KEY (id), 
	CONSTRAINT fk_note_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversation (id) ON DELETE CASCADE, 
	CONSTRAINT fk_note_operator_id FOREIGN KEY(operator_id) REFERENCES operator (id) ON DELETE SET NULL
);
CREATE TABLE "operator" (
	id INTEGER NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	password_hash VARCHAR(256) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	disabled BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	must_change BOOLEAN DEFAULT (0) NOT NULL, duty VARCHAR(8) DEFAULT 'on' NOT NULL, languages VARCHAR(128) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_operator PRIMARY KEY (id), 
	CONSTRAINT uq_operator_name UNIQUE (name)
);
CREATE TABLE operator_session (
	token_hash VARCHAR(64) NOT NULL, 
	operator_id INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, pulse_at DATETIME, 
	CONSTRAINT pk_operator_session PRIMARY KEY (token_hash), 
	CONSTRAINT fk_operator_session_operator_id FOREIGN KEY(operator_id) REFERENCES operator (id) ON DELETE CASCADE
);
CREATE TABLE "outbox" (
	id INTEGER NOT NULL, 
	conversation_id INTEGER NOT NULL, 
	message_id INTEGER NOT NULL, 
	channel VARCHAR(16) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	attempts INTEGER NOT NULL, 
	due_at DATETIME NOT NULL, 
	claimed_until DATETIME, 
	provider_id_hash VARCHAR(128), 
	error VARCHAR(64), 
	even_if_stopped BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	sent_at DATETIME, 
	claimed_by VARCHAR(64), 
	urgent BOOLEAN DEFAULT (0) NOT NULL, provider_id BLOB, resent_at DATETIME, 
	CONSTRAINT pk_outbox PRIMARY KEY (id), 
	CONSTRAINT fk_outbox_message_id FOREIGN KEY(message_id) REFERENCES message (id) ON DELETE CASCADE, 
	CONSTRAINT fk_outbox_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversation (id) ON DELETE CASCADE
);
CREATE TABLE retention_hold (
	contact_id INTEGER NOT NULL, 
	until DATE NOT NULL, 
	reason BLOB NOT NULL, 
	operator_id INTEGER, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_retention_hold PRIMARY KEY (contact_id), 
	CONSTRAINT fk_retention_hold_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE, 
	CONSTRAINT fk_retention_hold_operator_id FOREIGN KEY(operator_id) REFERENCES operator (id) ON DELETE SET NULL
);
CREATE TABLE safe_word (
	conversation_id INTEGER NOT NULL, 
	digest BLOB, 
	open_until DATETIME NOT NULL, 
	hidden BOOLEAN NOT NULL, 
	behind BLOB, 
	shown_after INTEGER NOT NULL, 
	floor INTEGER NOT NULL, 
	tries INTEGER NOT NULL, 
	tried_at DATETIME, 
	CONSTRAINT pk_safe_word PRIMARY KEY (conversation_id), 
	CONSTRAINT fk_safe_word_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversation (id) ON DELETE CASCADE
);
CREATE TABLE statistics_reading (
	operator_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	what VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_statistics_reading PRIMARY KEY (operator_id, day, what), 
	CONSTRAINT fk_statistics_reading_operator_id FOREIGN KEY(operator_id) REFERENCES operator (id) ON DELETE CASCADE
);
CREATE TABLE tombstone (
	id INTEGER NOT NULL, 
	pseudonym VARCHAR(32) NOT NULL, 
	erased_on DATE NOT NULL, 
	CONSTRAINT pk_tombstone PRIMARY KEY (id)
);
CREATE INDEX ix_login_attempt_name_hash ON login_attempt (name_hash);
CREATE INDEX ix_outbox_conversation_state ON outbox (conversation_id, state);
CREATE INDEX ix_outbox_provider ON outbox (channel, provider_id_hash);
CREATE INDEX ix_inbox_to_answer_of ON inbox (conversation_id, id) WHERE state = 'waiting';
CREATE INDEX ix_outbox_to_send ON outbox (channel, due_at) WHERE state IN ('waiting', 'sending');
CREATE INDEX ix_outbox_to_send_of ON outbox (conversation_id, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX ix_conversation_people ON conversation (id) WHERE holder != 'bot' OR waiting_since IS NOT NULL;
CREATE INDEX ix_conversation_claimed ON conversation (claimed_by) WHERE claimed_by IS NOT NULL;
CREATE INDEX ix_contact_erase ON contact (erase_at) WHERE erase_at IS NOT NULL;
CREATE INDEX ix_inbox_conversation ON inbox (conversation_id, message_id);
CREATE INDEX ix_inbox_message ON inbox (message_id);
CREATE INDEX ix_outbox_message ON outbox (message_id);
CREATE INDEX ix_conversation_changed ON conversation (changed_at);
CREATE INDEX ix_audit_operator ON audit (operator_id, at);
CREATE UNIQUE INDEX ix_inbox_signature ON inbox (channel, signature_hash);
CREATE INDEX ix_conversation_offer ON conversation (changed_at) WHERE offer IS NOT NULL;
CREATE INDEX ix_outbox_provider_ids ON outbox (created_at) WHERE provider_id_hash IS NOT NULL;
CREATE INDEX ix_inbox_worked_off ON inbox (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX ix_contact_seen ON contact (seen_at) WHERE former_hash IS NULL;
CREATE INDEX ix_contact_former ON contact (channel, former_hash) WHERE former_hash IS NOT NULL;
CREATE INDEX ix_audit_pseudonym ON audit (pseudonym, id);
CREATE INDEX ix_inbox_to_answer ON inbox (attempts, turn_at, id) WHERE state = 'waiting';
CREATE INDEX ix_inbox_to_answer_from ON inbox (household, id) WHERE state = 'waiting';
CREATE INDEX ix_conversation_to_count ON conversation (changed_at) WHERE counting IS NULL;
CREATE INDEX ix_coded_record_month ON coded_record (month);
CREATE INDEX ix_safe_word_open ON safe_word (open_until) WHERE digest IS NOT NULL AND hidden = false;
CREATE INDEX ix_call_back_conversation ON call_back (conversation_id);
CREATE INDEX ix_note_conversation ON note (conversation_id);
CREATE INDEX ix_closing_conversation ON closing (conversation_id);
CREATE INDEX ix_erased_at ON erased (at);
COMMIT;

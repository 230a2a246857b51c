CREATE TABLE accounts (
	id TEXT NOT NULL,
	name TEXT NOT NULL,
	time_zone TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_accounts PRIMARY KEY (id)
)
 STRICT
--;;
CREATE TABLE announcements (
	id INTEGER NOT NULL,
	node TEXT NOT NULL,
	at TEXT NOT NULL,
	topic TEXT NOT NULL,
	event TEXT NOT NULL,
	payload TEXT NOT NULL,
	CONSTRAINT pk_announcements PRIMARY KEY (id)
)
 STRICT
--;;
CREATE INDEX ix_announcements_at ON announcements (at)
--;;
CREATE TABLE audit_entries (
	seq INTEGER NOT NULL,
	account_id TEXT NOT NULL,
	at TEXT NOT NULL,
	actor_kind TEXT NOT NULL,
	actor_id TEXT NOT NULL,
	actor_label TEXT NOT NULL,
	action TEXT NOT NULL,
	subject_kind TEXT NOT NULL,
	subject_id TEXT NOT NULL,
	conversation_id TEXT,
	reason TEXT,
	detail TEXT NOT NULL,
	CONSTRAINT pk_audit_entries PRIMARY KEY (seq)
)
 STRICT
--;;
CREATE INDEX ix_audit_entries_account_id_at ON audit_entries (account_id, at)
--;;
CREATE INDEX ix_audit_entries_account_id_seq ON audit_entries (account_id, seq)
--;;
CREATE INDEX ix_audit_entries_action ON audit_entries (account_id, action, seq)
--;;
CREATE INDEX ix_audit_entries_actor ON audit_entries (account_id, actor_id, action, seq)
--;;
CREATE INDEX ix_audit_entries_actor_kind ON audit_entries (account_id, actor_kind, action, seq)
--;;
CREATE INDEX ix_audit_entries_conversation ON audit_entries (account_id, conversation_id, seq)
--;;
CREATE INDEX ix_audit_entries_subject ON audit_entries (account_id, subject_id, seq)
--;;
CREATE TRIGGER audit_entries_keep_update BEFORE UPDATE ON audit_entries BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
--;;
CREATE TRIGGER audit_entries_keep_delete BEFORE DELETE ON audit_entries BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
--;;
CREATE TABLE jobs (
	id TEXT NOT NULL,
	kind TEXT NOT NULL,
	args TEXT NOT NULL,
	state TEXT NOT NULL,
	run_at TEXT NOT NULL,
	priority INTEGER NOT NULL,
	unique_key TEXT,
	attempt INTEGER NOT NULL,
	max_attempts INTEGER NOT NULL,
	crashes INTEGER NOT NULL,
	error TEXT,
	CONSTRAINT pk_jobs PRIMARY KEY (id)
)
 STRICT
--;;
CREATE INDEX ix_jobs_claim ON jobs (state, kind, priority, run_at)
--;;
CREATE INDEX ix_jobs_state_run_at ON jobs (state, run_at)
--;;
CREATE UNIQUE INDEX uq_jobs_unique_key ON jobs (unique_key) WHERE state = 'waiting'
--;;
CREATE TABLE schedules (
	name TEXT NOT NULL,
	next_fire_at TEXT,
	CONSTRAINT pk_schedules PRIMARY KEY (name)
)
 STRICT
--;;
CREATE TABLE articles (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	path TEXT,
	title TEXT NOT NULL,
	status TEXT NOT NULL,
	published_revision_id TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_articles PRIMARY KEY (id),
	CONSTRAINT uq_articles_account_id_path UNIQUE (account_id, path),
	CONSTRAINT fk_articles_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE INDEX ix_articles_page ON articles (account_id, updated_at, id)
--;;
CREATE INDEX ix_articles_status ON articles (account_id, status, updated_at, id)
--;;
CREATE TABLE customers (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	external_id TEXT,
	email TEXT,
	name TEXT,
	phone TEXT,
	profile_photo_url TEXT,
	browser TEXT,
	browser_version TEXT,
	browser_language TEXT,
	os TEXT,
	ip TEXT,
	current_url TEXT,
	host TEXT,
	pathname TEXT,
	screen_height INTEGER,
	screen_width INTEGER,
	lib TEXT,
	time_zone TEXT,
	metadata TEXT,
	first_seen TEXT NOT NULL,
	last_seen_at TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_customers PRIMARY KEY (id),
	CONSTRAINT fk_customers_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE INDEX ix_customers_account_id_email ON customers (account_id, email)
--;;
CREATE INDEX ix_customers_account_id_external_id ON customers (account_id, external_id, updated_at DESC)
--;;
CREATE INDEX ix_customers_account_id_updated_at ON customers (account_id, updated_at DESC)
--;;
CREATE TABLE inboxes (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	name TEXT NOT NULL,
	slug TEXT,
	is_primary INTEGER NOT NULL,
	draft_policy TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_inboxes PRIMARY KEY (id),
	CONSTRAINT fk_inboxes_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE INDEX ix_inboxes_account_id ON inboxes (account_id)
--;;
CREATE TABLE resolved_cases (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	conversation_id TEXT NOT NULL,
	subject TEXT NOT NULL,
	problem TEXT NOT NULL,
	resolution TEXT NOT NULL,
	redactions INTEGER NOT NULL,
	resolved_at TEXT NOT NULL,
	indexed_at TEXT NOT NULL,
	CONSTRAINT pk_resolved_cases PRIMARY KEY (id),
	CONSTRAINT fk_resolved_cases_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT uq_resolved_cases_conversation_id UNIQUE (conversation_id)
)
 STRICT
--;;
CREATE TABLE search_corpora (
	id INTEGER NOT NULL,
	account_id TEXT NOT NULL,
	source TEXT NOT NULL,
	version INTEGER NOT NULL,
	documents INTEGER NOT NULL,
	passages INTEGER NOT NULL,
	title_words INTEGER NOT NULL,
	heading_words INTEGER NOT NULL,
	body_words INTEGER NOT NULL,
	CONSTRAINT pk_search_corpora PRIMARY KEY (id),
	CONSTRAINT uq_search_corpora_account_id_source UNIQUE (account_id, source),
	CONSTRAINT fk_search_corpora_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE TABLE users (
	id INTEGER NOT NULL,
	account_id TEXT NOT NULL,
	email TEXT NOT NULL,
	password_hash TEXT NOT NULL,
	role TEXT NOT NULL,
	full_name TEXT,
	display_name TEXT,
	profile_photo_url TEXT,
	disabled_at TEXT,
	archived_at TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_users PRIMARY KEY (id),
	CONSTRAINT fk_users_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT uq_users_email UNIQUE (email)
)
 STRICT
--;;
CREATE INDEX ix_users_account_id ON users (account_id)
--;;
CREATE TABLE api_keys (
	id TEXT NOT NULL,
	user_id INTEGER NOT NULL,
	account_id TEXT NOT NULL,
	label TEXT NOT NULL,
	hint TEXT NOT NULL,
	key_hash BLOB NOT NULL,
	created_at TEXT NOT NULL,
	last_used_at TEXT,
	revoked_at TEXT,
	CONSTRAINT pk_api_keys PRIMARY KEY (id),
	CONSTRAINT fk_api_keys_user_id FOREIGN KEY(user_id) REFERENCES users (id),
	CONSTRAINT fk_api_keys_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT uq_api_keys_key_hash UNIQUE (key_hash)
)
 STRICT
--;;
CREATE INDEX ix_api_keys_account_id ON api_keys (account_id)
--;;
CREATE INDEX ix_api_keys_user_id ON api_keys (user_id)
--;;
CREATE TABLE article_revisions (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	article_id TEXT NOT NULL,
	version INTEGER NOT NULL,
	state TEXT NOT NULL,
	title TEXT NOT NULL,
	body TEXT NOT NULL,
	digest TEXT NOT NULL,
	author TEXT NOT NULL,
	created_at TEXT NOT NULL,
	published_at TEXT,
	CONSTRAINT pk_article_revisions PRIMARY KEY (id),
	CONSTRAINT uq_article_revisions_article_id_version UNIQUE (article_id, version),
	CONSTRAINT fk_article_revisions_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_article_revisions_article_id FOREIGN KEY(article_id) REFERENCES articles (id)
)
 STRICT
--;;
CREATE TRIGGER article_revisions_keep BEFORE UPDATE OF title, body, digest, version, article_id ON article_revisions WHEN OLD.state <> 'draft' BEGIN SELECT RAISE(ABORT, 'a published revision cannot be modified'); END
--;;
CREATE TABLE conversations (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	inbox_id TEXT NOT NULL,
	customer_id TEXT NOT NULL,
	assignee_id INTEGER,
	status TEXT NOT NULL,
	source TEXT NOT NULL,
	subject TEXT,
	preview TEXT,
	priority TEXT NOT NULL,
	read INTEGER NOT NULL,
	version INTEGER NOT NULL,
	clarifications INTEGER NOT NULL,
	awaiting TEXT,
	draft_id TEXT,
	draft_kind TEXT,
	metadata TEXT,
	last_activity_at TEXT NOT NULL,
	first_replied_at TEXT,
	last_replied_at TEXT,
	closed_at TEXT,
	archived_at TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_conversations PRIMARY KEY (id),
	CONSTRAINT fk_conversations_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_conversations_inbox_id FOREIGN KEY(inbox_id) REFERENCES inboxes (id),
	CONSTRAINT fk_conversations_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id),
	CONSTRAINT fk_conversations_assignee_id FOREIGN KEY(assignee_id) REFERENCES users (id)
)
 STRICT
--;;
CREATE INDEX ix_conversations_archived_page ON conversations (account_id, last_activity_at DESC, id DESC) WHERE archived_at IS NOT NULL
--;;
CREATE INDEX ix_conversations_assignee_page ON conversations (account_id, assignee_id, status, last_activity_at DESC, id DESC) WHERE assignee_id IS NOT NULL
--;;
CREATE INDEX ix_conversations_channel_page ON conversations (account_id, source, last_activity_at DESC, id DESC) WHERE source != 'chat'
--;;
CREATE INDEX ix_conversations_customer_page ON conversations (customer_id, last_activity_at DESC)
--;;
CREATE INDEX ix_conversations_decision_page ON conversations (account_id, last_activity_at DESC, id DESC) WHERE draft_id IS NOT NULL
--;;
CREATE INDEX ix_conversations_inbox_page ON conversations (account_id, status, last_activity_at DESC, id DESC)
--;;
CREATE INDEX ix_conversations_resolved_page ON conversations (account_id, last_activity_at DESC, id DESC) WHERE closed_at IS NOT NULL AND archived_at IS NULL
--;;
CREATE INDEX ix_conversations_unassigned_page ON conversations (account_id, status, last_activity_at DESC, id DESC) WHERE assignee_id IS NULL
--;;
CREATE INDEX ix_conversations_waiting_page ON conversations (account_id, last_activity_at DESC, id DESC) WHERE awaiting = 'operator'
--;;
CREATE TABLE search_documents (
	number INTEGER NOT NULL,
	corpus_id INTEGER NOT NULL,
	owner_id TEXT NOT NULL,
	revision_id TEXT,
	title TEXT NOT NULL,
	title_stems TEXT NOT NULL,
	passages INTEGER NOT NULL,
	CONSTRAINT pk_search_documents PRIMARY KEY (number),
	CONSTRAINT fk_search_documents_corpus_id FOREIGN KEY(corpus_id) REFERENCES search_corpora (id) ON DELETE CASCADE,
	CONSTRAINT uq_search_documents_corpus_id_owner_id UNIQUE (corpus_id, owner_id)
)
 STRICT
--;;
CREATE TABLE search_terms (
	corpus_id INTEGER NOT NULL,
	stem TEXT NOT NULL,
	passages INTEGER NOT NULL,
	titled INTEGER NOT NULL,
	documents INTEGER NOT NULL,
	CONSTRAINT pk_search_terms PRIMARY KEY (corpus_id, stem),
	CONSTRAINT fk_search_terms_corpus_id FOREIGN KEY(corpus_id) REFERENCES search_corpora (id) ON DELETE CASCADE
)
 STRICT
--;;
CREATE TABLE sessions (
	id TEXT NOT NULL,
	user_id INTEGER NOT NULL,
	access_hash BLOB NOT NULL,
	renew_hash BLOB NOT NULL,
	access_expires_at TEXT NOT NULL,
	renew_expires_at TEXT NOT NULL,
	created_at TEXT NOT NULL,
	CONSTRAINT pk_sessions PRIMARY KEY (id),
	CONSTRAINT fk_sessions_user_id FOREIGN KEY(user_id) REFERENCES users (id),
	CONSTRAINT uq_sessions_access_hash UNIQUE (access_hash),
	CONSTRAINT uq_sessions_renew_hash UNIQUE (renew_hash)
)
 STRICT
--;;
CREATE INDEX ix_sessions_renew_expires_at ON sessions (renew_expires_at)
--;;
CREATE INDEX ix_sessions_user_id ON sessions (user_id)
--;;
CREATE TABLE widget_settings (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	inbox_id TEXT NOT NULL,
	"values" TEXT NOT NULL,
	last_seen_at TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_widget_settings PRIMARY KEY (id),
	CONSTRAINT fk_widget_settings_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT uq_widget_settings_inbox_id UNIQUE (inbox_id),
	CONSTRAINT fk_widget_settings_inbox_id FOREIGN KEY(inbox_id) REFERENCES inboxes (id)
)
 STRICT
--;;
CREATE INDEX ix_widget_settings_account_id ON widget_settings (account_id)
--;;
CREATE TABLE deadlines (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	conversation_id TEXT NOT NULL,
	target TEXT NOT NULL,
	status TEXT NOT NULL,
	due_at TEXT NOT NULL,
	completed_at TEXT,
	created_at TEXT NOT NULL,
	CONSTRAINT pk_deadlines PRIMARY KEY (id),
	CONSTRAINT fk_deadlines_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_deadlines_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id)
)
 STRICT
--;;
CREATE INDEX ix_deadlines_conversation_id_created_at ON deadlines (conversation_id, created_at)
--;;
CREATE UNIQUE INDEX uq_deadlines_live ON deadlines (conversation_id, target) WHERE status = 'active'
--;;
CREATE TABLE drafts (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	conversation_id TEXT NOT NULL,
	question_id TEXT NOT NULL,
	status TEXT NOT NULL,
	version INTEGER NOT NULL,
	kind TEXT NOT NULL,
	body TEXT NOT NULL,
	summary TEXT NOT NULL,
	policy TEXT NOT NULL,
	ruling TEXT NOT NULL,
	grounding TEXT NOT NULL,
	confidence REAL NOT NULL,
	"query" TEXT NOT NULL,
	evidence TEXT NOT NULL,
	citations TEXT NOT NULL,
	notes TEXT NOT NULL,
	engine TEXT NOT NULL,
	model TEXT,
	prompt_version TEXT NOT NULL,
	instruction TEXT,
	latency_ms INTEGER NOT NULL,
	prompt_tokens INTEGER,
	completion_tokens INTEGER,
	decided_by INTEGER,
	decided_at TEXT,
	decision_reason TEXT,
	edit_distance REAL,
	message_id TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_drafts PRIMARY KEY (id),
	CONSTRAINT fk_drafts_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_drafts_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id)
)
 STRICT
--;;
CREATE INDEX ix_drafts_conversation_id_created_at ON drafts (conversation_id, created_at)
--;;
CREATE INDEX ix_drafts_status_page ON drafts (account_id, status, created_at, id)
--;;
CREATE UNIQUE INDEX uq_drafts_standing ON drafts (conversation_id) WHERE status IN ('pending', 'failed')
--;;
CREATE TABLE messages (
	seq INTEGER NOT NULL,
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	conversation_id TEXT NOT NULL,
	customer_id TEXT,
	user_id INTEGER,
	draft_id TEXT,
	client_id TEXT,
	type TEXT NOT NULL,
	source TEXT NOT NULL,
	private INTEGER NOT NULL,
	body TEXT NOT NULL,
	metadata TEXT,
	delivery TEXT NOT NULL,
	delivery_error TEXT,
	release_at TEXT,
	sent_at TEXT,
	seen_at TEXT,
	created_at TEXT NOT NULL,
	CONSTRAINT pk_messages PRIMARY KEY (seq),
	CONSTRAINT uq_messages_id UNIQUE (id),
	CONSTRAINT fk_messages_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id)
)
 STRICT
--;;
CREATE INDEX ix_messages_thread ON messages (conversation_id, seq)
--;;
CREATE UNIQUE INDEX uq_messages_client_id ON messages (conversation_id, client_id) WHERE client_id IS NOT NULL
--;;
CREATE TABLE search_passages (
	"key" INTEGER NOT NULL,
	id TEXT NOT NULL,
	corpus_id INTEGER NOT NULL,
	document INTEGER NOT NULL,
	heading TEXT NOT NULL,
	text TEXT NOT NULL,
	heading_stems TEXT NOT NULL,
	body_stems TEXT NOT NULL,
	embedding BLOB,
	embedding_model TEXT,
	CONSTRAINT pk_search_passages PRIMARY KEY ("key"),
	CONSTRAINT fk_search_passages_document FOREIGN KEY(document) REFERENCES search_documents (number) ON DELETE CASCADE,
	CONSTRAINT uq_search_passages_id UNIQUE (id)
)
 STRICT
--;;
CREATE INDEX ix_search_passages_corpus_id_embedding_model ON search_passages (corpus_id, embedding_model)
--;;
CREATE VIRTUAL TABLE search_index USING fts5(words, content='', detail=none, tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co' tokenchars '_'")

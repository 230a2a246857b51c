CREATE TABLE accounts (
	id TEXT NOT NULL,
	name TEXT NOT NULL,
	logo_url TEXT,
	time_zone TEXT,
	settings TEXT,
	version INTEGER NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_accounts PRIMARY KEY (id)
)
 STRICT
--;;
CREATE INDEX ix_accounts_reminding ON accounts (id) WHERE json_extract(settings, '$.conversation_reminders_enabled')
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
CREATE TABLE file_remains (
	"key" TEXT NOT NULL,
	remove_at TEXT NOT NULL,
	CONSTRAINT pk_file_remains PRIMARY KEY ("key")
)
 STRICT
--;;
CREATE INDEX ix_file_remains_remove_at ON file_remains (remove_at)
--;;
CREATE TABLE file_usage (
	holder TEXT NOT NULL,
	size INTEGER NOT NULL,
	ends_at TEXT,
	CONSTRAINT pk_file_usage PRIMARY KEY (holder)
)
 STRICT
--;;
CREATE INDEX ix_file_usage_ends_at ON file_usage (ends_at)
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
CREATE INDEX ix_jobs_dead_owner ON jobs (coalesce(json_extract(args, '$.account_id'), ''), run_at) WHERE state = 'dead'
--;;
CREATE INDEX ix_jobs_state_run_at ON jobs (state, run_at)
--;;
CREATE UNIQUE INDEX uq_jobs_unique_key ON jobs (unique_key) WHERE state = 'waiting'
--;;
CREATE TABLE message_marks (
	id INTEGER NOT NULL,
	done INTEGER NOT NULL,
	upper INTEGER NOT NULL,
	horizon INTEGER NOT NULL,
	CONSTRAINT pk_message_marks PRIMARY KEY (id)
)
 STRICT
--;;
CREATE TABLE report_cells (
	account_id TEXT NOT NULL,
	tag_id TEXT NOT NULL,
	user_id INTEGER NOT NULL,
	day TEXT NOT NULL,
	inbox_id TEXT NOT NULL,
	figures TEXT NOT NULL,
	CONSTRAINT pk_report_cells PRIMARY KEY (account_id, tag_id, user_id, day, inbox_id)
)
 STRICT
--;;
CREATE TABLE report_changes (
	id INTEGER NOT NULL,
	conversation_id TEXT NOT NULL,
	due_at TEXT,
	CONSTRAINT pk_report_changes PRIMARY KEY (id)
)
 STRICT
--;;
CREATE INDEX ix_report_changes_conversation_id ON report_changes (conversation_id)
--;;
CREATE TABLE report_eras (
	account_id TEXT NOT NULL,
	era INTEGER NOT NULL,
	rebuilding INTEGER NOT NULL,
	place TEXT NOT NULL,
	CONSTRAINT pk_report_eras PRIMARY KEY (account_id)
)
 STRICT
--;;
CREATE TABLE report_facts (
	conversation_id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	inbox_id TEXT NOT NULL,
	era INTEGER NOT NULL,
	messages INTEGER NOT NULL,
	counted TEXT NOT NULL,
	counted_at TEXT NOT NULL,
	asked_on TEXT,
	first_reply INTEGER,
	first_reply_business INTEGER,
	answered_by INTEGER,
	resolved_on TEXT,
	resolution INTEGER,
	resolution_business INTEGER,
	resolved_by INTEGER,
	CONSTRAINT pk_report_facts PRIMARY KEY (conversation_id)
)
 STRICT
--;;
CREATE INDEX ix_report_facts_asked ON report_facts (account_id, asked_on)
--;;
CREATE INDEX ix_report_facts_resolved ON report_facts (account_id, resolved_on)
--;;
CREATE TABLE report_progress (
	id INTEGER NOT NULL,
	done INTEGER NOT NULL,
	seen INTEGER NOT NULL,
	settled INTEGER NOT NULL,
	upper INTEGER NOT NULL,
	horizon INTEGER NOT NULL,
	CONSTRAINT pk_report_progress PRIMARY KEY (id)
)
 STRICT
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
CREATE TABLE companies (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	name TEXT NOT NULL,
	description TEXT,
	external_id TEXT,
	website_url TEXT,
	industry TEXT,
	logo_image_url TEXT,
	metadata TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	removed_at TEXT,
	CONSTRAINT pk_companies PRIMARY KEY (id),
	CONSTRAINT fk_companies_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE INDEX ix_companies_page ON companies (account_id, created_at DESC, id DESC)
--;;
CREATE TABLE event_subscriptions (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	webhook_url TEXT NOT NULL,
	description TEXT,
	scope TEXT,
	events TEXT,
	include_private INTEGER NOT NULL,
	verified INTEGER NOT NULL,
	verification_error TEXT,
	secret TEXT NOT NULL,
	former_secret TEXT,
	former_secret_until TEXT,
	failing_since TEXT,
	disabled_at TEXT,
	disabled_reason TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_event_subscriptions PRIMARY KEY (id),
	CONSTRAINT fk_event_subscriptions_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE INDEX ix_event_subscriptions_account_id ON event_subscriptions (account_id)
--;;
CREATE TABLE files (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	token TEXT NOT NULL,
	"key" TEXT NOT NULL,
	filename TEXT NOT NULL,
	content_type TEXT NOT NULL,
	digest TEXT NOT NULL,
	size INTEGER NOT NULL,
	width INTEGER,
	height INTEGER,
	thumbnail_size INTEGER,
	customer_id TEXT,
	user_id INTEGER,
	message_id TEXT,
	place INTEGER NOT NULL,
	created_at TEXT NOT NULL,
	free_since TEXT NOT NULL,
	CONSTRAINT pk_files PRIMARY KEY (id),
	CONSTRAINT fk_files_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE INDEX ix_files_account_id_customer_id ON files (account_id, customer_id)
--;;
CREATE INDEX ix_files_message_id_place ON files (message_id, place)
--;;
CREATE INDEX ix_files_unattached ON files (free_since) WHERE message_id IS NULL
--;;
CREATE TABLE identity_keys (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	hint TEXT NOT NULL,
	sealed_secret TEXT NOT NULL,
	created_at TEXT NOT NULL,
	CONSTRAINT pk_identity_keys PRIMARY KEY (id),
	CONSTRAINT fk_identity_keys_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE INDEX ix_identity_keys_account_id ON identity_keys (account_id)
--;;
CREATE TABLE import_links (
	account_id TEXT NOT NULL,
	system TEXT NOT NULL,
	source TEXT NOT NULL,
	kind TEXT NOT NULL,
	their_id TEXT NOT NULL,
	our_id TEXT NOT NULL,
	digest TEXT NOT NULL,
	left_at TEXT,
	CONSTRAINT pk_import_links PRIMARY KEY (account_id, system, source, kind, their_id),
	CONSTRAINT fk_import_links_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE TABLE inboxes (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	name TEXT NOT NULL,
	description TEXT,
	slug TEXT,
	is_primary INTEGER NOT NULL,
	is_private INTEGER NOT NULL,
	draft_policy TEXT NOT NULL,
	version INTEGER NOT NULL,
	archived_at TEXT,
	moved_to TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_inboxes PRIMARY KEY (id),
	CONSTRAINT fk_inboxes_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE INDEX ix_inboxes_account_id ON inboxes (account_id)
--;;
CREATE UNIQUE INDEX uq_inboxes_primary ON inboxes (account_id) WHERE is_primary
--;;
CREATE UNIQUE INDEX uq_inboxes_slug ON inboxes (account_id, slug)
--;;
CREATE TABLE message_shelves (
	number INTEGER NOT NULL,
	account_id TEXT NOT NULL,
	CONSTRAINT pk_message_shelves PRIMARY KEY (number),
	CONSTRAINT uq_message_shelves_account_id UNIQUE (account_id),
	CONSTRAINT fk_message_shelves_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE
)
 STRICT
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
	email_verified_at TEXT,
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
CREATE TABLE visit_usage (
	account_id TEXT NOT NULL,
	size INTEGER NOT NULL,
	CONSTRAINT pk_visit_usage PRIMARY KEY (account_id),
	CONSTRAINT fk_visit_usage_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE TABLE webhook_deliveries (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	subscription_id TEXT NOT NULL,
	customer_id TEXT,
	conversation_id TEXT,
	event TEXT NOT NULL,
	event_id TEXT NOT NULL,
	body TEXT NOT NULL,
	status TEXT NOT NULL,
	attempts INTEGER NOT NULL,
	next_attempt_at TEXT,
	last_status INTEGER,
	last_error TEXT,
	last_response TEXT,
	duration_ms INTEGER,
	history TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_webhook_deliveries PRIMARY KEY (id),
	CONSTRAINT fk_webhook_deliveries_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE INDEX ix_webhook_deliveries_conversation_id ON webhook_deliveries (conversation_id)
--;;
CREATE INDEX ix_webhook_deliveries_created_at ON webhook_deliveries (created_at)
--;;
CREATE INDEX ix_webhook_deliveries_customer_id ON webhook_deliveries (customer_id)
--;;
CREATE INDEX ix_webhook_deliveries_filter ON webhook_deliveries (subscription_id, status, event, created_at DESC, id DESC)
--;;
CREATE INDEX ix_webhook_deliveries_page ON webhook_deliveries (subscription_id, created_at DESC, id DESC)
--;;
CREATE TABLE api_keys (
	id TEXT NOT NULL,
	user_id INTEGER NOT NULL,
	account_id TEXT NOT NULL,
	label TEXT NOT NULL,
	hint TEXT NOT NULL,
	key_hash BLOB NOT NULL,
	scopes TEXT NOT NULL,
	created_at TEXT NOT NULL,
	expires_at TEXT,
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
CREATE TABLE assignment_rules (
	inbox_id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	mode TEXT NOT NULL,
	capacity INTEGER,
	last_user_id INTEGER,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_assignment_rules PRIMARY KEY (inbox_id),
	CONSTRAINT fk_assignment_rules_inbox_id FOREIGN KEY(inbox_id) REFERENCES inboxes (id),
	CONSTRAINT fk_assignment_rules_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE INDEX ix_assignment_rules_account_id ON assignment_rules (account_id)
--;;
CREATE TABLE business_contexts (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	inbox_id TEXT,
	written TEXT NOT NULL,
	version INTEGER NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_business_contexts PRIMARY KEY (id),
	CONSTRAINT fk_business_contexts_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT uq_business_contexts_inbox_id UNIQUE (inbox_id),
	CONSTRAINT fk_business_contexts_inbox_id FOREIGN KEY(inbox_id) REFERENCES inboxes (id)
)
 STRICT
--;;
CREATE INDEX ix_business_contexts_account_id ON business_contexts (account_id)
--;;
CREATE UNIQUE INDEX uq_business_contexts_account ON business_contexts (account_id) WHERE inbox_id IS NULL
--;;
CREATE TABLE business_hours (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	inbox_id TEXT,
	time_zone TEXT,
	working_hours TEXT NOT NULL,
	holidays TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_business_hours PRIMARY KEY (id),
	CONSTRAINT fk_business_hours_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT uq_business_hours_inbox_id UNIQUE (inbox_id),
	CONSTRAINT fk_business_hours_inbox_id FOREIGN KEY(inbox_id) REFERENCES inboxes (id)
)
 STRICT
--;;
CREATE INDEX ix_business_hours_account_id ON business_hours (account_id)
--;;
CREATE UNIQUE INDEX uq_business_hours_account ON business_hours (account_id) WHERE inbox_id IS NULL
--;;
CREATE TABLE canned_responses (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	inbox_id TEXT,
	name TEXT NOT NULL,
	"key" TEXT NOT NULL,
	shortcut TEXT,
	content TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_canned_responses PRIMARY KEY (id),
	CONSTRAINT uq_canned_responses_account_id_key UNIQUE (account_id, "key"),
	CONSTRAINT uq_canned_responses_account_id_shortcut UNIQUE (account_id, shortcut),
	CONSTRAINT fk_canned_responses_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_canned_responses_inbox_id FOREIGN KEY(inbox_id) REFERENCES inboxes (id)
)
 STRICT
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
	verified_at TEXT,
	company_id TEXT,
	merged_into TEXT,
	erased_at TEXT,
	first_seen TEXT NOT NULL,
	last_seen_at TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_customers PRIMARY KEY (id),
	CONSTRAINT fk_customers_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_customers_company_id FOREIGN KEY(company_id) REFERENCES companies (id),
	CONSTRAINT fk_customers_merged_into FOREIGN KEY(merged_into) REFERENCES customers (id)
)
 STRICT
--;;
CREATE INDEX ix_customers_account_id_email ON customers (account_id, email)
--;;
CREATE INDEX ix_customers_account_id_external_id ON customers (account_id, external_id, updated_at DESC)
--;;
CREATE INDEX ix_customers_company ON customers (account_id, company_id, updated_at DESC, id DESC) WHERE merged_into IS NULL AND erased_at IS NULL
--;;
CREATE INDEX ix_customers_company_id ON customers (company_id) WHERE company_id IS NOT NULL
--;;
CREATE INDEX ix_customers_email_begins ON customers (account_id, lower(email)) WHERE merged_into IS NULL AND erased_at IS NULL
--;;
CREATE INDEX ix_customers_export ON customers (account_id, id) WHERE merged_into IS NULL AND erased_at IS NULL
--;;
CREATE INDEX ix_customers_merged_into ON customers (merged_into) WHERE merged_into IS NOT NULL
--;;
CREATE INDEX ix_customers_name_begins ON customers (account_id, lower(name)) WHERE merged_into IS NULL AND erased_at IS NULL
--;;
CREATE INDEX ix_customers_page ON customers (account_id, updated_at DESC, id DESC) WHERE merged_into IS NULL AND erased_at IS NULL
--;;
CREATE TABLE entrances (
	inbox_id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	enforce_identity INTEGER NOT NULL,
	allowed_origins TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_entrances PRIMARY KEY (inbox_id),
	CONSTRAINT fk_entrances_inbox_id FOREIGN KEY(inbox_id) REFERENCES inboxes (id),
	CONSTRAINT fk_entrances_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE INDEX ix_entrances_enforcing ON entrances (account_id) WHERE enforce_identity
--;;
CREATE TABLE imports (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	user_id INTEGER NOT NULL,
	system TEXT NOT NULL,
	source TEXT NOT NULL,
	learn INTEGER NOT NULL,
	counts TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	finished_at TEXT,
	CONSTRAINT pk_imports PRIMARY KEY (id),
	CONSTRAINT fk_imports_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_imports_user_id FOREIGN KEY(user_id) REFERENCES users (id)
)
 STRICT
--;;
CREATE INDEX ix_imports_page ON imports (account_id, created_at DESC, id DESC)
--;;
CREATE TABLE inbox_members (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	inbox_id TEXT NOT NULL,
	user_id INTEGER NOT NULL,
	role TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_inbox_members PRIMARY KEY (id),
	CONSTRAINT uq_inbox_members_inbox_id_user_id UNIQUE (inbox_id, user_id),
	CONSTRAINT fk_inbox_members_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_inbox_members_inbox_id FOREIGN KEY(inbox_id) REFERENCES inboxes (id),
	CONSTRAINT fk_inbox_members_user_id FOREIGN KEY(user_id) REFERENCES users (id)
)
 STRICT
--;;
CREATE INDEX ix_inbox_members_user_id ON inbox_members (user_id)
--;;
CREATE TABLE invitations (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	email TEXT,
	role TEXT NOT NULL,
	token_hash BLOB NOT NULL,
	invited_by INTEGER NOT NULL,
	created_at TEXT NOT NULL,
	expires_at TEXT NOT NULL,
	accepted_at TEXT,
	accepted_by INTEGER,
	revoked_at TEXT,
	CONSTRAINT pk_invitations PRIMARY KEY (id),
	CONSTRAINT fk_invitations_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT uq_invitations_token_hash UNIQUE (token_hash),
	CONSTRAINT fk_invitations_invited_by FOREIGN KEY(invited_by) REFERENCES users (id),
	CONSTRAINT fk_invitations_accepted_by FOREIGN KEY(accepted_by) REFERENCES users (id)
)
 STRICT
--;;
CREATE INDEX ix_invitations_account_id_created_at ON invitations (account_id, created_at DESC, id DESC)
--;;
CREATE INDEX ix_invitations_account_id_email ON invitations (account_id, email)
--;;
CREATE TABLE issues (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	creator_id INTEGER NOT NULL,
	assignee_id INTEGER,
	title TEXT NOT NULL,
	body TEXT,
	state TEXT NOT NULL,
	github_issue_url TEXT,
	finished_at TEXT,
	closed_at TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_issues PRIMARY KEY (id),
	CONSTRAINT fk_issues_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_issues_creator_id FOREIGN KEY(creator_id) REFERENCES users (id),
	CONSTRAINT fk_issues_assignee_id FOREIGN KEY(assignee_id) REFERENCES users (id)
)
 STRICT
--;;
CREATE INDEX ix_issues_address ON issues (account_id, github_issue_url) WHERE github_issue_url IS NOT NULL
--;;
CREATE INDEX ix_issues_page ON issues (account_id, created_at DESC, id DESC)
--;;
CREATE INDEX ix_issues_state ON issues (account_id, state, created_at DESC, id DESC)
--;;
CREATE TABLE mailed_links (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	user_id INTEGER NOT NULL,
	purpose TEXT NOT NULL,
	token_hash BLOB NOT NULL,
	created_at TEXT NOT NULL,
	expires_at TEXT NOT NULL,
	CONSTRAINT pk_mailed_links PRIMARY KEY (id),
	CONSTRAINT fk_mailed_links_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_mailed_links_user_id FOREIGN KEY(user_id) REFERENCES users (id),
	CONSTRAINT uq_mailed_links_token_hash UNIQUE (token_hash)
)
 STRICT
--;;
CREATE INDEX ix_mailed_links_expires_at ON mailed_links (expires_at)
--;;
CREATE INDEX ix_mailed_links_user ON mailed_links (user_id, purpose, created_at)
--;;
CREATE TABLE message_segments (
	shelf INTEGER NOT NULL,
	number INTEGER NOT NULL,
	entries INTEGER NOT NULL,
	first_key INTEGER NOT NULL,
	last_key INTEGER NOT NULL,
	first_at TEXT NOT NULL,
	last_at TEXT NOT NULL,
	CONSTRAINT pk_message_segments PRIMARY KEY (shelf, number),
	CONSTRAINT fk_message_segments_shelf FOREIGN KEY(shelf) REFERENCES message_shelves (number) ON DELETE CASCADE
)
 STRICT
--;;
CREATE TABLE recovery_codes (
	code_hash BLOB NOT NULL,
	user_id INTEGER NOT NULL,
	used_at TEXT,
	created_at TEXT NOT NULL,
	CONSTRAINT pk_recovery_codes PRIMARY KEY (code_hash),
	CONSTRAINT fk_recovery_codes_user_id FOREIGN KEY(user_id) REFERENCES users (id)
)
 STRICT
--;;
CREATE INDEX ix_recovery_codes_user_id ON recovery_codes (user_id)
--;;
CREATE TABLE saved_sections (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	user_id INTEGER NOT NULL,
	shared INTEGER NOT NULL,
	title TEXT NOT NULL,
	"query" TEXT NOT NULL,
	place INTEGER NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_saved_sections PRIMARY KEY (id),
	CONSTRAINT fk_saved_sections_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_saved_sections_user_id FOREIGN KEY(user_id) REFERENCES users (id)
)
 STRICT
--;;
CREATE INDEX ix_saved_sections_kind ON saved_sections (account_id, shared, user_id, place)
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
CREATE TABLE second_factors (
	user_id INTEGER NOT NULL,
	sealed_secret TEXT NOT NULL,
	last_step INTEGER NOT NULL,
	confirmed_at TEXT,
	created_at TEXT NOT NULL,
	CONSTRAINT pk_second_factors PRIMARY KEY (user_id),
	CONSTRAINT fk_second_factors_user_id FOREIGN KEY(user_id) REFERENCES users (id)
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
	ip TEXT NOT NULL,
	user_agent TEXT NOT NULL,
	created_at TEXT NOT NULL,
	last_used_at TEXT NOT NULL,
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
CREATE TABLE tags (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	creator_id INTEGER,
	name TEXT NOT NULL,
	"key" TEXT,
	description TEXT,
	color TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	removed_at TEXT,
	CONSTRAINT pk_tags PRIMARY KEY (id),
	CONSTRAINT uq_tags_account_id_key UNIQUE (account_id, "key"),
	CONSTRAINT fk_tags_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_tags_creator_id FOREIGN KEY(creator_id) REFERENCES users (id)
)
 STRICT
--;;
CREATE TABLE user_settings (
	user_id INTEGER NOT NULL,
	account_id TEXT NOT NULL,
	email_alert_on_new_message INTEGER NOT NULL,
	email_alert_on_new_conversation INTEGER NOT NULL,
	email_alert_on_mention INTEGER NOT NULL,
	email_alert_on_reminder INTEGER NOT NULL,
	email_only_when_away INTEGER NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_user_settings PRIMARY KEY (user_id),
	CONSTRAINT fk_user_settings_user_id FOREIGN KEY(user_id) REFERENCES users (id),
	CONSTRAINT fk_user_settings_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE INDEX ix_user_settings_account_id ON user_settings (account_id)
--;;
CREATE INDEX ix_user_settings_wanting ON user_settings (account_id) WHERE email_alert_on_new_message OR email_alert_on_new_conversation
--;;
CREATE TABLE widget_settings (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	inbox_id TEXT NOT NULL,
	"values" TEXT NOT NULL,
	version INTEGER NOT NULL,
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
CREATE TABLE browser_sessions (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	customer_id TEXT,
	metadata TEXT NOT NULL,
	pages TEXT NOT NULL,
	events INTEGER NOT NULL,
	size INTEGER NOT NULL,
	started_at TEXT NOT NULL,
	finished_at TEXT,
	last_seen_at TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_browser_sessions PRIMARY KEY (id),
	CONSTRAINT fk_browser_sessions_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_browser_sessions_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id)
)
 STRICT
--;;
CREATE INDEX ix_browser_sessions_customer ON browser_sessions (customer_id, started_at DESC, id DESC) WHERE customer_id IS NOT NULL
--;;
CREATE INDEX ix_browser_sessions_going_on ON browser_sessions (account_id, started_at DESC, id DESC) WHERE finished_at IS NULL
--;;
CREATE INDEX ix_browser_sessions_left ON browser_sessions (last_seen_at) WHERE finished_at IS NULL
--;;
CREATE INDEX ix_browser_sessions_page ON browser_sessions (account_id, started_at DESC, id DESC)
--;;
CREATE INDEX ix_browser_sessions_seen ON browser_sessions (last_seen_at)
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
	snoozed_until TEXT,
	merged_into TEXT,
	merged_from TEXT,
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
CREATE INDEX ix_conversations_decision_page ON conversations (account_id, status, last_activity_at DESC, id DESC) WHERE draft_id IS NOT NULL
--;;
CREATE INDEX ix_conversations_inbox_page ON conversations (account_id, status, last_activity_at DESC, id DESC)
--;;
CREATE INDEX ix_conversations_priority_page ON conversations (account_id, status, last_activity_at DESC, id DESC) WHERE priority = 'priority'
--;;
CREATE INDEX ix_conversations_resolved_page ON conversations (account_id, last_activity_at DESC, id DESC) WHERE closed_at IS NOT NULL AND archived_at IS NULL
--;;
CREATE INDEX ix_conversations_stale ON conversations (closed_at) WHERE closed_at IS NOT NULL AND archived_at IS NULL
--;;
CREATE INDEX ix_conversations_subject ON conversations (account_id, subject, last_activity_at DESC) WHERE subject IS NOT NULL
--;;
CREATE INDEX ix_conversations_to_hand_out ON conversations (inbox_id, created_at) WHERE assignee_id IS NULL AND status = 'open'
--;;
CREATE INDEX ix_conversations_unassigned_page ON conversations (account_id, status, last_activity_at DESC, id DESC) WHERE assignee_id IS NULL
--;;
CREATE INDEX ix_conversations_waiting_page ON conversations (account_id, status, last_activity_at DESC, id DESC) WHERE awaiting = 'operator'
--;;
CREATE TABLE customer_erasures (
	customer_id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	user_id INTEGER NOT NULL,
	counts TEXT NOT NULL,
	created_at TEXT NOT NULL,
	CONSTRAINT pk_customer_erasures PRIMARY KEY (customer_id),
	CONSTRAINT fk_customer_erasures_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id),
	CONSTRAINT fk_customer_erasures_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_customer_erasures_user_id FOREIGN KEY(user_id) REFERENCES users (id)
)
 STRICT
--;;
CREATE TABLE customer_issues (
	customer_id TEXT NOT NULL,
	issue_id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	created_at TEXT NOT NULL,
	CONSTRAINT pk_customer_issues PRIMARY KEY (customer_id, issue_id),
	CONSTRAINT fk_customer_issues_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id),
	CONSTRAINT fk_customer_issues_issue_id FOREIGN KEY(issue_id) REFERENCES issues (id),
	CONSTRAINT fk_customer_issues_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE INDEX ix_customer_issues_issue ON customer_issues (account_id, issue_id, customer_id)
--;;
CREATE TABLE customer_notes (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	customer_id TEXT NOT NULL,
	author_id INTEGER NOT NULL,
	body TEXT NOT NULL,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	CONSTRAINT pk_customer_notes PRIMARY KEY (id),
	CONSTRAINT fk_customer_notes_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_customer_notes_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id),
	CONSTRAINT fk_customer_notes_author_id FOREIGN KEY(author_id) REFERENCES users (id)
)
 STRICT
--;;
CREATE INDEX ix_customer_notes_customer ON customer_notes (customer_id, created_at DESC, id DESC)
--;;
CREATE INDEX ix_customer_notes_page ON customer_notes (account_id, created_at DESC, id DESC)
--;;
CREATE TABLE customer_tags (
	customer_id TEXT NOT NULL,
	tag_id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	created_at TEXT NOT NULL,
	CONSTRAINT pk_customer_tags PRIMARY KEY (customer_id, tag_id),
	CONSTRAINT fk_customer_tags_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id),
	CONSTRAINT fk_customer_tags_tag_id FOREIGN KEY(tag_id) REFERENCES tags (id),
	CONSTRAINT fk_customer_tags_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE INDEX ix_customer_tags_tag ON customer_tags (tag_id, account_id, customer_id)
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
--;;
CREATE TABLE browser_replay_events (
	visit_id TEXT NOT NULL,
	number INTEGER NOT NULL,
	account_id TEXT NOT NULL,
	at TEXT NOT NULL,
	event TEXT NOT NULL,
	size INTEGER NOT NULL,
	CONSTRAINT pk_browser_replay_events PRIMARY KEY (visit_id, number),
	CONSTRAINT fk_browser_replay_events_visit_id FOREIGN KEY(visit_id) REFERENCES browser_sessions (id),
	CONSTRAINT fk_browser_replay_events_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE TABLE conversation_merges (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	source_id TEXT NOT NULL,
	target_id TEXT NOT NULL,
	messages TEXT NOT NULL,
	renamed TEXT NOT NULL,
	deadlines TEXT NOT NULL,
	carried TEXT NOT NULL,
	"before" TEXT NOT NULL,
	merged_by INTEGER NOT NULL,
	undone_at TEXT,
	created_at TEXT NOT NULL,
	CONSTRAINT pk_conversation_merges PRIMARY KEY (id),
	CONSTRAINT fk_conversation_merges_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_conversation_merges_source_id FOREIGN KEY(source_id) REFERENCES conversations (id),
	CONSTRAINT fk_conversation_merges_target_id FOREIGN KEY(target_id) REFERENCES conversations (id)
)
 STRICT
--;;
CREATE INDEX ix_conversation_merges_source_id ON conversation_merges (source_id)
--;;
CREATE INDEX ix_conversation_merges_target_id ON conversation_merges (target_id)
--;;
CREATE UNIQUE INDEX uq_merges_standing ON conversation_merges (source_id) WHERE undone_at IS NULL
--;;
CREATE TABLE conversation_shares (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	conversation_id TEXT NOT NULL,
	token_hash BLOB NOT NULL,
	created_by INTEGER NOT NULL,
	expires_at TEXT NOT NULL,
	revoked_at TEXT,
	created_at TEXT NOT NULL,
	CONSTRAINT pk_conversation_shares PRIMARY KEY (id),
	CONSTRAINT fk_conversation_shares_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_conversation_shares_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id),
	CONSTRAINT uq_conversation_shares_token_hash UNIQUE (token_hash)
)
 STRICT
--;;
CREATE INDEX ix_conversation_shares_conversation_id ON conversation_shares (conversation_id)
--;;
CREATE TABLE conversation_tags (
	conversation_id TEXT NOT NULL,
	tag_id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	created_at TEXT NOT NULL,
	CONSTRAINT pk_conversation_tags PRIMARY KEY (conversation_id, tag_id),
	CONSTRAINT fk_conversation_tags_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id),
	CONSTRAINT fk_conversation_tags_tag_id FOREIGN KEY(tag_id) REFERENCES tags (id),
	CONSTRAINT fk_conversation_tags_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE INDEX ix_conversation_tags_tag ON conversation_tags (tag_id, account_id, conversation_id)
--;;
CREATE TRIGGER conversations_moved AFTER UPDATE OF inbox_id ON conversations FOR EACH ROW WHEN (OLD.inbox_id IS NOT NEW.inbox_id) BEGIN INSERT INTO report_changes (conversation_id) VALUES (NEW.id); END
--;;
CREATE TRIGGER conversation_tags_put_on AFTER INSERT ON conversation_tags FOR EACH ROW BEGIN INSERT INTO report_changes (conversation_id) VALUES (NEW.conversation_id); END
--;;
CREATE TRIGGER conversation_tags_taken_off AFTER DELETE ON conversation_tags FOR EACH ROW BEGIN INSERT INTO report_changes (conversation_id) VALUES (OLD.conversation_id); END
--;;
CREATE TRIGGER conversation_tags_carried AFTER UPDATE OF conversation_id ON conversation_tags FOR EACH ROW BEGIN INSERT INTO report_changes (conversation_id) VALUES (OLD.conversation_id), (NEW.conversation_id); END
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
CREATE TABLE message_stale (
	id INTEGER NOT NULL,
	conversation_id TEXT,
	customer_id TEXT,
	above INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT pk_message_stale PRIMARY KEY (id),
	CONSTRAINT fk_message_stale_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE,
	CONSTRAINT fk_message_stale_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id) ON DELETE CASCADE
)
 STRICT
--;;
CREATE TABLE messages (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
	CONSTRAINT uq_messages_id UNIQUE (id),
	CONSTRAINT fk_messages_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id)
)
 STRICT
--;;
CREATE INDEX ix_messages_thread ON messages (conversation_id, seq)
--;;
CREATE UNIQUE INDEX uq_messages_client_id ON messages (conversation_id, client_id) WHERE client_id IS NOT NULL
--;;
CREATE TABLE notice_marks (
	conversation_id TEXT NOT NULL,
	user_id INTEGER NOT NULL,
	account_id TEXT NOT NULL,
	owed_seq INTEGER,
	told_at TEXT,
	job_id TEXT,
	up_to_seq INTEGER,
	CONSTRAINT pk_notice_marks PRIMARY KEY (conversation_id, user_id),
	CONSTRAINT fk_notice_marks_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id),
	CONSTRAINT fk_notice_marks_user_id FOREIGN KEY(user_id) REFERENCES users (id),
	CONSTRAINT fk_notice_marks_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE TABLE reminder_marks (
	conversation_id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	since TEXT NOT NULL,
	reminded INTEGER NOT NULL,
	CONSTRAINT pk_reminder_marks PRIMARY KEY (conversation_id),
	CONSTRAINT fk_reminder_marks_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id),
	CONSTRAINT fk_reminder_marks_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
)
 STRICT
--;;
CREATE TABLE mentions (
	id TEXT NOT NULL,
	account_id TEXT NOT NULL,
	conversation_id TEXT NOT NULL,
	message_id TEXT NOT NULL,
	user_id INTEGER NOT NULL,
	seen_at TEXT,
	created_at TEXT NOT NULL,
	CONSTRAINT pk_mentions PRIMARY KEY (id),
	CONSTRAINT uq_mentions_message_id_user_id UNIQUE (message_id, user_id),
	CONSTRAINT fk_mentions_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
	CONSTRAINT fk_mentions_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id),
	CONSTRAINT fk_mentions_message_id FOREIGN KEY(message_id) REFERENCES messages (id),
	CONSTRAINT fk_mentions_user_id FOREIGN KEY(user_id) REFERENCES users (id)
)
 STRICT
--;;
CREATE INDEX ix_mentions_conversation ON mentions (conversation_id, user_id)
--;;
CREATE INDEX ix_mentions_unseen_page ON mentions (account_id, user_id, created_at DESC, id DESC) WHERE seen_at IS NULL
--;;
CREATE INDEX ix_mentions_user_page ON mentions (account_id, user_id, created_at DESC, id DESC)
--;;
CREATE TABLE message_entries (
	"key" INTEGER NOT NULL,
	shelf INTEGER NOT NULL,
	segment INTEGER NOT NULL,
	size INTEGER NOT NULL,
	about TEXT NOT NULL,
	words TEXT NOT NULL,
	CONSTRAINT pk_message_entries PRIMARY KEY ("key"),
	CONSTRAINT fk_message_entries_key FOREIGN KEY("key") REFERENCES messages (seq) ON DELETE CASCADE
)
 STRICT
--;;
CREATE VIRTUAL TABLE message_index USING fts5(words, about, content='message_entries', content_rowid='key', columnsize=0, tokenize="ascii tokenchars '_'")
--;;
CREATE TRIGGER message_entries_added AFTER INSERT ON message_entries BEGIN INSERT INTO message_index (rowid, words, about) VALUES (NEW.key, NEW.words, NEW.about); END
--;;
CREATE TRIGGER message_entries_gone AFTER DELETE ON message_entries BEGIN INSERT INTO message_index (message_index, rowid, words, about) VALUES ('delete', OLD.key, OLD.words, OLD.about); END
--;;
CREATE TRIGGER message_entries_changed AFTER UPDATE ON message_entries BEGIN INSERT INTO message_index (message_index, rowid, words, about) VALUES ('delete', OLD.key, OLD.words, OLD.about); INSERT INTO message_index (rowid, words, about) VALUES (NEW.key, NEW.words, NEW.about); END
--;;
CREATE TRIGGER conversations_stale AFTER UPDATE OF subject, inbox_id, customer_id ON conversations FOR EACH ROW WHEN (OLD.subject IS NOT NEW.subject OR OLD.inbox_id IS NOT NEW.inbox_id OR OLD.customer_id IS NOT NEW.customer_id) BEGIN INSERT INTO message_stale (conversation_id) VALUES (NEW.id); END
--;;
CREATE TRIGGER customers_stale AFTER UPDATE OF name, email, external_id ON customers FOR EACH ROW WHEN (OLD.name IS NOT NEW.name OR OLD.email IS NOT NEW.email OR OLD.external_id IS NOT NEW.external_id) BEGIN INSERT INTO message_stale (customer_id) VALUES (NEW.id); END
--;;
CREATE TRIGGER messages_stale AFTER UPDATE OF body, conversation_id, private ON messages FOR EACH ROW WHEN (OLD.body IS NOT NEW.body OR OLD.conversation_id IS NOT NEW.conversation_id OR OLD.private IS NOT NEW.private) BEGIN INSERT INTO message_stale (conversation_id) VALUES (NEW.conversation_id); END

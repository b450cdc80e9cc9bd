CREATE TYPE "public"."announcement_language" AS ENUM('zh_TW', 'en');--> statement-breakpoint
CREATE TYPE "public"."audit_actor" AS ENUM('person', 'operator', 'system');--> statement-breakpoint
CREATE TYPE "public"."probe_outcome" AS ENUM('accepted', 'refused', 'unreachable', 'not_tried');--> statement-breakpoint
CREATE TYPE "public"."mailbox_kind" AS ENUM('personal', 'unit');--> statement-breakpoint
CREATE TYPE "public"."mailbox_state" AS ENUM('active', 'suspended_warning', 'suspended_emergency', 'closed');--> statement-breakpoint
CREATE TYPE "public"."notice_answer" AS ENUM('stop_mailbox', 'end_sessions');--> statement-breakpoint
CREATE TYPE "public"."notice_kind" AS ENUM('password_changed', 'suspended', 'reinstated', 'contact_address_added', 'contact_address_removed', 'signed_in_from_new_address', 'confirm_contact_address', 'not_me_reported', 'closed', 'reopened');--> statement-breakpoint
CREATE TYPE "public"."notice_language" AS ENUM('zh_TW', 'en');--> statement-breakpoint
CREATE TYPE "public"."notice_recipient" AS ENUM('contact_address', 'mailbox', 'operators');--> statement-breakpoint
CREATE TYPE "public"."role" AS ENUM('staff', 'student');--> statement-breakpoint
CREATE TYPE "public"."session_end" AS ENUM('signed_out', 'replaced', 'password_changed', 'ended_by_owner', 'suspended', 'mailbox_closed');--> statement-breakpoint
CREATE TYPE "public"."sign_in_way" AS ENUM('campus', 'mailbox');--> statement-breakpoint
CREATE TYPE "public"."incident_protocol" AS ENUM('smtp', 'imap', 'pop3', 'webmail');--> statement-breakpoint
CREATE TYPE "public"."suspension_level" AS ENUM('warning', 'emergency');--> statement-breakpoint
CREATE TYPE "public"."suspension_origin" AS ENUM('operators', 'not_me');--> statement-breakpoint
CREATE TABLE "announcement_acknowledgements" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"suspension_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"session_id" uuid,
	"announcement_id" text NOT NULL,
	"version" integer NOT NULL,
	"language" "announcement_language" NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"acknowledged_at" timestamp with time zone NOT NULL,
	CONSTRAINT "announcement_acknowledgements_after_start" CHECK ("announcement_acknowledgements"."acknowledged_at" > "announcement_acknowledgements"."started_at")
);
--> statement-breakpoint
CREATE TABLE "announcement_readings" (
	"session_id" uuid NOT NULL,
	"mailbox_id" uuid NOT NULL,
	"suspension_id" uuid NOT NULL,
	"announcement_id" text NOT NULL,
	"version" integer NOT NULL,
	"language" "announcement_language" NOT NULL,
	"parts" integer NOT NULL,
	"parts_served" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	CONSTRAINT "announcement_readings_session_id_mailbox_id_language_pk" PRIMARY KEY("session_id","mailbox_id","language"),
	CONSTRAINT "announcement_readings_within_the_text" CHECK ("announcement_readings"."parts_served" between 1 and "announcement_readings"."parts")
);
--> statement-breakpoint
CREATE TABLE "announcement_versions" (
	"announcement_id" text NOT NULL,
	"version" integer NOT NULL,
	"posted_on" date NOT NULL,
	"subject_zh" text NOT NULL,
	"subject_en" text NOT NULL,
	"body_zh" text NOT NULL,
	"body_en" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "announcement_versions_announcement_id_version_pk" PRIMARY KEY("announcement_id","version"),
	CONSTRAINT "announcement_versions_counted_from_one" CHECK ("announcement_versions"."version" >= 1)
);
--> statement-breakpoint
CREATE TABLE "announcements" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "announcements_id_form" CHECK ("announcements"."id" ~ '^[a-z0-9][a-z0-9-]{2,63}$')
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT date_trunc('milliseconds', clock_timestamp()) NOT NULL,
	"request_at" timestamp with time zone,
	"action" text NOT NULL,
	"actor" "audit_actor" NOT NULL,
	"person_pseudonym" uuid,
	"mailbox_pseudonym" uuid,
	"source_address" "inet",
	"request_id" text NOT NULL,
	"detail" jsonb NOT NULL,
	CONSTRAINT "audit_log_action_form" CHECK ("audit_log"."action" ~ '^[a-z_]+\.[a-z_]+$')
);
--> statement-breakpoint
CREATE TABLE "audit_pseudonyms" (
	"pseudonym" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid,
	"mailbox_id" uuid,
	CONSTRAINT "audit_pseudonyms_person" UNIQUE("person_id"),
	CONSTRAINT "audit_pseudonyms_mailbox" UNIQUE("mailbox_id"),
	CONSTRAINT "audit_pseudonyms_one_subject" CHECK (num_nonnulls("audit_pseudonyms"."person_id", "audit_pseudonyms"."mailbox_id") = 1)
);
--> statement-breakpoint
CREATE TABLE "captchas" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"form" text NOT NULL,
	"visit_hash" "bytea" NOT NULL,
	"digits" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"spent_at" timestamp with time zone,
	"drawn" smallint DEFAULT 0 NOT NULL,
	"spoken" smallint DEFAULT 0 NOT NULL,
	CONSTRAINT "captchas_form" CHECK ("captchas"."form" in ('login')),
	CONSTRAINT "captchas_digits" CHECK ("captchas"."digits" ~ '^[0-9]{6}$'),
	CONSTRAINT "captchas_visit_hash_length" CHECK (octet_length("captchas"."visit_hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "contact_addresses" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"person_id" uuid NOT NULL,
	"place" smallint NOT NULL,
	"address" text NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"confirmed_at" timestamp with time zone,
	"link_hash" "bytea",
	"link_expires_at" timestamp with time zone,
	CONSTRAINT "contact_addresses_place" UNIQUE("person_id","place"),
	CONSTRAINT "contact_addresses_at_most_three" CHECK ("contact_addresses"."place" between 1 and 3),
	CONSTRAINT "contact_addresses_form" CHECK ("contact_addresses"."address" ~ '^[!-?A-~]+@[a-z0-9.-]+$' and length("contact_addresses"."address") <= 254),
	CONSTRAINT "contact_addresses_link_length" CHECK (octet_length("contact_addresses"."link_hash") = 32),
	CONSTRAINT "contact_addresses_link_ends" CHECK (("contact_addresses"."link_hash" is null) = ("contact_addresses"."link_expires_at" is null)),
	CONSTRAINT "contact_addresses_one_state" CHECK (("contact_addresses"."confirmed_at" is null) = ("contact_addresses"."link_hash" is not null)),
	CONSTRAINT "contact_addresses_confirmed_after" CHECK ("contact_addresses"."confirmed_at" >= "contact_addresses"."added_at")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"mailbox_id" uuid NOT NULL,
	"target" text NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"written_at" timestamp with time zone,
	"flushed_first_at" timestamp with time zone,
	"flushed_at" timestamp with time zone,
	"connections_ended_at" timestamp with time zone,
	"connections_ended" integer,
	"effective_at" timestamp with time zone,
	"superseded_at" timestamp with time zone,
	"probe" "probe_outcome",
	"probed_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_failure" text,
	"failing_since" timestamp with time zone,
	"next_attempt_at" timestamp with time zone NOT NULL,
	CONSTRAINT "deliveries_once" UNIQUE("mailbox_id","target","version"),
	CONSTRAINT "deliveries_effective_is_whole" CHECK ("deliveries"."effective_at" is null or ("deliveries"."written_at" is not null and "deliveries"."flushed_at" is not null and "deliveries"."connections_ended_at" is not null)),
	CONSTRAINT "deliveries_probe_has_a_time" CHECK (("deliveries"."probe" is null) = ("deliveries"."probed_at" is null))
);
--> statement-breakpoint
CREATE TABLE "delivery_failures" (
	"delivery_id" uuid NOT NULL,
	"failed_at" timestamp with time zone NOT NULL,
	"reason" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "held_hashes" (
	"mailbox_id" uuid NOT NULL,
	"secret" text NOT NULL,
	"replaced_at" timestamp with time zone,
	CONSTRAINT "held_hashes_mailbox_id_secret_pk" PRIMARY KEY("mailbox_id","secret")
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"only" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"is_demo" boolean NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "installation_one_row" CHECK ("installation"."only" = 1)
);
--> statement-breakpoint
CREATE TABLE "known_sources" (
	"person_id" uuid NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "known_sources_person_id_fingerprint_pk" PRIMARY KEY("person_id","fingerprint"),
	CONSTRAINT "known_sources_fingerprint_length" CHECK (octet_length("known_sources"."fingerprint") = 16)
);
--> statement-breakpoint
CREATE TABLE "mail_targets" (
	"domain" text NOT NULL,
	"target" text NOT NULL,
	"target_key" text NOT NULL,
	CONSTRAINT "mail_targets_domain_target_pk" PRIMARY KEY("domain","target"),
	CONSTRAINT "mail_targets_domain_form" CHECK ("mail_targets"."domain" ~ '^[a-z0-9.-]{3,190}$'),
	CONSTRAINT "mail_targets_known" CHECK ("mail_targets"."target" in ('dovecot-sql', 'ldap', 'google', 'simulated'))
);
--> statement-breakpoint
CREATE TABLE "mailboxes" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"address" text NOT NULL,
	"system" text NOT NULL,
	"kind" "mailbox_kind" NOT NULL,
	"holder_id" uuid,
	"state" "mailbox_state" DEFAULT 'active' NOT NULL,
	"password_secret" text,
	"crypt_secret" text,
	"has_weak_hash" boolean DEFAULT false NOT NULL,
	"password_changed_at" timestamp with time zone,
	"password_version" integer DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mailboxes_address_unique" UNIQUE("address"),
	CONSTRAINT "mailboxes_address_form" CHECK ("mailboxes"."address" ~ '^[a-z0-9][a-z0-9._-]{0,63}@[a-z0-9.-]{3,190}$'),
	CONSTRAINT "mailboxes_secret_form" CHECK ("mailboxes"."password_secret" ~ '^(\{ARGON2ID\}\$argon2id\$v=19\$m=([1-9][0-9]{0,4}|1[0-9]{5}),t=[1-9],p=[1-9][0-9]?\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}|\{SSHA\}([A-Za-z0-9+/]{4}){7,17}([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)|\{(MD5-CRYPT|CRYPT)\}\$1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|\{CRYPT\}\$5\$(rounds=([1-9][0-9]{3,4}|100000)\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43}|\{(SHA512-CRYPT|CRYPT)\}\$6\$(rounds=([1-9][0-9]{3,4}|100000)\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{86}|\{(BLF-CRYPT|CRYPT)\}\$2[aby]\$(0[4-9]|1[0-2])\$[./A-Za-z0-9]{53})$'),
	CONSTRAINT "mailboxes_crypt_secret_form" CHECK ("mailboxes"."crypt_secret" ~ '^\$6\$(rounds=([1-9][0-9]{3}|10000)\$)?[./0-9A-Za-z]{1,16}\$[./0-9A-Za-z]{86}$'),
	CONSTRAINT "mailboxes_password_version_was_one" CHECK ("mailboxes"."password_version" between 0 and "mailboxes"."version")
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"kind" "notice_kind" NOT NULL,
	"recipient_kind" "notice_recipient" NOT NULL,
	"recipient" text NOT NULL,
	"language" "notice_language" NOT NULL,
	"person_id" uuid,
	"mailbox_id" uuid,
	"data" jsonb NOT NULL,
	"later_changes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"happened_at" timestamp with time zone NOT NULL,
	"answer" "notice_answer",
	"answered_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"refusals" integer DEFAULT 0 NOT NULL,
	"last_failure" text,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"given_up_at" timestamp with time zone,
	CONSTRAINT "notices_once" UNIQUE("event","recipient"),
	CONSTRAINT "notices_sent_or_given_up" CHECK ("notices"."sent_at" is null or "notices"."given_up_at" is null),
	CONSTRAINT "notices_answered_if_it_may_be" CHECK ("notices"."answered_at" is null or "notices"."answer" is not null),
	CONSTRAINT "notices_stop_from_outside_alone" CHECK ("notices"."answer" <> 'stop_mailbox' or "notices"."recipient_kind" = 'contact_address'),
	CONSTRAINT "notices_recipient_is_one_line" CHECK ("notices"."recipient" ~ '^[!-~]+@[!-~]+$')
);
--> statement-breakpoint
CREATE TABLE "password_changes" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"mailbox_id" uuid NOT NULL,
	"person_id" uuid,
	"version" integer NOT NULL,
	"number" text NOT NULL,
	"intent" uuid NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"reuse_salt" "bytea" NOT NULL,
	"held_while_suspended" boolean DEFAULT false NOT NULL,
	CONSTRAINT "password_changes_number_unique" UNIQUE("number"),
	CONSTRAINT "password_changes_once" UNIQUE("mailbox_id","intent"),
	CONSTRAINT "password_changes_version" UNIQUE("mailbox_id","version"),
	CONSTRAINT "password_changes_number_form" CHECK ("password_changes"."number" ~ '^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$'),
	CONSTRAINT "password_changes_fingerprint_length" CHECK (octet_length("password_changes"."fingerprint") = 32),
	CONSTRAINT "password_changes_salt_length" CHECK (octet_length("password_changes"."reuse_salt") = 16)
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"number" text NOT NULL,
	"role" "role" NOT NULL,
	"name" text NOT NULL,
	"name_en" text NOT NULL,
	"condition" text NOT NULL,
	"language" text,
	"is_operator" boolean DEFAULT false NOT NULL,
	"reuse_salt" "bytea" NOT NULL,
	"described_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "people_number_unique" UNIQUE("number"),
	CONSTRAINT "people_language_is_known" CHECK ("people"."language" in ('zh_TW', 'en')),
	CONSTRAINT "people_number_form" CHECK ("people"."number" ~ '^[A-Z0-9]{1,32}$'),
	CONSTRAINT "people_reuse_salt_length" CHECK (octet_length("people"."reuse_salt") = 16)
);
--> statement-breakpoint
CREATE TABLE "portal_keys" (
	"kid" text PRIMARY KEY NOT NULL,
	"public_jwk" jsonb NOT NULL,
	"sealed_private_jwk" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"opens_until" timestamp with time zone,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"way" "sign_in_way" NOT NULL,
	"limited_to" uuid,
	"source_address" "inet" NOT NULL,
	"confirmed_address" "inet",
	"user_agent" text,
	"language" text,
	"campus_sid" text,
	"created_at" timestamp with time zone NOT NULL,
	"proved_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"end_reason" "session_end",
	"replaced_by" uuid,
	CONSTRAINT "sessions_user_agent_is_short" CHECK (length("sessions"."user_agent") <= 256),
	CONSTRAINT "sessions_confirmed_family" CHECK (family("sessions"."confirmed_address") <> family("sessions"."source_address")),
	CONSTRAINT "sessions_end_has_a_reason" CHECK (("sessions"."ended_at" is null) = ("sessions"."end_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "sign_in_failures" (
	"account" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"counted_at" timestamp with time zone NOT NULL,
	"tried_at" timestamp with time zone NOT NULL,
	"tried" jsonb NOT NULL,
	CONSTRAINT "sign_in_failures_counted" CHECK ("sign_in_failures"."failures" >= 1)
);
--> statement-breakpoint
CREATE TABLE "spent_campus_links" (
	"jti" text PRIMARY KEY NOT NULL,
	"spent_at" timestamp with time zone NOT NULL,
	"keep_until" timestamp with time zone NOT NULL,
	"session_id" uuid NOT NULL,
	"visit_hash" "bytea",
	"source_address" "inet" NOT NULL,
	CONSTRAINT "spent_campus_links_visit_hash_length" CHECK (octet_length("spent_campus_links"."visit_hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "suspension_incidents" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"suspension_id" uuid NOT NULL,
	"happened_at" timestamp with time zone NOT NULL,
	"account" text NOT NULL,
	"protocol" "incident_protocol" NOT NULL,
	"masked_address" text NOT NULL,
	"country" text,
	CONSTRAINT "suspension_incidents_masked" CHECK ("suspension_incidents"."masked_address" like '%*'),
	CONSTRAINT "suspension_incidents_country_form" CHECK ("suspension_incidents"."country" ~ '^[A-Z]{2}$')
);
--> statement-breakpoint
CREATE TABLE "suspensions" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"mailbox_id" uuid NOT NULL,
	"level" "suspension_level" NOT NULL,
	"origin" "suspension_origin" DEFAULT 'operators' NOT NULL,
	"announcement_id" text,
	"suspended_at" timestamp with time zone NOT NULL,
	"lift_with_version" integer,
	"lifted_at" timestamp with time zone,
	"lifted_version" integer,
	CONSTRAINT "suspensions_emergency_is_lifted_by_operators" CHECK ("suspensions"."level" = 'warning' or "suspensions"."lift_with_version" is null),
	CONSTRAINT "suspensions_owner_warns" CHECK ("suspensions"."origin" = 'operators' or "suspensions"."level" = 'warning'),
	CONSTRAINT "suspensions_lifted_after" CHECK ("suspensions"."lifted_at" >= "suspensions"."suspended_at")
);
--> statement-breakpoint
CREATE TABLE "throttle_windows" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer NOT NULL,
	"expire" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "worker_heartbeats" (
	"id" uuid PRIMARY KEY NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "announcement_acknowledgements" ADD CONSTRAINT "announcement_acknowledgements_suspension_id_suspensions_id_fk" FOREIGN KEY ("suspension_id") REFERENCES "public"."suspensions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_acknowledgements" ADD CONSTRAINT "announcement_acknowledgements_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_acknowledgements" ADD CONSTRAINT "announcement_acknowledgements_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_acknowledgements" ADD CONSTRAINT "announcement_acknowledgements_text" FOREIGN KEY ("announcement_id","version") REFERENCES "public"."announcement_versions"("announcement_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_readings" ADD CONSTRAINT "announcement_readings_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_readings" ADD CONSTRAINT "announcement_readings_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_readings" ADD CONSTRAINT "announcement_readings_suspension_id_suspensions_id_fk" FOREIGN KEY ("suspension_id") REFERENCES "public"."suspensions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_readings" ADD CONSTRAINT "announcement_readings_text" FOREIGN KEY ("announcement_id","version") REFERENCES "public"."announcement_versions"("announcement_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_versions" ADD CONSTRAINT "announcement_versions_announcement_id_announcements_id_fk" FOREIGN KEY ("announcement_id") REFERENCES "public"."announcements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_pseudonyms" ADD CONSTRAINT "audit_pseudonyms_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_pseudonyms" ADD CONSTRAINT "audit_pseudonyms_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_addresses" ADD CONSTRAINT "contact_addresses_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_failures" ADD CONSTRAINT "delivery_failures_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "held_hashes" ADD CONSTRAINT "held_hashes_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "known_sources" ADD CONSTRAINT "known_sources_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailboxes" ADD CONSTRAINT "mailboxes_holder_id_people_id_fk" FOREIGN KEY ("holder_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_changes" ADD CONSTRAINT "password_changes_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_changes" ADD CONSTRAINT "password_changes_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_limited_to_mailboxes_id_fk" FOREIGN KEY ("limited_to") REFERENCES "public"."mailboxes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spent_campus_links" ADD CONSTRAINT "spent_campus_links_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspension_incidents" ADD CONSTRAINT "suspension_incidents_suspension_id_suspensions_id_fk" FOREIGN KEY ("suspension_id") REFERENCES "public"."suspensions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspensions" ADD CONSTRAINT "suspensions_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspensions" ADD CONSTRAINT "suspensions_announcement_id_announcements_id_fk" FOREIGN KEY ("announcement_id") REFERENCES "public"."announcements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "announcement_acknowledgements_session" ON "announcement_acknowledgements" USING btree ("session_id","suspension_id");--> statement-breakpoint
CREATE INDEX "audit_log_mailbox" ON "audit_log" USING btree ("mailbox_pseudonym","at");--> statement-breakpoint
CREATE INDEX "audit_log_person" ON "audit_log" USING btree ("person_pseudonym","at");--> statement-breakpoint
CREATE INDEX "captchas_expires_at" ON "captchas" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "contact_addresses_once" ON "contact_addresses" USING btree ("person_id",lower("address"));--> statement-breakpoint
CREATE UNIQUE INDEX "contact_addresses_link" ON "contact_addresses" USING btree ("link_hash");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("target","next_attempt_at") WHERE "deliveries"."effective_at" is null and "deliveries"."superseded_at" is null;--> statement-breakpoint
CREATE INDEX "delivery_failures_of" ON "delivery_failures" USING btree ("delivery_id","failed_at");--> statement-breakpoint
CREATE INDEX "delivery_failures_at" ON "delivery_failures" USING btree ("failed_at");--> statement-breakpoint
CREATE INDEX "mailboxes_holder" ON "mailboxes" USING btree ("holder_id");--> statement-breakpoint
CREATE INDEX "mailboxes_imported_hash" ON "mailboxes" USING btree ("id") WHERE "mailboxes"."password_secret" not like '{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$%';--> statement-breakpoint
CREATE INDEX "mailboxes_weak_hash" ON "mailboxes" USING btree ("address") WHERE "mailboxes"."has_weak_hash";--> statement-breakpoint
CREATE INDEX "notices_due" ON "notices" USING btree ("next_attempt_at") WHERE "notices"."sent_at" is null and "notices"."given_up_at" is null;--> statement-breakpoint
CREATE INDEX "notices_person" ON "notices" USING btree ("person_id","kind","happened_at");--> statement-breakpoint
CREATE INDEX "password_changes_person" ON "password_changes" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "portal_keys_current" ON "portal_keys" USING btree ("created_at") WHERE "portal_keys"."opens_until" is null and "portal_keys"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "sessions_open" ON "sessions" USING btree ("person_id") WHERE "sessions"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "sign_in_failures_tried_at" ON "sign_in_failures" USING btree ("tried_at");--> statement-breakpoint
CREATE INDEX "spent_campus_links_session" ON "spent_campus_links" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "spent_campus_links_keep_until" ON "spent_campus_links" USING btree ("keep_until");--> statement-breakpoint
CREATE INDEX "suspension_incidents_suspension" ON "suspension_incidents" USING btree ("suspension_id");--> statement-breakpoint
CREATE UNIQUE INDEX "suspensions_one_open" ON "suspensions" USING btree ("mailbox_id") WHERE "suspensions"."lifted_at" is null;--> statement-breakpoint
CREATE INDEX "suspensions_history" ON "suspensions" USING btree ("mailbox_id","suspended_at");--> statement-breakpoint
CREATE INDEX "suspensions_to_lift" ON "suspensions" USING btree ("mailbox_id") WHERE "suspensions"."lifted_at" is null and "suspensions"."lift_with_version" is not null;--> statement-breakpoint
CREATE INDEX "throttle_windows_expire" ON "throttle_windows" USING btree ("expire");--> statement-breakpoint
-- From here on written by hand, since drizzle does not generate it: the views that Dovecot reads, and the rights of each role.
-- The roles belong to the server and not to one database: deploy/postgresql/roles.sql makes them, or the embedded PostgreSQL.

-- NULL in `nologin` allows the login: Dovecot takes any other value, even 'f' or '', as a refusal.
CREATE VIEW dovecot_passdb WITH (security_barrier) AS
SELECT
	address AS username,
	password_secret AS password,
	CASE WHEN state <> 'active' THEN 'Y' END AS nologin,
	CASE WHEN state <> 'active' THEN 'Mailbox suspended. Sign in to the mail self-service portal to read why.' END AS reason
FROM mailboxes
WHERE state <> 'closed';
--> statement-breakpoint
CREATE VIEW dovecot_userdb WITH (security_barrier) AS
SELECT address AS username FROM mailboxes WHERE state <> 'closed';
--> statement-breakpoint
-- No role has a right by default: no temporary tables, and no connection but for the roles that are named.
DO $$ BEGIN
	EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
	EXECUTE format('GRANT CONNECT ON DATABASE %I TO portal_app, dovecot', current_database());
END $$;
--> statement-breakpoint
REVOKE ALL ON SCHEMA public FROM PUBLIC;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO portal_app, dovecot;
--> statement-breakpoint
GRANT SELECT ON dovecot_passdb, dovecot_userdb TO dovecot;
--> statement-breakpoint
-- The simulated mail system of a demo reads what Dovecot reads. The table behind the view is open to this role already.
GRANT SELECT ON dovecot_passdb TO portal_app;
--> statement-breakpoint
-- Every right is named: a new table has none until its migration gives some.
GRANT SELECT, INSERT, UPDATE ON
	announcements, deliveries, held_hashes, mailboxes, password_changes, people, portal_keys, suspensions
TO portal_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON
	announcement_readings, captchas, contact_addresses, mail_targets, notices, sessions, sign_in_failures,
	spent_campus_links, throttle_windows, worker_heartbeats
TO portal_app;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON delivery_failures TO portal_app;
--> statement-breakpoint
-- What is added is never changed.
GRANT SELECT, INSERT ON
	announcement_acknowledgements, announcement_versions, installation, known_sources, suspension_incidents
TO portal_app;
--> statement-breakpoint
-- A change of password renews the session: what was acknowledged in it about other mailboxes moves along.
GRANT UPDATE (session_id) ON announcement_acknowledgements TO portal_app;
--> statement-breakpoint
-- The time of an act and the number of its row are the database's own. Changing or deleting a row takes the owner's role,
-- which no server process has.
GRANT SELECT ON audit_log TO portal_app;
--> statement-breakpoint
GRANT INSERT (action, actor, person_pseudonym, mailbox_pseudonym, source_address, request_id, request_at, detail)
ON audit_log TO portal_app;
--> statement-breakpoint
-- Deleting the row of a pseudonym makes the audit rows of a person anonymous; changing it could make them another person's.
-- Both take the owner's role.
GRANT SELECT ON audit_pseudonyms TO portal_app;
--> statement-breakpoint
GRANT INSERT (person_id, mailbox_id) ON audit_pseudonyms TO portal_app;

CREATE TYPE "public"."audit_actor" AS ENUM('person', 'operator', 'system');--> statement-breakpoint
CREATE TYPE "public"."probe_outcome" AS ENUM('accepted', 'refused', 'unreachable', 'not_tried');--> statement-breakpoint
CREATE TYPE "public"."mailbox_kind" AS ENUM('personal', 'unit');--> statement-breakpoint
CREATE TYPE "public"."mailbox_state" AS ENUM('active', 'suspended_warning', 'suspended_emergency', 'closed');--> statement-breakpoint
CREATE TYPE "public"."role" AS ENUM('staff', 'student');--> statement-breakpoint
CREATE TYPE "public"."session_end" AS ENUM('signed_out', 'replaced', 'password_changed', 'ended_by_owner');--> statement-breakpoint
CREATE TYPE "public"."sign_in_way" AS ENUM('campus', 'mailbox');--> statement-breakpoint
CREATE TYPE "public"."suspension_level" AS ENUM('warning', 'emergency');--> statement-breakpoint
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
	"at" timestamp with time zone NOT NULL,
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
CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"mailbox_id" uuid NOT NULL,
	"target" text NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"written_at" timestamp with time zone,
	"flushed_at" timestamp with time zone,
	"connections_ended_at" timestamp with time zone,
	"connections_ended" integer,
	"effective_at" timestamp with time zone,
	"superseded_at" timestamp with time zone,
	"probe" "probe_outcome",
	"probed_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_failure" text,
	"next_attempt_at" timestamp with time zone NOT NULL,
	CONSTRAINT "deliveries_once" UNIQUE("mailbox_id","target","version"),
	CONSTRAINT "deliveries_effective_is_whole" CHECK ("deliveries"."effective_at" is null or ("deliveries"."written_at" is not null and "deliveries"."flushed_at" is not null and "deliveries"."connections_ended_at" is not null)),
	CONSTRAINT "deliveries_probe_has_a_time" CHECK (("deliveries"."probe" is null) = ("deliveries"."probed_at" is null))
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"only" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"is_demo" boolean NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "installation_one_row" CHECK ("installation"."only" = 1)
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
	"password_changed_at" timestamp with time zone,
	"version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mailboxes_address_unique" UNIQUE("address"),
	CONSTRAINT "mailboxes_address_form" CHECK ("mailboxes"."address" ~ '^[a-z0-9][a-z0-9._-]{0,63}@[a-z0-9.-]{3,190}$'),
	CONSTRAINT "mailboxes_secret_form" CHECK ("mailboxes"."password_secret" ~ '^\{ARGON2ID\}\$argon2id\$v=19\$m=[0-9]+,t=[0-9]+,p=[0-9]+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$')
);
--> statement-breakpoint
CREATE TABLE "password_changes" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"mailbox_id" uuid NOT NULL,
	"person_id" uuid,
	"version" integer NOT NULL,
	"intent" uuid NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"reuse_salt" "bytea" NOT NULL,
	"held_while_suspended" boolean DEFAULT false NOT NULL,
	CONSTRAINT "password_changes_once" UNIQUE("mailbox_id","intent"),
	CONSTRAINT "password_changes_version" UNIQUE("mailbox_id","version"),
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
	"is_operator" boolean DEFAULT false NOT NULL,
	"reuse_salt" "bytea" NOT NULL,
	"described_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "people_number_unique" UNIQUE("number"),
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
	"source_address" "inet" NOT NULL,
	"language" text,
	"campus_sid" text,
	"created_at" timestamp with time zone NOT NULL,
	"proved_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"end_reason" "session_end",
	"replaced_by" uuid,
	CONSTRAINT "sessions_end_has_a_reason" CHECK (("sessions"."ended_at" is null) = ("sessions"."end_reason" is null))
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
CREATE TABLE "suspensions" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"mailbox_id" uuid NOT NULL,
	"level" "suspension_level" NOT NULL,
	"announcement_id" text,
	"suspended_at" timestamp with time zone NOT NULL,
	"lifted_at" timestamp with time zone,
	CONSTRAINT "suspensions_lifted_after" CHECK ("suspensions"."lifted_at" >= "suspensions"."suspended_at")
);
--> statement-breakpoint
ALTER TABLE "announcement_versions" ADD CONSTRAINT "announcement_versions_announcement_id_announcements_id_fk" FOREIGN KEY ("announcement_id") REFERENCES "public"."announcements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_pseudonyms" ADD CONSTRAINT "audit_pseudonyms_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_pseudonyms" ADD CONSTRAINT "audit_pseudonyms_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailboxes" ADD CONSTRAINT "mailboxes_holder_id_people_id_fk" FOREIGN KEY ("holder_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_changes" ADD CONSTRAINT "password_changes_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_changes" ADD CONSTRAINT "password_changes_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spent_campus_links" ADD CONSTRAINT "spent_campus_links_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspensions" ADD CONSTRAINT "suspensions_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspensions" ADD CONSTRAINT "suspensions_announcement_id_announcements_id_fk" FOREIGN KEY ("announcement_id") REFERENCES "public"."announcements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_mailbox" ON "audit_log" USING btree ("mailbox_pseudonym","at");--> statement-breakpoint
CREATE INDEX "audit_log_person" ON "audit_log" USING btree ("person_pseudonym","at");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("next_attempt_at") WHERE "deliveries"."effective_at" is null and "deliveries"."superseded_at" is null;--> statement-breakpoint
CREATE INDEX "mailboxes_holder" ON "mailboxes" USING btree ("holder_id");--> statement-breakpoint
CREATE INDEX "password_changes_person" ON "password_changes" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "portal_keys_current" ON "portal_keys" USING btree ("created_at") WHERE "portal_keys"."opens_until" is null and "portal_keys"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "sessions_open" ON "sessions" USING btree ("person_id") WHERE "sessions"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "spent_campus_links_session" ON "spent_campus_links" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "spent_campus_links_keep_until" ON "spent_campus_links" USING btree ("keep_until");--> statement-breakpoint
CREATE UNIQUE INDEX "suspensions_one_open" ON "suspensions" USING btree ("mailbox_id") WHERE "suspensions"."lifted_at" is null;--> statement-breakpoint
CREATE INDEX "suspensions_history" ON "suspensions" USING btree ("mailbox_id","suspended_at");
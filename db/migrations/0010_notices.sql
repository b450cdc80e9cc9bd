CREATE TYPE "public"."notice_answer" AS ENUM('stop_mailbox', 'end_sessions');--> statement-breakpoint
CREATE TYPE "public"."notice_kind" AS ENUM('password_changed', 'suspended', 'reinstated', 'contact_address_added', 'contact_address_removed', 'signed_in_from_new_address', 'confirm_contact_address', 'not_me_reported');--> statement-breakpoint
CREATE TYPE "public"."notice_language" AS ENUM('zh_TW', 'en');--> statement-breakpoint
CREATE TYPE "public"."notice_recipient" AS ENUM('contact_address', 'mailbox', 'operators');--> statement-breakpoint
CREATE TYPE "public"."suspension_origin" AS ENUM('operators', 'not_me');--> statement-breakpoint
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
CREATE TABLE "known_sources" (
	"person_id" uuid NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "known_sources_person_id_fingerprint_pk" PRIMARY KEY("person_id","fingerprint"),
	CONSTRAINT "known_sources_fingerprint_length" CHECK (octet_length("known_sources"."fingerprint") = 16)
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
ALTER TABLE "people" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "suspensions" ADD COLUMN "origin" "suspension_origin" DEFAULT 'operators' NOT NULL;--> statement-breakpoint
ALTER TABLE "contact_addresses" ADD CONSTRAINT "contact_addresses_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "known_sources" ADD CONSTRAINT "known_sources_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "contact_addresses_once" ON "contact_addresses" USING btree ("person_id",lower("address"));--> statement-breakpoint
CREATE UNIQUE INDEX "contact_addresses_link" ON "contact_addresses" USING btree ("link_hash");--> statement-breakpoint
CREATE INDEX "notices_due" ON "notices" USING btree ("next_attempt_at") WHERE "notices"."sent_at" is null and "notices"."given_up_at" is null;--> statement-breakpoint
CREATE INDEX "notices_person" ON "notices" USING btree ("person_id","kind","happened_at");--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_language_is_known" CHECK ("people"."language" in ('zh_TW', 'en'));--> statement-breakpoint
ALTER TABLE "suspensions" ADD CONSTRAINT "suspensions_owner_warns" CHECK ("suspensions"."origin" = 'operators' or "suspensions"."level" = 'warning');--> statement-breakpoint
-- An address that its owner takes away is forgotten, and so is a notice some time after it was sent.
GRANT SELECT, INSERT, UPDATE, DELETE ON contact_addresses, notices TO portal_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON known_sources TO portal_app;

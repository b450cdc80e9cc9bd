CREATE TYPE "public"."announcement_language" AS ENUM('zh_TW', 'en');--> statement-breakpoint
CREATE TYPE "public"."incident_protocol" AS ENUM('smtp', 'imap', 'pop3', 'webmail');--> statement-breakpoint
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
	"token_hash" "bytea" NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	CONSTRAINT "announcement_readings_session_id_mailbox_id_pk" PRIMARY KEY("session_id","mailbox_id"),
	CONSTRAINT "announcement_readings_within_the_text" CHECK ("announcement_readings"."parts_served" between 1 and "announcement_readings"."parts"),
	CONSTRAINT "announcement_readings_token_length" CHECK (octet_length("announcement_readings"."token_hash") = 32)
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
ALTER TABLE "suspensions" ADD COLUMN "lift_with_version" integer;--> statement-breakpoint
ALTER TABLE "suspensions" ADD COLUMN "lifted_version" integer;--> statement-breakpoint
ALTER TABLE "announcement_acknowledgements" ADD CONSTRAINT "announcement_acknowledgements_suspension_id_suspensions_id_fk" FOREIGN KEY ("suspension_id") REFERENCES "public"."suspensions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_acknowledgements" ADD CONSTRAINT "announcement_acknowledgements_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_acknowledgements" ADD CONSTRAINT "announcement_acknowledgements_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_acknowledgements" ADD CONSTRAINT "announcement_acknowledgements_text" FOREIGN KEY ("announcement_id","version") REFERENCES "public"."announcement_versions"("announcement_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_readings" ADD CONSTRAINT "announcement_readings_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_readings" ADD CONSTRAINT "announcement_readings_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_readings" ADD CONSTRAINT "announcement_readings_suspension_id_suspensions_id_fk" FOREIGN KEY ("suspension_id") REFERENCES "public"."suspensions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "announcement_readings" ADD CONSTRAINT "announcement_readings_text" FOREIGN KEY ("announcement_id","version") REFERENCES "public"."announcement_versions"("announcement_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspension_incidents" ADD CONSTRAINT "suspension_incidents_suspension_id_suspensions_id_fk" FOREIGN KEY ("suspension_id") REFERENCES "public"."suspensions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "announcement_acknowledgements_session" ON "announcement_acknowledgements" USING btree ("session_id","suspension_id");--> statement-breakpoint
CREATE INDEX "suspension_incidents_suspension" ON "suspension_incidents" USING btree ("suspension_id");--> statement-breakpoint
CREATE INDEX "suspensions_to_lift" ON "suspensions" USING btree ("mailbox_id") WHERE "suspensions"."lifted_at" is null and "suspensions"."lift_with_version" is not null;--> statement-breakpoint
ALTER TABLE "suspensions" ADD CONSTRAINT "suspensions_emergency_is_lifted_by_operators" CHECK ("suspensions"."level" = 'warning' or "suspensions"."lift_with_version" is null);--> statement-breakpoint
-- How far somebody has read is forgotten with the acknowledgement; the acknowledgement itself is added and never changed.
GRANT SELECT, INSERT, UPDATE, DELETE ON announcement_readings TO portal_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON announcement_acknowledgements, suspension_incidents TO portal_app;

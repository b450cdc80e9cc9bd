CREATE TABLE "delivery_failures" (
	"delivery_id" uuid NOT NULL,
	"failed_at" timestamp with time zone NOT NULL,
	"reason" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mail_targets" (
	"domain" text NOT NULL,
	"target" text NOT NULL,
	"settings" text NOT NULL,
	CONSTRAINT "mail_targets_domain_target_pk" PRIMARY KEY("domain","target"),
	CONSTRAINT "mail_targets_domain_form" CHECK ("mail_targets"."domain" ~ '^[a-z0-9.-]{3,190}$'),
	CONSTRAINT "mail_targets_known" CHECK ("mail_targets"."target" in ('dovecot-sql', 'ldap', 'google'))
);
--> statement-breakpoint
DROP INDEX "deliveries_due";--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "failing_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mailboxes" ADD COLUMN "crypt_secret" text;--> statement-breakpoint
ALTER TABLE "mailboxes" ADD COLUMN "password_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "delivery_failures" ADD CONSTRAINT "delivery_failures_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delivery_failures_of" ON "delivery_failures" USING btree ("delivery_id","failed_at");--> statement-breakpoint
CREATE INDEX "delivery_failures_at" ON "delivery_failures" USING btree ("failed_at");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("target","next_attempt_at") WHERE "deliveries"."effective_at" is null and "deliveries"."superseded_at" is null;--> statement-breakpoint
ALTER TABLE "mailboxes" ADD CONSTRAINT "mailboxes_crypt_secret_form" CHECK ("mailboxes"."crypt_secret" ~ '^\$6\$(rounds=([1-9][0-9]{3}|10000)\$)?[./0-9A-Za-z]{1,16}\$[./0-9A-Za-z]{86}$');--> statement-breakpoint
ALTER TABLE "mailboxes" ADD CONSTRAINT "mailboxes_password_version_was_one" CHECK ("mailboxes"."password_version" between 0 and "mailboxes"."version");--> statement-breakpoint
-- Until now there was one kind of mail system, and it served every mailbox.
INSERT INTO mail_targets (domain, target, settings)
SELECT DISTINCT split_part(address, '@', 2), 'dovecot-sql', 'dovecot' FROM mailboxes;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON mail_targets TO portal_app;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON delivery_failures TO portal_app;

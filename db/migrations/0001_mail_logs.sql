CREATE TYPE "public"."access_event_kind" AS ENUM('login', 'logout', 'folder_created', 'folder_deleted', 'folder_renamed', 'messages_deleted', 'messages_undeleted', 'messages_expunged', 'messages_copied', 'messages_moved', 'messages_saved', 'message_stored', 'message_forwarded', 'message_discarded', 'message_rejected', 'message_failed');--> statement-breakpoint
CREATE TYPE "public"."mail_service" AS ENUM('imap', 'pop3', 'smtp', 'sieve', 'lmtp');--> statement-breakpoint
CREATE TYPE "public"."access_failure_reason" AS ENUM('auth_failed', 'unknown_user', 'user_disabled', 'password_expired', 'authorization_failed', 'invalid_credentials', 'temporary_failure', 'connection_limit', 'cleartext_auth_disabled', 'proxy_destination');--> statement-breakpoint
CREATE TYPE "public"."mail_delivery_status" AS ENUM('sent', 'bounced', 'deferred', 'softbounce');--> statement-breakpoint
CREATE TYPE "public"."mail_refusal_direction" AS ENUM('incoming', 'outgoing');--> statement-breakpoint
CREATE TABLE "access_events" (
	"at" timestamp with time zone NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "access_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"mailbox_id" uuid NOT NULL,
	"kind" "access_event_kind" NOT NULL,
	"service" "mail_service",
	"address" "inet",
	"country" char(2),
	"session" text,
	"program" text,
	"folder" text,
	"from_folder" text,
	"messages" integer,
	"reason" text,
	"counts" jsonb,
	CONSTRAINT "access_events_at_id_pk" PRIMARY KEY("at","id")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "access_failure_days" (
	"day" date NOT NULL,
	"mailbox_id" uuid NOT NULL,
	"rows" integer NOT NULL,
	"overflow" bigint NOT NULL,
	CONSTRAINT "access_failure_days_day_mailbox_id_pk" PRIMARY KEY("day","mailbox_id")
) PARTITION BY RANGE ("day");
--> statement-breakpoint
CREATE TABLE "access_failures" (
	"day" date NOT NULL,
	"mailbox_id" uuid NOT NULL,
	"service" "mail_service",
	"network" "cidr" NOT NULL,
	"program" text NOT NULL,
	"reason" "access_failure_reason" NOT NULL,
	"password_digest" text NOT NULL,
	"address" "inet",
	"country" char(2),
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "access_failures_once" UNIQUE NULLS NOT DISTINCT("day","mailbox_id","service","network","program","reason","password_digest"),
	CONSTRAINT "access_failures_count" CHECK ("access_failures"."count" >= 1)
) PARTITION BY RANGE ("day");
--> statement-breakpoint
CREATE TABLE "mail_log_sources" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mail_log_sources_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"log" text NOT NULL,
	"fingerprint" text NOT NULL,
	"fingerprint_bytes" integer NOT NULL,
	"device" text,
	"inode" text,
	"position" bigint NOT NULL,
	"last_line_at" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mail_log_sources_position" CHECK ("mail_log_sources"."position" >= 0)
);
--> statement-breakpoint
CREATE TABLE "mail_log_states" (
	"log" text PRIMARY KEY NOT NULL,
	"generation" bigint NOT NULL,
	"state" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mail_deliveries" (
	"at" timestamp with time zone NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "mail_deliveries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"message_at" timestamp with time zone NOT NULL,
	"message" uuid NOT NULL,
	"mailbox_id" uuid,
	"recipient" text NOT NULL,
	"recipient_mailbox_id" uuid,
	"relay" text,
	"status" "mail_delivery_status" NOT NULL,
	"dsn" text,
	"response" text,
	"delay_ms" bigint,
	"is_hand_over" boolean NOT NULL,
	CONSTRAINT "mail_deliveries_at_id_pk" PRIMARY KEY("at","id")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "mail_messages" (
	"at" timestamp with time zone NOT NULL,
	"id" uuid NOT NULL,
	"queue_id" text NOT NULL,
	"host" text NOT NULL,
	"mailbox_id" uuid,
	"sender" text,
	"address" "inet",
	"country" char(2),
	"message_id" text,
	"size" bigint,
	"recipients" integer,
	"expired_at" timestamp with time zone,
	"held_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "mail_messages_at_id_pk" PRIMARY KEY("at","id")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "mail_queue_ids" (
	"log" text NOT NULL,
	"host" text NOT NULL,
	"queue_id" text NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"state" jsonb NOT NULL,
	CONSTRAINT "mail_queue_ids_log_host_queue_id_pk" PRIMARY KEY("log","host","queue_id")
);
--> statement-breakpoint
CREATE TABLE "mail_refusals" (
	"at" timestamp with time zone NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "mail_refusals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"mailbox_id" uuid NOT NULL,
	"direction" "mail_refusal_direction" NOT NULL,
	"client" text,
	"address" "inet",
	"country" char(2),
	"command" text NOT NULL,
	"sender" text,
	"recipient" text,
	"code" text,
	"dsn" text,
	"text" text NOT NULL,
	CONSTRAINT "mail_refusals_at_id_pk" PRIMARY KEY("at","id")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
ALTER TABLE "mailboxes" ADD COLUMN "logs_detail" boolean DEFAULT true NOT NULL;--> statement-breakpoint
CREATE INDEX "access_events_mailbox" ON "access_events" USING btree ("mailbox_id","at","id");--> statement-breakpoint
CREATE INDEX "access_failures_mailbox" ON "access_failures" USING btree ("mailbox_id","last_at");--> statement-breakpoint
CREATE UNIQUE INDEX "mail_log_sources_once" ON "mail_log_sources" USING btree ("log","fingerprint");--> statement-breakpoint
CREATE INDEX "mail_deliveries_mailbox" ON "mail_deliveries" USING btree ("mailbox_id","at","id") WHERE "mail_deliveries"."mailbox_id" is not null;--> statement-breakpoint
CREATE INDEX "mail_deliveries_recipient" ON "mail_deliveries" USING btree ("recipient_mailbox_id","at","id") WHERE "mail_deliveries"."recipient_mailbox_id" is not null;--> statement-breakpoint
CREATE INDEX "mail_deliveries_message" ON "mail_deliveries" USING btree ("message","at");--> statement-breakpoint
CREATE INDEX "mail_messages_mailbox" ON "mail_messages" USING btree ("mailbox_id","at","id") WHERE "mail_messages"."mailbox_id" is not null;--> statement-breakpoint
CREATE INDEX "mail_queue_ids_last_seen" ON "mail_queue_ids" USING btree ("last_seen_at");--> statement-breakpoint
CREATE INDEX "mail_refusals_mailbox" ON "mail_refusals" USING btree ("mailbox_id","at","id");--> statement-breakpoint
-- From here on, and in every PARTITION BY above, written by hand, since drizzle does not generate it: the partitions and the
-- rights of portal_app.

-- Makes the partitions of one day each, and drops those whose day is past its retention. Only an owner of a table may do so.
-- The function runs with that right, and its arguments are numbers: it can touch no other table, and no day of the retention.
-- Without a default partition a new one never has to look through rows that are already there.
CREATE FUNCTION maintain_mail_log(access_days integer, sending_days integer, days_ahead integer DEFAULT 7) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
	parent record;
	partition record;
	this_day date;
	part text;
	changed integer := 0;
BEGIN
	IF access_days NOT BETWEEN 1 AND 400 OR sending_days NOT BETWEEN 1 AND 400 OR days_ahead NOT BETWEEN 1 AND 31 THEN
		RAISE EXCEPTION 'a retention is 1 to 400 days' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	-- Two workers would make the same partition. Reading and writing go on meanwhile.
	LOCK TABLE public.mail_log_states IN SHARE UPDATE EXCLUSIVE MODE;
	FOR parent IN SELECT * FROM (VALUES
		('access_events', access_days), ('access_failures', access_days), ('access_failure_days', access_days),
		('mail_messages', sending_days), ('mail_deliveries', sending_days), ('mail_refusals', sending_days)
	) AS tables (name, days) LOOP
		FOR this_day IN SELECT generate_series(current_date - parent.days, current_date + days_ahead, interval '1 day') LOOP
			part := parent.name || to_char(this_day, '_YYYYMMDD');
			IF to_regclass('public.' || part) IS NULL THEN
				EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
					part, parent.name, this_day, this_day + 1);
				changed := changed + 1;
			END IF;
		END LOOP;
		FOR partition IN
			SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
			WHERE i.inhparent = ('public.' || parent.name)::regclass
				AND right(c.relname, 8) < to_char(current_date - parent.days, 'YYYYMMDD')
		LOOP
			EXECUTE format('DROP TABLE public.%I', partition.name);
			changed := changed + 1;
		END LOOP;
	END LOOP;
	RETURN changed;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION maintain_mail_log FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION maintain_mail_log TO portal_app;
--> statement-breakpoint
-- A partition needs no right of its own: rows are read and written through the table that it belongs to.
GRANT SELECT, INSERT, UPDATE ON
	access_events, access_failures, access_failure_days, mail_deliveries, mail_log_sources, mail_log_states, mail_messages
TO portal_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON mail_refusals TO portal_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON mail_queue_ids TO portal_app;

-- The token of a part is sealed by the portal and no longer stored; each language has a reading of its own.
ALTER TABLE "announcement_readings" DROP CONSTRAINT "announcement_readings_token_length";--> statement-breakpoint
ALTER TABLE "announcement_readings" DROP COLUMN "token_hash";--> statement-breakpoint
ALTER TABLE "announcement_readings" DROP CONSTRAINT "announcement_readings_session_id_mailbox_id_pk";--> statement-breakpoint
ALTER TABLE "announcement_readings" ADD CONSTRAINT "announcement_readings_session_id_mailbox_id_language_pk" PRIMARY KEY("session_id","mailbox_id","language");

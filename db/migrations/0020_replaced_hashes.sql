ALTER TABLE "held_hashes" ADD COLUMN "replaced_at" timestamp with time zone;--> statement-breakpoint
-- The hash of an imported password is forgotten when nothing is compared with it any more.
GRANT DELETE ON held_hashes TO portal_app;

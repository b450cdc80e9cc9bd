ALTER TABLE "held_hashes" ADD COLUMN "replaced_at" timestamp with time zone;

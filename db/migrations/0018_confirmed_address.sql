ALTER TABLE "sessions" ADD COLUMN "confirmed_address" inet;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_confirmed_family" CHECK (family("sessions"."confirmed_address") <> family("sessions"."source_address"));

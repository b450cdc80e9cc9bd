ALTER TYPE "public"."session_end" ADD VALUE 'mailbox_closed';--> statement-breakpoint
ALTER TYPE "public"."notice_kind" ADD VALUE 'closed';--> statement-breakpoint
ALTER TYPE "public"."notice_kind" ADD VALUE 'reopened';--> statement-breakpoint
CREATE TABLE "worker_heartbeats" (
	"id" uuid PRIMARY KEY NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON worker_heartbeats TO portal_app;

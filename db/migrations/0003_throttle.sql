CREATE TABLE "sign_in_failures" (
	"account" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"counted_at" timestamp with time zone NOT NULL,
	"tried_at" timestamp with time zone NOT NULL,
	"tried" jsonb NOT NULL,
	CONSTRAINT "sign_in_failures_counted" CHECK ("sign_in_failures"."failures" >= 1)
);
--> statement-breakpoint
CREATE TABLE "throttle_windows" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer NOT NULL,
	"expire" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "sign_in_failures_tried_at" ON "sign_in_failures" USING btree ("tried_at");--> statement-breakpoint
CREATE INDEX "throttle_windows_expire" ON "throttle_windows" USING btree ("expire");
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_failures, throttle_windows TO portal_app;

CREATE TABLE "captchas" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"form" text NOT NULL,
	"visit_hash" "bytea" NOT NULL,
	"digits" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"spent_at" timestamp with time zone,
	"drawn" smallint DEFAULT 0 NOT NULL,
	"spoken" smallint DEFAULT 0 NOT NULL,
	CONSTRAINT "captchas_form" CHECK ("captchas"."form" in ('login')),
	CONSTRAINT "captchas_digits" CHECK ("captchas"."digits" ~ '^[0-9]{6}$'),
	CONSTRAINT "captchas_visit_hash_length" CHECK (octet_length("captchas"."visit_hash") = 32)
);
--> statement-breakpoint
CREATE INDEX "captchas_expires_at" ON "captchas" USING btree ("expires_at");--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON captchas TO portal_app;

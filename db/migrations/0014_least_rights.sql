-- The time of an act is the database's own, also within a long transaction: the application's role cannot write that column, nor the row's number.
ALTER TABLE "audit_log" ALTER COLUMN "at" SET DEFAULT date_trunc('milliseconds', clock_timestamp());--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "request_at" timestamp with time zone;--> statement-breakpoint
REVOKE INSERT ON audit_log FROM portal_app;--> statement-breakpoint
GRANT INSERT (action, actor, person_pseudonym, mailbox_pseudonym, source_address, request_id, request_at, detail) ON audit_log TO portal_app;--> statement-breakpoint
-- Whose a pseudonym is comes and goes by the owner alone: the application's role deletes none, and gives none that was anybody's before.
REVOKE INSERT, DELETE ON audit_pseudonyms FROM portal_app;--> statement-breakpoint
GRANT INSERT (person_id, mailbox_id) ON audit_pseudonyms TO portal_app;--> statement-breakpoint
-- Nobody has a right by being anybody: no temporary tables, and no way in but for the roles that are named.
DO $$ BEGIN
	EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
	EXECUTE format('GRANT CONNECT ON DATABASE %I TO portal_app, dovecot', current_database());
END $$;

-- What drizzle does not generate: the views that Dovecot reads, and the rights of each role. The roles belong to the server
-- and not to one database: deploy/postgresql/roles.sql makes them, or the embedded PostgreSQL.

-- NULL in `nologin` allows the login: Dovecot takes any other value, even 'f' or '', as a refusal.
CREATE VIEW dovecot_passdb WITH (security_barrier) AS
SELECT
	address AS username,
	password_secret AS password,
	CASE WHEN state <> 'active' THEN 'Y' END AS nologin,
	CASE WHEN state <> 'active' THEN 'Mailbox suspended. Sign in to the mail self-service portal to read why.' END AS reason
FROM mailboxes
WHERE state <> 'closed';
--> statement-breakpoint
CREATE VIEW dovecot_userdb WITH (security_barrier) AS
SELECT address AS username FROM mailboxes WHERE state <> 'closed';
--> statement-breakpoint
-- No role has a right by default: no temporary tables, and no connection but for the roles that are named.
DO $$ BEGIN
	EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
	EXECUTE format('GRANT CONNECT ON DATABASE %I TO portal_app, dovecot', current_database());
END $$;
--> statement-breakpoint
REVOKE ALL ON SCHEMA public FROM PUBLIC;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO portal_app, dovecot;
--> statement-breakpoint
GRANT SELECT ON dovecot_passdb, dovecot_userdb TO dovecot;
--> statement-breakpoint
-- The simulated mail system of a demo reads what Dovecot reads. The table behind the view is open to this role already.
GRANT SELECT ON dovecot_passdb TO portal_app;
--> statement-breakpoint
-- Every right is named: a new table has none until its migration gives some.
GRANT SELECT, INSERT, UPDATE ON
	announcements, deliveries, held_hashes, mailboxes, password_changes, people, portal_keys, suspensions
TO portal_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON
	announcement_readings, captchas, contact_addresses, mail_targets, notices, sessions, sign_in_failures,
	spent_campus_links, throttle_windows, worker_heartbeats
TO portal_app;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON delivery_failures TO portal_app;
--> statement-breakpoint
-- What is added is never changed.
GRANT SELECT, INSERT ON
	announcement_acknowledgements, announcement_versions, installation, known_sources, suspension_incidents
TO portal_app;
--> statement-breakpoint
-- A change of password renews the session: what was acknowledged in it about other mailboxes moves along.
GRANT UPDATE (session_id) ON announcement_acknowledgements TO portal_app;
--> statement-breakpoint
-- The time of an act and the number of its row are the database's own. Changing or deleting a row takes the owner's role,
-- which no server process has.
GRANT SELECT ON audit_log TO portal_app;
--> statement-breakpoint
GRANT INSERT (action, actor, person_pseudonym, mailbox_pseudonym, source_address, request_id, request_at, detail)
ON audit_log TO portal_app;
--> statement-breakpoint
-- Deleting the row of a pseudonym makes the audit rows of a person anonymous; changing it could make them another person's.
-- Both take the owner's role.
GRANT SELECT ON audit_pseudonyms TO portal_app;
--> statement-breakpoint
GRANT INSERT (person_id, mailbox_id) ON audit_pseudonyms TO portal_app;

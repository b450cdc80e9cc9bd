-- What Dovecot may see, and who may do what. The roles themselves are made by deploy/postgresql/roles.sql
-- (on an own server) or by the embedded PostgreSQL, because a role belongs to a server and not to one database.

-- NULL in `nologin` means "may log in": Dovecot takes any other value, even 'f' or '', for "may not".
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
REVOKE ALL ON SCHEMA public FROM PUBLIC;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO portal_app, dovecot;
--> statement-breakpoint
GRANT SELECT ON dovecot_passdb, dovecot_userdb TO dovecot;
--> statement-breakpoint
-- Every right is named: a new table has none until its migration gives some.
GRANT SELECT, INSERT, UPDATE ON people, mailboxes, password_changes, deliveries, portal_keys, suspensions, announcements TO portal_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON announcement_versions, installation TO portal_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, spent_campus_links TO portal_app;
--> statement-breakpoint
-- The audit log is added to and read. Changing or deleting a row takes the owner's role, which no server process holds.
GRANT SELECT, INSERT ON audit_log TO portal_app;
--> statement-breakpoint
-- Deleting the key makes the rows of a person anonymous; changing it could make them somebody else's.
GRANT SELECT, INSERT, DELETE ON audit_pseudonyms TO portal_app;

-- The three roles of the portal, and its database. Run once, as a superuser, with psql:
--   psql -v owner_password=… -v app_password=… -v dovecot_password=… -f roles.sql
-- PostgreSQL 18 or newer (uuidv7).
CREATE ROLE portal_owner LOGIN PASSWORD :'owner_password';   -- owns the tables, migrates; no server process uses it
CREATE ROLE portal_app LOGIN PASSWORD :'app_password';       -- server and worker: adds to the audit log, never changes it
-- Dovecot: reads two views. A node has at most 30 connections (auth_worker_max_count). The limit keeps a thief of its
-- password from exhausting the portal's connections. Raise it for more than two nodes, and max_connections with it.
CREATE ROLE dovecot LOGIN PASSWORD :'dovecot_password' CONNECTION LIMIT 60;
CREATE DATABASE mail_portal OWNER portal_owner;
REVOKE ALL ON DATABASE mail_portal FROM PUBLIC;
GRANT CONNECT ON DATABASE mail_portal TO portal_app, dovecot;
-- The portal's roles need no access to the default databases. Omit this where other roles need it, and exclude these three
-- in pg_hba.conf.
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
\connect mail_portal
\ir rights.sql

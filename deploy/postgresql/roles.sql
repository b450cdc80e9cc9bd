-- The three roles of the portal, and its database. Run once, as a superuser, with psql:
--   psql -v owner_password=… -v app_password=… -v dovecot_password=… -f roles.sql
-- PostgreSQL 18 or newer (uuidv7).
CREATE ROLE portal_owner LOGIN PASSWORD :'owner_password';   -- owns the tables, migrates; no server process uses it
CREATE ROLE portal_app LOGIN PASSWORD :'app_password';       -- server and worker: adds to the audit log, never changes it
CREATE ROLE dovecot LOGIN PASSWORD :'dovecot_password';      -- Dovecot: reads two views
CREATE DATABASE mail_portal OWNER portal_owner;
REVOKE ALL ON DATABASE mail_portal FROM PUBLIC;
GRANT CONNECT ON DATABASE mail_portal TO portal_app, dovecot;

-- A change of password renews the session: what was acknowledged in it about other mailboxes moves along.
GRANT UPDATE (session_id) ON announcement_acknowledgements TO portal_app;

-- Revokes default rights that no role of the portal needs: advisory locks (they can exhaust the lock table), large objects
-- and messages in the write-ahead log (they fill the disk), blocks of PL/pgSQL.
-- Run as a superuser, in the portal's database; roles.sql does so. The script is idempotent.
DO $$
DECLARE
  one regprocedure;
BEGIN
  FOR one IN
    SELECT oid::regprocedure FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace
      AND (proname ~ '^pg_(try_)?advisory_' OR proname ~ '^lo_'
        OR proname IN ('loread', 'lowrite', 'pg_logical_emit_message', 'pg_export_snapshot'))
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one);
  END LOOP;
END $$;
-- Concurrent migrations wait for each other by an advisory lock.
GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO portal_owner;
GRANT USAGE ON LANGUAGE plpgsql TO portal_owner;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;

-- The roles and rights of one Seatwise database. Run as a superuser, connected to that database, as often as you like.
--
-- The three passwords come in as settings, so that no password stands in a file:
--   PGOPTIONS="-c seatwise.owner_password=... -c seatwise.app_password=... -c seatwise.backup_password=..." \
--     psql -d seatwise -f roles.sql
-- A setting that is missing or empty leaves that password as it is.
--
--   seatwise_owner   owns the tables and migrates; row-level security is forced, so it sees one tenant at a time too
--   seatwise_app     what web and worker run as: reads and writes rows, owns nothing, bypasses nothing
--   seatwise_backup  pg_dump: reads everything, across all tenants, and writes nothing

DO $$
DECLARE
    wanted record;
    secret text;
BEGIN
    FOR wanted IN SELECT * FROM (VALUES
        ('seatwise_owner', 'NOBYPASSRLS', 'seatwise.owner_password'),
        ('seatwise_app', 'NOBYPASSRLS', 'seatwise.app_password'),
        ('seatwise_backup', 'BYPASSRLS', 'seatwise.backup_password')
    ) AS role (name, bypass, setting) LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', wanted.name);
        END IF;
        EXECUTE format(
            'ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION %s', wanted.name, wanted.bypass
        );
        secret := nullif(current_setting(wanted.setting, true), '');
        IF secret IS NOT NULL THEN
            EXECUTE format('ALTER ROLE %I PASSWORD %L', wanted.name, secret);
        END IF;
    END LOOP;
    GRANT pg_read_all_data TO seatwise_backup;

    EXECUTE format('ALTER DATABASE %I OWNER TO seatwise_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO seatwise_app, seatwise_backup', current_database());
END
$$;

ALTER SCHEMA public OWNER TO seatwise_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO seatwise_app, seatwise_backup;

-- Non-overlapping periods are exclusion constraints over a uuid and a date range.
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;

-- Whatever the owner's migrations create, the application may use from then on.
ALTER DEFAULT PRIVILEGES FOR ROLE seatwise_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO seatwise_app;
ALTER DEFAULT PRIVILEGES FOR ROLE seatwise_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO seatwise_app;
ALTER DEFAULT PRIVILEGES FOR ROLE seatwise_owner IN SCHEMA public
    GRANT EXECUTE ON FUNCTIONS TO seatwise_app;

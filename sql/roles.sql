-- The two roles of the database, made once per cluster by its superuser, before any migration.
-- oat_owner owns every object and is used by `oatd migrate` alone. oat_service is what `oatd`
-- runs as: it owns nothing, may not bypass row security, and has SELECT and INSERT on ledgers.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'oat_owner') THEN
    CREATE ROLE oat_owner LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'oat_service') THEN
    CREATE ROLE oat_service LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
END
$$;

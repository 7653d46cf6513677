-- Places that may dispense. What changes about a site is a new revision of its profile.

-- Nothing in this schema is reachable by default: each migration grants what the service needs.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO oat_service;

-- Ledgers are never changed or emptied, not even by their owner's slip of the hand.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

-- Makes a table append-only and readable by the service.
CREATE PROCEDURE make_ledger(ledger regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
                  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', ledger);
  EXECUTE format('GRANT SELECT, INSERT ON %s TO oat_service', ledger);
END
$$;

CREATE TABLE site (
  site_code   text PRIMARY KEY CHECK (site_code ~ '^[A-Z][A-Z0-9]{2,7}$'),
  recorded_at timestamptz NOT NULL
);
CALL make_ledger('site');

CREATE TABLE site_profile (
  site_code            text NOT NULL REFERENCES site,
  revision             integer NOT NULL CHECK (revision > 0),
  city                 text NOT NULL,
  region               text NOT NULL,
  kind                 text NOT NULL,
  time_zone            text NOT NULL,
  day_boundary_minutes integer NOT NULL CHECK (day_boundary_minutes BETWEEN 0 AND 720),
  capacity             integer NOT NULL CHECK (capacity > 0),
  licence_number       text NOT NULL,
  licence_until        date NOT NULL,
  opening_weekdays     smallint[] NOT NULL,  -- ISO, 7 is Sunday
  recorded_at          timestamptz NOT NULL,
  PRIMARY KEY (site_code, revision)
);
CALL make_ledger('site_profile');

CREATE VIEW site_now WITH (security_invoker = true) AS
  SELECT DISTINCT ON (site_code) *
    FROM site_profile
   ORDER BY site_code, revision DESC;
GRANT SELECT ON site_now TO oat_service;

-- A day on which a site does not dispense, declared by a named person.
CREATE TABLE site_closure (
  site_code   text NOT NULL REFERENCES site,
  day         date NOT NULL,
  reason      text NOT NULL,
  declared_by bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (site_code, day)
);
CALL make_ledger('site_closure');

-- A dispensing window.
CREATE TABLE station (
  site_code   text NOT NULL REFERENCES site,
  station     text NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (site_code, station)
);
CALL make_ledger('station');

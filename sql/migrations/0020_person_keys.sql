-- Everybody's sealed records under a key of their own. It stands in one place, wrapped by a master key
-- outside the database, so that a new master key rewraps each key once, and what is sealed stays as it
-- is; and so that a person is forgotten by taking one key away (decision 0013).

-- Before, each record carried a key of its own, which SQL can neither open nor make again.
DO $$
BEGIN
  IF EXISTS (SELECT FROM sealed_identity) OR EXISTS (SELECT FROM identity_token)
     OR EXISTS (SELECT FROM duplicate_review) OR EXISTS (SELECT FROM clinical_fact)
     OR EXISTS (SELECT FROM consent) OR EXISTS (SELECT FROM disclosure)
     OR EXISTS (SELECT FROM emergency_access) OR EXISTS (SELECT FROM alarm_review)
     OR EXISTS (SELECT FROM one_time_key) OR EXISTS (SELECT FROM person) THEN
    RAISE EXCEPTION 'this database was filled by a trial version, before everybody had a sealing key: make a new one, and import the roster into it';
  END IF;
END
$$;
ALTER TABLE sealed_identity DROP COLUMN wrapped_key;
ALTER TABLE duplicate_review DROP COLUMN wrapped_key;
ALTER TABLE clinical_fact DROP COLUMN wrapped_key;
ALTER TABLE consent DROP COLUMN wrapped_key;
ALTER TABLE disclosure DROP COLUMN wrapped_key;
ALTER TABLE emergency_access DROP COLUMN wrapped_key;
ALTER TABLE alarm_review DROP COLUMN wrapped_key;
ALTER TABLE one_time_key DROP COLUMN wrapped_key;

-- The versions of keys in the key file that the database uses. One that is added to the file is used
-- once it stands here; one is retired by taking its row away, which the references to it forbid as
-- long as anything needs it.
CREATE TABLE master_key (
  version     integer PRIMARY KEY CHECK (version > 0),
  in_force_at timestamptz NOT NULL
);
CREATE TABLE index_key (LIKE master_key INCLUDING ALL);
INSERT INTO master_key VALUES (1, now());
INSERT INTO index_key VALUES (1, now());
GRANT SELECT ON master_key, index_key TO oat_service;

-- One key a person, one for a newcomer who is held for review, and one of the house, with neither, for
-- what is about nobody who is treated. What is shredded keeps its row, so that it is counted and gets
-- no second key.
CREATE TABLE sealing_key (
  sealing_key_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id      bigint UNIQUE REFERENCES person,
  review_id      uuid UNIQUE REFERENCES duplicate_review,
  master_version integer REFERENCES master_key,
  wrapped_key    bytea,
  shredded_at    timestamptz,
  retained_years integer,  -- of a person who was shredded: the legal time that had passed
  CHECK (person_id IS NULL OR review_id IS NULL),
  CHECK ((wrapped_key IS NULL) = (shredded_at IS NOT NULL)),
  CHECK ((wrapped_key IS NULL) = (master_version IS NULL)),
  CHECK (retained_years > 0),
  CHECK ((retained_years IS NOT NULL) = (person_id IS NOT NULL AND wrapped_key IS NULL)),
  CHECK (person_id IS NOT NULL OR review_id IS NOT NULL OR wrapped_key IS NOT NULL)
);
CREATE UNIQUE INDEX sealing_key_of_house ON sealing_key ((true))
  WHERE person_id IS NULL AND review_id IS NULL;
CREATE INDEX sealing_key_master ON sealing_key (master_version);
GRANT SELECT, INSERT ON sealing_key TO oat_service;

-- Shown like what it opens; that of the house opens what is about nobody. The service ends those of
-- reviews; those of people only the schema's owner does.
CALL guard_people('sealing_key');
CREATE POLICY house ON sealing_key FOR SELECT TO oat_service
  USING (person_id IS NULL AND review_id IS NULL);
CREATE POLICY own ON sealing_key FOR SELECT TO oat_service
  USING (EXISTS (SELECT FROM disclosure d
                  WHERE d.person_id = sealing_key.person_id AND d.site_code = (SELECT own_site())));
GRANT UPDATE (master_version, wrapped_key, shredded_at) ON sealing_key TO oat_service;
CREATE POLICY shredded ON sealing_key FOR UPDATE TO oat_service
  USING (review_id IS NOT NULL) WITH CHECK (review_id IS NOT NULL AND wrapped_key IS NULL);

CREATE VIEW house_key WITH (security_invoker = true) AS
  SELECT master_version, wrapped_key FROM sealing_key
   WHERE person_id IS NULL AND review_id IS NULL;
GRANT SELECT ON house_key TO oat_service;

-- What a transaction wraps with: the newest, which nobody retires before it has ended.
CREATE FUNCTION master_key_in_force() RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (SELECT k.version FROM master_key k ORDER BY k.version DESC LIMIT 1 FOR KEY SHARE);
END
$$;
-- What people are found by: every version that stands here. Whoever is new gets tokens of each, so
-- that the oldest finds everybody until the newest does.
CREATE FUNCTION index_keys_in_force() RETURNS SETOF integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT k.version FROM index_key k ORDER BY k.version FOR KEY SHARE;
END
$$;

-- Tokens go with the person, and with the version of their key: the schema's owner takes them away,
-- and nobody changes one.
ALTER TABLE identity_token ADD FOREIGN KEY (key_version) REFERENCES index_key;
DROP TRIGGER append_only ON identity_token;
CREATE TRIGGER unchanged BEFORE UPDATE OR TRUNCATE ON identity_token
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

REVOKE ALL ON FUNCTION master_key_in_force, index_keys_in_force FROM PUBLIC;
GRANT EXECUTE ON FUNCTION master_key_in_force, index_keys_in_force TO oat_service;

-- The last day on which anything happened to a person that the law counts a record's keeping from:
-- infinity while treatment goes on.
CREATE VIEW last_contact WITH (security_invoker = true) AS
  SELECT p.person_id,
         greatest((SELECT max(CASE WHEN e.ended THEN e.end_day ELSE 'infinity' END)
                     FROM episode_now e WHERE e.person_id = p.person_id),
                  (SELECT max(a.clinical_day) FROM administration a
                    WHERE a.person_id = p.person_id),
                  (SELECT max(v.recorded_at::date)
                     FROM application_person l JOIN application_event v USING (application_id)
                    WHERE l.person_id = p.person_id),
                  p.recorded_at::date) AS day
    FROM person p;

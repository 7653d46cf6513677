-- Corrections of who somebody is, and photos.

-- A correction is a further revision, by two people. What it takes away as recorded in error leads
-- nobody to the person any more, in whichever revision it stands; what merely changed still does, as
-- people come with their old passport.
ALTER TABLE sealed_identity
  ADD COLUMN reason      text CHECK (reason IN ('recorded_in_error', 'changed')),
  ADD COLUMN birth_year  smallint CHECK (birth_year BETWEEN 1900 AND 2199),
  ADD COLUMN recorded_by bigint REFERENCES staff,
  ADD COLUMN second_id   bigint REFERENCES staff,
  ADD CHECK ((revision = 1) = (reason IS NULL)),
  ADD CHECK (revision = 1 OR (recorded_by IS NOT NULL AND second_id IS NOT NULL)),
  ADD CHECK (second_id <> recorded_by);

ALTER TABLE identity_token
  ADD COLUMN revision integer NOT NULL DEFAULT 1,
  DROP CONSTRAINT identity_token_pkey,
  ADD PRIMARY KEY (kind, key_version, token, person_id, revision);

-- Of each person the tokens that lead there: all but those that a later correction of an error found
-- in the revision before it, and did not record again.
CREATE VIEW leading_token WITH (security_invoker = true) AS
  SELECT t.* FROM identity_token t
   WHERE NOT EXISTS (
     SELECT FROM sealed_identity e
       JOIN identity_token found
         ON found.person_id = e.person_id AND found.revision = e.revision - 1
      WHERE e.person_id = t.person_id AND e.revision > t.revision
        AND e.reason = 'recorded_in_error'
        AND (found.kind, found.key_version, found.token) = (t.kind, t.key_version, t.token)
        AND NOT EXISTS (
          SELECT FROM identity_token kept
           WHERE kept.person_id = t.person_id AND kept.revision = e.revision
             AND (kept.kind, kept.key_version, kept.token) = (t.kind, t.key_version, t.token)));

-- Whom keyed tokens lead to, each by the key of its version. Nobody, in a session of somebody who was
-- forced.
DROP FUNCTION people_of_tokens(text[], integer, bytea[]);
CREATE FUNCTION people_of_tokens(kinds text[], versions integer[], tokens bytea[])
  RETURNS TABLE (kind text, token bytea, person_id bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF reaches_nobody() THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT DISTINCT t.kind, t.token, t.person_id
      FROM unnest(kinds, versions, tokens) AS n (kind, version, token)
      JOIN leading_token t ON t.kind = n.kind AND t.key_version = n.version AND t.token = n.token
     ORDER BY t.person_id;
END
$$;
REVOKE ALL ON FUNCTION people_of_tokens FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_of_tokens TO oat_service;

CREATE OR REPLACE FUNCTION has_look_alike_here(person bigint, on_day date) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM leading_token mine
      JOIN leading_token other ON other.kind = 'name' AND other.key_version = mine.key_version
                              AND other.token = mine.token AND other.person_id <> mine.person_id
     WHERE mine.kind = 'name' AND mine.person_id = person
       AND own_site() = (SELECT c.site_code FROM custody_start c
                          WHERE c.person_id = other.person_id AND c.from_day <= on_day
                          ORDER BY c.from_day DESC, c.revision DESC LIMIT 1));
END
$$;

-- The person's row stands as it was written; a corrected year of birth stands beside it.
CREATE VIEW person_now WITH (security_invoker = true) AS
  SELECT p.person_id, p.sex,
         coalesce((SELECT s.birth_year FROM sealed_identity s
                    WHERE s.person_id = p.person_id AND s.birth_year IS NOT NULL
                    ORDER BY s.revision DESC LIMIT 1), p.birth_year) AS birth_year
    FROM person p;
GRANT SELECT ON person_now TO oat_service;

-- One photo a person, sealed. It is no ledger: whoever wants hers gone is to have it gone. The event
-- keeps that there was one.
CREATE TABLE photo (
  person_id  bigint PRIMARY KEY REFERENCES person,
  ciphertext bytea NOT NULL,
  taken_at   timestamptz NOT NULL
);
CALL guard_people('photo');
CREATE POLICY removed ON photo FOR DELETE TO oat_service
  USING (person_id = ANY ((SELECT named_people())::bigint[]));
GRANT SELECT, INSERT, DELETE ON photo TO oat_service;

CREATE TABLE photo_event (
  request_id  uuid PRIMARY KEY,
  person_id   bigint NOT NULL REFERENCES person,
  event       text NOT NULL CHECK (event IN ('stored', 'removed')),
  recorded_by bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX photo_event_person ON photo_event (person_id);
CALL make_ledger('photo_event');
CALL guard_people('photo_event');

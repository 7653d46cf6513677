-- In which language somebody wants to be spoken to, and which are spoken at a site: what the plan of a site
-- that closes asks for last. A language is its two letters in ISO 639-1.

-- The latest word counts, under whichever of a person's numbers it was said.
CREATE TABLE preferred_language (
  person_id   bigint NOT NULL REFERENCES person,
  revision    integer NOT NULL CHECK (revision > 0),
  language    text NOT NULL CHECK (language ~ '^[a-z]{2}$'),
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, revision)
);
CALL make_ledger('preferred_language');
CALL seal_ledger('preferred_language');
CALL guard_people('preferred_language');

-- All that are spoken there; the latest revision says.
CREATE TABLE site_language (
  site_code   text NOT NULL REFERENCES site,
  revision    integer NOT NULL CHECK (revision > 0),
  languages   text[] NOT NULL CHECK (array_to_string(languages, ' ', '?') ~ '^[a-z]{2}( [a-z]{2})*$'),
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (site_code, revision)
);
CALL make_ledger('site_language');
CALL seal_ledger('site_language');

-- Of people whom a site listed; no row where nobody said it.
CREATE FUNCTION languages_of(of_people bigint[]) RETURNS TABLE (person_id bigint, language text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT DISTINCT ON (p.one) p.one, l.language
      FROM unnest(of_people) AS p (one) JOIN preferred_language l ON l.person_id = ANY (one_person(p.one))
     ORDER BY p.one, l.recorded_at DESC, l.revision DESC;
END
$$;
REVOKE ALL ON FUNCTION languages_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION languages_of TO oat_service;

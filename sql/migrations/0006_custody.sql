-- Which site may claim a person's unclaimed slots. Only starts are written; each lasts to the next,
-- so neither a hole nor an overlap can be. Within one day the highest revision counts.

CREATE TABLE custody_start (
  person_id   bigint NOT NULL REFERENCES person,
  from_day    date NOT NULL,
  revision    integer NOT NULL,
  site_code   text REFERENCES site,  -- NULL: no site, said openly
  kind        text NOT NULL CHECK (kind IN ('home', 'guest', 'institution', 'closure', 'ended')),
  recorded_by bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, from_day, revision),
  CHECK ((kind = 'ended') = (site_code IS NULL))
);
CREATE INDEX custody_start_site ON custody_start (site_code, person_id);
CALL make_ledger('custody_start');

-- What authorities read: releases, frozen, and the estimates they are held against.

-- How many people inject drugs, as somebody published it.
CREATE TABLE population_estimate (
  year                    smallint NOT NULL CHECK (year BETWEEN 1900 AND 2199),
  scope                   text NOT NULL CHECK (scope ~ '^[A-Z]{2}$'),
  source                  text NOT NULL,
  people_who_inject_drugs bigint NOT NULL CHECK (people_who_inject_drugs > 0),
  reported_on_oat         bigint CHECK (reported_on_oat >= 0),  -- by the same source
  recorded_by             bigint NOT NULL REFERENCES staff,
  recorded_at             timestamptz NOT NULL,
  PRIMARY KEY (year, scope, source)
);
CALL make_ledger('population_estimate');

-- A month's tables as they were published, and stay. A month may be released again, as the next
-- revision.
CREATE TABLE release (
  release_id  uuid PRIMARY KEY,
  month       date NOT NULL CHECK (extract(day FROM month) = 1),
  revision    integer NOT NULL CHECK (revision > 0),
  body        bytea NOT NULL,  -- oat.v1.Release
  recorded_by bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  UNIQUE (month, revision)
);
CALL make_ledger('release');

-- Every figure behind a release, the withheld ones too: the next release is held against them.
CREATE TABLE release_figure (
  release_id       uuid NOT NULL REFERENCES release,
  measure          text NOT NULL,
  row_dimension    text NOT NULL,
  row_code         text NOT NULL,
  column_dimension text NOT NULL,
  column_code      text NOT NULL,
  value            bigint NOT NULL CHECK (value >= 0),
  disclosure       text NOT NULL CHECK (disclosure IN ('shown', 'withheld', 'unpublished')),
  PRIMARY KEY (release_id, measure, row_dimension, row_code, column_dimension, column_code)
);
CALL make_ledger('release_figure');

-- Facts without an authorisation are few, and a day of them counts as a recorded day.
CREATE INDEX administration_unauthorised ON administration (site_code, clinical_day)
  WHERE cause <> 'authorised';

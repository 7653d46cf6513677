-- People. Everything keys on person_id; who it is stands sealed in one table, and can be found
-- only through keyed tokens whose key is not in the database.

-- The row that every change to a person's orders, custody, bottles or doses locks first. `lock_row`
-- is never written: its privilege is what FOR NO KEY UPDATE asks for.
CREATE TABLE person (
  person_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sex         text NOT NULL CHECK (sex IN ('female', 'male')),
  birth_year  smallint NOT NULL CHECK (birth_year BETWEEN 1900 AND 2199),
  recorded_at timestamptz NOT NULL,
  lock_row    smallint NOT NULL DEFAULT 0
);
CALL make_ledger('person');
GRANT UPDATE (lock_row) ON person TO oat_service;

ALTER TABLE audit ADD FOREIGN KEY (person_id) REFERENCES person;

-- The pseudonymous numbers. They are aliases: two can mean one person.
CREATE TABLE patient_number (
  patient_number text PRIMARY KEY CHECK (patient_number ~ '^[0-9A-HJKMNP-TV-Z]{10}$'),
  person_id      bigint NOT NULL REFERENCES person,
  issued_at      timestamptz NOT NULL
);
CREATE INDEX patient_number_person ON patient_number (person_id);
CALL make_ledger('patient_number');

-- The identity, sealed with a key of its own, itself wrapped by the master key.
CREATE TABLE sealed_identity (
  person_id   bigint NOT NULL REFERENCES person,
  revision    integer NOT NULL,
  wrapped_key bytea NOT NULL,
  ciphertext  bytea NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, revision)
);
CALL make_ledger('sealed_identity');

-- Keyed tokens by which a person can be found: document, uic, name_and_birth_date, name.
CREATE TABLE identity_token (
  kind        text NOT NULL,
  key_version integer NOT NULL,
  token       bytea NOT NULL,
  person_id   bigint NOT NULL REFERENCES person,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (kind, key_version, token, person_id)
);
CREATE INDEX identity_token_person ON identity_token (person_id);
CALL make_ledger('identity_token');

-- A newcomer who is probably known already, held for a person to decide. The newcomer's particulars
-- are sealed here until then.
CREATE TABLE duplicate_review (
  review_id      uuid PRIMARY KEY,
  person_id      bigint NOT NULL REFERENCES person,
  site_code      text NOT NULL REFERENCES site,
  application_id uuid UNIQUE,
  import_line    bigint,
  agreeing       text NOT NULL,  -- the kinds of token that met, separated by blanks
  wrapped_key    bytea NOT NULL,
  ciphertext     bytea NOT NULL,
  recorded_at    timestamptz NOT NULL
);
CALL make_ledger('duplicate_review');

CREATE TABLE duplicate_verdict (
  review_id   uuid PRIMARY KEY REFERENCES duplicate_review,
  verdict     text NOT NULL CHECK (verdict IN ('same_person', 'different_people')),
  person_id   bigint NOT NULL REFERENCES person,
  decided_by  bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL
);
CALL make_ledger('duplicate_verdict');

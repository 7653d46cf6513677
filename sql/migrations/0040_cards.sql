-- Cards that patients carry, how they ended, and where they were read.

-- What a card says is not kept: it stands on the card alone. The number of a person's issue is on it
-- too; the highest is the one that counts.
CREATE TABLE card (
  person_id   bigint NOT NULL REFERENCES person,
  issue       integer NOT NULL CHECK (issue BETWEEN 1 AND 65535),
  card_id     uuid NOT NULL UNIQUE,
  site_code   text NOT NULL REFERENCES site,
  order_id    uuid NOT NULL REFERENCES medication_order,
  key_id      text NOT NULL,
  valid_until timestamptz NOT NULL,
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, issue),
  CHECK (valid_until > recorded_at)
);
CALL make_ledger('card');
CALL guard_people('card');

CREATE TABLE card_revocation (
  person_id   bigint NOT NULL,
  issue       integer NOT NULL,
  reason      text NOT NULL,
  site_code   text NOT NULL REFERENCES site,
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, issue),
  FOREIGN KEY (person_id, issue) REFERENCES card
);
CALL make_ledger('card_revocation');
CALL guard_people('card_revocation');

-- A code that was read as a card. About nobody where it could not be opened. What a desk read without
-- the server is told afterwards: by whom it was read, and by whom it was told.
CREATE TABLE card_reading (
  reading_id           uuid PRIMARY KEY,
  person_id            bigint REFERENCES person,
  issue                integer,
  found                text NOT NULL,  -- good, or the code of the reason why it is worth nothing
  is_offline           boolean NOT NULL,
  is_outside_treatment boolean NOT NULL,
  site_code            text NOT NULL REFERENCES site,
  device_id            bigint NOT NULL REFERENCES device,
  login                text NOT NULL,
  read_at              timestamptz NOT NULL,
  staff_id             bigint NOT NULL REFERENCES staff,
  recorded_at          timestamptz NOT NULL,
  CHECK ((person_id IS NULL) = (issue IS NULL)),
  CHECK (person_id IS NOT NULL OR NOT is_outside_treatment),
  CHECK (found <> 'good' OR person_id IS NOT NULL),
  CHECK (read_at <= recorded_at)
);
CREATE INDEX card_reading_person ON card_reading (person_id);
CALL make_ledger('card_reading');
CALL guard_people('card_reading');

CALL seal_ledger('card');
CALL seal_ledger('card_reading');
CALL seal_ledger('card_revocation');

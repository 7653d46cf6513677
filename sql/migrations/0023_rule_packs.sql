-- The rules in force: packs as they were read, and who put which in force where, from when on.

-- A text never changes under its name and version, and two texts are two packs.
CREATE TABLE rule_pack (
  name        text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9-]{1,59}$'),
  version     text NOT NULL CHECK (version ~ '^[A-Za-z0-9.-]{1,40}$'),
  sha256      bytea NOT NULL UNIQUE CHECK (sha256 = sha256(body)),
  body        bytea NOT NULL,
  recorded_by bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (name, version)
);
CALL make_ledger('rule_pack');
CALL seal_ledger('rule_pack');

-- A pack put in force at a place from a clinical day on, or, without a version, withdrawn. Of several
-- changes of a name at a place the one with the latest first day counts, of several of one day the
-- latest made.
CREATE TABLE rule_change (
  change_id   uuid PRIMARY KEY,
  number      bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  name        text NOT NULL,
  version     text,
  place       text NOT NULL,  -- a region or a site; empty: the whole network
  from_day    date NOT NULL,
  signed_off  boolean NOT NULL,  -- the two vouch for what is recalled or was read in part
  reason      text NOT NULL,
  changed_by  bigint NOT NULL REFERENCES staff,
  second_id   bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  FOREIGN KEY (name, version) REFERENCES rule_pack,
  CHECK (changed_by <> second_id)
);
CREATE INDEX rule_change_place ON rule_change (place, name);
CALL make_ledger('rule_change');
CALL seal_ledger('rule_change');

-- What a prescriber may set aside for a day, besides the days themselves: that the dose is lowered, once
-- she agrees, and that the rules leave it open. A new start takes a new order.
ALTER TABLE rule_override DROP CONSTRAINT rule_override_rule_check;
ALTER TABLE rule_override ADD CHECK
  (rule IN ('too_soon', 'over_24_hours', 'missed_days', 'missed_reduced', 'rules_silent'));

-- The packs that an order was signed under, as "jalgas/1 uk-instalment/1"; absent for those of before, and
-- for what was carried over or bridged.
ALTER TABLE medication_order ADD COLUMN rule_pack text;

-- Dispensing pumps: where each stands, what two people measured of it, and what it was told to pour.

-- Where a pump stands, by the serial number on its plate; the highest revision counts. At no window (empty) it
-- is out of use.
CREATE TABLE pump_placement (
  site_code    text NOT NULL REFERENCES site,
  pump_id      text NOT NULL,
  revision     integer NOT NULL CHECK (revision > 0),
  station      text NOT NULL,
  product_code text REFERENCES product,  -- what runs in its tubes
  model        text NOT NULL,
  staff_id     bigint NOT NULL REFERENCES staff,
  recorded_at  timestamptz NOT NULL,
  PRIMARY KEY (site_code, pump_id, revision),
  CHECK ((station = '') = (product_code IS NULL))
);
CALL make_ledger('pump_placement');

-- What two people measured of test pours, where the pump then stood.
CREATE TABLE pump_verification (
  site_code    text NOT NULL,
  pump_id      text NOT NULL,
  sequence     integer NOT NULL CHECK (sequence > 0),
  revision     integer NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('daily', 'calibration')),
  product_code text NOT NULL,
  lot_number   text NOT NULL,
  clinical_day date NOT NULL,
  staff_id     bigint NOT NULL REFERENCES staff,
  second_id    bigint NOT NULL REFERENCES staff,
  request_id   uuid NOT NULL UNIQUE,
  recorded_at  timestamptz NOT NULL,
  PRIMARY KEY (site_code, pump_id, sequence),
  FOREIGN KEY (site_code, pump_id, revision) REFERENCES pump_placement,
  FOREIGN KEY (product_code, lot_number) REFERENCES lot,
  CHECK (second_id <> staff_id)
);
CREATE INDEX pump_verification_placement ON pump_verification (site_code, pump_id, revision);
CALL make_ledger('pump_verification');

-- In microlitres; whether it passed follows from these.
CREATE TABLE pump_test_pour (
  site_code text NOT NULL,
  pump_id   text NOT NULL,
  sequence  integer NOT NULL,
  number    smallint NOT NULL CHECK (number > 0),
  asked     bigint NOT NULL CHECK (asked > 0),
  measured  bigint NOT NULL CHECK (measured >= 0),
  tolerance bigint NOT NULL CHECK (tolerance >= 0),
  PRIMARY KEY (site_code, pump_id, sequence, number),
  FOREIGN KEY (site_code, pump_id, sequence) REFERENCES pump_verification
);
CALL make_ledger('pump_test_pour');

-- Tubes filled or run dry, and what of it is held for waste.
CREATE TABLE pump_cycle (
  cycle_id     uuid PRIMARY KEY,
  site_code    text NOT NULL,
  pump_id      text NOT NULL,
  revision     integer NOT NULL,
  cycle        text NOT NULL CHECK (cycle IN ('prime', 'empty')),
  product_code text NOT NULL,
  lot_number   text NOT NULL,
  wasted       bigint NOT NULL CHECK (wasted >= 0),
  staff_id     bigint NOT NULL REFERENCES staff,
  recorded_at  timestamptz NOT NULL,
  FOREIGN KEY (site_code, pump_id, revision) REFERENCES pump_placement,
  FOREIGN KEY (product_code, lot_number) REFERENCES lot
);
CALL make_ledger('pump_cycle');

-- What a pump was told to pour, written before it was told. A live pour is one without an end; the next refers to
-- the end of the one before, so that two live pours of one pump cannot be written.
CREATE TABLE pour (
  site_code    text NOT NULL,
  pump_id      text NOT NULL,
  turn         integer NOT NULL CHECK (turn >= 0),
  settled_turn integer,
  pour_id      uuid NOT NULL UNIQUE,
  revision     integer NOT NULL,
  dose_id      uuid NOT NULL,
  line         smallint NOT NULL,
  quantity     bigint NOT NULL CHECK (quantity > 0),
  staff_id     bigint NOT NULL REFERENCES staff,
  recorded_at  timestamptz NOT NULL,
  PRIMARY KEY (site_code, pump_id, turn),
  FOREIGN KEY (site_code, pump_id, revision) REFERENCES pump_placement,
  FOREIGN KEY (dose_id, line) REFERENCES dose_line,
  CHECK ((turn = 0 AND settled_turn IS NULL) OR
         (turn > 0 AND settled_turn IS NOT DISTINCT FROM turn - 1))
);
CREATE INDEX pour_dose ON pour (dose_id, line);

-- What became of it: as the pump counts, or, with a second person, as two measured what was in the cup.
CREATE TABLE pour_end (
  site_code   text NOT NULL,
  pump_id     text NOT NULL,
  turn        integer NOT NULL,
  poured      bigint NOT NULL CHECK (poured >= 0),
  fault       text NOT NULL,  -- what the pump said where it stopped early
  staff_id    bigint NOT NULL REFERENCES staff,
  second_id   bigint REFERENCES staff,
  request_id  uuid NOT NULL UNIQUE,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (site_code, pump_id, turn),
  FOREIGN KEY (site_code, pump_id, turn) REFERENCES pour,
  CHECK (second_id <> staff_id)
);
ALTER TABLE pour ADD FOREIGN KEY (site_code, pump_id, settled_turn)
  REFERENCES pour_end (site_code, pump_id, turn);
CALL make_ledger('pour');
CALL make_ledger('pour_end');

CALL seal_ledger('pour');
CALL seal_ledger('pour_end');
CALL seal_ledger('pump_cycle');
CALL seal_ledger('pump_placement');
CALL seal_ledger('pump_test_pour');
CALL seal_ledger('pump_verification');

-- Each pump where it stands, with its last verification there.
CREATE VIEW pump_now WITH (security_invoker = true) AS
  SELECT p.*, v.sequence AS verification, v.clinical_day AS verified_on, v.recorded_at AS verified_at
    FROM (SELECT DISTINCT ON (site_code, pump_id) site_code, pump_id, revision, station, product_code, model
            FROM pump_placement ORDER BY site_code, pump_id, revision DESC) p
    LEFT JOIN LATERAL (SELECT sequence, clinical_day, recorded_at FROM pump_verification
                        WHERE site_code = p.site_code AND pump_id = p.pump_id AND revision = p.revision
                        ORDER BY sequence DESC LIMIT 1) v ON true;
GRANT SELECT ON pump_now TO oat_service;

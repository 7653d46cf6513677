-- Slots, doses, facts and incidents.

-- The right to one portion of a person's clinical day. The key is the last wall against a second
-- dose: a live claim is the highest turn without a release, a later turn refers to the release of
-- the one before it, so the table only grows and two live claims cannot be written.
CREATE TABLE slot (
  clinical_day  date NOT NULL,
  person_id     bigint NOT NULL REFERENCES person,
  portion       smallint NOT NULL CHECK (portion > 0),
  turn          smallint NOT NULL CHECK (turn >= 0),
  released_turn smallint,
  claimed_by    uuid NOT NULL,  -- a dose, or a fact without one
  site_code     text NOT NULL REFERENCES site,
  recorded_at   timestamptz NOT NULL,
  PRIMARY KEY (clinical_day, person_id, portion, turn),
  CHECK ((turn = 0 AND released_turn IS NULL) OR
         (turn > 0 AND released_turn IS NOT DISTINCT FROM turn - 1))
);
CREATE INDEX slot_person ON slot (person_id, clinical_day);

-- Why a claim is free again: nothing of it was swallowed.
CREATE TABLE slot_release (
  clinical_day date NOT NULL,
  person_id    bigint NOT NULL,
  portion      smallint NOT NULL,
  turn         smallint NOT NULL,
  reason       text NOT NULL,
  recorded_at  timestamptz NOT NULL,
  PRIMARY KEY (clinical_day, person_id, portion, turn),
  FOREIGN KEY (clinical_day, person_id, portion, turn) REFERENCES slot
);
ALTER TABLE slot ADD FOREIGN KEY (clinical_day, person_id, portion, released_turn)
  REFERENCES slot_release (clinical_day, person_id, portion, turn);
CALL make_ledger('slot');
CALL make_ledger('slot_release');

-- A dose as it was authorised.
CREATE TABLE dose (
  dose_id        uuid PRIMARY KEY,
  person_id      bigint NOT NULL REFERENCES person,
  clinical_day   date NOT NULL,
  portion        smallint NOT NULL,
  turn           smallint NOT NULL,
  order_id       uuid NOT NULL REFERENCES medication_order,
  supplement_id  uuid REFERENCES supplement,
  drug_form      text NOT NULL,
  micrograms     bigint NOT NULL CHECK (micrograms > 0),
  site_code      text NOT NULL REFERENCES site,
  station        text NOT NULL,
  identity_check text NOT NULL,
  assessment     text NOT NULL,
  rule_pack      text NOT NULL,
  staff_id       bigint NOT NULL REFERENCES staff,
  recorded_at    timestamptz NOT NULL,
  FOREIGN KEY (clinical_day, person_id, portion, turn) REFERENCES slot
);
CREATE INDEX dose_person ON dose (person_id, clinical_day);
CREATE INDEX dose_site ON dose (site_code, clinical_day);
CALL make_ledger('dose');

CREATE TABLE dose_line (
  dose_id      uuid NOT NULL REFERENCES dose,
  line         smallint NOT NULL,
  product_code text NOT NULL,
  lot_number   text NOT NULL,
  quantity     bigint NOT NULL CHECK (quantity > 0),
  micrograms   bigint NOT NULL CHECK (micrograms > 0),
  PRIMARY KEY (dose_id, line),
  FOREIGN KEY (product_code, lot_number) REFERENCES lot
);
CALL make_ledger('dose_line');

-- What became of a dose. Its state is that of the last event; without one, or adopted, it is open.
CREATE TABLE dose_event (
  dose_id     uuid NOT NULL REFERENCES dose,
  sequence    integer NOT NULL CHECK (sequence > 0),
  state       text NOT NULL CHECK (state IN ('open', 'given', 'partly_given', 'refused', 'withheld',
                                             'voided', 'unresolved')),
  detail      text NOT NULL,     -- the coded why: void reason, signs, evidence
  station     text NOT NULL,
  return_at   timestamptz,       -- withheld: when the person was told to come back
  staff_id    bigint NOT NULL REFERENCES staff,
  second_id   bigint REFERENCES staff,
  request_id  uuid NOT NULL UNIQUE,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (dose_id, sequence),
  CHECK (second_id <> staff_id)
);
CALL make_ledger('dose_event');

CREATE VIEW dose_now WITH (security_invoker = true) AS
  SELECT d.*, coalesce(v.state, 'open') AS state, coalesce(v.sequence, 0) AS sequence,
         coalesce(v.station, d.station) AS station_now, v.recorded_at AS state_at, v.detail,
         v.return_at
    FROM dose d
    LEFT JOIN LATERAL (SELECT state, sequence, station, recorded_at, detail, return_at
                         FROM dose_event
                        WHERE dose_id = d.dose_id ORDER BY sequence DESC LIMIT 1) v ON true;
GRANT SELECT ON dose_now TO oat_service;

-- A fact: what was swallowed. `taken_at` is NULL where only the day is known (an import).
CREATE TABLE administration (
  administration_id uuid PRIMARY KEY,
  person_id         bigint NOT NULL REFERENCES person,
  clinical_day      date NOT NULL,
  dose_id           uuid REFERENCES dose,
  cause             text NOT NULL,  -- authorised, imported, or why there was no authorisation
  drug_form         text NOT NULL,
  micrograms        bigint NOT NULL CHECK (micrograms > 0),
  taken_at          timestamptz,
  site_code         text NOT NULL REFERENCES site,
  staff_id          bigint NOT NULL REFERENCES staff,
  second_id         bigint REFERENCES staff,
  recorded_at       timestamptz NOT NULL,
  CHECK (second_id <> staff_id),
  CHECK (taken_at IS NOT NULL OR cause = 'imported')
);
CREATE INDEX administration_person ON administration (person_id, clinical_day);
CALL make_ledger('administration');

ALTER TABLE supplement ADD FOREIGN KEY (fact_id) REFERENCES administration;

-- A fact recorded in error stays, with this beside it.
CREATE TABLE administration_reversal (
  administration_id uuid PRIMARY KEY REFERENCES administration,
  staff_id          bigint NOT NULL REFERENCES staff,
  second_id         bigint NOT NULL REFERENCES staff,
  recorded_at       timestamptz NOT NULL,
  CHECK (second_id <> staff_id)
);
CALL make_ledger('administration_reversal');

CREATE VIEW taken WITH (security_invoker = true) AS
  SELECT a.* FROM administration a
   WHERE NOT EXISTS (SELECT FROM administration_reversal r
                      WHERE r.administration_id = a.administration_id);
GRANT SELECT ON taken TO oat_service;

-- A person was sent away for the coded signs before any dose was authorised.
CREATE TABLE withholding (
  withholding_id uuid PRIMARY KEY,
  person_id      bigint NOT NULL REFERENCES person,
  clinical_day   date NOT NULL,
  signs          text NOT NULL,
  site_code      text NOT NULL REFERENCES site,
  staff_id       bigint NOT NULL REFERENCES staff,
  recorded_at    timestamptz NOT NULL
);
CREATE INDEX withholding_person ON withholding (person_id, clinical_day);
CALL make_ledger('withholding');

-- A fact that broke a rule. It holds the person's next dose until a prescriber has looked.
CREATE TABLE incident (
  incident_id       uuid PRIMARY KEY,
  person_id         bigint NOT NULL REFERENCES person,
  administration_id uuid REFERENCES administration,
  kind              text NOT NULL,
  site_code         text NOT NULL REFERENCES site,
  recorded_at       timestamptz NOT NULL
);
CREATE INDEX incident_person ON incident (person_id);
CALL make_ledger('incident');

CREATE TABLE incident_review (
  incident_id uuid PRIMARY KEY REFERENCES incident,
  reviewed_by bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL
);
CALL make_ledger('incident_review');

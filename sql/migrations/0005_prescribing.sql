-- Orders, supplements and holds. The order in force on a day is the highest version that begins on
-- or before it; where that one has ended or is cancelled, none is in force. So two can never be.

CREATE TABLE medication_order (
  order_id            uuid PRIMARY KEY,
  person_id           bigint NOT NULL REFERENCES person,
  version             integer NOT NULL CHECK (version > 0),
  kind                text NOT NULL CHECK (kind IN ('standard', 'carried_over', 'bridging')),
  drug_form           text NOT NULL,
  from_day            date NOT NULL,
  until_day           date NOT NULL CHECK (until_day >= from_day),
  supervised_weekdays smallint[] NOT NULL,
  signed_by           bigint REFERENCES staff,
  second_id           bigint REFERENCES staff,
  recorded_at         timestamptz NOT NULL,
  UNIQUE (person_id, version),
  CHECK ((kind = 'carried_over') = (signed_by IS NULL)),
  CHECK (kind <> 'bridging' OR until_day - from_day < 3),
  CHECK (second_id <> signed_by)
);
CALL make_ledger('medication_order');

CREATE TABLE order_step (
  order_id           uuid NOT NULL REFERENCES medication_order,
  step               smallint NOT NULL CHECK (step > 0),
  from_day           date NOT NULL,
  until_day          date NOT NULL CHECK (until_day >= from_day),
  portion_micrograms bigint[] NOT NULL CHECK (cardinality(portion_micrograms) BETWEEN 1 AND 4),
  PRIMARY KEY (order_id, step)
);
CALL make_ledger('order_step');

CREATE TABLE order_cancellation (
  order_id     uuid PRIMARY KEY REFERENCES medication_order,
  from_day     date NOT NULL,
  cancelled_by bigint NOT NULL REFERENCES staff,
  recorded_at  timestamptz NOT NULL
);
CALL make_ledger('order_cancellation');

-- A signed addition to one day, linked to the fact it follows. What was vomited is replaced at most
-- once.
CREATE TABLE supplement (
  supplement_id uuid PRIMARY KEY,
  person_id     bigint NOT NULL REFERENCES person,
  clinical_day  date NOT NULL,
  portion       smallint NOT NULL CHECK (portion > 4),
  micrograms    bigint NOT NULL CHECK (micrograms > 0),
  reason        text NOT NULL CHECK (reason IN ('part_dose', 'conditional_portion', 'vomited')),
  fact_id       uuid NOT NULL,
  not_before    timestamptz NOT NULL,
  signed_by     bigint NOT NULL REFERENCES staff,
  recorded_at   timestamptz NOT NULL,
  UNIQUE (clinical_day, person_id, portion)
);
CREATE UNIQUE INDEX replaced_once ON supplement (fact_id) WHERE reason = 'vomited';
CALL make_ledger('supplement');

CREATE TABLE hold (
  hold_id     uuid PRIMARY KEY,
  person_id   bigint NOT NULL REFERENCES person,
  code        text NOT NULL,
  alternative text NOT NULL,
  until       timestamptz NOT NULL,
  authored_by bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  CHECK (until > recorded_at AND until <= recorded_at + interval '72 hours')
);
CREATE INDEX hold_person ON hold (person_id, until);
CALL make_ledger('hold');

CREATE TABLE hold_release (
  hold_id     uuid PRIMARY KEY REFERENCES hold,
  released_by bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL
);
CALL make_ledger('hold_release');

-- One rule set aside by a prescriber for one person and day.
CREATE TABLE rule_override (
  person_id    bigint NOT NULL REFERENCES person,
  clinical_day date NOT NULL,
  rule         text NOT NULL CHECK (rule IN ('too_soon', 'over_24_hours', 'missed_days')),
  signed_by    bigint NOT NULL REFERENCES staff,
  recorded_at  timestamptz NOT NULL,
  PRIMARY KEY (clinical_day, person_id, rule)
);
CALL make_ledger('rule_override');

-- The clinical minimum, sealed: its kind and days are for prescribers. Until one has looked at it the
-- window sees that there is something, and not what.
CREATE TABLE clinical_fact (
  clinical_fact_id uuid PRIMARY KEY,
  person_id        bigint NOT NULL REFERENCES person,
  wrapped_key      bytea NOT NULL,
  ciphertext       bytea NOT NULL,
  recorded_by      bigint NOT NULL REFERENCES staff,
  recorded_at      timestamptz NOT NULL
);
CREATE INDEX clinical_fact_person ON clinical_fact (person_id);
CALL make_ledger('clinical_fact');

CREATE TABLE clinical_fact_review (
  clinical_fact_id uuid PRIMARY KEY REFERENCES clinical_fact,
  reviewed_by      bigint NOT NULL REFERENCES staff,
  recorded_at      timestamptz NOT NULL
);
CALL make_ledger('clinical_fact_review');

-- Doses to take home: what was authorised, the bottles, and who may collect them.

-- How a site is reached, as it stands on a label; the highest revision counts.
CREATE TABLE site_contact (
  site_code           text NOT NULL REFERENCES site,
  revision            integer NOT NULL CHECK (revision > 0),
  name                text NOT NULL,
  address             text NOT NULL,
  telephone           text NOT NULL,
  emergency_telephone text NOT NULL,
  recorded_by         bigint NOT NULL REFERENCES staff,
  recorded_at         timestamptz NOT NULL,
  PRIMARY KEY (site_code, revision)
);
CALL make_ledger('site_contact');

CREATE TABLE take_home_authorisation (
  authorisation_id uuid PRIMARY KEY,
  person_id        bigint NOT NULL REFERENCES person,
  order_id         uuid NOT NULL REFERENCES medication_order,
  site_code        text NOT NULL REFERENCES site,
  ground           text NOT NULL,    -- a code of a pack's rows; empty: none
  criteria_met     text[] NOT NULL,  -- codes of the packs, found met by who authorised it
  treatment_day    integer NOT NULL CHECK (treatment_day > 0),
  rule_pack        text NOT NULL,
  authorised_by    bigint NOT NULL REFERENCES staff,
  recorded_at      timestamptz NOT NULL
);
CREATE INDEX take_home_authorisation_person ON take_home_authorisation (person_id);
CALL make_ledger('take_home_authorisation');
CALL guard_people('take_home_authorisation');

CREATE TABLE take_home_dose (
  authorisation_id uuid NOT NULL REFERENCES take_home_authorisation,
  clinical_day     date NOT NULL,
  portion          smallint NOT NULL CHECK (portion BETWEEN 1 AND 4),
  PRIMARY KEY (authorisation_id, clinical_day, portion)
);
CALL make_ledger('take_home_dose');

CREATE TABLE take_home_revocation (
  authorisation_id uuid PRIMARY KEY REFERENCES take_home_authorisation,
  revoked_by       bigint NOT NULL REFERENCES staff,
  recorded_at      timestamptz NOT NULL
);
CALL make_ledger('take_home_revocation');

-- A bottle as it was filled, for one portion of one day. While it waits its content is reserved at the
-- station; handed out it claims the slot, whose key lets nobody else have that portion.
CREATE TABLE bottle (
  bottle_id        uuid PRIMARY KEY,
  serial           text NOT NULL UNIQUE CHECK (serial ~ '^B-[0-9A-Z]{10}$'),
  authorisation_id uuid NOT NULL,
  person_id        bigint NOT NULL REFERENCES person,
  clinical_day     date NOT NULL,
  portion          smallint NOT NULL,
  order_id         uuid NOT NULL REFERENCES medication_order,
  drug_form        text NOT NULL,
  micrograms       bigint NOT NULL CHECK (micrograms > 0),
  site_code        text NOT NULL REFERENCES site,
  station          text NOT NULL,
  staff_id         bigint NOT NULL REFERENCES staff,
  recorded_at      timestamptz NOT NULL,
  FOREIGN KEY (authorisation_id, clinical_day, portion) REFERENCES take_home_dose
);
CREATE INDEX bottle_person ON bottle (person_id, clinical_day);
CREATE INDEX bottle_site ON bottle (site_code, clinical_day);
CREATE INDEX bottle_dose ON bottle (authorisation_id, clinical_day, portion);
CALL make_ledger('bottle');
CALL guard_people('bottle');
CREATE POLICY own ON bottle FOR SELECT TO oat_service USING (site_code = (SELECT own_site()));

CREATE TABLE bottle_line (
  bottle_id    uuid NOT NULL REFERENCES bottle,
  line         smallint NOT NULL,
  product_code text NOT NULL,
  lot_number   text NOT NULL,
  quantity     bigint NOT NULL CHECK (quantity > 0),
  micrograms   bigint NOT NULL CHECK (micrograms > 0),
  PRIMARY KEY (bottle_id, line),
  FOREIGN KEY (product_code, lot_number) REFERENCES lot
);
CALL make_ledger('bottle_line');

-- What became of a bottle. Its state is that of the last event; without one it is filled and here.
CREATE TABLE bottle_event (
  bottle_id        uuid NOT NULL REFERENCES bottle,
  sequence         integer NOT NULL CHECK (sequence > 0),
  state            text NOT NULL CHECK (state IN ('at_home', 'recalled', 'drunk_here', 'returned',
                                                  'returned_opened', 'lost', 'replaced', 'unmade')),
  detail           text NOT NULL,  -- the coded why: who collected, how it was lost
  bring_back_until date,           -- recalled: the last day to bring it back
  micrograms_left  bigint,         -- returned opened: what was in it still
  site_code        text REFERENCES site,
  staff_id         bigint NOT NULL REFERENCES staff,
  request_id       uuid NOT NULL,
  recorded_at      timestamptz NOT NULL,
  PRIMARY KEY (bottle_id, sequence),
  UNIQUE (bottle_id, request_id),
  CHECK ((bring_back_until IS NOT NULL) = (state = 'recalled')),
  CHECK ((micrograms_left IS NOT NULL) = (state = 'returned_opened'))
);
CALL make_ledger('bottle_event');

CREATE VIEW bottle_now WITH (security_invoker = true) AS
  SELECT b.*, coalesce(v.state, 'prepared') AS state, v.detail, v.bring_back_until,
         (SELECT h.recorded_at FROM bottle_event h
           WHERE h.bottle_id = b.bottle_id AND h.state = 'at_home' LIMIT 1) AS supplied_at
    FROM bottle b
    LEFT JOIN LATERAL (SELECT state, detail, bring_back_until FROM bottle_event
                        WHERE bottle_id = b.bottle_id ORDER BY sequence DESC LIMIT 1) v ON true;
GRANT SELECT ON bottle_now TO oat_service;

-- What somebody took, or has at home, day by day.
CREATE VIEW dosed_day WITH (security_invoker = true) AS
  SELECT person_id, clinical_day, drug_form, micrograms, dose_id, cause = 'imported' AS is_imported
    FROM taken
  UNION ALL
  SELECT person_id, clinical_day, drug_form, micrograms, NULL, false
    FROM bottle_now WHERE state = 'at_home';
GRANT SELECT ON dosed_day TO oat_service;

-- What is in a bottle, by its serial and for whoever found it: nobody is named.
CREATE FUNCTION bottle_of_serial(wanted text)
  RETURNS TABLE (bottle_id uuid, drug_form text, micrograms bigint, state text, clinical_day date,
                 site_code text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT b.bottle_id, b.drug_form, b.micrograms, b.state, b.clinical_day, b.site_code
      FROM bottle_now b WHERE b.serial = wanted;
END
$$;
REVOKE ALL ON FUNCTION bottle_of_serial FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bottle_of_serial TO oat_service;

-- Who may collect a person's bottles: the newest, unless removed. Who it is, is sealed with the key of
-- the person.
CREATE TABLE delegate (
  delegate_id uuid PRIMARY KEY,
  person_id   bigint NOT NULL REFERENCES person,
  ciphertext  bytea NOT NULL,
  recorded_by bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX delegate_person ON delegate (person_id);
CALL make_ledger('delegate');
CALL guard_people('delegate');

CREATE TABLE delegate_removal (
  delegate_id uuid PRIMARY KEY REFERENCES delegate,
  removed_by  bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL
);
CALL make_ledger('delegate_removal');

CALL seal_ledger('take_home_authorisation');
CALL seal_ledger('take_home_dose');
CALL seal_ledger('take_home_revocation');
CALL seal_ledger('bottle');
CALL seal_ledger('bottle_line');
CALL seal_ledger('bottle_event');

-- A dose that was the person's own bottle, drunk at the window: its slot is the bottle's, and its stock
-- left the house before. And the movement of a bottle's content.
ALTER TABLE dose ADD COLUMN bottle_id uuid REFERENCES bottle;
ALTER TABLE stock_entry ADD COLUMN bottle_id uuid REFERENCES bottle;
CREATE INDEX stock_entry_bottle ON stock_entry (bottle_id) WHERE bottle_id IS NOT NULL;

CREATE OR REPLACE VIEW dose_now WITH (security_invoker = true) AS
  SELECT d.dose_id, d.person_id, d.clinical_day, d.portion, d.turn, d.order_id, d.supplement_id,
         d.drug_form, d.micrograms, d.site_code, d.station, d.identity_check, d.assessment,
         d.rule_pack, d.staff_id, d.recorded_at,
         coalesce(v.state, 'open') AS state, coalesce(v.sequence, 0) AS sequence,
         coalesce(v.station, d.station) AS station_now, v.recorded_at AS state_at, v.detail,
         v.return_at, d.bottle_id
    FROM dose d
    LEFT JOIN LATERAL (SELECT state, sequence, station, recorded_at, detail, return_at
                         FROM dose_event
                        WHERE dose_id = d.dose_id ORDER BY sequence DESC LIMIT 1) v ON true;

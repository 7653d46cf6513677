-- People who move from one site to another, and those who turn up where they were not expected.

-- What was asked for. A person's transfers are turns: the next refers by foreign key to the end of the
-- one before, so that two that wait at once cannot be written.
CREATE TABLE transfer (
  transfer_id uuid PRIMARY KEY,
  person_id   bigint NOT NULL REFERENCES person,
  turn        integer NOT NULL CHECK (turn >= 0),
  ended_turn  integer,
  kind        text NOT NULL CHECK (kind IN ('permanent', 'guest', 'institution')),
  from_site   text NOT NULL REFERENCES site,
  to_site     text NOT NULL REFERENCES site,
  asked_at    text NOT NULL REFERENCES site,
  patient_asked boolean NOT NULL,
  reason      text NOT NULL,
  from_day    date NOT NULL,
  until_day   date,
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  UNIQUE (person_id, turn),
  CHECK ((turn = 0 AND ended_turn IS NULL) OR
         (turn > 0 AND ended_turn IS NOT DISTINCT FROM turn - 1)),
  CHECK (from_site <> to_site),
  CHECK (until_day >= from_day),
  CHECK (kind <> 'permanent' OR until_day IS NULL),
  CHECK (kind <> 'guest' OR until_day IS NOT NULL)
);
CREATE INDEX transfer_from ON transfer (from_site, recorded_at);
CREATE INDEX transfer_to ON transfer (to_site, recorded_at);
CREATE INDEX transfer_asked ON transfer (asked_at, recorded_at);
CALL make_ledger('transfer');

-- What was done to it, in order. The days are those that hold from then on.
CREATE TABLE transfer_event (
  transfer_id uuid NOT NULL REFERENCES transfer,
  sequence    integer NOT NULL CHECK (sequence > 0),
  person_id   bigint NOT NULL REFERENCES person,
  event       text NOT NULL CHECK (event IN (
                'prepare', 'accept', 'decline', 'amend', 'cancel', 'expire', 'take_back', 'complete')),
  site_code   text NOT NULL REFERENCES site,
  detail      text NOT NULL,  -- of a decline: why
  from_day    date NOT NULL,
  until_day   date,
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (transfer_id, sequence),
  CHECK ((event = 'decline') = (detail <> ''))
);
CALL make_ledger('transfer_event');

-- That the next may be asked for. One end each: what was accepted is not declined too.
CREATE TABLE transfer_end (
  person_id   bigint NOT NULL,
  turn        integer NOT NULL,
  transfer_id uuid NOT NULL UNIQUE,
  sequence    integer NOT NULL,
  PRIMARY KEY (person_id, turn),
  FOREIGN KEY (person_id, turn) REFERENCES transfer (person_id, turn),
  FOREIGN KEY (transfer_id, sequence) REFERENCES transfer_event
);
ALTER TABLE transfer ADD FOREIGN KEY (person_id, ended_turn) REFERENCES transfer_end (person_id, turn);
CALL make_ledger('transfer_end');

-- That somebody stood at a window and was taken back, from which site.
CREATE TABLE patient_return (
  return_id   uuid PRIMARY KEY,
  person_id   bigint NOT NULL REFERENCES person,
  site_code   text NOT NULL REFERENCES site,
  from_site   text NOT NULL REFERENCES site,
  day         date NOT NULL,
  released    boolean NOT NULL,  -- out of an institution
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  CHECK (site_code <> from_site)
);
CREATE INDEX patient_return_site ON patient_return (site_code, recorded_at);
CREATE INDEX patient_return_person ON patient_return (person_id);
CALL make_ledger('patient_return');

-- Somebody whose site could not be reached, received as a guest by a nurse and a prescriber.
CREATE TABLE displaced_reception (
  reception_id uuid PRIMARY KEY,
  person_id    bigint NOT NULL REFERENCES person,
  site_code    text NOT NULL REFERENCES site,
  home_site    text NOT NULL REFERENCES site,
  day          date NOT NULL,
  until_day    date NOT NULL,
  tried        text NOT NULL,
  staff_id     bigint NOT NULL REFERENCES staff,
  second_id    bigint NOT NULL REFERENCES staff,
  recorded_at  timestamptz NOT NULL,
  CHECK (second_id <> staff_id),
  CHECK (until_day BETWEEN day AND day + 7),
  CHECK (site_code <> home_site)
);
CREATE INDEX displaced_reception_site ON displaced_reception (site_code, recorded_at);
CREATE INDEX displaced_reception_home ON displaced_reception (home_site, recorded_at);
CREATE INDEX displaced_reception_person ON displaced_reception (person_id);
CALL make_ledger('displaced_reception');

-- What was relied on, the surest first.
CREATE TABLE displaced_evidence (
  reception_id uuid NOT NULL REFERENCES displaced_reception,
  line         integer NOT NULL CHECK (line > 0),
  person_id    bigint NOT NULL REFERENCES person,
  kind         text NOT NULL,
  says         text NOT NULL,
  PRIMARY KEY (reception_id, line)
);
CALL make_ledger('displaced_evidence');

CALL seal_ledger('displaced_evidence');
CALL seal_ledger('displaced_reception');
CALL seal_ledger('patient_return');
CALL seal_ledger('transfer');
CALL seal_ledger('transfer_end');
CALL seal_ledger('transfer_event');

-- Beside the call that names the person, the sites that a transfer is about list it.
CALL guard_people('displaced_reception');
CREATE POLICY own ON displaced_reception FOR SELECT TO oat_service
  USING ((SELECT own_site()) IN (site_code, home_site));
CALL guard_people('displaced_evidence');
CREATE POLICY own ON displaced_evidence FOR SELECT TO oat_service
  USING (EXISTS (SELECT FROM displaced_reception r
                  WHERE r.reception_id = displaced_evidence.reception_id));
CALL guard_people('patient_return');
CALL guard_people('transfer');
CALL guard_people('transfer_end');
CREATE POLICY own ON transfer FOR SELECT TO oat_service
  USING ((SELECT own_site()) IN (from_site, to_site, asked_at));
CREATE POLICY own ON patient_return FOR SELECT TO oat_service
  USING (site_code = (SELECT own_site()));
CALL guard_people('transfer_event');
CREATE POLICY own ON transfer_event FOR SELECT TO oat_service
  USING (EXISTS (SELECT FROM transfer t WHERE t.transfer_id = transfer_event.transfer_id));

-- The first dose of a person at a site since a day: decision facts about people whom a site listed.
CREATE FUNCTION first_dose_since(of_person bigint, at_site text, since_day date)
  RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT min(coalesce(f.taken_at, f.recorded_at)) FROM taken f
     WHERE f.person_id = of_person AND f.site_code = at_site AND f.clinical_day >= since_day
$$;
REVOKE ALL ON FUNCTION first_dose_since FROM PUBLIC;
GRANT EXECUTE ON FUNCTION first_dose_since TO oat_service;

CREATE VIEW transfer_now WITH (security_invoker = true) AS
  SELECT t.transfer_id, t.person_id, t.turn, t.kind, t.from_site, t.to_site, t.asked_at,
         t.patient_asked, t.reason, t.recorded_at,
         coalesce(e.from_day, t.from_day) AS from_day,
         CASE WHEN e.event IS NULL THEN t.until_day ELSE e.until_day END AS until_day,
         coalesce(e.sequence, 0) AS sequence, coalesce(m.event, 'request') AS milestone,
         coalesce(e.event, 'request') AS last_event, coalesce(m.detail, '') AS detail,
         coalesce(e.staff_id, t.staff_id) AS last_staff_id,
         coalesce(m.recorded_at, t.recorded_at) AS milestone_at,
         EXISTS (SELECT FROM transfer_event p
                  WHERE p.transfer_id = t.transfer_id AND p.event = 'prepare') AS was_prepared
    FROM transfer t
    LEFT JOIN LATERAL (SELECT * FROM transfer_event x WHERE x.transfer_id = t.transfer_id
                        ORDER BY x.sequence DESC LIMIT 1) e ON true
    LEFT JOIN LATERAL (SELECT * FROM transfer_event x
                        WHERE x.transfer_id = t.transfer_id AND x.event <> 'amend'
                        ORDER BY x.sequence DESC LIMIT 1) m ON true;
GRANT SELECT ON transfer_now TO oat_service;

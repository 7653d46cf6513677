-- Another site's record opened in an emergency, what somebody should look at, and the trail by day.

-- Who opened the record of another site's patient, where, why and until when. The note is sealed:
-- whoever writes in a hurry writes names.
CREATE TABLE emergency_access (
  access_id      uuid PRIMARY KEY,
  person_id      bigint NOT NULL REFERENCES person,
  staff_id       bigint NOT NULL REFERENCES staff,
  device_id      bigint NOT NULL REFERENCES device,
  site_code      text NOT NULL REFERENCES site,
  home_site_code text REFERENCES site,
  reason         text NOT NULL,
  wrapped_key    bytea NOT NULL,
  ciphertext     bytea NOT NULL,
  until          timestamptz NOT NULL,
  recorded_at    timestamptz NOT NULL,
  CHECK (until > recorded_at AND until <= recorded_at + interval '24 hours')
);
CREATE INDEX emergency_access_person ON emergency_access (person_id, staff_id);
CALL make_ledger('emergency_access');

-- What somebody should look at, written with what gives rise to it. An occasion alarms once.
CREATE TABLE alarm (
  alarm_id       uuid PRIMARY KEY,
  kind           text NOT NULL,
  staff_id       bigint REFERENCES staff,
  device_id      bigint REFERENCES device,
  site_code      text REFERENCES site,
  home_site_code text REFERENCES site,
  person_id      bigint REFERENCES person,
  patients       integer,
  access_id      uuid UNIQUE REFERENCES emergency_access,
  occasion       text,
  recorded_at    timestamptz NOT NULL,
  UNIQUE (kind, occasion),
  CHECK ((kind = 'break_glass') = (access_id IS NOT NULL)),
  CHECK ((kind = 'budget') = (patients IS NOT NULL)),
  CHECK (kind <> 'budget' OR (staff_id IS NOT NULL AND occasion IS NOT NULL))
);
CREATE INDEX alarm_recorded ON alarm (recorded_at);
CALL make_ledger('alarm');

-- That somebody looked at it; what came of it is sealed like the notes.
CREATE TABLE alarm_review (
  alarm_id    uuid PRIMARY KEY REFERENCES alarm,
  reviewed_by bigint NOT NULL REFERENCES staff,
  wrapped_key bytea NOT NULL,
  ciphertext  bytea NOT NULL,
  recorded_at timestamptz NOT NULL
);
CALL make_ledger('alarm_review');

-- Rows of the trail come in the order of their time, so that a summary of each range of pages finds
-- a day and costs the calls, which only add rows, next to nothing.
CREATE INDEX audit_day ON audit USING brin (recorded_at)
  WITH (pages_per_range = 32, autosummarize = on);

-- Whose applications wait where: asked when a record is opened.
CREATE INDEX application_person_person ON application_person (person_id);

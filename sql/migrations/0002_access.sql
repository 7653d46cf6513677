-- Staff, roles, devices, sessions, approvals, the audit trail, and the answers given.

CREATE TABLE staff (
  staff_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  login       text NOT NULL UNIQUE,
  recorded_at timestamptz NOT NULL
);
CALL make_ledger('staff');

ALTER TABLE site_closure ADD FOREIGN KEY (declared_by) REFERENCES staff;

-- Argon2id hashes; the latest revision counts.
CREATE TABLE staff_password (
  staff_id    bigint NOT NULL REFERENCES staff,
  revision    integer NOT NULL,
  hash        text NOT NULL CHECK (hash LIKE '$argon2id$%'),
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (staff_id, revision)
);
CALL make_ledger('staff_password');

-- A role granted or taken back; the latest revision counts. An empty site is the whole network.
CREATE TABLE role_grant (
  staff_id    bigint NOT NULL REFERENCES staff,
  role        text NOT NULL,
  site_code   text NOT NULL,
  revision    integer NOT NULL,
  granted     boolean NOT NULL,
  recorded_by bigint REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (staff_id, role, site_code, revision)
);
CALL make_ledger('role_grant');

CREATE VIEW role_now WITH (security_invoker = true) AS
  SELECT staff_id, role, site_code
    FROM (SELECT DISTINCT ON (staff_id, role, site_code) staff_id, role, site_code, granted
            FROM role_grant
           ORDER BY staff_id, role, site_code, revision DESC) latest
   WHERE granted;
GRANT SELECT ON role_now TO oat_service;

CREATE TABLE device (
  device_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  device_name text NOT NULL UNIQUE,
  token_hash  bytea NOT NULL UNIQUE,
  site_code   text REFERENCES site,
  station     text,
  recorded_by bigint REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  FOREIGN KEY (site_code, station) REFERENCES station
);
CALL make_ledger('device');

CREATE TABLE device_revocation (
  device_id   bigint PRIMARY KEY REFERENCES device,
  recorded_by bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL
);
CALL make_ledger('device_revocation');

-- One of the few tables that change: a session is used, and ends.
CREATE TABLE session (
  token_hash   bytea PRIMARY KEY,
  staff_id     bigint NOT NULL REFERENCES staff,
  device_id    bigint NOT NULL REFERENCES device,
  opened_at    timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  ended_at     timestamptz
);
GRANT SELECT, INSERT, UPDATE (last_used_at, ended_at) ON session TO oat_service;

-- A second person's consent to one request, by its digest.
CREATE TABLE approval (
  approval_id  uuid PRIMARY KEY,
  approved_by  bigint NOT NULL REFERENCES staff,
  requested_by bigint NOT NULL REFERENCES staff,
  method       text NOT NULL,
  digest       bytea NOT NULL,
  approved_at  timestamptz NOT NULL,
  CHECK (approved_by <> requested_by)
);
CALL make_ledger('approval');

-- Every request that had an effect, and the answer it got, for ever.
CREATE TABLE request (
  request_id  uuid PRIMARY KEY,
  method      text NOT NULL,
  digest      bytea NOT NULL,
  answer      bytea NOT NULL,
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL
);
CALL make_ledger('request');

-- An approval is used once.
CREATE TABLE approval_use (
  approval_id uuid PRIMARY KEY REFERENCES approval,
  request_id  uuid NOT NULL
);
CALL make_ledger('approval_use');

-- Who did or looked at what. `person_id` is the patient concerned, `subject_id` the staff member a
-- denied sign-in was for: those rows are the count that locks a person out on a device.
CREATE TABLE audit (
  audit_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recorded_at timestamptz NOT NULL,
  method      text NOT NULL,
  outcome     text NOT NULL,
  staff_id    bigint REFERENCES staff,
  device_id   bigint REFERENCES device,
  site_code   text,
  person_id   bigint,
  subject_id  bigint REFERENCES staff,
  request_id  uuid
);
CREATE INDEX audit_person ON audit (person_id, recorded_at) WHERE person_id IS NOT NULL;
CREATE INDEX audit_denied ON audit (device_id, subject_id, recorded_at)
  WHERE outcome = 'unauthenticated';
CALL make_ledger('audit');

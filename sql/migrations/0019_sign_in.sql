-- What staff show for who they are besides a password: one-time codes, badges with PINs, a password
-- for the day on which somebody is forced, and the word of a reset.

-- Argon2id hashes; the latest revision counts.
CREATE TABLE staff_duress_password (
  staff_id    bigint NOT NULL REFERENCES staff,
  revision    integer NOT NULL,
  hash        text NOT NULL CHECK (hash LIKE '$argon2id$%'),
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (staff_id, revision)
);
CALL make_ledger('staff_duress_password');

CREATE TABLE staff_pin (
  staff_id    bigint NOT NULL REFERENCES staff,
  revision    integer NOT NULL,
  hash        text NOT NULL CHECK (hash LIKE '$argon2id$%'),
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (staff_id, revision)
);
CALL make_ledger('staff_pin');

-- The latest of a person counts, unless it was revoked.
CREATE TABLE badge (
  badge_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  staff_id    bigint NOT NULL REFERENCES staff,
  badge_hash  bytea NOT NULL UNIQUE CHECK (octet_length(badge_hash) = 32),
  recorded_by bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX badge_staff ON badge (staff_id);
CALL make_ledger('badge');

CREATE TABLE badge_revocation (
  badge_id    bigint PRIMARY KEY REFERENCES badge,
  recorded_by bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL
);
CALL make_ledger('badge_revocation');

-- What a session was opened with decides what it may do. `with_code` changes once, when its owner
-- proves a new key in it.
ALTER TABLE session
  ADD COLUMN session_number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  ADD COLUMN with_code      boolean NOT NULL DEFAULT false,
  ADD COLUMN under_duress   boolean NOT NULL DEFAULT false,
  ADD COLUMN badge_id       bigint REFERENCES badge;
CREATE INDEX session_staff ON session (staff_id) WHERE ended_at IS NULL;
GRANT UPDATE (with_code) ON session TO oat_service;

-- Keys of one-time codes, sealed. One is begun in a session while another (or none: 0) is in force,
-- put in force by a code of it, and ended with all before it.
CREATE TABLE one_time_key (
  staff_id       bigint NOT NULL REFERENCES staff,
  revision       integer NOT NULL CHECK (revision > 0),
  wrapped_key    bytea NOT NULL,
  ciphertext     bytea NOT NULL,
  session_number bigint NOT NULL REFERENCES session (session_number),
  replaces       integer NOT NULL CHECK (replaces >= 0 AND replaces < revision),
  recorded_at    timestamptz NOT NULL,
  PRIMARY KEY (staff_id, revision)
);
CALL make_ledger('one_time_key');

CREATE TABLE one_time_key_start (
  staff_id    bigint NOT NULL,
  revision    integer NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (staff_id, revision),
  FOREIGN KEY (staff_id, revision) REFERENCES one_time_key
);
CALL make_ledger('one_time_key_start');

CREATE TABLE one_time_key_end (
  staff_id    bigint NOT NULL,
  revision    integer NOT NULL,
  recorded_by bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (staff_id, revision),
  FOREIGN KEY (staff_id, revision) REFERENCES one_time_key
);
CALL make_ledger('one_time_key_end');

-- A step of 30 s whose code was used. The key keeps two calls from using one.
CREATE TABLE one_time_code_use (
  staff_id    bigint NOT NULL,
  revision    integer NOT NULL,
  step        bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (staff_id, revision, step),
  FOREIGN KEY (staff_id, revision) REFERENCES one_time_key
);
CALL make_ledger('one_time_code_use');

-- Two people of a site let a third choose a new password there, by a word that is good once. The
-- latest counts.
CREATE TABLE password_reset (
  reset_id     uuid PRIMARY KEY,
  staff_id     bigint NOT NULL REFERENCES staff,
  site_code    text NOT NULL REFERENCES site,
  word_hash    bytea NOT NULL CHECK (octet_length(word_hash) = 32),
  requested_by bigint NOT NULL REFERENCES staff,
  approved_by  bigint NOT NULL REFERENCES staff,
  until        timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL,
  CHECK (requested_by <> approved_by AND staff_id NOT IN (requested_by, approved_by)),
  CHECK (until > recorded_at)
);
CREATE INDEX password_reset_staff ON password_reset (staff_id);
CALL make_ledger('password_reset');

CREATE TABLE password_reset_use (
  reset_id    uuid PRIMARY KEY REFERENCES password_reset,
  recorded_at timestamptz NOT NULL
);
CALL make_ledger('password_reset_use');

-- A session of somebody who was forced reaches nobody: the search by what people are known by finds
-- none for it either.
CREATE FUNCTION reaches_nobody() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('oat.reach', true), '') = 'nobody'
$$;
CREATE OR REPLACE FUNCTION people_of_tokens(kinds text[], version integer, tokens bytea[])
  RETURNS TABLE (kind text, token bytea, person_id bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF reaches_nobody() THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT DISTINCT t.kind, t.token, t.person_id
      FROM unnest(kinds, tokens) AS n (kind, token)
      JOIN identity_token t ON t.kind = n.kind AND t.key_version = version AND t.token = n.token
     ORDER BY t.person_id;
END
$$;

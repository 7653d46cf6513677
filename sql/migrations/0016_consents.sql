-- Consents to tell somebody outside, what somebody outside asked to know, and what was decided. Whom,
-- what for and by which reference are words of people, in which a name may stand against advice: they
-- are sealed. Elements are codes of oat.v1.DisclosureElement, separated by blanks.

CREATE TABLE consent (
  consent_id       uuid PRIMARY KEY,
  person_id        bigint NOT NULL REFERENCES person,
  recipient_kind   text NOT NULL,
  elements         text NOT NULL CHECK (elements <> ''),
  given_on         date NOT NULL,
  until_day        date NOT NULL,
  manner           text NOT NULL CHECK (manner IN ('signed', 'read_aloud')),
  interpreted_into text NOT NULL,  -- empty: there was no interpreter
  wrapped_key      bytea NOT NULL,  -- recipient and purpose
  ciphertext       bytea NOT NULL,
  site_code        text NOT NULL REFERENCES site,
  recorded_by      bigint NOT NULL REFERENCES staff,
  witness_id       bigint REFERENCES staff,
  recorded_at      timestamptz NOT NULL,
  UNIQUE (consent_id, person_id),
  CHECK (until_day - given_on BETWEEN 0 AND 366),
  CHECK (manner = 'signed' OR witness_id IS NOT NULL),
  CHECK (witness_id <> recorded_by)
);
CREATE INDEX consent_person ON consent (person_id);
CALL make_ledger('consent');

CREATE TABLE consent_withdrawal (
  consent_id  uuid PRIMARY KEY,
  person_id   bigint NOT NULL,
  recorded_by bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  FOREIGN KEY (consent_id, person_id) REFERENCES consent (consent_id, person_id)
);
CALL make_ledger('consent_withdrawal');

-- What somebody outside asked. It stands as refused until a decision grants some of it.
CREATE TABLE disclosure (
  disclosure_id  uuid PRIMARY KEY,
  person_id      bigint REFERENCES person,  -- NULL: nobody whom the site knows
  site_code      text NOT NULL REFERENCES site,
  recipient_kind text NOT NULL,
  basis          text NOT NULL,
  consent_id     uuid,  -- as the request names it, judged when it is decided
  elements       text NOT NULL CHECK (elements <> ''),
  wrapped_key    bytea NOT NULL,  -- recipient and reference
  ciphertext     bytea NOT NULL,
  recorded_by    bigint NOT NULL REFERENCES staff,
  recorded_at    timestamptz NOT NULL,
  UNIQUE (disclosure_id, person_id)
);
CREATE INDEX disclosure_site ON disclosure (site_code, recorded_at);
CREATE INDEX disclosure_person ON disclosure (person_id) WHERE person_id IS NOT NULL;
CALL make_ledger('disclosure');

-- The first decision stands. Two people grant, of somebody who is known; one refuses.
CREATE TABLE disclosure_decision (
  disclosure_id uuid PRIMARY KEY REFERENCES disclosure,
  person_id     bigint,
  elements      text NOT NULL,  -- empty: refused for good
  secret_until  date,  -- the last day on which a court forbids telling the person
  decided_by    bigint NOT NULL REFERENCES staff,
  second_id     bigint REFERENCES staff,
  recorded_at   timestamptz NOT NULL,
  FOREIGN KEY (disclosure_id, person_id) REFERENCES disclosure (disclosure_id, person_id),
  CHECK (elements = '' OR (second_id IS NOT NULL AND person_id IS NOT NULL)),
  CHECK (secret_until IS NULL OR elements <> ''),
  CHECK (second_id <> decided_by)
);
CALL make_ledger('disclosure_decision');

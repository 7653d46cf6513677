-- Applications and episodes of treatment.

CREATE TABLE application (
  application_id  uuid PRIMARY KEY,
  site_code       text NOT NULL REFERENCES site,
  sex             text NOT NULL,
  birth_year      smallint NOT NULL,
  under_code      boolean NOT NULL,  -- without a name
  referral_source text NOT NULL,
  history         text NOT NULL,
  recorded_by     bigint NOT NULL REFERENCES staff,
  recorded_at     timestamptz NOT NULL
);
CALL make_ledger('application');

-- Who the applicant is: at once where nobody like him is known, else once a review is decided.
CREATE TABLE application_person (
  application_id uuid PRIMARY KEY REFERENCES application,
  person_id      bigint NOT NULL REFERENCES person,
  recorded_at    timestamptz NOT NULL
);
CALL make_ledger('application_person');

-- Nothing is refused, waitlisted or withdrawn without a coded reason.
CREATE TABLE application_event (
  application_id uuid NOT NULL REFERENCES application,
  sequence       integer NOT NULL CHECK (sequence > 0),
  state          text NOT NULL,
  reason         text,
  recorded_by    bigint NOT NULL REFERENCES staff,
  recorded_at    timestamptz NOT NULL,
  PRIMARY KEY (application_id, sequence),
  CHECK (state IN ('open', 'assessed', 'admitted') OR reason IS NOT NULL)
);
CALL make_ledger('application_event');

CREATE TABLE episode (
  episode_id     uuid PRIMARY KEY,
  person_id      bigint NOT NULL REFERENCES person,
  site_code      text NOT NULL REFERENCES site,
  application_id uuid UNIQUE REFERENCES application,
  started_on     date NOT NULL,
  history        text NOT NULL,
  recorded_at    timestamptz NOT NULL
);
CREATE INDEX episode_person ON episode (person_id);
CALL make_ledger('episode');

-- The end of an episode, or its taking back (`ended` false); the latest revision counts. An
-- involuntary discharge takes two people.
CREATE TABLE episode_end (
  episode_id    uuid NOT NULL REFERENCES episode,
  revision      integer NOT NULL CHECK (revision > 0),
  ended         boolean NOT NULL,
  reason        text,
  day           date,
  death_source  text,
  death_certain boolean,
  death_cause   text,
  recorded_by   bigint NOT NULL REFERENCES staff,
  second_id     bigint REFERENCES staff,
  recorded_at   timestamptz NOT NULL,
  PRIMARY KEY (episode_id, revision),
  CHECK (ended = (reason IS NOT NULL) AND ended = (day IS NOT NULL)),
  CHECK (second_id <> recorded_by),
  CHECK (reason IS DISTINCT FROM 'involuntary' OR second_id IS NOT NULL),
  CHECK ((reason IS NOT DISTINCT FROM 'died') = (death_source IS NOT NULL))
);
CALL make_ledger('episode_end');

CREATE VIEW episode_now WITH (security_invoker = true) AS
  SELECT e.*, coalesce(x.ended, false) AS ended, x.reason AS end_reason, x.day AS end_day
    FROM episode e
    LEFT JOIN LATERAL (SELECT ended, reason, day FROM episode_end
                        WHERE episode_id = e.episode_id
                        ORDER BY revision DESC LIMIT 1) x ON true;
GRANT SELECT ON episode_now TO oat_service;

-- The rows of imported rosters, so that a second import changes nothing. The digest is keyed: it
-- says whether a row is the same, and nothing of what it says.
CREATE TABLE imported_row (
  local_number text PRIMARY KEY,
  digest       bytea NOT NULL,
  recorded_at  timestamptz NOT NULL
);
CALL make_ledger('imported_row');

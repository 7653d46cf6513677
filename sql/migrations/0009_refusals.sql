-- Applications that were decided before this system was there, as a site's list has them. Nobody is
-- named. Rows have no key of their own: two that are alike in everything are told apart by
-- `occurrence`, so that a list that is imported again adds nothing.

CREATE TABLE past_application (
  site_code   text NOT NULL REFERENCES site,
  applied_on  date NOT NULL,
  sex         text NOT NULL CHECK (sex IN ('female', 'male')),
  age_band    text NOT NULL CHECK (age_band IN ('18-24', '25-34', '35-44', '45-54', '55+')),
  decision    text NOT NULL CHECK (decision IN ('waitlisted', 'refused', 'withdrawn')),
  decided_on  date CHECK (decided_on >= applied_on),
  reason      text NOT NULL,
  occurrence  integer NOT NULL CHECK (occurrence > 0),
  recorded_by bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  CHECK (decided_on IS NOT NULL OR decision = 'waitlisted'),
  UNIQUE NULLS NOT DISTINCT (site_code, applied_on, sex, age_band, decision, decided_on, reason,
                             occurrence)
);
CALL make_ledger('past_application');

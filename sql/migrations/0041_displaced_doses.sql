-- What somebody displaced can show says of her dose, what was proposed on the strength of it, and what of
-- it contradicts itself.

-- Beside the words; NULL: it says nothing of it.
ALTER TABLE displaced_evidence
  ADD COLUMN drug_form     text,
  ADD COLUMN micrograms    bigint CHECK (micrograms > 0),
  ADD COLUMN last_dose_day date,
  ADD CHECK (micrograms IS NULL OR drug_form IS NOT NULL);
CREATE INDEX displaced_evidence_person ON displaced_evidence (person_id);

-- Advice, as it was given.
CREATE TABLE displaced_proposal (
  reception_id uuid PRIMARY KEY REFERENCES displaced_reception,
  person_id    bigint NOT NULL REFERENCES person,
  drug_form    text,             -- NULL: not known
  micrograms   bigint NOT NULL CHECK (micrograms >= 0),  -- 0: no amount
  rests_on     integer NOT NULL CHECK (rests_on >= 0),   -- a line of the evidence; 0: the record, or nothing
  confidence   smallint NOT NULL CHECK (confidence BETWEEN 1 AND 5),  -- a number of oat.v1.PacketConfidence
  pack         text NOT NULL,    -- whose limit lowered it
  incident_id  uuid REFERENCES incident,  -- NULL: nothing is in doubt
  CHECK (micrograms = 0 OR drug_form IS NOT NULL)
);
CREATE INDEX displaced_proposal_person ON displaced_proposal (person_id);
CALL make_ledger('displaced_proposal');

-- Why a prescriber was to look, in the order in which it was said.
CREATE TABLE displaced_doubt (
  reception_id uuid NOT NULL REFERENCES displaced_proposal,
  line         integer NOT NULL CHECK (line > 0),
  person_id    bigint NOT NULL REFERENCES person,
  doubt        text NOT NULL,
  piece        integer NOT NULL CHECK (piece >= 0),  -- a line of the evidence; 0: none
  told         text NOT NULL,
  known        text NOT NULL,
  PRIMARY KEY (reception_id, line)
);
CREATE INDEX displaced_doubt_person ON displaced_doubt (person_id);
CALL make_ledger('displaced_doubt');

CALL seal_ledger('displaced_doubt');
CALL seal_ledger('displaced_proposal');

-- Listed with the reception that they are of.
CALL guard_people('displaced_proposal');
CREATE POLICY own ON displaced_proposal FOR SELECT TO oat_service
  USING (EXISTS (SELECT FROM displaced_reception r
                  WHERE r.reception_id = displaced_proposal.reception_id));
CALL guard_people('displaced_doubt');
CREATE POLICY own ON displaced_doubt FOR SELECT TO oat_service
  USING (EXISTS (SELECT FROM displaced_reception r
                  WHERE r.reception_id = displaced_doubt.reception_id));

-- The incidents of a person whom the calling site received or whose home it is: the one of the reception,
-- and those that a dose opened which was told of since and concerns the days up to the end of the stay.
-- Both sites see what either of them opened: a contradiction has two sides.
CREATE FUNCTION displaced_cases(of_reception uuid)
  RETURNS TABLE (incident_id uuid, kind text, site_code text, opened_at timestamptz, reviewed_at timestamptz,
                 clinical_day date, drug_form text, micrograms bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.incident_id, i.kind, i.site_code, i.recorded_at, v.recorded_at, a.clinical_day, a.drug_form,
           a.micrograms
      FROM displaced_reception r
      JOIN incident i ON i.person_id = r.person_id
      LEFT JOIN displaced_proposal p ON p.reception_id = r.reception_id
      LEFT JOIN administration a ON a.administration_id = i.administration_id
      LEFT JOIN incident_review v ON v.incident_id = i.incident_id
     WHERE r.reception_id = of_reception AND own_site() IN (r.site_code, r.home_site)
       AND (i.incident_id = p.incident_id
            OR (i.recorded_at >= r.recorded_at AND a.clinical_day <= r.until_day
                AND i.kind IN ('dose_in_doubt', 'double_dose', 'other_site', 'too_soon')))
     ORDER BY i.recorded_at, i.incident_id
$$;
REVOKE ALL ON FUNCTION displaced_cases FROM PUBLIC;
GRANT EXECUTE ON FUNCTION displaced_cases TO oat_service;

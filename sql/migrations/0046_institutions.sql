-- What institutions without a desk told, and what they asked.

-- Who said that a dose was given, and how sure it is.
CREATE TABLE dose_report (
  administration_id uuid PRIMARY KEY REFERENCES administration,
  person_id         bigint NOT NULL REFERENCES person,
  institution       text NOT NULL REFERENCES site,
  reporter          text NOT NULL,
  reporter_role     text NOT NULL,
  callback_number   text NOT NULL,
  confidence        text NOT NULL CHECK (confidence IN ('called_back', 'written', 'told')),
  site_code         text NOT NULL REFERENCES site,
  staff_id          bigint NOT NULL REFERENCES staff,
  recorded_at       timestamptz NOT NULL
);
CREATE INDEX dose_report_person ON dose_report (person_id);
CALL make_ledger('dose_report');

CREATE TABLE enquiry (
  enquiry_id      uuid PRIMARY KEY,
  person_id       bigint NOT NULL REFERENCES person,
  site_code       text NOT NULL REFERENCES site,
  asker           text NOT NULL,
  asker_role      text NOT NULL,
  callback_number text NOT NULL,
  staff_id        bigint NOT NULL REFERENCES staff,
  recorded_at     timestamptz NOT NULL
);
CREATE INDEX enquiry_site ON enquiry (site_code, recorded_at);
CREATE INDEX enquiry_person ON enquiry (person_id);
CALL make_ledger('enquiry');

-- Answered once.
CREATE TABLE enquiry_answer (
  enquiry_id    uuid PRIMARY KEY REFERENCES enquiry,
  person_id     bigint NOT NULL REFERENCES person,
  called_number text NOT NULL,
  staff_id      bigint NOT NULL REFERENCES staff,
  recorded_at   timestamptz NOT NULL
);
CALL make_ledger('enquiry_answer');

CALL seal_ledger('dose_report');
CALL seal_ledger('enquiry');
CALL seal_ledger('enquiry_answer');
CALL guard_people('dose_report');
CALL guard_people('enquiry');
CALL guard_people('enquiry_answer');
CREATE POLICY own ON enquiry FOR SELECT TO oat_service USING (site_code = (SELECT own_site()));
CREATE POLICY own ON enquiry_answer FOR SELECT TO oat_service
  USING (EXISTS (SELECT FROM enquiry e WHERE e.enquiry_id = enquiry_answer.enquiry_id));

-- The calling site's people who are in an institution on a day, with what is ordered for the day and
-- what they had last.
CREATE FUNCTION ward_round_here(on_day date)
  RETURNS TABLE (patient_number text, institution text, from_day date, drug_form text,
                 micrograms bigint, last_at timestamptz, last_micrograms bigint, confidence text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH standing AS (
      SELECT DISTINCT ON (c.person_id) c.* FROM custody_start c
       WHERE c.from_day <= on_day
         AND c.person_id IN (SELECT h.person_id FROM custody_start h WHERE h.site_code = own_site())
       ORDER BY c.person_id, c.from_day DESC, c.revision DESC)
    SELECT (SELECT n.patient_number FROM patient_number n WHERE n.person_id = s.person_id
             ORDER BY n.issued_at DESC, n.patient_number LIMIT 1),
           s.site_code, s.from_day, coalesce(o.drug_form, ''),
           coalesce((SELECT sum(p)::bigint FROM order_step t, unnest(t.portion_micrograms) p
                      WHERE t.order_id = o.order_id
                        AND on_day BETWEEN t.from_day AND t.until_day), 0),
           f.taken_at, coalesce(f.micrograms, 0), coalesce(r.confidence, '')
      FROM standing s
      LEFT JOIN LATERAL (
        SELECT m.* FROM medication_order m LEFT JOIN order_cancellation x USING (order_id)
         WHERE m.person_id = s.person_id AND m.from_day <= on_day
           AND (x.from_day IS NULL OR x.from_day > on_day)
         ORDER BY m.version DESC LIMIT 1) o ON true
      LEFT JOIN LATERAL (
        SELECT k.* FROM taken k WHERE k.person_id = s.person_id
         ORDER BY k.clinical_day DESC, k.taken_at DESC NULLS LAST LIMIT 1) f ON true
      LEFT JOIN dose_report r ON r.administration_id = f.administration_id
     WHERE s.kind = 'institution'
       AND own_site() = (SELECT h.site_code FROM custody_start h
                          WHERE h.person_id = s.person_id AND h.kind = 'home' AND h.from_day <= on_day
                          ORDER BY h.from_day DESC, h.revision DESC LIMIT 1)
     ORDER BY s.site_code, s.person_id
$$;
REVOKE ALL ON FUNCTION ward_round_here FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ward_round_here TO oat_service;

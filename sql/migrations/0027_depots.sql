-- Doses that act for more than a day: depots, and orders for fewer than all days. And bottles that come back
-- after they were replaced.

-- A depot is a prefilled syringe: one is one dose. Strengths as its makers sell them.
ALTER TABLE product DROP CONSTRAINT product_unit_check;
ALTER TABLE product ADD CHECK (unit IN ('microlitre', 'tablet', 'syringe'));
INSERT INTO product VALUES
  ('BUPRENORPHINE-DEPOT-WEEKLY-8MG',   'buprenorphine_depot_weekly',  'N07BC01', '8 mg',   'syringe',   8000, 1),
  ('BUPRENORPHINE-DEPOT-WEEKLY-16MG',  'buprenorphine_depot_weekly',  'N07BC01', '16 mg',  'syringe',  16000, 1),
  ('BUPRENORPHINE-DEPOT-WEEKLY-24MG',  'buprenorphine_depot_weekly',  'N07BC01', '24 mg',  'syringe',  24000, 1),
  ('BUPRENORPHINE-DEPOT-WEEKLY-32MG',  'buprenorphine_depot_weekly',  'N07BC01', '32 mg',  'syringe',  32000, 1),
  ('BUPRENORPHINE-DEPOT-MONTHLY-64MG', 'buprenorphine_depot_monthly', 'N07BC01', '64 mg',  'syringe',  64000, 1),
  ('BUPRENORPHINE-DEPOT-MONTHLY-96MG', 'buprenorphine_depot_monthly', 'N07BC01', '96 mg',  'syringe',  96000, 1),
  ('BUPRENORPHINE-DEPOT-MONTHLY-128MG', 'buprenorphine_depot_monthly', 'N07BC01', '128 mg', 'syringe', 128000, 1),
  ('BUPRENORPHINE-DEPOT-MONTHLY-160MG', 'buprenorphine_depot_monthly', 'N07BC01', '160 mg', 'syringe', 160000, 1),
  ('BUPRENORPHINE-DEPOT-IN-SITU-100MG', 'buprenorphine_depot_in_situ_monthly', 'N07BC01', '100 mg', 'syringe',
   100000, 1),
  ('BUPRENORPHINE-DEPOT-IN-SITU-300MG', 'buprenorphine_depot_in_situ_monthly', 'N07BC01', '300 mg', 'syringe',
   300000, 1);

-- From one dose of the step to the next; NULL: every day.
ALTER TABLE order_step ADD COLUMN interval_days smallint CHECK (interval_days BETWEEN 2 AND 7);
ALTER TABLE medication_order DROP CONSTRAINT medication_order_kind_check;
ALTER TABLE medication_order ADD CHECK (kind IN ('standard', 'carried_over', 'bridging', 'beside_depot'));

-- Days from a dose to the next one, as it was authorised: the usual one, and the last on which the next is
-- not late. NULL: it acts on its own day alone. What was swallowed or injected keeps it, whatever later
-- rules say.
ALTER TABLE dose
  ADD COLUMN usual_days smallint CHECK (usual_days > 1),
  ADD COLUMN latest_days smallint CHECK (latest_days >= usual_days),
  ADD CHECK ((usual_days IS NULL) = (latest_days IS NULL));
ALTER TABLE administration
  ADD COLUMN usual_days smallint CHECK (usual_days > 1),
  ADD COLUMN latest_days smallint CHECK (latest_days >= usual_days),
  ADD CHECK ((usual_days IS NULL) = (latest_days IS NULL));
-- Of a bottle both are one: a depot is never taken home.
ALTER TABLE bottle ADD COLUMN usual_days smallint CHECK (usual_days > 1);
-- The few facts that reach into later days.
CREATE INDEX administration_of_days ON administration (person_id, clinical_day) WHERE usual_days IS NOT NULL;

CREATE OR REPLACE VIEW dose_now WITH (security_invoker = true) AS
  SELECT d.dose_id, d.person_id, d.clinical_day, d.portion, d.turn, d.order_id, d.supplement_id,
         d.drug_form, d.micrograms, d.site_code, d.station, d.identity_check, d.assessment,
         d.rule_pack, d.staff_id, d.recorded_at,
         coalesce(v.state, 'open') AS state, coalesce(v.sequence, 0) AS sequence,
         coalesce(v.station, d.station) AS station_now, v.recorded_at AS state_at, v.detail,
         v.return_at, d.bottle_id, d.usual_days, d.latest_days
    FROM dose d
    LEFT JOIN LATERAL (SELECT state, sequence, station, recorded_at, detail, return_at
                         FROM dose_event
                        WHERE dose_id = d.dose_id ORDER BY sequence DESC LIMIT 1) v ON true;

CREATE OR REPLACE VIEW taken WITH (security_invoker = true) AS
  SELECT a.administration_id, a.person_id, a.clinical_day, a.dose_id, a.cause, a.drug_form, a.micrograms,
         a.taken_at, a.site_code, a.staff_id, a.second_id, a.recorded_at, a.usual_days, a.latest_days
    FROM administration a
   WHERE NOT EXISTS (SELECT FROM administration_reversal r
                      WHERE r.administration_id = a.administration_id);

CREATE OR REPLACE VIEW bottle_now WITH (security_invoker = true) AS
  SELECT b.bottle_id, b.serial, b.authorisation_id, b.person_id, b.clinical_day, b.portion, b.order_id,
         b.drug_form, b.micrograms, b.site_code, b.station, b.staff_id, b.recorded_at,
         coalesce(v.state, 'prepared') AS state, v.detail, v.bring_back_until,
         (SELECT h.recorded_at FROM bottle_event h
           WHERE h.bottle_id = b.bottle_id AND h.state = 'at_home' LIMIT 1) AS supplied_at, b.usual_days,
         EXISTS (SELECT FROM bottle_event h WHERE h.bottle_id = b.bottle_id
                    AND h.state IN ('returned', 'returned_opened')) AS came_back,
         EXISTS (SELECT FROM bottle_event h
                  WHERE h.bottle_id = b.bottle_id AND h.state = 'replaced') AS was_replaced
    FROM bottle b
    LEFT JOIN LATERAL (SELECT state, detail, bring_back_until FROM bottle_event
                        WHERE bottle_id = b.bottle_id ORDER BY sequence DESC LIMIT 1) v ON true;

-- What somebody took, or has at home, day by day; of what reaches into later days until when it acts, and
-- covers.
CREATE OR REPLACE VIEW dosed_day WITH (security_invoker = true) AS
  SELECT person_id, clinical_day, drug_form, micrograms, dose_id, cause = 'imported' AS is_imported,
         usual_days, clinical_day + usual_days - 1 AS acts_until,
         clinical_day + latest_days - 1 AS covers_until
    FROM taken
  UNION ALL
  SELECT person_id, clinical_day, drug_form, micrograms, NULL::uuid, false,
         usual_days, clinical_day + usual_days - 1, clinical_day + usual_days - 1
    FROM bottle_now WHERE state = 'at_home';

-- The worklist knows until when each person is covered, and from when the next dose is due: what an order
-- beside a depot gives does not wait for it.
DROP FUNCTION worklist_here;
CREATE FUNCTION worklist_here(on_day date, at_time timestamptz)
  RETURNS TABLE (patient_number text, dose_state text, has_taken boolean, was_withheld boolean,
                 covered_until date, due_on date, incident_waits boolean, on_hold boolean, has_order boolean,
                 drug_form text, has_bottle boolean)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT (SELECT n.patient_number FROM patient_number n WHERE n.person_id = h.person_id
             ORDER BY n.issued_at DESC, n.patient_number LIMIT 1) AS number,
           (SELECT d.state FROM dose_now d
             WHERE d.person_id = h.person_id AND d.clinical_day = on_day
             ORDER BY d.recorded_at DESC LIMIT 1),
           EXISTS (SELECT FROM taken t WHERE t.person_id = h.person_id AND t.clinical_day = on_day),
           EXISTS (SELECT FROM withholding w
                    WHERE w.person_id = h.person_id AND w.clinical_day = on_day),
           greatest((SELECT max(t.clinical_day) FROM dosed_day t
                      WHERE t.person_id = h.person_id AND t.clinical_day < on_day), y.covered_until),
           y.due_on,
           EXISTS (SELECT FROM incident i WHERE i.person_id = h.person_id AND NOT EXISTS
                    (SELECT FROM incident_review r WHERE r.incident_id = i.incident_id)),
           EXISTS (SELECT FROM hold w
                    WHERE w.person_id = h.person_id AND w.until > at_time AND NOT EXISTS
                    (SELECT FROM hold_release r WHERE r.hold_id = w.hold_id)),
           coalesce(o.until_day >= on_day AND o.cancelled_from IS NULL, false),
           o.drug_form,
           EXISTS (SELECT FROM bottle_now b
                    WHERE b.person_id = h.person_id AND b.clinical_day = on_day
                      AND b.state IN ('at_home', 'recalled', 'lost', 'returned_opened')
                      AND NOT b.was_replaced)
      FROM people_here(on_day) AS h (person_id)
      LEFT JOIN LATERAL (SELECT m.drug_form, m.kind, m.until_day, c.from_day AS cancelled_from
                           FROM medication_order m
                           LEFT JOIN order_cancellation c ON c.order_id = m.order_id
                                                         AND c.from_day <= on_day
                          WHERE m.person_id = h.person_id AND m.from_day <= on_day
                          ORDER BY m.version DESC LIMIT 1) o ON true
      LEFT JOIN LATERAL (SELECT max(t.covers_until) AS covered_until,
                                max(t.acts_until) FILTER (WHERE o.kind IS DISTINCT FROM 'beside_depot'
                                                             OR t.drug_form NOT LIKE '%\_depot\_%') + 1 AS due_on
                           FROM dosed_day t
                          WHERE t.person_id = h.person_id AND t.clinical_day < on_day
                            AND t.usual_days IS NOT NULL) y ON true
     WHERE EXISTS (SELECT FROM episode_now e WHERE e.person_id = h.person_id AND NOT e.ended)
     ORDER BY number;
END
$$;

REVOKE ALL ON FUNCTION worklist_here FROM PUBLIC;
GRANT EXECUTE ON FUNCTION worklist_here TO oat_service;

-- What a prescriber may set aside for a day, besides: that the next dose is not due.
ALTER TABLE rule_override DROP CONSTRAINT rule_override_rule_check;
ALTER TABLE rule_override ADD CHECK
  (rule IN ('too_soon', 'over_24_hours', 'missed_days', 'missed_reduced', 'rules_silent', 'unknown_days',
            'step_waits', 'not_due'));

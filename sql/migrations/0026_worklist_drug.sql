-- The worklist knows the drug of each person's order, as the rules of missed days are of a drug, and
-- the bottles that cover a day.

DROP FUNCTION worklist_here;
CREATE FUNCTION worklist_here(on_day date, at_time timestamptz)
  RETURNS TABLE (patient_number text, dose_state text, has_taken boolean, was_withheld boolean,
                 last_taken date, incident_waits boolean, on_hold boolean, has_order boolean,
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
           (SELECT max(t.clinical_day) FROM dosed_day t
             WHERE t.person_id = h.person_id AND t.clinical_day < on_day),
           EXISTS (SELECT FROM incident i WHERE i.person_id = h.person_id AND NOT EXISTS
                    (SELECT FROM incident_review r WHERE r.incident_id = i.incident_id)),
           EXISTS (SELECT FROM hold w
                    WHERE w.person_id = h.person_id AND w.until > at_time AND NOT EXISTS
                    (SELECT FROM hold_release r WHERE r.hold_id = w.hold_id)),
           coalesce(o.until_day >= on_day AND o.cancelled_from IS NULL, false),
           o.drug_form,
           EXISTS (SELECT FROM bottle_now b
                    WHERE b.person_id = h.person_id AND b.clinical_day = on_day
                      AND b.state IN ('at_home', 'recalled', 'lost', 'returned_opened'))
      FROM people_here(on_day) AS h (person_id)
      LEFT JOIN LATERAL (SELECT m.drug_form, m.until_day, c.from_day AS cancelled_from
                           FROM medication_order m
                           LEFT JOIN order_cancellation c ON c.order_id = m.order_id
                                                         AND c.from_day <= on_day
                          WHERE m.person_id = h.person_id AND m.from_day <= on_day
                          ORDER BY m.version DESC LIMIT 1) o ON true
     WHERE EXISTS (SELECT FROM episode_now e WHERE e.person_id = h.person_id AND NOT e.ended)
     ORDER BY number;
END
$$;

REVOKE ALL ON FUNCTION worklist_here FROM PUBLIC;
GRANT EXECUTE ON FUNCTION worklist_here TO oat_service;

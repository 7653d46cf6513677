-- What the lists of sites say of somebody whose second number it is, or who has one (0047): the functions
-- are those of before, and read under every number what was read under one.

-- The worklist counts for a person what was done under each number; the order is that of the first.
CREATE OR REPLACE FUNCTION worklist_here(on_day date, at_time timestamptz)
  RETURNS TABLE (patient_number text, dose_state text, has_taken boolean, was_withheld boolean,
                 covered_until date, due_on date, incident_waits boolean, on_hold boolean, has_order boolean,
                 drug_form text, has_bottle boolean)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT newest_number(h.person_id) AS number,
           (SELECT d.state FROM dose_now d
             WHERE d.person_id = ANY (one.ids) AND d.clinical_day = on_day
             ORDER BY d.recorded_at DESC LIMIT 1),
           EXISTS (SELECT FROM taken t WHERE t.person_id = ANY (one.ids) AND t.clinical_day = on_day),
           EXISTS (SELECT FROM withholding w
                    WHERE w.person_id = ANY (one.ids) AND w.clinical_day = on_day),
           greatest((SELECT max(t.clinical_day) FROM dosed_day t
                      WHERE t.person_id = ANY (one.ids) AND t.clinical_day < on_day), y.covered_until),
           y.due_on,
           EXISTS (SELECT FROM incident i WHERE i.person_id = ANY (one.ids) AND NOT EXISTS
                    (SELECT FROM incident_review r WHERE r.incident_id = i.incident_id)),
           EXISTS (SELECT FROM hold w
                    WHERE w.person_id = ANY (one.ids) AND w.until > at_time AND NOT EXISTS
                    (SELECT FROM hold_release r WHERE r.hold_id = w.hold_id)),
           coalesce(o.until_day >= on_day AND o.cancelled_from IS NULL, false),
           o.drug_form,
           EXISTS (SELECT FROM bottle_now b
                    WHERE b.person_id = ANY (one.ids) AND b.clinical_day = on_day
                      AND b.state IN ('at_home', 'recalled', 'lost', 'returned_opened')
                      AND NOT b.was_replaced)
      FROM people_here(on_day) AS h (person_id)
     CROSS JOIN LATERAL (SELECT one_person(h.person_id) AS ids) one
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
                          WHERE t.person_id = ANY (one.ids) AND t.clinical_day < on_day
                            AND t.usual_days IS NOT NULL) y ON true
     WHERE EXISTS (SELECT FROM episode_now e WHERE e.person_id = h.person_id AND NOT e.ended)
     ORDER BY number;
END
$$;

-- So does the sheet for the ward: the last dose, under whichever number.
CREATE OR REPLACE FUNCTION ward_round_here(on_day date)
  RETURNS TABLE (patient_number text, institution text, from_day date, drug_form text,
                 micrograms bigint, last_at timestamptz, last_micrograms bigint, confidence text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH standing AS (
      SELECT DISTINCT ON (c.person_id) c.* FROM custody_start c
       WHERE c.from_day <= on_day
         AND c.person_id IN (SELECT h.person_id FROM custody_start h WHERE h.site_code = own_site())
       ORDER BY c.person_id, c.from_day DESC, c.revision DESC)
    SELECT newest_number(s.person_id),
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
        SELECT k.* FROM taken k WHERE k.person_id = ANY (one_person(s.person_id))
         ORDER BY k.clinical_day DESC, k.taken_at DESC NULLS LAST LIMIT 1) f ON true
      LEFT JOIN dose_report r ON r.administration_id = f.administration_id
     WHERE s.kind = 'institution'
       AND own_site() = (SELECT h.site_code FROM custody_start h
                          WHERE h.person_id = s.person_id AND h.kind = 'home' AND h.from_day <= on_day
                          ORDER BY h.from_day DESC, h.revision DESC LIMIT 1)
     ORDER BY s.site_code, s.person_id
$$;

-- And what happened to somebody, under whichever number, tells whether a day was one without a dose.
CREATE OR REPLACE FUNCTION treated_here(since date, wanted bigint) RETURNS TABLE (person_id bigint, begins date)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT h.person_id,
           coalesce(greatest((SELECT max(l.clinical_day) FROM unnest(one_person(h.person_id)) AS o (id)
                               CROSS JOIN LATERAL (SELECT t.clinical_day FROM taken t
                                                    WHERE t.person_id = o.id AND t.clinical_day < since
                                                    ORDER BY t.clinical_day DESC LIMIT 1) l),
                             (SELECT max(b.clinical_day) FROM bottle_now b
                               WHERE b.person_id = ANY (one_person(h.person_id)) AND b.clinical_day < since
                                 AND b.state = 'at_home')), since)
      FROM (SELECT DISTINCT c.person_id FROM custody_start c
             WHERE c.site_code = own_site() AND (wanted IS NULL OR c.person_id = wanted)) h
     WHERE survivor_of(h.person_id) = h.person_id
       AND EXISTS (SELECT FROM episode_now e
                    WHERE e.person_id = h.person_id AND (NOT e.ended OR e.end_day >= since));
END
$$;

CREATE OR REPLACE FUNCTION lives_here(since date, wanted bigint)
  RETURNS TABLE (person_id bigint, kind text, from_day date, until_day date, from_time timestamptz,
                 until_time timestamptz, code text, site_code text, answer bytea)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
BEGIN
  RETURN QUERY
    WITH life AS MATERIALIZED (
      SELECT t.person_id, t.begins, one_person(t.person_id) AS ids FROM treated_here(since, wanted) t)
    SELECT l.person_id, x.kind, x.from_day, x.until_day, x.from_time, x.until_time, x.code, x.site_code,
           x.answer
      FROM life l CROSS JOIN LATERAL (
        SELECT 'episode' AS kind, e.started_on AS from_day, CASE WHEN e.ended THEN e.end_day END AS until_day,
               NULL::timestamptz AS from_time, NULL::timestamptz AS until_time, NULL::text AS code,
               NULL::text AS site_code, NULL::bytea AS answer
          FROM episode_now e
         WHERE e.person_id = l.person_id AND (NOT e.ended OR e.end_day >= l.begins)
        UNION ALL
        SELECT 'dose', t.clinical_day, coalesce(t.clinical_day + t.latest_days - 1, t.clinical_day), t.taken_at,
               NULL, NULL, NULL, NULL
          FROM taken t
         WHERE t.person_id = ANY (l.ids) AND (t.clinical_day >= l.begins OR t.usual_days IS NOT NULL)
        UNION ALL
        SELECT CASE WHEN b.state = 'at_home' THEN 'dose' ELSE 'unknown' END, b.clinical_day,
               coalesce(b.clinical_day + b.usual_days - 1, b.clinical_day), NULL, NULL, NULL, NULL, NULL
          FROM bottle_now b
         WHERE b.person_id = ANY (l.ids) AND b.clinical_day >= l.begins - 7
           AND b.state IN ('at_home', 'recalled', 'lost', 'returned_opened', 'replaced')
        UNION ALL
        SELECT 'unknown', d.clinical_day, d.clinical_day, NULL, NULL, NULL, NULL, NULL
          FROM unsettled_dose u JOIN dose d USING (dose_id) WHERE u.person_id = ANY (l.ids)
        UNION ALL
        (SELECT DISTINCT ON (c.from_day) 'custody', c.from_day, NULL::date, NULL::timestamptz,
                NULL::timestamptz, c.kind, c.site_code, NULL::bytea
           FROM custody_start c WHERE c.person_id = l.person_id ORDER BY c.from_day, c.revision DESC)
        UNION ALL
        SELECT 'order', o.from_day,
               least(o.until_day, c.from_day - 1,
                     (SELECT min(n.from_day) - 1 FROM medication_order n
                       WHERE n.person_id = o.person_id AND n.version > o.version)),
               NULL, NULL, NULL, NULL, NULL
          FROM medication_order o LEFT JOIN order_cancellation c USING (order_id)
         WHERE o.person_id = l.person_id
        UNION ALL
        SELECT 'held', NULL, NULL, w.recorded_at, coalesce(r.recorded_at, w.until), NULL, NULL, NULL
          FROM hold w LEFT JOIN hold_release r USING (hold_id)
         WHERE w.person_id = ANY (l.ids) AND w.until >= l.begins
        UNION ALL
        SELECT 'held', NULL, NULL, i.recorded_at, r.recorded_at, NULL, NULL, NULL
          FROM incident i LEFT JOIN incident_review r USING (incident_id)
         WHERE i.person_id = ANY (l.ids)
        UNION ALL
        SELECT 'withheld', w.clinical_day, w.clinical_day, NULL, NULL, NULL, NULL, NULL
          FROM withholding w WHERE w.person_id = ANY (l.ids) AND w.clinical_day >= l.begins
        UNION ALL
        SELECT d.state, d.clinical_day, d.clinical_day, NULL, NULL, NULL, NULL, NULL
          FROM dose_now d
         WHERE d.person_id = ANY (l.ids) AND d.clinical_day >= l.begins AND d.state IN ('withheld', 'refused')
        UNION ALL
        SELECT CASE q.method WHEN 'oat.v1.DosingService.AuthoriseDose' THEN 'no_dose' ELSE 'no_order' END,
               NULL, NULL, a.recorded_at, NULL, NULL, NULL, q.answer
          FROM audit a JOIN request q USING (request_id)
         WHERE a.person_id = ANY (l.ids) AND a.recorded_at >= l.begins - 1 AND a.outcome = 'refused'
           AND q.method IN ('oat.v1.DosingService.AuthoriseDose', 'oat.v1.PrescribingService.SignOrder')) x
     ORDER BY l.person_id, x.from_day, x.from_time;
END
$$;

-- The plan of a closing site asks when each person needs a dose next: so much is covered under any number.
CREATE OR REPLACE FUNCTION covered_days(of_people bigint[], since_day date)
  RETURNS TABLE (person_id bigint, from_day date, until_day date)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
BEGIN
  RETURN QUERY
    SELECT p.one, d.clinical_day, coalesce(d.acts_until, d.clinical_day)
      FROM unnest(of_people) AS p (one) JOIN dosed_day d ON d.person_id = ANY (one_person(p.one))
     WHERE coalesce(d.acts_until, d.clinical_day) >= since_day
     ORDER BY p.one, d.clinical_day;
END
$$;
CREATE OR REPLACE FUNCTION last_taken_at(of_people bigint[])
  RETURNS TABLE (person_id bigint, taken_at timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
BEGIN
  RETURN QUERY
    SELECT l.one, l.taken_at
      FROM (SELECT DISTINCT ON (p.one) p.one, t.taken_at
              FROM unnest(of_people) AS p (one) JOIN taken t ON t.person_id = ANY (one_person(p.one))
             ORDER BY p.one, t.clinical_day DESC, t.taken_at DESC NULLS LAST) l
     WHERE l.taken_at IS NOT NULL;
END
$$;

-- Whose number became a second one is nobody whom a closing site still has to place.
CREATE OR REPLACE FUNCTION placements_of(of_closure uuid)
  RETURNS TABLE (person_id bigint, patient_number text, to_site text, reason text, moved_to text,
                 moved_from date, told boolean, accounted_for text, first_dose_at timestamptz,
                 last_dose_at timestamptz, dose_open boolean, bottles_out integer)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.person_id,
           CASE WHEN own_site() IN (c.site_code, p.to_site) THEN
             newest_number(p.person_id) ELSE '' END,
           p.to_site, p.reason, m.to_site, m.from_day,
           EXISTS (SELECT FROM closure_word w WHERE w.closure_id = of_closure
                      AND w.person_id = p.person_id AND w.accounted_for IS NULL),
           (SELECT w.accounted_for FROM closure_word w WHERE w.closure_id = of_closure
               AND w.person_id = p.person_id AND w.accounted_for IS NOT NULL
             ORDER BY w.sequence DESC LIMIT 1),
           CASE WHEN m.to_site IS NOT NULL THEN
             (SELECT min(coalesce(f.taken_at, f.recorded_at)) FROM taken f
               WHERE f.person_id = p.person_id AND f.site_code = m.to_site
                 AND f.clinical_day >= m.from_day AND f.recorded_at >= m.recorded_at) END,
           (SELECT max(coalesce(f.taken_at, f.recorded_at)) FROM taken f
             WHERE f.person_id = p.person_id),
           EXISTS (SELECT FROM dose_now d WHERE d.person_id = p.person_id
                      AND d.site_code = c.site_code AND d.state IN ('open', 'unresolved')),
           (SELECT count(*)::integer FROM bottle_now b WHERE b.person_id = p.person_id
               AND b.state IN ('at_home', 'recalled'))
      FROM closure c
      JOIN (SELECT DISTINCT ON (x.person_id) x.* FROM closure_placement x
             WHERE x.closure_id = of_closure ORDER BY x.person_id, x.revision DESC) p
        ON p.closure_id = c.closure_id
      LEFT JOIN LATERAL (SELECT * FROM closure_move v
                          WHERE v.closure_id = of_closure AND v.person_id = p.person_id
                            AND NOT EXISTS (SELECT FROM closure_undo u
                                             WHERE u.closure_id = v.closure_id
                                               AND u.person_id = v.person_id AND u.turn = v.turn)
                          ORDER BY v.turn DESC LIMIT 1) m ON true
     WHERE c.closure_id = of_closure AND survivor_of(p.person_id) = p.person_id
     ORDER BY p.person_id
$$;

-- What is sealed under a second number is kept as long as what is sealed under the first.
CREATE OR REPLACE VIEW last_contact WITH (security_invoker = true) AS
  SELECT p.person_id,
         greatest((SELECT max(CASE WHEN e.ended THEN e.end_day ELSE 'infinity' END)
                     FROM episode_now e WHERE e.person_id = ANY (x.ids)),
                  (SELECT max(a.clinical_day) FROM administration a WHERE a.person_id = ANY (x.ids)),
                  (SELECT max(v.recorded_at::date)
                     FROM application_person l JOIN application_event v USING (application_id)
                    WHERE l.person_id = ANY (x.ids)),
                  p.recorded_at::date) AS day
    FROM person p CROSS JOIN LATERAL (SELECT one_person(survivor_of(p.person_id)) AS ids) x;

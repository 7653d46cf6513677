-- Days without a dose. They are read off what was taken, and stand in no table; only what a person says
-- of their cause does, and what stands in people's way.

-- A word of somebody about the interruption that has the day. The latest counts; what the system saw then
-- stays beside it.
CREATE TABLE interruption_cause (
  cause_id    uuid PRIMARY KEY,
  person_id   bigint NOT NULL REFERENCES person,
  day         date NOT NULL,
  site_code   text NOT NULL REFERENCES site,  -- whose staff said it
  seen        text NOT NULL,
  cause       text NOT NULL,
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX interruption_cause_person ON interruption_cause (person_id, day);
CALL make_ledger('interruption_cause');
CALL guard_people('interruption_cause');

-- Somebody was turned away, or could not come. It is about nobody known; what the reporter said is sealed
-- with the house's key.
CREATE TABLE barrier_report (
  barrier_id  uuid PRIMARY KEY,
  barrier     text NOT NULL,
  site_code   text REFERENCES site,  -- NULL: at none
  day         date NOT NULL,
  reporter    text NOT NULL,
  words       bytea,
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX barrier_report_site ON barrier_report (site_code, recorded_at);
CALL make_ledger('barrier_report');

CREATE TABLE barrier_answer (
  barrier_id  uuid PRIMARY KEY REFERENCES barrier_report,
  finding     text NOT NULL,
  words       bytea NOT NULL,
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL
);
CALL make_ledger('barrier_answer');

-- The interruption, by a day of it, that a report is about.
CREATE TABLE barrier_attachment (
  barrier_id  uuid PRIMARY KEY REFERENCES barrier_report,
  person_id   bigint NOT NULL REFERENCES person,
  day         date NOT NULL,
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX barrier_attachment_person ON barrier_attachment (person_id, day);
CALL make_ledger('barrier_attachment');
CALL guard_people('barrier_attachment');

CALL seal_ledger('barrier_answer');
CALL seal_ledger('barrier_attachment');
CALL seal_ledger('barrier_report');
CALL seal_ledger('interruption_cause');

-- Whom the calling site has, or had, and who was in treatment since a day; and since when what happened to
-- each of them tells of the days since then: from the last day with a dose before.
CREATE FUNCTION treated_here(since date, wanted bigint) RETURNS TABLE (person_id bigint, begins date)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT h.person_id,
           coalesce(greatest((SELECT t.clinical_day FROM taken t
                               WHERE t.person_id = h.person_id AND t.clinical_day < since
                               ORDER BY t.clinical_day DESC LIMIT 1),
                             (SELECT max(b.clinical_day) FROM bottle_now b
                               WHERE b.person_id = h.person_id AND b.clinical_day < since
                                 AND b.state = 'at_home')), since)
      FROM (SELECT DISTINCT c.person_id FROM custody_start c
             WHERE c.site_code = own_site() AND (wanted IS NULL OR c.person_id = wanted)) h
     WHERE EXISTS (SELECT FROM episode_now e
                    WHERE e.person_id = h.person_id AND (NOT e.ended OR e.end_day >= since));
END
$$;

-- What happened to them, as far as it tells whether a dose was due on a day, whether there was one, and
-- why not. Each kind fills the columns that it has: a span of days, a moment, a code.
--   episode    of treatment; without an end it goes on
--   dose       and the days that it covers; a bottle at home is one
--   unknown    days of which nobody can say
--   custody    from a day on, with its kind and the site
--   order      the days on which it was in force
--   held       by a hold, or by an incident until its review; without an end it still is
--   withheld, refused    at the window, before the dose and at it
--   no_dose, no_order    a clinical no, with the answer that it got
-- Many small branches are compiled for longer than they run.
CREATE FUNCTION lives_here(since date, wanted bigint)
  RETURNS TABLE (person_id bigint, kind text, from_day date, until_day date, from_time timestamptz,
                 until_time timestamptz, code text, site_code text, answer bytea)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
BEGIN
  RETURN QUERY
    WITH life AS MATERIALIZED (SELECT t.person_id, t.begins FROM treated_here(since, wanted) t)
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
         WHERE t.person_id = l.person_id AND (t.clinical_day >= l.begins OR t.usual_days IS NOT NULL)
        UNION ALL
        SELECT CASE WHEN b.state = 'at_home' THEN 'dose' ELSE 'unknown' END, b.clinical_day,
               coalesce(b.clinical_day + b.usual_days - 1, b.clinical_day), NULL, NULL, NULL, NULL, NULL
          FROM bottle_now b
         WHERE b.person_id = l.person_id AND b.clinical_day >= l.begins - 7
           AND b.state IN ('at_home', 'recalled', 'lost', 'returned_opened', 'replaced')
        UNION ALL
        SELECT 'unknown', d.clinical_day, d.clinical_day, NULL, NULL, NULL, NULL, NULL
          FROM unsettled_dose u JOIN dose d USING (dose_id) WHERE u.person_id = l.person_id
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
         WHERE w.person_id = l.person_id AND w.until >= l.begins
        UNION ALL
        SELECT 'held', NULL, NULL, i.recorded_at, r.recorded_at, NULL, NULL, NULL
          FROM incident i LEFT JOIN incident_review r USING (incident_id)
         WHERE i.person_id = l.person_id
        UNION ALL
        SELECT 'withheld', w.clinical_day, w.clinical_day, NULL, NULL, NULL, NULL, NULL
          FROM withholding w WHERE w.person_id = l.person_id AND w.clinical_day >= l.begins
        UNION ALL
        SELECT d.state, d.clinical_day, d.clinical_day, NULL, NULL, NULL, NULL, NULL
          FROM dose_now d
         WHERE d.person_id = l.person_id AND d.clinical_day >= l.begins AND d.state IN ('withheld', 'refused')
        UNION ALL
        SELECT CASE q.method WHEN 'oat.v1.DosingService.AuthoriseDose' THEN 'no_dose' ELSE 'no_order' END,
               NULL, NULL, a.recorded_at, NULL, NULL, NULL, q.answer
          FROM audit a JOIN request q USING (request_id)
         WHERE a.person_id = l.person_id AND a.recorded_at >= l.begins - 1 AND a.outcome = 'refused'
           AND q.method IN ('oat.v1.DosingService.AuthoriseDose', 'oat.v1.PrescribingService.SignOrder')) x
     ORDER BY l.person_id, x.from_day, x.from_time;
END
$$;

-- What people of the calling site's said of the interruptions of those whom it has, or had; and the reports
-- that were attached to them.
CREATE FUNCTION causes_said_here(since date, wanted bigint)
  RETURNS TABLE (person_id bigint, day date, cause text, login text, recorded_at timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT s.person_id, s.day, s.cause, f.login, s.recorded_at
      FROM treated_here(since, wanted) t
      JOIN interruption_cause s ON s.person_id = t.person_id
      JOIN staff f ON f.staff_id = s.staff_id
     ORDER BY s.recorded_at, s.cause_id;
END
$$;
CREATE FUNCTION barriers_here(since date, wanted bigint)
  RETURNS TABLE (person_id bigint, day date, barrier_id uuid)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT b.person_id, b.day, b.barrier_id
      FROM treated_here(since, wanted) t JOIN barrier_attachment b ON b.person_id = t.person_id
     ORDER BY b.recorded_at, b.barrier_id;
END
$$;

REVOKE ALL ON FUNCTION treated_here, lives_here, causes_said_here, barriers_here FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lives_here, causes_said_here, barriers_here TO oat_service;

-- What several rooms ask of the tables of others.

-- The number under which a person is now shown: the newest of those that were given out.
CREATE FUNCTION newest_number(of_person bigint) RETURNS text
  LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (SELECT n.patient_number FROM patient_number n WHERE n.person_id = of_person
           ORDER BY n.issued_at DESC, n.patient_number LIMIT 1);
END
$$;
REVOKE ALL ON FUNCTION newest_number FROM PUBLIC;
GRANT EXECUTE ON FUNCTION newest_number TO oat_service;

-- The transfers of those whom the calling site has, or had, and who were in treatment since a day. The
-- end is absent while one waits, and of one that came to its first dose. Compiling it takes longer than it
-- runs, as for lives_here.
CREATE FUNCTION transfers_here(since date, wanted bigint)
  RETURNS TABLE (person_id bigint, requested_at timestamptz, from_day date, was_accepted boolean,
                 ended_at timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
BEGIN
  RETURN QUERY
    SELECT t.person_id, t.recorded_at, t.from_day,
           EXISTS (SELECT FROM transfer_event e
                    WHERE e.transfer_id = t.transfer_id AND e.event = 'accept'),
           CASE WHEN t.milestone NOT IN ('request', 'prepare', 'accept', 'complete')
                THEN t.milestone_at END
      FROM treated_here(since, wanted) h JOIN transfer_now t ON t.person_id = h.person_id
     ORDER BY t.person_id, t.turn;
END
$$;
REVOKE ALL ON FUNCTION transfers_here FROM PUBLIC;
GRANT EXECUTE ON FUNCTION transfers_here TO oat_service;

-- The days from a day on that doses of these people cover, or bottles at their homes; a depot until it falls
-- due. Decision facts about people whom a site listed.
CREATE FUNCTION covered_days(of_people bigint[], since_day date)
  RETURNS TABLE (person_id bigint, from_day date, until_day date)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
BEGIN
  RETURN QUERY
    SELECT d.person_id, d.clinical_day, coalesce(d.acts_until, d.clinical_day) FROM dosed_day d
     WHERE d.person_id = ANY (of_people) AND coalesce(d.acts_until, d.clinical_day) >= since_day
     ORDER BY d.person_id, d.clinical_day;
END
$$;
-- When the last dose of each of them was taken; no row where only its day is known, or none is.
CREATE FUNCTION last_taken_at(of_people bigint[]) RETURNS TABLE (person_id bigint, taken_at timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
BEGIN
  RETURN QUERY
    SELECT l.person_id, l.taken_at
      FROM (SELECT DISTINCT ON (t.person_id) t.person_id, t.taken_at FROM taken t
             WHERE t.person_id = ANY (of_people)
             ORDER BY t.person_id, t.clinical_day DESC, t.taken_at DESC NULLS LAST) l
     WHERE l.taken_at IS NOT NULL;
END
$$;
REVOKE ALL ON FUNCTION covered_days, last_taken_at FROM PUBLIC;
GRANT EXECUTE ON FUNCTION covered_days, last_taken_at TO oat_service;

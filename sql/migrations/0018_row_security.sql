-- Row-level policies beneath the methods. oatd says at the start of each transaction how far its call
-- reaches (oat.v1.AccessRule): to the lists of its device's site, or to everyone; and names each
-- patient the moment it has found him. Both end with the transaction, so a pooled connection carries nothing from
-- one site's call into another's; where nothing is said, nothing is shown.
--
-- A row about a person is shown to a call that has named the person, never to a site as such: what a
-- site sees of a person in part, without what another site wrote, would let a second dose through.
-- Questions about many people at once are answered by the functions below, which return what a
-- decision needs and no more. Writing is not narrowed: keys and rights guard that.

CREATE FUNCTION reaches_everyone() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('oat.reach', true), '') = 'everyone'
$$;
CREATE FUNCTION own_site() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('oat.site', true), '')
$$;
CREATE FUNCTION named_people() RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('oat.people', true), ''), '{}')::bigint[]
$$;
-- Names one person more in this transaction.
CREATE FUNCTION name_person(person bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF person <> ALL (named_people()) THEN
    PERFORM set_config('oat.people', (named_people() || person)::text, true);
  END IF;
  RETURN person;
END
$$;

CREATE PROCEDURE guard_people(guarded regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
  EXECUTE format('CREATE POLICY named ON %s FOR SELECT TO oat_service USING (
                    (SELECT reaches_everyone()) OR person_id = ANY ((SELECT named_people())::bigint[]))',
                 guarded);
  EXECUTE format('CREATE POLICY written ON %s FOR INSERT TO oat_service WITH CHECK (true)', guarded);
END
$$;

-- Who it is.
CALL guard_people('sealed_identity');
CALL guard_people('identity_token');
CALL guard_people('duplicate_review');
CALL guard_people('duplicate_verdict');
-- The chart.
CALL guard_people('application_person');
CALL guard_people('episode');
CALL guard_people('medication_order');
CALL guard_people('supplement');
CALL guard_people('hold');
CALL guard_people('rule_override');
CALL guard_people('clinical_fact');
CALL guard_people('custody_start');
CALL guard_people('slot');
CALL guard_people('slot_release');
CALL guard_people('dose');
CALL guard_people('administration');
CALL guard_people('withholding');
CALL guard_people('incident');
CALL guard_people('emergency_access');
CALL guard_people('alarm');
CALL guard_people('unsettled_dose');
CALL guard_people('consent');
CALL guard_people('consent_withdrawal');
CALL guard_people('disclosure');
CALL guard_people('disclosure_decision');
CALL guard_people('audit');

-- What a site did itself it may list: its open doses, its incidents, its applications, and what its
-- staff did without any patient.
CREATE POLICY own ON dose FOR SELECT TO oat_service USING (site_code = (SELECT own_site()));
CREATE POLICY own ON unsettled_dose FOR SELECT TO oat_service
  USING (site_code = (SELECT own_site()));
CREATE POLICY own ON incident FOR SELECT TO oat_service USING (site_code = (SELECT own_site()));
CREATE POLICY nobody ON audit FOR SELECT TO oat_service USING (person_id IS NULL);
CREATE POLICY nobody ON alarm FOR SELECT TO oat_service USING (person_id IS NULL);

-- What was asked of a site from outside it decides, also where it is about nobody known.
CREATE POLICY own ON disclosure FOR SELECT TO oat_service USING (site_code = (SELECT own_site()));
CREATE POLICY own ON disclosure_decision FOR SELECT TO oat_service
  USING (EXISTS (SELECT FROM disclosure d
                  WHERE d.disclosure_id = disclosure_decision.disclosure_id));

ALTER TABLE application ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON application FOR SELECT TO oat_service
  USING ((SELECT reaches_everyone()) OR site_code = (SELECT own_site()));
CREATE POLICY written ON application FOR INSERT TO oat_service WITH CHECK (true);
CREATE POLICY own ON application_person FOR SELECT TO oat_service
  USING (EXISTS (SELECT FROM application a WHERE a.application_id = application_person.application_id));

-- Whom a keyed token leads to, network-wide: the duplicate check, and the search by document. The
-- caller must hold the index key to ask.
CREATE FUNCTION people_of_tokens(kinds text[], version integer, tokens bytea[])
  RETURNS TABLE (kind text, token bytea, person_id bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT DISTINCT t.kind, t.token, t.person_id
      FROM unnest(kinds, tokens) AS n (kind, token)
      JOIN identity_token t ON t.kind = n.kind AND t.key_version = version AND t.token = n.token
     ORDER BY t.person_id;
END
$$;

-- Who is the calling site's on a day, by the custody that stands then.
CREATE FUNCTION people_here(on_day date) RETURNS SETOF bigint
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT standing.person_id FROM (
      SELECT DISTINCT ON (c.person_id) c.person_id, c.site_code FROM custody_start c
       WHERE c.from_day <= on_day
         AND c.person_id IN (SELECT h.person_id FROM custody_start h WHERE h.site_code = own_site())
       ORDER BY c.person_id, c.from_day DESC, c.revision DESC) standing
     WHERE standing.site_code = own_site();
END
$$;

-- Somebody else of the calling site has a name that folds like this person's.
CREATE FUNCTION has_look_alike_here(person bigint, on_day date) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM identity_token mine
      JOIN identity_token other ON other.kind = 'name' AND other.key_version = mine.key_version
                               AND other.token = mine.token AND other.person_id <> mine.person_id
     WHERE mine.kind = 'name' AND mine.person_id = person
       AND own_site() = (SELECT c.site_code FROM custody_start c
                          WHERE c.person_id = other.person_id AND c.from_day <= on_day
                          ORDER BY c.from_day DESC, c.revision DESC LIMIT 1));
END
$$;

-- The calling site's worklist of a day: numbers and status.
CREATE FUNCTION worklist_here(on_day date, at_time timestamptz)
  RETURNS TABLE (patient_number text, dose_state text, has_taken boolean, was_withheld boolean,
                 last_taken date, incident_waits boolean, on_hold boolean, has_order boolean)
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
           (SELECT max(t.clinical_day) FROM taken t
             WHERE t.person_id = h.person_id AND t.clinical_day < on_day),
           EXISTS (SELECT FROM incident i WHERE i.person_id = h.person_id AND NOT EXISTS
                    (SELECT FROM incident_review r WHERE r.incident_id = i.incident_id)),
           EXISTS (SELECT FROM hold o
                    WHERE o.person_id = h.person_id AND o.until > at_time AND NOT EXISTS
                    (SELECT FROM hold_release r WHERE r.hold_id = o.hold_id)),
           coalesce((SELECT m.until_day >= on_day AND c.order_id IS NULL
                       FROM medication_order m
                       LEFT JOIN order_cancellation c ON c.order_id = m.order_id
                                                     AND c.from_day <= on_day
                      WHERE m.person_id = h.person_id AND m.from_day <= on_day
                      ORDER BY m.version DESC LIMIT 1), false)
      FROM people_here(on_day) AS h (person_id)
     WHERE EXISTS (SELECT FROM episode_now e WHERE e.person_id = h.person_id AND NOT e.ended)
     ORDER BY number;
END
$$;

-- The calling site's orders that end by a day, by number.
CREATE FUNCTION expiring_here(on_day date, until date)
  RETURNS TABLE (patient_number text, until_day date, kind text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT (SELECT n.patient_number FROM patient_number n WHERE n.person_id = h.person_id
             ORDER BY n.issued_at DESC, n.patient_number LIMIT 1), o.until_day, o.kind
      FROM people_here(on_day) AS h (person_id)
     CROSS JOIN LATERAL (SELECT m.kind, m.until_day FROM medication_order m
                          WHERE m.person_id = h.person_id ORDER BY m.version DESC LIMIT 1) o
     WHERE o.until_day <= until
     ORDER BY o.until_day, 1;
END
$$;

REVOKE ALL ON FUNCTION people_of_tokens, people_here, has_look_alike_here, worklist_here,
                       expiring_here FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_of_tokens, people_here, has_look_alike_here, worklist_here,
                          expiring_here TO oat_service;
REVOKE ALL ON PROCEDURE guard_people FROM PUBLIC;

-- Two numbers that come to mean one person. Nothing of either history is moved: the second person's rows
-- stay under their own id, and whoever asks for the first one's asks for both (one_person). What is claimed
-- for today and later is claimed again under the first one's key, which is the wall for both from then on.

-- The latest revision says whom the person's numbers mean: `survivor_id`, or, where it was taken back, the
-- person again. `episode_id` is the treatment that the merge ended.
CREATE TABLE person_merge (
  person_id   bigint NOT NULL REFERENCES person,
  revision    integer NOT NULL CHECK (revision > 0),
  survivor_id bigint REFERENCES person,
  episode_id  uuid REFERENCES episode,
  site_code   text NOT NULL REFERENCES site,
  staff_id    bigint NOT NULL REFERENCES staff,
  second_id   bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, revision),
  CHECK (survivor_id <> person_id),
  CHECK (second_id <> staff_id)
);
CREATE INDEX person_merge_survivor ON person_merge (survivor_id);
CALL make_ledger('person_merge');
CALL seal_ledger('person_merge');
CALL guard_people('person_merge');

-- Whom a person's numbers mean: most often the person.
CREATE FUNCTION survivor_of(person bigint) RETURNS bigint
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN coalesce((SELECT m.survivor_id FROM person_merge m WHERE m.person_id = person
                    ORDER BY m.revision DESC LIMIT 1), person);
END
$$;

-- A person, and everybody whose numbers mean this person.
CREATE FUNCTION one_person(person bigint) RETURNS bigint[]
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN person || ARRAY(SELECT m.person_id FROM person_merge m
                          WHERE m.survivor_id = person
                            AND NOT EXISTS (SELECT FROM person_merge n
                                             WHERE n.person_id = m.person_id AND n.revision > m.revision));
END
$$;

-- Names with a person whoever turned out to be the same.
CREATE OR REPLACE FUNCTION name_person(person bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF NOT one_person(person) <@ named_people() THEN
    PERFORM set_config('oat.people', (named_people() || one_person(person))::text, true);
  END IF;
  RETURN person;
END
$$;

-- Locks the person whom a number means, and names that person. The number may come to mean somebody else
-- while one waits: so it is asked again, in a snapshot of its own, until the one who is locked is the one who
-- is meant. NULL: no such number.
CREATE FUNCTION lock_person(number text) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  meant bigint;
  locked bigint;
BEGIN
  LOOP
    SELECT survivor_of(n.person_id) INTO meant FROM patient_number n WHERE n.patient_number = number;
    EXIT WHEN meant IS NOT DISTINCT FROM locked;
    PERFORM FROM person p WHERE p.person_id = meant FOR NO KEY UPDATE;
    locked := meant;
  END LOOP;
  IF meant IS NULL THEN
    RETURN NULL;
  END IF;
  RETURN name_person(meant);
END
$$;

-- A chain would have to be followed, and a ring never ends: whoever stands for others is nobody's second
-- number. The people are locked.
CREATE FUNCTION check_merge() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF (NEW.survivor_id IS NULL) = (survivor_of(NEW.person_id) = NEW.person_id) THEN
    RAISE EXCEPTION 'person_merge: said already';
  END IF;
  IF NEW.survivor_id IS NOT NULL AND (survivor_of(NEW.survivor_id) <> NEW.survivor_id
                                      OR cardinality(one_person(NEW.person_id)) > 1) THEN
    RAISE EXCEPTION 'person_merge: would make a chain';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER check_merge BEFORE INSERT ON person_merge
  FOR EACH ROW EXECUTE FUNCTION check_merge();

-- The last wall. Whoever looked up a number before a merge and wrote after it tries again, and finds the
-- person that the number means now.
CREATE FUNCTION refuse_second_number() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF survivor_of(NEW.person_id) <> NEW.person_id THEN
    RAISE EXCEPTION '%: the number means somebody else now', TG_TABLE_NAME USING ERRCODE = '40001';
  END IF;
  RETURN NEW;
END
$$;
CREATE PROCEDURE refuse_second_numbers(guarded regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER refuse_second_number BEFORE INSERT ON %s
                    FOR EACH ROW EXECUTE FUNCTION refuse_second_number()', guarded);
END
$$;
CALL refuse_second_numbers('bottle');
CALL refuse_second_numbers('clinical_fact');
CALL refuse_second_numbers('consent');
CALL refuse_second_numbers('custody_start');
CALL refuse_second_numbers('episode');
CALL refuse_second_numbers('hold');
CALL refuse_second_numbers('medication_order');
CALL refuse_second_numbers('slot');
CALL refuse_second_numbers('supplement');
CALL refuse_second_numbers('take_home_authorisation');
CALL refuse_second_numbers('transfer');
REVOKE ALL ON PROCEDURE refuse_second_numbers FROM PUBLIC;

-- A claim of before that turns out to be free (a dose recorded in error) is free under the first number too.
CREATE FUNCTION release_for_survivor() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  survivor bigint := survivor_of(NEW.person_id);
BEGIN
  IF survivor <> NEW.person_id THEN
    INSERT INTO slot_release (clinical_day, person_id, portion, turn, reason, recorded_at)
    SELECT s.clinical_day, s.person_id, s.portion, s.turn, NEW.reason, NEW.recorded_at
      FROM slot o JOIN slot s USING (clinical_day, claimed_by)
     WHERE (o.clinical_day, o.person_id, o.portion, o.turn) =
           (NEW.clinical_day, NEW.person_id, NEW.portion, NEW.turn)
       AND s.person_id = survivor
        ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER release_for_survivor AFTER INSERT ON slot_release
  FOR EACH ROW EXECUTE FUNCTION release_for_survivor();

-- The numbers that mean, or meant, another number's person, where either is or was the calling site's own.
CREATE FUNCTION merges_here()
  RETURNS TABLE (patient_number text, duplicate_number text, stands boolean, site_code text,
                 staff_id bigint, second_id bigint, recorded_at timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF reaches_nobody() THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT newest_number(x.survivor),
           newest_number(x.person_id),
           x.survivor_id IS NOT NULL, x.site_code, x.staff_id, x.second_id, x.recorded_at
      FROM (SELECT DISTINCT ON (m.person_id) m.*,
                   coalesce(m.survivor_id, (SELECT b.survivor_id FROM person_merge b
                                             WHERE b.person_id = m.person_id
                                               AND b.revision = m.revision - 1)) AS survivor
              FROM person_merge m ORDER BY m.person_id, m.revision DESC) x
     WHERE EXISTS (SELECT FROM custody_start c
                    WHERE c.person_id IN (x.person_id, x.survivor) AND c.site_code = own_site())
     ORDER BY x.recorded_at DESC;
END
$$;

REVOKE ALL ON FUNCTION survivor_of, one_person, lock_person, merges_here FROM PUBLIC;
GRANT EXECUTE ON FUNCTION survivor_of, one_person, lock_person, merges_here TO oat_service;

-- Whom a keyed token leads to: the person whom the found one's numbers mean.
CREATE OR REPLACE FUNCTION people_of_tokens(kinds text[], versions integer[], tokens bytea[])
  RETURNS TABLE (kind text, token bytea, person_id bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF reaches_nobody() THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT DISTINCT t.kind, t.token, survivor_of(t.person_id)
      FROM unnest(kinds, versions, tokens) AS n (kind, version, token)
      JOIN leading_token t ON t.kind = n.kind AND t.key_version = n.version AND t.token = n.token
     ORDER BY 3;
END
$$;

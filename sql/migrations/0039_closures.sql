-- Sites that close, and where everybody went.

-- How long the way takes, both ways alike; the latest says.
CREATE TABLE site_travel (
  from_site   text NOT NULL REFERENCES site,
  to_site     text NOT NULL REFERENCES site,
  revision    integer NOT NULL CHECK (revision > 0),
  minutes     integer NOT NULL CHECK (minutes > 0),
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (from_site, to_site, revision),
  CHECK (from_site < to_site)
);
CALL make_ledger('site_travel');

-- One at a time of a site: the key is the wall against two that are declared at once.
CREATE TABLE closure (
  closure_id  uuid PRIMARY KEY,
  site_code   text NOT NULL REFERENCES site,
  turn        integer NOT NULL CHECK (turn >= 0),
  kind        text NOT NULL CHECK (kind IN ('planned', 'suspended', 'no_stock', 'disaster')),
  from_day    date NOT NULL,
  reason      text NOT NULL,
  staff_id    bigint NOT NULL REFERENCES staff,
  second_id   bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  UNIQUE (site_code, turn),
  CHECK (second_id <> staff_id)
);
CALL make_ledger('closure');

-- Where a patient is to go; the latest revision says. NULL: nobody knows yet.
CREATE TABLE closure_placement (
  closure_id  uuid NOT NULL REFERENCES closure,
  person_id   bigint NOT NULL REFERENCES person,
  revision    integer NOT NULL CHECK (revision > 0),
  to_site     text REFERENCES site,
  reason      text NOT NULL CHECK (reason IN ('nearest', 'at_home', 'chosen', 'no_place')),
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (closure_id, person_id, revision),
  CHECK ((to_site IS NULL) = (reason = 'no_place'))
);
CREATE INDEX closure_placement_person ON closure_placement (person_id);
CALL make_ledger('closure_placement');

-- A move and its taking back are turns: the next move refers by foreign key to the undoing of the one
-- before, so nobody is moved twice.
CREATE TABLE closure_move (
  closure_id  uuid NOT NULL REFERENCES closure,
  person_id   bigint NOT NULL REFERENCES person,
  turn        integer NOT NULL CHECK (turn >= 0),
  undone_turn integer,
  to_site     text NOT NULL REFERENCES site,
  from_day    date NOT NULL,
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (closure_id, person_id, turn),
  CHECK ((turn = 0 AND undone_turn IS NULL) OR
         (turn > 0 AND undone_turn IS NOT DISTINCT FROM turn - 1))
);
CREATE INDEX closure_move_to ON closure_move (to_site);
CALL make_ledger('closure_move');

CREATE TABLE closure_undo (
  closure_id  uuid NOT NULL,
  person_id   bigint NOT NULL,
  turn        integer NOT NULL,
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (closure_id, person_id, turn),
  FOREIGN KEY (closure_id, person_id, turn) REFERENCES closure_move
);
ALTER TABLE closure_move ADD FOREIGN KEY (closure_id, person_id, undone_turn)
  REFERENCES closure_undo (closure_id, person_id, turn);
CALL make_ledger('closure_undo');

-- That a patient was told (no code), or is accounted for without a dose.
CREATE TABLE closure_word (
  closure_id    uuid NOT NULL REFERENCES closure,
  person_id     bigint NOT NULL REFERENCES person,
  sequence      integer NOT NULL CHECK (sequence > 0),
  accounted_for text,
  site_code     text NOT NULL REFERENCES site,
  staff_id      bigint NOT NULL REFERENCES staff,
  recorded_at   timestamptz NOT NULL,
  PRIMARY KEY (closure_id, person_id, sequence)
);
CALL make_ledger('closure_word');

CALL seal_ledger('closure');
CALL seal_ledger('closure_move');
CALL seal_ledger('closure_placement');
CALL seal_ledger('closure_undo');
CALL seal_ledger('closure_word');
CALL seal_ledger('site_travel');
CALL guard_people('closure_move');
CALL guard_people('closure_placement');
CALL guard_people('closure_undo');
CALL guard_people('closure_word');

-- How many people each site has on a day.
CREATE FUNCTION people_per_site(on_day date) RETURNS TABLE (site_code text, people integer)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT standing.site_code, count(*)::integer FROM (
      SELECT DISTINCT ON (c.person_id) c.person_id, c.site_code FROM custody_start c
       WHERE c.from_day <= on_day ORDER BY c.person_id, c.from_day DESC, c.revision DESC) standing
     WHERE standing.site_code IS NOT NULL GROUP BY standing.site_code
$$;

-- Everybody whom the calling site would dose on a day or later, with the first such day: who is here
-- then, and who is to come or to come back.
CREATE FUNCTION people_bound_for_here(since_day date)
  RETURNS TABLE (person_id bigint, patient_number text, first_day date, home_site text,
                 drug_form text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH starts AS (
      SELECT DISTINCT ON (c.person_id, c.from_day) c.person_id, c.from_day, c.site_code
        FROM custody_start c
       WHERE c.person_id IN (SELECT h.person_id FROM custody_start h WHERE h.site_code = own_site())
       ORDER BY c.person_id, c.from_day, c.revision DESC),
    spans AS (
      SELECT s.person_id, s.from_day, s.site_code,
             lead(s.from_day) OVER (PARTITION BY s.person_id ORDER BY s.from_day) AS next_day
        FROM starts s),
    bound AS (
      SELECT b.person_id, greatest(min(b.from_day), since_day) AS first_day FROM spans b
       WHERE b.site_code = own_site() AND coalesce(b.next_day > since_day, true)
       GROUP BY b.person_id)
    SELECT b.person_id,
           (SELECT n.patient_number FROM patient_number n WHERE n.person_id = b.person_id
             ORDER BY n.issued_at DESC, n.patient_number LIMIT 1),
           b.first_day,
           (SELECT h.site_code FROM custody_start h
             WHERE h.person_id = b.person_id AND h.kind = 'home' AND h.from_day <= b.first_day
             ORDER BY h.from_day DESC, h.revision DESC LIMIT 1),
           coalesce((SELECT o.drug_form FROM medication_order o
                      WHERE o.person_id = b.person_id AND o.from_day <= b.first_day
                      ORDER BY o.version DESC LIMIT 1), '')
      FROM bound b ORDER BY b.person_id
$$;

-- The placements of a closure as they stand, for the counts of everybody. Whose they are is said to the
-- site that closes and to the destination.
CREATE FUNCTION placements_of(of_closure uuid)
  RETURNS TABLE (person_id bigint, patient_number text, to_site text, reason text, moved_to text,
                 moved_from date, told boolean, accounted_for text, first_dose_at timestamptz,
                 last_dose_at timestamptz, dose_open boolean, bottles_out integer)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.person_id,
           CASE WHEN own_site() IN (c.site_code, p.to_site) THEN
             (SELECT n.patient_number FROM patient_number n WHERE n.person_id = p.person_id
               ORDER BY n.issued_at DESC, n.patient_number LIMIT 1) ELSE '' END,
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
     WHERE c.closure_id = of_closure
     ORDER BY p.person_id
$$;
REVOKE ALL ON FUNCTION people_per_site, people_bound_for_here, placements_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_per_site, people_bound_for_here, placements_of TO oat_service;

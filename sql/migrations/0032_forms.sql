-- Numbered prescription forms: which came, who holds each, and what became of it.

-- A range that came (from no site), or was handed on.
CREATE TABLE form_move (
  move_id      uuid PRIMARY KEY,
  series       text NOT NULL CHECK (series <> ''),
  first_number bigint NOT NULL CHECK (first_number > 0),
  last_number  bigint NOT NULL CHECK (last_number BETWEEN first_number AND first_number + 9999),
  from_site    text REFERENCES site,     -- NULL: received
  from_holder  bigint REFERENCES staff,  -- NULL: out of the safe
  site_code    text NOT NULL REFERENCES site,
  holder_id    bigint REFERENCES staff,  -- NULL: into the safe
  note         text,                     -- where received forms came from
  staff_id     bigint NOT NULL REFERENCES staff,
  recorded_at  timestamptz NOT NULL,
  CHECK ((from_site IS NULL) = (note IS NOT NULL)),
  CHECK (from_site IS NOT NULL OR (from_holder IS NULL AND holder_id IS NULL)),
  CHECK (from_site IS NULL OR (from_site, from_holder) IS DISTINCT FROM (site_code, holder_id))
);
CALL make_ledger('form_move');

-- Where each form is: one row a number, so that no number comes twice and none is with two. Kept by
-- the trigger below and by nothing else, as balances are; the ledger of it is form_move.
CREATE TABLE form (
  series    text NOT NULL,
  number    bigint NOT NULL,
  site_code text NOT NULL REFERENCES site,
  holder_id bigint REFERENCES staff,
  PRIMARY KEY (series, number)
);
CREATE INDEX form_site ON form (site_code, series, number);
GRANT SELECT ON form TO oat_service;

-- How a form ended: an order was written on it, or it is of no use. The key lets either happen once.
CREATE TABLE form_use (
  series      text NOT NULL,
  number      bigint NOT NULL,
  site_code   text NOT NULL REFERENCES site,  -- whose it was
  order_id    uuid UNIQUE REFERENCES medication_order,
  ended       text CHECK (ended IN ('spoilt', 'lost', 'stolen')),
  note        text,
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (series, number),
  FOREIGN KEY (series, number) REFERENCES form,
  CHECK ((order_id IS NULL) = (ended IS NOT NULL)),
  CHECK ((ended IS NULL) = (note IS NULL))
);
CREATE INDEX form_use_site ON form_use (site_code, recorded_at);
CALL make_ledger('form_use');

-- Whoever uses, ends or moves forms queues on them before he reads them, in the order of their numbers.
CREATE FUNCTION lock_forms(of_series text, first bigint, last bigint) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT FROM form WHERE series = of_series AND number BETWEEN first AND last
   ORDER BY number FOR NO KEY UPDATE
$$;
REVOKE ALL ON FUNCTION lock_forms FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lock_forms TO oat_service;

CREATE FUNCTION keep_forms() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  moved bigint;
BEGIN
  IF NEW.from_site IS NULL THEN
    INSERT INTO form (series, number, site_code)
      SELECT NEW.series, n, NEW.site_code
        FROM generate_series(NEW.first_number, NEW.last_number) AS n;
    RETURN NULL;
  END IF;
  UPDATE form f SET site_code = NEW.site_code, holder_id = NEW.holder_id
   WHERE f.series = NEW.series AND f.number BETWEEN NEW.first_number AND NEW.last_number
     AND f.site_code = NEW.from_site AND f.holder_id IS NOT DISTINCT FROM NEW.from_holder
     AND NOT EXISTS (SELECT FROM form_use u WHERE u.series = f.series AND u.number = f.number);
  GET DIAGNOSTICS moved = ROW_COUNT;
  IF moved <> NEW.last_number - NEW.first_number + 1 THEN
    RAISE EXCEPTION 'the forms of move % are not all unused where it takes them from', NEW.move_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER keep_forms AFTER INSERT ON form_move
  FOR EACH ROW EXECUTE FUNCTION keep_forms();

CALL seal_ledger('form_move');
CALL seal_ledger('form_use');

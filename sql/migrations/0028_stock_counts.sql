-- Counts of the stock, lots that are kept back, what came with a delivery, and entries that take others
-- back.

-- What two people measured in the safe (the empty station) or at a window.
CREATE TABLE stock_count (
  count_id    uuid PRIMARY KEY,
  site_code   text NOT NULL REFERENCES site,
  station     text NOT NULL,
  staff_id    bigint NOT NULL REFERENCES staff,
  second_id   bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  CHECK (second_id <> staff_id)
);
CREATE INDEX stock_count_place ON stock_count (site_code, station, recorded_at);
CALL make_ledger('stock_count');

CREATE TABLE stock_count_line (
  count_id     uuid NOT NULL REFERENCES stock_count,
  product_code text NOT NULL,
  lot_number   text NOT NULL,
  counted      bigint NOT NULL CHECK (counted >= 0),
  expected     bigint NOT NULL CHECK (expected >= 0),
  tolerance    bigint NOT NULL CHECK (tolerance >= 0),
  PRIMARY KEY (count_id, product_code, lot_number),
  FOREIGN KEY (product_code, lot_number) REFERENCES lot
);
CALL make_ledger('stock_count_line');

-- What a difference came from; it is said once.
CREATE TABLE stock_variance (
  count_id     uuid NOT NULL,
  product_code text NOT NULL,
  lot_number   text NOT NULL,
  cause        text NOT NULL,
  note         text NOT NULL,
  staff_id     bigint NOT NULL REFERENCES staff,
  second_id    bigint NOT NULL REFERENCES staff,
  recorded_at  timestamptz NOT NULL,
  PRIMARY KEY (count_id, product_code, lot_number),
  FOREIGN KEY (count_id, product_code, lot_number) REFERENCES stock_count_line,
  CHECK (second_id <> staff_id)
);
CALL make_ledger('stock_variance');

-- Whether a lot may be used; the highest revision counts, and without any it may. One person keeps it back,
-- two let it go.
CREATE TABLE lot_standing (
  product_code text NOT NULL,
  lot_number   text NOT NULL,
  revision     integer NOT NULL CHECK (revision > 0),
  standing     text NOT NULL CHECK (standing IN ('released', 'quarantined', 'recalled')),
  reason       text NOT NULL,
  staff_id     bigint NOT NULL REFERENCES staff,
  second_id    bigint REFERENCES staff,
  recorded_at  timestamptz NOT NULL,
  PRIMARY KEY (product_code, lot_number, revision),
  FOREIGN KEY (product_code, lot_number) REFERENCES lot,
  CHECK (second_id <> staff_id),
  CHECK (standing <> 'released' OR second_id IS NOT NULL)
);
CALL make_ledger('lot_standing');
CREATE VIEW lot_held WITH (security_invoker = true) AS
  SELECT product_code, lot_number, standing
    FROM (SELECT DISTINCT ON (product_code, lot_number) product_code, lot_number, standing FROM lot_standing
           ORDER BY product_code, lot_number, revision DESC) last
   WHERE standing <> 'released';
GRANT SELECT ON lot_held TO oat_service;

-- The product of a GTIN.
CREATE TABLE product_gtin (
  gtin         text PRIMARY KEY CHECK (gtin ~ '^[0-9]{14}$'),
  product_code text NOT NULL REFERENCES product,
  staff_id     bigint NOT NULL REFERENCES staff,
  second_id    bigint NOT NULL REFERENCES staff,
  recorded_at  timestamptz NOT NULL,
  CHECK (second_id <> staff_id)
);
CALL make_ledger('product_gtin');

-- What came with a receipt. A pack with a serial is received once in the network.
CREATE TABLE stock_receipt (
  entry_id       uuid PRIMARY KEY REFERENCES stock_entry,
  delivery_note  text NOT NULL,
  noted_quantity bigint NOT NULL CHECK (noted_quantity > 0),
  gtin           text,
  serial         text,
  UNIQUE (gtin, serial),
  CHECK (serial IS NULL OR gtin IS NOT NULL)
);
CALL make_ledger('stock_receipt');

-- An entry is taken back once, by another.
ALTER TABLE stock_entry
  ADD COLUMN corrects uuid UNIQUE REFERENCES stock_entry,
  ADD COLUMN reason text,
  ADD COLUMN count_id uuid REFERENCES stock_count,
  ADD CHECK ((corrects IS NULL) = (reason IS NULL)),
  ADD CHECK ((corrects IS NOT NULL) = (kind = 'correction')),
  ADD CHECK ((count_id IS NOT NULL) = (kind = 'count')),
  ADD CHECK (kind NOT IN ('count', 'correction') OR second_id IS NOT NULL);
CREATE INDEX stock_entry_day ON stock_entry (site_code, recorded_at);

CALL seal_ledger('lot_standing');
CALL seal_ledger('product_gtin');
CALL seal_ledger('stock_count');
CALL seal_ledger('stock_count_line');
CALL seal_ledger('stock_receipt');
CALL seal_ledger('stock_variance');

-- What each site has and gave of a lot, in numbers alone.
CREATE FUNCTION lot_everywhere(of_product text, of_lot text)
  RETURNS TABLE (site_code text, on_hand bigint, given bigint, taken_home bigint, patients int)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT b.site_code,
           coalesce(sum(b.quantity) FILTER (WHERE b.account IN ('safe', 'station', 'reserved')), 0)::bigint,
           coalesce(sum(b.quantity) FILTER (WHERE b.account = 'given'), 0)::bigint,
           coalesce(sum(b.quantity) FILTER (WHERE b.account = 'taken_home'), 0)::bigint,
           (SELECT count(DISTINCT x.person_id)::int
              FROM (SELECT d.person_id FROM dose_line l JOIN dose d USING (dose_id)
                      JOIN taken t USING (dose_id)
                     WHERE l.product_code = of_product AND l.lot_number = of_lot
                       AND d.site_code = b.site_code
                     UNION ALL
                    SELECT k.person_id FROM bottle_line l JOIN bottle_now k USING (bottle_id)
                     WHERE l.product_code = of_product AND l.lot_number = of_lot
                       AND k.site_code = b.site_code AND k.state NOT IN ('prepared', 'unmade')) x)
      FROM balance b
     WHERE b.product_code = of_product AND b.lot_number = of_lot
     GROUP BY b.site_code ORDER BY b.site_code;
END
$$;
REVOKE ALL ON FUNCTION lot_everywhere FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lot_everywhere TO oat_service;

-- To whom of the calling site a lot went, day by day; from a window, or in a bottle that is not back.
CREATE FUNCTION lot_given_here(of_product text, of_lot text)
  RETURNS TABLE (patient_number text, clinical_day date, serial text, quantity bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT (SELECT n.patient_number FROM patient_number n WHERE n.person_id = x.person_id
             ORDER BY n.issued_at DESC, n.patient_number LIMIT 1) AS number,
           x.day, x.bottle, x.amount
      FROM (SELECT d.person_id, d.clinical_day AS day, NULL AS bottle, l.quantity AS amount
              FROM dose_line l JOIN dose d USING (dose_id) JOIN taken t USING (dose_id)
             WHERE l.product_code = of_product AND l.lot_number = of_lot AND d.site_code = own_site()
             UNION ALL
            SELECT k.person_id, k.clinical_day, k.serial, l.quantity
              FROM bottle_line l JOIN bottle_now k USING (bottle_id)
             WHERE l.product_code = of_product AND l.lot_number = of_lot AND k.site_code = own_site()
               AND k.state IN ('at_home', 'recalled', 'lost', 'replaced')) x
     ORDER BY x.day, number;
END
$$;
REVOKE ALL ON FUNCTION lot_given_here FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lot_given_here TO oat_service;

-- Products, lots and the double-entry ledger of each site. Quantities are whole microlitres or
-- single tablets, as the product's unit says.

CREATE TABLE product (
  product_code        text PRIMARY KEY,
  drug_form           text NOT NULL,
  atc                 text NOT NULL,
  strength            text NOT NULL,  -- UCUM units
  unit                text NOT NULL CHECK (unit IN ('microlitre', 'tablet')),
  micrograms_per_unit bigint NOT NULL CHECK (micrograms_per_unit > 0),  -- in 1 mL or 1 tablet
  smallest_measure    bigint NOT NULL CHECK (smallest_measure > 0)      -- in microlitres or tablets
);
CALL make_ledger('product');

-- ATC codes: N07BC02 methadone, N07BC01 buprenorphine, N07BC51 buprenorphine, combinations.
-- 100 microlitres is the error allowed of a measuring device (British Columbia, rules.md 3.5).
INSERT INTO product VALUES
  ('METHADONE-1MG-ML',  'methadone_oral_solution', 'N07BC02', '1 mg/mL',  'microlitre',  1000, 100),
  ('METHADONE-5MG-ML',  'methadone_oral_solution', 'N07BC02', '5 mg/mL',  'microlitre',  5000, 100),
  ('METHADONE-10MG-ML', 'methadone_oral_solution', 'N07BC02', '10 mg/mL', 'microlitre', 10000, 100),
  ('METHADONE-5MG',     'methadone_tablet',        'N07BC02', '5 mg',     'tablet',  5000, 1),
  ('METHADONE-10MG',    'methadone_tablet',        'N07BC02', '10 mg',    'tablet', 10000, 1),
  ('BUPRENORPHINE-2MG', 'buprenorphine_sublingual', 'N07BC01', '2 mg',    'tablet',  2000, 1),
  ('BUPRENORPHINE-8MG', 'buprenorphine_sublingual', 'N07BC01', '8 mg',    'tablet',  8000, 1),
  ('BUPRENORPHINE-NALOXONE-2MG', 'buprenorphine_naloxone_sublingual', 'N07BC51',
   '2 mg + 0.5 mg', 'tablet', 2000, 1),
  ('BUPRENORPHINE-NALOXONE-8MG', 'buprenorphine_naloxone_sublingual', 'N07BC51',
   '8 mg + 2 mg', 'tablet', 8000, 1);

CREATE TABLE lot (
  product_code text NOT NULL REFERENCES product,
  lot_number   text NOT NULL,
  expires_on   date NOT NULL,
  recorded_at  timestamptz NOT NULL,
  PRIMARY KEY (product_code, lot_number)
);
CALL make_ledger('lot');

-- One movement. Waste and measured differences name two different people.
CREATE TABLE stock_entry (
  entry_id    uuid PRIMARY KEY,
  site_code   text NOT NULL REFERENCES site,
  kind        text NOT NULL,
  dose_id     uuid,
  staff_id    bigint NOT NULL REFERENCES staff,
  second_id   bigint REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  CHECK (second_id <> staff_id),
  CHECK (kind NOT IN ('waste', 'overage') OR second_id IS NOT NULL)
);
CREATE INDEX stock_entry_dose ON stock_entry (dose_id) WHERE dose_id IS NOT NULL;
CALL make_ledger('stock_entry');

-- The lines of an entry sum to zero for each lot (checked at commit).
CREATE TABLE posting (
  entry_id     uuid NOT NULL REFERENCES stock_entry,
  line         smallint NOT NULL,
  account      text NOT NULL,
  station      text NOT NULL,  -- empty but for the accounts of a station
  product_code text NOT NULL,
  lot_number   text NOT NULL,
  quantity     bigint NOT NULL CHECK (quantity <> 0),
  PRIMARY KEY (entry_id, line),
  FOREIGN KEY (product_code, lot_number) REFERENCES lot
);
CALL make_ledger('posting');

-- Kept by the trigger below and by nothing else: the service has no right to write here, so a
-- balance is always the sum of its postings. The supplier gives and variance takes either way; every
-- other account is physical and never below zero.
CREATE TABLE balance (
  site_code    text NOT NULL REFERENCES site,
  account      text NOT NULL,
  station      text NOT NULL,
  product_code text NOT NULL,
  lot_number   text NOT NULL,
  quantity     bigint NOT NULL,
  PRIMARY KEY (site_code, station, account, product_code, lot_number),
  CONSTRAINT never_below_zero CHECK (quantity >= 0 OR account IN ('supplier', 'variance'))
);
GRANT SELECT ON balance TO oat_service;

-- Whoever draws from a window, or from the safe (the empty station), queues on its rows before he
-- reads them. In the order in which postings touch them.
CREATE FUNCTION lock_station_balances(at_site text, at_station text) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT FROM balance WHERE site_code = at_site AND station = at_station
   ORDER BY account, product_code, lot_number FOR NO KEY UPDATE
$$;
REVOKE ALL ON FUNCTION lock_station_balances FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lock_station_balances TO oat_service;

CREATE FUNCTION post_to_balance() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE balance b SET quantity = b.quantity + NEW.quantity
    FROM stock_entry e
   WHERE e.entry_id = NEW.entry_id AND b.site_code = e.site_code AND b.station = NEW.station
     AND b.account = NEW.account AND b.product_code = NEW.product_code
     AND b.lot_number = NEW.lot_number;
  IF NOT FOUND THEN
    -- The first posting of an account; two at once meet here. The row is made empty and then
    -- filled, because a CHECK looks at an inserted row before ON CONFLICT finds the old one.
    INSERT INTO balance
      SELECT site_code, NEW.account, NEW.station, NEW.product_code, NEW.lot_number, 0
        FROM stock_entry WHERE entry_id = NEW.entry_id
      ON CONFLICT DO NOTHING;
    UPDATE balance b SET quantity = b.quantity + NEW.quantity
      FROM stock_entry e
     WHERE e.entry_id = NEW.entry_id AND b.site_code = e.site_code AND b.station = NEW.station
       AND b.account = NEW.account AND b.product_code = NEW.product_code
       AND b.lot_number = NEW.lot_number;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER keep_balance AFTER INSERT ON posting
  FOR EACH ROW EXECUTE FUNCTION post_to_balance();

CREATE FUNCTION check_entry_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM posting WHERE entry_id = NEW.entry_id
              GROUP BY product_code, lot_number HAVING sum(quantity) <> 0) THEN
    RAISE EXCEPTION 'stock entry % does not sum to zero', NEW.entry_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER entry_sums_to_zero AFTER INSERT ON posting
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_entry_sums_to_zero();

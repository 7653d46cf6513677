-- Stock between sites, and doses that are carried out of a site.

-- What two people of a site packed and sealed for another.
CREATE TABLE shipment (
  shipment_id uuid PRIMARY KEY,
  from_site   text NOT NULL REFERENCES site,
  to_site     text NOT NULL REFERENCES site,
  purpose     text NOT NULL CHECK (purpose IN ('transfer', 'loan', 'repayment', 'closure')),
  seal        text NOT NULL,
  carrier     text NOT NULL,
  due_back_on date,                      -- of a loan
  repays      uuid REFERENCES shipment,  -- of a repayment: the loan
  staff_id    bigint NOT NULL REFERENCES staff,
  second_id   bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  CHECK (from_site <> to_site),
  CHECK (second_id <> staff_id),
  CHECK ((due_back_on IS NOT NULL) = (purpose = 'loan')),
  CHECK ((repays IS NOT NULL) = (purpose = 'repayment'))
);
CREATE INDEX shipment_from ON shipment (from_site, recorded_at);
CREATE INDEX shipment_to ON shipment (to_site, recorded_at);
CREATE INDEX shipment_repays ON shipment (repays) WHERE repays IS NOT NULL;
CALL make_ledger('shipment');

CREATE TABLE shipment_lot (
  shipment_id  uuid NOT NULL REFERENCES shipment,
  product_code text NOT NULL,
  lot_number   text NOT NULL,
  quantity     bigint NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (shipment_id, product_code, lot_number),
  FOREIGN KEY (product_code, lot_number) REFERENCES lot
);
CALL make_ledger('shipment_lot');

-- How a shipment ended. The key is the wall against a second end: what was taken back is not acknowledged
-- too. What is not as it was sent, and what is taken back, two people sign.
CREATE TABLE shipment_end (
  shipment_id uuid PRIMARY KEY REFERENCES shipment,
  state       text NOT NULL CHECK (state IN ('acknowledged', 'taken_back')),
  differs     boolean NOT NULL,
  seal        text,     -- acknowledged: as it was read
  seal_broken boolean,
  reason      text,     -- taken back: why
  staff_id    bigint NOT NULL REFERENCES staff,
  second_id   bigint REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  CHECK (second_id <> staff_id),
  CHECK (NOT differs OR second_id IS NOT NULL),
  CHECK (state <> 'taken_back' OR second_id IS NOT NULL),
  CHECK ((seal IS NOT NULL) = (state = 'acknowledged')),
  CHECK ((seal_broken IS NOT NULL) = (state = 'acknowledged')),
  CHECK ((reason IS NOT NULL) = (state = 'taken_back'))
);
CALL make_ledger('shipment_end');

-- What was counted on arrival, of each lot that was sent.
CREATE TABLE shipment_count (
  shipment_id  uuid NOT NULL REFERENCES shipment_end,
  product_code text NOT NULL,
  lot_number   text NOT NULL,
  quantity     bigint NOT NULL CHECK (quantity >= 0),
  PRIMARY KEY (shipment_id, product_code, lot_number),
  FOREIGN KEY (shipment_id, product_code, lot_number) REFERENCES shipment_lot
);
CALL make_ledger('shipment_count');

-- The entries of both books that a shipment made.
CREATE TABLE shipment_entry (
  entry_id    uuid PRIMARY KEY REFERENCES stock_entry,
  shipment_id uuid NOT NULL REFERENCES shipment
);
CREATE INDEX shipment_entry_shipment ON shipment_entry (shipment_id);
CALL make_ledger('shipment_entry');

-- An open dose that a nurse carries to whom it is for. Until it is settled its stock is in transit.
CREATE TABLE dose_carriage (
  dose_id     uuid PRIMARY KEY REFERENCES dose,
  destination text NOT NULL,
  seal        text NOT NULL,
  staff_id    bigint NOT NULL REFERENCES staff,
  second_id   bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  CHECK (second_id <> staff_id)
);
CALL make_ledger('dose_carriage');

CALL seal_ledger('dose_carriage');
CALL seal_ledger('shipment');
CALL seal_ledger('shipment_count');
CALL seal_ledger('shipment_end');
CALL seal_ledger('shipment_entry');
CALL seal_ledger('shipment_lot');

-- What is on its way, or in the bottle that stands open, is in no other book: whoever looks for a lot finds
-- it with the site that has it there.
CREATE OR REPLACE FUNCTION lot_everywhere(of_product text, of_lot text)
  RETURNS TABLE (site_code text, on_hand bigint, given bigint, taken_home bigint, patients int)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT b.site_code,
           coalesce(sum(b.quantity) FILTER (WHERE b.account IN (
             'safe', 'station', 'open_bottle', 'reserved', 'in_transit')), 0)::bigint,
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

-- What left the safe for its sender, and days of the stock that two people closed.

CREATE TABLE stock_return (
  entry_id  uuid PRIMARY KEY REFERENCES stock_entry,
  recipient text NOT NULL,  -- name and address
  reason    text NOT NULL
);
CALL make_ledger('stock_return');
CALL seal_ledger('stock_return');

-- A day is closed once, over what was on hand then.
CREATE TABLE stock_day (
  site_code   text NOT NULL REFERENCES site,
  day         date NOT NULL,
  entries     integer NOT NULL CHECK (entries >= 0),
  unexplained integer NOT NULL CHECK (unexplained >= 0),
  staff_id    bigint NOT NULL REFERENCES staff,
  second_id   bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (site_code, day),
  CHECK (second_id <> staff_id)
);
CALL make_ledger('stock_day');
CALL seal_ledger('stock_day');

CREATE TABLE stock_day_line (
  site_code    text NOT NULL,
  day          date NOT NULL,
  account      text NOT NULL,
  station      text NOT NULL,
  product_code text NOT NULL,
  lot_number   text NOT NULL,
  quantity     bigint NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (site_code, day, station, account, product_code, lot_number),
  FOREIGN KEY (site_code, day) REFERENCES stock_day,
  FOREIGN KEY (product_code, lot_number) REFERENCES lot
);
CALL make_ledger('stock_day_line');
CALL seal_ledger('stock_day_line');

ALTER TABLE stock_entry ADD CHECK (kind <> 'return' OR second_id IS NOT NULL);

-- What goes back to its sender, and what goes between sites, has a party too.
CREATE OR REPLACE VIEW stock_entry_party WITH (security_invoker = true) AS
  SELECT entry_id, supplier AS party, delivery_note AS note FROM stock_receipt
   UNION ALL
  SELECT entry_id, recipient, reason FROM stock_return
   UNION ALL
  SELECT l.entry_id,
         concat_ws(', ', other.site_code, c.name, c.address),
         'seal ' || s.seal
    FROM shipment_entry l JOIN stock_entry e USING (entry_id) JOIN shipment s USING (shipment_id)
   CROSS JOIN LATERAL (SELECT CASE WHEN e.site_code = s.from_site THEN s.to_site
                                   ELSE s.from_site END AS site_code) other
    LEFT JOIN LATERAL (SELECT name, address FROM site_contact k WHERE k.site_code = other.site_code
                        ORDER BY revision DESC LIMIT 1) c ON true;

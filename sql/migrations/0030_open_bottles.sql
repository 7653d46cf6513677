-- The bottle of a product that stands open at a window, and counts of a bottle alone.

-- The highest turn says which is open: none where it names no lot, and before the first.
CREATE TABLE bottle_change (
  site_code    text NOT NULL REFERENCES site,
  station      text NOT NULL,
  product_code text NOT NULL REFERENCES product,
  turn         integer NOT NULL CHECK (turn > 0),
  lot_number   text,
  quantity     bigint CHECK (quantity > 0),
  staff_id     bigint NOT NULL REFERENCES staff,
  second_id    bigint REFERENCES staff,
  recorded_at  timestamptz NOT NULL,
  PRIMARY KEY (site_code, station, product_code, turn),
  FOREIGN KEY (product_code, lot_number) REFERENCES lot,
  CHECK ((lot_number IS NULL) = (quantity IS NULL)),
  CHECK (second_id <> staff_id)
);
CALL make_ledger('bottle_change');
CALL seal_ledger('bottle_change');

-- What was left in a bottle when the next was opened, and no count of all that is at the window. Absent
-- from counts of before, which were none of it: a sealed row stays as it was written.
ALTER TABLE stock_count ADD COLUMN of_bottle boolean;

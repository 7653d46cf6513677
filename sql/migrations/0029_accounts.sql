-- More accounts: what is on its way, sent back, handed to another site or lost; and whom a receipt came from.

-- What one site hands on comes to another, so that `transferred` goes either way.
ALTER TABLE balance
  DROP CONSTRAINT never_below_zero,
  ADD CONSTRAINT never_below_zero
    CHECK (quantity >= 0 OR account IN ('supplier', 'variance', 'transferred'));

-- Name and address, as registers ask for it. Absent from what was received before: a sealed row stays as it
-- was written.
ALTER TABLE stock_receipt ADD COLUMN supplier text;

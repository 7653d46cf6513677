-- What was given in the past had been delivered to the site and issued to the window before: one
-- entry of each for every window and lot. Exactly as much, so that the old lots are used up and the
-- windows hold what they held.
BEGIN;
SET LOCAL session_replication_role = replica;

CREATE TEMP TABLE delivery ON COMMIT DROP AS
SELECT d.site_code, g.station, g.product_code, g.lot_number, sum(g.quantity) AS quantity,
       min(s.staff_id) AS staff_id, min(l.recorded_at) AS at,
       gen_random_uuid() AS receipt_id, gen_random_uuid() AS issue_id
  FROM posting g
  JOIN device d USING (station) JOIN session s USING (device_id)
  JOIN lot l USING (product_code, lot_number)
 WHERE g.account = 'given' AND g.lot_number LIKE 'PAST-%'
 GROUP BY d.site_code, g.station, g.product_code, g.lot_number;

INSERT INTO stock_entry (entry_id, site_code, kind, staff_id, recorded_at)
SELECT receipt_id, site_code, 'receipt', staff_id, at FROM delivery
 UNION ALL
SELECT issue_id, site_code, 'issue', staff_id, at FROM delivery;

INSERT INTO posting (entry_id, line, account, station, product_code, lot_number, quantity)
SELECT receipt_id, 1, 'safe', '', product_code, lot_number, quantity FROM delivery
 UNION ALL
SELECT receipt_id, 2, 'supplier', '', product_code, lot_number, -quantity FROM delivery
 UNION ALL
SELECT issue_id, 1, 'safe', '', product_code, lot_number, -quantity FROM delivery
 UNION ALL
SELECT issue_id, 2, 'station', station, product_code, lot_number, quantity FROM delivery;

-- The balances that the ledger's trigger would have left.
INSERT INTO balance (site_code, account, station, product_code, lot_number, quantity)
SELECT site_code, 'supplier', '', product_code, lot_number, -sum(quantity)
  FROM delivery GROUP BY 1, 4, 5
 UNION ALL
SELECT DISTINCT site_code, 'safe', '', product_code, lot_number, 0 FROM delivery
 UNION ALL
SELECT site_code, account, station, product_code, lot_number,
       CASE account WHEN 'given' THEN quantity ELSE 0 END
  FROM delivery, unnest(ARRAY['station', 'reserved', 'given']) account;
COMMIT;

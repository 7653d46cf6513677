-- Doses of the days from :first to :last: one for everybody on each day, each a copy of one that was
-- really given, with ids, person, window and time of its own. Rows come in the order in which a
-- clinic would have written them.
BEGIN;
-- Triggers and foreign keys rest: what they would keep is kept by what is written here.
SET LOCAL session_replication_role = replica;

CREATE TEMP TABLE copied ON COMMIT DROP AS
SELECT a.*, e.request_id AS confirmation_id
  FROM administration a JOIN dose_event e USING (dose_id)
 WHERE e.state = 'given' ORDER BY a.recorded_at, a.administration_id LIMIT 1;

-- A lot each month, as they are delivered.
INSERT INTO lot
SELECT DISTINCT l.product_code, 'PAST-' || to_char(day, 'YYYY-MM'), l.expires_on, l.recorded_at
  FROM generate_series(:'first'::date, :'last', '1 day') day, copied JOIN dose_line USING (dose_id)
  JOIN lot l USING (product_code, lot_number)
ON CONFLICT DO NOTHING;

CREATE TEMP TABLE past ON COMMIT DROP AS
WITH desk AS (
  SELECT d.site_code, d.station, d.device_id, s.staff_id,
         row_number() OVER (PARTITION BY d.site_code ORDER BY d.station) - 1 AS place,
         count(*) OVER (PARTITION BY d.site_code) AS desks
    FROM device d JOIN session s USING (device_id)
   WHERE d.station IS NOT NULL),
patient AS (
  SELECT c.person_id, c.site_code, o.order_id,
         row_number() OVER (ORDER BY c.person_id) - 1 AS place,
         row_number() OVER (PARTITION BY c.site_code ORDER BY c.person_id) - 1 AS place_at_site
    FROM custody_start c
    CROSS JOIN LATERAL (SELECT order_id FROM medication_order o WHERE o.person_id = c.person_id
                         ORDER BY version DESC LIMIT 1) o),
given AS (
  SELECT p.person_id, p.order_id, d.site_code, d.station, d.device_id, d.staff_id,
         day::date AS clinical_day, 'PAST-' || to_char(day, 'YYYY-MM') AS lot_number,
         (day::date + time '04:00') AT TIME ZONE 'UTC' + p.place * interval '1 second' AS at,
         p.place
    FROM generate_series(:'first'::date, :'last', '1 day') day
    CROSS JOIN patient p
    JOIN desk d ON d.site_code = p.site_code AND d.place = p.place_at_site % d.desks)
-- Ids grow with time, as those of version 7 do.
SELECT g.*, (made.up || '8001' || made.rest)::uuid AS dose_id,
       (made.up || '8002' || made.rest)::uuid AS confirmation_id,
       (made.up || '8003' || made.rest)::uuid AS administration_id,
       (made.up || '8004' || made.rest)::uuid AS reservation_id,
       (made.up || '8005' || made.rest)::uuid AS settlement_id
  FROM given g
 CROSS JOIN LATERAL (
       SELECT lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000' AS up,
              lpad(to_hex(place), 12, '0') AS rest) made
 ORDER BY clinical_day, place;

INSERT INTO slot (clinical_day, person_id, portion, turn, claimed_by, site_code, recorded_at)
SELECT p.clinical_day, p.person_id, s.portion, 0, p.dose_id, p.site_code, p.at
  FROM past p, copied c JOIN slot s ON s.claimed_by = c.dose_id;

INSERT INTO dose (dose_id, person_id, clinical_day, portion, turn, order_id, drug_form, micrograms,
                  site_code, station, identity_check, assessment, rule_pack, staff_id, recorded_at)
SELECT p.dose_id, p.person_id, p.clinical_day, d.portion, 0, p.order_id, d.drug_form, d.micrograms,
       p.site_code, p.station, d.identity_check, d.assessment, d.rule_pack, p.staff_id, p.at
  FROM past p, copied c JOIN dose d USING (dose_id);

INSERT INTO dose_line (dose_id, line, product_code, lot_number, quantity, micrograms)
SELECT p.dose_id, l.line, l.product_code, p.lot_number, l.quantity, l.micrograms
  FROM past p, copied c JOIN dose_line l USING (dose_id);

INSERT INTO dose_event (dose_id, sequence, state, detail, station, staff_id, request_id,
                        recorded_at)
SELECT p.dose_id, e.sequence, e.state, e.detail, p.station, p.staff_id, p.confirmation_id, p.at
  FROM past p, copied c JOIN dose_event e USING (dose_id);

INSERT INTO administration (administration_id, person_id, clinical_day, dose_id, cause, drug_form,
                            micrograms, taken_at, site_code, staff_id, recorded_at)
SELECT p.administration_id, p.person_id, p.clinical_day, p.dose_id, c.cause, c.drug_form,
       c.micrograms, p.at, p.site_code, p.staff_id, p.at
  FROM past p, copied c;

INSERT INTO stock_entry (entry_id, site_code, kind, dose_id, staff_id, recorded_at)
SELECT CASE e.kind WHEN 'reservation' THEN p.reservation_id ELSE p.settlement_id END, p.site_code,
       e.kind, p.dose_id, p.staff_id, p.at
  FROM past p, copied c JOIN stock_entry e USING (dose_id);

INSERT INTO posting (entry_id, line, account, station, product_code, lot_number, quantity)
SELECT CASE e.kind WHEN 'reservation' THEN p.reservation_id ELSE p.settlement_id END, g.line,
       g.account, p.station, g.product_code, p.lot_number, g.quantity
  FROM past p, copied c JOIN stock_entry e USING (dose_id) JOIN posting g USING (entry_id);

INSERT INTO request (request_id, method, digest, answer, staff_id, recorded_at)
SELECT CASE r.request_id WHEN c.dose_id THEN p.dose_id ELSE p.confirmation_id END, r.method,
       r.digest, r.answer, p.staff_id, p.at
  FROM past p, copied c JOIN request r ON r.request_id IN (c.dose_id, c.confirmation_id);

INSERT INTO audit (recorded_at, method, outcome, staff_id, device_id, site_code, person_id,
                   request_id)
SELECT p.at, a.method, a.outcome, p.staff_id, p.device_id, p.site_code, p.person_id,
       CASE a.request_id WHEN c.dose_id THEN p.dose_id ELSE p.confirmation_id END
  FROM past p, copied c JOIN audit a ON a.request_id IN (c.dose_id, c.confirmation_id);
COMMIT;

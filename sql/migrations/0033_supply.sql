-- What is ordered from suppliers, and what the coming days will draw.

CREATE TABLE supply_order (
  supply_order_id uuid PRIMARY KEY,
  site_code       text NOT NULL REFERENCES site,
  product_code    text NOT NULL REFERENCES product,
  quantity        bigint NOT NULL CHECK (quantity > 0),
  supplier        text NOT NULL,
  expected_on     date NOT NULL,
  reference       text NOT NULL,  -- the number of its papers
  staff_id        bigint NOT NULL REFERENCES staff,
  recorded_at     timestamptz NOT NULL
);
CREATE INDEX supply_order_site ON supply_order (site_code, recorded_at);
CALL make_ledger('supply_order');

-- Nothing more comes of it.
CREATE TABLE supply_order_end (
  supply_order_id uuid PRIMARY KEY REFERENCES supply_order,
  reason          text NOT NULL,
  staff_id        bigint NOT NULL REFERENCES staff,
  recorded_at     timestamptz NOT NULL
);
CALL make_ledger('supply_order_end');

-- The order that a receipt answers.
ALTER TABLE stock_receipt ADD COLUMN supply_order_id uuid REFERENCES supply_order;
CREATE INDEX stock_receipt_order ON stock_receipt (supply_order_id)
  WHERE supply_order_id IS NOT NULL;

CALL seal_ledger('supply_order');
CALL seal_ledger('supply_order_end');

-- Orders with what came of each. A receipt that was taken back brought nothing.
CREATE VIEW supply_order_now WITH (security_invoker = true) AS
  SELECT o.supply_order_id, o.site_code, o.product_code, o.quantity, o.supplier, o.expected_on,
         o.reference, o.staff_id, o.recorded_at,
         (SELECT coalesce(sum(p.quantity), 0)::bigint
            FROM stock_receipt r JOIN posting p ON p.entry_id = r.entry_id AND p.account = 'safe'
           WHERE r.supply_order_id = o.supply_order_id
             AND NOT EXISTS (SELECT FROM stock_entry c WHERE c.corrects = r.entry_id)) AS received,
         EXISTS (SELECT FROM supply_order_end e
                  WHERE e.supply_order_id = o.supply_order_id) AS ended
    FROM supply_order o;
GRANT SELECT ON supply_order_now TO oat_service;

-- When people in treatment are under the calling site's custody between two days, by the starts that
-- are known now; each stay cut to those days.
CREATE FUNCTION stays_ahead_here(first_day date, last_day date)
  RETURNS TABLE (person_id bigint, from_day date, until_day date)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT s.person_id, greatest(s.from_day, first_day), least(s.next_day - 1, last_day)
      FROM (SELECT d.person_id, d.site_code, d.from_day,
                   lead(d.from_day) OVER (PARTITION BY d.person_id ORDER BY d.from_day) AS next_day
              FROM (SELECT DISTINCT ON (c.person_id, c.from_day)
                           c.person_id, c.from_day, c.site_code
                      FROM custody_start c
                     WHERE c.from_day <= last_day
                       AND c.person_id IN (SELECT h.person_id FROM custody_start h
                                            WHERE h.site_code = own_site())
                     ORDER BY c.person_id, c.from_day, c.revision DESC) d) s
     WHERE s.site_code = own_site() AND coalesce(s.next_day > first_day, true)
       AND EXISTS (SELECT FROM episode_now e WHERE e.person_id = s.person_id AND NOT e.ended)
     ORDER BY s.person_id, s.from_day;
END
$$;

-- The steps of these people's orders that may hold on one of the days: of every version that no
-- newer one begins before.
CREATE FUNCTION orders_ahead_here(first_day date, last_day date)
  RETURNS TABLE (person_id bigint, version int, kind text, drug_form text, from_day date,
                 until_day date, cancelled_from date, step_from_day date, step_until_day date,
                 interval_days int, micrograms bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT o.person_id, o.version, o.kind, o.drug_form, o.from_day, o.until_day, c.from_day,
           s.from_day, s.until_day, coalesce(s.interval_days, 1)::int,
           (SELECT sum(p.micrograms)::bigint FROM unnest(s.portion_micrograms) AS p (micrograms))
      FROM (SELECT DISTINCT h.person_id FROM stays_ahead_here(first_day, last_day) h) h
      JOIN medication_order o ON o.person_id = h.person_id
      JOIN order_step s ON s.order_id = o.order_id
      LEFT JOIN order_cancellation c ON c.order_id = o.order_id
     WHERE o.from_day <= last_day
       AND NOT EXISTS (SELECT FROM medication_order w
                        WHERE w.person_id = o.person_id AND w.version > o.version
                          AND w.from_day <= greatest(o.from_day, first_day))
     ORDER BY o.person_id, o.version, s.step;
END
$$;

-- Until when what these people took before still acts: depots, and doses for several days.
CREATE FUNCTION acting_ahead_here(first_day date, last_day date)
  RETURNS TABLE (person_id bigint, depot_until date, other_until date)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT t.person_id,
           max(t.acts_until) FILTER (WHERE t.drug_form LIKE '%\_depot\_%'),
           max(t.acts_until) FILTER (WHERE t.drug_form NOT LIKE '%\_depot\_%')
      FROM (SELECT DISTINCT h.person_id FROM stays_ahead_here(first_day, last_day) h) h
      JOIN dosed_day t ON t.person_id = h.person_id
     WHERE t.usual_days IS NOT NULL AND t.clinical_day < first_day AND t.acts_until >= first_day
     GROUP BY t.person_id;
END
$$;

-- What these people's bottles hold of each day: it left the stock before.
CREATE FUNCTION bottled_ahead_here(first_day date, last_day date)
  RETURNS TABLE (person_id bigint, clinical_day date, micrograms bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT b.person_id, b.clinical_day, sum(b.micrograms)::bigint
      FROM (SELECT DISTINCT h.person_id FROM stays_ahead_here(first_day, last_day) h) h
      JOIN bottle_now b ON b.person_id = h.person_id
     WHERE b.clinical_day BETWEEN first_day AND last_day AND b.state IN ('prepared', 'at_home')
     GROUP BY b.person_id, b.clinical_day;
END
$$;

REVOKE ALL ON FUNCTION stays_ahead_here, orders_ahead_here, acting_ahead_here, bottled_ahead_here
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION stays_ahead_here, orders_ahead_here, acting_ahead_here,
                          bottled_ahead_here TO oat_service;

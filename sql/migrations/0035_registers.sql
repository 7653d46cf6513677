-- Registers: what came into a site's keeping and what left it, from whom and to whom.

-- The entries by which the stock of a fact without an authorisation left the book: a dose on paper, an
-- over-pour, a mix-up. A register must say whose they were.
CREATE TABLE administration_entry (
  entry_id          uuid PRIMARY KEY REFERENCES stock_entry,
  administration_id uuid NOT NULL REFERENCES administration,
  recorded_at       timestamptz NOT NULL
);
CALL make_ledger('administration_entry');
CALL seal_ledger('administration_entry');

-- How the one who collected a bottle was known.
ALTER TABLE bottle_event ADD COLUMN identity_check text;

-- From whom an entry's stock came, or to whom it went, with the address; and the papers that came with it.
CREATE VIEW stock_entry_party WITH (security_invoker = true) AS
  SELECT entry_id, supplier AS party, delivery_note AS note FROM stock_receipt;
GRANT SELECT ON stock_entry_party TO oat_service;

-- To whom of the calling site the entries between two moments gave, by number; on whose order, and when it
-- was taken, where that is not when it was written.
CREATE FUNCTION given_here(from_time timestamptz, until_time timestamptz)
  RETURNS TABLE (entry_id uuid, happened_at timestamptz, patient_number text, prescriber text,
                 identity_check text, serial text, collector text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    WITH entry AS (
      SELECT e.entry_id, a.taken_at, d.recorded_at AS authorised_at, e.kind, b.serial,
             coalesce(a.person_id, b.person_id, d.person_id) AS person,
             coalesce(u.signed_by, o.signed_by) AS signed_by,
             coalesce(v.identity_check, d.identity_check) AS identity, v.detail
        FROM stock_entry e
        LEFT JOIN administration_entry l ON l.entry_id = e.entry_id
        LEFT JOIN administration a ON a.administration_id = l.administration_id
        LEFT JOIN bottle b ON b.bottle_id = e.bottle_id
        -- A mix-up names the dose that was meant for somebody else: its order allowed nothing here.
        LEFT JOIN dose d ON d.dose_id = e.dose_id AND l.entry_id IS NULL
        LEFT JOIN supplement u ON u.supplement_id = d.supplement_id
        LEFT JOIN medication_order o
               ON o.order_id = coalesce(d.order_id, b.order_id) AND l.entry_id IS NULL
        LEFT JOIN bottle_event v ON v.bottle_id = e.bottle_id AND v.state = 'at_home'
                                AND e.kind = 'bottle_handed_out'
       WHERE e.site_code = own_site() AND e.recorded_at >= from_time AND e.recorded_at < until_time
         AND e.kind NOT IN ('reservation', 'bottle_filled')
         AND (e.dose_id IS NOT NULL OR e.bottle_id IS NOT NULL OR l.entry_id IS NOT NULL)),
    number AS (
      SELECT DISTINCT ON (n.person_id) n.person_id, n.patient_number
        FROM patient_number n WHERE n.person_id IN (SELECT x.person FROM entry x)
       ORDER BY n.person_id, n.issued_at DESC, n.patient_number)
    SELECT x.entry_id,
           coalesce(x.taken_at, CASE WHEN x.kind = 'resolution' THEN x.authorised_at END),
           n.patient_number, s.login, x.identity, x.serial, x.detail
      FROM entry x JOIN number n ON n.person_id = x.person
      LEFT JOIN staff s ON s.staff_id = x.signed_by;
END
$$;
REVOKE ALL ON FUNCTION given_here FROM PUBLIC;
GRANT EXECUTE ON FUNCTION given_here TO oat_service;

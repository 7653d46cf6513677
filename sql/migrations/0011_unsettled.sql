-- The doses of which nobody has yet said what became of them. Found among all that a person or a site
-- was ever given they cost more with every year; here they are few. Kept by the triggers below and by
-- nothing else: the service has no right to write here.
CREATE TABLE unsettled_dose (
  dose_id   uuid PRIMARY KEY REFERENCES dose,
  person_id bigint NOT NULL REFERENCES person,
  site_code text NOT NULL REFERENCES site
);
CREATE INDEX unsettled_dose_person ON unsettled_dose (person_id);
CREATE INDEX unsettled_dose_site ON unsettled_dose (site_code);
GRANT SELECT ON unsettled_dose TO oat_service;

CREATE FUNCTION open_dose() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO unsettled_dose VALUES (NEW.dose_id, NEW.person_id, NEW.site_code);
  RETURN NULL;
END
$$;
CREATE TRIGGER open_dose AFTER INSERT ON dose FOR EACH ROW EXECUTE FUNCTION open_dose();

-- An adopted dose is open still, an unresolved one waits still, and what was settled can be opened
-- again by a correction.
CREATE FUNCTION settle_dose() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.state IN ('open', 'unresolved') THEN
    INSERT INTO unsettled_dose
      SELECT dose_id, person_id, site_code FROM dose WHERE dose_id = NEW.dose_id
      ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM unsettled_dose WHERE dose_id = NEW.dose_id;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER settle_dose AFTER INSERT ON dose_event FOR EACH ROW EXECUTE FUNCTION settle_dose();

INSERT INTO unsettled_dose
  SELECT dose_id, person_id, site_code FROM dose_now WHERE state IN ('open', 'unresolved');

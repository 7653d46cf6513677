-- Who opened a packet (oat.v1.PacketService) of another site's own, written in the transaction that showed
-- it: what the home site is told.
CREATE TABLE packet_look (
  look_id        uuid PRIMARY KEY,
  person_id      bigint NOT NULL REFERENCES person,
  home_site_code text NOT NULL REFERENCES site,
  site_code      text REFERENCES site,  -- NULL: a device of no site
  staff_id       bigint NOT NULL REFERENCES staff,
  purpose        text NOT NULL,
  way            text NOT NULL CHECK (way IN ('treatment', 'consent', 'emergency')),
  recorded_at    timestamptz NOT NULL,
  CHECK (site_code IS DISTINCT FROM home_site_code)
);
CREATE INDEX packet_look_home ON packet_look (home_site_code, recorded_at);
CREATE INDEX packet_look_person ON packet_look (person_id, recorded_at);
CALL make_ledger('packet_look');
CALL seal_ledger('packet_look');
CALL guard_people('packet_look');
CREATE POLICY own ON packet_look FOR SELECT TO oat_service
  USING (home_site_code = (SELECT own_site()));

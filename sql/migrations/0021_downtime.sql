-- The list for the time when the server is away, and what was looked up in it.

-- Which desk of a site has the list. One of the few tables that change: a site has one row, so that
-- two desks that are both cut off cannot both hold it. The trail keeps who took it when.
CREATE TABLE downtime_lease (
  site_code    text PRIMARY KEY REFERENCES site,
  device_id    bigint NOT NULL REFERENCES device,
  station      text NOT NULL,
  taken_at     timestamptz NOT NULL,
  heard_at timestamptz NOT NULL,
  keep_until   timestamptz NOT NULL,
  released_at  timestamptz,
  FOREIGN KEY (site_code, station) REFERENCES station,
  CHECK (taken_at <= heard_at AND heard_at < keep_until
         AND keep_until <= heard_at + interval '24 hours')
);
GRANT SELECT, INSERT ON downtime_lease TO oat_service;
GRANT UPDATE (device_id, station, taken_at, heard_at, keep_until, released_at)
  ON downtime_lease TO oat_service;

-- An entry that was opened while the server was away, told afterwards: the person's own trail names
-- it, and this says when it was and who it was.
CREATE TABLE downtime_look (
  look_id     uuid PRIMARY KEY,
  person_id   bigint NOT NULL REFERENCES person,
  site_code   text NOT NULL REFERENCES site,
  device_id   bigint NOT NULL REFERENCES device,
  login       text NOT NULL,
  outcome     text NOT NULL,
  looked_at   timestamptz NOT NULL,
  told_by     bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  CHECK (looked_at <= recorded_at)
);
CREATE INDEX downtime_look_person ON downtime_look (person_id);
CALL make_ledger('downtime_look');
CALL guard_people('downtime_look');

-- The window that holds the list and is away, at which the nurse says she asked before this dose.
-- Empty for every other dose: sealed rows of before stay as they are.
ALTER TABLE dose ADD COLUMN asked_desk text;

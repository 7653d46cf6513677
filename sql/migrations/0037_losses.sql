-- Theft and loss: cases with what is gone, what the rules ask for, and what came out. No patient stands
-- in them.

CREATE TABLE loss (
  loss_id       uuid PRIMARY KEY,
  site_code     text NOT NULL REFERENCES site,
  kind          text NOT NULL,
  station       text NOT NULL,  -- empty: the safe
  discovered_at timestamptz NOT NULL,
  note          text NOT NULL,
  staff_id      bigint NOT NULL REFERENCES staff,
  recorded_at   timestamptz NOT NULL,
  CHECK (discovered_at <= recorded_at)
);
CREATE INDEX loss_site ON loss (site_code, discovered_at);
CALL make_ledger('loss');
CALL seal_ledger('loss');

CREATE TABLE loss_lot (
  loss_id      uuid NOT NULL REFERENCES loss,
  product_code text NOT NULL,
  lot_number   text NOT NULL,
  quantity     bigint NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (loss_id, product_code, lot_number),
  FOREIGN KEY (product_code, lot_number) REFERENCES lot
);
CALL make_ledger('loss_lot');
CALL seal_ledger('loss_lot');

-- As the rules in force asked for it on the day of the report; rules that change later leave it alone.
CREATE TABLE loss_step (
  loss_id uuid NOT NULL REFERENCES loss,
  name    text NOT NULL,
  due_on  date NOT NULL,
  pack    text NOT NULL,
  PRIMARY KEY (loss_id, name)
);
CALL make_ledger('loss_step');
CALL seal_ledger('loss_step');

CREATE TABLE loss_step_done (
  loss_id     uuid NOT NULL,
  name        text NOT NULL,
  reference   text NOT NULL,
  staff_id    bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (loss_id, name),
  FOREIGN KEY (loss_id, name) REFERENCES loss_step
);
CALL make_ledger('loss_step_done');
CALL seal_ledger('loss_step_done');

CREATE TABLE loss_close (
  loss_id     uuid PRIMARY KEY REFERENCES loss,
  finding     text NOT NULL,
  staff_id    bigint NOT NULL REFERENCES staff,
  second_id   bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL,
  CHECK (second_id <> staff_id)
);
CALL make_ledger('loss_close');
CALL seal_ledger('loss_close');

-- The sealed log: a hash of every row of the sealed tables, in one order, in a tree whose heads are
-- signed and kept elsewhere. Whoever changes a row afterwards, or its hash, or both, no longer meets
-- the heads that others keep.

-- Makes a ledger a sealed table; services/transparency/entry.h names it too. `recorded_in` is the
-- transaction that wrote the row: once every transaction up to it has ended, no row can come before it
-- any more, and it can be sealed. What is sealed covers every column that is not NULL, so whatever a
-- later migration adds to a sealed table must be NULL in the rows of before.
CREATE PROCEDURE seal_ledger(ledger regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ADD COLUMN recorded_in bigint NOT NULL
                  DEFAULT (pg_current_xact_id()::text::bigint)', ledger);
  EXECUTE format('CREATE INDEX ON %s (recorded_in)', ledger);
END
$$;

CALL seal_ledger('administration');
CALL seal_ledger('administration_reversal');
CALL seal_ledger('approval');
CALL seal_ledger('approval_use');
CALL seal_ledger('audit');
CALL seal_ledger('custody_start');
CALL seal_ledger('dose');
CALL seal_ledger('dose_event');
CALL seal_ledger('dose_line');
CALL seal_ledger('hold');
CALL seal_ledger('hold_release');
CALL seal_ledger('incident');
CALL seal_ledger('incident_review');
CALL seal_ledger('medication_order');
CALL seal_ledger('order_cancellation');
CALL seal_ledger('order_step');
CALL seal_ledger('posting');
CALL seal_ledger('role_grant');
CALL seal_ledger('rule_override');
CALL seal_ledger('slot');
CALL seal_ledger('slot_release');
CALL seal_ledger('stock_entry');
CALL seal_ledger('supplement');
CALL seal_ledger('withholding');

-- One row of a sealed table, in the order of (recorded_in, table_name, row_key).
CREATE TABLE sealed_leaf (
  leaf_index  bigint PRIMARY KEY CHECK (leaf_index >= 0),
  recorded_in bigint NOT NULL,
  table_name  text NOT NULL,
  row_key     text NOT NULL,  -- the values of its primary key, separated by blanks
  hash        bytea NOT NULL CHECK (length(hash) = 32)
);
CALL make_ledger('sealed_leaf');

-- The full subtrees of 2^level leaves, for every eighth level: a proof over millions of leaves reads
-- hundreds of rows.
CREATE TABLE sealed_node (
  level      smallint NOT NULL CHECK (level > 0 AND level % 8 = 0),
  node_index bigint NOT NULL CHECK (node_index >= 0),
  hash       bytea NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, node_index)
);
CALL make_ledger('sealed_node');

CREATE TABLE tree_head (
  size      bigint PRIMARY KEY CHECK (size > 0),  -- leaves
  root      bytea NOT NULL CHECK (length(root) = 32),
  sealed_at timestamptz NOT NULL,
  key_id    bytea NOT NULL CHECK (length(key_id) = 32),
  signature bytea NOT NULL CHECK (length(signature) = 64)
);
CALL make_ledger('tree_head');

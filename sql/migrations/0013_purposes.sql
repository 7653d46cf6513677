-- Why a record was opened, beside every look at it: a code of oat.v1.Purpose. Rows from before have none.

ALTER TABLE audit ADD COLUMN purpose text;

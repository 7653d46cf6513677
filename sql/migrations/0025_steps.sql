-- Steps that wait, first days above their limit, and changes of drug.

-- What a prescriber may set aside for a day, besides what she could before: that a step up waits, and that
-- nobody knows of some days whether a dose was taken.
ALTER TABLE rule_override DROP CONSTRAINT rule_override_rule_check;
ALTER TABLE rule_override ADD CHECK
  (rule IN ('too_soon', 'over_24_hours', 'missed_days', 'missed_reduced', 'rules_silent', 'unknown_days',
            'step_waits'));

-- What she says she has written down for a first day above the limit of the rules, and what she found before
-- she changed the drug: hours since the last full agonist, and the Clinical Opiate Withdrawal Scale.
ALTER TABLE medication_order
  ADD COLUMN start_rationale text CHECK (start_rationale IN ('documented', 'limit_failed')),
  ADD COLUMN hours_since_full_agonist int CHECK (hours_since_full_agonist >= 0),
  ADD COLUMN withdrawal_score int CHECK (withdrawal_score BETWEEN 0 AND 48),
  ADD CHECK ((hours_since_full_agonist IS NULL) = (withdrawal_score IS NULL));

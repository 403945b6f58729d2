-- The figures are read off the index alone.
DROP INDEX proposal_figures;
CREATE INDEX proposal_figures ON proposal (
    account_id, submitted_at, state, reached, invited, boost, base, returned, paid_cents,
    budget_cents, contract_cents, fee_percent
);

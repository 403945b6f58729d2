-- Whether the account's offer includes the monthly Connects that only some accounts get; NULL: the
-- person has not said.
ALTER TABLE account ADD COLUMN offered INTEGER CONSTRAINT account_offered CHECK (offered IN (0, 1));

-- person.shares: 1 agreed to what jobs cost, before what came back was asked about; 2 to both.
DROP INDEX person_shares;
CREATE INDEX person_shares ON person (account_id) WHERE shares >= 1;

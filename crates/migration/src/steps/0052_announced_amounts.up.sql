-- Movements of the bank are compared with what was announced of their amount.
CREATE INDEX announced_by_amount ON announced (currency, amount) WHERE ended_at IS NULL;

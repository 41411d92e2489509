DROP INDEX announced_by_amount;

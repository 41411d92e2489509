DROP INDEX charge_by_reference;
DROP TABLE terms_change;

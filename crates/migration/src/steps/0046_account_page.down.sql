DROP TABLE access;
ALTER TABLE membership DROP COLUMN mail_cases;
ALTER TABLE membership DROP COLUMN mail_money;
ALTER TABLE membership DROP COLUMN mail_orders;
DROP INDEX address_billing;
-- Without their purpose they would be places to deliver to.
DELETE FROM address WHERE purpose = 'billing';
ALTER TABLE address DROP COLUMN purpose;

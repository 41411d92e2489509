DROP TABLE online_payment;

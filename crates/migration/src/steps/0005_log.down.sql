DROP TABLE outbox;
DROP TABLE command_key;
DROP TABLE event;

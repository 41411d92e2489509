-- What had changed when the review was frozen, and is told until it is ordered.
ALTER TABLE review ADD COLUMN news JSON NOT NULL DEFAULT '[]';

-- What is typed of a number finds the articles whose number begins like it. Only by bytes are those beside each other.

CREATE INDEX article_by_typed_number ON article ((LOWER(number)) COLLATE "C");

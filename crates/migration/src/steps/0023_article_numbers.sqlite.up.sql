-- What is typed of a number finds the articles whose number begins like it.

CREATE INDEX article_by_typed_number ON article (LOWER(number));

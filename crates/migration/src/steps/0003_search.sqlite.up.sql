-- Full text over everything an article is called, in all languages. Trigrams forgive typing mistakes.
CREATE VIRTUAL TABLE article_text USING fts5 (article UNINDEXED, number, body, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE VIRTUAL TABLE article_trigram USING fts5 (article UNINDEXED, body, tokenize = 'trigram remove_diacritics 1');

DROP TABLE knowledge_words;
DROP TABLE knowledge_vote;
DROP TABLE knowledge_text;
DROP TABLE knowledge;

DROP TABLE post_uid;
DROP TABLE post;

DROP TABLE stock;
DROP TABLE price;
DROP TABLE article;
DROP TABLE category;

-- options: --views
-- error: table "both", column "v"
CREATE TABLE whole(v INTEGER);
CREATE TABLE half(v REAL);
INSERT INTO whole VALUES (18014398509481986);
INSERT INTO half VALUES (0.5);
CREATE VIEW both AS SELECT v FROM whole UNION ALL SELECT v FROM half;

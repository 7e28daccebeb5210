-- options: --views
-- error: no such table: main.gone
CREATE TABLE gone(v INTEGER);
CREATE VIEW broken AS SELECT v FROM gone;
DROP TABLE gone;
CREATE TABLE here(v INTEGER);

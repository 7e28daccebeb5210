-- error: --no-constraints
-- accept: --no-constraints
-- expect: SELECT 1 WHERE (SELECT count(*) FROM hens) <> 1 OR (SELECT count(*) FROM eggs) <> 1
CREATE TABLE hens(id INTEGER PRIMARY KEY, egg INTEGER REFERENCES eggs(id));
CREATE TABLE eggs(id INTEGER PRIMARY KEY, hen INTEGER REFERENCES hens(id));
INSERT INTO hens VALUES (1, 1);
INSERT INTO eggs VALUES (1, 1);

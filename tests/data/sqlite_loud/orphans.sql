-- error: --no-constraints
-- accept: --no-constraints
-- expect: SELECT 1 WHERE (SELECT count(*) FROM children) <> 2
PRAGMA foreign_keys = OFF;
CREATE TABLE parents(id INTEGER PRIMARY KEY);
CREATE TABLE children(id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parents(id));
INSERT INTO parents VALUES (1);
INSERT INTO children VALUES (1, 1), (2, 99);

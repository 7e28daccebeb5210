-- error: table "people", column "name", rowid 7
CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO people VALUES (1, 'fine'), (7, CAST(x'61ff62' AS TEXT)), (8, 'fine');

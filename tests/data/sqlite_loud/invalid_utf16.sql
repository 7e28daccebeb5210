-- error: table "people", column "name", rowid 7
PRAGMA encoding = 'UTF-16le';
CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO people VALUES (1, 'fine'), (7, CAST(x'610000d86200' AS TEXT)), (8, 'fine');

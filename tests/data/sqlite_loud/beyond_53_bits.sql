-- error: table "measures", column "v" (declared NUMERIC): 2 integers, 2 reals (first in rowids 1, 4), of the integers 1 beyond 2^53 (first in rowid 3)
-- accept: --on-type-mismatch text
-- expect: SELECT 1 WHERE (SELECT list(v ORDER BY id) FROM measures) IS DISTINCT FROM ['0.5', '7', '9007199254740993', '1.5']
-- accept: --on-type-mismatch null
-- expect: SELECT 1 WHERE (SELECT list(v ORDER BY id) FROM measures) IS DISTINCT FROM [0.5, 7, NULL, 1.5]::DOUBLE[]
CREATE TABLE measures(id INTEGER PRIMARY KEY, v NUMERIC);
INSERT INTO measures VALUES (1, 0.5), (2, 7), (3, 9007199254740993), (4, 1.5);

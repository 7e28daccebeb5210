-- error: table "mixed", column "qty" (declared INTEGER): 3 integers, 1 real (first in rowid 4), 2 texts (first in rowids 2, 5)
-- accept: --on-type-mismatch text
-- expect: SELECT 1 WHERE (SELECT list(qty ORDER BY id) FROM mixed) IS DISTINCT FROM ['1', 'two', '18014398509481986', '2.5', '', NULL, '-7']
-- accept: --on-type-mismatch null
-- expect: SELECT 1 WHERE (SELECT list(qty ORDER BY id) FROM mixed) IS DISTINCT FROM [1, NULL, 18014398509481986, NULL, NULL, NULL, -7]
-- expect: SELECT * FROM duckdb_columns() WHERE column_name = 'qty' AND data_type <> 'BIGINT'
-- accept: --on-type-mismatch quarantine
-- expect: SELECT 1 WHERE (SELECT list(id ORDER BY id) FROM mixed) IS DISTINCT FROM [1, 3, 6, 7]
-- expect: SELECT 1 WHERE (SELECT count(*) FROM mixed__quarantine) <> 3
CREATE TABLE mixed(id INTEGER PRIMARY KEY, qty INTEGER);
INSERT INTO mixed VALUES (1, 1), (2, 'two'), (3, 18014398509481986), (4, 2.5), (5, ''), (6, NULL), (7, -7);

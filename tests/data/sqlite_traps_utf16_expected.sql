-- What the copy of sqlite_traps_utf16.sql must be in DuckDB; every query gives the rows that are
-- wrong.
SELECT 'texts' WHERE (SELECT list(t ORDER BY id) FROM texts) IS DISTINCT FROM
  ['', NULL, 'a' || chr(0) || 'b', '😀', 'é', chr(65535), repeat('€', 10000)];
(VALUES (1, 'é😀')) EXCEPT ALL SELECT * FROM added;
(VALUES (DATE '2020-02-29', TIMESTAMP '2020-02-29 12:00:00'), (NULL, NULL)) EXCEPT ALL SELECT day, "at" FROM dates;
SELECT 'default' WHERE (SELECT count(*) FROM duckdb_columns() WHERE table_name = 'texts' AND column_default LIKE '%é😀%') <> 1;
-- In SQLite the order of a UTF-16 key is that of its bytes; the rows come in it.
(VALUES ('ÿ'), ('😀'), (chr(65533))) EXCEPT ALL SELECT "çol" FROM "tàble 😀";

-- What the copy of sqlite_traps.sql (with --views) must be in DuckDB. Every query gives the rows that are
-- wrong: none, when all is right.

-- Tables: those of the script, no shadow tables, nothing of SQLite's own.
(SELECT table_name FROM duckdb_tables() WHERE table_name NOT LIKE '%\_\_quarantine' ESCAPE '\'
 EXCEPT SELECT unnest(['untyped', 'misdeclared', 'integers', 'reals', 'decimals', 'booleans', 'texts', 'blobs',
   'long_values', 'dates', 'timestamps', 'empty_table', 'only_nulls', 'added_columns', 'sparse', 'rowid_names',
   'descending', 'only_key', 'round_number', 'without_rowid', 'nulls_in_key', 'strict_table', 'generated', 'orders',
   'customers', 'not_carried', 'select', 'it''s "odd"; -- 100% ünï 😀', 'documents', 'boxes', 'numbers', 'halves',
   'half_deleted']));

-- Types: one row for each column, as declared in the comment of its trap.
WITH expected(t, c, type) AS (VALUES
  ('untyped', 'i', 'BIGINT'), ('untyped', 'r', 'DOUBLE'), ('untyped', 'both', 'DOUBLE'), ('untyped', 's', 'VARCHAR'),
  ('untyped', 'b', 'BLOB'), ('untyped', 'void', 'BLOB'),
  ('misdeclared', 'i', 'VARCHAR'), ('misdeclared', 't', 'BLOB'), ('misdeclared', 'b', 'VARCHAR'),
  ('misdeclared', 'r', 'VARCHAR'), ('misdeclared', 's', 'VARCHAR'),
  ('integers', 'i', 'BIGINT'), ('reals', 'r', 'DOUBLE'),
  ('decimals', 'price', 'DOUBLE'), ('decimals', 'whole', 'DOUBLE'), ('decimals', 'huge', 'BIGINT'),
  ('decimals', 'ordinal', 'BIGINT'),
  ('booleans', 'sure', 'BOOLEAN'), ('booleans', 'unsure', 'BIGINT'),
  ('texts', 't', 'VARCHAR'), ('blobs', 'b', 'BLOB'), ('long_values', 't', 'VARCHAR'), ('long_values', 'b', 'BLOB'),
  ('dates', 'day', 'DATE'), ('dates', 'day_text', 'VARCHAR'), ('dates', 'not_all', 'VARCHAR'),
  ('dates', 'with_time', 'TIMESTAMP'), ('dates', 'unix', 'BIGINT'),
  ('timestamps', 'at', 'TIMESTAMP'), ('timestamps', 'zoned', 'TIMESTAMP WITH TIME ZONE'),
  ('timestamps', 'mixed_zones', 'VARCHAR'), ('timestamps', 'seconds', 'BIGINT'), ('timestamps', 'fine', 'TIMESTAMP'),
  ('timestamps', 'too_fine', 'VARCHAR'),
  ('empty_table', 'i', 'BIGINT'), ('empty_table', 'r', 'DOUBLE'), ('empty_table', 'n', 'DOUBLE'),
  ('empty_table', 't', 'VARCHAR'), ('empty_table', 'v', 'VARCHAR'), ('empty_table', 'b', 'BLOB'),
  ('empty_table', 'u', 'BLOB'), ('empty_table', 'flag', 'BOOLEAN'), ('empty_table', 'd', 'DATE'),
  ('empty_table', 'dt', 'TIMESTAMP'),
  ('only_nulls', 'i', 'BIGINT'), ('only_nulls', 't', 'VARCHAR'),
  ('added_columns', 'a', 'BIGINT'), ('added_columns', 'b', 'VARCHAR'), ('added_columns', 'c', 'BIGINT'),
  ('added_columns', 'd', 'DOUBLE'), ('added_columns', 'e', 'BIGINT'), ('added_columns', 'f', 'DATE'),
  ('added_columns', 'g', 'BOOLEAN'),
  ('rowid_names', 'rowid', 'VARCHAR'), ('rowid_names', 'oid', 'BIGINT'), ('rowid_names', '_rowid_', 'DOUBLE'),
  ('strict_table', 'a', 'VARCHAR'), ('generated', 'twice', 'BIGINT'), ('generated', 'sum', 'BIGINT'),
  ('orders', 'paid', 'BOOLEAN'), ('orders', 'day', 'DATE'), ('orders', 'price', 'DOUBLE'),
  ('documents', 'title', 'VARCHAR'), ('boxes', 'low', 'BIGINT'), ('halves', 'half', 'BIGINT'))
SELECT e.*, d.data_type FROM expected e
LEFT JOIN duckdb_columns() d ON d.table_name = e.t AND d.column_name = e.c
WHERE e.type IS DISTINCT FROM d.data_type;

-- untyped
(VALUES (1, 0.5::DOUBLE, 1::DOUBLE, 'one', '\x00'::BLOB), (NULL, 1e300, 2.5, 'two', ''::BLOB),
  (-9223372036854775808, -2, 9007199254740992, '', '\xFF\x00\xFE'::BLOB))
EXCEPT ALL SELECT i, r, "both", s, b FROM untyped WHERE void IS NULL;

-- misdeclared
(VALUES ('one', '\x01'::BLOB, 'text', 'zero', 'a'), ('two', '\x02'::BLOB, 'more', 'nil', 'b'))
EXCEPT ALL SELECT * FROM misdeclared;

-- integers
SELECT 'integers' WHERE (SELECT list(i ORDER BY rowid) FROM integers) IS DISTINCT FROM
  [9223372036854775807, -9223372036854775808, 18014398509481986, 9007199254740993, 0, NULL, 127, 128, -129, 32767,
   32768, 8388607, 8388608, 2147483647, 2147483648, 140737488355327, 140737488355328, 1];

-- reals
SELECT 'reals' WHERE (SELECT list(r ORDER BY id) FROM reals) IS DISTINCT FROM
  [2, 2.5, 'Infinity'::DOUBLE, '-Infinity'::DOUBLE, 5e-324, 1.7976931348623157e308, NULL, 0.1::DOUBLE, -3, 1e18,
   140737488355328, 123456789012]::DOUBLE[];

-- decimals
(VALUES (9.99::DOUBLE, 1::DOUBLE, 9007199254740993, 5), (1000, 2, 2, 6), (10, 3, 3, 7))
EXCEPT ALL SELECT * FROM decimals;

-- booleans: 2 is not true
(VALUES (1, true, 1), (2, false, 2), (3, NULL, 0)) EXCEPT ALL SELECT * FROM booleans;

-- texts
SELECT 'texts' WHERE (SELECT list(t ORDER BY id) FROM texts) IS DISTINCT FROM
  ['', NULL, 'a' || chr(0) || 'b', '007', '1e3', 'nan', '😀é' || chr(65535), ' padded  ', 'line' || chr(10) || 'break',
   '5', '2.5', chr(0)];

-- blobs
SELECT 'blobs' WHERE (SELECT list(b ORDER BY id) FROM blobs) IS DISTINCT FROM
  [''::BLOB, NULL, '\x00'::BLOB, '\xFF'::BLOB, 'a'::BLOB, '\x00\x00\x00\x00\x00'::BLOB];

-- long_values
SELECT 'long_values', id, length(t), octet_length(b) FROM long_values
WHERE t IS DISTINCT FROM repeat(CASE WHEN id = 1000 THEN 'z' ELSE '0' END, CASE WHEN id = 1000 THEN 100000 ELSE id END)
  OR b IS DISTINCT FROM repeat('\x00'::BLOB, CASE WHEN id = 1000 THEN 100000 ELSE id END);
SELECT 'long_values rows' WHERE (SELECT count(*) FROM long_values) <> 602;

-- dates
(VALUES (1, DATE '1970-01-01', '1970-01-01', '2020-01-01', TIMESTAMP '2020-01-01', 0),
  (2, DATE '2000-02-29', '2000-02-29', 'unknown', TIMESTAMP '2020-01-01 12:30:00', 1577836800),
  (3, DATE '9999-12-31', '9999-12-31', '2020-02-30', NULL, NULL),
  (4, DATE '0001-01-01', '0001-01-01', '', TIMESTAMP '1969-12-31 23:59:00', -1),
  (5, NULL, NULL, NULL, TIMESTAMP '2020-01-01', 7))
EXCEPT ALL SELECT * FROM dates;

-- timestamps: Z and offsets are kept, as the instant
(VALUES (1, TIMESTAMP '2020-01-01', TIMESTAMPTZ '2020-01-01 00:00:00+00', '2020-01-01 00:00:00', 1577836800,
    TIMESTAMP '1969-12-31 23:59:59.999999', '2020-01-01 00:00:00.1234567'),
  (2, TIMESTAMP '2020-01-01 10:20:00', TIMESTAMPTZ '2019-12-31 23:00:00+00', '2020-01-01 00:00:00Z', 0,
    TIMESTAMP '2020-01-01 00:00:00.5', NULL),
  (3, TIMESTAMP '2020-01-01', TIMESTAMPTZ '2020-01-01 05:30:00.25+00', '2020-01-01', -1,
    TIMESTAMP '2020-01-01 00:00:00.123456', '2020-01-01'))
EXCEPT ALL SELECT * FROM timestamps;

-- empty_table, only_nulls
SELECT 'empty_table' FROM empty_table;
(VALUES (NULL::BIGINT, NULL::VARCHAR), (NULL, NULL)) EXCEPT ALL SELECT * FROM only_nulls;

-- added_columns
(VALUES (1, '5', 7, 3::DOUBLE, NULL, DATE '2020-01-01', true), (2, '5', 7, 3, NULL, DATE '2020-01-01', true),
  (3, 'x', NULL, 0.5, 9, NULL, false))
EXCEPT ALL SELECT * FROM added_columns;

-- sparse
(VALUES (-9223372036854775808, 1), (-5, 2), (0, 3), (1, 4), (1000000000000, 5), (9223372036854775807, 6))
EXCEPT ALL SELECT * FROM sparse;

-- rowid_names, descending, only_key: the order of the rows is that of SQLite's b-tree
SELECT 'rowid_names' WHERE (SELECT list(oid) FROM rowid_names) IS DISTINCT FROM [3, 1, 2];
(VALUES ('z', 3, 0.5::DOUBLE), ('a', 1, 1.5), ('m', 2, 2.5)) EXCEPT ALL SELECT * FROM rowid_names;
SELECT 'descending' WHERE (SELECT list(v) FROM descending) IS DISTINCT FROM ['one', 'three', 'two'];
SELECT 'only_key' WHERE (SELECT list(id) FROM only_key) IS DISTINCT FROM [1, 2, 3];

-- round_number: every row once, in order
SELECT 'round_number' WHERE (SELECT (count(*), count(DISTINCT id), min(id), max(id), sum(v)) FROM round_number)
  IS DISTINCT FROM (245760, 245760, 1, 245760, 737278);
SELECT 'round_number', id, v FROM round_number WHERE v <> id % 7 OR id <> rowid + 1;

-- without_rowid, nulls_in_key, strict_table
SELECT 'without_rowid' WHERE (SELECT list((v, b, a)) FROM without_rowid) IS DISTINCT FROM
  [('first', 9, 'x'), ('second', 2, 'x'), ('third', 1, 'y')];
(VALUES ('a', 1), (NULL, 2), (NULL, 3)) EXCEPT ALL SELECT * FROM nulls_in_key;
(VALUES (1, 'one', '1', 1::DOUBLE), (2, 'two', '2', 2.5)) EXCEPT ALL SELECT * FROM strict_table;

-- generated
(VALUES (1, 2, 10, 11), (2, 4, 20, 22), (NULL, NULL, 30, NULL)) EXCEPT ALL SELECT a, twice, b, sum FROM generated;

-- orders, customers
(VALUES (1, 1, 'a', 1, 'it''s new', 0.5::DOUBLE, false, DATE '2020-01-01'),
  (2, 2, NULL, 1, 'it''s new', 0.5, false, DATE '2020-01-02'), (3, 2, NULL, 1, 'it''s new', 0.5, false, DATE '2020-01-03'))
EXCEPT ALL SELECT * FROM orders;
(VALUES (1, NULL, 'Ann'), (2, 1, 'Bob')) EXCEPT ALL SELECT * FROM customers;

-- Row counts of what the EXCEPTs above look at from one side only.
WITH expected(t, rows) AS (VALUES
  ('untyped', 3), ('misdeclared', 2), ('integers', 18), ('decimals', 3), ('booleans', 3), ('dates', 5),
  ('timestamps', 3), ('only_nulls', 2), ('added_columns', 3), ('sparse', 6), ('rowid_names', 3), ('nulls_in_key', 3),
  ('strict_table', 2), ('generated', 3), ('orders', 3), ('customers', 2), ('not_carried', 3), ('documents', 2),
  ('boxes', 2), ('half_deleted', 667))
SELECT e.*, d.estimated_size FROM expected e LEFT JOIN duckdb_tables() d ON d.table_name = e.t
WHERE e.rows IS DISTINCT FROM d.estimated_size;

-- Keys: what is carried, and nothing else.
WITH expected(t, type, columns) AS (VALUES
  ('reals', 'PRIMARY KEY', ['id']), ('sparse', 'PRIMARY KEY', ['id']), ('descending', 'PRIMARY KEY', ['id']),
  ('without_rowid', 'PRIMARY KEY', ['a', 'b']), ('nulls_in_key', 'UNIQUE', ['code']),
  ('strict_table', 'PRIMARY KEY', ['i']), ('strict_table', 'NOT NULL', ['t']),
  ('orders', 'PRIMARY KEY', ['id']), ('orders', 'UNIQUE', ['code']), ('orders', 'UNIQUE', ['customer', 'day']),
  ('orders', 'FOREIGN KEY', ['customer']), ('orders', 'NOT NULL', ['customer']), ('orders', 'NOT NULL', ['quantity']),
  ('customers', 'PRIMARY KEY', ['id']), ('customers', 'NOT NULL', ['name']),
  ('added_columns', 'NOT NULL', ['g'])),
found AS (SELECT table_name AS t, constraint_type AS type, constraint_column_names AS columns FROM duckdb_constraints())
(SELECT 'missing', * FROM (SELECT * FROM expected EXCEPT SELECT * FROM found))
UNION ALL
(SELECT 'too much', * FROM found WHERE t IN ('not_carried') OR (t = 'nulls_in_key' AND type = 'PRIMARY KEY'));

-- Checks: three of orders on values, one on dates; none of not_carried.
SELECT 'checks', table_name, n FROM
  (SELECT table_name, count(*) AS n FROM duckdb_constraints() WHERE constraint_type = 'CHECK' GROUP BY ALL)
WHERE (table_name, n) IS DISTINCT FROM ('orders', 4);
SELECT 'checks missing' WHERE (SELECT count(*) FROM duckdb_constraints() WHERE constraint_type = 'CHECK') <> 4;

-- Defaults
WITH expected(c, value) AS (VALUES
  ('quantity', '1'), ('state', '''it''''s new'''), ('price', '0.5'), ('day', '''2020-01-01'''))
SELECT e.*, d.column_default FROM expected e
LEFT JOIN duckdb_columns() d ON d.table_name = 'orders' AND d.column_name = e.c
WHERE d.column_default IS NULL OR NOT contains(d.column_default, trim(e.value, ''''));
SELECT 'default', column_name, column_default FROM duckdb_columns()
WHERE table_name = 'not_carried' AND column_default IS NOT NULL;

-- Indexes: a plain one is carried; partial ones and expressions are not.
SELECT 'index' WHERE (SELECT count(*) FROM duckdb_indexes() WHERE index_name = 'orders_by_day') <> 1;
SELECT 'index', index_name FROM duckdb_indexes() WHERE table_name = 'not_carried';

-- The sequence goes on above the highest number ever given out, which is deleted.
SELECT 'sequence' WHERE (SELECT count(*) FROM duckdb_sequences() WHERE start_value = 91) <> 1;

-- not_carried: the rows, all the same
(VALUES ('a@x', 'abc', '2020', 1, NULL), ('b@x', 'Axy', '2021', 3, 'p'), ('c@x', 'Axy', NULL, 0, NULL))
EXCEPT ALL SELECT * FROM not_carried;

-- Names
(VALUES (1, 'two', 'three', 'four')) EXCEPT ALL SELECT "from", "group by", brackets, ticks FROM "select";
(VALUES (1, 'x', 2)) EXCEPT ALL SELECT "a ""b""", "naïve.col", "1" FROM "it's ""odd""; -- 100% ünï 😀";

-- documents, boxes
(VALUES ('first', 'a quick brown fox'), ('second', 'jumps over')) EXCEPT ALL SELECT title, body FROM documents;
(VALUES (1, 10, 20), (2, -5, 5)) EXCEPT ALL SELECT * FROM boxes;

-- halves: a view, with SQLite's arithmetic and SQLite's LIKE
(VALUES (0, 'Apple'), (1, 'apricot')) EXCEPT ALL SELECT * FROM halves;
SELECT 'halves' WHERE (SELECT count(*) FROM halves) <> 2;

-- half_deleted
SELECT 'half_deleted', id, t FROM half_deleted WHERE id % 3 <> 0 OR t <> 'row ' || id;

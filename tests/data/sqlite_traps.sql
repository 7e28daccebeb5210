-- Every trap that a SQLite file can hold and still copy cleanly, one table each. What must arrive in
-- DuckDB stands in sqlite_traps_expected.sql, under the same names. Views, and what only they show, come
-- with --views. Run on an empty file.

-- The file itself: the smallest pages, pointer maps, and (below) pages that are free again.
PRAGMA page_size = 512;
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA foreign_keys = OFF;

BEGIN;

-- Columns without a type: what the values are, not BLOB.
CREATE TABLE untyped(i, r, both, s, b, void);
INSERT INTO untyped VALUES
  (1, 0.5, 1, 'one', x'00', NULL),
  (NULL, 1e300, 2.5, 'two', x'', NULL),
  (-9223372036854775808, -2.0, 9007199254740992, '', x'ff00fe', NULL);

-- Declared one thing, filled with another, all alike: no value is lost.
CREATE TABLE misdeclared(i INTEGER, t TEXT, b BLOB, r REAL, s STRING);
INSERT INTO misdeclared VALUES ('one', x'01', 'text', 'zero', 'a'), ('two', x'02', 'more', 'nil', 'b');

-- Integers: the whole range, and those that a double would round.
CREATE TABLE integers(i INTEGER);
INSERT INTO integers VALUES
  (9223372036854775807), (-9223372036854775808), (18014398509481986), (9007199254740993), (0), (NULL),
  (127), (128), (-129), (32767), (32768), (8388607), (8388608), (2147483647), (2147483648),
  (140737488355327), (140737488355328), (1);

-- Reals: SQLite stores 2.0 as the integer 2, in fewer bytes, and infinities as such.
CREATE TABLE reals(id INTEGER PRIMARY KEY, r REAL);
INSERT INTO reals VALUES (1, 2), (2, 2.5), (3, 9e999), (4, -9e999), (5, 5e-324), (6, 1.7976931348623157e308),
  (7, NULL), (8, 0.1), (9, -3), (10, 1e18), (11, 140737488355328), (12, 123456789012);

-- DECIMAL is no decimal in SQLite: reals and integers, and text that looks like a number is one.
CREATE TABLE decimals(price DECIMAL(12, 2), whole DECIMAL(12, 2), huge NUMERIC, ordinal STRING);
INSERT INTO decimals VALUES (9.99, 1, 9007199254740993, 5), ('1e3', '2', 2, 6), (10, 3, 3, 7);

-- Booleans are numbers: TRUE and FALSE only where there is nothing but 0 and 1.
CREATE TABLE booleans(id INTEGER PRIMARY KEY, sure BOOLEAN, unsure BOOLEAN);
INSERT INTO booleans VALUES (1, TRUE, 1), (2, FALSE, 2), (3, NULL, 0);

-- Text: empty is not NULL, NUL is a character, numbers in text stay as they are written.
CREATE TABLE texts(id INTEGER PRIMARY KEY, t TEXT);
INSERT INTO texts VALUES (1, ''), (2, NULL), (3, 'a' || char(0) || 'b'), (4, '007'), (5, '1e3'),
  (6, 'nan'), (7, char(128512) || char(233) || char(0xffff)), (8, ' padded  '), (9, 'line' || char(10) || 'break'),
  (10, 5), (11, 2.5), (12, char(0));

CREATE TABLE blobs(id INTEGER PRIMARY KEY, b BLOB);
INSERT INTO blobs VALUES (1, x''), (2, NULL), (3, x'00'), (4, x'ff'), (5, x'61'), (6, zeroblob(5));

-- Values of many pages, on both sides of what fits one.
CREATE TABLE long_values(id INTEGER PRIMARY KEY, t TEXT, b BLOB);
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
INSERT INTO long_values SELECT i, substr(hex(zeroblob(300)), 1, i), zeroblob(i) FROM n;
INSERT INTO long_values VALUES (1000, replace(hex(zeroblob(50000)), '0', 'z'), zeroblob(100000));

-- Dates and times.
CREATE TABLE dates(id INTEGER PRIMARY KEY, day DATE, day_text TEXT, not_all DATE, with_time DATE, unix DATE);
INSERT INTO dates VALUES
  (1, '1970-01-01', '1970-01-01', '2020-01-01', '2020-01-01', 0),
  (2, '2000-02-29', '2000-02-29', 'unknown', '2020-01-01 12:30:00', 1577836800),
  (3, '9999-12-31', '9999-12-31', '2020-02-30', NULL, NULL),
  (4, '0001-01-01', '0001-01-01', '', '1969-12-31T23:59', -1),
  (5, NULL, NULL, NULL, '2020-01-01', 7);
CREATE TABLE timestamps(
  id INTEGER PRIMARY KEY, at TIMESTAMP, zoned TIMESTAMP, mixed_zones TIMESTAMP, seconds TIMESTAMP, fine DATETIME,
  too_fine DATETIME);
INSERT INTO timestamps VALUES
  (1, '2020-01-01 00:00:00', '2020-01-01T00:00:00Z', '2020-01-01 00:00:00', 1577836800,
   '1969-12-31 23:59:59.999999', '2020-01-01 00:00:00.1234567'),
  (2, '2020-01-01T10:20', '2020-01-01 01:00:00+02:00', '2020-01-01 00:00:00Z', 0, '2020-01-01 00:00:00.5', NULL),
  (3, '2020-01-01', '2020-01-01 00:00:00.25-05:30', '2020-01-01', -1, '2020-01-01 00:00:00.123456000', '2020-01-01');

-- No rows, and no values: the declared types.
CREATE TABLE empty_table(i INTEGER, r REAL, n NUMERIC, t TEXT, v VARCHAR(5), b BLOB, u, flag BOOLEAN, d DATE, dt DATETIME);
CREATE TABLE only_nulls(i INTEGER, t TEXT);
INSERT INTO only_nulls VALUES (NULL, NULL), (NULL, NULL);

-- Rows that are older than their columns.
CREATE TABLE added_columns(a INTEGER);
INSERT INTO added_columns VALUES (1), (2);
ALTER TABLE added_columns ADD COLUMN b TEXT DEFAULT 5;
ALTER TABLE added_columns ADD COLUMN c INTEGER DEFAULT '7';
ALTER TABLE added_columns ADD COLUMN d REAL DEFAULT 3;
ALTER TABLE added_columns ADD COLUMN e;
ALTER TABLE added_columns ADD COLUMN f DATE DEFAULT '2020-01-01';
ALTER TABLE added_columns ADD COLUMN g BOOLEAN NOT NULL DEFAULT 1;
INSERT INTO added_columns VALUES (3, 'x', NULL, 0.5, 9, NULL, 0);

-- Rowids: where there are gaps, negative ones and both ends of the range; other names of the rowid taken.
CREATE TABLE sparse(id INTEGER PRIMARY KEY, v INTEGER);
INSERT INTO sparse VALUES (-9223372036854775808, 1), (-5, 2), (0, 3), (1, 4), (1000000000000, 5), (9223372036854775807, 6);
CREATE TABLE rowid_names(rowid TEXT, oid INTEGER, _rowid_ REAL);
INSERT INTO rowid_names VALUES ('z', 3, 0.5), ('a', 1, 1.5), ('m', 2, 2.5);
CREATE TABLE descending(id INTEGER PRIMARY KEY DESC, v TEXT);
INSERT INTO descending VALUES (1, 'one'), (3, 'three'), (2, 'two');
CREATE TABLE only_key(id INTEGER PRIMARY KEY);
INSERT INTO only_key VALUES (3), (1), (2);
-- The lowest is 1 and the highest a multiple of DuckDB's row group.
CREATE TABLE round_number(id INTEGER PRIMARY KEY, v INTEGER);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 245760)
INSERT INTO round_number SELECT i, i % 7 FROM n;

-- Tables whose b-tree is their primary key, stored in its order; a key that NULLs may be in otherwise.
CREATE TABLE without_rowid(v TEXT, b INTEGER, a TEXT, PRIMARY KEY(a, b DESC)) WITHOUT ROWID;
INSERT INTO without_rowid VALUES ('third', 1, 'y'), ('first', 9, 'x'), ('second', 2, 'x');
CREATE TABLE nulls_in_key(code TEXT PRIMARY KEY, v INTEGER);
INSERT INTO nulls_in_key VALUES ('a', 1), (NULL, 2), (NULL, 3);
CREATE TABLE strict_table(i INT PRIMARY KEY, t TEXT NOT NULL, a ANY, r REAL) STRICT;
INSERT INTO strict_table VALUES (1, 'one', '1', 1), (2, 'two', '2', 2.5);

-- Generated columns: their values.
CREATE TABLE generated(
  a INTEGER, twice INTEGER AS (a * 2) VIRTUAL, b INTEGER, sum INTEGER GENERATED ALWAYS AS (a + b) STORED);
INSERT INTO generated(a, b) VALUES (1, 10), (2, 20), (NULL, 30);

-- Constraints that mean the same in DuckDB; the child comes first.
CREATE TABLE orders(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer INTEGER NOT NULL REFERENCES customers(id),
  code TEXT UNIQUE,
  quantity INTEGER NOT NULL DEFAULT 1 CHECK (quantity > 0 AND quantity BETWEEN 1 AND 1000),
  state TEXT DEFAULT 'it''s new' CHECK (state IN ('it''s new', 'done')),
  price REAL DEFAULT 0.5,
  paid BOOLEAN DEFAULT 0 CHECK (paid IN (0, 1)),
  day DATE DEFAULT '2020-01-01' CHECK (day >= '2000-01-01'),
  UNIQUE (customer, day));
CREATE INDEX orders_by_day ON orders(day, customer);
CREATE TABLE customers(id INTEGER PRIMARY KEY, referrer INTEGER REFERENCES customers, name TEXT NOT NULL);
INSERT INTO customers VALUES (1, NULL, 'Ann'), (2, 1, 'Bob');
INSERT INTO orders(id, customer, code, day) VALUES
  (1, 1, 'a', '2020-01-01'), (2, 2, NULL, '2020-01-02'), (3, 2, NULL, '2020-01-03'), (90, 1, 'z', '2020-01-04');
DELETE FROM orders WHERE id = 90;

-- Constraints that mean something else in DuckDB: said, not carried.
CREATE TABLE not_carried(
  email TEXT COLLATE NOCASE PRIMARY KEY,
  pattern TEXT CHECK (pattern LIKE 'A%'),
  made TEXT DEFAULT CURRENT_TIMESTAMP,
  half INTEGER CHECK (half / 2 < 10),
  parent TEXT REFERENCES nowhere(id));
CREATE UNIQUE INDEX not_carried_partial ON not_carried(pattern) WHERE half > 1;
CREATE INDEX not_carried_expression ON not_carried(lower(pattern));
CREATE TRIGGER not_carried_trigger AFTER DELETE ON not_carried BEGIN SELECT 1; END;
INSERT INTO not_carried VALUES ('a@x', 'abc', '2020', 1, NULL), ('b@x', 'Axy', '2021', 3, 'p'), ('c@x', 'Axy', NULL, 0, NULL);

-- Names.
CREATE TABLE "select"("from" INTEGER, "group by" TEXT, [brackets] TEXT, `ticks` TEXT);
INSERT INTO "select" VALUES (1, 'two', 'three', 'four');
CREATE TABLE "it's ""odd""; -- 100% ünï 😀"("a ""b""" INTEGER, "naïve.col" TEXT, "1" INTEGER);
INSERT INTO "it's ""odd""; -- 100% ünï 😀" VALUES (1, 'x', 2);

-- Virtual tables: their rows, but not the tables in which they keep them.
CREATE VIRTUAL TABLE documents USING fts5(title, body);
INSERT INTO documents VALUES ('first', 'a quick brown fox'), ('second', 'jumps over');
CREATE VIRTUAL TABLE boxes USING rtree_i32(id, low, high);
INSERT INTO boxes VALUES (1, 10, 20), (2, -5, 5);

-- Views mean what they mean in SQLite: i / 2 of integers, LIKE without regard to case.
CREATE TABLE numbers(i INTEGER, word TEXT);
INSERT INTO numbers VALUES (1, 'Apple'), (3, 'apricot'), (5, 'Banana');
CREATE VIEW halves AS SELECT i / 2 AS half, word FROM numbers WHERE word LIKE 'a%';

-- Free pages in the middle of the file.
CREATE TABLE dropped(a);
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
INSERT INTO dropped SELECT hex(zeroblob(100)) FROM n;
CREATE TABLE half_deleted(id INTEGER PRIMARY KEY, t TEXT);
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
INSERT INTO half_deleted SELECT i, 'row ' || i FROM n;
DROP TABLE dropped;
DELETE FROM half_deleted WHERE id % 3 <> 0;

COMMIT;
-- SQLite's own tables (sqlite_stat1, sqlite_sequence) stay where they are.
ANALYZE;

-- The same characters in a file that stores UTF-16; UTF-8 must arrive. What must arrive:
-- sqlite_traps_utf16_expected.sql.
PRAGMA encoding = 'UTF-16le';
CREATE TABLE texts(id INTEGER PRIMARY KEY, t TEXT DEFAULT 'é😀');
INSERT INTO texts VALUES (1, ''), (2, NULL), (3, 'a' || char(0) || 'b'), (4, char(128512)), (5, 'é'), (6, char(0xffff)),
  (7, replace(hex(zeroblob(5000)), '0', char(8364)));
CREATE TABLE added(a INTEGER);
INSERT INTO added VALUES (1);
ALTER TABLE added ADD COLUMN t TEXT DEFAULT 'é😀';
CREATE TABLE dates(day DATE, at TIMESTAMP);
INSERT INTO dates VALUES ('2020-02-29', '2020-02-29 12:00:00'), (NULL, NULL);
CREATE TABLE "tàble 😀"("çol" TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO "tàble 😀" VALUES ('ÿ'), (char(128512)), (char(0xfffd));

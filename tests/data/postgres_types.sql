-- Every type of PostgreSQL that Quiver reads, with its extremes: what fits a type of Arrow. What does not is in the tests.
-- Row 1 has ordinary values, row 2 the least, row 3 the greatest, row 4 odd ones, row 5 NULLs.

CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s fine', 'happy');
CREATE DOMAIN price AS numeric(9, 2) CHECK (VALUE >= 0);
CREATE TYPE item AS (name text, price price, moods mood[], address inet);
CREATE TYPE pair AS (a integer, b text);

CREATE TABLE numbers (
  id integer PRIMARY KEY,
  flag boolean, small smallint, medium integer, large bigint, object oid,
  single real, twice double precision,
  money_like numeric(12, 2), whole numeric(38, 0), wide numeric(76, 10), thousands numeric(5, -2), fraction numeric(3, 5),
  free numeric, price price
);
INSERT INTO numbers VALUES
  (1, true, 1, 2, 3, 4, 1.5, 0.1, 1234.50, 12345678901234567890, 1.0000000001, 12300, 0.00123, 1.10, 9.99),
  (2, false, -32768, -2147483648, -9223372036854775808, 0, '-Infinity', '-Infinity', -9999999999.99,
   -99999999999999999999999999999999999999, -999999999999999999999999999999999999999999999999999999999999999999.9999999999,
   -9999900, -0.00999, -123456789012345.678, 0),
  (3, true, 32767, 2147483647, 9223372036854775807, 4294967295, 'Infinity', 'Infinity', 9999999999.99,
   99999999999999999999999999999999999999, 999999999999999999999999999999999999999999999999999999999999999999.9999999999,
   9999900, 0.00999, 99999999999999999, 9999999.99),
  (4, NULL, 0, 0, 0, 2147483648, 'NaN', '-0', 0.01, 10000, 0.0000000001, 0, 0, 0.0001, 0.01),
  (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE texts (
  id integer PRIMARY KEY,
  plain text, limited varchar(10), padded char(5), catalog_name name, bytes bytea, mark xml, single "char",
  loose json, packed jsonb, key uuid, mood mood,
  bits bit(8), some_bits varbit, net inet, range cidr, mac macaddr, mac8 macaddr8, cash money,
  words tsvector, search tsquery, place point, wal pg_lsn, kind regclass, version txid_snapshot, vector int2vector
);
INSERT INTO texts VALUES
  (1, 'plain', 'varchar', 'ab', 'a_name', '\x0001ff', '<a>x</a>', 'c', '{"b": 1, "a": 1.0, "a": 12345678901234567890.10}',
   '{"b": 1, "a": [1, null]}', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'it''s fine', '10101010', '101', '192.168.0.1/24', '10.0.0.0/8',
   '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', 1234.5, 'a fat cat', 'fat & rat', '(1,2)', '16/B374D848', 'pg_class',
   '10:20:10,14,15', '1 2 3'),
  (2, '', '', '', '', '', '', '', 'null', 'null', '00000000-0000-0000-0000-000000000000', 'sad', '00000000', '', '::1',
   '::/0', '00:00:00:00:00:00', '00:00:00:00:00:00:00:00', '-92233720368547758.08', '', '', '(-1e300,0)', '0/0', '-',
   '1:1:', ''),
  (3, repeat('Grüße 🦆 ', 1000), 'äöüß🦆78901', 'äöü🦆', repeat('n', 63), decode(repeat('00ff', 5000), 'hex'), '<r>&lt;</r>', 'z',
   '[]', '{}', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'happy', '11111111', repeat('1', 100)::varbit, 'ffff::/128', 'ffff::/16',
   'ff:ff:ff:ff:ff:ff', 'ff:ff:ff:ff:ff:ff:ff:ff', '92233720368547758.07', 'b:1A', '!a', '(1e300,0.1)', 'FFFFFFFF/FFFFFFFF',
   'numbers', '10:20:10', '-32768 32767'),
  (4, E'a\tb\n"c",''d''\\', ' x ', ' a b ', 'quote"d', '\x5c', '', 'é'::"char", '"\u00e9"', '"é"',
   '12345678-1234-1234-1234-123456789abc', 'ok', '00000001', '0', '10.1.2.3', '192.168.1.0/24', NULL, NULL, 0, NULL, NULL,
   '(NaN,Infinity)', NULL, NULL, NULL, NULL),
  (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   NULL, NULL, NULL, NULL, NULL);

CREATE TABLE moments (
  id integer PRIMARY KEY,
  day date, clock time, zoned_clock timetz, moment timestamp, instant timestamptz, coarse timestamp(0), span interval
);
INSERT INTO moments VALUES
  (1, '2024-02-29', '12:34:56.789012', '12:34:56+05:30', '2024-02-29 12:34:56.789012', '2024-02-29 12:34:56.789012+02',
   '2024-02-29 12:34:57', '1 year 2 mons 3 days 04:05:06.789'),
  (2, '4713-01-01 BC', '00:00:00', '00:00:00+15:59', '4713-11-24 00:00:00 BC', '4713-11-24 00:00:00+00 BC', '1969-12-31 23:59:59',
   '-178956970 years -8 mons -2147483648 days -2562047:47:16.854775'),
  (3, '5874897-12-31', '23:59:59.999999', '24:00:00-15:59', '294246-12-31 23:59:59.999999', '294246-12-31 23:59:59.999999+00',
   '294246-12-31', '178956970 years 7 mons 2147483647 days 2562047:47:16.854775'),
  (4, '1969-12-31', '00:00:00.000001', '00:00:00-00:30', '1969-12-31 23:59:59.999999', '1970-01-01 00:00:00+00',
   '0001-12-31 00:00:00 BC', '1 mon -1 days 00:00:00.000001'),
  (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE nested (
  id integer PRIMARY KEY,
  ints integer[], words text[], numerics numeric[], prices price[], moods mood[], nets inet[], days date[], pairs pair[],
  item item, span int4range, money_span numrange, time_span tstzrange, spans int8multirange
);
INSERT INTO nested VALUES
  (1, '{1,NULL,3}', '{a,NULL,"c,d"}', '{1.5,22.25}', '{1,2.5}', '{ok,sad}', '{10.0.0.1,::1/64}', '{2024-02-29}',
   ARRAY[(1, 'one')::pair, NULL, (NULL, NULL)::pair], ('pen', 1.50, '{happy}', '10.0.0.1'), '[1,5)', '(0.5,1.25]',
   '[2024-01-01 00:00:00+00,)', '{[1,3),[5,9)}'),
  (2, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', (NULL, NULL, NULL, NULL), 'empty', 'empty', 'empty', '{}'),
  (3, array_fill(7, ARRAY[1000]), ARRAY[repeat('x', 10000), ''], '{99999999999999999999.5,0}', '{9999999.99}',
   '{sad,ok,happy}', NULL, '{4713-01-01 BC,5874897-12-31}', ARRAY[(2, repeat('y', 100))::pair],
   ('', 0, '{}', NULL), '(,)', '(,)', '(,2024-01-01 00:00:00+00]', '{(,0),(10,)}'),
  (4, '{NULL}', '{NULL,""}', '{NULL}', NULL, '{NULL}', '{NULL}', '{NULL}', '{NULL}', (E'a"b', NULL, '{NULL}', 'fe80::1'), '[5,5]',
   '[0,0]', NULL, NULL),
  (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE nothing ();
INSERT INTO nothing DEFAULT VALUES;
INSERT INTO nothing DEFAULT VALUES;

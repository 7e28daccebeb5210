-- The tables of this benchmark: the same rows for the same numbers of rows. Run by psql with -v events=N -v orders=N.
-- a, b and c are hashes of the number of the row.

CREATE FUNCTION pg_temp.number(i bigint, seed bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
  AS 'SELECT (hashint8extended(i, seed) & 2147483647)';

CREATE TABLE events (
  id      int PRIMARY KEY,
  user_id int NOT NULL,
  value   double precision,
  name    text NOT NULL,
  day     text NOT NULL
);
INSERT INTO events
  SELECT i, a % 100000, CASE WHEN c % 20 > 0 THEN b / 2147483647.0::float8 * 1000 END,
         'n' || lpad(to_hex(a), 8, '0') || lpad(to_hex(b), 8, '0') || lpad(to_hex(c & 4095), 3, '0'),
         to_char(date '2000-01-01' + (a % 9000)::int, 'YYYY-MM-DD')
  FROM (SELECT i, pg_temp.number(i, 1) AS a, pg_temp.number(i, 2) AS b, pg_temp.number(i, 3) AS c
        FROM generate_series(1, :events) i) n;

CREATE TABLE orders (
  id       bigint PRIMARY KEY,
  customer int NOT NULL,
  amount   numeric(12,2),
  weight   double precision,
  note     text,
  day      date NOT NULL,
  at       timestamptz NOT NULL,
  tags     text[],
  payload  jsonb,
  uid      uuid NOT NULL,
  active   bool NOT NULL
);
INSERT INTO orders
  SELECT i::bigint * 1000003, b % 200000, (a % 10000000) / 100.0, CASE WHEN b % 10 > 0 THEN c / 2147483647.0::float8 * 50 END,
         words[1 + c % 10] || ' ' || words[1 + c / 10 % 10] || ' ' || words[1 + c / 100 % 10],
         date '2000-01-01' + (a % 9000)::int,
         timestamptz '2000-01-01 00:00:00+00' + (a % 9000) * interval '1 day' + (b % 86400) * interval '1 second'
           + (c % 1000000) * interval '1 microsecond',
         ARRAY['a' || b % 100, 'b' || c % 100],
         jsonb_build_object('k', a % 100000, 's', words[1 + c % 10]),
         (lpad(to_hex(a), 8, '0') || lpad(to_hex(b), 8, '0') || lpad(to_hex(c), 8, '0') || lpad(to_hex(a # b), 8, '0'))::uuid,
         c % 2 = 1
  FROM (SELECT i, pg_temp.number(i, 4) AS a, pg_temp.number(i, 5) AS b, pg_temp.number(i, 6) AS c
        FROM generate_series(1, :orders) i) n,
       (SELECT ARRAY['größe', 'alpha', 'naïve', '東京', 'delta', 'épée', 'zeta', 'omega', 'льёт', 'river'] AS words) w;

VACUUM (FREEZE, ANALYZE) events;
VACUUM (FREEZE, ANALYZE) orders;
CHECKPOINT;

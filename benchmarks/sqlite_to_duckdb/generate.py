#!/usr/bin/env python3
"""Makes the SQLite files of this benchmark: the same bytes for the same arguments.

    generate.py two_tables DATABASE EVENTS ORDERS
    generate.py small_tables DATABASE TABLES ROWS

The rows are made inside SQLite, from random numbers that a recursive query carries along.
"""

import pathlib
import sqlite3
import string
import sys

# a, b and c: three of the generators modulo the prime 2^31 - 1 whose every bit looks random (Park and Miller; L'Ecuyer).
NUMBERS = """
    WITH RECURSIVE numbers(i, a, b, c) AS (
      SELECT 1, 20130101 + $seed, 271828182 + $seed, 314159265 + $seed
      UNION ALL
      SELECT i + 1, a * 48271 % 2147483647, b * 69621 % 2147483647, c * 16807 % 2147483647
      FROM numbers WHERE i < $rows)
"""

DAY = "printf('20%02d-%02d-%02d', a % 25, 1 + b % 12, 1 + c % 28)"

EVENTS = """
    CREATE TABLE events (
      id      INTEGER PRIMARY KEY,
      user_id INTEGER NOT NULL,
      value   REAL,
      name    TEXT NOT NULL,
      day     TEXT NOT NULL
    );
    INSERT INTO events
    $numbers
    SELECT i, a % 100000, CASE WHEN c % 20 THEN b / 2147483647.0 * 1000 END,
           printf('n%08x%08x%03x', a, b, c & 4095), $day
    FROM numbers;
"""

WORDS = ["größe", "alpha", "naïve", "東京", "delta", "épée", "zeta", "omega", "льёт", "river"]

ORDERS = """
    CREATE TEMP TABLE words (number INTEGER PRIMARY KEY, word TEXT);
    CREATE TEMP TABLE notes (number INTEGER PRIMARY KEY, note TEXT);
    INSERT INTO words VALUES $words;
    INSERT INTO notes
      SELECT a.number + 10 * b.number + 100 * c.number + 1000 * d.number,
             a.word || ' ' || b.word || ' ' || c.word || ' ' || d.word
      FROM words a, words b, words c, words d;

    CREATE TABLE orders (
      id       BIGINT NOT NULL,
      customer INTEGER NOT NULL,
      amount   NUMERIC(12,2),
      weight   DOUBLE,
      note     TEXT,
      day      DATE NOT NULL,
      at       TIMESTAMP NOT NULL,
      tags     TEXT,
      payload  TEXT,
      uid      TEXT NOT NULL,
      active   BOOLEAN NOT NULL
    );
    INSERT INTO orders
    $numbers
    SELECT i * 1000003, b % 200000, a % 10000000 / 100.0, CASE WHEN b % 10 THEN c / 2147483647.0 * 50 END,
           (SELECT note FROM notes WHERE number = c % 10000), $day,
           $day || printf(' %02d:%02d:%02d.%06d', a % 24, b % 60, c % 60, a % 1000000),
           printf('{a%d,b%d}', b % 100, c % 100),
           printf('{"k":%d,"s":"%s"}', a % 100000, (SELECT word FROM words WHERE number = c % 10)),
           printf('%08x-%04x-4%03x-a%03x-%06x%06x', a, b & 65535, c & 4095, (a >> 12) & 4095, b & 16777215, c & 16777215),
           c % 2
    FROM numbers;
"""

SMALL = """
    CREATE TABLE $name (
      id       INTEGER PRIMARY KEY,
      name     TEXT NOT NULL,
      amount   REAL,
      created  TIMESTAMP NOT NULL,
      active   BOOLEAN NOT NULL
    );
    INSERT INTO $name
    $numbers
    SELECT i, printf('%08x%08x', a, b), CASE WHEN c % 20 THEN b % 1000000 / 100.0 END, $day || ' 12:34:56', c % 2 FROM numbers;
"""


def script(template, rows, seed, **names):
    numbers = string.Template(NUMBERS).substitute(rows=rows, seed=seed)
    return string.Template(template).substitute(numbers=numbers, day=DAY, **names)


def two_tables(events, orders):
    yield script(EVENTS, events, seed=1)
    yield script(ORDERS, orders, seed=2, words=", ".join(f"({i}, '{word}')" for i, word in enumerate(WORDS)))


def small_tables(tables, rows):
    for number in range(tables):
        yield script(SMALL, rows, seed=number * 1000, name=f"table_{number:05}")


KINDS = {"two_tables": two_tables, "small_tables": small_tables}


def main(kind, path, *sizes):
    path = pathlib.Path(path)
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    database = sqlite3.connect(unfinished)
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096;")
    for statements in KINDS[kind](*map(int, sizes)):
        database.executescript("BEGIN;" + statements + "COMMIT;")
    database.close()
    unfinished.rename(path)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])

#!/usr/bin/env python3
"""ADBC's SQLite driver as an Arrow stream into DuckDB.

    adbc.py THREADS SOURCE TARGET
"""

import sys

import adbc_driver_sqlite.dbapi
import duckdb

threads, source, target = sys.argv[1:]
database = duckdb.connect(target, config={"threads": threads})
with adbc_driver_sqlite.dbapi.connect(source) as connection, connection.cursor() as cursor:
    cursor.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    for (table,) in cursor.fetchall():
        cursor.execute(f'SELECT * FROM "{table}"')
        stream = cursor.fetch_record_batch()
        database.execute(f'CREATE TABLE "{table}" AS FROM stream')
database.close()

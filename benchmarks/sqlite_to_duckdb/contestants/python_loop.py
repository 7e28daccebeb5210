#!/usr/bin/env python3
"""The loop that people write: sqlite3 to pyarrow to DuckDB, for the first rows of one table.

    python_loop.py TABLE ROWS SOURCE TARGET
"""

import sqlite3
import sys

import duckdb
import pyarrow

table, rows, source, target = sys.argv[1:]
database = duckdb.connect(target)
cursor = sqlite3.connect(source).execute(f"SELECT * FROM {table} LIMIT {rows}")
names = [column[0] for column in cursor.description]
created = False
while batch := cursor.fetchmany(100_000):
    chunk = pyarrow.Table.from_pylist([dict(zip(names, row)) for row in batch])
    if not created:
        database.execute(f"CREATE TABLE {table} AS FROM chunk")
        created = True
    else:
        database.execute(f"INSERT INTO {table} FROM chunk")
database.close()

#!/usr/bin/env python3
"""The floor of writing: DuckDB 2.0 makes a new file of rows that lie in memory as Arrow.

    write_floor.py THREADS DATABASE TARGET      the rows are those of the DuckDB file DATABASE

Prints {"seconds": ...}: CREATE TABLE AS for each table, and closing the file.
"""

import json
import sys
import time

import duckdb

threads, database, target = sys.argv[1:]
source = duckdb.connect(database, read_only=True, config={"threads": threads})
names = [name for (name,) in source.execute("SELECT table_name FROM duckdb_tables() ORDER BY table_name").fetchall()]
tables = {name: source.sql(f"FROM {name}").to_arrow_reader(122_880).read_all() for name in names}
source.close()

writer = duckdb.connect(target, config={"threads": threads})
start = time.perf_counter()
for name, rows in tables.items():
    writer.execute(f"CREATE TABLE {name} AS FROM rows")
writer.close()
print(json.dumps({"seconds": time.perf_counter() - start}))

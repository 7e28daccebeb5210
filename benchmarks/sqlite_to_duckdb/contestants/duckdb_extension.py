#!/usr/bin/env python3
"""DuckDB's own sqlite extension.

    duckdb_extension.py copy_from_database|ctas|ctas_unordered THREADS SOURCE TARGET
"""

import glob
import sys

import duckdb
import duckdb_extension_sqlite_scanner

mode, threads, source, target = sys.argv[1:]
(extension,) = glob.glob(f"{duckdb_extension_sqlite_scanner.__path__[0]}/extensions/v{duckdb.__version__}/*.duckdb_extension")

database = duckdb.connect(config={"threads": threads})
database.execute(f"LOAD '{extension}'")
database.execute(f"ATTACH '{source}' AS source (TYPE sqlite, READ_ONLY)")
database.execute(f"ATTACH '{target}' AS target")
if mode == "copy_from_database":
    database.execute("COPY FROM DATABASE source TO target")
else:
    if mode == "ctas_unordered":
        database.execute("SET preserve_insertion_order = false")
    tables = database.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'source'").fetchall()
    for (table,) in tables:
        database.execute(f'CREATE TABLE target."{table}" AS FROM source."{table}"')
database.execute("DETACH target")

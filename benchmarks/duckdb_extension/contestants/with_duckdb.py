#!/usr/bin/env python3
"""DuckDB 2.0 on its own table (.duckdb), on Parquet, and, with Quiver's extension, on Arrow files.

    with_duckdb.py THREADS REPEATS SOURCE EXTENSIONS [OPTION OF read_arrow]...
"""

import sys

import duckdb

import sql
import timing

_, threads, repeats, source, extensions, *options = sys.argv
connection = duckdb.connect(config={"threads": threads, "allow_unsigned_extensions": "true", "extension_directories": f"['{extensions}']"})
if source.endswith(".duckdb"):
    connection.execute(f"ATTACH '{source}' AS own (READ_ONLY)")
    table = "own.lineitem"
elif source.endswith(".parquet"):
    table = f"'{source}'"
else:
    connection.load_extension("quiver")
    table = f"read_arrow({', '.join([repr(source), *options])})"


def query(text):
    return lambda: connection.execute(text.format(table)).fetchall()


timing.report({name: query(text) for name, text in sql.QUERIES.items()}, int(repeats))

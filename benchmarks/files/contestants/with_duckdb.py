#!/usr/bin/env python3
"""DuckDB's COPY. It reads an Arrow file through pyarrow's dataset.

    with_duckdb.py COPY THREADS SOURCE TARGET COMPRESSION
"""

import sys

import duckdb

_, threads, source, target, compression = sys.argv[1:]
connection = duckdb.connect(config={"threads": threads})
if source.endswith(".arrow"):
    import pyarrow.dataset

    rows = pyarrow.dataset.dataset(source, format="ipc")
    source_sql = "rows"
else:
    source_sql = f"'{source}'"
connection.execute(f"COPY (FROM {source_sql}) TO '{target}' (FORMAT parquet, COMPRESSION {compression})")

#!/usr/bin/env python3
"""ConnectorX, each table in as many partitions as there are threads, in memory, then into a DuckDB file, or Arrow or Parquet files.

    connectorx_tables.py duckdb|arrow|parquet THREADS URI TARGET
"""

import pathlib
import sys

import connectorx
import duckdb
import pyarrow
import pyarrow.parquet

mode, threads, uri, target = sys.argv[1:]
database = duckdb.connect(target, config={"threads": threads}) if mode == "duckdb" else None
for table in ("events", "orders"):
    rows = connectorx.read_sql(
        uri, f"SELECT * FROM {table}", partition_on="id", partition_num=int(threads), return_type="arrow"
    )
    path = str(pathlib.Path(target) / f"{table}.{mode}")
    if mode == "duckdb":
        database.execute(f"CREATE TABLE {table} AS FROM rows")
    elif mode == "parquet":
        pyarrow.parquet.write_table(rows, path, compression="zstd")
    else:
        with pyarrow.OSFile(path, "wb") as file, pyarrow.ipc.new_file(file, rows.schema) as writer:
            writer.write_table(rows)
    del rows
if database:
    database.close()

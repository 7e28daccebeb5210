#!/usr/bin/env python3
"""ADBC's PostgreSQL driver as an Arrow stream, into a DuckDB file, or into Arrow or Parquet files of a folder.

    adbc.py duckdb|arrow|parquet THREADS URI TARGET
"""

import pathlib
import sys

import adbc_driver_postgresql.dbapi
import duckdb
import pyarrow
import pyarrow.parquet

mode, threads, uri, target = sys.argv[1:]
database = duckdb.connect(target, config={"threads": threads}) if mode == "duckdb" else None
with adbc_driver_postgresql.dbapi.connect(uri) as connection, connection.cursor() as cursor:
    for table in ("events", "orders"):
        cursor.execute(f"SELECT * FROM {table}")
        stream = cursor.fetch_record_batch()
        path = str(pathlib.Path(target) / f"{table}.{mode}")
        if mode == "duckdb":
            database.execute(f"CREATE TABLE {table} AS FROM stream")
        elif mode == "parquet":
            with pyarrow.parquet.ParquetWriter(path, stream.schema, compression="zstd") as writer:
                for batch in stream:
                    writer.write_batch(batch)
        else:
            with pyarrow.OSFile(path, "wb") as file, pyarrow.ipc.new_file(file, stream.schema) as writer:
                for batch in stream:
                    writer.write_batch(batch)
if database:
    database.close()

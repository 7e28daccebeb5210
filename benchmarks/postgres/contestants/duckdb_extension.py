#!/usr/bin/env python3
"""DuckDB's own postgres extension, into a DuckDB file, or into Arrow or Parquet files of a folder.

    duckdb_extension.py duckdb|duckdb_unordered|arrow|parquet THREADS URI TARGET
"""

import glob
import pathlib
import sys

import duckdb
import duckdb_extension_postgres_scanner
import pyarrow

mode, threads, uri, target = sys.argv[1:]
(extension,) = glob.glob(f"{duckdb_extension_postgres_scanner.__path__[0]}/extensions/v{duckdb.__version__}/*.duckdb_extension")

database = duckdb.connect(config={"threads": threads})
database.execute(f"LOAD '{extension}'")
database.execute(f"ATTACH '{uri}' AS source (TYPE postgres, READ_ONLY)")
if mode.startswith("duckdb"):
    database.execute(f"ATTACH '{target}' AS target")
    if mode == "duckdb_unordered":
        database.execute("SET preserve_insertion_order = false")
for table in ("events", "orders"):
    rows = f"source.public.{table}"
    if mode.startswith("duckdb"):
        database.execute(f"CREATE TABLE target.{table} AS FROM {rows}")
    elif mode == "parquet":
        database.execute(f"COPY (FROM {rows}) TO '{target}/{table}.parquet' (COMPRESSION zstd)")
    else:
        reader = database.sql(f"FROM {rows}").to_arrow_reader(122_880)
        with pyarrow.OSFile(str(pathlib.Path(target) / f"{table}.arrow"), "wb") as file:
            with pyarrow.ipc.new_file(file, reader.schema) as writer:
                for batch in reader:
                    writer.write_batch(batch)

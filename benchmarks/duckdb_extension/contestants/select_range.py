#!/usr/bin/env python3
"""A sum over a range of the column by which the rows are sorted: a day, a week, ... of l_shipdate; and what was read for it.

    select_range.py THREADS REPEATS SOURCE EXTENSIONS [prune|all]
"""

import sys

import duckdb

import timing

_, threads, repeats, source, extensions, *pruning = sys.argv
RANGES = {"a day": 1, "a week": 7, "a month": 31, "a year": 365, "everything": 10000}
connection = duckdb.connect(config={"threads": threads, "allow_unsigned_extensions": "true", "extension_directories": f"['{extensions}']"})
connection.load_extension("quiver")
if source.endswith(".duckdb"):
    connection.execute(f"ATTACH '{source}' AS own (READ_ONLY)")
    table = "own.lineitem"
elif source.endswith(".parquet"):
    table = f"'{source}'"
else:
    table = f"read_arrow('{source}', prune := {pruning == ['prune']})"


def query(days):
    begin = "DATE '1992-01-01'" if days > 365 else "DATE '1995-06-17'"
    text = f"""SELECT round(sum(l_extendedprice * l_discount), 2), count(*) FROM {table}
               WHERE l_shipdate >= {begin} AND l_shipdate < {begin} + {days}"""
    return lambda: connection.execute(text).fetchall()


def scanned(days):
    """The batches and bytes that such a query reads."""

    def run_and_ask():
        query(days)()
        return connection.execute("SELECT batches_read, batches_skipped, bytes_read FROM arrow_scan_stats() LIMIT 1").fetchall()

    return run_and_ask


queries = {name: query(days) for name, days in RANGES.items()}
if source.endswith(".arrow"):
    queries |= {f"scan of {name}": scanned(days) for name, days in RANGES.items()}
timing.report(queries, int(repeats))

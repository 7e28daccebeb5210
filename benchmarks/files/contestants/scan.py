#!/usr/bin/env python3
"""Counts the rows of an Arrow file, and adds up a column of it, both several times in one process.

    scan.py pyarrow|polars|duckdb|chdb THREADS FILE COLUMN RUNS
"""

import json
import os
import statistics
import sys
import time

import numpy

name, threads, path, column, runs = sys.argv[1:]


def with_pyarrow():
    import pyarrow
    import pyarrow.compute

    pyarrow.set_cpu_count(int(threads))

    def table():
        return pyarrow.ipc.open_file(pyarrow.memory_map(path))

    return lambda: table().count_rows(), lambda: pyarrow.compute.sum(table().read_all()[column]).as_py()


def with_polars():
    os.environ["POLARS_MAX_THREADS"] = threads
    import polars

    def value(what):
        return polars.scan_ipc(path).select(what).collect().item()

    return lambda: value(polars.len()), lambda: value(polars.col(column).sum())


def with_duckdb():
    import duckdb
    import pyarrow.dataset

    connection = duckdb.connect(config={"threads": threads})

    def value(what):
        rows = pyarrow.dataset.dataset(path, format="ipc")  # noqa: F841
        return connection.execute(f"SELECT {what} FROM rows").fetchone()[0]

    return lambda: value("count(*)"), lambda: value(f"sum({column})")


def with_chdb():
    import chdb

    def value(what):
        return float(str(chdb.query(f"SELECT {what} FROM file('{path}', 'Arrow') SETTINGS max_threads = {threads}", "TSV")))

    return lambda: int(value("count()")), lambda: value(f"sum({column})")


def timed(work):
    """The result, and the seconds of each run."""
    seconds = []
    something = numpy.ones(1 << 27)
    for _ in range(int(runs)):
        something.sum()  # so that nothing is left in the processor's caches
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return result, seconds


count, add = {"pyarrow": with_pyarrow, "polars": with_polars, "duckdb": with_duckdb, "chdb": with_chdb}[name]()
rows, counted = timed(count)
total, added = timed(add)
print(json.dumps({
    "rows": rows, "sum": total, "open_seconds": statistics.median(counted),
    "first_sum_seconds": added[0], "sum_seconds": statistics.median(added),
}))  # fmt: skip

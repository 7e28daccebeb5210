#!/usr/bin/env python3
"""DuckDB 1.2 and its old extension `arrow`, which reads no files, but an IPC stream in memory: here a mapped file.

    with_old_extension.py THREADS REPEATS SOURCE
"""

import importlib.resources
import mmap
import sys

import duckdb
import numpy

import sql
import timing

_, threads, repeats, source = sys.argv
connection = duckdb.connect(config={"threads": threads, "allow_unsigned_extensions": "true"})
extensions = importlib.resources.files("duckdb_extension_arrow") / "extensions"
connection.load_extension(str(next(extensions.glob("*/arrow.duckdb_extension"))))
with open(source, "rb") as file:
    stream = numpy.frombuffer(mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ), dtype=numpy.uint8)
table = f"scan_arrow_ipc([{{'ptr': {stream.ctypes.data}::UBIGINT, 'size': {stream.size}::UBIGINT}}])"


def query(text):
    return lambda: connection.execute(text.format(table)).fetchall()


timing.report({name: query(text) for name, text in sql.QUERIES.items()}, int(repeats))

#!/usr/bin/env python3
"""COPY of the table to a file, several times in this process: seconds of each, and the file's size.

    write.py THREADS REPEATS TABLE.duckdb TARGET OPTIONS EXTENSIONS
"""

import json
import os
import pathlib
import sys
import time

import duckdb

_, threads, repeats, source, target, options, extensions = sys.argv
connection = duckdb.connect(config={"threads": threads, "allow_unsigned_extensions": "true", "extension_directories": f"['{extensions}']"})
connection.load_extension("quiver")
connection.execute(f"ATTACH '{source}' AS own (READ_ONLY)")
path = pathlib.Path(target)
seconds = []
for _ in range(int(repeats) + 1):
    path.unlink(missing_ok=True)
    os.sync()  # what the last one left to write does not fall upon this one
    start = time.perf_counter()
    connection.execute(f"COPY own.lineitem TO '{target}' ({options})")
    seconds.append(time.perf_counter() - start)
print(json.dumps({"seconds": seconds[1:], "megabytes": path.stat().st_size / 1e6}))

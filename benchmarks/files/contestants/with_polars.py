#!/usr/bin/env python3
"""polars, as a lazy query into a sink, or as a frame in memory.

    with_polars.py lazy|eager THREADS SOURCE TARGET COMPRESSION
"""

import os
import sys

mode, threads, source, target, compression = sys.argv[1:]
os.environ["POLARS_MAX_THREADS"] = threads

import polars  # noqa: E402

compression = "uncompressed" if compression == "none" else compression
scan = {
    "csv": lambda: polars.scan_csv(source, try_parse_dates=True),
    "parquet": lambda: polars.scan_parquet(source),
    "arrow": lambda: polars.scan_ipc(source),
}[source.rpartition(".")[2]]()  # fmt: skip
if mode == "lazy":
    (scan.sink_parquet if target.endswith(".parquet") else scan.sink_ipc)(target, compression=compression)
else:
    frame = scan.collect()
    (frame.write_parquet if target.endswith(".parquet") else frame.write_ipc)(target, compression=compression)

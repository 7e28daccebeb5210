#!/usr/bin/env python3
"""polars: a lazy query into a sink.

    with_polars.py lazy THREADS SOURCE TARGET COMPRESSION
"""

import os
import sys

_, threads, source, target, compression = sys.argv[1:]
os.environ["POLARS_MAX_THREADS"] = threads

import polars  # noqa: E402

compression = "uncompressed" if compression == "none" else compression
scan = {
    "csv": lambda: polars.scan_csv(source, try_parse_dates=True),
    "parquet": lambda: polars.scan_parquet(source),
    "arrow": lambda: polars.scan_ipc(source),
}[source.rpartition(".")[2]]()  # fmt: skip
(scan.sink_parquet if target.endswith(".parquet") else scan.sink_ipc)(target, compression=compression)

#!/usr/bin/env python3
"""chdb: ClickHouse in the process.

    with_chdb.py INSERT THREADS SOURCE TARGET COMPRESSION
"""

import sys

import chdb

_, threads, source, target, compression = sys.argv[1:]
FORMATS = {"csv": "CSVWithNames", "parquet": "Parquet", "arrow": "Arrow"}
read, write = (FORMATS[path.rpartition(".")[2]] for path in (source, target))
chdb.query(
    f"""SELECT * FROM file('{source}', '{read}') INTO OUTFILE '{target}' FORMAT {write}
        SETTINGS max_threads = {threads}, output_format_arrow_string_as_string = 1,
                 output_format_{write.lower()}_compression_method = '{compression}'"""
)

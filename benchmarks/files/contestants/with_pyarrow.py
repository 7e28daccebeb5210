#!/usr/bin/env python3
"""pyarrow, a table in memory at once or as a stream of batches.

    with_pyarrow.py eager|streaming THREADS SOURCE TARGET COMPRESSION
"""

import sys

import pyarrow
import pyarrow.csv
import pyarrow.parquet

mode, threads, source, target, compression = sys.argv[1:]
pyarrow.set_cpu_count(int(threads))
BLOCK = 1 << 24  # bytes of CSV at a time when streaming: the usual 1 MiB would be a row group each


def ipc_file(schema):
    options = pyarrow.ipc.IpcWriteOptions(compression=None if compression == "none" else compression)
    return pyarrow.ipc.new_file(target, schema, options=options)


def whole_table():
    if source.endswith(".csv"):
        return pyarrow.csv.read_csv(source)
    if source.endswith(".parquet"):
        return pyarrow.parquet.read_table(source)
    with pyarrow.memory_map(source) as file:
        return pyarrow.ipc.open_file(file).read_all()


def stream():
    """The schema, and batches."""
    if source.endswith(".csv"):
        reader = pyarrow.csv.open_csv(source, read_options=pyarrow.csv.ReadOptions(block_size=BLOCK))
        return reader.schema, reader
    if source.endswith(".parquet"):
        file = pyarrow.parquet.ParquetFile(source)
        return file.schema_arrow, file.iter_batches(batch_size=1 << 17)
    file = pyarrow.ipc.open_file(pyarrow.memory_map(source))
    return file.schema, (file.get_batch(i) for i in range(file.num_record_batches))


def write_stream(schema, batches):
    if target.endswith(".arrow"):
        with ipc_file(schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
    else:
        with pyarrow.parquet.ParquetWriter(target, schema, compression=compression) as writer:
            for batch in batches:
                writer.write_batch(batch)  # a row group for each


if mode == "streaming":
    write_stream(*stream())
elif target.endswith(".parquet"):
    pyarrow.parquet.write_table(whole_table(), target, compression=compression)
else:
    table = whole_table()
    with ipc_file(table.schema) as writer:
        writer.write_table(table)

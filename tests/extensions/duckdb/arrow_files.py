"""Arrow IPC files for the tests, written by pyarrow, with statistics as src/core/statistics_metadata.h describes them."""

import base64
import json

import pyarrow
import pyarrow.compute
import pyarrow.ipc


def bound(value):
    """A bound as the statistics have it; None where they don't have one."""
    kind = value.type
    if not value.is_valid:
        return None
    if pyarrow.types.is_boolean(kind):
        return value.as_py()
    if pyarrow.types.is_floating(kind):
        return repr(value.as_py())
    if pyarrow.types.is_decimal(kind):
        return str(int(value.as_py().scaleb(kind.scale)))
    if pyarrow.types.is_string(kind):
        return base64.b64encode(value.as_py().encode()).decode()
    storage = pyarrow.int32() if kind.bit_width == 32 else pyarrow.int64()
    return pyarrow.scalar(value.cast(storage) if pyarrow.types.is_temporal(kind) else value, None).as_py()


def column_statistics(name, batches):
    """What is known of a column, an entry for each batch."""
    known = {"name": name, "nulls": [batch.null_count for batch in batches], "min": [], "max": []}
    if pyarrow.types.is_floating(batches[0].type):
        nans = [pyarrow.compute.is_nan(batch) for batch in batches]
        known["nan"] = [pyarrow.compute.any(nan).as_py() or False for nan in nans]
        batches = [batch.filter(pyarrow.compute.invert(nan)) for batch, nan in zip(batches, nans)]
    for batch in batches:
        extremes = pyarrow.compute.min_max(batch)
        known["min"].append(bound(extremes["min"]))
        known["max"].append(bound(extremes["max"]))
    return known


def statistics(batches):
    """The value of `quiver.statistics` in the footer of a file with these batches."""
    names = batches[0].schema.names
    columns = [column_statistics(name, [batch.column(name) for batch in batches]) for name in names]
    rows = [batch.num_rows for batch in batches]
    return json.dumps({"version": 1, "writer": "quiver tests", "rows": rows, "columns": columns})


def write(path, table, rows=None, stream=False, compression=None, stats=False):
    """Writes `table` in batches of `rows` rows."""
    options = pyarrow.ipc.IpcWriteOptions(compression=compression)
    batches = table.combine_chunks().to_batches(max_chunksize=rows)
    if stream:
        writer = pyarrow.ipc.new_stream(path, table.schema, options=options)
    else:
        metadata = {"quiver.statistics": statistics(batches)} if stats else None
        writer = pyarrow.ipc.new_file(path, table.schema, options=options, metadata=metadata)
    with writer:
        for batch in batches:
            writer.write_batch(batch)

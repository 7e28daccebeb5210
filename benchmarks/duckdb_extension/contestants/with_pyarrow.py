#!/usr/bin/env python3
"""pyarrow: the columns that a query needs as a table over the mapped file, then filter and group by.

    with_pyarrow.py THREADS REPEATS SOURCE
"""

import datetime
import sys

import pyarrow
from pyarrow import ipc
from pyarrow.compute import field, scalar

import timing

_, threads, repeats, source = sys.argv
pyarrow.set_cpu_count(int(threads))
KEYS = ["l_returnflag", "l_linestatus"]


def read(names):
    with pyarrow.memory_map(source) as file:
        schema = ipc.open_file(file).schema
        options = ipc.IpcReadOptions(included_fields=[schema.get_field_index(name) for name in names])
        return ipc.open_file(file, options=options).read_all()


def count():
    with pyarrow.memory_map(source) as file:
        return [[ipc.open_file(file).count_rows()]]


def q6():
    table = read(["l_quantity", "l_extendedprice", "l_discount", "l_shipdate"]).filter(
        (field("l_shipdate") >= scalar(datetime.date(1994, 1, 1)))
        & (field("l_shipdate") < scalar(datetime.date(1995, 1, 1)))
        & (field("l_discount") >= 0.05)
        & (field("l_discount") <= 0.07)
        & (field("l_quantity") < 24)
    )
    return [[pyarrow.compute.sum(pyarrow.compute.multiply(table["l_extendedprice"], table["l_discount"])).as_py()]]


def q1():
    multiply, add, subtract = pyarrow.compute.multiply, pyarrow.compute.add, pyarrow.compute.subtract
    names = [*KEYS, "l_quantity", "l_extendedprice", "l_discount", "l_tax", "l_shipdate"]
    table = read(names).filter(field("l_shipdate") <= scalar(datetime.date(1998, 9, 2)))
    discounted = multiply(table["l_extendedprice"], subtract(1, table["l_discount"]))
    table = table.append_column("discounted", discounted)
    table = table.append_column("charged", multiply(discounted, add(1, table["l_tax"])))
    sums = [(name, "sum") for name in ("l_quantity", "l_extendedprice", "discounted", "charged")]
    means = [(name, "mean") for name in ("l_quantity", "l_extendedprice", "l_discount")]
    groups = table.group_by(KEYS).aggregate([*sums, *means, ([], "count_all")])
    return sorted(tuple(row.values()) for row in groups.to_pylist())


timing.report({"count": count, "Q6": q6, "Q1": q1}, int(repeats))

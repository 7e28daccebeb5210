#!/usr/bin/env python3
"""polars: lazy queries over the same Arrow file, which it maps when it is not compressed.

    with_polars.py THREADS REPEATS SOURCE
"""

import datetime
import os
import sys

_, threads, repeats, source = sys.argv
os.environ["POLARS_MAX_THREADS"] = threads

import polars  # noqa: E402
from polars import col  # noqa: E402

import timing  # noqa: E402

KEYS = ["l_returnflag", "l_linestatus"]


def count():
    return polars.scan_ipc(source).select(polars.len()).collect().rows()


def q6():
    return (
        polars.scan_ipc(source)
        .filter(
            (col("l_shipdate") >= datetime.date(1994, 1, 1))
            & (col("l_shipdate") < datetime.date(1995, 1, 1))
            & col("l_discount").is_between(0.05, 0.07)
            & (col("l_quantity") < 24)
        )
        .select((col("l_extendedprice") * col("l_discount")).sum())
        .collect()
        .rows()
    )


def q1():
    discounted = col("l_extendedprice") * (1 - col("l_discount"))
    return (
        polars.scan_ipc(source)
        .filter(col("l_shipdate") <= datetime.date(1998, 9, 2))
        .group_by(KEYS)
        .agg(
            col("l_quantity").sum(),
            col("l_extendedprice").sum(),
            discounted.sum().alias("discounted"),
            (discounted * (1 + col("l_tax"))).sum().alias("charged"),
            col("l_quantity").mean().alias("mean_quantity"),
            col("l_extendedprice").mean().alias("mean_price"),
            col("l_discount").mean().alias("mean_discount"),
            polars.len(),
        )
        .with_columns(col(KEYS).cast(polars.String))
        .sort(KEYS)
        .collect()
        .rows()
    )


timing.report({"count": count, "Q6": q6, "Q1": q1}, int(repeats))

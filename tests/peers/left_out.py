"""What is not compared, and why. Everything else in every_type.py is."""

from every_type import NESTED

TIMES = ["time_s", "time_ms", "time_us", "time_ns"]
BINARY, DURATION, DECIMAL_76 = ["binary", "fixed_binary"], ["duration_us"], ["decimal_76_38"]
ALL_NESTED = NESTED + [f"full_{name}" for name in NESTED]

# (who reads or writes, ending of the file): {why: columns}; "*" is every ending.
LEFT_OUT = {
    ("quiver", "csv"): {
        "a CSV field can't hold nested values": ALL_NESTED,
        "CSV has text only: bytes are written as \\x41": BINARY,
        "CSV has text only: '-1 us'": DURATION,
    },
    ("quiver", "duckdb"): {
        "DuckDB's DECIMAL has 38 digits": DECIMAL_76,
        "DuckDB has no type for it; INTERVAL has months": DURATION,
    },
    ("pyarrow", "csv"): {"its CSV reader has no decimals of more than 38 digits": DECIMAL_76},
    ("polars", "*"): {"its Decimal has 38 digits": DECIMAL_76},
    ("duckdb", "*"): {
        "its DECIMAL has 38 digits": DECIMAL_76,
        "its INTERVAL has months, and comes back as such": DURATION,
    },
    ("chdb", "*"): {
        "its arrays and maps can't be NULL, and become empty": NESTED,
    },
    ("written by chdb", "*"): {"its String can be written as text or as bytes, but not one column as this": BINARY},
    ("written by chdb", "parquet"): {"its Parquet writer has no such types": TIMES + DURATION},
    ("written by chdb", "csv"): {"it writes the local time, without its zone": ["timestamp_ns_utc", "timestamp_us_berlin"]},
    ("written by duckdb", "parquet"): {
        "it writes three elements for an array that is NULL, which Arrow's reader refuses": ["fixed_list"],
    },
    # A folder for each value of a column.
    ("chdb", "folders"): {"it does not read %2F in a folder's name as a slash": ["part"]},
}


def left_out(who, ending):
    return {name for ending in (ending, "*") for names in LEFT_OUT.get((who, ending), {}).values() for name in names}


def kept(names, ending, *who):
    """Those of `names` that all of them can hold in a file of that ending."""
    return [name for name in names if not any(name in left_out(one, ending) for one in who)]

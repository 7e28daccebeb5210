#!/usr/bin/env python3
"""What a file of lineitem holds, as numbers that every right copy has.

    facts.py FILE      prints {"facts": {fact: value}, "order_kept": bool}
"""

import json
import sys

import duckdb

# Sums that do not depend on the order of rows, nor on how a double was added up.
FACTS = {
    "rows": "count(*)",
    "orders": "sum(l_orderkey)",
    "quantity": "sum(CAST(l_quantity AS BIGINT))",
    "cents": "sum(CAST(round(l_extendedprice * 100) AS BIGINT))",
    "first day": "CAST(min(l_shipdate) AS TEXT)",
    "last day": "CAST(max(l_receiptdate) AS TEXT)",
    "modes": "sum(length(l_shipmode))",
    "comments": "sum(length(l_comment))",
    "last comment": "max(l_comment)",
}
# Rows come in this order.
PLACE = "l_orderkey * 8 + l_linenumber"


def facts(path):
    connection = duckdb.connect()
    if path.endswith(".arrow"):
        import pyarrow.dataset

        rows = pyarrow.dataset.dataset(path, format="ipc")  # noqa: F841
        source = "rows"
    else:
        source = f"'{path}'"
    row = connection.execute(f"SELECT {', '.join(FACTS.values())} FROM {source}").fetchone()
    found = {name: value if isinstance(value, str) else int(value) for name, value in zip(FACTS, row)}
    falls = f"SELECT count(*) FROM (SELECT {PLACE} < lag({PLACE}) OVER () AS falls FROM {source}) WHERE falls"
    return {"facts": found, "order_kept": connection.execute(falls).fetchone() == (0,)}


if __name__ == "__main__":
    print(json.dumps(facts(sys.argv[1])))

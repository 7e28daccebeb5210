#!/usr/bin/env python3
"""What the copied tables hold, as numbers that every right copy has, whatever types it chose.

    facts.py TARGET      a DuckDB file, or a folder of events and orders as .arrow or .parquet

Prints {"table.fact": number or text}.
"""

import json
import pathlib
import sys

import duckdb
import pyarrow.dataset

EVENTS = {
    "rows": "count(*)",
    "ids": "sum(id)",
    "users": "sum(user_id)",
    "values": "count(value)",
    "micro values": "sum(CAST(round(value * 1000000) AS BIGINT))",
    "name bytes": "sum(length(name))",
    "smallest name": "min(name)",
    "last day": "max(CAST(day AS VARCHAR))",
}
ORDERS = {
    "rows": "count(*)",
    "ids": "sum(id)",
    "customers": "sum(customer)",
    "cents": "sum(CAST(round(CAST(amount AS DOUBLE) * 100) AS BIGINT))",
    "weights": "count(weight)",
    "micro weights": "sum(CAST(round(weight * 1000000) AS BIGINT))",
    "note characters": "sum(length(note))",
    "largest note": "max(note)",
    "last day": "max(CAST(day AS VARCHAR))",
    "microseconds": 'sum(epoch_us(CAST("at" AS TIMESTAMP)) % 1000000)',
    "last time": 'max(epoch_us(CAST("at" AS TIMESTAMP)))',
    "tags": "sum(len(tags))",
    "payload": r"sum(CAST(regexp_extract(CAST(payload AS VARCHAR), '\"k\": ?([0-9]+)', 1) AS BIGINT))",
    "smallest uid": "min({uid})",
    "active": "count_if(active)",
}


def relation(database, target, table):
    if target.is_file():
        return f"target.{table}"
    if (target / f"{table}.parquet").exists():
        return f"'{target / f'{table}.parquet'}'"
    database.register(f"{table}_file", pyarrow.dataset.dataset(target / f"{table}.arrow", format="ipc"))
    return f"{table}_file"


def main(path):
    target = pathlib.Path(path)
    database = duckdb.connect()
    database.execute("SET TimeZone = 'UTC'")
    if target.is_file():
        database.execute(f"ATTACH '{target}' AS target (READ_ONLY)")
    found = {}
    for table, facts in (("events", EVENTS), ("orders", ORDERS)):
        rows = relation(database, target, table)
        uid = ""
        if table == "orders":
            (uid_type,) = database.execute(f"SELECT typeof(uid) FROM {rows} LIMIT 1").fetchall()[0]
            uid = "lower(hex(uid))" if uid_type == "BLOB" else "replace(CAST(uid AS VARCHAR), '-', '')"
        columns = ", ".join(fact.format(uid=uid) if "{uid}" in fact else fact for fact in facts.values())
        values = database.execute(f"SELECT {columns} FROM {rows}").fetchall()[0]
        found |= {f"{table}.{name}": v if isinstance(v, str) else int(v) for name, v in zip(facts, values)}
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])

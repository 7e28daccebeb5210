#!/usr/bin/env python3
"""What a database holds, as numbers that every right copy has: they are asked of the SQLite source, and of each target.

    facts.py sqlite|duckdb DATABASE [ROWS]      the first ROWS rows of each table only (SQLite)

Prints {"tables": {table: {fact: number}}, "order_kept": bool or null, "primary_keys": n} (the last two for DuckDB only).
"""

import json
import sqlite3
import sys

# Sums that do not depend on the order of rows, nor on how a double was added up. Both databases know these functions.
EVENTS = {
    "rows": "count(*)",
    "ids": "sum(id)",
    "users": "sum(user_id)",
    "values": "count(value)",
    "micro values": "sum(CAST(round(value * 1000000) AS BIGINT))",
    "name bytes": "sum(length(name))",
    "smallest name": "min(name)",
    "days": "sum(CAST(substr(CAST(day AS TEXT), 9, 2) AS BIGINT))",
    "last day": "max(CAST(day AS TEXT))",
}
ORDERS = {
    "rows": "count(*)",
    "ids": "sum(id)",
    "customers": "sum(customer)",
    "cents": "sum(CAST(round(amount * 100) AS BIGINT))",
    "weights": "count(weight)",
    "micro weights": "sum(CAST(round(weight * 1000000) AS BIGINT))",
    "note characters": "sum(length(note))",
    "largest note": "max(note)",
    "days": "sum(CAST(substr(CAST(day AS TEXT), 9, 2) AS BIGINT))",
    "microseconds": "sum(CAST(substr({at}, 21, 6) AS BIGINT))",
    "last time": "max({at})",
    "tag characters": "sum(length(tags))",
    "payload characters": "sum(length(payload))",
    "smallest uid": "min(CAST(uid AS TEXT))",
    "active": "sum(CAST(active AS BIGINT))",
}
# Where a row of number n in the source must be: the difference to its place is 0 for all rows when the order was kept.
PLACE = {"events": "id - 1", "orders": "id // 1000003 - 1"}
SMALL = {"rows": "count(*)", "ids": "sum(id)", "name bytes": "sum(length(name))", "active": "sum(CAST(active AS BIGINT))"}


def facts_of(table, source, execute, at):
    facts = {"events": EVENTS, "orders": ORDERS}.get(table, SMALL)
    values = ", ".join(fact.format(at=at) for fact in facts.values())
    row = execute(f"SELECT {values} FROM {source}").fetchone()
    return {name: value if isinstance(value, str) else int(value) for name, value in zip(facts, row)}


def of_sqlite(path, rows):
    database = sqlite3.connect(path)
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    limit = f" LIMIT {rows}" if rows else ""
    return {"tables": {t: facts_of(t, f"(SELECT * FROM {t}{limit})", database.execute, at='"at"') for t in tables}}


def of_duckdb(path):
    import duckdb

    database = duckdb.connect(path, read_only=True)
    query = "SELECT table_name FROM duckdb_tables() ORDER BY table_name"
    tables = [name for (name,) in database.execute(query).fetchall()]
    at = """strftime(CAST("at" AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%f')"""
    facts = {table: facts_of(table, table, database.execute, at) for table in tables}
    order_kept = None
    if "events" in tables:
        misplaced = [f"SELECT count(*) FROM {table} WHERE {PLACE[table]} <> rowid" for table in tables]
        order_kept = all(database.execute(query).fetchone() == (0,) for query in misplaced)
    keys = "SELECT count(*) FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'"
    return {"tables": facts, "order_kept": order_kept, "primary_keys": database.execute(keys).fetchone()[0]}


if __name__ == "__main__":
    kind, path, *rows = sys.argv[1:]
    print(json.dumps(of_sqlite(path, int(rows[0]) if rows else 0) if kind == "sqlite" else of_duckdb(path)))

"""What every contestant does with its queries: runs each one several times in this process, and prints answers and times."""

import json
import time


def report(queries, repeats):
    """`queries`: name to function that returns rows. The first run is not counted: it maps pages and fills caches."""
    found = {}
    for name, query in queries.items():
        seconds = []
        for _ in range(repeats + 1):
            start = time.perf_counter()
            rows = query()
            seconds.append(time.perf_counter() - start)
        # ENUMs are in the order of their values: rows are compared in one order.
        found[name] = {"rows": sorted([text(value) for value in row] for row in rows), "seconds": seconds[1:]}
    print(json.dumps(found))


def text(value):
    """Numbers as numbers, whatever their type; the rest as text."""
    return float(value) if isinstance(value, (int, float)) else str(value)

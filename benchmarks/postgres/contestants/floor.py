#!/usr/bin/env python3
"""The floor: psql asks for the rows as COPY BINARY and throws them away, a table after the other, in JOBS sessions.

    floor.py JOBS URI
"""

import subprocess
import sys

jobs, uri = int(sys.argv[1]), sys.argv[2]


def psql(sql, **how):
    return subprocess.Popen(["psql", uri, "-X", "-q", "-A", "-t", "-c", sql], **how)


for table in ("events", "orders"):
    pages = int(psql(f"SELECT relpages FROM pg_class WHERE relname = '{table}'", stdout=subprocess.PIPE).communicate()[0])
    borders = [pages * job // jobs for job in range(jobs)] + [2**32 - 1]
    sessions = [
        psql(
            f"COPY (SELECT * FROM {table} WHERE ctid >= '({first},0)' AND ctid < '({last},0)') TO STDOUT (FORMAT binary)",
            stdout=subprocess.DEVNULL,
        )
        for first, last in zip(borders, borders[1:])
    ]
    if any([session.wait() for session in sessions]):
        sys.exit("psql failed")

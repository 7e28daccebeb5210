#!/usr/bin/env python3
"""Writes the seeds of sqlite_pages_fuzzer: small real databases behind the fuzzer's four bytes.

    tests/fuzz/make_sqlite_pages_corpus.py tests/fuzz/corpus/sqlite_pages
"""

import os
import sqlite3
import sys
import tempfile

COLUMNS = "c0 {key}, c1 REAL, c2 TEXT, c3 BLOB, c4 DATE, c5 TIMESTAMP, c6 BOOLEAN, c7"
ENCODINGS = ["UTF-8", "UTF-16le", "UTF-16be"]


def row(i):
    """Every serial type, and now and then a value that needs overflow pages."""
    return (
        (-1) ** i * 3**i % 2**62,
        [1.5, None, float(i), float("inf")][i % 4],
        ["größe", "", "plain ascii", "x" * 700][i % 4],
        [b"", b"\x00\xff", None, b"b" * 1500][i % 4],
        "2024-02-%02d" % (1 + i % 29),
        "2024-02-29 12:34:56.%06d" % i,
        i % 2,
        [None, i, i / 7, "any", b"any", 2**40 * i, -(2**20), 300][i % 8],
    )


def seed(page_size, encoding, without_rowid, rows):
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "seed.db")
        connection = sqlite3.connect(path)
        connection.execute(f"PRAGMA page_size = {page_size}")
        connection.execute(f"PRAGMA encoding = '{ENCODINGS[encoding]}'")
        options = " WITHOUT ROWID" if without_rowid else ""
        columns = COLUMNS.format(key="INTEGER PRIMARY KEY")
        connection.execute(f"CREATE TABLE t ({columns}){options}")
        connection.executemany(
            "INSERT OR IGNORE INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(row, range(rows)))
        connection.commit()
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master").fetchone()
        connection.close()
        exponent = page_size.bit_length() - 10
        with open(path, "rb") as database:
            return bytes([exponent, 0, without_rowid | encoding << 1, root]) + database.read()


def main(folder):
    os.makedirs(folder, exist_ok=True)
    for page_size, encoding, without_rowid, rows in [
        (512, 0, 0, 30), (512, 0, 1, 20), (512, 1, 0, 12), (1024, 2, 1, 12), (4096, 0, 0, 3),
        (512, 0, 0, 0),
    ]:
        name = f"{page_size}-{ENCODINGS[encoding]}-{'key' if without_rowid else 'rowid'}-{rows}"
        with open(os.path.join(folder, name), "wb") as out:
            out.write(seed(page_size, encoding, without_rowid, rows))


if __name__ == "__main__":
    main(sys.argv[1])

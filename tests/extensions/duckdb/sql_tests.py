#!/usr/bin/env python3
"""Runs SQL tests in the manner of sqllogictest (sqlite.org/sqllogictest) with the extension loaded.

    sql_tests.py [FILE.test]...      without files: every one beside this program

A file is a list of records with an empty line between them. Lines that begin with # are comments.

    statement ok                 statement error              query [rowsort]
    SQL                          SQL                          SQL
                                 ----                         ----
                                 a part of the message        values with tabs between them, a row on each line

    file NAME [rows=N] [stream] [compression=zstd] [stats]
    SQL

writes what a query gives into an Arrow file in {folder}, by pyarrow (arrow_files.py).

Values are compared as DuckDB's own text of them; NULL is NULL, and an empty text (empty). In SQL and in what is expected,
{folder} stands for a folder that is empty when the file begins, and {data} for tests/data. Every file runs with one thread
and with four.
"""

import pathlib
import sys
import tempfile

import duckdb

import arrow_files
import quiver_in_duckdb

HERE = pathlib.Path(__file__).resolve().parent
THREADS = (1, 4)


class Failed(Exception):
    """What was expected, and what came."""


def records(path):
    """The records of a file: line number, kind, SQL, and the lines that are expected."""
    lines = path.read_text().splitlines()
    at = 0
    while at < len(lines):
        if not lines[at].strip() or lines[at].startswith("#"):
            at += 1
            continue
        begin = at
        while at < len(lines) and lines[at].strip():
            at += 1
        kind, *body = lines[begin:at]
        rule = body.index("----") if "----" in body else len(body)
        yield begin + 1, kind, "\n".join(body[:rule]), body[rule + 1 :]


def text(value):
    return "NULL" if value is None else value or "(empty)"


def statement(connection, kind, sql, expected):
    try:
        connection.execute(sql).fetchall()
    except duckdb.Error as error:
        if kind == "statement ok":
            raise Failed(f"error: {error}") from None
        wanted = "\n".join(expected)
        if not wanted or wanted not in str(error):
            raise Failed(f"expected an error with: {wanted}\nerror: {error}") from None
        return
    if kind == "statement error":
        raise Failed("expected an error, but the statement succeeded")


def query(connection, kind, sql, expected):
    try:
        relation = connection.sql(sql).project("COLUMNS(*)::VARCHAR")
        rows = ["\t".join(map(text, row)) for row in relation.fetchall()]
    except duckdb.Error as error:
        raise Failed(f"error: {error}") from None
    if kind == "query rowsort":
        rows, expected = sorted(rows), sorted(expected)
    if rows != expected:
        raise Failed("\n".join(["expected:", *expected, "came:", *rows]))


def file(connection, path, options, sql):
    known = {"rows": int, "compression": str, "stream": bool, "stats": bool}
    given = dict(option.partition("=")[::2] for option in options)
    arguments = {name: known[name](value or True) for name, value in given.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    arrow_files.write(path, connection.sql(sql).to_arrow_table(), **arguments)


RECORDS = {"statement ok": statement, "statement error": statement, "query": query, "query rowsort": query}


def run(path, threads):
    """The number of records of a file. Raises Failed with the place of the first one that fails."""
    connection = quiver_in_duckdb.connect(threads)
    count = 0
    with tempfile.TemporaryDirectory(prefix="quiver-sql-") as folder:
        places = {"{folder}": folder, "{data}": str(HERE.parents[1] / "data")}
        for line, kind, sql, expected in records(path):
            for name, place in places.items():
                sql = sql.replace(name, place)
                expected = [wanted.replace(name, place) for wanted in expected]
            try:
                if kind.startswith("file "):
                    _, name, *options = kind.split()
                    file(connection, pathlib.Path(folder) / name, options, sql)
                elif kind not in RECORDS:
                    raise Failed(f"no such kind of record; there are: file, {', '.join(RECORDS)}")
                else:
                    RECORDS[kind](connection, kind, sql, expected)
            except Failed as failed:
                raise Failed(f"{path.name}:{line}, {threads} threads\n{sql}\n{failed}") from None
            count += 1
    connection.close()
    return count


def main():
    paths = [pathlib.Path(name) for name in sys.argv[1:]] or sorted(HERE.glob("*.test"))
    failures = 0
    for path in paths:
        for threads in THREADS:
            try:
                print(f"{path.name}, {threads} threads: {run(path, threads)} records", flush=True)
            except Failed as failed:
                failures += 1
                print(failed, flush=True)
    sys.exit(1 if failures or not paths else 0)


if __name__ == "__main__":
    main()

"""Pruning changes how much is read, and never what comes: random data and random filters, with and without it."""

import pathlib
import random
import tempfile
import unittest

import arrow_files
import quiver_in_duckdb

COLUMNS = {
    "i": "CASE WHEN random() < 0.1 THEN NULL ELSE (n / 3 + random() * 50)::INTEGER END",
    "u": "(n * 7 % 1000)::UBIGINT + 18446744073709550000::UBIGINT",
    "f": "CASE WHEN random() < 0.05 THEN 'nan'::DOUBLE WHEN random() < 0.05 THEN 'inf'::DOUBLE"
    " WHEN random() < 0.05 THEN -0.0::DOUBLE ELSE n / 10.0 - 20 END",
    "d": "(n / 7.0)::DECIMAL(12, 3)",
    "t": "CASE WHEN random() < 0.1 THEN NULL ELSE chr((97 + n // 100)::INTEGER) || chr(97 + (random() * 25)::INTEGER) || 'ü' END",
    "day": "DATE '2020-01-01' + (n / 5)::INTEGER",
    "moment": "TIMESTAMP '1969-12-31 12:00:00' + to_seconds(n * 100)",
    "b": "n > 500",
    "e": "NULL::INTEGER",
}
CONSTANTS = {
    "i": lambda: str(random.randint(-10, 400)),
    "u": lambda: str(18446744073709550000 + random.randint(-10, 1100)),
    "f": lambda: random.choice(["'nan'::DOUBLE", "'inf'::DOUBLE", "'-inf'::DOUBLE", "0.0::DOUBLE"])
    if random.random() < 0.3
    else f"{random.uniform(-30, 100):.2f}::DOUBLE",
    "d": lambda: f"{random.uniform(-10, 160):.3f}",
    "t": lambda: f"'{chr(97 + random.randint(0, 10))}{random.choice(['', 'b', 'zü', chr(0x10FFFF)])}'",
    "day": lambda: f"DATE '2020-01-01' + {random.randint(-20, 220)}",
    "moment": lambda: f"TIMESTAMP '1969-12-31 12:00:00' + to_seconds({random.randint(-100, 110000)})",
    "b": lambda: random.choice(["true", "false"]),
    "e": lambda: str(random.randint(0, 5)),
}


def leaf():
    column = random.choice(list(COLUMNS))
    constant = CONSTANTS[column]
    kind = random.randrange(8)
    if kind == 0:
        return f"{column} IS {random.choice(['', 'NOT '])}NULL"
    if kind == 1:
        return f"{column} BETWEEN {constant()} AND {constant()}"
    if kind == 2:
        return f"{column} {random.choice(['', 'NOT '])}IN ({', '.join(constant() for _ in range(random.randint(1, 4)))})"
    if kind == 3:
        return f"t {random.choice(['', 'NOT '])}LIKE '{chr(97 + random.randint(0, 10))}{random.choice(['%', 'b%', '_ü', '%ü', ''])}'"
    if kind == 4:
        return f"{constant()} {random.choice(['<', '<=', '>', '>=', '=', '<>'])} {column}"
    if kind == 5 and column == "i":
        return f"i + {random.randint(-5, 5)} = {constant()}"
    if kind == 6:
        return f"{column} IS {random.choice(['', 'NOT '])}DISTINCT FROM {constant()}"
    return f"{column} {random.choice(['<', '<=', '>', '>=', '=', '<>'])} {constant()}"


def condition(depth=0):
    if depth == 3 or random.random() < 0.4:
        return leaf()
    kind = random.choice(["AND", "OR", "NOT"])
    if kind == "NOT":
        return f"NOT ({condition(depth + 1)})"
    return f"({condition(depth + 1)} {kind} {condition(depth + 1)})"


class Pruning(unittest.TestCase):
    def setUp(self):
        random.seed(20240229)
        self.connection = quiver_in_duckdb.connect()
        self.connection.execute("SELECT setseed(0.5)").fetchall()
        folder = tempfile.TemporaryDirectory(prefix="quiver-pruning-")
        self.addCleanup(folder.cleanup)
        columns = ", ".join(f"{sql} AS {name}" for name, sql in COLUMNS.items())
        for month in (1, 2):
            path = pathlib.Path(folder.name) / f"month={month}" / "random.arrow"
            path.parent.mkdir()
            table = self.connection.sql(f"SELECT {columns} FROM range(1000) r(n)").to_arrow_table()
            arrow_files.write(path, table, rows=50, stats=True)
        self.pattern = f"{folder.name}/*/*.arrow"

    def answer(self, where, prune):
        files = f"read_arrow('{self.pattern}', filename := true, prune := {prune})"
        return self.connection.execute(f"SELECT count(*), sum(hash(COLUMNS(*)))::VARCHAR FROM {files} WHERE {where}").fetchall()

    def test_random_filters_give_the_same_rows_with_and_without_pruning(self):
        skipped = 0
        for _ in range(400):
            where = condition()
            if random.random() < 0.2:
                where = f"({where}) AND month {random.choice(['=', '<>', '<'])} {random.randint(1, 3)}"
            with_pruning = self.answer(where, True)
            (batches,) = self.connection.execute("SELECT batches_skipped + files_skipped FROM arrow_scan_stats() LIMIT 1").fetchall()[0]
            skipped += batches
            self.assertEqual(with_pruning, self.answer(where, False), where)
        self.assertGreater(skipped, 1000)


if __name__ == "__main__":
    unittest.main()

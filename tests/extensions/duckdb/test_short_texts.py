"""Text that DuckDB keeps inside of its vectors is written there by the extension: the same values come as from DuckDB's importer."""

import pathlib
import random
import tempfile
import unittest

import pyarrow
from pyarrow import ipc

import quiver_in_duckdb

TYPES = {"t": pyarrow.string(), "lt": pyarrow.large_string(), "b": pyarrow.binary(), "lb": pyarrow.large_binary()}
SHORT, LONG = 12, 13  # bytes: the most that is kept inside, and the least that is not


def random_text(most_bytes):
    text = "".join(random.choice("abcxyzäé€ \x00") for _ in range(random.randint(0, most_bytes)))
    while len(text.encode()) > most_bytes:
        text = text[:-1]
    return text


def column(kind, rows, most_bytes, nulls):
    values = [None if random.random() < nulls else random_text(most_bytes) for _ in range(rows)]
    if pyarrow.types.is_binary(kind) or pyarrow.types.is_large_binary(kind):
        values = [None if value is None else value.encode() for value in values]
    return pyarrow.array(values, kind)


class ShortTexts(unittest.TestCase):
    def setUp(self):
        random.seed(20261201)
        folder = tempfile.TemporaryDirectory(prefix="quiver-short-")
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "texts.arrow"

    def check(self, batches):
        with ipc.new_file(self.path, batches[0].schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
        expected = [tuple(row.values()) for row in pyarrow.Table.from_batches(batches).to_pylist()]
        for threads in (1, 4):
            with quiver_in_duckdb.connect(threads) as connection:
                self.assertEqual(expected, connection.execute(f"FROM '{self.path}'").fetchall())

    def test_values_of_every_length_and_nulls_come_as_they_are(self):
        for nulls in (0, 0.2, 1):
            self.check([pyarrow.record_batch({n: column(t, 5000, SHORT, nulls) for n, t in TYPES.items()})])

    def test_batches_with_longer_values_may_come_between(self):
        batches = []
        for most_bytes in (SHORT, LONG, 40, SHORT, 0, LONG):
            columns = {name: column(kind, 3000, most_bytes, 0.1) for name, kind in TYPES.items()}
            # One column stays short, and one is not text at all.
            columns |= {"code": column(pyarrow.string(), 3000, 2, 0.1), "n": pyarrow.array(range(3000))}
            batches.append(pyarrow.record_batch(columns))
        self.check(batches)

    def test_one_long_value_at_the_end_is_enough(self):
        self.check([pyarrow.record_batch({"t": ["a"] * 2999 + ["thirteen byte"]}), pyarrow.record_batch({"t": ["twelve bytes"] * 3000})])

    def test_rows_that_a_filter_leaves_are_the_right_ones(self):
        texts = column(pyarrow.string(), 50_000, SHORT, 0.1)
        with ipc.new_file(self.path, pyarrow.schema({"n": pyarrow.int64(), "t": pyarrow.string()})) as writer:
            writer.write_table(pyarrow.table({"n": range(50_000), "t": texts}), max_chunksize=7000)
        expected = [(n, texts[n].as_py()) for n in range(50_000) if 6_990 <= n < 7_050 or n == 49_999]
        with quiver_in_duckdb.connect() as connection:
            found = connection.execute(f"FROM '{self.path}' WHERE n BETWEEN 6990 AND 7049 OR n = 49999").fetchall()
        self.assertEqual(expected, found)


if __name__ == "__main__":
    unittest.main()

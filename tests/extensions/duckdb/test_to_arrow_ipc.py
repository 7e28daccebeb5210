#!/usr/bin/env python3
"""Clients in Python of to_arrow_ipc: pyarrow and polars read a query's rows from memory."""

import io
import unittest

import pyarrow
from pyarrow import ipc

import quiver_in_duckdb
from peers import polars


def stream(connection, query):
    """The rows of `query` as an Arrow stream."""
    messages = connection.execute("FROM to_arrow_ipc(?)", [query]).fetchall()
    return b"".join(message for message, _ in messages)


class ToArrowIpc(unittest.TestCase):
    def setUp(self):
        self.connection = quiver_in_duckdb.connect(threads=4)
        self.addCleanup(self.connection.close)
        self.connection.execute(
            "CREATE TABLE t AS SELECT i, 'row ' || i AS s, (CASE WHEN i % 2 = 0 THEN 'even' ELSE 'odd' END)::ENUM('odd', 'even') AS e,"
            " CASE WHEN i % 3 = 0 THEN [i, NULL] END AS l FROM range(100000) r(i)"
        )

    def test_pyarrow_reads_all_rows_in_order(self):
        table = ipc.open_stream(stream(self.connection, "FROM t")).read_all()
        table.validate(full=True)
        self.assertTrue(table.column("i").to_pylist() == list(range(100000)))
        self.assertTrue(table.column("s").to_pylist() == [f"row {i}" for i in range(100000)])
        self.assertTrue(table.column("e").to_pylist() == ["odd" if i % 2 else "even" for i in range(100000)])
        self.assertTrue(table.column("l").to_pylist() == [[i, None] if i % 3 == 0 else None for i in range(100000)])

    @unittest.skipIf(polars is None, "polars does not run under the thread sanitizer")
    def test_polars_reads_all_rows(self):
        frame = polars.read_ipc_stream(io.BytesIO(stream(self.connection, "FROM t")))
        self.assertEqual(frame.height, 100000)
        self.assertEqual(frame["i"].sum(), sum(range(100000)))

    def test_the_header_is_a_schema_that_can_be_read_by_itself(self):
        (header,) = self.connection.execute("SELECT ipc FROM to_arrow_ipc('FROM t') WHERE header").fetchone()
        self.assertEqual(ipc.read_schema(pyarrow.py_buffer(header)).names, ["i", "s", "e", "l"])

    def test_a_filtered_query_has_only_its_rows(self):
        table = ipc.open_stream(stream(self.connection, "FROM t WHERE i % 1000 = 7 ORDER BY i DESC")).read_all()
        self.assertEqual(table.column("i").to_pylist(), list(range(99007, 0, -1000)))

    def test_a_query_without_rows_has_its_columns(self):
        table = ipc.open_stream(stream(self.connection, "FROM t WHERE false")).read_all()
        self.assertEqual((table.num_rows, table.column_names), (0, ["i", "s", "e", "l"]))

    def test_batches_can_be_read_while_they_come(self):
        """A batch at a time, without all of them in memory."""
        cursor = self.connection.execute("SELECT ipc FROM to_arrow_ipc('FROM t')")

        class Messages(io.RawIOBase):
            rest = b""

            def readable(self):
                return True

            def readinto(self, buffer):
                if not self.rest:
                    row = cursor.fetchone()
                    self.rest = row[0] if row else b""
                count = min(len(buffer), len(self.rest))
                buffer[:count], self.rest = self.rest[:count], self.rest[count:]
                return count

        rows = sum(batch.num_rows for batch in ipc.open_stream(io.BufferedReader(Messages())))
        self.assertEqual(rows, 100000)


if __name__ == "__main__":
    unittest.main()

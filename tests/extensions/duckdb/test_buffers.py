"""Arrow IPC in this process's memory."""

import unittest

import duckdb
import pyarrow
import pyarrow.ipc

import quiver_in_duckdb


def pieces(*buffers):
    return "[" + ", ".join(f"{{'ptr': {buffer.address}::UBIGINT, 'size': {buffer.size}::UBIGINT}}" for buffer in buffers) + "]"


class Buffers(unittest.TestCase):
    def setUp(self):
        self.table = pyarrow.table({"i": range(100_000), "t": [f"text {i}" for i in range(100_000)]})
        sink = pyarrow.BufferOutputStream()
        with pyarrow.ipc.new_stream(sink, self.table.schema) as writer:
            writer.write_table(self.table, 10_000)
        self.stream = sink.getvalue()

    def rows(self, buffers):
        return quiver_in_duckdb.connect().execute(f"SELECT count(*), sum(i), max(t) FROM scan_arrow_ipc({buffers}) WHERE i >= 10").fetchall()

    def test_a_stream_in_one_buffer_is_read(self):
        self.assertEqual([(99_990, 4_999_949_955, "text 99999")], self.rows(pieces(self.stream)))

    def test_a_stream_in_several_buffers_is_read_wherever_it_is_cut(self):
        for cut in (1, 9, 1000, 12_345, self.stream.size - 1):
            parts = (self.stream.slice(0, cut), self.stream.slice(cut))
            self.assertEqual([(99_990, 4_999_949_955, "text 99999")], self.rows(pieces(*parts)))

    def test_a_schema_and_batches_without_an_end_are_a_stream(self):
        messages = [self.table.schema.serialize()] + [batch.serialize() for batch in self.table.to_batches(10_000)]
        self.assertEqual([(99_990, 4_999_949_955, "text 99999")], self.rows(pieces(*messages)))

    def test_a_file_in_a_buffer_is_read(self):
        sink = pyarrow.BufferOutputStream()
        with pyarrow.ipc.new_file(sink, self.table.schema) as writer:
            writer.write_table(self.table, 10_000)
        self.assertEqual([(99_990, 4_999_949_955, "text 99999")], self.rows(pieces(sink.getvalue())))

    def test_what_is_no_stream_is_an_error(self):
        for buffers, message in {
            pieces(self.stream.slice(8)): "scan_arrow_ipc: ",
            "[]": "there is no schema",
            "[{'ptr': 0, 'size': 8}]": "the buffer of 8 bytes at address 0 is not memory of this process",
            "[{'ptr': 281474976710656, 'size': 8}]": "at address 281474976710656 is not memory of this process",
            "[{'ptr': 18446744073709551615, 'size': 8}]": "is not memory of this process",
            "[{'ptr': NULL, 'size': 8}]": "scan_arrow_ipc takes a list of buffers",
            "[{'address': 5, 'size': 8}]": "scan_arrow_ipc takes a list of buffers",
            "5": "scan_arrow_ipc takes a list of buffers",
        }.items():
            with self.assertRaisesRegex(duckdb.Error, message):
                quiver_in_duckdb.connect().execute(f"FROM scan_arrow_ipc({buffers})").fetchall()


if __name__ == "__main__":
    unittest.main()

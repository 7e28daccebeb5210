"""Streams that come through pipes, and streams that change their dictionaries."""

import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

import duckdb
import pyarrow
import pyarrow.ipc

import arrow_files
import quiver_in_duckdb


class Streams(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="quiver-streams-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_dictionaries_that_are_replaced_go_with_their_batches(self):
        path = self.folder / "replaced.arrows"
        schema = pyarrow.schema([("t", pyarrow.dictionary(pyarrow.int32(), pyarrow.string())), ("i", pyarrow.int64())])
        expected = []
        with pyarrow.ipc.new_stream(path, schema) as writer:
            for number in range(50):
                texts = [f"{number}-{row % 7}" for row in range(100)]
                expected += texts
                column = pyarrow.array(texts).dictionary_encode()
                writer.write_batch(pyarrow.record_batch([column, pyarrow.array(range(100))], schema=schema))
        for threads in (1, 4):
            rows = quiver_in_duckdb.connect(threads=threads).execute(f"SELECT t FROM read_arrow('{path}')").fetchall()
            self.assertEqual(expected, [text for (text,) in rows])
            rows = quiver_in_duckdb.connect(threads=threads).execute(f"SELECT count(*), sum(i) FROM read_arrow('{path}')").fetchall()
            self.assertEqual([(5000, 50 * 4950)], rows)

    def test_a_pipe_is_read_once_by_several_threads_and_in_order(self):
        for stream in (True, False):
            pipe = self.folder / f"pipe-{stream}"
            os.mkfifo(pipe)
            path = self.folder / "source"
            table = pyarrow.table({"i": range(200_000), "t": [f"text {i}" for i in range(200_000)]})
            arrow_files.write(path, table, rows=1000, stream=stream, compression="zstd")
            writer = threading.Thread(target=lambda: pipe.write_bytes(path.read_bytes()), daemon=True)
            writer.start()
            connection = quiver_in_duckdb.connect(threads=4)
            connection.execute(f"CREATE TABLE t AS FROM read_arrow('{pipe}')").fetchall()
            writer.join()
            rows = connection.execute("SELECT count(*), sum(i), max(t), count(*) FILTER (i <> rowid) FROM t").fetchall()
            self.assertEqual([(200_000, 19_999_900_000, "text 99999", 0)], rows)

    def test_stdin_is_read(self):
        path = self.folder / "numbers.arrows"
        arrow_files.write(path, pyarrow.table({"i": range(10_000)}), rows=100, stream=True)
        code = (
            "import quiver_in_duckdb\n"
            "c = quiver_in_duckdb.connect()\n"
            "print(c.sql(\"SELECT count(*), sum(i) FROM '/dev/stdin' WHERE i < 5000\").fetchall())"
        )
        cat = subprocess.Popen(["cat", str(path)], stdout=subprocess.PIPE)
        here = pathlib.Path(__file__).parent
        done = subprocess.run([sys.executable, "-c", code], stdin=cat.stdout, capture_output=True, text=True, cwd=here)
        cat.stdout.close()
        cat.wait()
        self.assertEqual(("[(5000, 12497500)]\n", ""), (done.stdout, done.stderr))

    def test_a_stream_that_ends_inside_of_a_message_is_an_error(self):
        path = self.folder / "cut.arrows"
        arrow_files.write(path, pyarrow.table({"i": range(10_000)}), rows=1000, stream=True)
        path.write_bytes(path.read_bytes()[:-5000])
        with self.assertRaisesRegex(duckdb.Error, "cut.arrows: .* message at byte [0-9]+: it ends inside"):
            quiver_in_duckdb.connect().execute(f"FROM read_arrow('{path}')").fetchall()


if __name__ == "__main__":
    unittest.main()

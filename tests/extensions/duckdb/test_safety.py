"""Files that are not what they should be give errors; the process lives on."""

import os
import pathlib
import struct
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import unittest

import duckdb
import numpy
import pyarrow

import arrow_files
import quiver_in_duckdb

HERE = pathlib.Path(__file__).resolve().parent


def read_all(paths):
    """Prints an error or the number of rows for each path: run in a process of its own, which may not live through it."""
    connection = quiver_in_duckdb.connect()
    for path in paths:
        try:
            connection.execute(f"CREATE OR REPLACE TABLE t AS FROM read_arrow('{path}')").fetchall()
            rows = connection.execute("SELECT count(*) FROM t").fetchall()
            print(f"{path}\t{rows[0][0]} rows", flush=True)
        except duckdb.Error as error:
            print(f"{path}\terror {str(error).splitlines()[0]}", flush=True)


def read_metadata_often(path):
    """Prints an error or the number of batches, many times."""
    connection = quiver_in_duckdb.connect()
    for _ in range(300):
        try:
            print(connection.execute(f"SELECT count(*) FROM arrow_batches('{path}')").fetchone()[0], "batches", flush=True)
        except duckdb.Error as error:
            print(str(error).splitlines()[0], flush=True)


# Until its stdin is closed.
CUT_AND_MEND = """
import os, select, sys, time
path = sys.argv[1]
whole = open(path, "rb").read()
while not select.select([sys.stdin], [], [], 0.001)[0]:
    with open(path, "r+b") as file:
        file.write(whole)
        file.flush()
        time.sleep(0.001)
        file.truncate(4096)
"""


class Safety(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="quiver-safety-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def read_in_another_process(self, paths):
        code = "import sys, test_safety; test_safety.read_all(sys.stdin.read().splitlines())"
        done = subprocess.run(
            [sys.executable, "-c", code], input="\n".join(map(str, paths)), capture_output=True, text=True, cwd=HERE, timeout=300
        )
        self.assertEqual((0, ""), (done.returncode, done.stderr), done.stdout.splitlines()[-1:])
        # A fatal error would put the database out of use, and every file after it would be an error.
        self.assertNotIn("database has been invalidated", done.stdout)
        return dict(line.split("\t", 1) for line in done.stdout.splitlines())

    def test_files_that_fuzzing_found_are_errors_or_sound_rows(self):
        with tarfile.open(HERE.parents[1] / "data" / "arrow-testing.tar.xz") as archive:
            archive.extractall(self.folder, filter="data")
        paths = sorted((self.folder / "arrow-testing" / "malformed").iterdir())
        self.assertGreater(len(paths), 60)
        results = self.read_in_another_process(paths)
        self.assertEqual(len(paths), len(results))
        for path, result in results.items():
            if result.startswith("error"):
                self.assertIn(pathlib.Path(path).name, result)

    def test_files_that_are_cut_or_changed_anywhere_are_errors_or_sound_rows(self):
        table = pyarrow.table(
            {
                "i": pyarrow.array([1, None, 3] * 20),
                "t": pyarrow.array(["one", None, "three"] * 20),
                "d": pyarrow.array(["a", "b", "a"] * 20).dictionary_encode(),
                "l": pyarrow.array([[1], [], [2, 3]] * 20),
            }
        )
        paths = []
        for kind in ("file", "stream"):
            whole = self.folder / f"whole.{kind}"
            arrow_files.write(whole, table, rows=20, stream=kind == "stream")
            good = whole.read_bytes()
            for place in range(0, len(good), 29):
                cut = self.folder / f"cut.{kind}.{place}"
                cut.write_bytes(good[:place])
                changed = self.folder / f"changed.{kind}.{place}"
                changed.write_bytes(good[:place] + bytes([good[place] ^ 0x81]) + good[place + 1 :])
                paths += [cut, changed]
        results = self.read_in_another_process(paths)
        self.assertEqual(len(paths), len(results))
        for path, result in results.items():
            if "cut.file" in path:
                self.assertTrue(result.startswith("error"), path)

    def test_a_file_that_is_cut_short_while_it_is_read_is_an_error(self):
        path = self.folder / "short.arrow"
        arrow_files.write(path, pyarrow.table({"i": range(1_000_000)}), rows=10_000)
        connection = quiver_in_duckdb.connect(threads=1)
        connection.execute("SET streaming_buffer_size = '10KB'")
        result = connection.execute(f"SELECT i FROM read_arrow('{path}')")
        self.assertEqual([(0,)], result.fetchmany(1))
        os.truncate(path, 4_000_000)
        with self.assertRaisesRegex(duckdb.Error, "short.arrow: it was cut short while it was read"):
            while result.fetchmany(100_000):
                pass
        self.assertEqual([(1,)], connection.execute("SELECT 1").fetchall())

    def read_while_it_changes(self, text, change, error):
        """Reads a million texts out of a batch, of whose offsets `change`(path, where they begin) spoils some that are not read yet."""
        path = self.folder / "texts.arrow"
        arrow_files.write(path, pyarrow.table({"t": [text] * 1_000_000}), rows=1_000_000)
        offsets = path.read_bytes().index(struct.pack("<3i", 0, len(text), 2 * len(text)))
        with quiver_in_duckdb.connect(threads=1) as connection:
            connection.execute("SET streaming_buffer_size = '10KB'")
            result = connection.execute(f"SELECT t FROM read_arrow('{path}')")
            self.assertEqual([(text,)], result.fetchmany(1))
            change(path, offsets)
            with self.assertRaisesRegex(duckdb.Error, f"texts.arrow: {error}"):
                while result.fetchmany(100_000):
                    pass

    def test_text_whose_offsets_change_while_they_are_read_is_an_error(self):
        def end_before_it_begins(path, offsets):
            with path.open("r+b") as file:
                file.seek(offsets + 4 * 50_000)
                file.write(bytes(4))

        self.read_while_it_changes("ten bytes.", end_before_it_begins, "the file was changed while it was read")

    def test_text_that_is_cut_short_while_it_is_read_is_an_error(self):
        def cut(path, offsets):
            os.truncate(path, offsets + 4 * 50_000)

        for text in ("ten bytes.", "more than twelve bytes"):
            self.read_while_it_changes(text, cut, "it was cut short while it was read")

    def test_copy_from_a_file_that_is_cut_short_while_it_is_read_is_an_error(self):
        path = self.folder / "short.arrow"
        numbers = pyarrow.array(numpy.arange(10_000_000))
        arrow_files.write(path, pyarrow.table({"i": numbers}), rows=len(numbers))
        connection = quiver_in_duckdb.connect()
        connection.execute("CREATE TABLE t (i BIGINT)")
        cut = threading.Timer(0.05, os.truncate, (path, 4_000_000))
        cut.start()
        # "not a whole file", should it be cut before it is opened.
        with self.assertRaisesRegex(duckdb.Error, "short.arrow: it (was cut short while it was read|is not a whole)"):
            connection.execute(f"COPY t FROM '{path}' (FORMAT arrow)").fetchall()
        cut.join()
        self.assertEqual([(0,)], connection.execute("SELECT count(*) FROM t").fetchall())

    def test_a_prepared_statement_reads_the_file_as_it_is(self):
        path = self.folder / "changing.arrow"
        connection = quiver_in_duckdb.connect()
        connection.execute(f"COPY (SELECT 1 AS i) TO '{path}'")
        connection.execute(f"PREPARE whole AS FROM '{path}'")
        self.assertEqual([(1,)], connection.execute("EXECUTE whole").fetchall())
        connection.execute(f"COPY (FROM range(2, 4) r(i)) TO '{path}'")
        with self.assertRaisesRegex(duckdb.Error, "changing.arrow: it was changed since .* has other columns now"):
            connection.execute("EXECUTE whole").fetchall()
        connection.execute(f"COPY (SELECT i::INTEGER AS i FROM range(2, 4) r(i)) TO '{path}'")
        self.assertEqual([(2,), (3,)], connection.execute("EXECUTE whole").fetchall())
        path.unlink()
        with self.assertRaisesRegex(duckdb.Error, "can't read .*changing.arrow: No such file"):
            connection.execute("EXECUTE whole").fetchall()

    def test_a_prepared_statement_does_not_give_values_of_an_enum_other_names(self):
        path = self.folder / "moods.arrow"
        connection = quiver_in_duckdb.connect()
        arrow_files.write(path, pyarrow.table({"mood": pyarrow.array(["sad", "ok"]).dictionary_encode()}))
        connection.execute(f"PREPARE moods AS FROM read_arrow('{path}', dictionary_as_enum := true)")
        self.assertEqual([("sad",), ("ok",)], connection.execute("EXECUTE moods").fetchall())
        arrow_files.write(path, pyarrow.table({"mood": pyarrow.array(["better than ever"] * 9).dictionary_encode()}))
        with self.assertRaisesRegex(duckdb.Error, "moods.arrow: it was changed since .* may have other dictionaries"):
            connection.execute("EXECUTE moods").fetchall()

    def test_metadata_of_a_file_that_is_cut_short_while_they_are_read_end_nothing(self):
        path = self.folder / "short.arrow"
        table = pyarrow.table({"i": range(100_000), "t": ["text"] * 100_000})
        arrow_files.write(path, table, rows=100, compression="zstd")
        cutter = subprocess.Popen([sys.executable, "-c", CUT_AND_MEND, path], stdin=subprocess.PIPE)
        self.addCleanup(cutter.wait)
        self.addCleanup(cutter.stdin.close)
        code = "import sys, test_safety; test_safety.read_metadata_often(sys.argv[1])"
        done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, cwd=HERE, timeout=300)
        self.assertEqual(0, done.returncode, done.stdout[-1000:])
        for line in done.stdout.splitlines():
            self.assertTrue(line == "1000 batches" or "short.arrow: " in line or "No such" in line, line)

    def test_an_error_of_the_metadata_names_the_file_once(self):
        path = self.folder / "cut.arrow"
        arrow_files.write(path, pyarrow.table({"i": range(1000)}), rows=100)
        os.truncate(path, 2000)
        with self.assertRaisesRegex(duckdb.Error, r"Error: \S*/cut.arrow: it is not a whole Arrow IPC file"):
            quiver_in_duckdb.connect().execute(f"FROM arrow_schema('{path}')").fetchall()

    def test_an_interrupt_ends_a_scan(self):
        path = self.folder / "large.arrow"
        arrow_files.write(path, pyarrow.table({"i": range(100_000)}), rows=10_000)
        connection = quiver_in_duckdb.connect()
        timer = threading.Timer(0.5, connection.interrupt)
        timer.start()
        begin = time.monotonic()
        with self.assertRaises(duckdb.InterruptException):
            files = ", ".join([f"'{path}'"] * 5000)
            connection.execute(f"SELECT sum(sqrt(i) * ln(i + 1)) FROM read_arrow([{files}])").fetchall()
        self.assertLess(time.monotonic() - begin, 10)


if __name__ == "__main__":
    unittest.main()

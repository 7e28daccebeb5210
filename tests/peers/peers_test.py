#!/usr/bin/env python3
"""Files that Quiver writes, read by pyarrow, polars, duckdb and chdb; and files that they write, read by Quiver: equal values.

    peers_test.py QUIVER [unittest's own arguments]
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest


import pyarrow

from equal_values import difference
from every_type import make_table
from left_out import kept
from readers import READERS
from writers import WRITERS

QUIVER = None
SMALL = 3_000  # rows
COMPRESSIONS = {
    "arrow": ["none", "lz4", "zstd"],
    "arrows": ["none", "lz4", "zstd"],
    "parquet": ["none", "snappy", "lz4", "gzip", "zstd:9", "brotli"],
    "csv": ["none"],
    "duckdb": ["none"],
}


def types_for(peer, ending, table):
    """The columns that a reader is to read: of CSV files it has to know all of them."""
    names = kept(table.column_names, ending, peer)
    if ending != "csv":
        return table.select(names).schema
    return pyarrow.schema([field if field.name in names else field.with_type(pyarrow.string()) for field in table.schema])


class PeersTest(unittest.TestCase):
    """A folder, and the command."""

    longMessage = False

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="quiver-peers-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def quiver(self, *arguments):
        command = [QUIVER, *map(str, arguments)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
        self.assertEqual(done.returncode, 0, f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")

    def arrow_file(self, table, name, batch_rows):
        """The table as pyarrow writes it: what Quiver is given."""
        path = self.folder / "source" / f"{name}.arrow"
        path.parent.mkdir(exist_ok=True)
        with pyarrow.ipc.new_file(path, table.schema) as writer:
            writer.write_table(table, max_chunksize=batch_rows)
        return path

    def assert_equal_values(self, expected, found):
        difference_found = difference(expected, found)
        self.assertIsNone(difference_found, difference_found)


class WhatIsEqual(unittest.TestCase):
    def test_one_other_value_is_found_in_every_column(self):
        table = make_table(SMALL)
        for name in table.column_names:
            with self.subTest(column=name):
                values = table[name].combine_chunks()
                row = next(row for row in range(1_000, SMALL) if repr(values[row]) != repr(values[row + 1]))
                changed = pyarrow.concat_arrays([values[:row], values[row + 1 : row + 2], values[row + 1 :]])
                self.assertIn(f"column {name}, row {row}", difference(table.select([name]), pyarrow.table({name: changed})))

    def test_nan_is_nan_but_nothing_else_is_alike(self):
        def floats(*values):
            return pyarrow.table({"x": pyarrow.array(values, pyarrow.float64())})

        self.assertIsNone(difference(floats(float("nan"), 1.0), floats(float("nan"), 1.0)))
        self.assertIn("row 0: 0.0, not -0.0", difference(floats(-0.0), floats(0.0)))
        self.assertIn("row 1: None, not nan", difference(floats(1.0, float("nan")), floats(1.0, None)))
        self.assertIn("has 1 rows, not 2", difference(floats(1.0, 2.0), floats(1.0)))
        self.assertIn("row 0: None, not ''", difference(pyarrow.table({"x": [""]}), pyarrow.table({"x": pyarrow.array([None], "string")})))


class FilesWeWrite(PeersTest):
    def written(self, table, target, *options, batch_rows=1_000):
        """The columns of `table` that the file `target` can hold, which Quiver has written there."""
        table = table.select(kept(table.column_names, target.suffix[1:], "quiver"))
        source = self.arrow_file(table, target.stem, batch_rows)
        self.quiver("copy", source, target, "--progress", "never", *options)
        return table

    def assert_read_by_all(self, table, path, ending, in_order=True):
        for peer, read in READERS[ending].items():
            with self.subTest(peer=peer, file=path.name):
                names = kept(table.column_names, ending, peer)
                expected = table.select(kept(names, "folders", peer) if path.is_dir() else names)
                found = read(path, types_for(peer, ending, table)).select(expected.column_names)
                self.assert_equal_values(expected, found if in_order else found.sort_by("id"))
                if peer == "pyarrow" and ending in ("arrow", "arrows") and in_order:
                    self.assertEqual(found.schema.types, expected.schema.types)

    def test_many_rows(self):
        table = make_table(200_000)
        for ending in READERS:
            path = self.folder / f"big.{ending}"
            self.assert_read_by_all(self.written(table, path, batch_rows=30_011), path, ending)

    def test_every_compression(self):
        table = make_table(SMALL)
        for ending, compressions in COMPRESSIONS.items():
            for compression in compressions:
                path = self.folder / f"{compression.replace(':', '_')}.{ending}"
                written = self.written(table, path, "--compression", compression, "--batch-rows", "700")
                self.assert_read_by_all(written, path, ending)

    def test_statistics_in_arrow_files(self):
        path = self.folder / "statistics.arrow"
        self.assert_read_by_all(self.written(make_table(SMALL), path, "--stats"), path, "arrow")

    def test_no_rows(self):
        table = make_table(SMALL).slice(0, 0)
        for ending in READERS:
            path = self.folder / f"empty.{ending}"
            self.assert_read_by_all(self.written(table, path), path, ending)

    def test_one_column(self):
        for name in ("text", "int32"):
            for ending in READERS:
                path = self.folder / f"{name}.{ending}"
                self.assert_read_by_all(self.written(make_table(SMALL).select([name]), path), path, ending)

    def test_folders_of_values(self):
        table = make_table(SMALL)
        table = table.select([name for name in table.column_names if name != "part"] + ["part"])
        for ending in ("arrow", "parquet", "csv"):
            part = table.select(kept(table.column_names, ending, "quiver"))
            source, folder = self.arrow_file(part, ending, 1_000), self.folder / f"folders_{ending}"
            self.quiver("copy", source, f"{ending}:{folder}/", "--partition-by", "part", "--rows-per-file", "700")
            self.assert_read_by_all(part, folder, ending, in_order=False)


class FilesTheyWrite(PeersTest):
    def test_every_writer(self):
        table = make_table(SMALL)
        for ending, writers in WRITERS.items():
            for number, (name, write) in enumerate(writers.items()):
                with self.subTest(writer=name, ending=ending):
                    peer = name.split()[0]
                    expected = table.select(kept(table.column_names, ending, peer, f"written by {peer}", "quiver"))
                    theirs, ours = self.folder / f"theirs{number}.{ending}", self.folder / f"{ending}{number}.arrow"
                    write(expected, theirs)
                    self.quiver("copy", theirs, ours)
                    if ending != "csv" and peer in ("polars", "duckdb"):  # the others may change naive to zoned, duration to integer
                        self.quiver("verify", theirs, self.arrow_file(expected, theirs.stem, 500))
                    self.assert_equal_values(expected, READERS["arrow"]["pyarrow"](ours, expected.schema))


if __name__ == "__main__":
    QUIVER = sys.argv.pop(1)
    unittest.main()

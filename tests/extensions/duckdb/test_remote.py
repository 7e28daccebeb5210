"""Files of DuckDB's file systems: which bytes are asked for, and what becomes of those that come wrong."""

import contextlib
import functools
import http.server
import pathlib
import random
import re
import tempfile
import threading
import time
import unittest

import duckdb
import pyarrow

import arrow_files
import quiver_in_duckdb
from logging_file_system import LoggingFileSystem

ROWS = 400_000
BATCH = 100_000
COLUMN_BYTES = BATCH * 8  # of a batch
TAIL = 64 << 10


def connect(threads=2):
    connection = quiver_in_duckdb.connect(threads)
    connection.execute("SET autoinstall_known_extensions = false")
    return connection


class RemoteTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="quiver-remote-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.files = LoggingFileSystem()
        self.connection = connect()
        self.connection.register_filesystem(self.files)

    def write(self, name, table, **options):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        arrow_files.write(path, table, **options)
        self.files.files[name] = path.read_bytes()

    def write_numbers(self, name="t.arrow", columns=16, **options):
        self.write(name, pyarrow.table({f"c{i}": range(i, ROWS + i) for i in range(columns)}), rows=BATCH, **options)

    def rows(self, sql):
        return self.connection.execute(sql).fetchall()

    def ranges(self, sql):
        return self.files.ranges(lambda: self.rows(sql))

    def assertError(self, pattern, sql):
        with self.assertRaises(duckdb.Error) as caught:
            self.rows(sql)
        message = str(caught.exception).split("\n\nLINE ")[0]
        self.assertRegex(message, pattern)
        self.assertNotIn("\n", message)


class Ranges(RemoteTest):
    def test_the_footer_comes_first_and_then_only_the_bytes_of_the_asked_column(self):
        self.write_numbers()
        ranges = self.ranges("SELECT sum(c3) FROM read_arrow('logged://t.arrow')")
        self.assertEqual((len(self.files.files["t.arrow"]) - TAIL, TAIL), ranges[0])
        large = [length for _, length in ranges[1:] if length > 4096]
        self.assertEqual([COLUMN_BYTES] * 4, large, "a request for each batch")
        self.assertEqual(4 + 1, len(ranges[1:]) - len(large), "the magic and the metadata of four batches, once")

    def test_columns_that_lie_together_are_one_request(self):
        self.write_numbers()
        ranges = self.ranges("SELECT sum(c3 + c4 + c5) FROM read_arrow('logged://t.arrow')")
        large = [length for _, length in ranges[1:] if length > 4096]
        self.assertEqual(4, len(large))
        self.assertLess(max(large), 3 * COLUMN_BYTES + 1024)

    def test_gaps_below_a_mebibyte_are_read_over_and_larger_ones_are_not(self):
        self.write_numbers()
        near = self.ranges("SELECT sum(c3 + c5) FROM read_arrow('logged://t.arrow')")
        self.assertEqual(4, len([length for _, length in near[1:] if length > 4096]))
        far = self.ranges("SELECT sum(c3 + c6) FROM read_arrow('logged://t.arrow')")
        self.assertEqual([COLUMN_BYTES] * 8, [length for _, length in far[1:] if length > 4096])

    def test_metadata_of_many_small_batches_take_few_requests(self):
        self.write("small.arrow", pyarrow.table({"i": range(100_000)}), rows=500)
        ranges = self.ranges("SELECT i FROM read_arrow('logged://small.arrow') WHERE i = 7")
        before_scan = [length for _, length in ranges if length > 4096]
        self.assertLessEqual(len(before_scan), 3)

    def test_batches_that_statistics_skip_are_not_read(self):
        self.write_numbers(stats=True)
        ranges = self.ranges("SELECT sum(c3) FROM read_arrow('logged://t.arrow') WHERE c3 < 50000")
        self.assertEqual([COLUMN_BYTES], [length for _, length in ranges[1:] if length > 4096])

    def test_a_compressed_file_gives_a_column_without_the_others(self):
        generator = random.Random(1)
        columns = {f"c{i}": [generator.randrange(1 << 60) for _ in range(50_000)] for i in range(8)}
        self.write("z.arrow", pyarrow.table(columns), rows=25_000, compression="zstd")
        ranges = self.ranges("SELECT sum(c7) FROM read_arrow('logged://z.arrow')")
        self.assertEqual([(sum(columns["c7"]),)], self.rows("SELECT sum(c7) FROM read_arrow('logged://z.arrow')"))
        self.assertLess(sum(length for _, length in ranges), len(self.files.files["z.arrow"]) / 4)

    def test_a_stream_is_read_once_in_large_pieces(self):
        self.write_numbers("t.arrows", stream=True)
        size = len(self.files.files["t.arrows"])
        ranges = self.ranges("SELECT sum(c3) FROM read_arrow('logged://t.arrows')")
        self.assertLess(sum(length for _, length in ranges), size + TAIL + 100)
        self.assertLess(len(ranges), size / (1 << 20) * 1.2 + 3)


class Contents(RemoteTest):
    def test_threads_that_read_at_the_same_time_get_their_own_bytes(self):
        self.connection.execute("SET threads = 8")
        self.files.pause = functools.partial(time.sleep, 0.001)
        self.write("t.arrow", pyarrow.table({"i": range(2_000_000), "j": range(2_000_000)}), rows=150_000)
        for _ in range(3):
            total = self.rows("SELECT sum(i), sum(j), count(DISTINCT i) FROM read_arrow('logged://t.arrow')")
            self.assertEqual([(1_999_999_000_000, 1_999_999_000_000, 2_000_000)], total)

    def test_order_is_that_of_the_file(self):
        self.write_numbers(columns=2)
        self.rows("CREATE TABLE t AS SELECT c0 FROM read_arrow('logged://t.arrow')")
        self.assertEqual([(True,)], self.rows("SELECT bool_and(c0 = rowid) FROM t"))

    def test_patterns_lists_and_names_of_files(self):
        for name in ("year=1/a.arrow", "year=2/b.arrow", "year=2/c.txt"):
            self.write(name, pyarrow.table({"i": [int(name[5])]}))
        self.assertEqual(
            [("logged://year=1/a.arrow", 1, 1), ("logged://year=2/b.arrow", 2, 2)],
            self.rows("SELECT filename, year, i FROM read_arrow('logged://*/*.arrow', filename := true)"),
        )
        self.assertEqual([(3,)], self.rows("SELECT sum(i) FROM read_arrow(['logged://year=1/a.arrow', 'logged://year=2/b.arrow'])"))
        self.assertEqual([(2,)], self.rows("SELECT count(*) FROM 'logged://*/*.arrow'"))
        self.assertError("no file matches logged://\\*.nothing", "FROM read_arrow('logged://*.nothing')")

    def test_what_copy_writes_is_read_again(self):
        for name in ("t.arrow", "t.arrows"):
            self.rows(f"COPY (SELECT i, 'text ' || i AS t FROM range(300000) r(i)) TO 'logged://{name}' (FORMAT {name[2:]})")
            self.assertEqual([(300_000, "text 299999")], self.rows(f"SELECT count(*), max_by(t, i) FROM 'logged://{name}'"))
            self.rows("CREATE OR REPLACE TABLE t (i BIGINT, t VARCHAR)")
            self.rows(f"COPY t FROM 'logged://{name}' (FORMAT {name[2:]})")
            self.assertEqual([(300_000, "text 299999")], self.rows("SELECT count(*), max_by(t, i) FROM t"))

    def test_metadata_are_read_without_bodies(self):
        self.write_numbers(stats=True)
        ranges = self.ranges("FROM arrow_batches('logged://t.arrow')")
        self.assertLess(sum(length for _, length in ranges), TAIL + 40_000)
        self.assertEqual([(ROWS, "none")], self.rows("SELECT sum(num_rows), min(compression) FROM arrow_batches('logged://t.arrow')"))
        self.assertEqual([(16,)], self.rows("SELECT count(*) FROM arrow_schema('logged://t.arrow')"))
        self.assertEqual([("quiver.statistics",)], self.rows("SELECT decode(key) FROM arrow_kv_metadata('logged://t.arrow')"))
        self.write_numbers("t.arrows", stream=True)
        self.assertEqual([(ROWS,)], self.rows("SELECT sum(num_rows) FROM arrow_batches('logged://t.arrows')"))


class Errors(RemoteTest):
    def test_reads_that_give_less_than_asked_are_put_together(self):
        self.write_numbers()
        self.files.most_bytes = 10_000
        self.assertEqual([(sum(range(3, ROWS + 3)),)], self.rows("SELECT sum(c3) FROM read_arrow('logged://t.arrow')"))

    def test_a_file_that_ends_before_its_size_is_an_error_with_path_and_byte(self):
        self.write_numbers()
        self.files.shorter_by = 1000
        size = len(self.files.files["t.arrow"])
        self.assertError(
            f"logged://t.arrow: can't read the 65536 bytes at byte {size - TAIL}: it ends early.* byte {size - 1000}",
            "FROM read_arrow('logged://t.arrow')",
        )

    def test_bytes_that_can_not_be_read_are_an_error_with_path_and_byte(self):
        self.write_numbers()
        self.files.error_at = len(self.files.files["t.arrow"]) // 2
        self.assertError(
            r"logged://t.arrow: .*can't read the \d+ bytes at byte \d+: .*the disk is on fire",
            "SELECT sum(COLUMNS(*)) FROM read_arrow('logged://t.arrow')",
        )
        self.assertEqual([(1,)], self.rows("SELECT 1"))

    def test_a_cut_file_is_an_error(self):
        self.write_numbers(columns=1)
        self.files.files["t.arrow"] = self.files.files["t.arrow"][:-5]
        self.assertError("logged://t.arrow: ", "FROM read_arrow('logged://t.arrow')")
        self.files.files["t.arrow"] = b""
        self.assertError("logged://t.arrow: ", "FROM read_arrow('logged://t.arrow')")

    def test_what_is_not_there_and_what_nobody_reads_are_errors(self):
        self.assertError("logged://x.arrow: it can't be opened: .*FileNotFoundError", "FROM read_arrow('logged://x.arrow')")
        self.assertError("nobody://x.arrow: it can't be opened", "FROM read_arrow('nobody://x.arrow')")

    def test_a_missing_extension_of_duckdb_is_named(self):
        for function in ("read_arrow", "arrow_batches"):
            self.assertError(r"s3://b/x.arrow: .*httpfs .*not loaded: .*LOAD httpfs", f"FROM {function}('s3://b/x.arrow')")


class RangeHandler(http.server.SimpleHTTPRequestHandler):
    ranges = []

    def do_GET(self):
        path = pathlib.Path(self.translate_path(self.path))
        if not path.is_file():
            return self.send_error(404)
        content = path.read_bytes()
        first, last = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers["Range"]).groups()
        begin, end = (len(content) - int(last), len(content)) if not first else (int(first), int(last or len(content)) + 1)
        part = content[max(begin, 0) : end]
        self.ranges.append(len(part))
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {max(begin, 0)}-{max(begin, 0) + len(part) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(part)

    def log_message(self, *_):
        pass


class Http(RemoteTest):
    """Without httpfs, which DuckDB would load if it could."""

    def setUp(self):
        super().setUp()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(RangeHandler, directory=self.folder))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        RangeHandler.ranges.clear()

    def test_ranges_of_a_file(self):
        self.write_numbers()
        self.assertEqual([(sum(range(3, ROWS + 3)),)], self.rows(f"SELECT sum(c3) FROM '{self.url}/t.arrow'"))
        self.assertLess(sum(RangeHandler.ranges), TAIL + 4 * COLUMN_BYTES + 40_000)
        self.assertEqual([(4,)], self.rows(f"SELECT count(*) FROM arrow_batches('{self.url}/t.arrow?token=1')"))

    def test_a_stream(self):
        self.write_numbers("t.arrows", stream=True)
        self.assertEqual([(ROWS,)], self.rows(f"SELECT count(*) FROM read_arrow('{self.url}/t.arrows')"))
        self.assertLess(len(RangeHandler.ranges), 70)

    def test_what_is_not_there_is_an_error_with_the_address(self):
        self.assertError(f"{self.url}/no.arrow: .*404", f"FROM read_arrow('{self.url}/no.arrow')")


if __name__ == "__main__":
    unittest.main()

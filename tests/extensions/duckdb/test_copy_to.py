#!/usr/bin/env python3
"""What COPY ... TO writes, read by other programs: pyarrow, polars, ClickHouse (chdb)."""

import datetime
import decimal
import fcntl
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import duckdb
import pyarrow
from pyarrow import ipc

import quiver_in_duckdb
from peers import polars


class CopyTo(unittest.TestCase):
    def setUp(self):
        self.connection = quiver_in_duckdb.connect(threads=4)
        folder = tempfile.TemporaryDirectory(prefix="quiver-copy-")
        self.addCleanup(folder.cleanup)
        self.addCleanup(self.connection.close)
        self.folder = pathlib.Path(folder.name)

    def copy(self, query, name="t.arrow", options="FORMAT arrow"):
        path = self.folder / name
        self.connection.execute(f"COPY ({query}) TO '{path}' ({options})")
        return str(path)

    def table(self, query, options="FORMAT arrow"):
        return ipc.open_file(self.copy(query, options=options)).read_all()

    def assert_same(self, expected, came):
        """Of long lists: unittest's own comparison takes minutes to show how they differ."""
        self.assertEqual(len(expected), len(came))
        for row, (wanted, got) in enumerate(zip(expected, came)):
            if wanted != got:
                self.fail(f"row {row}: {got!r} instead of {wanted!r}")

    def assert_comes_back(self, query, options="FORMAT arrow"):
        """read_arrow, and DuckDB's own import of what pyarrow read, have the same rows, types and order."""
        path = self.copy(query, options=options)
        table = ipc.open_file(path).read_all()
        table.validate(full=True)
        written = self.connection.sql(query)
        rows = written.project("COLUMNS(*)::VARCHAR").fetchall()
        for read in (self.connection.from_arrow(table), self.connection.sql(f"FROM read_arrow('{path}')")):
            self.assertEqual([str(t) for t in written.types], [str(t) for t in read.types])
            self.assert_same(rows, read.project("COLUMNS(*)::VARCHAR").fetchall())


class EveryType(CopyTo):
    # SQL, Arrow's name of the type.
    VALUES = [
        ("true", "bool"),
        ("(-128)::TINYINT", "int8"),
        ("(-32768)::SMALLINT", "int16"),
        ("(-2147483648)::INTEGER", "int32"),
        ("(-9223372036854775808)::BIGINT", "int64"),
        ("255::UTINYINT", "uint8"),
        ("65535::USMALLINT", "uint16"),
        ("4294967295::UINTEGER", "uint32"),
        ("18446744073709551615::UBIGINT", "uint64"),
        ("(-170141183460469231731687303715884105728)::HUGEINT", "arrow.opaque"),
        ("340282366920938463463374607431768211455::UHUGEINT", "arrow.opaque"),
        ("(-999.9)::DECIMAL(4,1)", "decimal128(4, 1)"),
        ("(-99999999.9)::DECIMAL(9,1)", "decimal128(9, 1)"),
        ("(-99999999999999999.9)::DECIMAL(18,1)", "decimal128(18, 1)"),
        ("(-9999999999999999999999999999999999999.9)::DECIMAL(38,1)", "decimal128(38, 1)"),
        ("'nan'::FLOAT", "float"),
        ("'-inf'::DOUBLE", "double"),
        ("-0.0::DOUBLE", "double"),
        ("DATE '5877642-06-25 (BC)'", "date32[day]"),
        ("DATE 'infinity'", "date32[day]"),
        ("DATE '-infinity'", "date32[day]"),
        ("TIME '23:59:59.999999'", "time64[us]"),
        ("'12:00:00.000000001'::TIME_NS", "time64[ns]"),
        ("TIMETZ '12:00:00+01:30:15'", "arrow.opaque"),
        ("'1960-01-01 00:00:01'::TIMESTAMP_S", "timestamp[s]"),
        ("'1960-01-01 00:00:00.001'::TIMESTAMP_MS", "timestamp[ms]"),
        ("'1960-01-01 00:00:00.000001'::TIMESTAMP", "timestamp[us]"),
        ("'1960-01-01 00:00:00.000000001'::TIMESTAMP_NS", "timestamp[ns]"),
        ("'1960-01-01 00:00:00+02'::TIMESTAMPTZ", "timestamp[us, tz=UTC]"),
        ("'1960-01-01 00:00:00+02'::TIMESTAMPTZ_NS", "timestamp[ns, tz=UTC]"),
        ("'infinity'::TIMESTAMP", "timestamp[us]"),
        ("'-infinity'::TIMESTAMPTZ", "timestamp[us, tz=UTC]"),
        ("INTERVAL '1 month -2 days 3 us'", "month_day_nano_interval"),
        ("'2ddaf722-4b3f-46be-b11f-e728bd75fbe2'::UUID", "arrow.uuid"),
        ("'fddaf722-4b3f-46be-b11f-e728bd75fbe2'::UUID", "arrow.uuid"),
        ("'10110'::BIT", "arrow.opaque"),
        ("'-123456789012345678901234567890123456789012345678901'::BIGNUM", "arrow.opaque"),
        ("'x'", "string"),
        ("''", "string"),
        ("'more than twelve bytes, ünïcode'", "string"),
        (r"'\x00\xFFa'::BLOB", "binary"),
        ("""'{"a": [1, null]}'::JSON""", "arrow.json"),
        ("NULL", "null"),
        ("[1, NULL, 2]", "list<"),
        ("[[1], [], NULL]", "list<item: list<"),
        ("[1, 2]::INTEGER[2]", "fixed_size_list<"),
        ("[['a', NULL], ['more than twelve bytes', 'd']]::VARCHAR[2][2]", "fixed_size_list<"),
        ("{'a': 1, 'b': ['x'], 'c': NULL::HUGEINT}", "struct<"),
        ("MAP {'a': [1], 'b': NULL}", "map<string"),
        ("[{'a': 1}, NULL]", "list<item: struct<"),
        ("{'a': 1, 'b': ['x']}::VARIANT", "struct<metadata"),
        ("[1::VARIANT, NULL, 2::VARIANT]", "list<item: struct<metadata"),
        ("'POINT(1 2)'::GEOMETRY", "binary"),
    ]
    # Without a NULL of its own in Arrow.
    UNIONS = [
        ("1::UNION(a INTEGER, b VARCHAR)", "sparse_union<"),
        ("'x'::UNION(a INTEGER, b VARCHAR)", "sparse_union<"),
        ("['q'::UNION(a INTEGER, b VARCHAR), 1]", "list<item: sparse_union<"),
    ]

    def test_comes_back_as_it_was_with_and_without_nulls_around_it(self):
        for value, arrow_type in self.VALUES:
            with self.subTest(value):
                query = f"SELECT CASE WHEN i % 3 != 1 THEN {value} END AS some, {value} AS every FROM range(5000) r(i)"
                self.assert_comes_back(query, "FORMAT arrow, ROW_GROUP_SIZE 4096")
                self.assertIn(arrow_type, str(self.table(f"SELECT {value} AS x").schema.field(0).type))
        for value, arrow_type in self.UNIONS:
            with self.subTest(value):
                self.assert_comes_back(f"SELECT {value} AS x, CASE WHEN i % 3 != 1 THEN {{'u': {value}}} END AS s FROM range(5000) r(i)")

    def test_comes_back_when_every_value_is_null(self):
        for value, _ in self.VALUES:
            with self.subTest(value):
                self.assert_comes_back(f"SELECT CASE WHEN i < 0 THEN {value} END AS x FROM range(3000) r(i)")

    def test_a_table_without_rows_has_its_columns(self):
        for value, _ in self.VALUES + self.UNIONS:
            with self.subTest(value):
                self.assert_comes_back(f"SELECT {value} AS x WHERE false")

    def test_more_than_a_day_of_time_is_written_as_it_is(self):
        # DuckDB's 24:00:00; pyarrow's validation does not know it.
        column = self.table("SELECT TIME '24:00:00' AS x").column(0)
        self.assertEqual(column.cast("int64").to_pylist(), [86_400_000_000])

    def test_a_member_of_a_union_may_be_null(self):
        # DuckDB's import makes a NULL of the UNION of it; what the file says is the member.
        column = self.table("SELECT union_value(k := NULL::INTEGER) AS x").column(0).chunk(0)
        self.assertEqual((column.type_codes.to_pylist(), column.field(0).to_pylist()), ([0], [None]))

    def test_an_enum_is_a_dictionary_with_all_its_labels_in_their_order(self):
        self.connection.execute("CREATE TYPE mood AS ENUM ('sad', 'o''k', 'happy')")
        table = self.table("SELECT CASE WHEN i % 2 = 0 THEN 'happy'::mood END AS m, ['sad'::mood, NULL] AS l FROM range(4) r(i)")
        field = table.schema.field(0)
        self.assertEqual(field.type, pyarrow.dictionary(pyarrow.uint8(), pyarrow.string(), ordered=True))
        self.assertEqual(field.metadata[b"duckdb_type"], b"ENUM('sad', 'o''k', 'happy')")
        self.assertEqual(table.column(0).chunk(0).dictionary.to_pylist(), ["sad", "o'k", "happy"])
        self.assertEqual(table.column(0).to_pylist(), ["happy", None, "happy", None])
        self.assertEqual(table.column(1).to_pylist(), [["sad", None]] * 4)

    @unittest.skipIf(polars is None, "polars does not run under the thread sanitizer")
    def test_polars_reads_the_values(self):
        frame = polars.read_ipc(
            self.copy(
                "SELECT i, i % 2 = 0 AS b, i / 4 AS d, (i - 5)::DECIMAL(9, 2) AS m, 'row ' || i AS s, DATE '2020-01-01' + i::INTEGER AS day, "
                "TIMESTAMP '2020-01-01 10:00:00.5' AS at, [i, NULL] AS l, {'a': i} AS st, ('x' || i % 2)::ENUM('x0', 'x1') AS e, "
                "i::HUGEINT AS h, uuid() AS u, TIME '10:00:00' AS t FROM range(10) r(i)"
            )
        )
        self.assertEqual(frame["i"].to_list(), list(range(10)))
        self.assertEqual(frame["b"].to_list(), [i % 2 == 0 for i in range(10)])
        self.assertEqual(frame["d"].to_list(), [i / 4 for i in range(10)])
        self.assertEqual(frame["m"].to_list(), [decimal.Decimal(i - 5) for i in range(10)])
        self.assertEqual(frame["s"].to_list(), [f"row {i}" for i in range(10)])
        self.assertEqual(frame["day"].to_list(), [datetime.date(2020, 1, 1 + i) for i in range(10)])
        self.assertEqual(frame["at"][3], datetime.datetime(2020, 1, 1, 10, 0, 0, 500000))
        self.assertEqual(frame["l"].to_list()[7], [7, None])
        self.assertEqual(frame["st"].to_list()[7], {"a": 7})
        self.assertEqual(frame["e"].cast(str).to_list(), [f"x{i % 2}" for i in range(10)])
        self.assertEqual(frame["t"].to_list()[0], datetime.time(10))
        self.assertEqual(frame.height, 10)

    def test_clickhouse_reads_the_values(self):
        for name, options in (("t.arrow", "FORMAT arrow, DICTIONARY_COLUMNS s"), ("t.arrow", "FORMAT arrow, COMPRESSION zstd"), ("t.arrows", "FORMAT arrows")):
            path = self.copy("SELECT i, 'row ' || i % 7 AS s, DATE '2020-01-01' + (i % 10)::INTEGER AS day, (i / 100)::DECIMAL(12, 2) AS m FROM range(100000) r(i)", name, options)
            kind = "Arrow" if name.endswith("w") else "ArrowStream"
            # Another process: chdb keeps files open that it has read.
            program = f"""import chdb; print(chdb.query("SELECT count(), sum(i), uniqExact(s), max(day), sum(m) FROM file('{path}', {kind})", "CSV"))"""
            # Without the sanitizer that this process may run under, which chdb can't be loaded into.
            alone = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
            answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, env=alone)
            self.assertEqual(answer.stdout.strip(), '100000,4999950000,7,"2020-01-10",49999500')


class Layout(CopyTo):
    ROWS = "SELECT i, 'row ' || i AS s, 'part ' || i // 100000 AS p FROM range(700000) r(i)"

    def test_the_order_of_rows_is_kept_by_many_threads(self):
        self.connection.execute(f"CREATE TABLE t AS {self.ROWS}")
        for options in ("FORMAT arrow", "FORMAT arrow, ROW_GROUP_SIZE 4096, COMPRESSION zstd"):
            self.assert_same(list(range(700000)), self.table("FROM t", options).column(0).to_pylist())

    def test_a_batch_has_the_rows_that_were_asked_for(self):
        self.connection.execute(f"CREATE TABLE t AS {self.ROWS}")
        file = ipc.open_file(self.copy("FROM t", options="FORMAT arrow, ROW_GROUP_SIZE 20480"))
        rows = [file.get_batch(i).num_rows for i in range(file.num_record_batches)]
        self.assertEqual(set(rows[:-1]), {20480})
        self.assertEqual(sum(rows), 700000)

    def test_a_stream_is_one_and_a_file_is_one(self):
        self.assertEqual(ipc.open_stream(self.copy(self.ROWS, "t.arrows", "FORMAT arrows")).read_all().num_rows, 700000)
        self.assertEqual(ipc.open_file(self.copy(self.ROWS, "t.feather", "FORMAT feather")).read_all().num_rows, 700000)

    def test_compression_makes_files_smaller_and_changes_nothing(self):
        sizes = {}
        for compression in ("none", "lz4", "zstd"):
            path = self.copy(self.ROWS, options=f"FORMAT arrow, COMPRESSION {compression}")
            sizes[compression] = pathlib.Path(path).stat().st_size
            self.assertEqual(ipc.open_file(path).read_all().column(1)[699999].as_py(), "row 699999")
        self.assertLess(sizes["lz4"], sizes["none"])
        self.assertLess(sizes["zstd"], sizes["lz4"])

    def test_metadata_is_in_the_schema(self):
        for kind in ("{author: 'me', year: 2026}", "MAP {'author': 'me', 'year': '2026'}"):
            table = self.table("SELECT 1 AS x", f"FORMAT arrow, KV_METADATA {kind}")
            self.assertEqual(table.schema.metadata, {b"author": b"me", b"year": b"2026"})

    def test_dictionary_columns_hold_each_text_once_whatever_the_order_of_threads(self):
        for name, options in (("t.arrow", "FORMAT arrow"), ("t.arrows", "FORMAT arrows")):
            path = self.copy(
                f"SELECT i, CASE WHEN i % 7 != 0 THEN p END AS p FROM ({self.ROWS})", name, f"{options}, DICTIONARY_COLUMNS (p), ROW_GROUP_SIZE 8192"
            )
            table = (ipc.open_file if name.endswith("w") else ipc.open_stream)(path).read_all()
            table.validate(full=True)
            self.assertEqual(table.schema.field(1).type, pyarrow.dictionary(pyarrow.int32(), pyarrow.string()))
            self.assert_same([None if i % 7 == 0 else f"part {i // 100000}" for i in range(700000)], table.column(1).to_pylist())
            last = table.column(1).chunk(table.column(1).num_chunks - 1).dictionary.to_pylist()
            self.assertEqual(len(last), len(set(last)))
            if polars is None:
                continue
            frame = (polars.read_ipc if name.endswith("w") else polars.read_ipc_stream)(path)
            self.assert_same(table.column(1).to_pylist(), frame["p"].cast(str).to_list())

    def test_statistics_are_those_of_each_batch(self):
        path = self.copy("SELECT i FROM range(10) r(i)", options="FORMAT arrow, STATISTICS")
        self.assertIn(b'"quiver.statistics"'[1:-1], pathlib.Path(path).read_bytes())
        path = self.copy("SELECT i FROM range(10) r(i)", options="FORMAT arrow, STATISTICS false")
        self.assertNotIn(b"quiver.statistics", pathlib.Path(path).read_bytes())

    def test_buffers_begin_at_cache_lines(self):
        path = self.copy("SELECT i::TINYINT AS a, i AS b FROM range(100) r(i)")
        mapped = pyarrow.memory_map(path)
        batch = ipc.open_file(mapped).get_batch(0)
        for column in batch.columns:
            self.assertEqual(column.buffers()[1].address % 64, 0)


class AllOrNothing(CopyTo):
    SLOW = "SELECT i, md5(i::VARCHAR) AS s FROM range(100000000) r(i)"

    def test_an_interrupt_leaves_the_old_file_and_nothing_beside_it(self):
        path = pathlib.Path(self.copy("SELECT 1 AS x"))
        before = path.read_bytes()
        stopper = threading.Timer(1, self.connection.interrupt)
        stopper.start()
        with self.assertRaises(duckdb.InterruptException):
            self.copy(self.SLOW)
        stopper.join()
        self.assertEqual(path.read_bytes(), before)
        self.assertEqual([p.name for p in self.folder.iterdir()], ["t.arrow"])

    def test_a_file_that_something_else_is_writing_is_an_error(self):
        with open(self.folder / ".t.arrow.quiver-partial", "w") as partial:
            fcntl.flock(partial, fcntl.LOCK_EX)
            with self.assertRaisesRegex(
                duckdb.Error, "can't write .*/t.arrow: something else is writing it now; wait for that, or stop it"
            ):
                self.copy("SELECT 1")

    def test_a_file_is_not_there_before_it_is_whole(self):
        seen = []
        done = threading.Event()

        def watch():
            while not done.is_set():
                seen.extend(p.name for p in self.folder.glob("t.arrow"))
                time.sleep(0.01)

        watcher = threading.Thread(target=watch)
        watcher.start()
        stopper = threading.Timer(1, self.connection.interrupt)
        stopper.start()
        with self.assertRaises(duckdb.InterruptException):
            self.copy(self.SLOW)
        done.set()
        watcher.join()
        self.assertEqual(seen, [])


if __name__ == "__main__":
    unittest.main()

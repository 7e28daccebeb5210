"""Every Arrow type that DuckDB can hold arrives exactly, and what it can't hold is an error that names the column."""

import datetime
import decimal
import pathlib
import re
import tarfile
import tempfile
import unittest
import uuid

import duckdb
import pyarrow
import pyarrow.ipc

import arrow_files
import quiver_in_duckdb

HERE = pathlib.Path(__file__).resolve().parent
Decimal = decimal.Decimal


def raw(values, storage, kind):
    """Values of a type, by the integers that Arrow stores."""
    return pyarrow.array(values, storage).view(kind)


def union(dense, codes=(0, 1)):
    kinds = pyarrow.array([codes[0], codes[1], codes[0]], pyarrow.int8())
    if dense:
        members = [pyarrow.array([1, None]), pyarrow.array(["a"])]
        return pyarrow.UnionArray.from_dense(kinds, pyarrow.array([0, 0, 1], pyarrow.int32()), members, ["i", "s"], list(codes))
    members = [pyarrow.array([1, 2, None]), pyarrow.array(["x", "a", "y"])]
    return pyarrow.UnionArray.from_sparse(kinds, members, ["i", "s"], list(codes))


def members(names, values=((1, 2), (3, 4))):
    return pyarrow.StructArray.from_arrays([pyarrow.array(of_member) for of_member in values], names)


# Its keys and values have the same name, which DuckDB doesn't take over.
SAME_NAMES = pyarrow.map_(pyarrow.field("x", pyarrow.string(), nullable=False), pyarrow.field("x", pyarrow.int64()))
INFINITY = 2**63 - 1

# Arrow values, DuckDB's type, and DuckDB's text of the values.
EXACT = [
    (pyarrow.nulls(2), '"NULL"', [None, None]),
    (pyarrow.array([True, None]), "BOOLEAN", ["true", None]),
    (pyarrow.array([-128, 127], pyarrow.int8()), "TINYINT", ["-128", "127"]),
    (pyarrow.array([65535, None], pyarrow.uint16()), "USMALLINT", ["65535", None]),
    (pyarrow.array([4000000000, 0], pyarrow.uint32()), "UINTEGER", ["4000000000", "0"]),
    (pyarrow.array([2**64 - 1, None], pyarrow.uint64()), "UBIGINT", ["18446744073709551615", None]),
    (pyarrow.array([1.5, None, 65504, float("nan")], pyarrow.float16()), "FLOAT", ["1.5", None, "65504.0", "nan"]),
    (pyarrow.array([-0.0, float("inf")], pyarrow.float32()), "FLOAT", ["-0.0", "inf"]),
    (pyarrow.array([0.1, None], pyarrow.float64()), "DOUBLE", ["0.1", None]),
    (pyarrow.array([Decimal("1.23"), None], pyarrow.decimal32(5, 2)), "DECIMAL(5,2)", ["1.23", None]),
    (pyarrow.array([Decimal("-1.23"), None], pyarrow.decimal64(18, 2)), "DECIMAL(18,2)", ["-1.23", None]),
    (pyarrow.array([Decimal("9" * 38), None], pyarrow.decimal128(38, 0)), "DECIMAL(38,0)", ["9" * 38, None]),
    (pyarrow.array([Decimal("-1.5"), None], pyarrow.decimal256(38, 1)), "DECIMAL(38,1)", ["-1.5", None]),
    (pyarrow.array(["", "ü\0", None]), "VARCHAR", ["", "ü\0", None]),
    (pyarrow.array(["a", None], pyarrow.large_string()), "VARCHAR", ["a", None]),
    (pyarrow.array(["short", "more than twelve bytes", None], pyarrow.string_view()), "VARCHAR", ["short", "more than twelve bytes", None]),
    (pyarrow.array([b"\0a", None]), "BLOB", ["\\x00a", None]),
    (pyarrow.array([b"ab", None], pyarrow.large_binary()), "BLOB", ["ab", None]),
    (pyarrow.array([b"ab", None], pyarrow.binary_view()), "BLOB", ["ab", None]),
    (pyarrow.array([b"ab", None], pyarrow.binary(2)), "BLOB", ["ab", None]),
    (raw([-1, None], pyarrow.int32(), pyarrow.date32()), "DATE", ["1969-12-31", None]),
    (raw([-86400000, None], pyarrow.int64(), pyarrow.date64()), "DATE", ["1969-12-31", None]),
    (raw([86400, None], pyarrow.int32(), pyarrow.time32("s")), "TIME", ["24:00:00", None]),
    (raw([1, None], pyarrow.int32(), pyarrow.time32("ms")), "TIME", ["00:00:00.001", None]),
    (raw([1, None], pyarrow.int64(), pyarrow.time64("us")), "TIME", ["00:00:00.000001", None]),
    (raw([1, None], pyarrow.int64(), pyarrow.time64("ns")), "TIME_NS", ["00:00:00.000000001", None]),
    (raw([-1, None], pyarrow.int64(), pyarrow.timestamp("s")), "TIMESTAMP_S", ["1969-12-31 23:59:59", None]),
    (raw([-1, None], pyarrow.int64(), pyarrow.timestamp("ms")), "TIMESTAMP_MS", ["1969-12-31 23:59:59.999", None]),
    (raw([-1, None], pyarrow.int64(), pyarrow.timestamp("us")), "TIMESTAMP", ["1969-12-31 23:59:59.999999", None]),
    (raw([-1, None], pyarrow.int64(), pyarrow.timestamp("ns")), "TIMESTAMP_NS", ["1969-12-31 23:59:59.999999999", None]),
    (raw([-1, None], pyarrow.int64(), pyarrow.timestamp("s", "UTC")), "TIMESTAMP WITH TIME ZONE", ["1969-12-31 23:59:59+00", None]),
    (raw([1, None], pyarrow.int64(), pyarrow.timestamp("ns", "UTC")), "TIMESTAMPTZ_NS", ["1970-01-01 00:00:00.000000001+00", None]),
    (raw([-1, None], pyarrow.int64(), pyarrow.duration("s")), "INTERVAL", ["-00:00:01", None]),
    (raw([-9223372022400, 9223372036854], pyarrow.int64(), pyarrow.timestamp("s")), "TIMESTAMP_S", ["290309-12-22 (BC) 00:00:00", "294247-01-10 04:00:54"]),
    (raw([-9223372022400000, 9223372036854775], pyarrow.int64(), pyarrow.timestamp("ms")), "TIMESTAMP_MS", ["290309-12-22 (BC) 00:00:00", "294247-01-10 04:00:54.775"]),
    (raw([-9223372022400000000, INFINITY - 1], pyarrow.int64(), pyarrow.timestamp("us")), "TIMESTAMP", ["290309-12-22 (BC) 00:00:00", "294247-01-10 04:00:54.775806"]),
    (raw([-9223372036854, 9223372036854], pyarrow.int64(), pyarrow.timestamp("s", "UTC")), "TIMESTAMP WITH TIME ZONE", ["290309-12-21 (BC) 19:59:06+00", "294247-01-10 04:00:54+00"]),
    *((raw([INFINITY, -INFINITY], pyarrow.int64(), pyarrow.timestamp(unit)), kind, ["infinity", "-infinity"]) for unit, kind in (("s", "TIMESTAMP_S"), ("ms", "TIMESTAMP_MS"), ("us", "TIMESTAMP"), ("ns", "TIMESTAMP_NS"))),
    (raw([9223372036854, -9223372036854], pyarrow.int64(), pyarrow.duration("s")), "INTERVAL", ["2562047788:00:54", "-2562047788:00:54"]),
    (raw([INFINITY, None], pyarrow.int64(), pyarrow.duration("us")), "INTERVAL", ["2562047788:00:54.775807", None]),
    (raw([1000, None], pyarrow.int64(), pyarrow.duration("ns")), "INTERVAL", ["00:00:00.000001", None]),
    (pyarrow.array([pyarrow.MonthDayNano([1, -2, 3000]), None]), "INTERVAL", ["1 month -2 days 00:00:00.000003", None]),
    (pyarrow.array([[1, None], None, []]), "BIGINT[]", ["[1, NULL]", None, "[]"]),
    (pyarrow.array([[1, None], None], pyarrow.large_list(pyarrow.int8())), "TINYINT[]", ["[1, NULL]", None]),
    (pyarrow.array([[1, None], None], pyarrow.list_view(pyarrow.int8())), "TINYINT[]", ["[1, NULL]", None]),
    (pyarrow.array([[1, None], None], pyarrow.large_list_view(pyarrow.int8())), "TINYINT[]", ["[1, NULL]", None]),
    (pyarrow.array([[1, 2], None], pyarrow.list_(pyarrow.int8(), 2)), "TINYINT[2]", ["[1, 2]", None]),
    (pyarrow.array([[1.5], None], pyarrow.list_(pyarrow.float16())), "FLOAT[]", ["[1.5]", None]),
    (pyarrow.array([{"a": 1, "b": None}, None]), 'STRUCT(a BIGINT, b "NULL")', ["{'a': 1, 'b': NULL}", None]),
    (pyarrow.array([[("k", 1)], None], pyarrow.map_(pyarrow.string(), pyarrow.int32())), "MAP(VARCHAR, INTEGER)", ["{k=1}", None]),
    (pyarrow.array([[("k", 1)], None], SAME_NAMES), "MAP(VARCHAR, BIGINT)", ["{k=1}", None]),
    (members(["", ""]), "TUPLE(BIGINT, BIGINT)", ["(1, 3)", "(2, 4)"]),
    (members(["ä", "Ä"]), 'STRUCT("ä" BIGINT, "Ä" BIGINT)', ["{'ä': 1, 'Ä': 3}", "{'ä': 2, 'Ä': 4}"]),
    (union(dense=False), "UNION(i BIGINT, s VARCHAR)", ["1", "a", None]),
    (union(dense=True), "UNION(i BIGINT, s VARCHAR)", ["1", "a", None]),
    (union(dense=False, codes=(5, 7)), "UNION(i BIGINT, s VARCHAR)", ["1", "a", None]),
    (union(dense=True, codes=(7, 5)), "UNION(i BIGINT, s VARCHAR)", ["1", "a", None]),
    (pyarrow.array(["a", "b", None, "a"]).dictionary_encode(), "VARCHAR", ["a", "b", None, "a"]),
    (pyarrow.DictionaryArray.from_arrays(pyarrow.array([0, 1, None]), pyarrow.array(["a", None])), "VARCHAR", ["a", None, None]),
    (pyarrow.DictionaryArray.from_arrays(pyarrow.array([1, 0], pyarrow.uint64()), pyarrow.array([1.5, 2], pyarrow.float16())), "FLOAT", ["2.0", "1.5"]),
    (pyarrow.RunEndEncodedArray.from_arrays(pyarrow.array([2, 3], pyarrow.int16()), pyarrow.array(["a", None])), "VARCHAR", ["a", "a", None]),
    (pyarrow.array([uuid.UUID(int=1).bytes, None], pyarrow.uuid()), "UUID", [str(uuid.UUID(int=1)), None]),
    (pyarrow.array(['{"a":1}', None], pyarrow.json_()), "JSON", ['{"a":1}', None]),
    (pyarrow.ExtensionArray.from_storage(pyarrow.bool8(), pyarrow.array([1, None, 0], pyarrow.int8())), "BOOLEAN", ["true", None, "false"]),
    (pyarrow.ExtensionArray.from_storage(pyarrow.opaque(pyarrow.binary(), "point", "other"), pyarrow.array([b"a", None])), "BLOB", ["a", None]),
]

# Arrow values and what the error says.
LOUD = [
    (pyarrow.array([Decimal(1)], pyarrow.decimal256(39, 0)), "DuckDB has no exact type for decimal256\\(39, 0\\)"),
    (pyarrow.array([[], None], pyarrow.list_(pyarrow.int8(), 0)), "its arrays have 1 to 100000 elements"),
    (pyarrow.array([{}, None], pyarrow.struct([])), "it has no members"),
    (pyarrow.array([{"x": [Decimal(1)]}], pyarrow.struct([("x", pyarrow.list_(pyarrow.decimal256(50, 0)))])), 'in "x": in "item": DuckDB has no exact type'),
    (pyarrow.array([[("k", 1), ("k", 2)]], pyarrow.map_(pyarrow.string(), pyarrow.int32())), "column.arrow: .*duplicate key"),
]

# Arrow values that DuckDB has a type for, but can't hold, the value as the error names it, and the reason.
NOT_EXACT = [
    (raw([0, 86400001], pyarrow.int64(), pyarrow.date64()), "1970-01-02 00:00:00.001", "a DATE is a whole day"),
    (raw([86401], pyarrow.int32(), pyarrow.time32("s")), "24:00:01", "a TIME is from 00:00:00 to 24:00:00"),
    (raw([-1], pyarrow.int64(), pyarrow.time64("ns")), "-00:00:00.000000001", "a TIME is from"),
    (raw([1], pyarrow.int64(), pyarrow.duration("ns")), "1 ns", "an INTERVAL has whole microseconds"),
    (pyarrow.array([[pyarrow.MonthDayNano([0, 0, 1])]]), "0 months 0 days 1 ns", "an INTERVAL has whole microseconds"),
    (raw([2**62], pyarrow.int64(), pyarrow.duration("s")), "4611686018427387904 s", "an INTERVAL has whole microseconds, and less than 2^63 of them"),
    (raw([9223372036855], pyarrow.int64(), pyarrow.duration("s")), "9223372036855 s", "an INTERVAL has"),
    (raw([-9223372036854776], pyarrow.int64(), pyarrow.duration("ms")), "-9223372036854776 ms", "an INTERVAL has"),
    (raw([2**62], pyarrow.int64(), pyarrow.timestamp("s")), "146138514283-06-19 07:45:04", "a TIMESTAMP is from the year 290309 BC to 294247"),
    *(
        (raw([value], pyarrow.int64(), pyarrow.timestamp(unit, zone)), "", "a TIMESTAMP is from")
        for unit, zone, value in (
            ("s", None, -9223372022401),
            ("s", None, 9223372036855),
            ("s", None, -(2**63)),
            ("ms", None, -9223372022400001),
            ("ms", None, 9223372036854776),
            ("us", None, -9223372022400000001),
            ("us", None, -(2**63)),
            ("s", "UTC", 2**50),
            ("s", "UTC", INFINITY),
            ("s", "UTC", -9223372036855),
            ("ms", "UTC", 9223372036854776),
        )
    ),
    (pyarrow.array([{"a": [2**50]}], pyarrow.struct([("a", pyarrow.list_(pyarrow.timestamp("s")))])), "35680", "a TIMESTAMP is from"),
    (pyarrow.Array.from_buffers(pyarrow.decimal128(2, -2), 1, [None, pyarrow.array([100], pyarrow.int64()).cast(pyarrow.decimal128(38, 0)).buffers()[1]]), "1.00E+4", "it has more digits"),
    (pyarrow.Array.from_buffers(pyarrow.decimal256(38, 0), 1, [None, pyarrow.array([Decimal(10) ** 40], pyarrow.decimal256(76, 0)).buffers()[1]]), "1" + "0" * 40, "it has more digits than its type"),
    (
        pyarrow.ExtensionArray.from_storage(
            pyarrow.opaque(pyarrow.struct([("a", pyarrow.duration("ns"))]), "span", "other"),
            pyarrow.array([{"a": 1}], pyarrow.struct([("a", pyarrow.duration("ns"))])),
        ),
        "1 ns",
        "an INTERVAL has whole microseconds",
    ),
]


class Types(unittest.TestCase):
    def setUp(self):
        self.connection = quiver_in_duckdb.connect()
        self.query("SET TimeZone = 'UTC'")
        folder = tempfile.TemporaryDirectory(prefix="quiver-types-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = self.folder / "column.arrow"

    def query(self, sql):
        return self.connection.execute(sql).fetchall()

    def write(self, column):
        arrow_files.write(self.path, pyarrow.table({"c": column}))

    def test_types_that_duckdb_holds_arrive_exactly(self):
        for column, kind, texts in EXACT:
            with self.subTest(type=str(column.type)):
                self.write(column)
                rows = self.query(f"SELECT typeof(c), c::VARCHAR FROM read_arrow('{self.path}')")
                self.assertEqual([(kind, text) for text in texts], rows)

    def test_slices_of_columns_are_the_rows_that_they_are(self):
        for column, kind, texts in EXACT:
            with self.subTest(type=str(column.type)):
                many = pyarrow.chunked_array([column] * 3)
                table = pyarrow.table({"c": many})
                with pyarrow.ipc.new_file(self.path, table.schema) as writer:
                    for batch in table.to_batches():
                        writer.write_batch(batch.slice(1))
                rows = self.query(f"SELECT c::VARCHAR FROM read_arrow('{self.path}')")
                self.assertEqual([(text,) for text in texts[1:] * 3], rows)

    def test_what_duckdb_does_not_hold_exactly_is_an_error(self):
        for column, message in LOUD:
            with self.subTest(type=str(column.type)):
                self.write(column)
                with self.assertRaisesRegex(duckdb.Error, message):
                    self.query(f"FROM read_arrow('{self.path}')")

    def test_values_that_do_not_arrive_exactly_are_errors_that_name_them_and_say_what_to_do(self):
        advice = re.escape("; cast the column in the program that writes the file, or leave it out (SELECT * EXCLUDE)")
        for column, value, reason in NOT_EXACT:
            with self.subTest(type=str(column.type), value=value):
                arrow_files.write(self.path, pyarrow.table({"c": column, "rest": range(len(column))}))
                message = f'column.arrow: column "c": the value {re.escape(value)}.* is not exact: {re.escape(reason)}.*{advice}'
                with self.assertRaisesRegex(duckdb.Error, message):
                    self.query(f"FROM read_arrow('{self.path}')")
                self.assertEqual([(0,)], self.query(f"SELECT * EXCLUDE (c) FROM read_arrow('{self.path}') LIMIT 1"))

    def test_midnight_at_the_end_of_a_day_comes_back_at_every_depth(self):
        for kind in ("TIME", "TIME_NS"):
            midnight = f"'24:00:00'::{kind}"
            for value in (
                f"[{midnight}]",
                f"[{midnight}]::{kind}[1]",
                f"{{'a': {midnight}}}",
                f"MAP {{{midnight}: {midnight}}}",
                f"union_value(a := {midnight})",
                f"[{{'a': MAP {{'k': [{midnight}]}}}}]",
            ):
                with self.subTest(value=value):
                    self.query(f"COPY (SELECT {value} AS c) TO '{self.path}'")
                    rows = self.query(f"SELECT c::VARCHAR, typeof(c) FROM '{self.path}'")
                    self.assertEqual(self.query(f"SELECT c::VARCHAR, typeof(c) FROM (SELECT {value} AS c)"), rows)
                    self.assertIn("24:00:00", rows[0][0])

    def test_members_that_duckdb_takes_for_one_make_a_type_that_it_has_not(self):
        codes = pyarrow.array([0, 1], pyarrow.int8())
        halves = pyarrow.UnionArray.from_sparse(codes, [pyarrow.array([1, 2]), pyarrow.array(["x", "y"])], ["half", "HALF"])
        for column, names, texts in (
            (members(["a", "a"]), '"a" and "a"', ["{a: 1, a: 3}", "{a: 2, a: 4}"]),
            (members(["a", "A"]), '"a" and "A"', ["{a: 1, A: 3}", "{a: 2, A: 4}"]),
            (members(["", "", "b"], ((1, 2), (3, 4), (5, 6))), '"" and ""', ["{: 1, : 3, b: 5}", "{: 2, : 4, b: 6}"]),
            (pyarrow.ListArray.from_arrays([0, 1, 2], members(["a", "A"])), '"a" and "A"', ["[{a: 1, A: 3}]", "[{a: 2, A: 4}]"]),
            (halves, '"half" and "HALF"', ["union{half: int64 = 1}", "union{HALF: string = y}"]),
        ):
            with self.subTest(type=str(column.type)):
                arrow_files.write(self.path, pyarrow.table({"c": column, "rest": [1, 2]}))
                message = f'column "c": .*DuckDB has no exact type for .*: it takes the members {names} for one; on_unsupported'
                with self.assertRaisesRegex(duckdb.Error, message):
                    self.query(f"FROM read_arrow('{self.path}')")
                self.assertEqual([(1,), (2,)], self.query(f"FROM read_arrow('{self.path}', on_unsupported := 'skip')"))
                rows = self.query(f"SELECT c FROM read_arrow('{self.path}', on_unsupported := 'text')")
                self.assertEqual([(text,) for text in texts], rows)

    def test_columns_without_a_type_are_left_out_or_text_where_that_is_asked_for(self):
        large = pyarrow.array([Decimal(1), None], pyarrow.decimal256(39, 0))
        arrow_files.write(self.path, pyarrow.table({"a": [1, 2], "large": large, "b": ["x", "y"]}))
        rows = self.query(f"FROM read_arrow('{self.path}', on_unsupported := 'skip')")
        self.assertEqual([(1, "x"), (2, "y")], rows)
        rows = self.query(f"SELECT large, b, typeof(large) FROM read_arrow('{self.path}', on_unsupported := 'text')")
        self.assertEqual([("1", "x", "VARCHAR"), (None, "y", "VARCHAR")], rows)
        with self.assertRaisesRegex(duckdb.Error, "column \"large\": .* on_unsupported := 'text' reads it as text, 'skip' leaves it out"):
            self.query(f"FROM read_arrow('{self.path}')")
        with self.assertRaisesRegex(duckdb.Error, "on_unsupported is 'error', 'skip' or 'text', not 'no'"):
            self.query(f"FROM read_arrow('{self.path}', on_unsupported := 'no')")

    def test_dictionaries_are_enums_where_that_is_asked_for_and_their_values_are_known(self):
        size = pyarrow.DictionaryArray.from_arrays(pyarrow.array([2, None, 0, 1], pyarrow.int8()), pyarrow.array(["s", "m", "l"]))
        twice = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0, 1, 1, 0]), pyarrow.array(["a", "a"]))
        numbers = pyarrow.array([1, 2, 1, None]).dictionary_encode()
        arrow_files.write(self.path, pyarrow.table({"i": range(4), "size": size, "twice": twice, "numbers": numbers}), rows=2)
        rows = self.query(f"SELECT size, typeof(size), typeof(twice), typeof(numbers) FROM read_arrow('{self.path}') WHERE i = 0")
        self.assertEqual([("l", "VARCHAR", "VARCHAR", "BIGINT")], rows)
        source = f"read_arrow('{self.path}', dictionary_as_enum := true)"
        rows = self.query(f"SELECT typeof(size), typeof(twice), typeof(numbers) FROM {source} LIMIT 1")
        self.assertEqual([("ENUM('s', 'm', 'l')", "VARCHAR", "BIGINT")], rows)
        self.assertEqual([("l",), (None,), ("s",), ("m",)], self.query(f"SELECT size FROM {source} ORDER BY i"))
        self.assertEqual([("s",), ("m",), ("l",), (None,)], self.query(f"SELECT size FROM {source} ORDER BY size NULLS LAST"))
        self.assertEqual([(2,)], self.query(f"SELECT count(*) FROM {source} WHERE size >= 'm'"))

    def test_enums_of_any_size_and_any_width_of_numbers_have_their_values(self):
        for size in (1, 255, 256, 257, 65535, 65536, 70000):
            for width in (pyarrow.int32(), pyarrow.uint32(), pyarrow.int64()):
                codes = [None if i % 10 == 3 else i * 7919 % size for i in range(5000)] + [size - 1, 0]
                word = pyarrow.DictionaryArray.from_arrays(pyarrow.array(codes, width), pyarrow.array([f"v{i}" for i in range(size)]))
                arrow_files.write(self.path, pyarrow.table({"i": range(len(codes)), "word": word}), rows=2300)
                rows = self.query(f"SELECT word, typeof(word)[:4] FROM read_arrow('{self.path}', dictionary_as_enum := true) ORDER BY i")
                self.assertEqual([(value, "ENUM") for value in word.to_pylist()], rows, (size, width))

    def test_golden_files_of_both_byte_orders_are_the_same_rows_as_streams_and_files(self):
        with tarfile.open(HERE.parents[1] / "data" / "arrow-testing.tar.xz") as archive:
            archive.extractall(self.folder, filter="data")
        read = 0
        root = self.folder / "arrow-testing" / "integration"
        for file in sorted(root.glob("*/*.arrow_file")):
            answers = []
            for path in (file, file.with_suffix(".stream"), root / file.parent.name.replace("big", "little") / file.name):
                if not path.exists():
                    continue
                try:
                    rows = self.query(f"SELECT COLUMNS(*)::VARCHAR FROM read_arrow('{path}', on_unsupported := 'skip')")
                except duckdb.Error as error:
                    rows = str(error).splitlines()[0].rpartition(": ")[2]
                    self.assertNotIn("invalidated", rows)
                answers.append(rows)
            for answer in answers[1:]:
                self.assertEqual(answers[0], answer, file)
            read += isinstance(answers[0], list)
        self.assertGreater(read, 30)


if __name__ == "__main__":
    unittest.main()

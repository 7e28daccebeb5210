"""Rows that a filter can't want are left out before DuckDB sees them: never one too many, whatever the types are."""

import datetime
import json
import pathlib
import random
import tempfile
import unittest
from decimal import Decimal

import pyarrow

import arrow_files
import quiver_in_duckdb

ROWS = 5000
EXTREMES = {
    "TINYINT": (-(2**7), 2**7 - 1),
    "SMALLINT": (-(2**15), 2**15 - 1),
    "INTEGER": (-(2**31), 2**31 - 1),
    "BIGINT": (-(2**63), 2**63 - 1),
    "UTINYINT": (0, 2**8 - 1),
    "USMALLINT": (0, 2**16 - 1),
    "UINTEGER": (0, 2**32 - 1),
    "UBIGINT": (0, 2**64 - 1),
    "DECIMAL(4, 2)": (Decimal("-99.99"), Decimal("99.99")),
    "DECIMAL(38, 0)": (-(10**38) + 1, 10**38 - 1),
    "FLOAT": ("'-inf'", "'inf'"),
    "DOUBLE": ("'nan'", "-0.0"),
    "DATE": ("'-infinity'", "'infinity'"),
    "TIMESTAMP": ("'-infinity'", "'infinity'"),
    "TIMESTAMP_S": ("'1600-01-01'", "'2500-01-01'"),
    "TIMESTAMP_NS": ("'1700-01-01'", "'2200-01-01'"),
    "TIMESTAMPTZ": ("'1600-01-01 00:00+00'", "'2500-01-01 00:00+00'"),
}


class RowFilter(unittest.TestCase):
    def setUp(self):
        random.seed(20240229)
        self.connection = quiver_in_duckdb.connect()
        folder = tempfile.TemporaryDirectory(prefix="quiver-rows-")
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "rows.arrow"

    def query(self, sql):
        return self.connection.execute(sql).fetchall()

    def check(self, where, options=""):
        """The rows of the file for which a condition is true: as many as DuckDB finds by itself, and the same."""
        with_filter, without = (
            self.query(f"SELECT hash(r), r::VARCHAR FROM read_arrow('{self.path}', prune := {prune}{options}) r WHERE {where} ORDER BY ALL")
            for prune in (True, False)
        )
        self.assertEqual(without, with_filter, where)
        return len(without)

    def rows_seen(self, where):
        """How many rows the scan hands to DuckDB."""
        plan = self.query(f"EXPLAIN (ANALYZE, FORMAT json) FROM read_arrow('{self.path}') WHERE {where}")[0][1]
        nodes = json.loads(plan)["operator"]
        for node in nodes:
            nodes += node.get("children", [])
        return next(node["intermediate_rows"] for node in nodes if node["type"] == "TABLE_SCAN")

    def test_every_kind_of_column_keeps_its_values_beside_a_filter(self):
        numbers = [random.randrange(1000) for _ in range(ROWS)]

        def some(value):
            return [None if random.random() < 0.2 else value(n) for n in numbers]

        texts = some(lambda n: "long enough to be stored elsewhere " * (n % 3) + str(n))
        table = pyarrow.table({
            "n": numbers,
            "nulls": pyarrow.array(some(lambda n: n), pyarrow.int16()),
            "bits": some(lambda n: n % 3 == 0),
            "price": pyarrow.array(some(lambda n: Decimal(n) / 100), pyarrow.decimal128(15, 2)),
            "small": pyarrow.array(some(lambda n: Decimal(n) / 100), pyarrow.decimal64(15, 2)),
            "half": pyarrow.array(some(float), pyarrow.float16()),
            "text": texts,
            "view": pyarrow.array(texts, pyarrow.string_view()),
            "word": pyarrow.array(texts).dictionary_encode(),
            "three": pyarrow.array(some(lambda n: b"%03d" % n), pyarrow.binary(3)),
            "list": some(lambda n: [n, None, n + 1][: n % 4]),
            "views": pyarrow.array(some(lambda n: [n] * (n % 4)), pyarrow.list_view(pyarrow.int32())),
            "array": pyarrow.array(some(lambda n: [n, n + 1]), pyarrow.list_(pyarrow.int64(), 2)),
            "struct": some(lambda n: {"a": n, "b": str(n)}),
            "map": pyarrow.array(some(lambda n: [(str(n), n)]), pyarrow.map_(pyarrow.string(), pyarrow.int64())),
            "nothing": pyarrow.nulls(ROWS),
            "span": pyarrow.array(some(lambda n: datetime.timedelta(seconds=n)), pyarrow.duration("us")),
        })
        runs = pyarrow.RunEndEncodedArray.from_arrays([ROWS // 2, ROWS], ["first", "second"])
        for table, most in ((table, 250), (table.append_column("runs", runs), ROWS)):
            arrow_files.write(self.path, table, rows=2100)
            found = self.check("n BETWEEN 100 AND 140")
            self.assertTrue(50 < found < 500)
            self.check("n BETWEEN 100 AND 140", ", dictionary_as_enum := true")
            self.check("n < 100 AND nulls > 50")
            self.check("nulls IS NULL AND n < 100")
            self.check("price >= 9.5 AND word LIKE '%9%'")
            self.check("n < 900")
            self.check("n > 1000")
            self.assertLess(self.rows_seen("n BETWEEN 100 AND 140"), most + 1)

    def test_the_least_and_the_greatest_values_are_found_by_every_comparison(self):
        for kind, (least, most) in EXTREMES.items():
            least, most = f"({least})", f"({most})"
            middle = "'1970-01-02'" if kind.startswith(("DATE", "TIMESTAMP")) else "5"
            values = ", ".join(f"({i % 40 == 0}, {i % 50 == 0}, {i})" for i in range(400))
            arrow_files.write(self.path, self.connection.sql(
                f"SELECT i, CASE WHEN a THEN {least}::{kind} WHEN b THEN {most}::{kind} ELSE {middle}::{kind} END AS x FROM (VALUES {values}) v(a, b, i)"
            ).to_arrow_table())
            for constant in (least, most, middle):
                for comparison in ("=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM"):
                    self.check(f"x {comparison} {constant}::{kind}")
                    self.check(f"{constant}::{kind} {comparison} x AND i < 100")

    def test_many_ranges_at_once_are_one_range_and_contradictions_find_nothing(self):
        arrow_files.write(self.path, pyarrow.table({"n": range(ROWS), "m": [float(n % 100) for n in range(ROWS)]}))
        self.assertEqual(4, self.check("n > 10 AND n >= 20 AND n < 1000 AND n <= 500 AND m BETWEEN 7 AND 7"))
        self.assertEqual(0, self.check("n > 20 AND n < 10"))
        self.assertEqual(0, self.check("m > 20 AND m < 10 OR n < 0"))
        self.assertEqual(0, self.check("n = 5 AND n = 6"))


if __name__ == "__main__":
    unittest.main()

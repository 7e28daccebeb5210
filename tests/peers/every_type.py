"""A table with a column of every common type: its first and last values, NaN, infinities, -0.0, empty and long texts, NULLs."""

import datetime
import decimal

import numpy
import pyarrow

TEXTS = [
    "", " ", "a", "größe", "日本語", "😀 and ü̈", "a,b", 'say "yes"', '"', "'", "one\nline\r\nmore", "\t", "NULL", "null", "NaN", "\\N", "\\",
    "0", "1.50", "true", "2024-02-30", "\u00a0", "a text that is longer than the twelve bytes of a view", "x" * 3000,
]  # fmt: skip
BYTES = [b"", b"\x00", b"\x00\x01\xff", b"\xff" * 40, "größe".encode(), b"0x41", b"a,b\n"]
FLOATS = [0.0, -0.0, float("nan"), float("inf"), float("-inf"), 1.5, 0.1, -1 / 3, 5e-324, 1.7976931348623157e308, 2.0**53 + 2, 1e-7, 1e21]
FLOATS32 = [0.0, -0.0, float("nan"), float("inf"), float("-inf"), 1.5, 0.1, 1e-45, 3.4028234663852886e38, 16777216.0, 1e-7, 1e21]
DAY = 86_400
# 1970 and the second before it, 2000-02-29, 1900-01-01, 2038-01-19 and the second after it, 2262-04-11.
INSTANTS = [0, -1, 951_782_400 + 86_399, -2_208_988_800, 2_147_483_647, 2_147_483_648, 9_223_372_000]


def integers(bits, signed):
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    return sorted({low, low + 1, 0, 1, 7, 100, high - 1, high} | ({-1} if signed else set()))


def decimals(precision, scale):
    greatest = 10**precision - 1
    context = decimal.Context(prec=80)
    return [decimal.Decimal(n).scaleb(-scale, context) for n in (0, 1, -1, 15, 10**scale, -(10**scale), greatest, -greatest)]


def instants(per_second):
    """In units of which `per_second` make a second; with a part of a second where there are such."""
    return [second * per_second + part for second in INSTANTS for part in {0, per_second // 2, per_second - 1}]


def date(days):
    return datetime.date(1970, 1, 1) + datetime.timedelta(days)


def columns():
    """Name: (type, its values)."""
    from pyarrow import int32, string

    found = {"bool": (pyarrow.bool_(), [True, False])}
    for bits in (8, 16, 32, 64):
        found[f"int{bits}"] = (getattr(pyarrow, f"int{bits}")(), integers(bits, True))
        found[f"uint{bits}"] = (getattr(pyarrow, f"uint{bits}")(), integers(bits, False))
    found["float32"] = (pyarrow.float32(), FLOATS32)
    found["float64"] = (pyarrow.float64(), FLOATS)
    for precision, scale in ((4, 1), (9, 2), (18, 0), (38, 10)):
        found[f"decimal_{precision}_{scale}"] = (pyarrow.decimal128(precision, scale), decimals(precision, scale))
    found["decimal_76_38"] = (pyarrow.decimal256(76, 38), decimals(76, 38))
    found["text"] = (string(), TEXTS)
    found["large_text"] = (pyarrow.large_string(), TEXTS)
    found["binary"] = (pyarrow.binary(), BYTES)
    found["fixed_binary"] = (pyarrow.binary(4), [b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"abcd"])
    found["date"] = (pyarrow.date32(), [date(days) for days in (0, -1, 11_016, -25_567, 49_709, 24_855)])
    found["time_s"] = (pyarrow.time32("s"), [0, 1, DAY - 1])
    found["time_ms"] = (pyarrow.time32("ms"), [0, 1, DAY * 1_000 - 1])
    found["time_us"] = (pyarrow.time64("us"), [0, 1, DAY * 1_000_000 - 1])
    found["time_ns"] = (pyarrow.time64("ns"), [0, 1, DAY * 1_000_000_000 - 1])
    for unit, per_second in (("s", 1), ("ms", 1_000), ("us", 1_000_000), ("ns", 1_000_000_000)):
        at = [value for value in instants(per_second) if abs(value) < 1 << 63]
        found[f"timestamp_{unit}"] = (pyarrow.timestamp(unit), at)
        found[f"timestamp_{unit}_utc"] = (pyarrow.timestamp(unit, "UTC"), at)
    found["timestamp_us_berlin"] = (pyarrow.timestamp("us", "Europe/Berlin"), instants(1_000_000))
    # Days and times that some can't count to.
    found["date_far"] = (pyarrow.date32(), [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)])
    found["timestamp_far"] = (pyarrow.timestamp("us"), [-62_135_596_800_000_000, 253_402_300_799_999_999])
    found["duration_us"] = (pyarrow.duration("us"), [0, 1, -1, 86_400_000_001])
    found["list_int32"] = (pyarrow.list_(int32()), [[], [None], [1, None, -3], list(range(40))])
    found["list_text"] = (pyarrow.list_(string()), [[], [""], ["a", None, "größe"], TEXTS[:8]])
    found["list_list"] = (pyarrow.list_(pyarrow.list_(int32())), [[], [[]], [[1], [2, None]], [[1, 2, 3], []]])
    found["large_list"] = (pyarrow.large_list(int32()), [[], [1], [1, None]])
    found["fixed_list"] = (pyarrow.list_(pyarrow.float32(), 3), [[0.0, -0.0, 1.5], [1.0, None, 2.0]])
    pair = pyarrow.struct([("number", int32()), ("text", string())])
    found["struct"] = (pair, [{"number": 1, "text": "a"}, {"number": None, "text": None}, {"number": -5, "text": ""}])
    found["list_struct"] = (pyarrow.list_(pair), [[], [{"number": 1, "text": "ü"}, {"number": None, "text": ""}]])
    found["map"] = (pyarrow.map_(string(), int32()), [[], [("a", 1), ("b", None)], [("", -1)]])
    found["dictionary"] = (pyarrow.dictionary(int32(), string()), TEXTS[:12])
    return found


NESTED = [name for name, (kind, _) in columns().items() if pyarrow.types.is_nested(kind)]


def make_table(rows):
    """`rows` rows of all columns, a tenth of the values NULL; the same ones each time. Nested columns come a second time without
    a NULL, as `full_…`.

    The first column, `id`, numbers the rows; `part` has few values, none of them NULL, for folders; `noise` and `line` differ in
    every row, which is too much for a dictionary."""
    random = numpy.random.default_rng(20_240_229)
    arrays = {"id": pyarrow.array(range(rows), pyarrow.int64())}
    arrays["part"] = pyarrow.array(["a b", "ü/=%", "one"]).take(pyarrow.array(random.integers(0, 3, rows)))
    arrays["noise"] = pyarrow.array(random.standard_normal(rows))
    arrays["line"] = pyarrow.array([f"line {n * 7_919 % 1_000_003}" for n in range(rows)])
    for name, (kind, values) in columns().items():
        picks = random.integers(0, len(values), rows)
        some = pyarrow.array(picks, mask=random.random(rows) < 0.1, type=pyarrow.int32())
        if pyarrow.types.is_dictionary(kind):
            arrays[name] = pyarrow.DictionaryArray.from_arrays(some, pyarrow.array(values, kind.value_type))
        else:
            arrays[name] = pyarrow.array(values, kind).take(some)
        if name in NESTED:
            arrays[f"full_{name}"] = pyarrow.array(values, kind).take(pyarrow.array(picks))
    return pyarrow.table(arrays)

#!/usr/bin/env python3
"""TPC-H's lineitem as Arrow files that DuckDB writes and reads, and that others read as well. Every answer is the known one.

    tpch.py EXTENSIONS       in a folder with lineitem.csv, of scale factor 0.1 (examples/duckdb_extension/run makes it)
"""

import datetime
import http.server
import os
import subprocess
import sys
import threading
from decimal import Decimal

import duckdb

# The extension is not signed by DuckDB's makers, and lies where they don't look.
CONFIGURATION = {"allow_unsigned_extensions": "true", "extension_directories": f"['{sys.argv[1]}']"}
KNOWN = "11803420.2534"  # query 6 at scale factor 0.1, to the last digit: prices are decimals

Q6 = """
    SELECT sum(l_extendedprice * l_discount)
    FROM {}
    WHERE l_shipdate >= DATE '1994-01-01' AND l_shipdate < DATE '1995-01-01'
      AND l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24"""


def check(what, answer):
    print(f"{what:45} {answer}")
    if str(answer).strip() != KNOWN:
        sys.exit(f"{what} gave {answer}, not {KNOWN}")


connection = duckdb.connect(config=CONFIGURATION)
connection.load_extension("quiver")

# --- Write ----------------------------------------------------------------------------------------------------------------

connection.execute("""
    CREATE TABLE lineitem AS FROM read_csv('lineitem.csv', types = {
        l_quantity: 'DECIMAL(15, 2)', l_extendedprice: 'DECIMAL(15, 2)', l_discount: 'DECIMAL(15, 2)', l_tax: 'DECIMAL(15, 2)'})""")
check("the table", connection.execute(Q6.format("lineitem")).fetchone()[0])

# A file, with what lies in each of its batches, in the order of the days; and a stream, compressed.
connection.execute("""
    COPY (FROM lineitem ORDER BY l_shipdate) TO 'lineitem.arrow'
    (FORMAT arrow, STATISTICS true, ROW_GROUP_SIZE 20480, DICTIONARY_COLUMNS [l_returnflag, l_linestatus, l_shipmode])""")
connection.execute("COPY lineitem TO 'lineitem.arrows' (FORMAT arrows, COMPRESSION zstd)")

# --- Read -----------------------------------------------------------------------------------------------------------------

check("FROM 'lineitem.arrow'", connection.execute(Q6.format("'lineitem.arrow'")).fetchone()[0])
read, skipped = connection.execute("SELECT batches_read, batches_skipped FROM arrow_scan_stats() LIMIT 1").fetchone()
print(f"    which read {read} of {read + skipped} batches: the others have other days")
if skipped == 0:
    sys.exit("no batch was skipped")

check("FROM 'lineitem.arrows'", connection.execute(Q6.format("'lineitem.arrows'")).fetchone()[0])

pipe = f"""
import duckdb
connection = duckdb.connect(config={CONFIGURATION!r})
connection.load_extension("quiver")
print(connection.execute('''{Q6.format("read_arrow('/dev/stdin')")}''').fetchone()[0])
"""
with subprocess.Popen(["cat", "lineitem.arrows"], stdout=subprocess.PIPE) as cat:
    piped = subprocess.run([sys.executable, "-c", pipe], stdin=cat.stdout, stdout=subprocess.PIPE, check=True, text=True)
check("cat lineitem.arrows | … '/dev/stdin'", piped.stdout.strip())

# Over HTTP the footer comes first, and then what the query needs.


class Ranges(http.server.SimpleHTTPRequestHandler):
    """Gives parts of files, which Python's own handler does not."""

    asked = 0  # bytes

    def do_GET(self):
        with open(self.path[1:], "rb") as file:
            size = os.path.getsize(file.name)
            # "bytes=FIRST-LAST", or "bytes=-COUNT" for the end of the file.
            first, last = self.headers["Range"].removeprefix("bytes=").split("-")
            begin = int(first) if first else max(0, size - int(last))
            file.seek(begin)
            part = file.read(int(last) + 1 - begin) if first else file.read()
        Ranges.asked += len(part)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {begin}-{begin + len(part) - 1}/{size}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(part)

    def log_message(self, *_):
        pass


with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ranges) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/lineitem.arrow"
    check("FROM read_arrow('http://…/lineitem.arrow')", connection.execute(Q6.format(f"read_arrow('{url}')")).fetchone()[0])
    print(f"    which asked for {Ranges.asked / 1e6:.1f} of {os.path.getsize('lineitem.arrow') / 1e6:.1f} MB")
    server.shutdown()

# --- Others read the same file --------------------------------------------------------------------------------------------


def with_pyarrow():
    import pyarrow
    from pyarrow import compute, ipc

    table = ipc.open_file(pyarrow.memory_map("lineitem.arrow")).read_all()
    days = compute.field("l_shipdate"), datetime.date(1994, 1, 1), datetime.date(1995, 1, 1)
    discount, quantity = compute.field("l_discount"), compute.field("l_quantity")
    rows = table.filter(
        (days[0] >= days[1]) & (days[0] < days[2])
        & (discount >= Decimal("0.05")) & (discount <= Decimal("0.07")) & (quantity < Decimal("24"))
    )  # fmt: skip
    return compute.sum(compute.multiply(rows["l_extendedprice"], rows["l_discount"])).as_py()


def with_polars():
    import polars
    from polars import col

    return (
        polars.scan_ipc("lineitem.arrow")
        .filter(
            col("l_shipdate").is_between(datetime.date(1994, 1, 1), datetime.date(1994, 12, 31))
            & col("l_discount").is_between(Decimal("0.05"), Decimal("0.07"))
            & (col("l_quantity") < Decimal("24"))
        )
        # A product has the scale of its factors in polars, unless they have more.
        .select((col("l_extendedprice").cast(polars.Decimal(38, 4)) * col("l_discount").cast(polars.Decimal(38, 4))).sum())
        .collect()
        .item()
    )


def with_chdb():
    import chdb

    file = "file('lineitem.arrow', 'Arrow')"
    return chdb.query(Q6.format(file), "TSV").bytes().decode().strip()


check("pyarrow", with_pyarrow())
check("polars", with_polars())
check("ClickHouse (chdb)", with_chdb())

"""How each peer writes files: WRITERS[ending][name](table, path), where the name begins with the peer's."""

import polars
import pyarrow
import pyarrow.csv
import pyarrow.parquet

from readers import CHDB_SETTINGS, chdb, chdb_quoted, duckdb_connection


def pyarrow_ipc(open_writer, **options):
    def write(table, path):
        with open_writer(path, table.schema, options=pyarrow.ipc.IpcWriteOptions(**options)) as writer:
            writer.write_table(table, max_chunksize=1_000)

    return write


def pyarrow_parquet(**options):
    return lambda table, path: pyarrow.parquet.write_table(table, path, row_group_size=1_000, **options)


def polars_frame(method, **options):
    return lambda table, path: getattr(polars.from_arrow(table), method)(path, **options)


def duckdb_copy(options):
    return lambda rows, path: duckdb_connection().execute(f"COPY (FROM rows) TO '{path}' ({options})")


def duckdb_database(rows, path):
    connection = duckdb_connection()
    connection.execute(f"ATTACH '{path}' AS target")
    connection.execute(f'CREATE TABLE target."{path.stem}" AS FROM rows')
    connection.execute("DETACH target")


def chdb_file(form, settings=""):
    """It is given the table as an Arrow file."""

    def write(table, path):
        source = path.with_suffix(".source")
        with pyarrow.ipc.new_file(source, table.schema) as writer:
            writer.write_table(table)
        chdb.query(f"""SELECT * FROM file({chdb_quoted(source)}, 'Arrow') INTO OUTFILE {chdb_quoted(path)}
                       FORMAT {form} SETTINGS {CHDB_SETTINGS} {settings}""")

    return write


WRITERS = {
    "arrow": {
        "pyarrow": pyarrow_ipc(pyarrow.ipc.new_file),
        "pyarrow lz4": pyarrow_ipc(pyarrow.ipc.new_file, compression="lz4"),
        "pyarrow zstd": pyarrow_ipc(pyarrow.ipc.new_file, compression="zstd"),
        "pyarrow metadata V4": pyarrow_ipc(pyarrow.ipc.new_file, metadata_version=pyarrow.ipc.MetadataVersion.V4),
        "polars": polars_frame("write_ipc"),
        "polars zstd": polars_frame("write_ipc", compression="zstd"),
        "polars without views": polars_frame("write_ipc", compat_level=polars.CompatLevel.oldest()),
        "chdb": chdb_file("Arrow"),
        "chdb zstd": chdb_file("Arrow", ", output_format_arrow_compression_method = 'zstd'"),
    },
    "arrows": {
        "pyarrow": pyarrow_ipc(pyarrow.ipc.new_stream),
        "pyarrow delta dictionaries": pyarrow_ipc(pyarrow.ipc.new_stream, emit_dictionary_deltas=True),
        "polars": polars_frame("write_ipc_stream"),
        "chdb": chdb_file("ArrowStream"),
    },
    "parquet": {
        "pyarrow": pyarrow_parquet(),
        "pyarrow pages V2, zstd": pyarrow_parquet(data_page_version="2.0", compression="zstd", write_page_index=True),
        "pyarrow gzip, no dictionaries": pyarrow_parquet(version="2.6", use_dictionary=False, compression="gzip", store_schema=False),
        "pyarrow decimals as integers": pyarrow_parquet(store_decimal_as_integer=True, compression="brotli"),
        "polars": polars_frame("write_parquet", row_group_size=1_000),
        "polars snappy": polars_frame("write_parquet", compression="snappy"),
        "duckdb": duckdb_copy("FORMAT parquet"),
        "duckdb V2, zstd": duckdb_copy("FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE 2048"),
        "chdb": chdb_file("Parquet"),
        "chdb lz4": chdb_file("Parquet", ", output_format_parquet_compression_method = 'lz4'"),
    },
    "csv": {
        "pyarrow": lambda table, path: pyarrow.csv.write_csv(table, path),
        "polars": polars_frame("write_csv"),
        "polars all quoted": polars_frame("write_csv", quote_style="non_numeric"),
        "duckdb": duckdb_copy("FORMAT csv, HEADER"),
        "chdb": chdb_file("CSVWithNames"),
    },
    "duckdb": {"duckdb": duckdb_database},
}

"""How each peer reads each kind of file: READERS[ending][peer](path, schema) gives the columns of `schema` as a pyarrow.Table.

`path` may be a folder of files with key=value folders in it. CSV files have no types, so that every reader is told them.
"""

import urllib.parse

import chdb
import duckdb
import polars
import pyarrow
import pyarrow.csv
import pyarrow.dataset
import pyarrow.parquet

# --- pyarrow ----------------------------------------------------------------------------------------------------------


def value_type(kind):
    return kind.value_type if pyarrow.types.is_dictionary(kind) else kind


def pyarrow_dataset(path, schema, form):
    folder = "hive" if path.is_dir() else None
    return pyarrow.dataset.dataset(path, format=form, partitioning=folder).to_table(columns=schema.names)


def pyarrow_arrow(path, schema):
    if path.is_dir():
        return pyarrow_dataset(path, schema, "ipc")
    with pyarrow.memory_map(str(path)) as file:
        return pyarrow.ipc.open_file(file).read_all().select(schema.names)


def pyarrow_stream(path, schema):
    with pyarrow.memory_map(str(path)) as file:
        return pyarrow.ipc.open_stream(file).read_all().select(schema.names)


def pyarrow_parquet(path, schema):
    return pyarrow_dataset(path, schema, "parquet") if path.is_dir() else pyarrow.parquet.read_table(path, columns=schema.names)


def pyarrow_csv(path, schema):
    converting = pyarrow.csv.ConvertOptions(
        column_types={field.name: value_type(field.type) for field in schema},
        null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False,
    )  # fmt: skip
    parsing = pyarrow.csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=len(schema) > 1)
    if path.is_dir():
        return pyarrow_dataset(path, schema, pyarrow.dataset.CsvFileFormat(convert_options=converting, parse_options=parsing))
    return pyarrow.csv.read_csv(path, parse_options=parsing, convert_options=converting)


# --- polars -----------------------------------------------------------------------------------------------------------


def polars_pattern(path, ending):
    return path / f"**/*.{ending}" if path.is_dir() else path


def polars_schema(schema):
    return polars.from_arrow(pyarrow.schema([(field.name, value_type(field.type)) for field in schema]).empty_table()).schema


def polars_scan(scan):
    return lambda path, schema: scan(path, schema).select(schema.names).collect().to_arrow()


polars_arrow = polars_scan(lambda path, schema: polars.scan_ipc(polars_pattern(path, "arrow"), hive_partitioning=path.is_dir()))
polars_parquet = polars_scan(lambda path, schema: polars.scan_parquet(polars_pattern(path, "parquet"), hive_partitioning=path.is_dir()))


def polars_csv(path, schema):
    if not path.is_dir():
        return polars.scan_csv(path, schema=polars_schema(schema)).collect().to_arrow()
    # It knows nothing of folders' names here.
    in_files = pyarrow.schema([field for field in schema if field.name != "part"])
    frames = [
        polars.scan_csv(file, schema=polars_schema(in_files)).with_columns(part=polars.lit(folder_value(file)))
        for file in path.glob("**/*.csv")
    ]
    return polars.concat(frames).select(schema.names).collect().to_arrow()


def folder_value(file):
    return urllib.parse.unquote(file.parent.name.removeprefix("part="))


def polars_stream(path, schema):
    return polars.read_ipc_stream(path, columns=schema.names).to_arrow()


# --- duckdb -----------------------------------------------------------------------------------------------------------


def duckdb_connection(path=":memory:"):
    connection = duckdb.connect(str(path), read_only=path != ":memory:")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET arrow_lossless_conversion = true")
    return connection


def duckdb_names(schema):
    return ", ".join(f'"{name}"' for name in schema.names)


def duckdb_types(connection, schema):
    """{column: type}, as read_csv wants it."""
    nothing = pyarrow.schema([(field.name, value_type(field.type)) for field in schema]).empty_table()  # noqa: F841
    return dict(connection.execute("SELECT column_name, column_type FROM (DESCRIBE FROM nothing)").fetchall())


def duckdb_arrow(path, schema):
    """It has no reader of Arrow files, so that pyarrow reads for it."""
    rows = pyarrow_arrow(path, schema)  # noqa: F841
    return duckdb_connection().sql("FROM rows").to_arrow_table()


def duckdb_parquet(path, schema):
    pattern = f"{path}/**/*.parquet" if path.is_dir() else str(path)
    query = f"SELECT {duckdb_names(schema)} FROM read_parquet(?, hive_partitioning = {path.is_dir()})"
    return duckdb_connection().sql(query, params=[pattern]).to_arrow_table()


def duckdb_csv(path, schema):
    connection = duckdb_connection()
    types = duckdb_types(connection, schema)
    pattern = f"{path}/**/*.csv" if path.is_dir() else str(path)
    in_files = {name: kind for name, kind in types.items() if not (path.is_dir() and name == "part")}
    query = f"""SELECT {duckdb_names(schema)} FROM read_csv(?, columns = {in_files}, header = true, delim = ',', quote = '"',
                escape = '"', allow_quoted_nulls = false, hive_partitioning = {path.is_dir()})"""
    return connection.sql(query, params=[pattern]).to_arrow_table()


def duckdb_table(path, schema):
    return duckdb_connection(path).sql(f'SELECT {duckdb_names(schema)} FROM "{path.stem}"').to_arrow_table()


# --- chdb -------------------------------------------------------------------------------------------------------------

CHDB_SETTINGS = """session_timezone = 'UTC', output_format_arrow_string_as_string = 1, format_csv_null_representation = '',
    date_time_input_format = 'best_effort', input_format_csv_trim_whitespaces = 0,
    input_format_parquet_preserve_order = 1, max_threads = 1"""


def chdb_query(query):
    result = chdb.query(f"{query} SETTINGS {CHDB_SETTINGS}", "ArrowTable")
    return result if isinstance(result, pyarrow.Table) else result.read_all()


def chdb_quoted(text):
    return "'" + str(text).replace("\\", "\\\\").replace("'", "\\'") + "'"


def chdb_names(schema):
    return ", ".join(f"`{name}`" for name in schema.names)


def chdb_file(form, ending):
    def read(path, schema):
        pattern = f"{path}/**/*.{ending}" if path.is_dir() else path
        return chdb_query(f"SELECT {chdb_names(schema)} FROM file({chdb_quoted(pattern)}, '{form}')")

    return read


def chdb_csv(path, schema):
    nothing = path.with_suffix(".types.arrow")
    pattern = f"{path}/**/*.csv" if path.is_dir() else path
    empty = pyarrow.schema([(field.name, value_type(field.type)) for field in schema]).empty_table()
    with pyarrow.ipc.new_file(nothing, empty.schema) as writer:
        writer.write(empty)
    types = chdb_query(f"DESCRIBE file({chdb_quoted(nothing)}, 'Arrow')")
    structure = ", ".join(f"`{name}` {kind}" for name, kind in zip(*(map(text, types[key]) for key in ("name", "type"))))
    return chdb_query(f"SELECT {chdb_names(schema)} FROM file({chdb_quoted(pattern)}, 'CSVWithNames', {chdb_quoted(structure)})")


def text(cell):
    value = cell.as_py()
    return value.decode() if isinstance(value, bytes) else value


# --- All of them ------------------------------------------------------------------------------------------------------

READERS = {
    "arrow": {"pyarrow": pyarrow_arrow, "polars": polars_arrow, "duckdb": duckdb_arrow, "chdb": chdb_file("Arrow", "arrow")},
    "arrows": {"pyarrow": pyarrow_stream, "polars": polars_stream, "chdb": chdb_file("ArrowStream", "arrows")},
    "parquet": {"pyarrow": pyarrow_parquet, "polars": polars_parquet, "duckdb": duckdb_parquet, "chdb": chdb_file("Parquet", "parquet")},
    "csv": {"pyarrow": pyarrow_csv, "polars": polars_csv, "duckdb": duckdb_csv, "chdb": chdb_csv},
    "duckdb": {"duckdb": duckdb_table},
}  # fmt: skip

"""DuckDB with the extension, as a user loads it."""

import os

import duckdb


def connect(threads=2):
    """A new database. QUIVER_EXTENSIONS is the folder with a file for each release of DuckDB."""
    folders = f"['{os.environ['QUIVER_EXTENSIONS']}']"
    connection = duckdb.connect(
        config={"allow_unsigned_extensions": "true", "extension_directories": folders, "threads": threads}
    )
    connection.load_extension("quiver")
    return connection

"""Appends what DuckDB looks for at the end of an extension file before it loads it.

512 bytes:

    bytes 0..255    eight fields of 32 bytes, padded with zeros, the last field first:
                    empty, empty, empty, ABI, extension version, DuckDB version, platform, "4"
    bytes 256..511  the signature; zeros when there is none, which DuckDB accepts with allow_unsigned_extensions

The ABI says how the file finds DuckDB's functions: C_STRUCT_UNSTABLE, a struct of exactly the DuckDB version named.
"""

import argparse

FIELD_BYTES = 32
FIELDS = 8
SIGNATURE_BYTES = 256
METADATA_MAGIC = "4"
ABI = "C_STRUCT_UNSTABLE"


def footer(version: str, duckdb: str, platform: str) -> bytes:
    fields = [METADATA_MAGIC, platform, duckdb, version, ABI]
    fields += [""] * (FIELDS - len(fields))
    return b"".join(field.encode().ljust(FIELD_BYTES, b"\0") for field in reversed(fields)) + bytes(SIGNATURE_BYTES)


def main() -> None:
    parser = argparse.ArgumentParser(description="Append the footer that DuckDB wants to an extension file.")
    parser.add_argument("file")
    parser.add_argument("--version", required=True, help="of the extension")
    parser.add_argument("--duckdb", required=True, help="the release that may load it, such as v2.0.0")
    parser.add_argument("--platform", required=True, help="as DuckDB calls it, such as linux_amd64")
    arguments = parser.parse_args()
    with open(arguments.file, "ab") as file:
        file.write(footer(arguments.version, arguments.duckdb, arguments.platform))


if __name__ == "__main__":
    main()

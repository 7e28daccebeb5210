#!/usr/bin/env python3
"""Writes the seeds of arrow_ipc_fuzzer: small golden files of the Apache Arrow project, and statistics.

    tests/fuzz/make_arrow_ipc_corpus.py tests/data/arrow-testing.tar.xz tests/fuzz/corpus/arrow_ipc
"""

import pathlib
import sys
import tarfile

MOST_BYTES = 3000
SEEDS = {
    "1.0.0-littleendian": ["dictionary", "nested", "union", "map", "extension", "interval"],
    "1.0.0-bigendian": ["nested", "dictionary"],
    "2.0.0-compression": ["lz4", "zstd"],
    "4.0.0-shareddict": ["shared_dict"],
    "0.14.1": ["nested"],
    "0.17.1": ["union"],
}
STATISTICS = """{"version": 1, "writer": "quiver", "rows": [2, null], "columns": [
 {"name": "i", "nulls": [0, null], "min": [-5, null], "max": [7, null]},
 {"name": "f", "nulls": [0, 0], "min": ["-inf", "0.1"], "max": ["1e+30", "0.1"], "nan": [true, false]},
 {"name": "n", "nulls": [1, 0], "min": ["-150", "0"], "max": ["9999999999", "1"]},
 {"name": "t", "nulls": [0, 0], "min": ["YWI=", {"cut": "YWI="}], "max": ["YWI=", {"cut": "YWM="}]},
 {"name": "b", "nulls": [0, 0], "min": [false, true], "max": [true, true]}]}"""


def main(archive, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as files:
        for version, names in SEEDS.items():
            for name in names:
                for kind, prefix in (("arrow_file", b"F"), ("stream", b"S")):
                    path = f"arrow-testing/integration/{version}/generated_{name}.{kind}"
                    data = files.extractfile(path).read()
                    if len(data) <= MOST_BYTES:
                        (folder / f"{version}-{name}-{kind}").write_bytes(prefix + data)
    (folder / "statistics").write_bytes(b"J" + STATISTICS.encode())


if __name__ == "__main__":
    main(*sys.argv[1:])

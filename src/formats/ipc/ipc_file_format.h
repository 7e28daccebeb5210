#pragma once

#include "files/table_file.h"

namespace quiver {

/// Arrow IPC files (.arrow), version V5 of the format. What is written begins at multiples of 64
/// bytes, so that a mapped file is used where it lies.
///
/// Not compressed, unless `SinkOptions::compression` is "zstd", "zstd:LEVEL" or "lz4". Dictionaries
/// stay dictionaries; a file can't replace one, so that one which differs from that before it is
/// extended, and the indices of its batch are written anew. The footer names the whole dictionary,
/// because many readers of files know no deltas. `SinkOptions::statistics` are those of
/// core/statistics_metadata.h; without a list there are none.
///
/// Appending copies the old file up to its footer, adds batches and writes a footer for all. The
/// schema must be the same; dictionaries grow. Errors: Invalid, with the first difference.
const TableFileFormat& IpcFileFormat();

/// Arrow IPC streams (.arrows, or stdout). A dictionary that differs is sent again.
const TableFileFormat& IpcStreamFormat();

}  // namespace quiver

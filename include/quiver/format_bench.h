#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <arrow/result.h>

#include "quiver/location.h"
#include "quiver/progress.h"
#include "quiver/source.h"

namespace quiver {

struct FormatBenchOptions {
  SourceOptions source;
  /// The table, where the source has several.
  std::string table;
  /// The columns of the projected reading; empty: the first one whose values have a fixed width.
  std::vector<std::string> projection;
  /// Every time is the median of so many, taken in turns.
  int repeat = 3;
  /// Not owned.
  Progress* progress = SilentProgress();
};

/// What one format did with the table.
struct FormatFigures {
  /// "csv", "parquet", "arrow".
  std::string format;
  /// "none", "snappy", "lz4", "zstd".
  std::string codec;
  int64_t bytes = 0;
  double write_seconds = 0;
  /// Every column, to the last value.
  double read_seconds = 0;
  /// Only the columns of the projection.
  double projected_seconds = 0;
};

struct FormatBenchReport {
  std::string table;
  int64_t rows = 0;
  int64_t num_columns = 0;
  std::vector<std::string> projection;
  std::vector<FormatFigures> formats;
};

/// Writes one table of `source` into each format, in a folder of its own in TMPDIR, and reads it
/// back, with the files in the page cache. The table is first copied into an Arrow file there, so
/// that the source's speed is not in the figures; a format that can't hold the table has no entry,
/// and a note says why. Needs room for about four times the table.
/// Threads: blocks; uses the budget's. Errors: those of the source; Invalid for a source with
/// several tables and no `table`.
arrow::Result<FormatBenchReport> BenchFormats(const Location& source,
                                              const FormatBenchOptions& options);

}  // namespace quiver

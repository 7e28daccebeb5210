#pragma once

#include <cstdint>
#include <string_view>

#include <arrow/result.h>

namespace quiver {

/// What one run may use. Everything in Quiver streams, so a bigger input needs no bigger budget.
struct Budget {
  /// Threads that read, convert and write at the same time. At least 1.
  int jobs = 1;
  /// Bytes that the run's own buffers and those of an embedded engine may hold together. Code and
  /// libraries in memory come on top.
  int64_t memory = int64_t{256} << 20;
  /// `memory` was asked for by name. Otherwise an engine may take more for what it can build in
  /// memory only: DuckDB's indexes, whose size is that of their table.
  bool strict = false;

  /// All cores of this process's affinity mask, and the default memory.
  static Budget Default();

  /// Bytes of rows in one record batch: small enough that every job can have a few at a time.
  int64_t batch_bytes() const;
  /// The part of `memory` that an embedded engine (DuckDB) gets.
  int64_t engine_memory() const;
};

/// "512MB", "2GiB", "100k", "1.5G", "4096": powers of 1024 for K, M, G, T with or without "iB";
/// powers of 1000 for KB, MB, GB, TB. Errors: Invalid.
arrow::Result<int64_t> ParseByteSize(std::string_view text);

}  // namespace quiver

#pragma once

#include <string>

#include <arrow/result.h>
#include <arrow/util/compression.h>
#include <arrow/util/type_fwd.h>

namespace quiver::parquet_format {

struct Compression {
  arrow::Compression::type codec = arrow::Compression::ZSTD;
  int level = arrow::util::kUseDefaultCompressionLevel;
};

/// What SinkOptions::compression says: "zstd", "zstd:9", "none"; empty: zstd, at level 1. (Of
/// TPC-H's lineitem zstd makes a file a quarter smaller than snappy does, for a fifth more time;
/// higher levels take longer for little.)
/// Errors: Invalid for what Parquet has not.
arrow::Result<Compression> ParseCompression(const std::string& text);

}  // namespace quiver::parquet_format

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <arrow/util/key_value_metadata.h>

#include "batch_builder.h"
#include "duckdb_api.h"
#include "quiver/sink.h"

namespace quiver::duckdb_extension {

/// What COPY ... TO 'x.arrow' (FORMAT arrow, ...) was told. DuckDB keeps to itself what concerns
/// any format: row_group_size and row_group_size_bytes, which it rounds up to whole vectors of 2048
/// rows, row_groups_per_file, PARTITION_BY, PER_THREAD_OUTPUT, and others.
struct CopyOptions {
  /// Of the schema (kv_metadata); null: none.
  std::shared_ptr<const arrow::KeyValueMetadata> metadata;
  /// Columns, by place, of text that becomes dictionaries (dictionary_columns).
  std::vector<size_t> dictionary_columns;
  /// Rows of a record batch, where row_group_size does not say it (chunk_size); rounded up as well.
  idx_t batch_rows = 122880;  // as many as in a row group of DuckDB's own tables
  /// compression, compression_level, statistics.
  SinkOptions sink;
};

/// Errors: an unknown option, with those that there are; a value that the option can't have;
/// options that contradict each other.
CopyOptions ReadCopyOptions(duckdb_v2_copy_to_bind_info_handle info, const TableType& table,
                            duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension

#pragma once

#include <map>
#include <memory>
#include <vector>

#include <arrow/record_batch.h>

#include "value.h"

namespace quiver::duckdb_extension {

/// Rows in a chunk, at most.
inline constexpr idx_t kVectorSize = 2048;

/// Record batches on their way into DuckDB's chunks, without a copy of what DuckDB stores as Arrow
/// does. For one thread, and not longer than the statement.
class BatchImporter {
 public:
  BatchImporter(duckdb_v2_context_handle context, std::shared_ptr<arrow::Schema> schema,
                duckdb_v2_error_info_handle* err);

  /// The columns, with DuckDB's names and types, for a function that is being bound; those in
  /// `other_types` have these types instead.
  void AddColumnsTo(duckdb_v2_table_function_bind_info_handle result,
                    const std::map<int, LogicalType>& other_types,
                    duckdb_v2_error_info_handle* err) const;

  /// The last batch must have been drained.
  void Append(duckdb_v2_context_handle context, std::shared_ptr<arrow::RecordBatch> batch,
              duckdb_v2_error_info_handle* err);

  /// Where a column goes in a chunk. The numbers of an ENUM's values, so many bytes each, go into
  /// its vector as they are.
  struct Place {
    idx_t vector;
    int enum_bytes = 0;
  };

  /// Lets the vectors of `output` at `places`, one for each column, refer to the next rows, which
  /// stay valid until the next call. Gives their number; 0 when the batch has none left.
  idx_t Next(duckdb_v2_data_chunk_handle output, const std::vector<Place>& places,
             duckdb_v2_error_info_handle* err);

 private:
  void MakeImporter(duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err);
  void NextImported(duckdb_v2_data_chunk_handle output, const std::vector<Place>& places,
                    idx_t rows, duckdb_v2_error_info_handle* err);

  std::shared_ptr<arrow::Schema> schema_;
  // Which columns DuckDB's importer gets; the rest of the batch in hand is short texts.
  std::vector<int> imported_;
  std::vector<int> short_texts_;
  Owned<duckdb_v2_arrow_importer_handle> importer_{duckdb_v2_arrow_importer_destroy};
  Owned<duckdb_v2_data_chunk_handle> chunk_{duckdb_v2_data_chunk_destroy};
  std::shared_ptr<arrow::RecordBatch> batch_;
  int64_t next_row_ = 0;
};

}  // namespace quiver::duckdb_extension

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/result.h>

#include "quiver/source.h"

namespace quiver::ipc {

/// The most rows that a batch of `rows` rows in `bytes` bytes may give at once.
int64_t MostRows(int64_t rows, int64_t bytes, const SourceOptions& options);

/// Gives a batch in slices of at most so many rows.
class BatchSlicer {
 public:
  void Set(std::shared_ptr<arrow::RecordBatch> batch, int64_t most_rows);

  /// Null after the last one. A batch without rows gives none.
  std::shared_ptr<arrow::RecordBatch> Next();

 private:
  std::shared_ptr<arrow::RecordBatch> batch_;
  int64_t most_rows_ = 1;
  int64_t next_row_ = 0;
};

/// Whether the values of `batch` are such that whoever reads them needs not ask: offsets and
/// indices inside of bounds, text UTF-8. Errors: Invalid.
arrow::Status CheckValues(const arrow::RecordBatch& batch);

/// The columns of a schema that are read, in the order in which they are wanted.
struct Projection {
  /// Without a value: all.
  std::optional<std::vector<int>> columns;
  /// With only these columns.
  std::shared_ptr<arrow::Schema> schema;

  /// The columns, each once, in the order of the schema; empty stands for all of them.
  std::vector<int> ToRead() const;
  /// What was read with ToRead as it is wanted.
  std::shared_ptr<arrow::RecordBatch> Apply(const arrow::RecordBatch& read) const;
};

}  // namespace quiver::ipc

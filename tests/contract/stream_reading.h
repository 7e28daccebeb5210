#pragma once

#include <memory>
#include <vector>

#include <arrow/api.h>
#include <gtest/gtest.h>

#include "quiver/row_hash.h"
#include "quiver/table_stream.h"

namespace quiver::testing {

inline arrow::Result<std::vector<std::shared_ptr<arrow::RecordBatch>>> ReadPartition(
    TableStream& stream, int64_t partition) {
  ARROW_ASSIGN_OR_RAISE(auto reader, stream.OpenPartition(partition));
  std::vector<std::shared_ptr<arrow::RecordBatch>> batches;
  while (true) {
    ARROW_ASSIGN_OR_RAISE(auto batch, reader->Next());
    if (batch == nullptr) return batches;
    batches.push_back(std::move(batch));
  }
}

/// All partitions by number, as one table.
inline arrow::Result<std::shared_ptr<arrow::Table>> ReadAll(TableStream& stream) {
  std::vector<std::shared_ptr<arrow::RecordBatch>> all;
  for (int64_t i = 0; i < stream.num_partitions(); ++i) {
    ARROW_ASSIGN_OR_RAISE(auto batches, ReadPartition(stream, i));
    all.insert(all.end(), batches.begin(), batches.end());
  }
  return arrow::Table::FromRecordBatches(stream.schema(), all);
}

inline arrow::Result<RowHash> HashOf(TableStream& stream) {
  ARROW_ASSIGN_OR_RAISE(auto hasher, RowHasher::Make(*stream.schema()));
  RowHash sum;
  for (int64_t i = 0; i < stream.num_partitions(); ++i) {
    ARROW_ASSIGN_OR_RAISE(auto batches, ReadPartition(stream, i));
    for (const auto& batch : batches) ARROW_RETURN_NOT_OK(hasher->Add(*batch, &sum));
  }
  return sum;
}

}  // namespace quiver::testing

#include "transfer/keyed_rows.h"

#include <memory>
#include <mutex>

#include "transfer/partition_threads.h"

namespace quiver {

arrow::Status ReadKeyedRows(TableStream& table, const std::vector<int>& key, int jobs,
                            const std::function<void(const KeyedRows&)>& visit) {
  std::mutex one_at_a_time;
  const auto read = [&](int64_t partition, arrow::RecordBatchReader& reader) -> arrow::Status {
    ARROW_ASSIGN_OR_RAISE(auto hasher, RowHasher::Make(*table.schema()));
    KeyedRows keyed;
    keyed.first = {partition, 0};
    std::shared_ptr<arrow::RecordBatch> batch;
    while (true) {
      ARROW_RETURN_NOT_OK(reader.ReadNext(&batch));
      if (!batch) return arrow::Status::OK();
      ARROW_ASSIGN_OR_RAISE(auto key_columns, batch->SelectColumns(key));
      ARROW_RETURN_NOT_OK(hasher->HashRows(*key_columns, &keyed.keys));
      ARROW_RETURN_NOT_OK(hasher->HashRows(*batch, &keyed.rows));
      {
        const std::lock_guard lock(one_at_a_time);
        visit(keyed);
      }
      keyed.first.row += batch->num_rows();
    }
  };
  return ReadPartitions(table, {0, table.num_partitions()}, jobs, read);
}

}  // namespace quiver

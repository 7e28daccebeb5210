#include "transfer/hash_rows.h"

#include <memory>

#include "transfer/observed_stream.h"

namespace quiver {

arrow::Result<RowHash> HashRows(TableStream& table, PartitionRange range, int jobs,
                                Progress* progress) {
  ObservedStream observed(&table, ObservedStream::Hashing::kOn, progress);
  const auto read_to_the_end = [](int64_t, arrow::RecordBatchReader& reader) -> arrow::Status {
    std::shared_ptr<arrow::RecordBatch> batch;
    do {
      ARROW_RETURN_NOT_OK(reader.ReadNext(&batch));
    } while (batch);
    return arrow::Status::OK();
  };
  ARROW_RETURN_NOT_OK(ReadPartitions(observed, range, jobs, read_to_the_end));
  RowHash hash = observed.TallyFrom(range.begin).hash;
  return hash;
}

arrow::Result<RowHash> HashWholeTable(TableStream& table, int jobs, Progress* progress) {
  const TableName& name = table.description().name;
  progress->TableStarted(name, table.num_rows());
  ARROW_ASSIGN_OR_RAISE(RowHash hash, HashRows(table, {0, table.num_partitions()}, jobs, progress));
  progress->TableFinished(name);
  return hash;
}

}  // namespace quiver

#include "databases/postgres/postgres_table_stream.h"

#include <algorithm>
#include <utility>

#include "databases/postgres/copy_rows.h"
#include "databases/postgres/row_place.h"

namespace quiver::postgres {

PostgresTableStream::PostgresTableStream(std::shared_ptr<Snapshot> snapshot,
                                         TableDescription description, RowSource source,
                                         std::vector<TableColumn> columns, BatchLimits limits,
                                         arrow::StopToken stop)
    : snapshot_(std::move(snapshot)),
      description_(std::move(description)),
      source_(std::move(source)),
      columns_(std::move(columns)),
      limits_(limits),
      stop_(std::move(stop)) {
  const bool quarantines = std::ranges::any_of(columns_, [](const TableColumn& column) {
    return column.on_misfit == TableColumn::OnMisfit::kQuarantine;
  });
  if (!quarantines) return;
  quarantine_ = std::make_unique<QuarantineStream>(snapshot_, description_, source_, columns_,
                                                   limits_, stop_);
}

arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> PostgresTableStream::OpenPartition(
    int64_t partition) {
  const std::string table = description_.name.ToString();
  if (partition < 0 || partition >= num_partitions()) {
    return arrow::Status::IndexError("table ", table, " has no partition ", partition);
  }
  const std::string sql = source_.CopySql(source_.partitions[partition], SelectList(columns_));
  auto connection = snapshot_->Take();
  ARROW_RETURN_NOT_OK(InTable(table, connection.status()));
  auto rows = CopyRows::Start(std::move(*connection), sql, columns_.size());
  ARROW_RETURN_NOT_OK(InTable(table, rows.status()));
  auto place = [this, partition](int64_t row) {
    return PlaceOfRow(*snapshot_, source_, partition, row);
  };
  return std::make_unique<CopyBatchReader>(std::move(*rows), table, columns_, schema(), limits_,
                                           std::move(place), stop_);
}

}  // namespace quiver::postgres

#include "databases/postgres/census.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

#include "core/parallel.h"
#include "databases/postgres/copy_rows.h"

namespace quiver::postgres {
namespace {

// After so many rows what the readers have gathered is taken from them.
constexpr int64_t kRowsAtOnce = 16'384;

/// Counts one partition after the other.
class Counter {
 public:
  Counter(Snapshot& snapshot, const RowSource& source, const std::vector<TableColumn>& columns,
          const arrow::StopToken& stop)
      : snapshot_(snapshot), source_(source), columns_(columns), stop_(stop) {
    for (const TableColumn& column : columns) readers_.push_back(column.form.reader());
    census_.resize(columns.size());
  }

  arrow::Status Count(int64_t partition) {
    ARROW_ASSIGN_OR_RAISE(auto connection, snapshot_.Take());
    const std::string sql = source_.CopySql(source_.partitions[partition], SelectList(columns_));
    ARROW_ASSIGN_OR_RAISE(auto rows, CopyRows::Start(std::move(connection), sql, columns_.size()));
    std::optional<Wire> row;
    for (int64_t i = 0;; ++i) {
      if (i % kRowsAtOnce == 0) ARROW_RETURN_NOT_OK(Gather());
      ARROW_RETURN_NOT_OK(rows->Next(&row));
      if (!row) break;
      ARROW_RETURN_NOT_OK(CountRow(*row, partition, i));
    }
    return Gather();
  }

  const std::vector<ColumnCensus>& census() const { return census_; }

 private:
  arrow::Status CountRow(Wire row, int64_t partition, int64_t number) {
    WireCursor cursor(row, "row");
    std::optional<Wire> value;
    for (size_t i = 0; i < readers_.size(); ++i) {
      ARROW_RETURN_NOT_OK(cursor.TakeValue(&value));
      if (!value) continue;
      const arrow::Status status = readers_[i]->Check(*value);
      if (IsMisfit(status)) {
        ColumnCensus& census = census_[i];
        if (census.misfits++ == 0) {
          census.partition = partition;
          census.row = number;
          census.what = status.message();
        }
        continue;
      }
      ARROW_RETURN_NOT_OK(status);
      if (columns_[i].form.open()) ARROW_RETURN_NOT_OK(readers_[i]->Read(*value));
    }
    return arrow::Status::OK();
  }

  arrow::Status Gather() {
    ARROW_RETURN_NOT_OK(stop_.Poll());
    for (const auto& reader : readers_) {
      ARROW_RETURN_NOT_OK(reader->Finish().status());
      ARROW_RETURN_NOT_OK(reader->Reserve(kRowsAtOnce));
    }
    return arrow::Status::OK();
  }

  Snapshot& snapshot_;
  const RowSource& source_;
  const std::vector<TableColumn>& columns_;
  const arrow::StopToken stop_;
  std::vector<std::unique_ptr<ValueReader>> readers_;
  std::vector<ColumnCensus> census_;
};

void Merge(const std::vector<ColumnCensus>& from, std::vector<ColumnCensus>* into) {
  for (size_t i = 0; i < from.size(); ++i) {
    ColumnCensus& to = (*into)[i];
    const int64_t misfits = to.misfits + from[i].misfits;
    if (from[i].misfits > 0 && (to.misfits == 0 || from[i].partition < to.partition)) to = from[i];
    to.misfits = misfits;
  }
}

}  // namespace

arrow::Result<std::vector<ColumnCensus>> TakeCensus(Snapshot& snapshot, const RowSource& source,
                                                    const std::vector<TableColumn>& columns,
                                                    int jobs, const arrow::StopToken& stop) {
  std::vector<ColumnCensus> census(columns.size());
  const auto partitions = static_cast<int64_t>(source.partitions.size());
  std::atomic<int64_t> next{0};
  std::mutex mutex;
  const auto work = [&]() -> arrow::Status {
    Counter counter(snapshot, source, columns, stop);
    for (int64_t partition; (partition = next++) < partitions;) {
      ARROW_RETURN_NOT_OK(counter.Count(partition));
    }
    const std::lock_guard lock(mutex);
    Merge(counter.census(), &census);
    return arrow::Status::OK();
  };
  ARROW_RETURN_NOT_OK(RunParallel(std::min<int64_t>(jobs, partitions), work));
  return census;
}

}  // namespace quiver::postgres

#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include <arrow/result.h>

#include "quiver/progress.h"
#include "quiver/row_hash.h"
#include "quiver/table_stream.h"

namespace quiver {

/// A stream as it is, that is watched while somebody reads it: rows and bytes are counted, reported
/// and, if wanted, hashed. The work is done on the threads that read, each with sums of its own;
/// a partition's sums are put down when its end was reached, so one that is read twice counts once.
class ObservedStream final : public TableStream {
 public:
  enum class Hashing { kOff, kOn };

  /// `stream` and `progress` are not owned.
  ObservedStream(TableStream* stream, Hashing hashing, Progress* progress);

  const TableDescription& description() const override { return stream_->description(); }
  int64_t num_partitions() const override { return stream_->num_partitions(); }
  bool ordered() const override { return stream_->ordered(); }
  int64_t num_rows() const override { return stream_->num_rows(); }
  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override;

  struct Tally {
    RowHash hash;
    int64_t rows = 0;
    int64_t bytes = 0;
    bool complete = false;
  };

  /// Sums over the partitions from `first` on; `complete` when each of them was read to its end.
  Tally TallyFrom(int64_t first) const;

 private:
  class Reader;
  void PutDown(int64_t partition, const Tally& tally);

  TableStream* stream_;
  Hashing hashing_;
  Progress* progress_;
  mutable std::mutex mutex_;
  std::vector<Tally> partitions_;
};

}  // namespace quiver

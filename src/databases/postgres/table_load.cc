#include "databases/postgres/table_load.h"

#include <atomic>
#include <exception>
#include <memory>

#include "core/parallel.h"

namespace quiver::postgres {
namespace {

class TableLoad {
 public:
  TableLoad(const std::vector<Connection*>& connections, const CopyTarget& target,
            TableStream& stream)
      : connections_(connections), target_(target), stream_(stream) {}

  arrow::Status Run() {
    return RunParallel(static_cast<int64_t>(connections_.size()), [this] { return Work(); });
  }

 private:
  arrow::Status Work() {
    arrow::Status status;
    try {
      status = Copy(*connections_[next_connection_++]);
    } catch (const std::exception& exception) {
      status = arrow::Status::UnknownError(exception.what());
    }
    if (!status.ok()) failed_ = true;
    return status;
  }

  arrow::Status Copy(Connection& connection) {
    ARROW_ASSIGN_OR_RAISE(auto copy, CopyIn::Start(connection, target_));
    arrow::Status status = SendPartitions(copy.get());
    if (status.ok() && !failed_) return copy->Finish();
    failed_ = true;
    copy->Abort();
    return status;
  }

  arrow::Status SendPartitions(CopyIn* copy) {
    const int64_t partitions = stream_.num_partitions();
    for (int64_t i; !failed_ && (i = next_partition_++) < partitions;) {
      copy->BeginPartition(partitions > 1 ? i : -1);
      ARROW_ASSIGN_OR_RAISE(auto reader, stream_.OpenPartition(i));
      while (!failed_) {
        ARROW_ASSIGN_OR_RAISE(const auto batch, reader->Next());
        if (batch == nullptr) break;
        ARROW_RETURN_NOT_OK(copy->Write(*batch));
      }
    }
    return arrow::Status::OK();
  }

  const std::vector<Connection*>& connections_;
  const CopyTarget& target_;
  TableStream& stream_;
  std::atomic<size_t> next_connection_{0};
  std::atomic<int64_t> next_partition_{0};
  std::atomic<bool> failed_{false};
};

}  // namespace

arrow::Status LoadTable(const std::vector<Connection*>& connections, const CopyTarget& target,
                        TableStream& stream) {
  return TableLoad(connections, target, stream).Run();
}

}  // namespace quiver::postgres

#include "databases/postgres/snapshot.h"

#include <utility>

#include <fmt/format.h>

#include "databases/postgres/server_error.h"

namespace quiver::postgres {
namespace {

constexpr char kBegin[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

}  // namespace

arrow::Result<std::shared_ptr<Snapshot>> Snapshot::Open(const ConnectOptions& options) {
  std::shared_ptr<Snapshot> snapshot(new Snapshot(options));
  ARROW_ASSIGN_OR_RAISE(snapshot->leader_, Connection::Open(options));
  ARROW_RETURN_NOT_OK(snapshot->leader_->Execute(kBegin));
  ARROW_ASSIGN_OR_RAISE(const auto rows,
                        snapshot->leader_->Query("SELECT pg_catalog.pg_export_snapshot()"));
  snapshot->id_ = rows.at(0).at(0).value_or("");
  return snapshot;
}

arrow::Result<std::unique_ptr<Connection>> Snapshot::OpenWorker() const {
  ARROW_ASSIGN_OR_RAISE(auto worker, Connection::Open(options_));
  ARROW_ASSIGN_OR_RAISE(const std::string id, worker->QuoteLiteral(id_));
  const arrow::Status begun =
      worker->Execute(fmt::format("{}; SET TRANSACTION SNAPSHOT {}", kBegin, id)).status();
  // The server's own refusal: the snapshot ended with the session that exported it.
  if (!SqlStateOf(begun).empty()) {
    return arrow::Status::IOError(worker->name(), ": the session that holds the snapshot is lost (",
                                  begun.message(), "); copy again");
  }
  ARROW_RETURN_NOT_OK(begun);
  return worker;
}

arrow::Result<std::shared_ptr<Connection>> Snapshot::Take() {
  std::unique_ptr<Connection> worker;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      worker = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (worker == nullptr) {
    ARROW_ASSIGN_OR_RAISE(worker, OpenWorker());
  }
  return std::shared_ptr<Connection>(worker.release(),
                                     [snapshot = shared_from_this()](Connection* done) {
                                       snapshot->GiveBack(std::unique_ptr<Connection>(done));
                                     });
}

void Snapshot::GiveBack(std::unique_ptr<Connection> worker) {
  // One that failed, or was left in the middle of a COPY, is closed.
  if (worker->pq().PQtransactionStatus(worker->handle()) != PQTRANS_INTRANS) return;
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(worker));
}

}  // namespace quiver::postgres

#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <arrow/result.h>

#include "databases/postgres/connection.h"

namespace quiver::postgres {

/// One state of a database, which several sessions see: the leader's read-only transaction stays
/// open as long as the snapshot lives, and exports it to the workers'.
/// Threads: the leader is for one thread at a time, Take for all.
class Snapshot : public std::enable_shared_from_this<Snapshot> {
 public:
  /// Errors: as Connection::Open.
  static arrow::Result<std::shared_ptr<Snapshot>> Open(const ConnectOptions& options);

  Connection& leader() { return *leader_; }

  /// A session in this snapshot, for one thread at a time; it goes back when the pointer is let go.
  /// There are as many as were needed at once.
  arrow::Result<std::shared_ptr<Connection>> Take();

 private:
  explicit Snapshot(ConnectOptions options) : options_(std::move(options)) {}

  arrow::Result<std::unique_ptr<Connection>> OpenWorker() const;
  void GiveBack(std::unique_ptr<Connection> worker);

  const ConnectOptions options_;
  std::unique_ptr<Connection> leader_;
  std::string id_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace quiver::postgres

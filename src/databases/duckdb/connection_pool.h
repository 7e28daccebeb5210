#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include <arrow/result.h>

#include "databases/duckdb/connection.h"

namespace quiver::duckdb {

/// Connections that are used again and again, each by one reader at a time. Thread-safe.
class ConnectionPool : public std::enable_shared_from_this<ConnectionPool> {
 public:
  /// Readies a new connection: its settings, its default database.
  using Prepare = std::function<arrow::Status(Connection*)>;

  ConnectionPool(std::shared_ptr<Database> database, Prepare prepare)
      : database_(std::move(database)), prepare_(std::move(prepare)) {}

  /// A connection that goes back when the pointer is let go.
  arrow::Result<std::shared_ptr<Connection>> Take();

 private:
  const std::shared_ptr<Database> database_;
  const Prepare prepare_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace quiver::duckdb

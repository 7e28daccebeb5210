#include "databases/duckdb/connection_pool.h"

#include <utility>

namespace quiver::duckdb {

arrow::Result<std::shared_ptr<Connection>> ConnectionPool::Take() {
  std::unique_ptr<Connection> connection;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!idle_.empty()) {
      connection = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (connection == nullptr) {
    ARROW_ASSIGN_OR_RAISE(connection, Connection::Open(database_));
    ARROW_RETURN_NOT_OK(prepare_(connection.get()));
  }
  return std::shared_ptr<Connection>(connection.release(),
                                     [pool = shared_from_this()](Connection* done) {
                                       std::unique_ptr<Connection> idle(done);
                                       const std::lock_guard<std::mutex> lock(pool->mutex_);
                                       pool->idle_.push_back(std::move(idle));
                                     });
}

}  // namespace quiver::duckdb

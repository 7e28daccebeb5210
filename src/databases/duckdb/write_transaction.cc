#include "databases/duckdb/write_transaction.h"

#include <utility>

#include "databases/duckdb/interrupt_watch.h"

namespace quiver::duckdb {

WriteTransaction::WriteTransaction(Connection* connection, ResumeState* resume,
                                   arrow::StopToken stop)
    : connection_(connection), resume_(resume), stop_(std::move(stop)) {}

arrow::Status WriteTransaction::Ensure() {
  if (open_) return arrow::Status::OK();
  ARROW_RETURN_NOT_OK(connection_->Execute("BEGIN TRANSACTION"));
  open_ = true;
  return arrow::Status::OK();
}

arrow::Status WriteTransaction::Commit() {
  last_commit_ = Clock::now();
  if (!open_) return arrow::Status::OK();
  open_ = false;
  if (resume_ != nullptr) ARROW_RETURN_NOT_OK(resume_->Flush());
  const InterruptWatch watch(connection_, stop_);
  return connection_->Execute("COMMIT").status();
}

void WriteTransaction::Rollback() {
  if (open_) (void)connection_->Execute("ROLLBACK");
  open_ = false;
}

}  // namespace quiver::duckdb

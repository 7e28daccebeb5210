#pragma once

#include <chrono>

#include <arrow/status.h>
#include <arrow/util/cancel.h>

#include "databases/duckdb/connection.h"
#include "databases/duckdb/resume_state.h"

namespace quiver::duckdb {

/// The transactions that a sink writes in. With a resume state, how far each table is goes into the
/// same transaction as its rows.
class WriteTransaction {
 public:
  /// A killed run loses at most the work of about so long. A commit takes a few milliseconds.
  static constexpr std::chrono::seconds kCommitInterval{3};

  WriteTransaction(Connection* connection, ResumeState* resume, arrow::StopToken stop);

  /// Begins one unless one is open.
  arrow::Status Ensure();
  /// Ends the open one, if there is one.
  arrow::Status Commit();
  void Rollback();
  /// Whether the last commit is long enough ago for the next one.
  bool IsDue() const { return Clock::now() - last_commit_ >= kCommitInterval; }

 private:
  using Clock = std::chrono::steady_clock;

  Connection* const connection_;
  ResumeState* const resume_;
  const arrow::StopToken stop_;
  bool open_ = false;
  Clock::time_point last_commit_ = Clock::now();
};

}  // namespace quiver::duckdb

#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "quiver/progress.h"

namespace quiver::cli {

/// How far something is: a table, or a phase as a whole.
struct Extent {
  using Clock = std::chrono::steady_clock;

  int64_t rows = 0;
  int64_t bytes = 0;
  int64_t rows_expected = -1;
  Clock::time_point start = Clock::now();

  double Seconds(Clock::time_point now) const;
  /// Between 0 and 1; -1 when nobody knows.
  double Fraction() const;
  /// "212,000 of 336,776 rows, 12.1 MB, 24.0 MB/s, 0.31 s left", with what is known.
  std::string Describe(Clock::time_point now) const;
};

/// What was reported in the current phase. Not thread-safe.
class ProgressTally {
 public:
  void PhaseStarted(RunPhase phase, int64_t tables, int64_t rows);
  void TableStarted(const TableName& table, int64_t rows);
  void Advanced(const TableName& table, int64_t rows, int64_t bytes);
  /// Gives what the table came to.
  Extent TableFinished(const TableName& table);

  RunPhase phase() const { return phase_; }
  const Extent& total() const { return total_; }
  /// Tables that were started and not finished.
  const std::map<TableName, Extent>& current() const { return current_; }

  /// "copying: 2 of 5 tables done".
  std::string DescribePhase() const;

 private:
  RunPhase phase_ = RunPhase::kPlanning;
  Extent total_;
  int64_t tables_expected_ = -1;
  int64_t tables_finished_ = 0;
  std::map<TableName, Extent> current_;
};

}  // namespace quiver::cli

#include "cli/progress_tally.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/human_numbers.h"

namespace quiver::cli {
namespace {

// Before this much time a rate says little.
constexpr double kSecondsBeforeRates = 0.5;

const char* PhaseName(RunPhase phase) {
  switch (phase) {
    case RunPhase::kPlanning:
      return "looking at the values";
    case RunPhase::kCopying:
      return "copying";
    case RunPhase::kHashing:
      return "hashing";
    case RunPhase::kVerifying:
      return "verifying";
    case RunPhase::kCommitting:
      return "committing";
  }
  return "";
}

}  // namespace

double Extent::Seconds(Clock::time_point now) const {
  return std::chrono::duration<double>(now - start).count();
}

double Extent::Fraction() const {
  if (rows_expected < 0) return -1;
  if (rows_expected == 0) return 1;
  return std::min(1.0, static_cast<double>(rows) / static_cast<double>(rows_expected));
}

std::string Extent::Describe(Clock::time_point now) const {
  std::string text = rows_expected < 0
                         ? Counted(rows, "row")
                         : fmt::format("{} of {}", Grouped(rows), Counted(rows_expected, "row"));
  text += ", " + HumanBytes(bytes);
  const double seconds = Seconds(now);
  if (seconds < kSecondsBeforeRates || rows == 0) return text;
  text += fmt::format(", {}/s", HumanBytes(static_cast<int64_t>(bytes / seconds)));
  if (rows_expected > rows) {
    const double left =
        seconds / static_cast<double>(rows) * static_cast<double>(rows_expected - rows);
    text += fmt::format(", {} left", HumanSeconds(left));
  }
  return text;
}

void ProgressTally::PhaseStarted(RunPhase phase, int64_t tables, int64_t rows) {
  phase_ = phase;
  total_ = {};
  total_.rows_expected = rows;
  tables_expected_ = tables;
  tables_finished_ = 0;
  current_.clear();
}

void ProgressTally::TableStarted(const TableName& table, int64_t rows) {
  Extent extent;
  extent.rows_expected = rows;
  current_[table] = extent;
}

void ProgressTally::Advanced(const TableName& table, int64_t rows, int64_t bytes) {
  total_.rows += rows;
  total_.bytes += bytes;
  const auto found = current_.find(table);
  if (found == current_.end()) return;
  found->second.rows += rows;
  found->second.bytes += bytes;
}

Extent ProgressTally::TableFinished(const TableName& table) {
  ++tables_finished_;
  const auto found = current_.find(table);
  if (found == current_.end()) return {};
  const Extent extent = found->second;
  current_.erase(found);
  return extent;
}

std::string ProgressTally::DescribePhase() const {
  if (tables_expected_ < 0) return PhaseName(phase_);
  return fmt::format("{}: {} of {} done", PhaseName(phase_), Grouped(tables_finished_),
                     Counted(tables_expected_, "table"));
}

}  // namespace quiver::cli

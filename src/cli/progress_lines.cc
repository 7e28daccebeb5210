#include "cli/progress_lines.h"

#include <cstdio>

#include <fmt/format.h>

#include "cli/human_numbers.h"
#include "cli/visible_text.h"

namespace quiver::cli {
namespace {

constexpr auto kBetweenLines = std::chrono::seconds(5);

// A table's end is news only where its rows went somewhere.
bool ListsTables(RunPhase phase) {
  return phase == RunPhase::kCopying || phase == RunPhase::kHashing;
}

}  // namespace

void ProgressLines::PhaseStarted(RunPhase phase, int64_t tables, int64_t rows) {
  const std::lock_guard lock(mutex_);
  tally_.PhaseStarted(phase, tables, rows);
}

void ProgressLines::TableStarted(const TableName& table, int64_t rows) {
  const std::lock_guard lock(mutex_);
  tally_.TableStarted(table, rows);
}

void ProgressLines::Advanced(const TableName& table, int64_t rows, int64_t bytes) {
  const std::lock_guard lock(mutex_);
  tally_.Advanced(table, rows, bytes);
  const auto now = Extent::Clock::now();
  if (now - last_line_ < kBetweenLines) return;
  last_line_ = now;
  const auto current = tally_.current().find(table);
  const Extent& extent = current == tally_.current().end() ? tally_.total() : current->second;
  fmt::print(stderr, "{}; {}: {}\n", tally_.DescribePhase(), VisibleText(table.ToString()),
             extent.Describe(now));
}

void ProgressLines::TableFinished(const TableName& table) {
  const std::lock_guard lock(mutex_);
  const Extent extent = tally_.TableFinished(table);
  if (!ListsTables(tally_.phase())) return;
  last_line_ = Extent::Clock::now();
  fmt::print(stderr, "{}: {}, {}, {}\n", VisibleText(table.ToString()), Counted(extent.rows, "row"),
             HumanBytes(extent.bytes), HumanSeconds(extent.Seconds(last_line_)));
}

void ProgressLines::Note(std::string_view line) {
  const std::lock_guard lock(mutex_);
  PrintNote(line);
}

void NotesOnly::Note(std::string_view line) { PrintNote(line); }

void PrintNote(std::string_view line) { fmt::print(stderr, "note: {}\n", VisibleText(line)); }

}  // namespace quiver::cli

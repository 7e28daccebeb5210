#pragma once

#include <mutex>
#include <string_view>

#include "cli/progress_tally.h"
#include "quiver/progress.h"

namespace quiver::cli {

/// Progress for a log: one line for each table that is finished, and one every few seconds while a
/// big one is under way.
class ProgressLines final : public Progress {
 public:
  void PhaseStarted(RunPhase phase, int64_t tables, int64_t rows) override;
  void TableStarted(const TableName& table, int64_t rows) override;
  void Advanced(const TableName& table, int64_t rows, int64_t bytes) override;
  void TableFinished(const TableName& table) override;
  void Note(std::string_view line) override;

 private:
  std::mutex mutex_;
  ProgressTally tally_;
  Extent::Clock::time_point last_line_ = Extent::Clock::now();
};

/// Says what has to be said, and nothing about how far things are.
class NotesOnly final : public Progress {
 public:
  void PhaseStarted(RunPhase, int64_t, int64_t) override {}
  void TableStarted(const TableName&, int64_t) override {}
  void Advanced(const TableName&, int64_t, int64_t) override {}
  void TableFinished(const TableName&) override {}
  void Note(std::string_view line) override;
};

/// Writes `note: ` and the line to stderr.
void PrintNote(std::string_view line);

}  // namespace quiver::cli

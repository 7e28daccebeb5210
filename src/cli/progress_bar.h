#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "cli/progress_tally.h"
#include "quiver/progress.h"

namespace quiver::cli {

/// Progress on a terminal: a few lines, redrawn ten times a second by a thread of its own. Between
/// two drawings the cursor waits below them, so that a process that is killed leaves a terminal to
/// go on with; at the end they are wiped.
class ProgressBar final : public Progress {
 public:
  ProgressBar();
  ~ProgressBar() override;

  void PhaseStarted(RunPhase phase, int64_t tables, int64_t rows) override;
  void TableStarted(const TableName& table, int64_t rows) override;
  void Advanced(const TableName& table, int64_t rows, int64_t bytes) override;
  void TableFinished(const TableName& table) override;
  void Note(std::string_view line) override;

 private:
  void DrawUntilStopped();
  /// These two with `mutex_` held.
  std::vector<std::string> Lines(int width) const;
  void Draw(const std::vector<std::string>& lines);

  std::mutex mutex_;
  std::condition_variable stop_requested_;
  bool stopped_ = false;
  bool started_ = false;
  ProgressTally tally_;
  size_t lines_drawn_ = 0;
  std::thread thread_;
};

}  // namespace quiver::cli

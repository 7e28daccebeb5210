#include "cli/progress_bar.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>

#include "cli/progress_lines.h"
#include "cli/terminal.h"
#include "cli/visible_text.h"

namespace quiver::cli {
namespace {

constexpr auto kBetweenDrawings = std::chrono::milliseconds(100);
constexpr size_t kMostTables = 3;
constexpr int kBarWidth = 20;

std::string Bar(double fraction) {
  if (fraction < 0) return std::string(kBarWidth + 5, ' ');
  const int filled = static_cast<int>(std::floor(fraction * kBarWidth));
  std::string bar;
  for (int i = 0; i < kBarWidth; ++i) bar += i < filled ? "█" : "░";
  return fmt::format("{} {:3}%", bar, static_cast<int>(std::floor(fraction * 100)));
}

std::string Line(const std::string& title, const Extent& extent, int width) {
  const auto now = Extent::Clock::now();
  const std::string padding(std::max(0, 16 - DisplayWidth(title)), ' ');
  return CutToWidth(
      fmt::format("{}{}  {}  {}", title, padding, Bar(extent.Fraction()), extent.Describe(now)),
      width);
}

// Signals are for the threads that know what to do with them.
void BlockSignals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

ProgressBar::ProgressBar() : thread_([this] { DrawUntilStopped(); }) {}

ProgressBar::~ProgressBar() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  stop_requested_.notify_one();
  thread_.join();
  Draw({});
}

void ProgressBar::PhaseStarted(RunPhase phase, int64_t tables, int64_t rows) {
  const std::lock_guard lock(mutex_);
  started_ = true;
  tally_.PhaseStarted(phase, tables, rows);
}

void ProgressBar::TableStarted(const TableName& table, int64_t rows) {
  const std::lock_guard lock(mutex_);
  tally_.TableStarted(table, rows);
}

void ProgressBar::Advanced(const TableName& table, int64_t rows, int64_t bytes) {
  const std::lock_guard lock(mutex_);
  tally_.Advanced(table, rows, bytes);
}

void ProgressBar::TableFinished(const TableName& table) {
  const std::lock_guard lock(mutex_);
  tally_.TableFinished(table);
}

void ProgressBar::Note(std::string_view line) {
  const std::lock_guard lock(mutex_);
  Draw({});
  PrintNote(line);
}

void ProgressBar::DrawUntilStopped() {
  BlockSignals();
  std::unique_lock lock(mutex_);
  while (!stop_requested_.wait_for(lock, kBetweenDrawings, [this] { return stopped_; })) {
    if (started_) Draw(Lines(TerminalWidth(STDERR_FILENO) - 1));
  }
}

std::vector<std::string> ProgressBar::Lines(int width) const {
  std::vector<std::string> lines;
  const bool values = tally_.phase() != RunPhase::kPlanning;
  for (const auto& [table, extent] : tally_.current()) {
    if (lines.size() == kMostTables) break;
    const std::string name = VisibleText(table.ToString());
    lines.push_back(values ? Line(name, extent, width) : CutToWidth(name, width));
  }
  const bool rows = values && tally_.phase() != RunPhase::kCommitting;
  const std::string phase = tally_.DescribePhase();
  lines.push_back(rows ? Line(phase, tally_.total(), width) : CutToWidth(phase, width));
  return lines;
}

void ProgressBar::Draw(const std::vector<std::string>& lines) {
  std::string text;
  // Up over the old lines; each new one wipes the rest of its line, the end wipes what is left.
  if (lines_drawn_ > 0) text += fmt::format("\033[{}A", lines_drawn_);
  for (const std::string& line : lines) text += line + "\033[K\n";
  if (lines_drawn_ > lines.size()) text += "\033[J";
  lines_drawn_ = lines.size();
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace quiver::cli

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "quiver/table.h"

namespace quiver {

/// What a run is busy with. A run goes through some of these, in this order.
enum class RunPhase {
  kPlanning,    ///< opening the tables, which may take a look at every value of the source
  kCopying,     ///< from the source to the target
  kHashing,     ///< reading the source, to hash or to compare
  kVerifying,   ///< reading the target back
  kCommitting,  ///< no tables, no rows
};

/// What a run reports while it goes. The library only reports; the command draws.
/// Threads: every method may be called from any thread at any time and must return quickly.
class Progress {
 public:
  virtual ~Progress() = default;

  /// Everything until the next phase belongs to this one. `tables` and `rows` are what it is
  /// expected to go through; -1 when not known.
  virtual void PhaseStarted(RunPhase phase, int64_t tables, int64_t rows) = 0;
  virtual void TableStarted(const TableName& table, int64_t rows) = 0;
  /// A batch went by: `rows` and `bytes` since the last call.
  virtual void Advanced(const TableName& table, int64_t rows, int64_t bytes) = 0;
  virtual void TableFinished(const TableName& table) = 0;
  /// One line for the user that is not an error.
  virtual void Note(std::string_view line) = 0;
};

/// A Progress that says nothing. Never null, lives as long as the process.
Progress* SilentProgress();

}  // namespace quiver

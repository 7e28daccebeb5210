#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/util/cancel.h>

#include "quiver/budget.h"
#include "quiver/table_stream.h"

namespace quiver {

/// What happens when a table (or a file that is one table) exists in the target already.
enum class IfExists { kFail, kReplace, kAppend, kSkip };

struct SinkOptions {
  Budget budget;
  IfExists if_exists = IfExists::kFail;
  /// Create keys, checks, defaults, sequences and indexes, not only columns and NOT NULL.
  bool constraints = true;
  /// Empty: what the target does by itself. "none": as it is; larger, and quicker to write. Files:
  /// a codec, and its level after a colon ("zstd", "zstd:9", "lz4", "snappy", "gzip").
  std::string compression;
  /// Files: most rows in a record batch or row group; 0: what is usual for the format.
  int64_t batch_rows = 0;
  /// Arrow files: columns whose statistics are written for each batch; empty: all columns; without
  /// a value: none.
  std::optional<std::vector<std::string>> statistics;
  /// Files: a folder for each value of these columns, which the files then leave out.
  std::vector<std::string> partition_by;
  /// Files: begin another file after so many rows; 0: one file.
  int64_t rows_per_file = 0;
  /// Go on with what an interrupted run for the same target left, if there is something.
  bool resume = false;
  /// Source::Fingerprint() of this run; a resumed run must have the same.
  std::string fingerprint;
  arrow::StopToken stop = arrow::StopToken::Unstoppable();
};

/// Something that tables are written to. All or nothing: until `Commit` returns OK the target is as
/// it was, after it everything is there. Destroying a sink that was not committed is an abort, and
/// leaves no trace, whatever happened; a killed process leaves at most a file beside the target
/// that the next run removes, or goes on with (`resume`).
///
/// Order of calls: open (quiver/registry.h); `Begin` once, with every table that will come, parents
/// of foreign keys first; `Write` for each of them in that order; optionally `ReadBack`; `Commit`.
/// Threads: one thread calls; `Write` itself opens partitions on as many threads as the budget has.
class Sink {
 public:
  virtual ~Sink() = default;

  /// Checks everything that can be checked before the first row: types, names, existing tables,
  /// foreign keys. After an error nothing has changed.
  virtual arrow::Status Begin(const std::vector<TableDescription>& tables) = 0;

  enum class Action { kWrite, kSkip };
  /// What `Write` will do with a table; kSkip when it exists and IfExists::kSkip was asked for.
  virtual Action ActionFor(const TableName& table) const = 0;

  /// The first partition that an interrupted run did not finish; num_partitions or more when the
  /// table is complete. 0 where nothing is resumed.
  virtual int64_t FirstMissingPartition(const TableName& table) const = 0;

  /// Reads the stream's partitions from FirstMissingPartition on and stores their rows, in order
  /// where the stream is ordered. Errors of the stream come back as they were.
  virtual arrow::Status Write(TableStream& table) = 0;

  /// The rows of `table` as the target holds them now, not yet committed, for verification. With
  /// IfExists::kAppend: only the rows that this run appended.
  virtual arrow::Result<std::unique_ptr<TableStream>> ReadBack(const TableName& table) = 0;

  /// Makes everything durable and visible at once. Called at most once.
  virtual arrow::Status Commit() = 0;

  /// One line for each thing of the descriptions that the target can't have and that `Begin` left
  /// out (beside TableDescription::not_carried). They are shown to the user.
  virtual std::vector<std::string> Notes() const { return {}; }
};

}  // namespace quiver

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <arrow/result.h>
#include <arrow/status.h>

#include "quiver/location.h"
#include "quiver/progress.h"
#include "quiver/row_hash.h"
#include "quiver/sink.h"
#include "quiver/source.h"
#include "quiver/table.h"

namespace quiver {

/// Which tables of a source a run is about. Empty: every one that the source lists.
struct TableSelection {
  /// Names as `Source::Tables` lists them, with or without the schema. Views may be named, too.
  std::vector<std::string> tables;
  /// Shell patterns (`*`, `?`, `[...]`); tables that match one are left out.
  std::vector<std::string> exclude;
  /// Only these columns, in this order; empty: all of them.
  std::vector<std::string> columns;
  /// A query in the source's own SQL instead of tables; its rows become the table that `tables`
  /// names, or `query`.
  std::string query;
};

struct TransferOptions {
  TableSelection selection;
  SourceOptions source;
  /// `fingerprint` is filled in by the run.
  SinkOptions sink;
  /// Hash the rows as they are read, and compare with what the target gives back before anything is
  /// committed.
  bool verify = false;
  /// Not owned.
  Progress* progress = SilentProgress();
};

/// What a run did with one table.
struct TableReport {
  TableName name;
  /// Rows that the target received; with `resume`, those of the interrupted run included.
  int64_t rows = 0;
  /// Bytes of record batches that this run moved.
  int64_t bytes = 0;
  double seconds = 0;
  /// True after a comparison; empty where none was asked for. A difference fails the whole run.
  std::optional<bool> verified;
  /// Rows that went to `<table>__quarantine`.
  int64_t quarantined = 0;
  /// It exists in the target and was left alone (IfExists::kSkip).
  bool skipped = false;
  /// What of the original the target does not have.
  std::vector<std::string> not_carried;
};

struct TransferReport {
  /// In the order in which they were written.
  std::vector<TableReport> tables;
  double seconds = 0;
};

/// Copies the selected tables of `source` into `target`: all of them, or none and an error.
/// One snapshot of the source; foreign keys decide the order; what can fail early fails before the
/// first row is written.
/// Threads: blocks; reads and writes on `sink.budget.jobs` threads of its own.
/// Errors: those of the source and the sink as they are; Invalid when source and target are one
/// file; Cancelled after a stop was requested; and with `verify`, Invalid naming the table whose
/// rows did not come back as they were read.
arrow::Result<TransferReport> Copy(const Location& source, const Location& target,
                                   const TransferOptions& options);

/// What Copy would do with one table.
struct PlannedTable {
  TableDescription description;
  /// -1 when it can't be known without reading the rows.
  int64_t rows = -1;
  int64_t partitions = 0;
  /// Has rows that would be written to `<table>__quarantine`.
  bool quarantines = false;
  /// -1 as for `rows`.
  int64_t quarantined_rows = 0;
};

/// Something that would stop a copy. `table` is empty when it is about all of them.
struct PlanProblem {
  TableName table;
  std::string message;
};

struct TransferPlan {
  std::vector<PlannedTable> tables;
  std::vector<PlanProblem> problems;
  /// For the user; not problems.
  std::vector<std::string> notes;
};

/// Looks at everything that Copy would look at, and writes nothing. What would stop a copy of one
/// table does not stop the plan of the others; it becomes a problem in the result.
arrow::Result<TransferPlan> Plan(const Location& source, const Location& target,
                                 const TransferOptions& options);

struct TableHash {
  TableName name;
  RowHash hash;
};

/// The row hash of each selected table, in the order of the source. `options.sink` is not used.
arrow::Result<std::vector<TableHash>> HashTables(const Location& source,
                                                 const TransferOptions& options);

}  // namespace quiver

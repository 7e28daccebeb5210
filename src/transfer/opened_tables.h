#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <arrow/result.h>
#include <arrow/status.h>

#include "quiver/progress.h"
#include "quiver/source.h"
#include "quiver/transfer.h"

namespace quiver {

/// A table whose types are known, because its census is done, but whose rows were not read yet. A
/// stream holds no rows, so thousands of them can be open.
struct OpenedTable {
  std::unique_ptr<TableStream> stream;

  const TableDescription& description() const { return stream->description(); }
};

struct OpenedTables {
  std::vector<OpenedTable> tables;
  std::vector<std::string> notes;

  /// Every table that will be written, in that order, quarantines included.
  std::vector<TableDescription> Descriptions() const;
};

/// Decides what becomes of a table that can't be opened: OK leaves it out and goes on, an error
/// ends the run.
using OnTableError = std::function<arrow::Status(const TableName& table, arrow::Status error)>;

/// Opens what `selection` means.
arrow::Result<OpenedTables> OpenTables(Source& source, const TableSelection& selection,
                                       Progress* progress, const OnTableError& on_error);

/// Parents of foreign keys first. Errors: Invalid for a cycle.
arrow::Status SortByForeignKeys(OpenedTables* opened);

/// Errors: Invalid when two tables would have the same name in the target, as a quarantine and a
/// table of the source can.
arrow::Status CheckNamesDiffer(const OpenedTables& opened);

}  // namespace quiver

#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/status.h>
#include <arrow/util/cancel.h>

#include "databases/sqlite/connection.h"
#include "databases/sqlite/stored_type.h"
#include "quiver/table.h"

namespace quiver::sqlite {

/// Inserts batches into one table that is there.
class RowWriter {
 public:
  static arrow::Result<RowWriter> Open(Connection& connection, const TableDescription& table,
                                       arrow::StopToken stop);

  /// Errors: Invalid for a value that SQLite can't hold, and for a row that a constraint forbids,
  /// with table, column and row (counted from 0 over all batches); IOError for the disk; Cancelled.
  arrow::Status Write(const arrow::RecordBatch& batch);

  /// The smallest rowid that was given to a row.
  int64_t first_rowid() const { return first_rowid_; }

 private:
  RowWriter(Connection& connection, const TableDescription& table, Statement insert,
            arrow::StopToken stop);
  arrow::Status WriteRow(const std::vector<std::unique_ptr<class ValueBinder>>& columns,
                         int64_t row);
  arrow::Status InsertError(int code) const;

  Connection* connection_;
  const TableDescription* table_;
  std::vector<StoredForm> forms_;
  /// The column that is the rowid, where SQLite would choose a number for NULL; -1 for none.
  int rowid_column_ = -1;
  Statement insert_;
  arrow::StopToken stop_;
  int64_t row_ = 0;
  int64_t first_rowid_ = std::numeric_limits<int64_t>::max();
};

}  // namespace quiver::sqlite

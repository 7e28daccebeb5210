#pragma once

#include <memory>

#include <arrow/array.h>
#include <arrow/result.h>
#include <arrow/type.h>

#include "databases/sqlite/connection.h"
#include "databases/sqlite/stored_type.h"

namespace quiver::sqlite {

/// Turns what was stored for an Arrow column back into values that are equal to the first ones
/// (RowHash), though not always of the same type: integers of any width come as int64.
class StoredValueReader {
 public:
  virtual ~StoredValueReader() = default;

  virtual std::shared_ptr<arrow::DataType> type() const = 0;
  /// Adds column `column` of the row at which the statement stands. Errors: Invalid for a value
  /// that can't have been written by us.
  virtual arrow::Status Append(const Statement& row, int column) = 0;
  /// What was added since the last call.
  virtual arrow::Result<std::shared_ptr<arrow::Array>> Finish() = 0;
};

/// A reader for what `form` makes of values of `type`.
arrow::Result<std::unique_ptr<StoredValueReader>> MakeStoredValueReader(
    StoredForm form, const std::shared_ptr<arrow::DataType>& type);

}  // namespace quiver::sqlite

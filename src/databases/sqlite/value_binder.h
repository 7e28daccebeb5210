#pragma once

#include <cstdint>
#include <memory>

#include <arrow/array.h>
#include <arrow/result.h>

#include "databases/sqlite/stored_type.h"

struct sqlite3_stmt;

namespace quiver::sqlite {

/// Hands the values of one Arrow array to a parameter of a statement.
class ValueBinder {
 public:
  virtual ~ValueBinder() = default;

  /// `parameter` counts from 1. The array must live until the statement ran. Errors: Invalid for a
  /// value that SQLite can't hold exactly, with the value.
  virtual arrow::Status Bind(sqlite3_stmt* statement, int parameter, int64_t row) const = 0;
};

arrow::Result<std::unique_ptr<ValueBinder>> MakeBinder(StoredForm form,
                                                       std::shared_ptr<arrow::Array> values);

}  // namespace quiver::sqlite

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "databases/postgres/form.h"
#include "databases/postgres/relation.h"

namespace quiver::postgres {

/// A column of a stream: what it is, what is asked for, and how that is read.
struct TableColumn {
  /// What becomes of a value that does not fit.
  enum class OnMisfit { kError, kNull, kQuarantine };

  Column column;
  Form form;
  /// The SQL of its value, and what is selected for it: the value, or a cast of it.
  std::string value;
  std::string sql;
  OnMisfit on_misfit = OnMisfit::kError;
  /// It is text because of values that do not fit its type.
  bool became_text = false;
  /// Why it has its type.
  std::string reason;
};

/// What is selected for these columns (see packed_columns.h).
std::string SelectList(const std::vector<TableColumn>& columns);

std::shared_ptr<arrow::Schema> SchemaOf(const std::vector<TableColumn>& columns);

}  // namespace quiver::postgres

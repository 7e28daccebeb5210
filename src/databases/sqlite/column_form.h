#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/result.h>
#include <arrow/type_fwd.h>

#include "databases/sqlite/census.h"
#include "databases/sqlite/declared_table.h"
#include "quiver/source.h"

namespace quiver::sqlite {

/// The forms that a SQLite column takes in Arrow.
enum class ColumnForm {
  kInt64,
  kBool,
  kDouble,
  kUtf8,
  kBinary,
  kDate32,
  kTimestamp,
  kTimestampUtc
};

std::shared_ptr<arrow::DataType> ArrowType(ColumnForm form);

/// What a column becomes, and why.
struct ColumnDecision {
  ColumnForm form = ColumnForm::kUtf8;
  std::string reason;
  /// Values whose storage class or range the form can't hold: with OnTypeMismatch::kNull they
  /// become NULL, with kQuarantine their rows go elsewhere. Always 0 for kError and kText.
  int64_t mismatches = 0;
  /// NULLs that the column will hold: its own, and with kNull the mismatches.
  int64_t nulls = 0;
  /// kText turned values of another storage class into text, so different ones may now be equal.
  bool converted_to_text = false;
};

/// Chooses the form of every column from what the census found, helped by the declared types.
/// Errors: Invalid when a column has values of more than one form and `policy` is kError; the
/// message names table, column, the counts of each storage class and the first rows of the rarer
/// ones.
arrow::Result<std::vector<ColumnDecision>> DecideForms(const DeclaredTable& table,
                                                       const std::vector<ColumnCensus>& census,
                                                       OnTypeMismatch policy);

/// The Arrow schema for the decisions: NOT NULL becomes not nullable (unless kNull put NULLs
/// there), the declared type goes into the metadata key "sqlite_type".
std::shared_ptr<arrow::Schema> MakeSchema(const DeclaredTable& table,
                                          const std::vector<ColumnDecision>& decisions);

}  // namespace quiver::sqlite

#pragma once

#include <cstdint>
#include <memory>

#include <arrow/array/array_base.h>
#include <arrow/result.h>
#include <arrow/type_fwd.h>

#include "formats/csv/null_texts.h"
#include "formats/csv/scanner.h"

namespace quiver::csv {

/// Builds the array of one column from the fields of rows, in their order. One thread at a time.
class ColumnConverter {
 public:
  virtual ~ColumnConverter() = default;

  /// An empty field is NULL, and so is a text of `nulls` without quotes; "" in quotes is an empty
  /// text, and NULL where the column is no text. `nulls` must stay. `asked`: the user named the
  /// type, so that numbers may lose what is no part of their value: leading zeros, and the digits
  /// of a decimal that a double doesn't have. Errors: NotImplemented for a type that has no form in
  /// CSV.
  static arrow::Result<std::unique_ptr<ColumnConverter>> Make(
      const std::shared_ptr<arrow::DataType>& type, const NullTexts& nulls, bool asked);

  /// For a column in which no value was seen yet: text of NULLs only, and every value is a misfit.
  static std::unique_ptr<ColumnConverter> MakeForNoValues(const NullTexts& nulls);

  /// About how many rows the next array will have.
  virtual arrow::Status Reserve(int64_t rows) = 0;

  /// Appends the values of rows `from` to `to - 1`, and gives how many were appended: less than
  /// all where the type can't hold the next value.
  virtual arrow::Result<int64_t> Append(const RowBlock& rows, int64_t from, int64_t to,
                                        size_t column) = 0;

  /// What was appended since the last call.
  virtual arrow::Result<std::shared_ptr<arrow::Array>> Finish() = 0;
};

/// Bytes that a value of `type` takes in memory besides its text.
int64_t FixedBytes(const arrow::DataType& type);

}  // namespace quiver::csv

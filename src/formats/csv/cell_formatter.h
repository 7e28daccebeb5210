#pragma once

#include <memory>

#include <arrow/array/array_base.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include "formats/csv/cell_texts.h"

namespace quiver::csv {

/// Turns the values of one array into the texts of cells. One thread at a time.
class CellFormatter {
 public:
  virtual ~CellFormatter() = default;

  /// Errors: NotImplemented for a type that has no form in CSV; see CheckCsvType.
  static arrow::Result<std::unique_ptr<CellFormatter>> Make(std::shared_ptr<arrow::Array> array);

  /// Adds rows `from` to `to - 1`.
  virtual void Format(int64_t from, int64_t to, CellTexts* texts) = 0;
};

/// NotImplemented for types that a CSV field can't hold: nested ones and unions.
arrow::Status CheckCsvType(const arrow::DataType& type);

}  // namespace quiver::csv

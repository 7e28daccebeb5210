#pragma once

#include <memory>

#include <arrow/type_fwd.h>

namespace quiver {

/// How a PostgreSQL database is to be read, where Arrow leaves a choice.
struct PostgresOptions {
  /// What a numeric becomes.
  enum class Numeric {
    kCensus,   ///< a decimal: as declared, else the smallest that holds all values of the column
    kText,     ///< text, every numeric
    kDouble,   ///< a double, every numeric: a named loss
    kDecimal,  ///< as declared, else `decimal`
  };
  Numeric numeric = Numeric::kCensus;
  std::shared_ptr<arrow::DataType> decimal;
  /// Arrays become their text, so that dimensions and lower bounds stay.
  bool arrays_as_text = false;
};

}  // namespace quiver

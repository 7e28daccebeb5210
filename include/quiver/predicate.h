#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/scalar.h>

namespace quiver {

/// A condition on the columns of a row, with SQL's three values: it holds only where it is true,
/// and a comparison with NULL is neither true nor false.
///
/// Comparisons are the order of Arrow's types: numbers by value, text and binary by bytes
/// (unsigned), false before true. A NaN is greater than every other number and equal to itself (as
/// in PostgreSQL and DuckDB); -0.0 equals 0.0.
struct Predicate {
  enum class Kind {
    kAnd,    ///< every one of `children`; true without any
    kOr,     ///< at least one of `children`; false without any
    kEqual,  ///< from here on: `column` and `value`
    kNotEqual,
    kLess,
    kLessEqual,
    kGreater,
    kGreaterEqual,
    kIsNull,  ///< from here on: `column` alone
    kIsNotNull,
  };

  Kind kind = Kind::kAnd;
  std::vector<Predicate> children;
  std::string column;
  /// Of the column's type, or of one that compares with it exactly. NULL: never true.
  std::shared_ptr<arrow::Scalar> value;
};

}  // namespace quiver

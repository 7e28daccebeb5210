#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <arrow/type_fwd.h>

#include "formats/csv/scanner.h"

namespace quiver::csv {

class NullTexts;

/// What kinds of values a column has.
struct ColumnCensus {
  enum Kind : uint32_t {
    kBool = 1 << 0,
    kInteger = 1 << 1,
    kBigInteger = 1 << 2,
    kHugeInteger = 1 << 3,
    kDecimal = 1 << 4,
    kLongDecimal = 1 << 5,
    kFloat = 1 << 6,
    kDate = 1 << 7,
    kTime = 1 << 8,
    kTimestamp = 1 << 9,
    kZonedTimestamp = 1 << 10,
    kNanos = 1 << 11,       ///< a time or timestamp with more than six digits of a second
    kOutOfNanos = 1 << 12,  ///< a date or timestamp that 64 bits of nanoseconds can't hold
    kText = 1 << 13,
  };
  uint32_t kinds = 0;
  /// Of its numbers: most digits before the point, and behind it.
  int32_t digits = 0;
  int32_t scale = 0;

  /// One value, without its quotes; not NULL. 16 bytes before it are readable.
  void Add(std::string_view value);
  void Add(const ColumnCensus& other);
};

/// Adds every value of one column of `rows`. Empty fields, quoted or not, say nothing.
void TakeCensus(const RowBlock& rows, size_t column, const NullTexts& nulls, ColumnCensus* census);

/// A census of values that together need `type`; nothing for a type that is never found out, other
/// than as text.
ColumnCensus CensusOfType(const arrow::DataType& type);

/// The narrowest type that holds every value of the census exactly, and why.
struct TypeDecision {
  std::shared_ptr<arrow::DataType> type;
  std::string reason;
};
TypeDecision DecideType(const ColumnCensus& census);

}  // namespace quiver::csv

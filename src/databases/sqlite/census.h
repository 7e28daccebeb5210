#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace quiver::sqlite {

/// What one column of one table holds: counted over every row of the snapshot. Censuses of parts of
/// a table are merged; the rows of `earlier.Merge(later)` are taken to come first.
///
/// The loops that count live with the two readers (pages, API); DecideForms reads the result.
struct ColumnCensus {
  enum Class { kNull, kInteger, kReal, kText, kBlob, kNumClasses };
  /// How many of the first rows of each class are kept for messages.
  static constexpr size_t kFirstRows = 3;

  std::array<int64_t, kNumClasses> count{};
  /// Ordinals ("row 17") or rowids of the first rows of each class; see DeclaredTable::kind.
  std::array<std::vector<int64_t>, kNumClasses> first_rows;

  int64_t min_integer = std::numeric_limits<int64_t>::max();
  int64_t max_integer = std::numeric_limits<int64_t>::min();
  /// Integers that a double can't hold exactly.
  int64_t integers_beyond_double = 0;
  std::vector<int64_t> first_beyond_double;

  /// Bytes of the texts and blobs as they are stored: what a batch will roughly hold.
  int64_t stored_bytes = 0;

  /// Counted only for columns declared as a date or time (WantsDates): texts that are a date
  /// (YYYY-MM-DD), a timestamp without zone, and a timestamp with a zone, as iso8601.h reads them.
  int64_t dates = 0;
  int64_t timestamps = 0;
  int64_t timestamps_utc = 0;

  int64_t rows() const {
    int64_t sum = 0;
    for (int64_t n : count) sum += n;
    return sum;
  }

  void Merge(const ColumnCensus& later);
};

}  // namespace quiver::sqlite

#include "databases/sqlite/census.h"

namespace quiver::sqlite {

namespace {

void AppendFirst(const std::vector<int64_t>& later, std::vector<int64_t>* first) {
  for (const int64_t row : later) {
    if (first->size() >= ColumnCensus::kFirstRows) return;
    first->push_back(row);
  }
}

}  // namespace

void ColumnCensus::Merge(const ColumnCensus& later) {
  for (size_t i = 0; i < kNumClasses; ++i) {
    count[i] += later.count[i];
    AppendFirst(later.first_rows[i], &first_rows[i]);
  }
  min_integer = std::min(min_integer, later.min_integer);
  max_integer = std::max(max_integer, later.max_integer);
  integers_beyond_double += later.integers_beyond_double;
  AppendFirst(later.first_beyond_double, &first_beyond_double);
  stored_bytes += later.stored_bytes;
  dates += later.dates;
  timestamps += later.timestamps;
  timestamps_utc += later.timestamps_utc;
}

}  // namespace quiver::sqlite

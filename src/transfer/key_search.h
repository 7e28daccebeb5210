#pragma once

#include <cstdint>
#include <vector>

#include <arrow/result.h>

#include "quiver/table_stream.h"
#include "quiver/verify.h"

namespace quiver {

struct KeySearch {
  /// Column numbers of the key, the same on both sides.
  std::vector<int> key;
  /// Rows of the bigger side.
  int64_t rows;
  int jobs;
  int64_t max_keys;
};

struct FoundKeys {
  std::vector<KeyDifference> keys;
  int64_t differing_keys = 0;
  bool all_searched = true;
};

/// The keys whose rows `a` and `b` do not have in common, in three passes over both:
///
///   1. every row is added to one of some thousands of buckets, by the hash of its key; buckets
///   with
///      the same sum on both sides hold the same rows (rows of one key share a bucket)
///   2. the rows of buckets that differ are kept as hashes, and their keys compared; when the rows
///      of all such buckets would be too many, only of as many buckets as memory allows
///   3. the values of the keys found first are read at their positions
///
/// The columns of `a` and `b` agree.
arrow::Result<FoundKeys> FindDifferingKeys(TableStream& a, TableStream& b, const KeySearch& search);

}  // namespace quiver

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <arrow/result.h>

#include "quiver/location.h"
#include "quiver/row_hash.h"
#include "quiver/table.h"
#include "quiver/transfer.h"

namespace quiver {

/// A key whose rows are not the same on both sides.
struct KeyDifference {
  enum class Kind { kOnlyInA, kOnlyInB, kDifferent };
  Kind kind;
  /// For example `id = 17, lang = 'de'`; every column where the table has no primary key.
  std::string key;
};

/// One table on both sides.
struct TableComparison {
  TableName name;
  bool in_a = true;
  bool in_b = true;
  /// One line for each column that is missing on a side, has another place, or another kind of
  /// type. Widths and units do not count: what counts is whether the same values can be meant.
  std::vector<std::string> column_differences;
  /// Rows are compared only where the columns agree.
  bool rows_compared = false;
  RowHash a;
  RowHash b;
  /// The first ones by key; at most VerifyOptions::max_keys.
  std::vector<KeyDifference> keys;
  /// How many keys differ: exact, or the number found when only a part was searched.
  int64_t differing_keys = 0;
  bool all_keys_searched = true;

  bool same() const { return in_a && in_b && column_differences.empty() && a == b; }
};

struct VerifyOptions {
  TableSelection selection;
  /// Used for both sides.
  SourceOptions source;
  int64_t max_keys = 10;
  Progress* progress = SilentProgress();
};

struct VerifyReport {
  /// The tables of A in A's order, then those that only B has.
  std::vector<TableComparison> tables;

  bool same() const;
};

/// Compares the selected tables of `a` and `b`: names, columns, rows. Rows are compared by row
/// hash; where that differs, further passes over both sides find the first differing keys (of A's
/// primary key, else of B's, else of whole rows). Memory is bounded however much differs: where too
/// much does, only a part of the keys, chosen by hash, is searched, and the result says so. Errors:
/// those of the sources; KeyError for a selected table that neither side has.
arrow::Result<VerifyReport> Verify(const Location& a, const Location& b,
                                   const VerifyOptions& options);

}  // namespace quiver

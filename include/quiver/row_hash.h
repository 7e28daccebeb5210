#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/type.h>

namespace quiver {

/// A hash of a set of rows: the sum modulo 2^128 of a 128-bit hash of each row, and the count.
///
/// The sum makes it independent of order, partitioning and chunking. Each row is hashed in a
/// canonical form, so that the same values give the same hash whatever holds them:
///   - integers of any width and sign by value; booleans, of a bit or a byte (arrow.bool8), are
///     not integers;
///   - float16/32/64 by value as a double; every NaN is one NaN; -0.0 is not 0.0;
///   - decimals of any width and scale by value, without trailing zeros;
///   - date32 and date64 as days; times, timestamps and durations of any unit as their value in
///     nanoseconds, with zone and without one apart;
///   - text (utf8, large, view) as bytes; binary likewise but apart from text;
///   - dictionaries and run-end encoded arrays as the values that they stand for;
///   - lists, structs and maps by their children and lengths, a union by its member's name and
///     value; NULL is a value of its own, at every level.
/// Column names do not count, column order does.
struct RowHash {
  uint64_t low = 0;
  uint64_t high = 0;
  int64_t rows = 0;

  void Add(const RowHash& other);
  void Subtract(const RowHash& other);
  bool operator==(const RowHash&) const = default;
  /// 32 hexadecimal digits.
  std::string ToString() const;
};

/// The hash of each single row, for those who compare row by row.
struct RowHash128 {
  uint64_t low;
  uint64_t high;
  auto operator<=>(const RowHash128&) const = default;
};

/// Hashes batches of one schema. Not thread-safe: one per thread, the sums are then added.
class RowHasher {
 public:
  /// For batches of that schema.
  static arrow::Result<std::unique_ptr<RowHasher>> Make(const arrow::Schema& schema);
  ~RowHasher();

  /// Adds every row of `batch` to `sum`.
  arrow::Status Add(const arrow::RecordBatch& batch, RowHash* sum);

  /// The hash of each row of `batch`, in order. `rows` is replaced.
  arrow::Status HashRows(const arrow::RecordBatch& batch, std::vector<RowHash128>* rows);

 private:
  RowHasher() = default;
  std::vector<RowHash128> rows_;    // of one batch
  std::vector<RowHash128> values_;  // of one column of one slice
};

}  // namespace quiver

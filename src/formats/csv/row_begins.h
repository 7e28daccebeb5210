#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include <arrow/result.h>

#include "formats/csv/csv_text.h"
#include "formats/csv/dialect.h"

namespace quiver::csv {

/// Where the partitions of a text begin. Partition i has the rows that begin in
/// [first + i * bytes, first + (i + 1) * bytes); whether a line end there is one of a row, or is
/// inside quotes, is known only to those who come from the begin of the text. So what is not known
/// yet is found out by going over the quotes of the partitions before, which is quick, and readers
/// say where the next partition begins when they have come to the end of theirs.
///
/// Threads: any.
class RowBegins {
 public:
  /// `first`: the begin of the first row. `text` and `dialect` must stay.
  RowBegins(const CsvText& text, const Dialect& dialect, int64_t first, int64_t partition_bytes);

  int64_t num_partitions() const { return static_cast<int64_t>(begins_.size()) - 1; }

  /// The begin of the first row of `partition`, or of a later one where it has none.
  arrow::Result<int64_t> Begin(int64_t partition);

  /// A row that begins here belongs to a later partition already.
  int64_t Limit(int64_t partition) const;

  /// What a reader of `partition` found: where the next one begins.
  void SetNext(int64_t partition, int64_t begin);

 private:
  arrow::Result<int64_t> FindNext(int64_t partition);

  const CsvText& text_;
  const Dialect& dialect_;
  const int64_t partition_bytes_;
  std::mutex mutex_;
  std::vector<int64_t> begins_;  // -1: not known yet
};

}  // namespace quiver::csv

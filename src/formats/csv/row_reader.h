#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <arrow/result.h>

#include "formats/csv/csv_text.h"
#include "formats/csv/dialect.h"
#include "formats/csv/scanner.h"

namespace quiver::csv {

/// How a text is read.
struct Layout {
  /// Of text in a partition; the same for every run.
  int64_t partition_bytes = int64_t{8} << 20;
  /// Of text that is cut into fields at a time: small enough to stay in a core's cache.
  int64_t block_bytes = int64_t{128} << 10;
  /// A longer row is an error.
  int64_t most_row_bytes = int64_t{128} << 20;
};

/// Reads rows, a block at a time, in bounded memory. One thread at a time.
class RowReader {
 public:
  /// The rows that begin in [begin, limit), where a row begins at `begin`. The others must stay.
  RowReader(const CsvText& text, const Dialect& dialect, const Layout& layout, int64_t begin,
            int64_t limit);

  /// False when there are no more. The block is good until the next call.
  /// Errors: Invalid, with the line, for a quote that is never closed and for a row that is too
  /// long.
  arrow::Result<bool> Next();

  const RowBlock& block() const { return block_; }
  /// Where block().text begins in the text.
  int64_t position() const { return position_; }
  /// Behind the block: where the next row begins.
  int64_t next_position() const { return position_ + static_cast<int64_t>(block_.consumed); }

 private:
  arrow::Status Fill(int64_t wanted);
  arrow::Status TooLong() const;
  arrow::Status NotClosed() const;

  const CsvText& text_;
  const Dialect& dialect_;
  const Layout& layout_;
  const int64_t limit_;
  std::vector<char> buffer_;
  int64_t position_;
  int64_t filled_ = 0;  // bytes of text in the buffer
  RowBlock block_;
};

/// The line, counted from 1, that `position` is on.
arrow::Result<int64_t> LineAt(const CsvText& text, const Dialect& dialect, int64_t position);

}  // namespace quiver::csv

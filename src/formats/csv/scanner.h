#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "formats/csv/dialect.h"

namespace quiver::csv {

/// Rows of a text, cut into fields: where each field begins and ends.
///
///   row r:  offsets[r * (columns + 1)]  begin of its first field
///           offsets[... + c + 1]        one behind the end of field c
///
/// A row's number of columns is Dialect::columns for all rows that are here; others are bad rows.
class RowBlock {
 public:
  struct BadRow {
    uint32_t begin;
    uint32_t end;
    /// How many of the block's rows come before it.
    uint32_t rows_before;
    /// 0: characters behind a closing quote.
    uint32_t fields;
  };

  std::string_view field(size_t row, size_t column) const {
    const uint32_t* at = row_offsets(row) + column;
    return {text + at[0], at[1] - at[0] - 1};
  }
  const uint32_t* row_offsets(size_t row) const { return offsets.data() + row * (columns + 1); }

  /// There are at least kSlack readable bytes before and behind the rows.
  static constexpr size_t kSlack = 64;

  const char* text = nullptr;
  size_t columns = 0;
  size_t rows = 0;
  /// Longer than what is used.
  std::vector<uint32_t> offsets;
  std::vector<BadRow> bad_rows;
  /// Bytes that the rows (good, bad, and blank lines) take from the begin of the text.
  size_t consumed = 0;
  bool ascii = true;
};

/// Cuts `text`, which begins at the begin of a row, into rows; those that it holds whole. Where
/// `last`, its end also ends a row. Stops before the first row that begins at `limit` or later.
/// The text is at most 2^31 bytes, with RowBlock::kSlack readable bytes on both sides.
///
/// False: the row behind block->consumed is not closed: `last`, and a quote is open.
bool ScanRows(const Dialect& dialect, std::string_view text, size_t limit, bool last,
              RowBlock* block);

/// Where the scan of quotes is in a text.
enum class QuoteState : uint8_t {
  kFieldBegin,    ///< and also at the begin of a row
  kInField,       ///< without quotes
  kQuoted,        ///< behind an opening quote
  kQuoteInQuoted  ///< behind a quote that closes, or is the first of a doubled one
};

/// Goes over `text` from `state` and gives the state behind it. Stops behind the first row end at
/// or behind `text[from]`, where `from` may be past the end: `*row_begin` is then the next
/// position, else npos.
QuoteState FindRowBegin(const Dialect& dialect, std::string_view text, QuoteState state,
                        size_t from, size_t* row_begin);

}  // namespace quiver::csv

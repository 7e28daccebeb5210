#include "formats/csv/samples.h"

#include <algorithm>
#include <string>

namespace quiver::csv {
namespace {

constexpr int64_t kWindows = 64;
constexpr int64_t kWindowBytes = int64_t{32} << 10;

/// The whole rows of a window that begins in `state`. False when they are not rows of this table.
bool CutWindow(const Dialect& dialect, std::string_view window, QuoteState state, bool last,
               RowBlock* rows) {
  size_t begin;
  FindRowBegin(dialect, window, state, 0, &begin);
  if (begin >= window.size()) return false;
  const std::string_view text = window.substr(begin);
  return ScanRows(dialect, text, text.size(), last, rows) && rows->rows > 0 &&
         rows->bad_rows.empty();
}

}  // namespace

arrow::Status SampleRows(const CsvText& text, const Dialect& dialect, int64_t begin,
                         const std::function<void(const RowBlock&)>& take) {
  std::string buffer(kWindowBytes + 2 * RowBlock::kSlack, '\0');
  char* const window_begin = buffer.data() + RowBlock::kSlack;
  RowBlock rows;
  for (int64_t i = 1; i <= kWindows; ++i) {
    const int64_t room = text.end - begin - kWindowBytes;
    if (room <= 0) break;
    const int64_t position = begin + room / kWindows * i;
    ARROW_RETURN_NOT_OK(text.Read(position, kWindowBytes, window_begin));
    const std::string_view window(window_begin, kWindowBytes);
    const bool last = position + kWindowBytes == text.end;
    const bool quotes = window.find('"') != std::string_view::npos;
    if (quotes && CutWindow(dialect, window, QuoteState::kQuoted, last, &rows)) continue;
    if (CutWindow(dialect, window, QuoteState::kInField, last, &rows)) take(rows);
  }
  return arrow::Status::OK();
}

}  // namespace quiver::csv

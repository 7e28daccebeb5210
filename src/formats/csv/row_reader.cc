#include "formats/csv/row_reader.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace quiver::csv {
namespace {

/// Where the quote opens that is still open at the end of `text`, which begins with a row.
size_t OpenQuote(const Dialect& dialect, std::string_view text) {
  size_t opened = 0;
  QuoteState state = QuoteState::kFieldBegin;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (state == QuoteState::kQuoted) {
      if (c == '"') state = QuoteState::kQuoteInQuoted;
    } else if (c == dialect.delimiter || c == dialect.row_end) {
      state = QuoteState::kFieldBegin;
    } else if (c == '"' && state == QuoteState::kFieldBegin) {
      opened = i;
      state = QuoteState::kQuoted;
    } else if (c == '"' && state == QuoteState::kQuoteInQuoted) {
      state = QuoteState::kQuoted;
    } else {
      state = QuoteState::kInField;
    }
  }
  return state == QuoteState::kQuoted ? opened : std::string_view::npos;
}

}  // namespace

RowReader::RowReader(const CsvText& text, const Dialect& dialect, const Layout& layout,
                     int64_t begin, int64_t limit)
    : text_(text),
      dialect_(dialect),
      layout_(layout),
      limit_(std::min(limit, text.end)),
      position_(begin) {}

arrow::Result<bool> RowReader::Next() {
  const int64_t next = next_position();
  if (next >= limit_) return false;
  // What is left of the last block goes to the front.
  const auto left = filled_ - static_cast<int64_t>(block_.consumed);
  if (left > 0) {
    char* const front = buffer_.data() + RowBlock::kSlack;
    std::memmove(front, front + block_.consumed, left);
  }
  filled_ = left;
  position_ = next;
  block_.consumed = 0;

  for (int64_t wanted = layout_.block_bytes;; wanted *= 2) {
    wanted = std::max(wanted, filled_ + 1);
    ARROW_RETURN_NOT_OK(Fill(std::min(wanted, layout_.most_row_bytes)));
    const bool last = position_ + filled_ == text_.end;
    const std::string_view rows(buffer_.data() + RowBlock::kSlack, filled_);
    if (!ScanRows(dialect_, rows, limit_ - position_, last, &block_) && block_.consumed == 0) {
      return NotClosed();
    }
    if (block_.consumed > 0) return true;
    if (filled_ >= layout_.most_row_bytes) return TooLong();
  }
}

arrow::Status RowReader::Fill(int64_t wanted) {
  const int64_t count = std::min(wanted - filled_, text_.end - position_ - filled_);
  if (count <= 0) return arrow::Status::OK();
  const auto size = static_cast<size_t>(filled_ + count) + 2 * RowBlock::kSlack;
  if (buffer_.size() < size) buffer_.resize(size);
  char* const to = buffer_.data() + RowBlock::kSlack + filled_;
  ARROW_RETURN_NOT_OK(text_.Read(position_ + filled_, count, to));
  filled_ += count;
  return arrow::Status::OK();
}

arrow::Status RowReader::TooLong() const {
  const std::string_view row(buffer_.data() + RowBlock::kSlack, filled_);
  const size_t quote = OpenQuote(dialect_, row);
  if (quote != std::string_view::npos) {
    ARROW_ASSIGN_OR_RAISE(const int64_t line,
                          LineAt(text_, dialect_, position_ + static_cast<int64_t>(quote)));
    return arrow::Status::Invalid(
        fmt::format("{}, line {}: the quote that opens here is not closed within {} MiB; close it, "
                    "or give more "
                    "memory where a field is really that long",
                    text_.name, line, layout_.most_row_bytes >> 20));
  }
  ARROW_ASSIGN_OR_RAISE(const int64_t line, LineAt(text_, dialect_, position_));
  return arrow::Status::Invalid(
      fmt::format("{}, line {}: the row that begins here is longer than {} MiB; more memory allows "
                  "longer ones, up to 2 GiB",
                  text_.name, line, layout_.most_row_bytes >> 20));
}

arrow::Status RowReader::NotClosed() const {
  const std::string_view row(buffer_.data() + RowBlock::kSlack, filled_);
  const auto quote = static_cast<int64_t>(OpenQuote(dialect_, row));
  ARROW_ASSIGN_OR_RAISE(const int64_t line, LineAt(text_, dialect_, position_ + quote));
  return arrow::Status::Invalid(
      fmt::format("{}, line {}: the quote that opens here is never closed", text_.name, line));
}

arrow::Result<int64_t> LineAt(const CsvText& text, const Dialect& dialect, int64_t position) {
  constexpr int64_t kPieceBytes = int64_t{256} << 10;
  std::string piece;
  int64_t line = 1;
  for (int64_t at = text.begin; at < position; at += static_cast<int64_t>(piece.size())) {
    piece.resize(std::min(kPieceBytes, position - at));
    ARROW_RETURN_NOT_OK(text.Read(at, static_cast<int64_t>(piece.size()), piece.data()));
    line += std::count(piece.begin(), piece.end(), dialect.row_end);
  }
  return line;
}

}  // namespace quiver::csv

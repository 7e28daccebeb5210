#include "formats/csv/row_begins.h"

#include <algorithm>
#include <string>

#include "formats/csv/scanner.h"

namespace quiver::csv {

RowBegins::RowBegins(const CsvText& text, const Dialect& dialect, int64_t first,
                     int64_t partition_bytes)
    : text_(text), dialect_(dialect), partition_bytes_(partition_bytes) {
  const int64_t partitions =
      std::max<int64_t>((text.end - first + partition_bytes - 1) / partition_bytes, 1);
  begins_.assign(partitions + 1, -1);
  begins_.front() = first;
  begins_.back() = text.end;
}

int64_t RowBegins::Limit(int64_t partition) const {
  return std::min(begins_.front() + (partition + 1) * partition_bytes_, text_.end);
}

arrow::Result<int64_t> RowBegins::Begin(int64_t partition) {
  const std::lock_guard lock(mutex_);
  int64_t known = partition;
  while (begins_[known] < 0) --known;
  for (; known < partition; ++known) {
    ARROW_ASSIGN_OR_RAISE(begins_[known + 1], FindNext(known));
  }
  return begins_[partition];
}

void RowBegins::SetNext(int64_t partition, int64_t begin) {
  const std::lock_guard lock(mutex_);
  begins_[partition + 1] = begin;
}

arrow::Result<int64_t> RowBegins::FindNext(int64_t partition) {
  constexpr int64_t kPieceBytes = int64_t{256} << 10;
  const int64_t limit = Limit(partition);
  int64_t position = begins_[partition];
  if (position >= limit) return position;
  QuoteState state = QuoteState::kFieldBegin;
  std::string piece;
  while (position < text_.end) {
    // Behind the limit, most rows end soon.
    const int64_t most =
        position < limit ? std::min(kPieceBytes, limit - position) : kPieceBytes / 16;
    piece.resize(std::min(most, text_.end - position));
    ARROW_RETURN_NOT_OK(text_.Read(position, static_cast<int64_t>(piece.size()), piece.data()));
    // The row that ends with the last character before the limit is the last of the partition.
    const int64_t from = std::max<int64_t>(limit - 1 - position, 0);
    size_t begin;
    state = FindRowBegin(dialect_, piece, state, static_cast<size_t>(from), &begin);
    if (begin != std::string::npos) return position + static_cast<int64_t>(begin);
    position += static_cast<int64_t>(piece.size());
  }
  return text_.end;
}

}  // namespace quiver::csv

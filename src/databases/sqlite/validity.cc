#include "databases/sqlite/validity.h"

#include <cstring>

#include <arrow/util/bit_util.h>

namespace quiver::sqlite {

void Validity::Start(int64_t most_rows) {
  most_rows_ = most_rows;
  rows_ = 0;
  nulls_ = 0;
  bitmap_.reset();
}

arrow::Status Validity::Append(const SerialType* types, int count) {
  int nulls = 0;
  for (int i = 0; i < count; ++i) nulls += types[i] == serial::kNull;
  if (nulls > 0 && bitmap_ == nullptr) {
    const int64_t bytes = arrow::bit_util::BytesForBits(most_rows_);
    ARROW_ASSIGN_OR_RAISE(bitmap_, arrow::AllocateResizableBuffer(bytes));
    std::memset(bitmap_->mutable_data(), 0xff, bytes);
  }
  if (nulls > 0) {
    uint8_t* const bits = bitmap_->mutable_data();
    for (int i = 0; i < count; ++i) {
      const int64_t row = rows_ + i;
      bits[row >> 3] &= static_cast<uint8_t>(~((types[i] == serial::kNull) << (row & 7)));
    }
  }
  rows_ += count;
  nulls_ += nulls;
  return arrow::Status::OK();
}

std::shared_ptr<arrow::Buffer> Validity::Finish() {
  if (bitmap_ == nullptr) return nullptr;
  const int64_t bytes = arrow::bit_util::BytesForBits(rows_);
  // Bits behind the last row are zero, as Arrow likes them.
  if (rows_ % 8 != 0) bitmap_->mutable_data()[bytes - 1] &= (1 << (rows_ % 8)) - 1;
  (void)bitmap_->Resize(bytes, /*shrink_to_fit=*/false);  // never grows, so never fails
  return std::move(bitmap_);
}

}  // namespace quiver::sqlite

#pragma once

#include <cstring>
#include <memory>
#include <utility>

#include <arrow/buffer.h>
#include <arrow/result.h>
#include <arrow/util/bit_util.h>

namespace quiver::csv {

/// The validity bitmap of an array that grows. It begins to exist with the first NULL.
class Validity {
 public:
  arrow::Status SetNull(int64_t row) {
    const int64_t bytes = arrow::bit_util::BytesForBits(row + 1);
    if (bitmap_ == nullptr) {
      ARROW_ASSIGN_OR_RAISE(bitmap_, arrow::AllocateResizableBuffer(0));
    }
    if (bytes > bitmap_->size()) ARROW_RETURN_NOT_OK(Grow(2 * bytes));
    arrow::bit_util::ClearBit(bitmap_->mutable_data(), row);
    ++nulls_;
    return arrow::Status::OK();
  }

  int64_t nulls() const { return nulls_; }

  /// Null when there is no NULL in `rows` rows. Begins anew.
  arrow::Result<std::shared_ptr<arrow::Buffer>> Finish(int64_t rows) {
    nulls_ = 0;
    if (bitmap_ == nullptr) return nullptr;
    const int64_t bytes = arrow::bit_util::BytesForBits(rows);
    if (bytes > bitmap_->size()) ARROW_RETURN_NOT_OK(Grow(bytes));
    ARROW_RETURN_NOT_OK(bitmap_->Resize(bytes));
    // Bits behind the last row are zero, as they are everywhere in Arrow.
    if (rows % 8 != 0) bitmap_->mutable_data()[bytes - 1] &= (1 << (rows % 8)) - 1;
    return std::shared_ptr<arrow::Buffer>(std::exchange(bitmap_, nullptr));
  }

 private:
  arrow::Status Grow(int64_t bytes) {
    const int64_t before = bitmap_->size();
    ARROW_RETURN_NOT_OK(bitmap_->Resize(bytes));
    std::memset(bitmap_->mutable_data() + before, 0xff, bytes - before);
    return arrow::Status::OK();
  }

  std::unique_ptr<arrow::ResizableBuffer> bitmap_;
  int64_t nulls_ = 0;
};

}  // namespace quiver::csv

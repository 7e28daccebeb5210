#include "formats/csv/text_converter.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include <arrow/array/array_binary.h>
#include <arrow/array/data.h>
#include <arrow/array/util.h>
#include <arrow/type.h>

#include "formats/csv/field_text.h"

namespace quiver::csv {
namespace {

/// Short texts are copied as so many bytes, whatever their length; so many may be read behind a
/// text and written behind the data.
constexpr size_t kShortText = 32;

}  // namespace

arrow::Status TextConverter::Reserve(int64_t rows) {
  if (offsets_ == nullptr) {
    ARROW_ASSIGN_OR_RAISE(offsets_, arrow::AllocateResizableBuffer(sizeof(int32_t)));
    reinterpret_cast<int32_t*>(offsets_->mutable_data())[0] = 0;
    ARROW_ASSIGN_OR_RAISE(data_, arrow::AllocateResizableBuffer(0));
    used_ = capacity_ = 0;
    // As much as the last array took.
    if (last_used_ != 0) ARROW_RETURN_NOT_OK(GrowData(last_used_ + last_used_ / 8));
  }
  const int64_t bytes = (rows + 1) * static_cast<int64_t>(sizeof(int32_t));
  return bytes <= offsets_->size() ? arrow::Status::OK() : offsets_->Resize(bytes);
}

arrow::Status TextConverter::GrowData(size_t size) {
  capacity_ = size + kShortText;
  ARROW_RETURN_NOT_OK(data_->Resize(static_cast<int64_t>(capacity_), false));
  out_ = reinterpret_cast<char*>(data_->mutable_data());
  return arrow::Status::OK();
}

arrow::Status TextConverter::AppendText(std::string_view text) {
  if (used_ + text.size() > std::numeric_limits<int32_t>::max()) {
    return arrow::Status::CapacityError("2 GiB of text in one batch");
  }
  if (used_ + text.size() + kShortText > capacity_) {
    ARROW_RETURN_NOT_OK(GrowData(std::max(2 * used_, used_ + text.size())));
  }
  std::memcpy(out_ + used_, text.data(), text.size());
  used_ += text.size();
  return arrow::Status::OK();
}

arrow::Result<int64_t> TextConverter::Append(const RowBlock& rows, int64_t from, int64_t to,
                                             size_t column) {
  const int64_t wanted = (length_ + to - from + 1) * static_cast<int64_t>(sizeof(int32_t));
  if (offsets_ == nullptr || offsets_->size() < wanted) {
    ARROW_RETURN_NOT_OK(Reserve(std::max(2 * length_, length_ + to - from)));
  }
  auto* ends = reinterpret_cast<int32_t*>(offsets_->mutable_data()) + length_ + 1;
  const uint32_t* at = rows.row_offsets(from) + column;
  const size_t stride = rows.columns + 1;
  const bool any_text = !only_nulls_ && !nulls_.any();
  const int64_t before = length_;
  for (int64_t row = from; row < to; ++row, at += stride, ++length_) {
    const char* const begin = rows.text + at[0];
    const size_t size = at[1] - at[0] - 1;
    if (any_text && size != 0 && *begin != '"') [[likely]] {
      if (size <= kShortText && used_ + 2 * kShortText <= capacity_) {
        std::memcpy(out_ + used_, begin, kShortText);
        used_ += size;
      } else {
        ARROW_RETURN_NOT_OK(AppendText({begin, size}));
      }
    } else {
      ARROW_ASSIGN_OR_RAISE(const bool fits, AppendOther({begin, size}));
      if (!fits) break;
    }
    *ends++ = static_cast<int32_t>(used_);
  }
  return length_ - before;
}

arrow::Result<bool> TextConverter::AppendOther(std::string_view field) {
  const bool quoted = IsQuoted(field);
  if (!quoted && (field.empty() || nulls_.Has(field))) {
    ARROW_RETURN_NOT_OK(validity_.SetNull(length_));
    return true;
  }
  if (quoted) field = Unquote(field, &scratch_);
  // "" alone does not make a column one of text.
  if (only_nulls_ && !field.empty()) return false;
  ARROW_RETURN_NOT_OK(AppendText(field));
  return true;
}

arrow::Result<std::shared_ptr<arrow::Array>> TextConverter::Finish() {
  ARROW_RETURN_NOT_OK(Reserve(0));
  ARROW_RETURN_NOT_OK(offsets_->Resize((length_ + 1) * static_cast<int64_t>(sizeof(int32_t))));
  ARROW_RETURN_NOT_OK(data_->Resize(static_cast<int64_t>(used_)));
  last_used_ = used_;
  const int64_t nulls = validity_.nulls();
  ARROW_ASSIGN_OR_RAISE(auto bitmap, validity_.Finish(length_));
  return arrow::MakeArray(arrow::ArrayData::Make(
      arrow::utf8(), std::exchange(length_, 0),
      {std::move(bitmap), std::shared_ptr<arrow::Buffer>(std::exchange(offsets_, nullptr)),
       std::shared_ptr<arrow::Buffer>(std::exchange(data_, nullptr))},
      nulls));
}

}  // namespace quiver::csv

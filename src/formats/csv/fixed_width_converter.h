#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <arrow/array/data.h>
#include <arrow/array/util.h>
#include <arrow/buffer.h>

#include "formats/csv/column_converter.h"
#include "formats/csv/field_text.h"
#include "formats/csv/validity.h"

namespace quiver::csv {

/// Values of one width, as `Parser` reads them.
template <typename Parser>
class FixedWidthConverter final : public ColumnConverter {
 public:
  using Value = typename Parser::Value;

  FixedWidthConverter(std::shared_ptr<arrow::DataType> type, const NullTexts& nulls, Parser parser)
      : type_(std::move(type)), nulls_(nulls), parser_(std::move(parser)) {}

  arrow::Status Reserve(int64_t rows) override {
    if (values_ == nullptr) {
      ARROW_ASSIGN_OR_RAISE(values_, arrow::AllocateResizableBuffer(0));
    }
    const int64_t bytes = rows * static_cast<int64_t>(sizeof(Value));
    return bytes <= values_->size() ? arrow::Status::OK() : values_->Resize(bytes);
  }

  arrow::Result<int64_t> Append(const RowBlock& rows, int64_t from, int64_t to,
                                size_t column) override {
    if (Capacity() < length_ + to - from) {
      ARROW_RETURN_NOT_OK(Reserve(std::max(2 * length_, length_ + to - from)));
    }
    Value* out = reinterpret_cast<Value*>(values_->mutable_data()) + length_;
    const uint32_t* at = rows.row_offsets(from) + column;
    const size_t stride = rows.columns + 1;
    const bool null_texts = nulls_.any();
    for (int64_t row = from; row < to; ++row, at += stride, ++out) {
      const char* const begin = rows.text + at[0];
      const char* const end = rows.text + at[1] - 1;
      if (!null_texts && begin != end && parser_.Parse(begin, end, out)) [[likely]] {
        continue;
      }
      ARROW_ASSIGN_OR_RAISE(const bool fits, ParseSlowly({begin, static_cast<size_t>(end - begin)},
                                                         length_ + row - from, out));
      if (!fits) {
        length_ += row - from;
        return row - from;
      }
    }
    length_ += to - from;
    return to - from;
  }

  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override {
    ARROW_RETURN_NOT_OK(Reserve(0));
    ARROW_RETURN_NOT_OK(values_->Resize(length_ * static_cast<int64_t>(sizeof(Value))));
    const int64_t nulls = validity_.nulls();
    ARROW_ASSIGN_OR_RAISE(auto bitmap, validity_.Finish(length_));
    return arrow::MakeArray(arrow::ArrayData::Make(
        type_, std::exchange(length_, 0),
        {std::move(bitmap), std::shared_ptr<arrow::Buffer>(std::exchange(values_, nullptr))},
        nulls));
  }

 private:
  int64_t Capacity() const {
    return values_ == nullptr ? -1 : values_->size() / static_cast<int64_t>(sizeof(Value));
  }

  arrow::Result<bool> ParseSlowly(std::string_view field, int64_t row, Value* out) {
    const bool quoted = IsQuoted(field);
    if (quoted) field = Unquote(field, &scratch_);
    if (field.empty() || (!quoted && nulls_.Has(field))) {
      *out = Value();
      ARROW_RETURN_NOT_OK(validity_.SetNull(row));
      return true;
    }
    return parser_.Parse(field.data(), field.data() + field.size(), out);
  }

  const std::shared_ptr<arrow::DataType> type_;
  const NullTexts& nulls_;
  const Parser parser_;
  std::unique_ptr<arrow::ResizableBuffer> values_;
  Validity validity_;
  int64_t length_ = 0;
  std::string scratch_;
};

}  // namespace quiver::csv

#include "databases/sqlite/text_builder.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include <arrow/array.h>

#include "databases/sqlite/misfit.h"
#include "databases/sqlite/utf16.h"
#include "databases/sqlite/value_text.h"

namespace quiver::sqlite {
namespace {

// Copies `bytes` bytes and writes up to 15 more: both sides have room for them.
inline void CopyShort(uint8_t* to, const uint8_t* from, size_t bytes) {
  if (bytes > 64) {
    std::memcpy(to, from, bytes);
    return;
  }
  std::memcpy(to, from, 16);
  for (size_t i = 16; i < bytes; i += 16) std::memcpy(to + i, from + i, 16);
}

bool IsAscii(const uint8_t* from, size_t bytes) {
  uint8_t bits = 0;
  for (size_t i = 0; i < bytes; ++i) bits |= from[i];
  return bits < 0x80;
}

}  // namespace

TextBuilder::TextBuilder(const ColumnReading& column)
    : column_(column), odd_(column.form == ColumnForm::kUtf8 ? 1 : 0) {}

arrow::Status TextBuilder::Start(int64_t rows, int64_t bytes) {
  validity_.Start(rows);
  size_ = 0;
  ARROW_ASSIGN_OR_RAISE(offsets_, arrow::AllocateResizableBuffer((rows + 1) * sizeof(int32_t)));
  reinterpret_cast<int32_t*>(offsets_->mutable_data())[0] = 0;
  ARROW_ASSIGN_OR_RAISE(data_, arrow::AllocateResizableBuffer(std::max<int64_t>(bytes, 64) +
                                                              CellBlock::kReadableBeyond));
  return arrow::Status::OK();
}

arrow::Status TextBuilder::Append(const CellBlock& block) {
  const SerialType* types = block.types(column_.block_column);
  uint32_t others = 0;
  size_t bytes = 0;
  for (int i = 0; i < block.rows; ++i) {
    const uint32_t stored = types[i] >= serial::kFirstBlob;
    others |= (stored ^ 1) & static_cast<uint32_t>(types[i] != serial::kNull);
    others |= stored & ((types[i] & 1) ^ odd_);
    bytes += stored ? (types[i] - serial::kFirstBlob) / 2 : 0;
  }
  const bool utf16 = odd_ == 1 && column_.encoding != TextEncoding::kUtf8;
  if (others != 0 && !column_.convert_to_text) return FirstMisfit(column_, block);
  const size_t begin = size_;
  ARROW_RETURN_NOT_OK(others != 0 || utf16 ? AppendConverted(block) : AppendStored(block, bytes));
  if (odd_ == 1) ARROW_RETURN_NOT_OK(CheckUtf8(block, begin));
  return validity_.Append(types, block.rows);
}

arrow::Status TextBuilder::AppendStored(const CellBlock& block, size_t bytes) {
  ARROW_RETURN_NOT_OK(ReserveBytes(bytes));
  const SerialType* types = block.types(column_.block_column);
  const uint8_t* const* values = block.values(column_.block_column);
  uint8_t* const data = data_->mutable_data();
  auto* offsets = reinterpret_cast<int32_t*>(offsets_->mutable_data()) + validity_.rows() + 1;
  size_t size = size_;
  for (int i = 0; i < block.rows; ++i) {
    const size_t length = types[i] == serial::kNull ? 0 : (types[i] - serial::kFirstBlob) / 2;
    CopyShort(data + size, values[i], length);
    size += length;
    offsets[i] = static_cast<int32_t>(size);
  }
  size_ = size;
  return arrow::Status::OK();
}

arrow::Status TextBuilder::AppendConverted(const CellBlock& block) {
  const SerialType* types = block.types(column_.block_column);
  const uint8_t* const* values = block.values(column_.block_column);
  for (int i = 0; i < block.rows; ++i) {
    converted_.clear();
    if (serial::IsText(types[i])) {
      const std::string_view text = TextAsUtf8(column_.encoding, types[i], values[i], &converted_);
      if (text.data() != converted_.data()) converted_ = text;
    } else if (types[i] != serial::kNull) {
      AppendAsText(column_, types[i], values[i], &converted_);
    }
    ARROW_RETURN_NOT_OK(ReserveBytes(converted_.size()));
    std::memcpy(data_->mutable_data() + size_, converted_.data(), converted_.size());
    size_ += converted_.size();
    reinterpret_cast<int32_t*>(offsets_->mutable_data())[validity_.rows() + i + 1] =
        static_cast<int32_t>(size_);
  }
  return arrow::Status::OK();
}

arrow::Status TextBuilder::CheckUtf8(const CellBlock& block, size_t begin) {
  const uint8_t* const data = data_->data();
  if (IsAscii(data + begin, size_ - begin)) return arrow::Status::OK();
  // Every value is valid when all of them together are, and none begins inside a character.
  const auto* offsets = reinterpret_cast<const int32_t*>(offsets_->data()) + validity_.rows();
  bool valid = IsValidUtf8({reinterpret_cast<const char*>(data) + begin, size_ - begin});
  for (int i = 0; i < block.rows && valid; ++i) {
    valid = offsets[i] == offsets[i + 1] || (data[offsets[i]] & 0xc0) != 0x80;
  }
  if (valid) return arrow::Status::OK();
  for (int i = 0; i < block.rows; ++i) {
    const std::string_view text(reinterpret_cast<const char*>(data) + offsets[i],
                                offsets[i + 1] - offsets[i]);
    if (!IsValidUtf8(text)) {
      const SerialType type = block.types(column_.block_column)[i];
      return arrow::Status::Invalid(
          column_.Place(block.row_ids[i]), ": ", serial::IsBlob(type) ? "blob" : "text",
          " that is not valid ",
          column_.encoding == TextEncoding::kUtf8 || serial::IsBlob(type) ? "UTF-8" : "UTF-16");
    }
  }
  return arrow::Status::OK();
}

arrow::Status TextBuilder::ReserveBytes(size_t more) {
  // CopyShort writes beyond the end.
  const size_t needed = size_ + more + CellBlock::kReadableBeyond;
  if (needed <= static_cast<size_t>(data_->size())) return arrow::Status::OK();
  if (size_ + more > static_cast<size_t>(std::numeric_limits<int32_t>::max())) {
    return arrow::Status::CapacityError("column \"", column_.name,
                                        "\": more than 2 GiB of text in one batch");
  }
  return data_->Resize(static_cast<int64_t>(std::max(needed, needed + needed / 2)),
                       /*shrink_to_fit=*/false);
}

arrow::Result<std::shared_ptr<arrow::Array>> TextBuilder::Finish() {
  const int64_t rows = validity_.rows();
  const int64_t nulls = validity_.nulls();
  ARROW_RETURN_NOT_OK(data_->Resize(static_cast<int64_t>(size_), /*shrink_to_fit=*/false));
  ARROW_RETURN_NOT_OK(offsets_->Resize((rows + 1) * sizeof(int32_t), /*shrink_to_fit=*/false));
  return arrow::MakeArray(
      arrow::ArrayData::Make(ArrowType(column_.form), rows,
                             {validity_.Finish(), std::move(offsets_), std::move(data_)}, nulls));
}

}  // namespace quiver::sqlite

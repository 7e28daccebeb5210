#include "gathered_column.h"

#include <cstring>
#include <utility>

#include <arrow/buffer.h>
#include <arrow/compute/api.h>
#include <arrow/util/bit_util.h>

namespace quiver::duckdb_extension {
namespace {

using arrow::ArrayData;
using Rows = std::vector<int32_t>;

// Of values, or of views of them, that lie one after the other; 0 for all others.
int ByteWidth(const arrow::DataType& type) {
  if (arrow::is_binary_view_like(type.id())) return sizeof(arrow::BinaryViewType::c_type);
  const auto* fixed = dynamic_cast<const arrow::FixedWidthType*>(&type);
  return fixed == nullptr || fixed->bit_width() % 8 != 0 ? 0 : fixed->bit_width() / 8;
}

template <int kBytes>
void Gather(const uint8_t* from, const Rows& rows, uint8_t* to) {
  for (const int32_t row : rows) {
    std::memcpy(to, from + int64_t{row} * kBytes, kBytes);
    to += kBytes;
  }
}

using GatherFunction = void (*)(const uint8_t*, const Rows&, uint8_t*);

// Null for widths that are too rare.
GatherFunction GatherOf(int byte_width) {
  switch (byte_width) {
    case 1:
      return Gather<1>;
    case 2:
      return Gather<2>;
    case 4:
      return Gather<4>;
    case 8:
      return Gather<8>;
    case 16:
      return Gather<16>;
    default:
      return nullptr;
  }
}

arrow::Result<std::shared_ptr<arrow::Buffer>> GatherValidity(const ArrayData& column,
                                                             const Rows& rows) {
  if (!column.MayHaveNulls()) return nullptr;
  ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> bits,
                        arrow::AllocateEmptyBitmap(static_cast<int64_t>(rows.size())));
  const uint8_t* const from = column.buffers[0]->data();
  for (size_t i = 0; i < rows.size(); ++i) {
    if (arrow::bit_util::GetBit(from, column.offset + rows[i])) {
      arrow::bit_util::SetBit(bits->mutable_data(), static_cast<int64_t>(i));
    }
  }
  return bits;
}

}  // namespace

arrow::Result<std::shared_ptr<arrow::Array>> GatheredColumn(
    const std::shared_ptr<arrow::Array>& column, const Rows& rows) {
  const ArrayData& data = *column->data();
  const auto length = static_cast<int64_t>(rows.size());
  const int byte_width = ByteWidth(*data.type);
  const GatherFunction gather = GatherOf(byte_width);
  if (gather == nullptr) {
    // Arrow's function takes its time to begin, but knows all types.
    const auto indices = std::make_shared<arrow::Int32Array>(length, arrow::Buffer::Wrap(rows));
    return arrow::compute::Take(*column, *indices, arrow::compute::TakeOptions::NoBoundsCheck());
  }
  ARROW_ASSIGN_OR_RAISE(auto validity, GatherValidity(data, rows));
  ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> values,
                        arrow::AllocateBuffer(length * byte_width));
  gather(data.GetValues<uint8_t>(1, 0) + data.offset * byte_width, rows, values->mutable_data());
  auto gathered = ArrayData::Make(data.type, length, {std::move(validity), std::move(values)});
  gathered->dictionary = data.dictionary;
  // What views point to.
  gathered->buffers.insert(gathered->buffers.end(), data.buffers.begin() + 2, data.buffers.end());
  return arrow::MakeArray(std::move(gathered));
}

}  // namespace quiver::duckdb_extension

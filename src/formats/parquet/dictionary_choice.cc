#include "formats/parquet/dictionary_choice.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <arrow/type_traits.h>

namespace quiver::parquet_format {
namespace {

constexpr int64_t kSampled = 2'048;

/// Values in evenly spaced rows, as their bytes.
template <typename GetBytes>
std::vector<std::string_view> Sample(const arrow::Array& values, GetBytes&& bytes_of) {
  std::vector<std::string_view> sample;
  sample.reserve(kSampled);
  for (int64_t i = 0; i < kSampled; ++i) {
    const int64_t row = i * values.length() / kSampled;
    if (values.IsValid(row)) sample.push_back(bytes_of(row));
  }
  return sample;
}

bool HasManyDuplicates(std::vector<std::string_view> sample) {
  const size_t all = sample.size();
  std::ranges::sort(sample);
  const size_t distinct = std::unique(sample.begin(), sample.end()) - sample.begin();
  return distinct * 4 <= all * 3;
}

template <typename ArrayType>
bool BytesRepeat(const arrow::Array& values) {
  const auto& bytes = static_cast<const ArrayType&>(values);
  return HasManyDuplicates(Sample(values, [&](int64_t row) { return bytes.GetView(row); }));
}

bool FixedWidthRepeats(const arrow::Array& values, int width) {
  const auto* data =
      reinterpret_cast<const char*>(values.data()->buffers[1]->data()) + values.offset() * width;
  return HasManyDuplicates(
      Sample(values, [&](int64_t row) { return std::string_view(data + row * width, width); }));
}

}  // namespace

bool DictionaryPays(const arrow::Array& values) {
  // Few values: nothing to save by asking.
  if (values.length() < 4 * kSampled) return true;
  switch (values.type_id()) {
    case arrow::Type::STRING:
      return BytesRepeat<arrow::StringArray>(values);
    case arrow::Type::BINARY:
      return BytesRepeat<arrow::BinaryArray>(values);
    case arrow::Type::LARGE_STRING:
      return BytesRepeat<arrow::LargeStringArray>(values);
    case arrow::Type::LARGE_BINARY:
      return BytesRepeat<arrow::LargeBinaryArray>(values);
    default:
      break;
  }
  const auto type = values.type_id();
  const bool fixed = arrow::is_primitive(type) || arrow::is_decimal(type) ||
                     type == arrow::Type::FIXED_SIZE_BINARY;
  const int width = fixed ? values.type()->byte_width() : 0;
  // Booleans (width 0) and nested columns are left to libparquet.
  return width <= 0 || FixedWidthRepeats(values, width);
}

}  // namespace quiver::parquet_format

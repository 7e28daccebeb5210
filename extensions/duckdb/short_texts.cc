#include "short_texts.h"

#include <array>
#include <bit>
#include <cstring>

#include <arrow/util/bitmap_ops.h>
#include <arrow/util/key_value_metadata.h>

namespace quiver::duckdb_extension {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr int64_t kMostBytes = sizeof(duckdb_v2_bytes::value.inlined.inlined);
static_assert(kMostBytes == 12 && sizeof(duckdb_v2_bytes) == 16);

template <typename Offset>
const Offset* OffsetsOf(const arrow::Array& column) {
  return column.data()->GetValues<Offset>(1);
}

template <typename Offset>
bool AllAreShort(const arrow::Array& column) {
  if (column.length() == 0) return true;
  const Offset* offsets = OffsetsOf<Offset>(column);
  Offset longest = 0;
  for (int64_t i = 0; i < column.length(); ++i) {
    const Offset bytes = offsets[i + 1] - offsets[i];
    longest = bytes > longest ? bytes : longest;
  }
  return longest <= kMostBytes;
}

// What remains of the bytes 0 to 7 and 8 to 11 of a value of so many bytes.
struct Masks {
  std::array<uint64_t, kMostBytes + 1> first;
  std::array<uint32_t, kMostBytes + 1> last;
};
constexpr Masks kMasks = [] {
  Masks masks{};
  for (size_t bytes = 0; bytes <= kMostBytes; ++bytes) {
    masks.first[bytes] = bytes >= 8 ? ~uint64_t{0} : (uint64_t{1} << (8 * bytes)) - 1;
    masks.last[bytes] =
        bytes <= 8 ? 0 : static_cast<uint32_t>((uint64_t{1} << (8 * (bytes - 8))) - 1);
  }
  return masks;
}();

// A duckdb_v2_bytes: how many, and then they, with zeros after them.
void Write(uint64_t bytes, const char* value, duckdb_v2_bytes* to) {
  uint64_t first;
  uint32_t last;
  std::memcpy(&first, value, sizeof(first));
  std::memcpy(&last, value + sizeof(first), sizeof(last));
  first &= kMasks.first[bytes];
  last &= kMasks.last[bytes];
  const uint64_t halves[] = {bytes | first << 32, first >> 32 | uint64_t{last} << 32};
  std::memcpy(to, halves, sizeof(halves));
}

template <typename Offset>
void WriteRows(const arrow::Array& column, int64_t begin, idx_t rows, duckdb_v2_bytes* to) {
  const Offset* offsets = OffsetsOf<Offset>(column) + begin;
  const auto& buffer = column.data()->buffers[2];
  const char* values = buffer == nullptr ? nullptr : reinterpret_cast<const char*>(buffer->data());
  const int64_t size = buffer == nullptr ? 0 : buffer->size();
  for (idx_t i = 0; i < rows; ++i) {
    const int64_t from = offsets[i];
    const auto bytes = static_cast<uint64_t>(offsets[i + 1] - from);
    // They were looked at before, but lie in a file that somebody may write to.
    if (bytes > kMostBytes || from < 0 || from > size - static_cast<int64_t>(bytes)) {
      throw Error("the file was changed while it was read");
    }
    if (from + kMostBytes <= size) {
      Write(bytes, values + from, to + i);
    } else {
      // Nothing is read from behind the last value.
      char padded[kMostBytes] = {};
      if (bytes > 0) std::memcpy(padded, values + from, bytes);
      Write(bytes, padded, to + i);
    }
  }
}

bool HasLargeOffsets(const arrow::Array& column) {
  return arrow::is_large_binary_like(column.type_id());
}

}  // namespace

bool AreShortTexts(const arrow::Field& field, const arrow::Array& column) {
  if (!arrow::is_base_binary_like(column.type_id())) return false;
  if (field.metadata() != nullptr && field.metadata()->Contains("ARROW:extension:name")) {
    return false;
  }
  return HasLargeOffsets(column) ? AllAreShort<int64_t>(column) : AllAreShort<int32_t>(column);
}

void WriteShortTexts(const arrow::Array& column, int64_t begin, idx_t rows,
                     duckdb_v2_vector_handle to, duckdb_v2_error_info_handle* err) {
  void* data = nullptr;
  Call(err, duckdb_v2_vector_get_data_mutable, to, &data);
  auto* texts = static_cast<duckdb_v2_bytes*>(data);
  if (HasLargeOffsets(column)) {
    WriteRows<int64_t>(column, begin, rows, texts);
  } else {
    WriteRows<int32_t>(column, begin, rows, texts);
  }
  if (column.null_count() == 0) return;
  uint64_t* validity = nullptr;
  Call(err, duckdb_v2_vector_flat_get_validity_mutable, to, &validity);
  arrow::internal::CopyBitmap(column.null_bitmap_data(), column.offset() + begin,
                              static_cast<int64_t>(rows), reinterpret_cast<uint8_t*>(validity), 0);
}

}  // namespace quiver::duckdb_extension

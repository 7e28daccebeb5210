#include "databases/postgres/packed_columns.h"

#include <optional>

namespace quiver::postgres {

std::string SelectColumns(const std::vector<std::string>& values) {
  const bool packed = values.size() > kMostColumns;
  std::string list;
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) list += packed && i % kMostColumns == 0 ? "), " : ", ";
    if (packed && i % kMostColumns == 0) list += "ROW(";
    list += values[i];
  }
  return packed ? list + ")" : list;
}

int FieldsOfColumns(size_t columns) {
  if (columns <= kMostColumns) return static_cast<int>(columns);
  return static_cast<int>((columns + kMostColumns - 1) / kMostColumns);
}

arrow::Status UnpackRow(Wire packed, size_t columns, std::vector<uint8_t>* row) {
  constexpr size_t kCountBytes = 4;
  constexpr size_t kTypeBytes = 4;
  constexpr size_t kLengthBytes = 4;
  row->clear();
  size_t unpacked = 0;
  WireCursor fields(packed, "row");
  while (!fields.rest().empty()) {
    std::optional<Wire> field;
    ARROW_RETURN_NOT_OK(fields.TakeValue(&field));
    if (!field || field->size() < kCountBytes) return Malformed("row of rows");
    const auto count = LoadBigEndian<int32_t>(field->data());
    Wire rest = field->subspan(kCountBytes);
    for (int32_t i = 0; i < count; ++i) {
      if (rest.size() < kTypeBytes + kLengthBytes) return Malformed("row of rows");
      rest = rest.subspan(kTypeBytes);
      const auto length = LoadBigEndian<int32_t>(rest.data());
      const size_t bytes = kLengthBytes + (length < 0 ? 0 : static_cast<size_t>(length));
      if (length < -1 || rest.size() < bytes) return Malformed("row of rows");
      row->insert(row->end(), rest.begin(), rest.begin() + static_cast<int64_t>(bytes));
      rest = rest.subspan(bytes);
      ++unpacked;
    }
    if (!rest.empty()) return Malformed("row of rows");
  }
  return unpacked == columns ? arrow::Status::OK() : Malformed("row of rows");
}

}  // namespace quiver::postgres

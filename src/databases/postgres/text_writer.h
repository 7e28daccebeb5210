#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>

#include <arrow/array.h>

#include "databases/postgres/array_writer.h"

namespace quiver::postgres {

/// Appends length and bytes. Errors: Invalid for what is longer than a message can say.
inline arrow::Status PutText(std::string_view value, WireBuffer* out) {
  if (value.size() > static_cast<size_t>(std::numeric_limits<int32_t>::max())) {
    return arrow::Status::Invalid(
        "is longer than 2147483647 bytes, which is more than PostgreSQL takes");
  }
  out->PutInt32(static_cast<int32_t>(value.size()));
  out->PutBytes(value);
  return arrow::Status::OK();
}

/// varchar(n) and char(n), whose length the server would change.
template <WireForm form, typename ArrayType>
class LimitedTextWriter final : public ArrayWriter<ArrayType> {
 public:
  static MadeWriter Make(const arrow::DataType&, const WireType& wire) {
    return std::make_unique<LimitedTextWriter>(wire.modifier);
  }
  explicit LimitedTextWriter(int32_t characters) : characters_(characters) {}

 protected:
  arrow::Status WriteValue(const ArrayType& array, int64_t row, WireBuffer* out) override {
    const std::string_view value = array.GetView(row);
    const int64_t characters = std::ranges::count_if(value, BeginsCharacter);
    if (characters > characters_) {
      return arrow::Status::Invalid("has ", characters, " characters, and its column there holds ",
                                    characters_);
    }
    if (form == WireForm::kBpchar && characters < characters_) {
      return arrow::Status::Invalid("has ", characters,
                                    " characters, and its column there would add ",
                                    characters_ - characters, " spaces");
    }
    return PutText(value, out);
  }

 private:
  static bool BeginsCharacter(char byte) { return (static_cast<uint8_t>(byte) & 0xc0) != 0x80; }

  const int32_t characters_;
};

}  // namespace quiver::postgres

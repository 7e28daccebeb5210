#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>

#include <arrow/array.h>
#include <arrow/type.h>

#include "databases/postgres/array_writer.h"
#include "databases/postgres/numeric_digits.h"

namespace quiver::postgres {

/// Decimals of all widths; two's complement, little-endian.
template <typename ArrayType>
class DecimalWriter final : public ArrayWriter<ArrayType> {
 public:
  static MadeWriter Make(const arrow::DataType& type, const WireType& wire) {
    const int32_t scale = static_cast<const arrow::DecimalType&>(type).scale();
    return std::make_unique<DecimalWriter>(scale, wire.modifier);
  }
  /// `zeros`: how many digits at the end have to be zeros, because the column does not have them.
  DecimalWriter(int32_t scale, int32_t zeros) : scale_(scale), zeros_(zeros) {}

 protected:
  arrow::Status WriteValue(const ArrayType& array, int64_t row, WireBuffer* out) override {
    std::array<uint64_t, kWords> words{};
    const uint8_t* bytes = array.GetValue(row);
    if constexpr (kBytes == sizeof(int32_t)) {
      int32_t narrow;
      std::memcpy(&narrow, bytes, sizeof(narrow));
      words[0] = static_cast<uint64_t>(int64_t{narrow});
    } else {
      std::memcpy(words.data(), bytes, kBytes);
    }
    const bool negative = static_cast<int64_t>(words.back()) < 0;
    if (negative) Negate(words);
    if (zeros_ > 0 && !EndsWithZeros(words, zeros_)) {
      return arrow::Status::Invalid("has more digits than its column there");
    }
    PutNumeric(words, negative, scale_, out);
    return arrow::Status::OK();
  }

 private:
  static constexpr size_t kBytes = ArrayType::TypeClass::kByteWidth;
  static constexpr size_t kWords = kBytes <= 8 ? 1 : kBytes / 8;

  static void Negate(std::array<uint64_t, kWords>& words) {
    uint64_t carry = 1;
    for (uint64_t& word : words) {
      word = ~word + carry;
      carry = carry == 1 && word == 0 ? 1 : 0;
    }
  }

  const int32_t scale_;
  const int32_t zeros_;
};

}  // namespace quiver::postgres

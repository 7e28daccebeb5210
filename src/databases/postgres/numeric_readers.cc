#include "databases/postgres/numeric_readers.h"

#include <array>
#include <cstring>

#include <arrow/array/array_primitive.h>
#include <arrow/util/basic_decimal.h>
#include <fmt/format.h>

namespace quiver::postgres {
namespace {

// Magnitudes for ToScale, the smallest that holds a value being the quickest.

struct Magnitude64 {
  bool MultiplyAdd(uint64_t by, uint64_t add) {
    return !__builtin_mul_overflow(value, by, &value) &&
           !__builtin_add_overflow(value, add, &value);
  }
  uint64_t value = 0;
};

struct Magnitude128 {
  bool MultiplyAdd(uint64_t by, uint64_t add) {
    return !__builtin_mul_overflow(value, static_cast<unsigned __int128>(by), &value) &&
           !__builtin_add_overflow(value, static_cast<unsigned __int128>(add), &value);
  }
  unsigned __int128 value = 0;
};

struct Magnitude256 {
  bool MultiplyAdd(uint64_t by, uint64_t add) {
    unsigned __int128 carry = add;
    for (uint64_t& limb : limbs) {
      carry += static_cast<unsigned __int128>(limb) * by;
      limb = static_cast<uint64_t>(carry);
      carry >>= 64;
    }
    return carry == 0 && limbs[3] >> 63 == 0;
  }
  std::array<uint64_t, 4> limbs = {};
};

// Digits that are sure to fit 64 bits.
constexpr int kDigitsOf64Bits = 18;

bool ToDecimal128(const NumericValue& value, int precision, int scale, uint8_t* to) {
  arrow::BasicDecimal128 decimal;
  if (4 * (value.weight + 1) + scale <= kDigitsOf64Bits) {
    Magnitude64 magnitude;
    if (!ToScale(value, scale, &magnitude)) return false;
    decimal = arrow::BasicDecimal128(0, magnitude.value);
  } else {
    Magnitude128 magnitude;
    if (!ToScale(value, scale, &magnitude) || magnitude.value >> 127 != 0) return false;
    decimal = arrow::BasicDecimal128(static_cast<int64_t>(magnitude.value >> 64),
                                     static_cast<uint64_t>(magnitude.value));
  }
  if (!decimal.FitsInPrecision(precision)) return false;
  if (value.sign == NumericValue::kNegative) decimal.Negate();
  decimal.ToBytes(to);
  return true;
}

bool ToDecimal256(const NumericValue& value, int precision, int scale, uint8_t* to) {
  Magnitude256 magnitude;
  if (!ToScale(value, scale, &magnitude)) return false;
  arrow::BasicDecimal256 decimal(arrow::BasicDecimal256::LittleEndianArray, magnitude.limbs);
  if (!decimal.FitsInPrecision(precision)) return false;
  if (value.sign == NumericValue::kNegative) decimal.Negate();
  decimal.ToBytes(to);
  return true;
}

constexpr char kChoice[] =
    "--numeric text or double, or --on-type-mismatch text (the column as text), null or quarantine";

}  // namespace

DecimalReader::DecimalReader(const std::shared_ptr<arrow::DataType>& type)
    : type_(type),
      bytes_(static_cast<const arrow::DecimalType&>(*type).byte_width()),
      precision_(static_cast<const arrow::DecimalType&>(*type).precision()),
      scale_(static_cast<const arrow::DecimalType&>(*type).scale()) {}

arrow::Status DecimalReader::Reserve(int64_t values) {
  ARROW_RETURN_NOT_OK(validity_.Reserve(values));
  return values_.Reserve(values * bytes_);
}

bool DecimalReader::Convert(const NumericValue& value, uint8_t* to) const {
  if (!value.finite()) return false;
  return bytes_ == 16 ? ToDecimal128(value, precision_, scale_, to)
                      : ToDecimal256(value, precision_, scale_, to);
}

arrow::Status DecimalReader::DoesNotFit(const NumericValue& value) const {
  return Misfit(
      fmt::format("numeric {}, which {} does not hold", value.ToString(), type_->ToString()),
      kChoice);
}

arrow::Status DecimalReader::Read(Wire value) {
  NumericValue numeric;
  ARROW_RETURN_NOT_OK(numeric.Parse(value));
  if (!Convert(numeric, values_.mutable_data() + values_.length())) return DoesNotFit(numeric);
  values_.UnsafeAdvance(bytes_);
  validity_.Append(true);
  return arrow::Status::OK();
}

arrow::Status DecimalReader::AppendNull() {
  validity_.Append(false);
  values_.UnsafeAppend(bytes_, uint8_t{0});
  return arrow::Status::OK();
}

arrow::Status DecimalReader::Check(Wire value) {
  NumericValue numeric;
  ARROW_RETURN_NOT_OK(numeric.Parse(value));
  std::array<uint8_t, 32> ignored;
  return Convert(numeric, ignored.data()) ? arrow::Status::OK() : DoesNotFit(numeric);
}

arrow::Result<std::shared_ptr<arrow::Array>> DecimalReader::Finish() {
  const int64_t length = validity_.length();
  const int64_t nulls = validity_.nulls();
  ARROW_ASSIGN_OR_RAISE(auto validity, validity_.Finish());
  ARROW_ASSIGN_OR_RAISE(auto values, values_.Finish());
  return arrow::MakeArray(
      arrow::ArrayData::Make(type_, length, {std::move(validity), std::move(values)}, nulls));
}

arrow::Status NumericTally::Read(Wire value) {
  NumericValue numeric;
  ARROW_RETURN_NOT_OK(numeric.Parse(value));
  ++length_;
  if (!numeric.finite()) return Check(value);
  needs_.Add({.integer_digits = numeric.integer_digits(),
              .display_scale = numeric.display_scale,
              .significant_scale = numeric.significant_scale(),
              .values = 1});
  return arrow::Status::OK();
}

arrow::Status NumericTally::Check(Wire value) {
  NumericValue numeric;
  ARROW_RETURN_NOT_OK(numeric.Parse(value));
  if (numeric.finite()) return arrow::Status::OK();
  return Misfit("numeric " + numeric.ToString() + ", which no decimal holds", kChoice);
}

arrow::Result<std::shared_ptr<arrow::Array>> NumericTally::Finish() {
  shape_->Add(needs_);
  needs_ = {};
  auto array = std::make_shared<arrow::NullArray>(length_);
  length_ = 0;
  return array;
}

}  // namespace quiver::postgres

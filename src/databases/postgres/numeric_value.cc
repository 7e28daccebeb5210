#include "databases/postgres/numeric_value.h"

#include <algorithm>

#include <fmt/format.h>

namespace quiver::postgres {

arrow::Status NumericValue::Parse(Wire value) {
  constexpr size_t kHeader = 8;
  if (value.size() < kHeader) return Malformed("numeric");
  size = LoadBigEndian<uint16_t>(value.data());
  weight = LoadBigEndian<int16_t>(value.data() + 2);
  sign = LoadBigEndian<uint16_t>(value.data() + 4);
  display_scale = LoadBigEndian<uint16_t>(value.data() + 6);
  digits = value.data() + kHeader;
  if (value.size() != kHeader + 2 * static_cast<size_t>(size)) return Malformed("numeric");
  return arrow::Status::OK();
}

int NumericValue::integer_digits() const {
  if (size == 0 || weight < 0) return 0;
  const int first = digit(0);
  return 4 * weight + (first >= 1'000 ? 4 : first >= 100 ? 3 : first >= 10 ? 2 : 1);
}

int NumericValue::significant_scale() const {
  if (size == 0) return 0;
  int scale = 4 * (size - 1 - weight);
  for (int last = digit(size - 1); scale > 0 && last % 10 == 0; last /= 10) --scale;
  return std::max(scale, 0);
}

std::string NumericValue::ToString() const {
  if (sign == kNaN) return "NaN";
  if (sign == kInfinity) return "Infinity";
  if (sign == kMinusInfinity) return "-Infinity";
  std::string text;
  for (int i = 0; i <= std::max(weight, 0); ++i) {
    text += fmt::format("{:04}", weight >= 0 && i < size ? digit(i) : 0);
  }
  text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
  if (sign == kNegative) text.insert(0, "-");
  if (display_scale == 0) return text;
  std::string fraction;
  for (int i = weight + 1; static_cast<int>(fraction.size()) < display_scale; ++i) {
    fraction += fmt::format("{:04}", i >= 0 && i < size ? digit(i) : 0);
  }
  // Digits between the point and the first one that is not zero.
  return text + "." + fraction.substr(0, display_scale);
}

}  // namespace quiver::postgres

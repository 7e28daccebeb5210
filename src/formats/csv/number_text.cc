#include "formats/csv/number_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace quiver::csv {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view TakeDigits(std::string_view* text) {
  size_t count = 0;
  while (count < text->size() && IsDigit((*text)[count])) ++count;
  const std::string_view digits = text->substr(0, count);
  text->remove_prefix(count);
  return digits;
}

/// Without the zeros at both ends: the digits that the value depends on.
std::string SignificantDigits(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c == 'e' || c == 'E') break;
    if (IsDigit(c) && (c != '0' || !digits.empty())) digits += c;
  }
  digits.erase(digits.find_last_not_of('0') + 1);
  return digits;
}

/// Every double gives back the 15 digits that it was read from. What has more is exact where the
/// digits are the ones that the double itself is written with: the shortest, or all 17.
bool IsExactAsDouble(std::string_view text, int digits) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  if (digits <= std::numeric_limits<double>::digits10) return true;
  const std::string wanted = SignificantDigits(text);
  if (wanted.size() <= static_cast<size_t>(std::numeric_limits<double>::digits10)) return true;
  char buffer[32];
  const auto same = [&](std::to_chars_result written) {
    return SignificantDigits({buffer, static_cast<size_t>(written.ptr - buffer)}) == wanted;
  };
  return same(std::to_chars(buffer, buffer + sizeof(buffer), value,
                            std::chars_format::scientific)) ||
         same(std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::scientific,
                            16));
}

NumberForm IntegerForm(std::string_view text, int digits) {
  if (digits <= 15) return NumberForm::kInteger;
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return NumberForm::kHugeInteger;
  constexpr int64_t kMostInDouble = int64_t{1} << 53;
  return value >= -kMostInDouble && value <= kMostInDouble ? NumberForm::kInteger
                                                           : NumberForm::kBigInteger;
}

NumberText Word(std::string_view text) {
  for (const char* word : {"NaN", "nan", "inf", "-inf", "Infinity", "-Infinity"}) {
    if (text == word) return {NumberForm::kFloat};
  }
  return {};
}

}  // namespace

NumberText ClassifyNumber(std::string_view text) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);
  if (rest.empty()) return {};
  if (!IsDigit(rest.front()) && rest.front() != '.') return Word(text);

  const std::string_view whole = TakeDigits(&rest);
  if (whole.size() > 1 && whole.front() == '0') return {};
  const bool has_point = rest.starts_with('.');
  if (has_point) rest.remove_prefix(1);
  const std::string_view fraction = has_point ? TakeDigits(&rest) : std::string_view();
  if (whole.empty() && fraction.empty()) return {};

  constexpr size_t kMostDigits = 1000;
  const size_t all = whole.size() + fraction.size();
  if (all > kMostDigits) return {};
  NumberText number;
  number.digits = whole == "0" ? 0 : static_cast<int>(whole.size());
  number.scale = static_cast<int>(fraction.size());
  if (!rest.empty()) {
    if (rest.front() != 'e' && rest.front() != 'E') return {};
    rest.remove_prefix(1);
    if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
    if (TakeDigits(&rest).empty() || !rest.empty()) return {};
    if (!IsExactAsDouble(text, static_cast<int>(all))) return {};
    number.form = NumberForm::kFloat;
    return number;
  }
  const bool is_zero = std::all_of(text.begin(), text.end(),
                                   [](char c) { return c == '0' || c == '.' || c == '-'; });
  if (negative && is_zero) {
    number.form = NumberForm::kFloat;
  } else if (!has_point) {
    number.form = IntegerForm(text, number.digits);
  } else {
    number.form = IsExactAsDouble(text, static_cast<int>(all)) ? NumberForm::kDecimal
                                                               : NumberForm::kLongDecimal;
  }
  return number;
}

double DoubleOf(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace quiver::csv

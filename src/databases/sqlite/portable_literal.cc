#include "databases/sqlite/portable_literal.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "databases/sqlite/iso8601.h"

namespace quiver::sqlite {

namespace {

/// Integers up to here are exact as a double.
constexpr int64_t kExactInDouble = int64_t{1} << 53;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string WithoutSeparators(std::string_view number) {
  std::string digits(number);
  std::erase(digits, '_');
  return digits;
}

std::optional<int64_t> ParseInteger(std::string_view token) {
  std::string digits = WithoutSeparators(token);
  const bool hexadecimal = digits.size() > 2 && (digits[1] == 'x' || digits[1] == 'X');
  if (hexadecimal) digits.erase(0, 2);
  int64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, value, hexadecimal ? 16 : 10);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return value;
}

/// At most 15 digits and a power of ten up to 22: a product or quotient of two numbers that a
/// double holds exactly, so every way of reading it gives the same double.
bool IsReadAlike(std::string_view real) {
  const size_t exponent_at = real.find_first_of("eE");
  const std::string_view mantissa = real.substr(0, exponent_at);
  int exponent = 0;
  if (exponent_at != std::string_view::npos) {
    std::string_view digits = real.substr(exponent_at + 1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    if (digits.size() > 3) return false;
    std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  }
  const size_t point = mantissa.find('.');
  const int fraction =
      point == std::string_view::npos ? 0 : static_cast<int>(mantissa.size() - point - 1);
  return std::ranges::count_if(mantissa, IsDigit) <= 15 && std::abs(exponent - fraction) <= 22 &&
         exponent <= 22;
}

/// ".5" and "5." are not read everywhere.
std::string WithDigitsAroundPoint(std::string real) {
  const size_t point = real.find('.');
  if (point == std::string::npos) return real;
  if (point + 1 == real.size() || !IsDigit(real[point + 1])) real.insert(point + 1, "0");
  if (point == 0) real.insert(0, "0");
  return real;
}

std::optional<Literal> ReadNumber(const Token& token, bool negative) {
  Literal literal;
  if (token.kind == Token::Kind::kInteger) {
    const auto value = ParseInteger(token.text);
    if (!value) return std::nullopt;
    literal.kind = Literal::Kind::kInteger;
    literal.integer = negative ? -*value : *value;
    return literal;
  }
  const std::string real = WithDigitsAroundPoint(WithoutSeparators(token.text));
  if (!IsReadAlike(real)) return std::nullopt;
  literal.kind = Literal::Kind::kReal;
  literal.text = (negative ? "-" : "") + real;
  return literal;
}

std::optional<Literal> ReadUnsigned(const Token& token) {
  Literal literal;
  switch (token.kind) {
    case Token::Kind::kInteger:
    case Token::Kind::kReal:
      return ReadNumber(token, false);
    case Token::Kind::kString:
      // SQLite's text may hold a NUL, a literal elsewhere not.
      if (token.value.find('\0') != std::string::npos) return std::nullopt;
      literal.kind = Literal::Kind::kText;
      literal.text = token.value;
      return literal;
    case Token::Kind::kWord:
      if (token.IsKeyword("NULL")) return literal;
      if (!token.IsKeyword("TRUE") && !token.IsKeyword("FALSE")) return std::nullopt;
      literal.kind = Literal::Kind::kInteger;
      literal.integer = token.IsKeyword("TRUE") ? 1 : 0;
      return literal;
    default:
      return std::nullopt;
  }
}

bool IsDate(const std::string& text) {
  int64_t days = 0;
  return ParseIso8601(text, &days) == Iso8601::kDate;
}

}  // namespace

std::string Literal::ToSql() const {
  switch (kind) {
    case Kind::kNull:
      return "NULL";
    case Kind::kInteger:
      return std::to_string(integer);
    case Kind::kReal:
      return text;
    case Kind::kText:
      return QuoteText(text);
  }
  return "NULL";
}

std::optional<Literal> ReadLiteral(const std::vector<Token>& tokens, size_t* position) {
  size_t at = *position;
  const bool has_sign =
      at < tokens.size() && (tokens[at].IsSymbol("-") || tokens[at].IsSymbol("+"));
  const bool negative = has_sign && tokens[at].IsSymbol("-");
  if (has_sign) ++at;
  if (at >= tokens.size()) return std::nullopt;
  const Token& token = tokens[at];
  const bool number = token.kind == Token::Kind::kInteger || token.kind == Token::Kind::kReal;
  if (has_sign && !number) return std::nullopt;
  auto literal = has_sign ? ReadNumber(token, negative) : ReadUnsigned(token);
  if (literal) *position = at + 1;
  return literal;
}

bool LooksNumeric(std::string_view text) {
  const auto skip = [&](auto&& wanted) {
    size_t count = 0;
    while (count < text.size() && wanted(text[count])) ++count;
    text.remove_prefix(count);
    return count;
  };
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  const auto skip_sign = [&] {
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  };
  skip(is_space);
  skip_sign();
  size_t digits = skip(IsDigit);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    digits += skip(IsDigit);
  }
  if (digits == 0) return false;
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    skip_sign();
    if (skip(IsDigit) == 0) return false;
  }
  skip(is_space);
  return text.empty();
}

std::optional<std::string> LiteralInForm(const Literal& literal, ColumnForm form) {
  if (literal.kind == Literal::Kind::kNull) return literal.ToSql();
  const bool integer = literal.kind == Literal::Kind::kInteger;
  const bool text = literal.kind == Literal::Kind::kText;
  switch (form) {
    case ColumnForm::kInt64:
      if (integer) return literal.ToSql();
      break;
    case ColumnForm::kDouble:
      if (literal.kind == Literal::Kind::kReal) return literal.ToSql();
      if (integer && std::abs(literal.integer) <= kExactInDouble) return literal.ToSql();
      break;
    case ColumnForm::kBool:
      if (integer && literal.integer == 0) return "FALSE";
      if (integer && literal.integer == 1) return "TRUE";
      break;
    case ColumnForm::kUtf8:
      if (text) return literal.ToSql();
      break;
    case ColumnForm::kDate32:
      if (text && IsDate(literal.text)) return literal.ToSql();
      break;
    case ColumnForm::kBinary:
    case ColumnForm::kTimestamp:
    case ColumnForm::kTimestampUtc:
      break;
  }
  return std::nullopt;
}

}  // namespace quiver::sqlite

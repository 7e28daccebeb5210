#include "quiver/type_name.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <functional>
#include <map>

#include <arrow/type.h>
#include <fmt/format.h>

namespace quiver {
namespace {

using Type = std::shared_ptr<arrow::DataType>;

const std::map<std::string, Type, std::less<>>& SimpleTypes() {
  static const std::map<std::string, Type, std::less<>> types = {
      {"bool", arrow::boolean()},
      {"boolean", arrow::boolean()},
      {"int8", arrow::int8()},
      {"int16", arrow::int16()},
      {"int32", arrow::int32()},
      {"int64", arrow::int64()},
      {"uint8", arrow::uint8()},
      {"uint16", arrow::uint16()},
      {"uint32", arrow::uint32()},
      {"uint64", arrow::uint64()},
      {"smallint", arrow::int16()},
      {"integer", arrow::int32()},
      {"bigint", arrow::int64()},
      {"float", arrow::float32()},
      {"double", arrow::float64()},
      {"text", arrow::utf8()},
      {"utf8", arrow::utf8()},
      {"string", arrow::utf8()},
      {"varchar", arrow::utf8()},
      {"large_utf8", arrow::large_utf8()},
      {"binary", arrow::binary()},
      {"blob", arrow::binary()},
      {"date", arrow::date32()},
      {"time", arrow::time64(arrow::TimeUnit::MICRO)},
      {"timestamp", arrow::timestamp(arrow::TimeUnit::MICRO)},
      {"timestamptz", arrow::timestamp(arrow::TimeUnit::MICRO, "UTC")},
      {"timestamp[s]", arrow::timestamp(arrow::TimeUnit::SECOND)},
      {"timestamp[ms]", arrow::timestamp(arrow::TimeUnit::MILLI)},
      {"timestamp[us]", arrow::timestamp(arrow::TimeUnit::MICRO)},
      {"timestamp[ns]", arrow::timestamp(arrow::TimeUnit::NANO)},
  };
  return types;
}

// "decimal(10,2)", without spaces.
arrow::Result<Type> ParseDecimal(std::string_view name) {
  int32_t precision = 0;
  int32_t scale = 0;
  const char* end = name.data() + name.size();
  const auto first =
      std::from_chars(name.data() + std::string_view("decimal(").size(), end, precision);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ',') {
    return arrow::Status::Invalid("a decimal type is written decimal(PRECISION,SCALE)");
  }
  const auto second = std::from_chars(first.ptr + 1, end, scale);
  if (second.ec != std::errc() || second.ptr + 1 != end || *second.ptr != ')') {
    return arrow::Status::Invalid("a decimal type is written decimal(PRECISION,SCALE)");
  }
  if (precision < 1 || precision > arrow::Decimal256Type::kMaxPrecision || scale < 0 ||
      scale > precision) {
    return arrow::Status::Invalid(
        fmt::format("decimal({},{}): the precision is 1 to {}, and the scale not more than it",
                    precision, scale, arrow::Decimal256Type::kMaxPrecision));
  }
  if (precision > arrow::Decimal128Type::kMaxPrecision) return arrow::decimal256(precision, scale);
  return arrow::decimal128(precision, scale);
}

}  // namespace

arrow::Result<std::shared_ptr<arrow::DataType>> ParseTypeName(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c != ' ') plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  if (plain.starts_with("decimal(")) return ParseDecimal(plain);
  const auto found = SimpleTypes().find(plain);
  if (found != SimpleTypes().end()) return found->second;
  std::string names = "decimal(P,S)";
  for (const auto& [known, type] : SimpleTypes()) names += ", " + known;
  return arrow::Status::Invalid(
      fmt::format("there is no type \"{}\"; it is one of {}", name, names));
}

}  // namespace quiver

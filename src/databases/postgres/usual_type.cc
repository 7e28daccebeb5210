#include "databases/postgres/usual_type.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "databases/postgres/arrow_form.h"

namespace quiver::postgres {
namespace {

using arrow::Type;

arrow::Status Lacks(const arrow::Field& field) {
  return arrow::Status::NotImplemented("PostgreSQL has no type that holds ",
                                       field.type()->ToString(), " exactly");
}

std::string NumericType(const arrow::DecimalType& type) {
  // Before PostgreSQL 15 a scale is between 0 and the precision.
  const int32_t scale = std::max(type.scale(), 0);
  const int32_t whole = type.precision() - type.scale();
  return fmt::format("numeric({},{})", std::max(std::max(whole, 0) + scale, 1), scale);
}

arrow::Result<std::string> PlainTypeName(const arrow::Field& field) {
  const arrow::DataType& type = *PlainType(field.type());
  switch (type.id()) {
    case Type::NA:
    case Type::STRING:
    case Type::LARGE_STRING:
    case Type::STRING_VIEW:
      return "text";
    case Type::BOOL:
      return "boolean";
    case Type::INT8:
    case Type::INT16:
    case Type::UINT8:
      return "smallint";
    case Type::INT32:
    case Type::UINT16:
      return "integer";
    case Type::INT64:
    case Type::UINT32:
      return "bigint";
    case Type::UINT64:
      return "numeric(20,0)";
    case Type::HALF_FLOAT:
    case Type::FLOAT:
      return "real";
    case Type::DOUBLE:
      return "double precision";
    case Type::DECIMAL32:
    case Type::DECIMAL64:
    case Type::DECIMAL128:
    case Type::DECIMAL256:
      return NumericType(static_cast<const arrow::DecimalType&>(type));
    case Type::BINARY:
    case Type::LARGE_BINARY:
    case Type::BINARY_VIEW:
    case Type::FIXED_SIZE_BINARY:
      return "bytea";
    case Type::DATE32:
    case Type::DATE64:
      return "date";
    case Type::TIME32:
    case Type::TIME64:
      return "time";
    case Type::TIMESTAMP:
      return static_cast<const arrow::TimestampType&>(type).timezone().empty() ? "timestamp"
                                                                               : "timestamptz";
    case Type::DURATION:
    case Type::INTERVAL_MONTHS:
    case Type::INTERVAL_DAY_TIME:
    case Type::INTERVAL_MONTH_DAY_NANO:
      return "interval";
    case Type::LIST:
    case Type::LARGE_LIST:
    case Type::LIST_VIEW:
    case Type::LARGE_LIST_VIEW:
    case Type::FIXED_SIZE_LIST:
    case Type::MAP:
    case Type::STRUCT:
      return "";
    default:
      return Lacks(field);
  }
}

}  // namespace

arrow::Result<std::string> UsualType(const arrow::Field& field) {
  const std::string extension = ExtensionName(field);
  if (extension == "arrow.uuid") return "uuid";
  if (extension == "arrow.json") return "json";
  if (extension == "arrow.bool8") return "boolean";
  if (extension == "duckdb.hugeint" || extension == "duckdb.uhugeint") return "numeric(39,0)";
  if (extension == "duckdb.bit") return "varbit";
  if (extension.starts_with("duckdb.")) return Lacks(field);
  return PlainTypeName(field);
}

}  // namespace quiver::postgres

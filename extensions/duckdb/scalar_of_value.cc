#include "scalar_of_value.h"

#include <cstdint>
#include <limits>
#include <string>

#include <arrow/type.h>
#include <arrow/util/decimal.h>

namespace quiver::duckdb_extension {
namespace {

using Scalar = std::shared_ptr<arrow::Scalar>;

template <typename ScalarType, typename Raw>
Scalar Make(DUCKDB_V2_ERROR (*get)(duckdb_v2_value_handle, Raw*, duckdb_v2_error_info_handle*),
            duckdb_v2_value_handle value, duckdb_v2_error_info_handle* err) {
  Raw raw;
  Call(err, get, value, &raw);
  return std::make_shared<ScalarType>(raw);
}

template <typename ScalarType, typename Raw>
Scalar MakeMoment(DUCKDB_V2_ERROR (*get)(duckdb_v2_value_handle, Raw*,
                                         duckdb_v2_error_info_handle*),
                  duckdb_v2_value_handle value, std::shared_ptr<arrow::DataType> type,
                  duckdb_v2_error_info_handle* err) {
  Raw raw;
  Call(err, get, value, &raw);
  // DuckDB's infinity and -infinity, which are the same in every unit.
  if (raw == std::numeric_limits<Raw>::max() || raw == -std::numeric_limits<Raw>::max()) {
    return nullptr;
  }
  return std::make_shared<ScalarType>(raw, std::move(type));
}

Scalar MakeDecimal(duckdb_v2_value_handle value, duckdb_v2_error_info_handle* err) {
  duckdb_v2_hugeint_t unscaled;
  uint8_t width = 0;
  uint8_t scale = 0;
  Call(err, duckdb_v2_value_get_decimal, value, &unscaled, &width, &scale);
  return std::make_shared<arrow::Decimal128Scalar>(
      arrow::Decimal128(unscaled.upper, unscaled.lower), arrow::decimal128(width, scale));
}

}  // namespace

Scalar ScalarOf(duckdb_v2_value_handle value, duckdb_v2_error_info_handle* err) {
  if (IsNull(value, err)) return std::make_shared<arrow::NullScalar>();
  switch (TypeIdOf(value, err)) {
    case DUCKDB_V2_LOGICAL_TYPE_ID_BOOLEAN:
      return Make<arrow::BooleanScalar>(duckdb_v2_value_get_bool, value, err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_TINYINT:
      return Make<arrow::Int8Scalar>(duckdb_v2_value_get_tinyint, value, err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_SMALLINT:
      return Make<arrow::Int16Scalar>(duckdb_v2_value_get_smallint, value, err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_INTEGER:
      return Make<arrow::Int32Scalar>(duckdb_v2_value_get_int, value, err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_BIGINT:
      return Make<arrow::Int64Scalar>(duckdb_v2_value_get_bigint, value, err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_UTINYINT:
      return Make<arrow::UInt8Scalar>(duckdb_v2_value_get_utinyint, value, err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_USMALLINT:
      return Make<arrow::UInt16Scalar>(duckdb_v2_value_get_usmallint, value, err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_UINTEGER:
      return Make<arrow::UInt32Scalar>(duckdb_v2_value_get_uint, value, err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_UBIGINT:
      return Make<arrow::UInt64Scalar>(duckdb_v2_value_get_ubigint, value, err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_FLOAT:
      return Make<arrow::FloatScalar>(duckdb_v2_value_get_float, value, err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_DOUBLE:
      return Make<arrow::DoubleScalar>(duckdb_v2_value_get_double, value, err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_DECIMAL:
      return MakeDecimal(value, err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR:
      return std::make_shared<arrow::StringScalar>(TextOf(value, err));
    case DUCKDB_V2_LOGICAL_TYPE_ID_BLOB: {
      duckdb_v2_str bytes;
      Call(err, duckdb_v2_value_get_blob, value, &bytes);
      return std::make_shared<arrow::BinaryScalar>(std::string(bytes.ptr, bytes.len));
    }
    case DUCKDB_V2_LOGICAL_TYPE_ID_DATE:
      return MakeMoment<arrow::Date32Scalar>(duckdb_v2_value_get_date, value, arrow::date32(), err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_TIME:
      return MakeMoment<arrow::Time64Scalar>(duckdb_v2_value_get_time, value,
                                             arrow::time64(arrow::TimeUnit::MICRO), err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_TIME_NS:
      return MakeMoment<arrow::Time64Scalar>(duckdb_v2_value_get_time_ns, value,
                                             arrow::time64(arrow::TimeUnit::NANO), err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP_SEC:
      return MakeMoment<arrow::TimestampScalar>(duckdb_v2_value_get_timestamp_sec, value,
                                                arrow::timestamp(arrow::TimeUnit::SECOND), err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP_MS:
      return MakeMoment<arrow::TimestampScalar>(duckdb_v2_value_get_timestamp_ms, value,
                                                arrow::timestamp(arrow::TimeUnit::MILLI), err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP:
      return MakeMoment<arrow::TimestampScalar>(duckdb_v2_value_get_timestamp, value,
                                                arrow::timestamp(arrow::TimeUnit::MICRO), err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP_NS:
      return MakeMoment<arrow::TimestampScalar>(duckdb_v2_value_get_timestamp_ns, value,
                                                arrow::timestamp(arrow::TimeUnit::NANO), err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP_TZ:
      return MakeMoment<arrow::TimestampScalar>(duckdb_v2_value_get_timestamp_tz, value,
                                                arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"),
                                                err);
    case DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP_TZ_NS:
      return MakeMoment<arrow::TimestampScalar>(duckdb_v2_value_get_timestamp_tz_ns, value,
                                                arrow::timestamp(arrow::TimeUnit::NANO, "UTC"),
                                                err);
    default:
      return nullptr;
  }
}

}  // namespace quiver::duckdb_extension

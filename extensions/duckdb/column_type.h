#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/array.h>
#include <arrow/type.h>

#include "duckdb_api.h"

namespace quiver::duckdb_extension {

class GrowingDictionary;

/// What a column of DuckDB becomes in Arrow. Every value has an exact form, so that it comes back
/// as it was; what Arrow has no type for is an extension type, in the field's metadata, under the
/// names that DuckDB itself reads and writes:
///
///   HUGEINT, UHUGEINT, TIMETZ, BIT, BIGNUM    arrow.opaque, the bytes that DuckDB holds
///   UUID, JSON, GEOMETRY                      arrow.uuid, arrow.json, geoarrow.wkb
///   VARIANT                                   arrow.parquet.variant
///   ENUM                                      dictionary of text, with "duckdb_type" in its
///   metadata
///
/// The infinities of DATE and TIMESTAMP are the largest and the smallest value but one, as DuckDB
/// holds them: Arrow has none.
struct ColumnType {
  DUCKDB_V2_LOGICAL_TYPE_ID id = DUCKDB_V2_LOGICAL_TYPE_ID_INVALID;
  std::shared_ptr<arrow::Field> field;
  /// Where it is, for messages: "address.street", "tags[]".
  std::string path;
  /// Bytes of a value in DuckDB's vectors where they differ from Arrow's: DECIMAL.
  int value_bytes = 0;
  /// Of an ENUM.
  std::shared_ptr<arrow::Array> labels;
  /// Of text that becomes a dictionary; each file has its own.
  std::shared_ptr<GrowingDictionary> dictionary;
  /// Of a nested type: of a MAP, its entries.
  std::vector<ColumnType> children;
};

/// Errors name the column, and what to do about it.
ColumnType ColumnTypeOf(const std::string& column, duckdb_v2_logical_type_handle type,
                        duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err);

/// Of the numbers that DuckDB's vectors hold for an ENUM of so many values.
std::shared_ptr<arrow::DataType> EnumCodeType(idx_t values);

/// "DECIMAL(10,2)".
std::string TypeText(duckdb_v2_logical_type_handle type, duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension

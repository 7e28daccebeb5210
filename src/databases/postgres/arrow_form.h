#pragma once

#include <string>

#include <arrow/type.h>

namespace quiver::postgres {

/// The field's Arrow extension type, known to this process or not; empty for none. For those that
/// DuckDB wraps as arrow.opaque: "duckdb.hugeint" and so on.
std::string ExtensionName(const arrow::Field& field);

/// What the values of a type are in the end: of a dictionary or of runs, the type of its values; of
/// an extension type, its storage.
const std::shared_ptr<arrow::DataType>& PlainType(const std::shared_ptr<arrow::DataType>& type);

/// One entry of the field's metadata; empty where it has none.
std::string MetadataOf(const arrow::Field& field, const std::string& key);

}  // namespace quiver::postgres

#pragma once

#include <string>
#include <vector>

#include <arrow/result.h>
#include <arrow/type.h>

namespace quiver::duckdb {

/// The DuckDB type, in SQL, whose column holds every value of an Arrow field exactly (except for
/// what value_checks.h looks at row by row).
///
/// It is the type that DuckDB itself reads the Arrow type as, so that nothing is cast on the way,
/// with two exceptions: a dictionary of text whose metadata says "duckdb_type": "ENUM(...)" becomes
/// that ENUM, and a column of nulls becomes INTEGER.
/// Errors: NotImplemented, naming the type, for what DuckDB lacks.
arrow::Result<std::string> DuckDbType(const arrow::Field& field);

/// The labels of "ENUM('a', 'b')"; Invalid for anything else.
arrow::Result<std::vector<std::string>> ParseEnumType(const std::string& type);

/// The name of the field's Arrow extension type, known to this process or not; empty for none.
std::string ExtensionName(const arrow::Field& field);

}  // namespace quiver::duckdb

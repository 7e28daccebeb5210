#pragma once

#include <optional>
#include <string>
#include <vector>

#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// Reading of DuckDB's values.
using Value = Owned<duckdb_v2_value_handle>;
using LogicalType = Owned<duckdb_v2_logical_type_handle>;

bool IsNull(duckdb_v2_value_handle value, duckdb_v2_error_info_handle* err);

DUCKDB_V2_LOGICAL_TYPE_ID TypeIdOf(duckdb_v2_value_handle value, duckdb_v2_error_info_handle* err);

/// Of a VARCHAR.
std::string TextOf(duckdb_v2_value_handle value, duckdb_v2_error_info_handle* err);

/// The names of a STRUCT's members.
std::vector<std::string> MemberNames(duckdb_v2_value_handle value,
                                     duckdb_v2_error_info_handle* err);

/// The arguments of a call that is being bound.
class Arguments {
 public:
  Arguments(duckdb_v2_function_bind_info_handle info, duckdb_v2_error_info_handle* err)
      : info_(info), err_(err) {}

  void GetAt(idx_t index, Value* out) const;
  /// False where it is NULL, which is what a call without it has.
  bool Get(const char* name, Value* out) const;
  std::optional<bool> GetBool(const char* name) const;
  std::optional<std::string> GetText(const char* name) const;

 private:
  const duckdb_v2_function_bind_info_handle info_;
  duckdb_v2_error_info_handle* const err_;
};

}  // namespace quiver::duckdb_extension

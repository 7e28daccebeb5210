#pragma once

#include <memory>

#include "value.h"

namespace quiver::duckdb_extension {

/// A table function on its way into DuckDB's catalog: its parameters, then its callbacks (through
/// `handle`), then `Register`. For the extension's entry point.
class TableFunction {
 public:
  TableFunction(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                const char* name, duckdb_v2_error_info_handle* err);

  duckdb_v2_table_function_handle handle() const { return function_.get(); }

  void AddPositional(const char* name, DUCKDB_V2_LOGICAL_TYPE_ID type);
  /// `name := value`, NULL unless it is given.
  void AddNamed(const char* name, DUCKDB_V2_LOGICAL_TYPE_ID type);

  /// What callbacks get as user data: a std::shared_ptr<T>.
  template <typename T>
  void ShareUserData(const std::shared_ptr<T>& data);

  void Register();

 private:
  void AddParameter(const char* name, DUCKDB_V2_LOGICAL_TYPE_ID type, duckdb_v2_value_handle value,
                    DUCKDB_V2_FUNCTION_PARAMETER_KIND kind);

  const duckdb_v2_extension_handle extension_;
  duckdb_v2_error_info_handle* const err_;
  duckdb_v2_factory_handle factory_ = nullptr;
  Owned<duckdb_v2_table_function_handle> function_{duckdb_v2_table_function_destroy};
};

template <typename T>
void TableFunction::ShareUserData(const std::shared_ptr<T>& data) {
  auto opaque = GiveToDuckDb(std::make_unique<std::shared_ptr<T>>(data));
  Call(err_, duckdb_v2_table_function_set_user_data, handle(), &opaque);
}

}  // namespace quiver::duckdb_extension

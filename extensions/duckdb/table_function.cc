#include "table_function.h"

namespace quiver::duckdb_extension {

TableFunction::TableFunction(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                             const char* name, duckdb_v2_error_info_handle* err)
    : extension_(extension), err_(err) {
  Call(err_, duckdb_v2_context_get_factory, context, &factory_);
  Call(err_, duckdb_v2_table_function_create, factory_, function_.out());
  const duckdb_v2_str text = Text(name);
  Call(err_, duckdb_v2_table_function_set_name, handle(), &text);
}

void TableFunction::AddPositional(const char* name, DUCKDB_V2_LOGICAL_TYPE_ID type) {
  AddParameter(name, type, nullptr, DUCKDB_V2_FUNCTION_PARAMETER_KIND_POSITIONAL_ONLY);
}

void TableFunction::AddNamed(const char* name, DUCKDB_V2_LOGICAL_TYPE_ID type) {
  // A NULL must have a type, and ANY is none.
  LogicalType null_type(duckdb_v2_logical_type_destroy);
  Call(err_, duckdb_v2_factory_create_type_from_id, factory_, DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR,
       nullptr, nullptr, 0, null_type.out());
  Value null(duckdb_v2_value_destroy);
  Call(err_, duckdb_v2_value_create_null, factory_, null_type.get(), null.out());
  AddParameter(name, type, null.get(), DUCKDB_V2_FUNCTION_PARAMETER_KIND_NAMED_ONLY);
}

void TableFunction::AddParameter(const char* name, DUCKDB_V2_LOGICAL_TYPE_ID type,
                                 duckdb_v2_value_handle value,
                                 DUCKDB_V2_FUNCTION_PARAMETER_KIND kind) {
  LogicalType logical(duckdb_v2_logical_type_destroy);
  Call(err_, duckdb_v2_factory_create_type_from_id, factory_, type, nullptr, nullptr, 0,
       logical.out());
  duckdb_v2_function_signature_handle signature;
  Call(err_, duckdb_v2_table_function_get_signature, handle(), &signature);
  const duckdb_v2_str text = Text(name);
  Call(err_, duckdb_v2_function_signature_add_parameter, signature, &text, logical.get(), value,
       kind);
}

void TableFunction::Register() {
  Call(err_, duckdb_v2_extension_register_table_function, extension_, handle());
}

}  // namespace quiver::duckdb_extension

#include "value.h"

namespace quiver::duckdb_extension {

bool IsNull(duckdb_v2_value_handle value, duckdb_v2_error_info_handle* err) {
  bool is_null = false;
  Call(err, duckdb_v2_value_is_null, value, &is_null);
  return is_null;
}

DUCKDB_V2_LOGICAL_TYPE_ID TypeIdOf(duckdb_v2_value_handle value, duckdb_v2_error_info_handle* err) {
  LogicalType type(duckdb_v2_logical_type_destroy);
  Call(err, duckdb_v2_value_get_logical_type, value, type.out());
  DUCKDB_V2_LOGICAL_TYPE_ID id;
  Call(err, duckdb_v2_logical_type_get_id, type.get(), &id);
  return id;
}

std::string TextOf(duckdb_v2_value_handle value, duckdb_v2_error_info_handle* err) {
  duckdb_v2_str text;
  Call(err, duckdb_v2_value_get_varchar, value, &text);
  return String(text);
}

std::vector<std::string> MemberNames(duckdb_v2_value_handle value,
                                     duckdb_v2_error_info_handle* err) {
  LogicalType type(duckdb_v2_logical_type_destroy);
  Call(err, duckdb_v2_value_get_logical_type, value, type.out());
  idx_t count = 0;
  Call(err, duckdb_v2_logical_type_get_param_count, type.get(), &count);
  std::vector<std::string> names;
  for (idx_t i = 0; i < count; ++i) {
    duckdb_v2_identifier_t name;
    Value member(duckdb_v2_value_destroy);
    Call(err, duckdb_v2_logical_type_get_param, type.get(), i, &name, member.out());
    names.emplace_back(name.ptr, name.len);
  }
  return names;
}

void Arguments::GetAt(idx_t index, Value* out) const {
  Call(err_, duckdb_v2_function_bind_get_arg_value, info_, index, out->out());
}

bool Arguments::Get(const char* name, Value* out) const {
  const duckdb_v2_str text = Text(name);
  idx_t index = 0;
  bool found = false;
  Call(err_, duckdb_v2_function_bind_get_arg_index, info_, &text, &index, &found);
  if (!found) return false;
  GetAt(index, out);
  return !IsNull(out->get(), err_);
}

std::optional<bool> Arguments::GetBool(const char* name) const {
  Value value(duckdb_v2_value_destroy);
  if (!Get(name, &value)) return std::nullopt;
  bool is_true = false;
  Call(err_, duckdb_v2_value_get_bool, value.get(), &is_true);
  return is_true;
}

std::optional<std::string> Arguments::GetText(const char* name) const {
  Value value(duckdb_v2_value_destroy);
  if (!Get(name, &value)) return std::nullopt;
  return TextOf(value.get(), err_);
}

}  // namespace quiver::duckdb_extension

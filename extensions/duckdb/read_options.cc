#include "read_options.h"

#include <vector>

namespace quiver::duckdb_extension {
namespace {

std::optional<std::string> FilenameColumn(const Arguments& arguments,
                                          duckdb_v2_error_info_handle* err) {
  Value value(duckdb_v2_value_destroy);
  if (!arguments.Get("filename", &value)) return std::nullopt;
  if (TypeIdOf(value.get(), err) == DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR) {
    return TextOf(value.get(), err);
  }
  bool wanted = false;
  Call(err, duckdb_v2_value_get_bool, value.get(), &wanted);
  if (!wanted) return std::nullopt;
  return "filename";
}

// A struct of types, or of their names as text.
std::map<std::string, std::string> HiveTypes(const Arguments& arguments,
                                             duckdb_v2_error_info_handle* err) {
  std::map<std::string, std::string> types;
  Value value(duckdb_v2_value_destroy);
  if (!arguments.Get("hive_types", &value)) return types;
  if (TypeIdOf(value.get(), err) != DUCKDB_V2_LOGICAL_TYPE_ID_STRUCT) {
    throw Error("hive_types is a STRUCT of types: hive_types := {'year': INTEGER}");
  }
  const auto names = MemberNames(value.get(), err);
  for (idx_t i = 0; i < names.size(); ++i) {
    Value member(duckdb_v2_value_destroy);
    Call(err, duckdb_v2_value_get_child, value.get(), i, member.out());
    idx_t length = 0;
    Call(err, duckdb_v2_value_to_string, member.get(), nullptr, 0, &length);
    std::string text(length + 1, '\0');
    Call(err, duckdb_v2_value_to_string, member.get(), text.data(), text.size(), &length);
    text.resize(length);
    types[names[i]] = text;
  }
  return types;
}

OnUnsupported ReadOnUnsupported(const std::string& text) {
  if (text == "error") return OnUnsupported::kError;
  if (text == "skip") return OnUnsupported::kSkip;
  if (text == "text") return OnUnsupported::kText;
  throw Error("on_unsupported is 'error', 'skip' or 'text', not '" + text + "'");
}

}  // namespace

void ReadOptions::AddTo(TableFunction* function) {
  function->AddNamed("filename", DUCKDB_V2_LOGICAL_TYPE_ID_ANY);
  function->AddNamed("hive_partitioning", DUCKDB_V2_LOGICAL_TYPE_ID_BOOLEAN);
  function->AddNamed("hive_types", DUCKDB_V2_LOGICAL_TYPE_ID_ANY);
  function->AddNamed("hive_types_autocast", DUCKDB_V2_LOGICAL_TYPE_ID_BOOLEAN);
  function->AddNamed("union_by_name", DUCKDB_V2_LOGICAL_TYPE_ID_BOOLEAN);
  function->AddNamed("prune", DUCKDB_V2_LOGICAL_TYPE_ID_BOOLEAN);
  function->AddNamed("dictionary_as_enum", DUCKDB_V2_LOGICAL_TYPE_ID_BOOLEAN);
  function->AddNamed("on_unsupported", DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR);
}

ReadOptions ReadOptions::Read(const Arguments& arguments, duckdb_v2_error_info_handle* err) {
  ReadOptions options;
  options.filename_column = FilenameColumn(arguments, err);
  options.hive_partitioning = arguments.GetBool("hive_partitioning");
  options.hive_types_autocast = arguments.GetBool("hive_types_autocast").value_or(true);
  options.hive_types = HiveTypes(arguments, err);
  options.union_by_name = arguments.GetBool("union_by_name").value_or(false);
  options.prune = arguments.GetBool("prune").value_or(true);
  options.dictionary_as_enum = arguments.GetBool("dictionary_as_enum").value_or(false);
  if (const auto text = arguments.GetText("on_unsupported")) {
    options.on_unsupported = ReadOnUnsupported(*text);
  }
  return options;
}

}  // namespace quiver::duckdb_extension

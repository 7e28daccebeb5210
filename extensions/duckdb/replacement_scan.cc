#include "replacement_scan.h"

#include <algorithm>
#include <string>

#include <arrow/util/string.h>

#include "value.h"

namespace quiver::duckdb_extension {
namespace {

using QualifiedName = Owned<duckdb_v2_qname_handle>;

bool IsArrow(const std::string& name) {
  if (name == "/dev/stdin") return true;
  const std::string path = arrow::internal::AsciiToLower(name);
  return std::ranges::any_of(
      std::initializer_list<const char*>{".arrow", ".arrows", ".feather", ".ipc"},
      [&](const char* ending) { return path.ends_with(ending); });
}

void Replace(duckdb_v2_replacement_scan_info_handle info, duckdb_v2_context_handle context,
             duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    QualifiedName name(duckdb_v2_qname_destroy);
    Call(err, duckdb_v2_replacement_scan_get_name, info, name.out());
    idx_t parts = 0;
    Call(err, duckdb_v2_qname_get_part_count, name.get(), &parts);
    if (parts != 1) return;
    duckdb_v2_identifier_t path;
    Call(err, duckdb_v2_qname_get_part, name.get(), 0, &path);
    if (!IsArrow(String(path))) return;

    const duckdb_v2_identifier_t function = Text("read_arrow");
    QualifiedName function_name(duckdb_v2_qname_destroy);
    Call(err, duckdb_v2_qname_create, &function, 1, function_name.out());
    Call(err, duckdb_v2_replacement_scan_set_function_name, info, function_name.get());
    duckdb_v2_factory_handle factory;
    Call(err, duckdb_v2_context_get_factory, context, &factory);
    Value argument(duckdb_v2_value_destroy);
    Call(err, duckdb_v2_value_create_varchar, factory, &path, argument.out());
    Call(err, duckdb_v2_replacement_scan_add_argument, info, argument.get());
  });
}

}  // namespace

void RegisterReplacementScan(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                             duckdb_v2_error_info_handle* err) {
  duckdb_v2_factory_handle factory;
  Call(err, duckdb_v2_context_get_factory, context, &factory);
  Owned<duckdb_v2_replacement_scan_handle> scan(duckdb_v2_replacement_scan_destroy);
  Call(err, duckdb_v2_replacement_scan_create, factory, scan.out());
  Call(err, duckdb_v2_replacement_scan_set_callback, scan.get(), Replace);
  Call(err, duckdb_v2_extension_register_replacement_scan, extension, scan.get());
}

}  // namespace quiver::duckdb_extension

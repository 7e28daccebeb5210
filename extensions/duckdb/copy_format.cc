#include "copy_format.h"

#include <utility>

#include "copy_from.h"
#include "copy_to.h"
#include "formats/ipc/ipc_file_format.h"

namespace quiver::duckdb_extension {

void RegisterCopyFormats(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                         const std::shared_ptr<DatabaseState>& database,
                         duckdb_v2_error_info_handle* err) {
  const std::pair<const char*, const TableFileFormat*> formats[] = {{"arrow", &IpcFileFormat()},
                                                                    {"feather", &IpcFileFormat()},
                                                                    {"ipc", &IpcFileFormat()},
                                                                    {"arrows", &IpcStreamFormat()}};
  duckdb_v2_factory_handle factory;
  Call(err, duckdb_v2_context_get_factory, context, &factory);
  for (const auto& [name, format] : formats) {
    Owned<duckdb_v2_copy_function_handle> function(duckdb_v2_copy_function_destroy);
    Call(err, duckdb_v2_copy_function_create, factory, function.out());
    const duckdb_v2_str text = Text(name);
    Call(err, duckdb_v2_copy_function_set_name, function.get(), &text);
    Call(err, duckdb_v2_copy_function_set_file_extension, function.get(), &text);
    auto data = GiveToDuckDb(std::make_unique<CopyFormat>(CopyFormat{format, database}));
    Call(err, duckdb_v2_copy_function_set_user_data, function.get(), &data);
    AddCopyTo(function.get(), err);
    AddCopyFrom(function.get(), err);
    Call(err, duckdb_v2_extension_register_copy_function, extension, function.get());
  }
}

}  // namespace quiver::duckdb_extension

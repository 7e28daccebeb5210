#include "read_arrow.h"

#include <utility>
#include <vector>

#include "file_list.h"
#include "read_options.h"
#include "scan_function.h"

namespace quiver::duckdb_extension {

void RegisterReadArrow(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                       const std::shared_ptr<DatabaseState>& database,
                       duckdb_v2_error_info_handle* err) {
  TableFunction function(extension, context, "read_arrow", err);
  function.AddPositional("files", DUCKDB_V2_LOGICAL_TYPE_ID_ANY);
  ReadOptions::AddTo(&function);
  const auto bind = [database](const Arguments& arguments, duckdb_v2_context_handle client,
                               duckdb_v2_error_info_handle* report) {
    std::vector<NamedTable> tables;
    for (const std::string& path : FileList(arguments, client, report)) {
      tables.push_back({path, database->tables.Open(path, client, report)});
    }
    return BindTables(ReadOptions::Read(arguments, report), std::move(tables), client, report);
  };
  MakeScanFunction(&function, bind, database, err);
  function.Register();
}

}  // namespace quiver::duckdb_extension

#include "scan_arrow_ipc.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <arrow/buffer.h>

#include "arrow_result.h"
#include "memory_pieces.h"
#include "scan_function.h"

namespace quiver::duckdb_extension {
namespace {

constexpr char kUsage[] =
    "scan_arrow_ipc takes a list of buffers: [{'ptr': address::UBIGINT, 'size': bytes::UBIGINT}]";

uint64_t Member(duckdb_v2_value_handle buffer, const char* name, duckdb_v2_factory_handle factory,
                duckdb_v2_error_info_handle* err) {
  const auto names = MemberNames(buffer, err);
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) throw Error(kUsage);
  Value member(duckdb_v2_value_destroy);
  Call(err, duckdb_v2_value_get_child, buffer, found - names.begin(), member.out());
  if (IsNull(member.get(), err)) throw Error(kUsage);
  LogicalType ubigint(duckdb_v2_logical_type_destroy);
  Call(err, duckdb_v2_factory_create_type_from_id, factory, DUCKDB_V2_LOGICAL_TYPE_ID_UBIGINT,
       nullptr, nullptr, 0, ubigint.out());
  Value cast(duckdb_v2_value_destroy);
  Call(err, duckdb_v2_value_cast, factory, member.get(), ubigint.get(), cast.out());
  uint64_t number = 0;
  Call(err, duckdb_v2_value_get_ubigint, cast.get(), &number);
  return number;
}

// Addresses are for the program around DuckDB; SQL from elsewhere, against which a program turns
// this setting off, must not read its memory with them.
void CheckAccess(duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err) {
  duckdb_v2_config_handle config;
  Call(err, duckdb_v2_context_get_config, context, &config);
  const duckdb_v2_identifier_t name = Text("enable_external_access");
  Value value(duckdb_v2_value_destroy);
  DUCKDB_V2_SETTING_SCOPE scope;
  Call(err, duckdb_v2_config_get_option_value, config, &name, value.out(), &scope);
  bool enabled = true;
  Call(err, duckdb_v2_value_get_bool, value.get(), &enabled);
  if (!enabled) {
    throw Error("scan_arrow_ipc reads memory of this process, and enable_external_access is off");
  }
}

// Whether the first and the last page are memory of this process at all; a stray address would end
// the process.
bool IsMapped(uint64_t address, uint64_t size) {
  const auto page = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  const auto is_mapped = [&](uint64_t byte) {
    unsigned char resident = 0;
    return mincore(reinterpret_cast<void*>(byte / page * page), 1, &resident) == 0;
  };
  return address + size > address && is_mapped(address) && is_mapped(address + size - 1);
}

std::vector<std::shared_ptr<arrow::Buffer>> Buffers(const Arguments& arguments,
                                                    duckdb_v2_context_handle context,
                                                    duckdb_v2_error_info_handle* err) {
  duckdb_v2_factory_handle factory;
  Call(err, duckdb_v2_context_get_factory, context, &factory);
  Value list(duckdb_v2_value_destroy);
  arguments.GetAt(0, &list);
  if (IsNull(list.get(), err) || TypeIdOf(list.get(), err) != DUCKDB_V2_LOGICAL_TYPE_ID_LIST) {
    throw Error(kUsage);
  }
  idx_t count = 0;
  Call(err, duckdb_v2_value_get_child_count, list.get(), &count);
  std::vector<std::shared_ptr<arrow::Buffer>> buffers;
  for (idx_t i = 0; i < count; ++i) {
    Value buffer(duckdb_v2_value_destroy);
    Call(err, duckdb_v2_value_get_child, list.get(), i, buffer.out());
    if (IsNull(buffer.get(), err) ||
        TypeIdOf(buffer.get(), err) != DUCKDB_V2_LOGICAL_TYPE_ID_STRUCT) {
      throw Error(kUsage);
    }
    const uint64_t address = Member(buffer.get(), "ptr", factory, err);
    const uint64_t size = Member(buffer.get(), "size", factory, err);
    if (size == 0) continue;
    if (!IsMapped(address, size)) {
      throw Error("scan_arrow_ipc: the buffer of " + std::to_string(size) + " bytes at address " +
                  std::to_string(address) + " is not memory of this process");
    }
    buffers.push_back(std::make_shared<arrow::Buffer>(reinterpret_cast<const uint8_t*>(address),
                                                      static_cast<int64_t>(size)));
  }
  return buffers;
}

}  // namespace

void RegisterScanArrowIpc(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                          const std::shared_ptr<DatabaseState>& database,
                          duckdb_v2_error_info_handle* err) {
  TableFunction function(extension, context, "scan_arrow_ipc", err);
  function.AddPositional("buffers", DUCKDB_V2_LOGICAL_TYPE_ID_ANY);
  const auto bind = [](const Arguments& arguments, duckdb_v2_context_handle client,
                       duckdb_v2_error_info_handle* report) {
    CheckAccess(client, report);
    const std::string name = "scan_arrow_ipc";
    std::vector<NamedTable> tables;
    tables.push_back({name, ValueOf(ArrowTable::OpenInput(
                                name, ReadPieces(Buffers(arguments, client, report))))});
    return BindTables(ReadOptions(), std::move(tables), client, report);
  };
  MakeScanFunction(&function, bind, database, err);
  function.Register();
}

}  // namespace quiver::duckdb_extension

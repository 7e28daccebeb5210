#include <memory>
#include <utility>

#include "quiver/registry.h"
#include "quiver/transfer.h"
#include "transfer/hash_rows.h"
#include "transfer/restarting.h"
#include "transfer/select_tables.h"

namespace quiver {
namespace {

arrow::Result<TableHash> HashStream(TableStream& stream, const TransferOptions& options) {
  TableHash table{stream.description().name, {}};
  ARROW_ASSIGN_OR_RAISE(table.hash,
                        HashWholeTable(stream, options.source.budget.jobs, options.progress));
  return table;
}

int64_t EstimatedRows(const std::vector<TableInfo>& tables) {
  int64_t rows = 0;
  for (const TableInfo& table : tables) {
    if (table.estimated_rows < 0) return -1;
    rows += table.estimated_rows;
  }
  return rows;
}

arrow::Result<std::vector<TableHash>> HashQuery(Source& source, const TransferOptions& options) {
  ARROW_ASSIGN_OR_RAISE(TableName name, QueryTableName(options.selection));
  ARROW_ASSIGN_OR_RAISE(auto stream, source.OpenQuery(options.selection.query, name));
  ARROW_ASSIGN_OR_RAISE(TableHash hash, HashStream(*stream, options));
  return std::vector<TableHash>{std::move(hash)};
}

}  // namespace

arrow::Result<std::vector<TableHash>> HashTables(const Location& source,
                                                 const TransferOptions& options) {
  ARROW_ASSIGN_OR_RAISE(auto opened,
                        OpenSource(source, WithNamedViews(options.source, options.selection)));
  if (!options.selection.query.empty()) return HashQuery(*opened, options);
  ARROW_ASSIGN_OR_RAISE(std::vector<TableInfo> listed, opened->Tables());
  std::vector<std::string> notes;
  ARROW_ASSIGN_OR_RAISE(std::vector<TableInfo> selected,
                        SelectTables(listed, options.selection, &notes));
  for (const std::string& note : notes) options.progress->Note(note);
  options.progress->PhaseStarted(RunPhase::kHashing, static_cast<int64_t>(selected.size()),
                                 EstimatedRows(selected));
  std::vector<TableHash> hashes;
  for (const TableInfo& table : selected) {
    const auto hash_table = [&]() -> arrow::Result<TableHash> {
      ARROW_ASSIGN_OR_RAISE(auto stream, opened->OpenScan(table.name, ScanOf(options.selection)));
      return HashStream(*stream, options);
    };
    ARROW_ASSIGN_OR_RAISE(TableHash hash, Restarting(hash_table));
    hashes.push_back(std::move(hash));
  }
  return hashes;
}

}  // namespace quiver

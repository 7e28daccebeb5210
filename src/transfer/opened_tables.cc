#include "transfer/opened_tables.h"

#include <set>
#include <utility>

#include <fmt/format.h>

#include "transfer/select_tables.h"

namespace quiver {
namespace {

arrow::Result<OpenedTables> OpenTheQuery(Source& source, const TableSelection& selection) {
  ARROW_ASSIGN_OR_RAISE(TableName name, QueryTableName(selection));
  ARROW_ASSIGN_OR_RAISE(auto stream, source.OpenQuery(selection.query, name));
  OpenedTables opened;
  opened.tables.push_back({std::move(stream)});
  return opened;
}

TableDescription Describe(TableDescription description, const TableStream& stream) {
  if (stream.num_rows() >= 0) description.estimated_rows = stream.num_rows();
  return description;
}

}  // namespace

std::vector<TableDescription> OpenedTables::Descriptions() const {
  std::vector<TableDescription> descriptions;
  for (const OpenedTable& table : tables) {
    descriptions.push_back(Describe(table.description(), *table.stream));
    if (TableStream* quarantine = table.stream->quarantine()) {
      descriptions.push_back(Describe(quarantine->description(), *quarantine));
    }
  }
  return descriptions;
}

arrow::Result<OpenedTables> OpenTables(Source& source, const TableSelection& selection,
                                       Progress* progress, const OnTableError& on_error) {
  if (!selection.query.empty()) return OpenTheQuery(source, selection);
  OpenedTables opened;
  ARROW_ASSIGN_OR_RAISE(std::vector<TableInfo> listed, source.Tables());
  ARROW_ASSIGN_OR_RAISE(std::vector<TableInfo> selected,
                        SelectTables(listed, selection, &opened.notes));
  progress->PhaseStarted(RunPhase::kPlanning, static_cast<int64_t>(selected.size()), -1);
  for (const TableInfo& table : selected) {
    progress->TableStarted(table.name, table.estimated_rows);
    auto stream = source.OpenScan(table.name, ScanOf(selection));
    if (stream.ok()) {
      opened.tables.push_back({std::move(stream).ValueUnsafe()});
    } else {
      ARROW_RETURN_NOT_OK(on_error(table.name, stream.status()));
    }
    progress->TableFinished(table.name);
  }
  return opened;
}

arrow::Status SortByForeignKeys(OpenedTables* opened) {
  std::vector<TableDescription> descriptions;
  for (const OpenedTable& table : opened->tables) descriptions.push_back(table.description());
  ARROW_ASSIGN_OR_RAISE(std::vector<size_t> order, OrderByForeignKeys(descriptions));
  std::vector<OpenedTable> sorted;
  for (size_t i : order) sorted.push_back(std::move(opened->tables[i]));
  opened->tables = std::move(sorted);
  return arrow::Status::OK();
}

arrow::Status CheckNamesDiffer(const OpenedTables& opened) {
  std::set<TableName> names;
  for (const TableDescription& table : opened.Descriptions()) {
    if (names.insert(table.name).second) continue;
    return arrow::Status::Invalid(
        fmt::format("two tables would be called \"{}\" in the target, one of them for rows in "
                    "quarantine; leave one out with --exclude",
                    table.name.ToString()));
  }
  return arrow::Status::OK();
}

}  // namespace quiver

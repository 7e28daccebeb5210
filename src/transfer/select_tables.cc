#include "transfer/select_tables.h"

#include <fnmatch.h>

#include <algorithm>

#include <fmt/format.h>

namespace quiver {
namespace {

bool Matches(const TableInfo& table, const std::string& pattern) {
  const TableName& name = table.name;
  const TableName qualified{name.schema.empty() ? table.default_schema : name.schema, name.name};
  return fnmatch(pattern.c_str(), name.name.c_str(), 0) == 0 ||
         fnmatch(pattern.c_str(), qualified.ToString().c_str(), 0) == 0;
}

arrow::Result<std::vector<bool>> MarkNamed(const std::vector<TableInfo>& listed,
                                           const std::vector<std::string>& names) {
  std::vector<bool> marked(listed.size(), names.empty());
  for (const std::string& name : names) {
    bool found = false;
    for (size_t i = 0; i < listed.size(); ++i) {
      if (listed[i].name.name != name && !IsNamed(listed[i], name)) continue;
      marked[i] = true;
      found = true;
    }
    if (!found) return TableNotFound({"", name}, listed, "the source");
  }
  return marked;
}

}  // namespace

SourceOptions WithNamedViews(SourceOptions options, const TableSelection& selection) {
  options.views = options.views || !selection.tables.empty();
  return options;
}

arrow::Result<std::vector<TableInfo>> SelectTables(const std::vector<TableInfo>& listed,
                                                   const TableSelection& selection,
                                                   std::vector<std::string>* notes) {
  ARROW_ASSIGN_OR_RAISE(std::vector<bool> marked, MarkNamed(listed, selection.tables));
  for (const std::string& pattern : selection.exclude) {
    bool matched = false;
    for (size_t i = 0; i < listed.size(); ++i) {
      if (!Matches(listed[i], pattern)) continue;
      marked[i] = false;
      matched = true;
    }
    if (!matched) notes->push_back(fmt::format("--exclude '{}' matches no table", pattern));
  }
  std::vector<TableInfo> selected;
  for (size_t i = 0; i < listed.size(); ++i) {
    if (marked[i]) selected.push_back(listed[i]);
  }
  return selected;
}

Scan ScanOf(const TableSelection& selection) {
  Scan scan;
  if (!selection.columns.empty()) scan.columns = selection.columns;
  return scan;
}

arrow::Result<TableName> QueryTableName(const TableSelection& selection) {
  if (selection.tables.size() > 1) {
    return arrow::Status::Invalid("with --query, --table names the one table of the result");
  }
  return TableName{"", selection.tables.empty() ? "query" : selection.tables.front()};
}

}  // namespace quiver

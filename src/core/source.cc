#include "quiver/source.h"

#include <algorithm>

#include <arrow/status.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/nearest_names.h"
#include "core/projected_stream.h"

namespace quiver {

arrow::Result<std::unique_ptr<TableStream>> Source::OpenScan(const TableName& name,
                                                             const Scan& scan) {
  ARROW_ASSIGN_OR_RAISE(auto table, OpenTable(name));
  if (!scan.columns) return table;
  return ProjectStream(std::move(table), *scan.columns);
}

arrow::Result<std::unique_ptr<TableStream>> Source::OpenQuery(const std::string&,
                                                              const TableName&) {
  return arrow::Status::NotImplemented("this source has no query language; leave --query out");
}

bool IsNamed(const TableInfo& table, std::string_view text) {
  if (table.name.ToString() == text) return true;
  return table.name.schema.empty() && !table.default_schema.empty() &&
         TableName{table.default_schema, table.name.name}.ToString() == text;
}

arrow::Status TableNotFound(const TableName& wanted, const std::vector<TableInfo>& known,
                            std::string_view where) {
  std::vector<std::string> names;
  for (const TableInfo& table : known) names.push_back(table.name.ToString());
  const std::vector<std::string> nearest = NearestNames(wanted.ToString(), names);
  std::string message = fmt::format("{} has no table \"{}\"", where, wanted.ToString());
  if (!nearest.empty()) {
    message += fmt::format("; did you mean \"{}\"?", fmt::join(nearest, "\", \""));
  } else if (names.empty()) {
    message += "; it has no tables at all";
  }
  return arrow::Status::KeyError(message);
}

}  // namespace quiver

#include "databases/postgres/begin_checks.h"

#include <set>
#include <string>

#include <arrow/type.h>

namespace quiver::postgres {
namespace {

// NAMEDATALEN - 1: the server cuts longer names off with a notice.
constexpr size_t kMostNameBytes = 63;
constexpr int kMostColumns = 1'600;

arrow::Status CheckName(const std::string& table, const std::string& what,
                        const std::string& name) {
  if (name.empty()) {
    return arrow::Status::Invalid("table ", table, ": ", what,
                                  " has no name, which PostgreSQL does not allow");
  }
  if (name.size() > kMostNameBytes) {
    return arrow::Status::Invalid("table ", table, ": the name of ", what, " \"", name,
                                  "\" is longer than PostgreSQL's 63 bytes; rename it");
  }
  if (name.find('\0') != std::string::npos) {
    return arrow::Status::Invalid("table ", table, ": the name of ", what, " has a zero byte");
  }
  return arrow::Status::OK();
}

arrow::Status CheckColumns(const TableDescription& table) {
  const std::string name = table.name.ToString();
  if (table.schema->num_fields() > kMostColumns) {
    return arrow::Status::NotImplemented("table ", name, " has ", table.schema->num_fields(),
                                         " columns; PostgreSQL's most are 1600");
  }
  std::set<std::string> names;
  for (const auto& field : table.schema->fields()) {
    ARROW_RETURN_NOT_OK(CheckName(name, "the column", field->name()));
    if (names.insert(field->name()).second) continue;
    return arrow::Status::Invalid("table ", name, " has two columns \"", field->name(),
                                  "\"; rename one of them");
  }
  return arrow::Status::OK();
}

}  // namespace

arrow::Status CheckNames(const std::vector<TableDescription>& tables) {
  for (const TableDescription& table : tables) {
    const std::string name = table.name.ToString();
    if (!table.name.schema.empty()) {
      ARROW_RETURN_NOT_OK(CheckName(name, "the schema", table.name.schema));
    }
    ARROW_RETURN_NOT_OK(CheckName(name, "the table", table.name.name));
    ARROW_RETURN_NOT_OK(CheckColumns(table));
    for (const Index& index : table.indexes) {
      ARROW_RETURN_NOT_OK(CheckName(name, "the index", index.name));
    }
  }
  return arrow::Status::OK();
}

}  // namespace quiver::postgres

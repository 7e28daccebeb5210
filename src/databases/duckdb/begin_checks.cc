#include "databases/duckdb/begin_checks.h"

#include <algorithm>
#include <map>
#include <set>

#include <arrow/type.h>
#include <fmt/format.h>

#include "databases/duckdb/ddl.h"

namespace quiver::duckdb {
namespace {

arrow::Status CheckColumns(const TableDescription& table) {
  if (table.schema->num_fields() == 0) {
    return arrow::Status::NotImplemented("table ", table.name.ToString(),
                                         " has no columns, which DuckDB does not allow");
  }
  std::map<std::string, std::string> names;
  for (const auto& field : table.schema->fields()) {
    const auto [other, is_new] = names.emplace(CatalogKey({"", field->name()}), field->name());
    if (!is_new) {
      return arrow::Status::Invalid("table ", table.name.ToString(), " has the columns \"",
                                    other->second, "\" and \"", field->name(),
                                    "\", which are one name to DuckDB; rename one of them");
    }
  }
  return CreateStatements(table, {}).status();
}

}  // namespace

arrow::Status CheckTables(const std::vector<TableDescription>& tables) {
  std::map<std::string, TableName> names;
  for (const TableDescription& table : tables) {
    const auto [other, is_new] = names.emplace(CatalogKey(table.name), table.name);
    if (!is_new) {
      return arrow::Status::Invalid("the tables ", other->second.ToString(), " and ",
                                    table.name.ToString(),
                                    " are one name to DuckDB; copy one of them at a time");
    }
    ARROW_RETURN_NOT_OK(CheckColumns(table));
  }
  return arrow::Status::OK();
}

void DropImpossibleForeignKeys(const ExistingTables& existing,
                               std::vector<TableDescription>* tables,
                               std::vector<std::string>* notes) {
  std::set<std::string> names;
  for (const TableDescription& table : *tables) names.insert(CatalogKey(table.name));
  for (TableDescription& table : *tables) {
    std::erase_if(table.foreign_keys, [&](const ForeignKey& key) {
      if (key.table == table.name) {
        // Tried with DuckDB 2.0: (1, NULL), (2, 1) breaks such a key when one INSERT brings both.
        notes->push_back(fmt::format(
            "{}: FOREIGN KEY {} is left out: it refers to its own table, and DuckDB would check it "
            "before the rows that it refers to are there",
            table.name.ToString(), ColumnList(key.columns)));
        return true;
      }
      if (SchemaOf(key.table) != SchemaOf(table.name)) {
        notes->push_back(
            fmt::format("{}: FOREIGN KEY {} to {} is left out: DuckDB has none between "
                        "schemas",
                        table.name.ToString(), ColumnList(key.columns), key.table.ToString()));
        return true;
      }
      if (names.contains(CatalogKey(key.table)) || existing.Find(key.table) != nullptr) {
        return false;
      }
      notes->push_back(fmt::format(
          "{}: FOREIGN KEY {} is left out: its table {} is neither copied nor in the target",
          table.name.ToString(), ColumnList(key.columns), key.table.ToString()));
      return true;
    });
  }
}

}  // namespace quiver::duckdb

#include "databases/postgres/target_plan.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "databases/postgres/begin_checks.h"
#include "databases/postgres/ddl.h"

namespace quiver::postgres {
namespace {

/// Whether tables can be made there; a schema that does not exist will be created.
arrow::Status CheckSchema(Connection& connection, const std::string& schema) {
  ARROW_ASSIGN_OR_RAISE(const std::string literal, connection.QuoteLiteral(schema));
  ARROW_ASSIGN_OR_RAISE(
      const auto rows,
      connection.Query(fmt::format("SELECT pg_catalog.has_schema_privilege(oid, 'CREATE') FROM "
                                   "pg_catalog.pg_namespace WHERE nspname = {}",
                                   literal)));
  if (rows.empty() || rows[0][0] == "t") return arrow::Status::OK();
  return arrow::Status::IOError(
      connection.name(), ": permission denied: this user may not create tables in schema ", schema);
}

arrow::Status CheckReplace(Connection& connection, const TargetTable& table) {
  if (table.existing->kind == ExistingTable::Kind::kForeignTable) {
    return arrow::Status::AlreadyExists(connection.name(), ": ", table.place.ToString(),
                                        " is a foreign table; drop it to replace it");
  }
  if (table.existing->may_drop) return CheckSchema(connection, table.place.schema);
  return arrow::Status::IOError(connection.name(),
                                ": permission denied: only its owner can replace table ",
                                table.place.ToString());
}

}  // namespace

arrow::Status TargetPlan::Make(Connection& connection, const std::vector<TableDescription>& tables,
                               const SinkOptions& options) {
  ARROW_RETURN_NOT_OK(CheckNames(tables));
  ARROW_RETURN_NOT_OK(PlaceTables(connection, tables));
  for (TargetTable& table : tables_) {
    ARROW_RETURN_NOT_OK(MeetExisting(connection, options.if_exists, &table));
  }
  ARROW_RETURN_NOT_OK(CheckReplaced(connection));
  return options.constraints ? DropImpossibleForeignKeys(connection) : arrow::Status::OK();
}

TargetTable* TargetPlan::Find(const TableName& name) {
  return const_cast<TargetTable*>(std::as_const(*this).Find(name));
}

const TargetTable* TargetPlan::Find(const TableName& name) const {
  const auto found = std::ranges::find_if(
      tables_, [&](const TargetTable& table) { return table.description.name == name; });
  return found == tables_.end() ? nullptr : &*found;
}

arrow::Status TargetPlan::PlaceTables(Connection& connection,
                                      const std::vector<TableDescription>& tables) {
  ARROW_ASSIGN_OR_RAISE(const std::string current, CurrentSchema(connection));
  std::set<TableName> places;
  for (const TableDescription& description : tables) {
    TargetTable& table = tables_.emplace_back();
    table.description = description;
    table.place = description.name;
    if (table.place.schema.empty()) table.place.schema = current;
    if (!places.insert(table.place).second) {
      return arrow::Status::Invalid("two tables would be ", table.place.ToString(),
                                    "; copy one of them at a time");
    }
    for (ForeignKey& key : table.description.foreign_keys) {
      if (key.table.schema.empty()) key.table.schema = table.place.schema;
    }
    ARROW_ASSIGN_OR_RAISE(table.relation, Qualified(connection, table.place));
  }
  return arrow::Status::OK();
}

arrow::Status TargetPlan::MeetExisting(Connection& connection, IfExists if_exists,
                                       TargetTable* table) {
  ARROW_ASSIGN_OR_RAISE(table->existing, FindTable(connection, table->place));
  if (!table->existing) return CheckSchema(connection, table->place.schema);
  const std::string name = table->place.ToString();
  const ExistingTable::Kind kind = table->existing->kind;
  if (if_exists == IfExists::kSkip) {
    table->action = Sink::Action::kSkip;
    return arrow::Status::OK();
  }
  if (kind == ExistingTable::Kind::kView || kind == ExistingTable::Kind::kOther) {
    const char* what = kind == ExistingTable::Kind::kView ? "view" : "relation that is no table";
    return arrow::Status::AlreadyExists(connection.name(), " has a ", what, " named ", name,
                                        "; drop it, or use --if-exists skip");
  }
  switch (if_exists) {
    case IfExists::kReplace:
      table->replace = true;
      return CheckReplace(connection, *table);
    case IfExists::kAppend:
      table->append = true;
      if (table->existing->may_insert) return arrow::Status::OK();
      return arrow::Status::IOError(
          connection.name(), ": permission denied: this user may not insert into table ", name);
    default:
      return arrow::Status::AlreadyExists(
          connection.name(), " has a table ", name,
          " already; use --if-exists replace, append or skip, or another target");
  }
}

arrow::Status TargetPlan::CheckReplaced(Connection& connection) {
  std::vector<uint32_t> replaced;
  for (const TargetTable& table : tables_) {
    if (!table.replace) continue;
    replaced.push_back(table.existing->oid);
    ARROW_ASSIGN_OR_RAISE(const auto lost, LostWith(connection, table.existing->oid));
    if (lost.empty()) continue;
    notes_.push_back(fmt::format("{}: the new table does not have the {} of the one it replaces",
                                 table.place.ToString(), fmt::join(lost, ", ")));
  }
  ARROW_ASSIGN_OR_RAISE(const auto dependents, DependentsOf(connection, replaced));
  if (dependents.empty()) return arrow::Status::OK();
  return arrow::Status::Invalid(fmt::format(
      "{}: the tables can't be replaced, because others depend on them: {}; drop those first",
      connection.name(), fmt::join(dependents, ", ")));
}

arrow::Status TargetPlan::DropImpossibleForeignKeys(Connection& connection) {
  std::set<TableName> there;
  for (const TargetTable& table : tables_) there.insert(table.place);
  for (TargetTable& table : tables_) {
    if (!table.creates()) continue;
    std::vector<ForeignKey> possible;
    for (const ForeignKey& key : table.description.foreign_keys) {
      ARROW_ASSIGN_OR_RAISE(const auto existing, FindTable(connection, key.table));
      if (existing || there.contains(key.table)) {
        possible.push_back(key);
        continue;
      }
      notes_.push_back(fmt::format(
          "{}: a foreign key is left out: its table {} is neither copied nor in the target",
          table.place.ToString(), key.table.ToString()));
    }
    table.description.foreign_keys = std::move(possible);
  }
  return arrow::Status::OK();
}

}  // namespace quiver::postgres

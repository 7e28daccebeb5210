#include "databases/sqlite/constraint_reader.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "databases/sqlite/create_table.h"
#include "databases/sqlite/portable_expression.h"
#include "databases/sqlite/tokenizer.h"

namespace quiver::sqlite {

namespace {

using arrow::Result;
using arrow::Status;

std::string List(const std::vector<std::string>& names) {
  return fmt::format("({})", fmt::join(names, ", "));
}

template <typename... Args>
void NotCarried(DeclaredTable* table, fmt::format_string<Args...> line, Args&&... args) {
  table->description.not_carried.push_back(fmt::format(line, std::forward<Args>(args)...));
}

/// One index as SQLite describes it.
struct IndexDetails {
  std::string name;
  bool unique = false;
  std::string origin;  // "c" CREATE INDEX, "u" UNIQUE, "pk" PRIMARY KEY
  bool partial = false;

  std::vector<std::string> columns;
  bool has_expression = false;
  bool has_descending = false;
  std::string collation;  // the first one that is not BINARY

  /// Why the columns alone don't say what the index does; empty when they do.
  std::string Obstacle() const {
    if (partial) return "it is partial";
    if (has_expression) return "it is over an expression";
    if (!collation.empty()) {
      return fmt::format("it compares by COLLATE {}, others byte by byte", collation);
    }
    return "";
  }
};

/// The foreign key's own words, for messages.
std::string Describe(const ForeignKey& key) {
  return fmt::format("FOREIGN KEY {} REFERENCES {}{}", List(key.columns), key.table.name,
                     key.referenced_columns.empty() ? "" : " " + List(key.referenced_columns));
}

std::string ActionOf(std::string_view action) {
  return SameName(action, "NO ACTION") ? "" : std::string(action);
}

bool SameSet(std::vector<std::string> a, std::vector<std::string> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  return a == b;
}

/// True when `columns` are a key of the table. A unique index is made a UNIQUE constraint for it:
/// to SQLite both are the same, others let foreign keys refer to constraints only.
bool IsKey(const std::vector<std::string>& columns, TableDescription* table) {
  if (columns.empty()) return false;
  if (SameSet(columns, table->primary_key)) return true;
  for (const auto& unique : table->unique) {
    if (SameSet(columns, unique)) return true;
  }
  const auto index = std::ranges::find_if(table->indexes, [&](const Index& candidate) {
    return candidate.unique && SameSet(columns, candidate.columns);
  });
  if (index == table->indexes.end()) return false;
  table->unique.push_back(index->columns);
  table->indexes.erase(index);
  return true;
}

std::optional<std::string> SpellColumn(const DeclaredTable& table, const std::string& name) {
  for (const DeclaredColumn& column : table.columns) {
    if (SameName(column.name, name)) return column.name;
  }
  return std::nullopt;
}

/// Completes `key`; gives the reason where it can't be carried.
std::optional<std::string> ResolveForeignKey(std::vector<DeclaredTable>* tables, ForeignKey* key) {
  const auto parent = std::ranges::find_if(
      *tables, [&](const DeclaredTable& table) { return SameName(table.name, key->table.name); });
  if (parent == tables->end()) return "there is no such table";
  key->table.name = parent->name;
  if (key->referenced_columns.empty()) key->referenced_columns = parent->description.primary_key;
  for (std::string& name : key->referenced_columns) {
    const auto spelled = SpellColumn(*parent, name);
    if (!spelled) return fmt::format("there is no column {} in it", name);
    name = *spelled;
  }
  if (key->referenced_columns.size() != key->columns.size() ||
      !IsKey(key->referenced_columns, &parent->description)) {
    return "it refers to columns that are no PRIMARY KEY and not UNIQUE";
  }
  return std::nullopt;
}

}  // namespace

ConstraintReader::ConstraintReader(Connection& connection, Statement indexes,
                                   Statement index_columns, Statement foreign_keys)
    : connection_(&connection),
      indexes_(std::move(indexes)),
      index_columns_(std::move(index_columns)),
      foreign_keys_(std::move(foreign_keys)) {}

Result<ConstraintReader> ConstraintReader::Make(Connection& connection) {
  // seq counts from the newest, id of foreign keys from the last.
  ARROW_ASSIGN_OR_RAISE(
      auto indexes, connection.Prepare("SELECT name, \"unique\", origin, partial"
                                       " FROM pragma_index_list(?1, 'main') ORDER BY seq DESC"));
  ARROW_ASSIGN_OR_RAISE(
      auto index_columns,
      connection.Prepare("SELECT cid, name, \"desc\", coll FROM pragma_index_xinfo(?1, 'main')"
                         " WHERE key ORDER BY seqno"));
  ARROW_ASSIGN_OR_RAISE(
      auto foreign_keys,
      connection.Prepare("SELECT seq, \"table\", \"from\", \"to\", on_delete, on_update"
                         " FROM pragma_foreign_key_list(?1, 'main') ORDER BY id DESC, seq"));
  ConstraintReader reader(connection, std::move(indexes), std::move(index_columns),
                          std::move(foreign_keys));
  ARROW_ASSIGN_OR_RAISE(
      auto triggers,
      connection.Prepare("SELECT tbl_name, name FROM sqlite_schema WHERE type = 'trigger'"));
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const bool found, triggers.Step());
    if (!found) break;
    reader.triggers_.push_back({std::string(triggers.text(0)), std::string(triggers.text(1))});
  }
  return reader;
}

Status ConstraintReader::Read(std::string_view sql, DeclaredTable* table) {
  if (table->kind == DeclaredTable::Kind::kRowid ||
      table->kind == DeclaredTable::Kind::kWithoutRowid) {
    ARROW_RETURN_NOT_OK(ReadIndexes(table));
    ARROW_RETURN_NOT_OK(ReadForeignKeys(table));
    ReadClauses(sql, table);
  }
  for (const Trigger& trigger : triggers_) {
    if (SameName(trigger.table, table->name)) NotCarried(table, "trigger {}", trigger.name);
  }
  return Status::OK();
}

Status ConstraintReader::ReadIndexes(DeclaredTable* table) {
  TableDescription& description = table->description;
  indexes_.Reset();
  ARROW_RETURN_NOT_OK(indexes_.Bind(0, table->name));
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const bool found, indexes_.Step());
    if (!found) break;
    IndexDetails index;
    index.name = indexes_.text(0);
    index.unique = indexes_.integer(1) != 0;
    index.origin = indexes_.text(2);
    index.partial = indexes_.integer(3) != 0;
    index_columns_.Reset();
    ARROW_RETURN_NOT_OK(index_columns_.Bind(0, index.name));
    while (true) {
      ARROW_ASSIGN_OR_RAISE(const bool has_column, index_columns_.Step());
      if (!has_column) break;
      index.columns.emplace_back(index_columns_.text(1));
      index.has_expression |= index_columns_.integer(0) < 0;
      index.has_descending |= index_columns_.integer(2) != 0;
      const std::string_view collation = index_columns_.text(3);
      if (index.collation.empty() && !SameName(collation, "BINARY")) index.collation = collation;
    }

    const std::string obstacle = index.Obstacle();
    if (index.origin == "pk") {
      if (obstacle.empty()) continue;
      NotCarried(table, "PRIMARY KEY {}: {}", List(description.primary_key), obstacle);
      description.primary_key.clear();
    } else if (index.origin == "u") {
      if (!obstacle.empty()) {
        NotCarried(table, "UNIQUE {}: {}", List(index.columns), obstacle);
      } else if (index.columns != description.primary_key) {
        description.unique.push_back(index.columns);
      }
    } else if (!obstacle.empty()) {
      NotCarried(table, "{}index {}: {}", index.unique ? "UNIQUE " : "", index.name, obstacle);
    } else {
      if (index.has_descending) NotCarried(table, "DESC of index {}", index.name);
      description.indexes.push_back({index.name, index.columns, index.unique});
    }
  }
  return Status::OK();
}

Status ConstraintReader::ReadForeignKeys(DeclaredTable* table) {
  std::vector<ForeignKey>& keys = table->description.foreign_keys;
  foreign_keys_.Reset();
  ARROW_RETURN_NOT_OK(foreign_keys_.Bind(0, table->name));
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const bool found, foreign_keys_.Step());
    if (!found) return Status::OK();
    if (foreign_keys_.integer(0) == 0) {
      ForeignKey key;
      key.table.name = foreign_keys_.text(1);
      key.on_delete = ActionOf(foreign_keys_.text(4));
      key.on_update = ActionOf(foreign_keys_.text(5));
      keys.push_back(std::move(key));
    }
    const std::string name(foreign_keys_.text(2));
    keys.back().columns.push_back(SpellColumn(*table, name).value_or(name));
    if (!foreign_keys_.is_null(3)) {
      keys.back().referenced_columns.emplace_back(foreign_keys_.text(3));
    }
  }
}

Status ConstraintReader::ReadSequence(const std::string& column, DeclaredTable* table) {
  // The next value is above the highest ever used (sqlite_sequence) and above the highest of now.
  ARROW_ASSIGN_OR_RAISE(auto highest, connection_->Prepare(fmt::format(
                                          "SELECT max(ifnull((SELECT max(CAST(seq AS INTEGER))"
                                          " FROM main.sqlite_sequence WHERE name = ?1), 0),"
                                          " ifnull((SELECT max({}) FROM main.{}), 0))",
                                          QuoteName(column), QuoteName(table->name))));
  ARROW_RETURN_NOT_OK(highest.Bind(0, table->name));
  ARROW_RETURN_NOT_OK(highest.Step().status());
  if (highest.integer(0) == std::numeric_limits<int64_t>::max()) {
    NotCarried(table, "AUTOINCREMENT of column {}: its numbers are used up", column);
    return Status::OK();
  }
  table->description.sequence = TableDescription::Sequence{column, highest.integer(0) + 1};
  return Status::OK();
}

void ConstraintReader::ReadClauses(std::string_view sql, DeclaredTable* table) {
  const CreateTable clauses = ParseCreateTable(sql);
  for (const CreateTable::Check& check : clauses.checks) {
    if (auto portable = MakePortable(check.expression, *table)) {
      table->description.checks.push_back(std::move(*portable));
    } else {
      NotCarried(table, "CHECK ({}): it may mean something else outside of SQLite",
                 check.expression);
    }
  }
  for (const CreateTable::Generated& generated : clauses.generated) {
    NotCarried(table, "column {} is carried with its values, not as generated from ({})",
               generated.column, generated.expression);
  }
  for (const std::string& conflict : clauses.on_conflict) {
    if (!SameName(conflict, "ABORT")) NotCarried(table, "ON CONFLICT {}", conflict);
  }
}

void ResolveForeignKeys(std::vector<DeclaredTable>* tables) {
  for (DeclaredTable& table : *tables) {
    std::erase_if(table.description.foreign_keys, [&](ForeignKey& key) {
      const std::string described = Describe(key);
      const auto obstacle = ResolveForeignKey(tables, &key);
      if (obstacle) NotCarried(&table, "{}: {}", described, *obstacle);
      return obstacle.has_value();
    });
  }
}

}  // namespace quiver::sqlite

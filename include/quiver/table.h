#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <arrow/result.h>
#include <arrow/type_fwd.h>

namespace quiver {

/// The name of a table. `schema` is empty where the database has no schemas (SQLite), or where the
/// default one is meant.
struct TableName {
  std::string schema;
  std::string name;

  bool operator==(const TableName&) const = default;
  auto operator<=>(const TableName&) const = default;
  std::string ToString() const;
};

/// One foreign key: `columns` of this table refer to `referenced_columns` of `table`.
struct ForeignKey {
  std::vector<std::string> columns;
  TableName table;
  std::vector<std::string> referenced_columns;
  /// Upper-case SQL, for example "CASCADE"; empty or "NO ACTION" for the default.
  std::string on_delete;
  std::string on_update;
};

/// One secondary index. Expression and partial indexes are not described; a source that has them
/// says so in `TableDescription::not_carried`.
struct Index {
  std::string name;
  std::vector<std::string> columns;
  bool unique = false;
};

/// An expression in the small part of SQL that means the same in every database that we know:
/// double-quoted column names, literals, comparisons, AND, OR, NOT, IS [NOT] NULL, [NOT] IN,
/// [NOT] BETWEEN, and exact integer arithmetic. A source must not put anything else here.
struct PortableExpression {
  std::string sql;
};

/// What a table is, apart from its rows. The schema's fields carry NOT NULL (`nullable() == false`)
/// and, in their metadata, the type of origin ("sqlite_type", "pg_type", "duckdb_type") and a
/// "comment" where there is one.
struct TableDescription {
  TableName name;
  std::shared_ptr<arrow::Schema> schema;

  std::vector<std::string> primary_key;
  std::vector<std::vector<std::string>> unique;
  std::vector<PortableExpression> checks;
  std::vector<ForeignKey> foreign_keys;
  std::vector<Index> indexes;

  struct Default {
    std::string column;
    PortableExpression value;
  };
  std::vector<Default> defaults;

  /// A column that the database fills with the next number when none is given.
  struct Sequence {
    std::string column;
    int64_t next_value;
  };
  std::optional<Sequence> sequence;

  std::string comment;

  /// About how many rows will come with it, where that is known before they do; else -1.
  int64_t estimated_rows = -1;

  /// One line for each thing of the original that no description above can hold (a CHECK that does
  /// not mean the same elsewhere, a COLLATE, a generated column's formula, a trigger, ...). They
  /// are shown to the user, so that nothing is dropped in silence.
  std::vector<std::string> not_carried;

  /// The type of each column and why it was chosen, in schema order; for `--dry-run`. Begins with
  /// kNoValues where any type would do.
  std::vector<std::string> type_reasons;
  static constexpr char kNoValues[] = "no value in it";
};

/// Indices into `tables` such that every table comes after the tables that its foreign keys refer
/// to (a table may refer to itself); keeps the given order otherwise. Keys to tables that are not
/// in the list do not count. Errors: Invalid for a cycle, naming the tables on it.
arrow::Result<std::vector<size_t>> OrderByForeignKeys(const std::vector<TableDescription>& tables);

}  // namespace quiver

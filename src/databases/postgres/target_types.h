#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <arrow/result.h>
#include <arrow/type.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/staging.h"
#include "databases/postgres/type.h"
#include "databases/postgres/type_match.h"
#include "quiver/table.h"

namespace quiver::postgres {

/// The type of a column that is about to be created.
struct ColumnType {
  /// As SQL writes it.
  std::string sql;
  /// What the rows are loaded as; another one where only the server can read the values.
  std::string staged_sql;
  /// What was meant to be kept and is not, for the user.
  std::vector<std::string> notes = {};

  bool needs_cast() const { return sql != staged_sql; }
};

/// Chooses the types of columns: that of origin ("pg_type" in the field's metadata) where the
/// server has it and it holds the values; else the usual one of types.md. Enums and composites that
/// the server lacks are created in staging.
///
/// Everything happens in the transaction that the connection is in.
class TargetTypes {
 public:
  TargetTypes(Connection& connection, Staging* staging)
      : connection_(connection), staging_(staging) {}

  /// For a column of `table`, whose schema is known. Errors: NotImplemented or Invalid without
  /// table and column: no type holds the values.
  arrow::Result<ColumnType> Choose(const TableName& table, const arrow::Field& field);

  /// For values that came from `declared` and that only the server can read as such again: how they
  /// are staged. Nothing for values that are no text and not made of others.
  arrow::Result<std::optional<ColumnType>> ChooseCast(const TableName& table,
                                                      const arrow::Field& field,
                                                      const std::string& declared);

  /// The type that a text like "character varying(20)" names. Nothing where the server has none.
  arrow::Result<std::optional<ServerType>> Resolve(const std::string& declared);

  /// With what these types are made of.
  arrow::Result<const Types*> Read(const std::set<uint32_t>& oids);

 private:
  /// What a type that has to be created is called.
  struct Place {
    std::string schema;
    std::string name;
    /// Only rows on their way are of that type.
    bool is_scratch = false;
    auto operator<=>(const Place&) const = default;
  };
  struct Created {
    std::string definition;
    std::string sql;
  };

  /// What a column of that type has.
  arrow::Result<ServerType> ProbeColumn(const std::string& declared);
  arrow::Result<std::string> ChooseUsual(const Place& place, const arrow::Field& field);
  /// Of an element or a member, which has no cast of its own.
  arrow::Result<std::string> ChoosePart(const Place& place, const arrow::Field& field);
  void NoteChange(const arrow::Field& field, const std::string& chosen);
  arrow::Result<bool> Holds(const ServerType& type, const arrow::Field& field);
  arrow::Result<std::string> ArrayOf(const Place& place, const arrow::Field& element);
  arrow::Result<std::string> CompositeOf(const Place& place, const arrow::DataType& type);
  arrow::Result<std::string> EnumOf(const Place& place, const std::vector<std::string>& labels);
  arrow::Result<std::string> Create(const Place& place, const std::string& definition);
  /// The type of that name in the target, if it is the same as the one just created.
  arrow::Result<bool> IsThereAlready(const Place& place, const std::string& staged);
  /// "pg_type" as the name of a type; else `place`.
  arrow::Result<Place> PlaceOf(const arrow::Field& field, const Place& place);
  arrow::Result<std::string> Qualified(const Place& place);

  Connection& connection_;
  Staging* staging_;
  Types types_;
  std::map<std::string, std::optional<ServerType>> resolved_;
  std::map<Place, Created> created_;
  /// Of the column that is being chosen.
  std::vector<std::string> notes_;
};

}  // namespace quiver::postgres

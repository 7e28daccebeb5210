#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quiver::sqlite {

/// The parts of a CREATE TABLE that no PRAGMA gives.
struct CreateTable {
  struct Check {
    std::string name;        // of the constraint; mostly empty
    std::string expression;  // as written, without the outer parentheses
  };
  struct Generated {
    std::string column;
    std::string expression;
  };
  std::vector<Check> checks;  // of columns and of the table, in the order of the text
  std::vector<Generated> generated;
  /// What ON CONFLICT clauses ask for: "REPLACE", "IGNORE", ...
  std::vector<std::string> on_conflict;
};

/// Reads a CREATE TABLE statement that SQLite has accepted, as it stands in sqlite_schema. Anything
/// else (CREATE VIRTUAL TABLE, an empty text) gives an empty result.
CreateTable ParseCreateTable(std::string_view sql);

}  // namespace quiver::sqlite

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <arrow/result.h>
#include <arrow/status.h>

#include "databases/postgres/connection.h"

namespace quiver::postgres {

/// Where tables grow until they are committed: schemas of this run's own, one for each schema that
/// tables will move to, so that every table, type and index has its own name from the beginning.
///
/// A run holds an advisory lock for as long as it lives. Schemas without one belonged to a run that
/// was killed, and RemoveDead drops them.
class Staging {
 public:
  /// Takes a free number and its lock, on a connection that must stay open.
  static arrow::Result<Staging> Make(Connection& connection);

  /// Drops what runs that are gone have left, as far as this user may.
  static arrow::Status RemoveDead(Connection& connection);

  /// The staging schema, as SQL writes it, of what will move to `target`. Creates it.
  arrow::Result<std::string> SchemaFor(const std::string& target);

  /// A type or table that was created there, to be moved.
  struct Moved {
    enum class Kind { kTable, kType };
    Kind kind;
    std::string name;
    std::string target;
  };
  void Add(Moved moved) { moved_.push_back(std::move(moved)); }

  /// Moves everything to where it belongs, creates the schemas that are missing, and drops the
  /// staging schemas; what has not moved goes with them.
  arrow::Status Move();

  /// Drops the staging schemas, whatever state the connections of this run are in.
  arrow::Status Drop(Connection& connection) const;

 private:
  Staging(Connection& connection, int32_t number) : connection_(&connection), number_(number) {}

  Connection* connection_;
  int32_t number_;
  /// By target.
  std::map<std::string, std::string> schemas_;
  std::vector<Moved> moved_;
};

}  // namespace quiver::postgres

#include "databases/postgres/staging.h"

#include <cstdlib>
#include <random>

#include <fmt/format.h>

#include "databases/postgres/server_error.h"

namespace quiver::postgres {
namespace {

// One of the two numbers of our advisory locks: "QUIV".
constexpr int32_t kLockClass = 0x51554956;

constexpr char kPrefix[] = "quiver_staging_";

arrow::Result<bool> TryLock(Connection& connection, int32_t number) {
  ARROW_ASSIGN_OR_RAISE(const auto rows,
                        connection.Query(fmt::format(
                            "SELECT pg_catalog.pg_try_advisory_lock({}, {})", kLockClass, number)));
  return rows.at(0).at(0) == "t";
}

arrow::Status Unlock(Connection& connection, int32_t number) {
  return connection
      .Query(fmt::format("SELECT pg_catalog.pg_advisory_unlock({}, {})", kLockClass, number))
      .status();
}

// What to do about a schema that could not be created.
std::string_view AdviceFor(const arrow::Status& error) {
  if (SqlStateOf(error) == "25006") {
    return "this is a standby; write to the primary";
  }
  return "rows are loaded into a schema of their own before they are committed; GRANT CREATE ON "
         "DATABASE to this user";
}

}  // namespace

arrow::Result<Staging> Staging::Make(Connection& connection) {
  std::random_device random;
  while (true) {
    const auto number = static_cast<int32_t>(random() & 0x7fffffff);
    ARROW_ASSIGN_OR_RAISE(const bool locked, TryLock(connection, number));
    if (locked) return Staging(connection, number);
  }
}

arrow::Status Staging::RemoveDead(Connection& connection) {
  ARROW_ASSIGN_OR_RAISE(const auto rows,
                        connection.Query(fmt::format(
                            "SELECT nspname, pg_catalog.substring(nspname, '^{}([0-9]+)') FROM "
                            "pg_catalog.pg_namespace WHERE nspname ~ '^{}[0-9]+_[0-9]+$' AND "
                            "pg_catalog.pg_has_role(nspowner, 'USAGE')",
                            kPrefix, kPrefix)));
  for (const auto& row : rows) {
    const int32_t number = std::atoi(row.at(1).value_or("").c_str());
    ARROW_ASSIGN_OR_RAISE(const bool dead, TryLock(connection, number));
    if (!dead) continue;
    ARROW_ASSIGN_OR_RAISE(const std::string schema,
                          connection.QuoteIdentifier(row.at(0).value_or("")));
    // Whoever else found it at the same time has dropped it, or will.
    const arrow::Status dropped =
        connection.Execute(fmt::format("DROP SCHEMA IF EXISTS {} CASCADE", schema)).status();
    ARROW_RETURN_NOT_OK(Unlock(connection, number));
    if (dropped.IsCancelled()) return dropped;
  }
  return arrow::Status::OK();
}

arrow::Result<std::string> Staging::SchemaFor(const std::string& target) {
  const auto known = schemas_.find(target);
  if (known != schemas_.end()) return known->second;
  const std::string schema = fmt::format("{}{}_{}", kPrefix, number_, schemas_.size());
  const arrow::Status created = connection_->Execute("CREATE SCHEMA " + schema).status();
  if (!created.ok()) {
    return created.WithMessage(connection_->name(), ": ", created.message(), ": ",
                               AdviceFor(created));
  }
  schemas_[target] = schema;
  return schema;
}

arrow::Status Staging::Move() {
  for (const auto& [target, schema] : schemas_) {
    ARROW_ASSIGN_OR_RAISE(const std::string quoted, connection_->QuoteIdentifier(target));
    ARROW_RETURN_NOT_OK(connection_->Execute("CREATE SCHEMA IF NOT EXISTS " + quoted));
  }
  for (const Moved& moved : moved_) {
    ARROW_ASSIGN_OR_RAISE(const std::string name, connection_->QuoteIdentifier(moved.name));
    ARROW_ASSIGN_OR_RAISE(const std::string target, connection_->QuoteIdentifier(moved.target));
    const char* kind = moved.kind == Moved::Kind::kTable ? "TABLE" : "TYPE";
    ARROW_RETURN_NOT_OK(connection_->Execute(fmt::format("ALTER {} {}.{} SET SCHEMA {}", kind,
                                                         schemas_.at(moved.target), name, target)));
  }
  return Drop(*connection_);
}

arrow::Status Staging::Drop(Connection& connection) const {
  for (const auto& [target, schema] : schemas_) {
    ARROW_RETURN_NOT_OK(
        connection.Execute(fmt::format("DROP SCHEMA IF EXISTS {} CASCADE", schema)).status());
  }
  return arrow::Status::OK();
}

}  // namespace quiver::postgres

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <arrow/result.h>
#include <arrow/status.h>
#include <duckdb.h>

namespace quiver::duckdb {

/// A DuckDB error as a Status: Cancelled for an interrupt, IOError, OutOfMemory, AlreadyExists, or
/// Invalid; the message on one line, without DuckDB's prefix for its kind.
arrow::Status ErrorStatus(duckdb_error_type type, const std::string& message);

/// What DuckDB said, on one line.
std::string OneLine(std::string message);

/// "name" and 'text' as SQL writes them.
std::string QuoteIdentifier(const std::string& name);
std::string QuoteLiteral(const std::string& text);

/// An open database file (or ":memory:"). Connections keep it open.
class Database {
 public:
  using Settings = std::map<std::string, std::string>;

  /// Errors: IOError, in DuckDB's words; see target_errors.h for those that a user should see.
  static arrow::Result<std::shared_ptr<Database>> Open(const std::string& path,
                                                       const Settings& settings);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  duckdb_database handle() const { return database_; }

 private:
  Database() = default;
  duckdb_database database_ = nullptr;
};

/// One connection, for one thread at a time; only Interrupt may be called beside.
class Connection {
 public:
  static arrow::Result<std::unique_ptr<Connection>> Open(std::shared_ptr<Database> database);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs one or several statements and forgets their results. Returns the number of rows that the
  /// last one changed.
  arrow::Result<int64_t> Execute(const std::string& sql);

  using Row = std::vector<std::optional<std::string>>;
  /// The rows of a small query, all of whose columns must be VARCHAR.
  arrow::Result<std::vector<Row>> Query(const std::string& sql);

  /// Makes a statement that runs now return Cancelled.
  void Interrupt() { duckdb_interrupt(connection_); }

  /// What kind of error the last Execute or Query returned.
  duckdb_error_type last_error() const { return last_error_; }

  duckdb_connection handle() const { return connection_; }

  /// How this connection's rows become Arrow, by the settings at the time of the first call. Owned
  /// by the connection.
  duckdb_arrow_options arrow_options();

 private:
  explicit Connection(std::shared_ptr<Database> database) : database_(std::move(database)) {}
  std::shared_ptr<Database> database_;
  duckdb_connection connection_ = nullptr;
  duckdb_arrow_options arrow_options_ = nullptr;
  duckdb_error_type last_error_ = DUCKDB_ERROR_INVALID;
};

}  // namespace quiver::duckdb

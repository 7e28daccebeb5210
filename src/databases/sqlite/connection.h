#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <arrow/result.h>
#include <arrow/status.h>

struct sqlite3;
struct sqlite3_stmt;

namespace quiver::sqlite {

/// A prepared statement. Move-only; must be gone before its Connection. Columns and parameters
/// count from 0, as sqlite3_column_* does (parameter 0 is SQL's ?1).
class Statement {
 public:
  Statement(Statement&&) noexcept = default;
  Statement& operator=(Statement&&) noexcept = default;

  /// True when there is a row, false at the end. Errors as Connection::Open describes.
  arrow::Result<bool> Step();
  /// Back to before the first row; bound values stay.
  void Reset();

  /// `value` must live until the next Bind of the same parameter, or the end of the statement.
  arrow::Status Bind(int parameter, std::string_view value);
  arrow::Status Bind(int parameter, int64_t value);

  /// SQLITE_INTEGER, _FLOAT, _TEXT, _BLOB or _NULL.
  int storage_class(int column) const;
  bool is_null(int column) const;
  int64_t integer(int column) const;
  double real(int column) const;
  /// UTF-8; valid until the next Step or Reset. Empty for NULL.
  std::string_view text(int column) const;
  std::string_view blob(int column) const;
  int num_columns() const;

  sqlite3_stmt* handle() const { return statement_.get(); }

 private:
  friend class Connection;
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(sqlite3_stmt* statement, std::shared_ptr<const std::string> path);

  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
  std::shared_ptr<const std::string> path_;
};

/// A connection to a SQLite file. Move-only. One thread at a time, except that
/// `sqlite3_interrupt(handle())` may be called from any, and that one from OpenForWriting may be
/// used by several threads, each with statements of its own.
class Connection {
 public:
  /// `path` is taken literally: no URI, no ":memory:". Reads the schema once, so that whatever is
  /// wrong with the file shows here. Never writes to the database, also where SQLite would: a hot
  /// journal is not rolled back, the WAL is not checkpointed.
  ///
  /// Errors, one line each with the path and what to do: IOError for what is wrong with the file
  /// (missing, directory, no permission, not a database or encrypted, truncated, corrupt, locked
  /// for longer than `busy_timeout_ms`, needs a recovery that a reader may not do). A file of zero
  /// bytes is a valid database for SQLite, but far more often a mistake: it is an error, too.
  static arrow::Result<Connection> Open(const std::string& path, int64_t busy_timeout_ms);

  /// For a file that exists, also an empty one. A transaction that somebody left unfinished is
  /// rolled back, as every SQLite program does. Errors as above.
  static arrow::Result<Connection> OpenForWriting(const std::string& path, int64_t busy_timeout_ms);

  Connection(Connection&&) noexcept = default;
  Connection& operator=(Connection&&) noexcept = default;

  sqlite3* handle() const { return database_.get(); }
  const std::string& path() const { return *path_; }

  /// Runs one or more statements and ignores their rows.
  arrow::Status Execute(const std::string& sql);
  arrow::Result<Statement> Prepare(std::string_view sql);

  /// The Status for a result code that SQLite gave on this connection for a call made directly on
  /// `handle()`. Codes of success (OK, ROW, DONE) give OK, SQLITE_INTERRUPT gives Cancelled.
  arrow::Status ToStatus(int code) const;

 private:
  struct Closer {
    void operator()(sqlite3* database) const;
  };
  Connection() = default;
  static arrow::Result<Connection> OpenWith(const std::string& path, int flags,
                                            int64_t busy_timeout_ms);

  std::unique_ptr<sqlite3, Closer> database_;
  std::shared_ptr<const std::string> path_;
};

}  // namespace quiver::sqlite

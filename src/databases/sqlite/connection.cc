#include "databases/sqlite/connection.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include "databases/sqlite/database_file.h"

namespace quiver::sqlite {

namespace {

using arrow::Result;
using arrow::Status;

/// Keeps an error on one line whatever names SQLite quotes in it.
std::string OneLine(const char* message) {
  std::string line = message;
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

Status Locked(sqlite3* database, const std::string& path) {
  // The connection itself knows how long it waited; the timeout is not kept a second time.
  int milliseconds = 0;
  sqlite3_stmt* pragma = nullptr;
  if (sqlite3_prepare_v2(database, "PRAGMA busy_timeout", -1, &pragma, nullptr) == SQLITE_OK &&
      sqlite3_step(pragma) == SQLITE_ROW) {
    milliseconds = sqlite3_column_int(pragma, 0);
  }
  sqlite3_finalize(pragma);
  return Status::IOError(
      fmt::format("{}: another process has locked it, also after {} s; `fuser -v {}` shows which, "
                  "--busy-timeout "
                  "waits longer",
                  path, milliseconds / 1000.0, path));
}

Status MakeStatus(sqlite3* database, int code, const std::string& path) {
  switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return Status::OK();
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Locked(database, path);
    default:
      return DatabaseFileError(path, code, OneLine(sqlite3_errmsg(database)));
  }
}

}  // namespace

void Statement::Finalizer::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Statement::Statement(sqlite3_stmt* statement, std::shared_ptr<const std::string> path)
    : statement_(statement), path_(std::move(path)) {}

Result<bool> Statement::Step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return MakeStatus(sqlite3_db_handle(statement_.get()), code, *path_);
}

void Statement::Reset() { sqlite3_reset(statement_.get()); }

Status Statement::Bind(int parameter, std::string_view value) {
  const int code =
      sqlite3_bind_text64(statement_.get(), parameter + 1, value.data() ? value.data() : "",
                          value.size(), SQLITE_STATIC, SQLITE_UTF8);
  return MakeStatus(sqlite3_db_handle(statement_.get()), code, *path_);
}

Status Statement::Bind(int parameter, int64_t value) {
  const int code = sqlite3_bind_int64(statement_.get(), parameter + 1, value);
  return MakeStatus(sqlite3_db_handle(statement_.get()), code, *path_);
}

int Statement::storage_class(int column) const {
  return sqlite3_column_type(statement_.get(), column);
}

bool Statement::is_null(int column) const { return storage_class(column) == SQLITE_NULL; }

int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::string_view Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::string_view Statement::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

int Statement::num_columns() const { return sqlite3_column_count(statement_.get()); }

void Connection::Closer::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Result<Connection> Connection::OpenWith(const std::string& path, int flags,
                                        int64_t busy_timeout_ms) {
  Connection connection;
  connection.path_ = std::make_shared<const std::string>(path);
  // SQLite gives ":memory:" and, where it is built so, "file:..." a meaning of their own.
  const std::string literal = path.front() == '/' ? path : "./" + path;
  sqlite3* database = nullptr;
  const int code =
      sqlite3_open_v2(literal.c_str(), &database, flags | SQLITE_OPEN_EXRESCODE, nullptr);
  connection.database_.reset(database);
  if (database == nullptr) return Status::OutOfMemory(path, ": no memory to open it");
  ARROW_RETURN_NOT_OK(connection.ToStatus(code));

  constexpr int64_t kLongest = std::numeric_limits<int>::max();
  sqlite3_busy_timeout(database,
                       static_cast<int>(std::clamp<int64_t>(busy_timeout_ms, 0, kLongest)));
  // A schema can be made to call functions; those with side effects are not for us.
  sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  return connection;
}

Result<Connection> Connection::Open(const std::string& path, int64_t busy_timeout_ms) {
  ARROW_RETURN_NOT_OK(CheckDatabaseFile(path));
  ARROW_ASSIGN_OR_RAISE(
      Connection connection,
      OpenWith(path, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, busy_timeout_ms));
  sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  // Views were written for a SQLite as most programs have it, where "text" may be a string.
  sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_DQS_DML, 1, nullptr);
  ARROW_RETURN_NOT_OK(connection.Execute("SELECT 1 FROM sqlite_schema"));
  return connection;
}

Result<Connection> Connection::OpenForWriting(const std::string& path, int64_t busy_timeout_ms) {
  ARROW_ASSIGN_OR_RAISE(
      Connection connection,
      OpenWith(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, busy_timeout_ms));
  ARROW_RETURN_NOT_OK(connection.Execute("SELECT 1 FROM sqlite_schema"));
  return connection;
}

Status Connection::Execute(const std::string& sql) {
  return ToStatus(sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr));
}

Result<Statement> Connection::Prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v2(handle(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  ARROW_RETURN_NOT_OK(ToStatus(code));
  if (statement == nullptr) return Status::Invalid(path(), ": there is no statement in the SQL");
  return Statement(statement, path_);
}

Status Connection::ToStatus(int code) const { return MakeStatus(handle(), code, path()); }

}  // namespace quiver::sqlite

#include "databases/sqlite/default_value.h"

#include <memory>

#include <sqlite3.h>

namespace quiver::sqlite {

namespace {

using Value = DeclaredColumn::Value;

const char* TypeWithAffinity(Affinity affinity) {
  switch (affinity) {
    case Affinity::kInteger:
      return "INTEGER";
    case Affinity::kReal:
      return "REAL";
    case Affinity::kNumeric:
      return "NUMERIC";
    case Affinity::kText:
      return "TEXT";
    case Affinity::kBlob:
      break;
  }
  return "BLOB";
}

Value ReadValue(sqlite3_stmt* row) {
  Value value;
  switch (sqlite3_column_type(row, 0)) {
    case SQLITE_INTEGER:
      value.storage_class = Value::Class::kInteger;
      value.integer = sqlite3_column_int64(row, 0);
      return value;
    case SQLITE_FLOAT:
      value.storage_class = Value::Class::kReal;
      value.real = sqlite3_column_double(row, 0);
      return value;
    case SQLITE_TEXT:
      value.storage_class = Value::Class::kText;
      break;
    case SQLITE_BLOB:
      value.storage_class = Value::Class::kBlob;
      break;
    default:
      return value;
  }
  if (const void* bytes = sqlite3_column_blob(row, 0)) {
    value.bytes.assign(static_cast<const char*>(bytes), sqlite3_column_bytes(row, 0));
  }
  return value;
}

}  // namespace

DefaultEvaluator::DefaultEvaluator() = default;
DefaultEvaluator::~DefaultEvaluator() { sqlite3_close(database_); }

arrow::Result<std::optional<Value>> DefaultEvaluator::Evaluate(const std::string& expression,
                                                               Affinity affinity) {
  const auto known = known_.find({expression, affinity});
  if (known != known_.end()) return known->second;
  ARROW_ASSIGN_OR_RAISE(auto value, EvaluateNew(expression, affinity));
  known_.emplace(std::pair(expression, affinity), value);
  return value;
}

arrow::Result<std::optional<Value>> DefaultEvaluator::EvaluateNew(const std::string& expression,
                                                                  Affinity affinity) {
  const auto run = [&](const std::string& sql) {
    return sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  };
  if (database_ == nullptr && sqlite3_open(":memory:", &database_) != SQLITE_OK) {
    return arrow::Status::OutOfMemory("no memory to evaluate the default ", expression);
  }
  if (!run("CREATE TABLE t(old); INSERT INTO t VALUES (1)")) {
    return arrow::Status::UnknownError("SQLite in memory: ", sqlite3_errmsg(database_));
  }
  const std::string add_column =
      std::string("ALTER TABLE t ADD COLUMN value ") + TypeWithAffinity(affinity) + " DEFAULT ";
  // The PRAGMA leaves the parentheses out; a name (DEFAULT yes) is a string only without them.
  const bool constant = run(add_column + "(" + expression + ")") || run(add_column + expression);
  std::optional<Value> value;
  sqlite3_stmt* row = nullptr;
  if (constant &&
      sqlite3_prepare_v2(database_, "SELECT value FROM t", -1, &row, nullptr) == SQLITE_OK &&
      sqlite3_step(row) == SQLITE_ROW) {
    value = ReadValue(row);
  }
  sqlite3_finalize(row);
  run("DROP TABLE t");
  return value;
}

}  // namespace quiver::sqlite

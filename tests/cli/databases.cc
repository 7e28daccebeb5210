#include "cli/databases.h"

#include <duckdb.h>
#include <sqlite3.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

namespace quiver::testing {
namespace {

[[noreturn]] void Fail(const std::string& what) { throw std::runtime_error(what); }

Rows AllRows(duckdb_result* result) {
  Rows rows(duckdb_row_count(result));
  for (size_t row = 0; row < rows.size(); ++row) {
    for (idx_t column = 0; column < duckdb_column_count(result); ++column) {
      char* text = duckdb_value_varchar(result, column, row);
      rows[row].push_back(text ? text : "NULL");
      duckdb_free(text);
    }
  }
  return rows;
}

}  // namespace

void Sqlite(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  char* message = nullptr;
  if (sqlite3_open(path.c_str(), &database) != SQLITE_OK ||
      sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK) {
    Fail(message ? message : "sqlite3_open");
  }
  sqlite3_close(database);
}

Rows DuckDb(const std::string& path, const std::string& sql) {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  duckdb_result result;
  if (duckdb_open(path.c_str(), &database) != DuckDBSuccess ||
      duckdb_connect(database, &connection) != DuckDBSuccess) {
    Fail("duckdb_open " + path);
  }
  if (duckdb_query(connection, sql.c_str(), &result) != DuckDBSuccess) {
    Fail(duckdb_result_error(&result));
  }
  Rows rows = AllRows(&result);
  duckdb_destroy_result(&result);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  return rows;
}

std::string DuckDbValue(const std::string& path, const std::string& sql) {
  return DuckDb(path, sql).at(0).at(0);
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string SqlOfBigTable(const std::string& name, int64_t rows) {
  return fmt::format(
      "CREATE TABLE {0} (id INTEGER PRIMARY KEY, word TEXT, value REAL);"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {1})"
      "INSERT INTO {0} SELECT i, 'word number ' || i, i / 4.0 FROM n;",
      name, rows);
}

std::string SqlOfShop() {
  return "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL "
         "REFERENCES customers(id), amount REAL, placed DATE);"
         "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
         "INSERT INTO customers VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Ö');"
         "INSERT INTO orders VALUES (1, 1, 9.5, '2024-01-31'), (2, 1, 12.25, '2024-02-29'),"
         "(3, 2, NULL, '2024-03-01'), (4, 3, 0.1, NULL), (5, 3, 7, '1969-12-31');";
}

}  // namespace quiver::testing

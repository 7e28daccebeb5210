#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace quiver::testing {

/// Runs statements on the SQLite database at `path`, which is made if it is not there.
void Sqlite(const std::string& path, const std::string& sql);

/// Runs statements on the DuckDB database at `path`, and gives the rows of the last one: values as
/// DuckDB writes them, NULL as "NULL".
using Rows = std::vector<std::vector<std::string>>;
Rows DuckDb(const std::string& path, const std::string& sql);

/// The first value of the first row.
std::string DuckDbValue(const std::string& path, const std::string& sql);

/// The bytes of a file.
std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, const std::string& bytes);

/// SQL that makes a SQLite table `name` with the columns id INTEGER PRIMARY KEY, word TEXT, value
/// REAL, and `rows` rows.
std::string SqlOfBigTable(const std::string& name, int64_t rows);

/// Two tables with a foreign key between them: 3 customers, 5 orders.
std::string SqlOfShop();

}  // namespace quiver::testing

#include <duckdb.h>

#include <gtest/gtest.h>

#include "contract/source_contract.h"
#include "databases/duckdb/duckdb_source.h"

namespace quiver::testing {
namespace {

void Create(const TemporaryDirectory& directory) {
  duckdb_database db;
  duckdb_connection connection;
  ASSERT_EQ(duckdb_open(directory.File("test.duckdb").c_str(), &db), DuckDBSuccess);
  ASSERT_EQ(duckdb_connect(db, &connection), DuckDBSuccess);
  const std::string sql =
      "CREATE TABLE numbers AS SELECT i AS id, CASE WHEN i % 7 <> 6 THEN 'w' || i END AS word, "
      "i / 4.0::DOUBLE AS value FROM range(" +
      std::to_string(SourceCase::kNumbers) +
      ") r(i);"
      "CREATE TABLE left_account AS SELECT i AS id, " +
      std::to_string(SourceCase::kTotal / SourceCase::kAccounts) +
      "::BIGINT AS amount FROM range(" + std::to_string(SourceCase::kAccounts) +
      ") r(i);"
      "CREATE TABLE right_account (id BIGINT, amount BIGINT)";
  EXPECT_EQ(duckdb_query(connection, sql.c_str(), nullptr), DuckDBSuccess);
  duckdb_disconnect(&connection);
  duckdb_close(&db);
}

}  // namespace

// A DuckDB file that is open for reading can't be opened for writing by anyone else, so there is no
// writer; its values are typed, so none of them can be bad.
std::vector<SourceCase> DuckDbSourceCases() {
  SourceCase c;
  c.name = "DuckDb";
  c.create = Create;
  c.open = [](const TemporaryDirectory& directory, const SourceOptions& options) {
    return OpenDuckDbSource(directory.File("test.duckdb"), options);
  };
  return {c};
}

}  // namespace quiver::testing

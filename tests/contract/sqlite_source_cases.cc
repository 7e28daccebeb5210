#include <sqlite3.h>

#include <gtest/gtest.h>

#include "contract/source_contract.h"
#include "databases/sqlite/sqlite_source.h"

namespace quiver::testing {
namespace {

constexpr int kWriterBusyTimeoutMs = 50;

bool Execute(const TemporaryDirectory& directory, const std::string& sql) {
  sqlite3* db = nullptr;
  bool ok = sqlite3_open(directory.File("test.db").c_str(), &db) == SQLITE_OK;
  sqlite3_busy_timeout(db, kWriterBusyTimeoutMs);
  ok = ok && sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  sqlite3_close(db);
  return ok;
}

std::string Numbers(const std::string& table_options) {
  return "CREATE TABLE numbers (id INTEGER PRIMARY KEY, word TEXT, value REAL)" + table_options +
         ";"
         "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < " +
         std::to_string(SourceCase::kNumbers - 1) +
         ") INSERT INTO numbers SELECT i, CASE WHEN i % 7 <> 6 THEN 'w' || i END, i / 4.0 FROM n;";
}

std::string Accounts() {
  return "CREATE TABLE left_account (id INTEGER PRIMARY KEY, amount INTEGER);"
         "CREATE TABLE right_account (id INTEGER PRIMARY KEY, amount INTEGER);"
         "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < " +
         std::to_string(SourceCase::kAccounts - 1) + ") INSERT INTO left_account SELECT i, " +
         std::to_string(SourceCase::kTotal / SourceCase::kAccounts) + " FROM n;";
}

bool MoveRows(const TemporaryDirectory& directory, int round) {
  const std::string from = round % 2 == 0 ? "left_account" : "right_account";
  const std::string to = round % 2 == 0 ? "right_account" : "left_account";
  const std::string where = " WHERE id % 10 = " + std::to_string(round / 2 % 10);
  return Execute(directory, "BEGIN IMMEDIATE; INSERT OR REPLACE INTO " + to + " SELECT * FROM " +
                                from + where + "; DELETE FROM " + from + where + "; COMMIT;");
}

SourceCase Case(const std::string& name, const std::string& pragmas,
                const std::string& table_options) {
  SourceCase c;
  c.name = name;
  c.create = [=](const TemporaryDirectory& directory) {
    ASSERT_TRUE(Execute(directory, pragmas + Numbers(table_options) + Accounts()));
  };
  c.open = [](const TemporaryDirectory& directory, const SourceOptions& options) {
    return OpenSqliteSource(directory.File("test.db"), options);
  };
  c.move_rows = MoveRows;
  c.add_bad_value = [](const TemporaryDirectory& directory) {
    ASSERT_TRUE(Execute(directory, "UPDATE numbers SET value = 'high' WHERE id = 1234"));
  };
  // Where there are no rowids, rows are counted from 1.
  const std::string row = table_options.empty() ? "rowid 1234" : "row 1235";
  c.bad_value_error = {"numbers", "value", row, "--on-type-mismatch"};
  return c;
}

}  // namespace

std::vector<SourceCase> SqliteSourceCases() {
  return {Case("SqliteRollbackJournal", "PRAGMA journal_mode = DELETE;", ""),
          Case("SqliteWal", "PRAGMA journal_mode = WAL;", ""),
          Case("SqliteWithoutRowid", "PRAGMA page_size = 1024; PRAGMA journal_mode = WAL;",
               " WITHOUT ROWID")};
}

}  // namespace quiver::testing

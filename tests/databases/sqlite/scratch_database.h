#pragma once

#include <string>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "contract/temporary_directory.h"

namespace quiver::sqlite::testing {

/// A SQLite file in a directory of its own, written with SQLite as any program would.
class ScratchDatabase {
 public:
  explicit ScratchDatabase(const std::string& sql = "", const std::string& name = "scratch.db")
      : path_(directory_.File(name)) {
    EXPECT_EQ(sqlite3_open(path_.c_str(), &database_), SQLITE_OK);
    sqlite3_db_config(database_, SQLITE_DBCONFIG_DQS_DML, 1, nullptr);
    sqlite3_db_config(database_, SQLITE_DBCONFIG_DQS_DDL, 1, nullptr);
    Run(sql);
  }
  ~ScratchDatabase() { Close(); }

  void Run(const std::string& sql) {
    char* message = nullptr;
    sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, &message);
    EXPECT_EQ(message, nullptr) << message << " in " << sql;
    sqlite3_free(message);
  }
  void Close() {
    sqlite3_close(database_);
    database_ = nullptr;
  }

  const std::string& path() const { return path_; }
  const quiver::testing::TemporaryDirectory& directory() const { return directory_; }

 private:
  quiver::testing::TemporaryDirectory directory_;
  std::string path_;
  sqlite3* database_ = nullptr;
};

}  // namespace quiver::sqlite::testing

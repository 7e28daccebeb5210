#pragma once

#include <csignal>
#include <functional>

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "contract/child_process.h"

namespace quiver::sqlite::testing {

/// Another process that writes to a database until this object is gone. A process, not a thread:
/// POSIX locks do not hold between the threads of one.
class WriterProcess {
 public:
  /// Runs `sql` again and again; SQLITE_BUSY is no error, everything else is. "%d" in it is
  /// replaced by the number of the round.
  WriterProcess(const std::string& path, const std::string& sql) {
    child_ = quiver::testing::Fork();
    if (child_ == 0) _exit(Write(path, sql));
  }

  ~WriterProcess() {
    kill(child_, SIGTERM);
    int status = 0;
    waitpid(child_, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the writer gave up with " << WEXITSTATUS(status);
  }

 private:
  static int Write(const std::string& path, const std::string& sql) {
    sqlite3* database = nullptr;
    if (sqlite3_open(path.c_str(), &database) != SQLITE_OK) return 1;
    sqlite3_busy_timeout(database, 5);
    sqlite3_exec(database, "PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 20", nullptr,
                 nullptr, nullptr);
    for (int round = 0;; ++round) {
      std::string numbered = sql;
      for (size_t at; (at = numbered.find("%d")) != std::string::npos;) {
        numbered.replace(at, 2, std::to_string(round));
      }
      const int code = sqlite3_exec(database, numbered.c_str(), nullptr, nullptr, nullptr);
      if (code == SQLITE_OK) continue;
      if (code != SQLITE_BUSY) return 2;
      sqlite3_exec(database, "ROLLBACK", nullptr, nullptr, nullptr);
    }
  }

  pid_t child_;
};

}  // namespace quiver::sqlite::testing

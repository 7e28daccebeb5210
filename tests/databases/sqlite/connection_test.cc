#include "databases/sqlite/connection.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "contract/child_process.h"
#include "databases/sqlite/scratch_database.h"
#include "databases/sqlite/status_macros.h"

namespace quiver::sqlite {
namespace {

namespace fs = std::filesystem;
using quiver::testing::TemporaryDirectory;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ScratchDatabase;

constexpr int64_t kNoWait = 0;

std::string OpenError(const std::string& path, int64_t busy_timeout_ms = kNoWait) {
  const auto connection = Connection::Open(path, busy_timeout_ms);
  return connection.ok() ? "no error" : connection.status().ToString();
}

/// What OpenError gives to a user without any rights; the tests themselves may be run by root.
std::string OpenErrorForNobody(const std::string& path) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = quiver::testing::Fork();
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    if (geteuid() == 0 && setresuid(kNobody, kNobody, kNobody) != 0) _exit(1);
    const std::string error = OpenError(path);
    _exit(write(ends[1], error.data(), error.size()) == static_cast<ssize_t>(error.size()) ? 0 : 1);
  }
  close(ends[1]);
  std::string error(4096, '\0');
  const ssize_t size = read(ends[0], error.data(), error.size());
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  error.resize(size < 0 ? 0 : size);
  return error;
}

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

TEST(ConnectionTest, ReadsRowsAndBindsParameters) {
  ScratchDatabase database("CREATE TABLE t(a, b); INSERT INTO t VALUES (1, 'x'), (2.5, NULL)");
  ASSERT_OK_AND_ASSIGN(auto connection, Connection::Open(database.path(), kNoWait));
  ASSERT_OK_AND_ASSIGN(auto statement, connection.Prepare("SELECT a, b FROM t WHERE a < ?1"));
  ASSERT_OK(statement.Bind(0, int64_t{2}));
  EXPECT_EQ(statement.Step(), arrow::Result<bool>(true));
  EXPECT_EQ(statement.integer(0), 1);
  EXPECT_EQ(statement.text(1), "x");
  EXPECT_EQ(statement.Step(), arrow::Result<bool>(false));
}

TEST(ConnectionTest, CanNotWrite) {
  ScratchDatabase database("CREATE TABLE t(a)");
  ASSERT_OK_AND_ASSIGN(auto connection, Connection::Open(database.path(), kNoWait));
  EXPECT_THAT(connection.Execute("INSERT INTO t VALUES (1)").ToString(), HasSubstr("readonly"));
}

TEST(ConnectionTest, TakesPathsLiterally) {
  for (const char* name :
       {"file:a?mode=memory.db", "a b%20c#d.db", "'quoted\".db", "\xc3\xa9.db"}) {
    ScratchDatabase database("CREATE TABLE t(a)", name);
    EXPECT_EQ(OpenError(database.path()), "no error") << name;
  }
}

TEST(ConnectionTest, TakesRelativePathsLiterallyWhereSqliteWouldSeeAUriOrMemory) {
  for (const char* name : {":memory:", "file:x.db?mode=ro"}) {
    ScratchDatabase database("CREATE TABLE t(a)", name);
    const fs::path before = fs::current_path();
    fs::current_path(database.directory().path());
    auto connection = Connection::Open(name, kNoWait);
    fs::current_path(before);
    ASSERT_OK(connection.status());
    ASSERT_OK(connection->Prepare("SELECT a FROM t").status());
  }
}

TEST(ConnectionTest, NamesFilesNearAMissingOne) {
  TemporaryDirectory directory;
  WriteFile(directory.File("flights.db"), "x");
  EXPECT_EQ(
      OpenError(directory.File("flihgts.db")),
      "IOError: " + directory.File("flihgts.db") + ": no such file; did you mean flights.db?");
  EXPECT_THAT(OpenError(directory.File("zzz")), HasSubstr("zzz: no such file"));
  EXPECT_THAT(OpenError(directory.File("no/zzz")), HasSubstr("there is no directory"));
}

TEST(ConnectionTest, RefusesWhatIsNoRegularFile) {
  TemporaryDirectory directory;
  EXPECT_THAT(OpenError(directory.path()), HasSubstr("is a directory"));
  ASSERT_EQ(mkfifo(directory.File("pipe").c_str(), 0600), 0);
  EXPECT_THAT(OpenError(directory.File("pipe")), HasSubstr("not a regular file"));
  EXPECT_THAT(OpenError(""), HasSubstr("path of the SQLite database is empty"));
}

TEST(ConnectionTest, RefusesAnEmptyFile) {
  TemporaryDirectory directory;
  WriteFile(directory.File("empty.db"), "");
  EXPECT_THAT(OpenError(directory.File("empty.db")), HasSubstr("the file is empty (0 bytes)"));
}

TEST(ConnectionTest, RefusesWhatIsNoDatabase) {
  TemporaryDirectory directory;
  WriteFile(directory.File("notes.db"), std::string(5000, 'n'));
  EXPECT_THAT(OpenError(directory.File("notes.db")),
              HasSubstr("notes.db: not a SQLite database, or an encrypted one"));
  WriteFile(directory.File("short.db"), "a");
  EXPECT_THAT(OpenError(directory.File("short.db")), HasSubstr("not a SQLite database"));
}

TEST(ConnectionTest, SaysThatAHeaderIsDamaged) {
  ScratchDatabase database("CREATE TABLE t(a)");
  database.Close();
  std::fstream file(database.path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(16).write("\x03\x03", 2);  // a page size that is no power of two
  file.close();
  EXPECT_THAT(OpenError(database.path()), HasSubstr("its header is damaged"));
}

TEST(ConnectionTest, SaysThatAFileIsTruncated) {
  ScratchDatabase database("CREATE TABLE t(a); INSERT INTO t VALUES (zeroblob(50000))");
  database.Close();
  fs::resize_file(database.path(), 8192);
  EXPECT_THAT(OpenError(database.path()),
              AllOf(HasSubstr("truncated: it has 8192 bytes, its header says"),
                    HasSubstr(database.path())));
}

TEST(ConnectionTest, SaysThatASchemaIsCorrupt) {
  ScratchDatabase database(
      "CREATE TABLE t(a); PRAGMA writable_schema = ON;"
      "UPDATE sqlite_schema SET sql = 'CREATE TABLE t(a' WHERE name = 't'");
  database.Close();
  EXPECT_THAT(OpenError(database.path()),
              AllOf(HasSubstr("is corrupt"), HasSubstr("malformed database schema (t)"),
                    HasSubstr(".recover")));
}

TEST(ConnectionTest, WaitsForALockThenSaysWhoToAsk) {
  ScratchDatabase database("CREATE TABLE t(a); BEGIN EXCLUSIVE");
  const auto start = std::chrono::steady_clock::now();
  const std::string error = OpenError(database.path(), 300);
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(290));
  EXPECT_THAT(error, AllOf(HasSubstr("locked"), HasSubstr("after 0.3 s"),
                           HasSubstr("fuser -v " + database.path()), HasSubstr("--busy-timeout")));
}

TEST(ConnectionTest, ReadsBesideAWriterInWalMode) {
  ScratchDatabase database(
      "PRAGMA journal_mode = WAL; CREATE TABLE t(a); BEGIN IMMEDIATE; INSERT INTO t VALUES (1)");
  EXPECT_EQ(OpenError(database.path()), "no error");
}

TEST(ConnectionTest, LeavesTheWalAsItIs) {
  ScratchDatabase database(
      "PRAGMA journal_mode = WAL; CREATE TABLE t(a); INSERT INTO t VALUES (1)");
  const auto size = fs::file_size(database.path());
  const auto wal_size = fs::file_size(database.path() + "-wal");
  EXPECT_EQ(OpenError(database.path()), "no error");
  EXPECT_EQ(fs::file_size(database.path()), size);
  EXPECT_EQ(fs::file_size(database.path() + "-wal"), wal_size);
}

TEST(ConnectionTest, ReadsTheWalOfAProgramThatDied) {
  ScratchDatabase living("PRAGMA journal_mode = WAL; CREATE TABLE t(a); INSERT INTO t VALUES (7)");
  TemporaryDirectory directory;
  fs::copy_file(living.path(), directory.File("dead.db"));
  fs::copy_file(living.path() + "-wal", directory.File("dead.db-wal"));
  ASSERT_OK_AND_ASSIGN(auto connection, Connection::Open(directory.File("dead.db"), kNoWait));
  ASSERT_OK_AND_ASSIGN(auto statement, connection.Prepare("SELECT a FROM t"));
  EXPECT_EQ(statement.Step(), arrow::Result<bool>(true));
  EXPECT_EQ(statement.integer(0), 7);
}

TEST(ConnectionTest, LeavesAHotJournalToAWriter) {
  ScratchDatabase living(
      "CREATE TABLE t(a); INSERT INTO t VALUES (1); PRAGMA cache_size = 1; BEGIN;"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
      "INSERT INTO t SELECT zeroblob(1000) FROM n");
  TemporaryDirectory directory;
  fs::copy_file(living.path(), directory.File("dead.db"));
  fs::copy_file(living.path() + "-journal", directory.File("dead.db-journal"));
  EXPECT_THAT(OpenError(directory.File("dead.db")),
              AllOf(HasSubstr("rolled back"), HasSubstr("dead.db-journal")));
}

TEST(ConnectionTest, SaysThatThereIsNoPermission) {
  ScratchDatabase database("CREATE TABLE t(a)");
  fs::permissions(database.directory().path(), fs::perms(0755));
  fs::permissions(database.path(), fs::perms(0));
  EXPECT_EQ(OpenErrorForNobody(database.path()),
            "IOError: " + database.path() + ": no permission to read it");
}

TEST(ConnectionTest, SaysWhyAWalDatabaseCanNotBeReadInADirectoryThatMayNotBeWritten) {
  ScratchDatabase database("PRAGMA journal_mode = WAL; CREATE TABLE t(a)");
  database.Close();
  fs::permissions(database.path(), fs::perms(0444));
  fs::permissions(database.directory().path(), fs::perms(0555));
  EXPECT_THAT(OpenErrorForNobody(database.path()), AllOf(HasSubstr("WAL mode"), HasSubstr("copy")));
  fs::permissions(database.directory().path(), fs::perms(0755));
}

TEST(ConnectionTest, ErrorsAreOneLine) {
  ScratchDatabase database("CREATE TABLE \"a\nb\"(a)");
  ASSERT_OK_AND_ASSIGN(auto connection, Connection::Open(database.path(), kNoWait));
  EXPECT_THAT(connection.Prepare("SELECT \"c\nd\".x FROM \"a\nb\"").status().ToString(),
              AllOf(HasSubstr("no such column"), Not(HasSubstr("\n"))));
}

TEST(ConnectionTest, AnInterruptIsACancel) {
  ScratchDatabase database("CREATE TABLE t(a); INSERT INTO t VALUES (1)");
  ASSERT_OK_AND_ASSIGN(auto connection, Connection::Open(database.path(), kNoWait));
  EXPECT_TRUE(connection.ToStatus(9 /* SQLITE_INTERRUPT */).IsCancelled());
}

}  // namespace
}  // namespace quiver::sqlite

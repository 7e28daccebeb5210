// What stands in a target's way: one line each, and nothing changes.

#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/child_process.h"
#include "databases/duckdb/extension_file.h"
#include "databases/duckdb/writing.h"

namespace quiver::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

void ExpectOneLine(const arrow::Status& status, const std::string& what) {
  EXPECT_TRUE(status.IsIOError()) << status;
  EXPECT_THAT(status.message(), HasSubstr(what));
  EXPECT_THAT(status.message(), Not(HasSubstr("\n")));
}

TEST(DuckDbTarget, AFolderOrAMissingFolderOrAnotherFileIsAnErrorOfOneLine) {
  TemporaryDirectory directory;
  ExpectOneLine(OpenDuckDbSink(directory.path().string(), {}).status(), "folder");
  ExpectOneLine(OpenDuckDbSink(directory.File("no/such/t.duckdb"), {}).status(), "no folder");
  const std::string text = directory.File("text.duckdb");
  std::ofstream(text) << std::string(5'000, 'x');
  ExpectOneLine(OpenDuckDbSink(text, {}).status(), "is not a DuckDB database");
  EXPECT_THAT(directory.Listing(), ElementsAre("text.duckdb"));
  EXPECT_EQ(std::filesystem::file_size(text), 5'000u);
}

TEST(DuckDbTarget, AnEmptyFileCountsAsNoFile) {
  TemporaryDirectory directory;
  const std::string path = directory.File("t.duckdb");
  std::ofstream{path};
  auto table = NumberedTable("numbers", 10, 10);
  const auto status = WriteTables(path, {table.get()});
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(directory.Listing(), ElementsAre("t.duckdb"));
}

// DuckDB's locks are between processes.
TEST(DuckDbTarget, AFileThatAnotherProgramHasOpenIsNamedWithThatProgram) {
  TemporaryDirectory directory;
  const std::string path = directory.File("t.duckdb");
  RunSql(path, "CREATE TABLE t (i INTEGER)");
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = Fork();
  if (child == 0) {
    auto database = duckdb::Database::Open(path, {});
    (void)!write(ready[1], "x", 1);
    pause();
    _exit(0);
  }
  // So that the end of the child, too, ends the wait for it.
  close(ready[1]);
  char byte;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  const auto status = OpenDuckDbSink(path, {}).status();
  ExpectOneLine(status, "open in another program");
  EXPECT_THAT(status.message(), HasSubstr(std::to_string(child)));
  ExpectOneLine(OpenDuckDbSource(path, {}).status(), "open in another program");
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

TEST(DuckDbTarget, TwoRunsCantWriteTheSameNewFile) {
  TemporaryDirectory directory;
  const std::string path = directory.File("t.duckdb");
  auto table = NumberedTable("numbers", 10, 10);
  auto first = OpenDuckDbSink(path, {}).ValueOrDie();
  ExpectOneLine(OpenDuckDbSink(path, {}).status(), "another quiver");
  const pid_t child = Fork();
  if (child == 0) {
    const auto status = OpenDuckDbSink(path, {}).status();
    _exit(status.IsIOError() && status.message().find("another quiver") != std::string::npos ? 0
                                                                                             : 1);
  }
  int ended = 0;
  waitpid(child, &ended, 0);
  EXPECT_EQ(ended, 0);
  ASSERT_TRUE(first->Begin({table->description()}).ok());
  ASSERT_TRUE(first->Write(*table).ok());
  ASSERT_TRUE(first->Commit().ok());
  EXPECT_THAT(directory.Listing(), ElementsAre("t.duckdb"));
}

TEST(DuckDbTarget, ATargetThatAppearsDuringTheRunIsNotOverwritten) {
  TemporaryDirectory directory;
  const std::string path = directory.File("t.duckdb");
  auto table = NumberedTable("numbers", 10, 10);
  {
    auto sink = OpenDuckDbSink(path, {}).ValueOrDie();
    ASSERT_TRUE(sink->Begin({table->description()}).ok());
    ASSERT_TRUE(sink->Write(*table).ok());
    std::ofstream(path) << "somebody else's";
    const auto status = sink->Commit();
    EXPECT_TRUE(status.IsAlreadyExists()) << status;
  }
  EXPECT_EQ(std::filesystem::file_size(path), 15u);
  EXPECT_THAT(directory.Listing(), ElementsAre("t.duckdb"));
}

TEST(DuckDbTarget, AResumedRunOfAnotherSourceIsRefusedAndLeavesTheRestWhereItIs) {
  TemporaryDirectory directory;
  const std::string path = directory.File("t.duckdb");
  const auto write = [&](const SinkOptions& options, bool die) {
    auto table = NumberedTable("numbers", 100'000, 10'000);
    auto sink = OpenDuckDbSink(path, options);
    ARROW_RETURN_NOT_OK(sink.status());
    ARROW_RETURN_NOT_OK((*sink)->Begin({table->description()}));
    if (die) kill(getpid(), SIGKILL);
    ARROW_RETURN_NOT_OK((*sink)->Write(*table));
    return (*sink)->Commit();
  };
  SinkOptions options;
  options.fingerprint = "one";
  const pid_t child = Fork();
  if (child == 0) {
    (void)write(options, true);
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  const auto left = directory.Listing();
  ASSERT_FALSE(left.empty());
  options.resume = true;
  options.fingerprint = "two";
  const auto status = write(options, false);
  EXPECT_TRUE(status.IsInvalid()) << status;
  EXPECT_THAT(status.message(), HasSubstr("--resume"));
  EXPECT_TRUE(std::filesystem::exists(directory.File(".t.duckdb.quiver-partial")));

  options.resume = false;
  EXPECT_TRUE(write(options, false).ok());
  EXPECT_THAT(directory.Listing(), ElementsAre("t.duckdb"));
}

TEST(DuckDbTarget, AFullDiskIsAnErrorOfOneLineAndLeavesNothing) {
  TemporaryDirectory directory;
  if (mount("tmpfs", directory.path().c_str(), "tmpfs", 0, "size=4m") != 0) {
    GTEST_SKIP() << "needs the right to mount a small file system";
  }
  auto table = NumberedTable("numbers", 2'000'000, 122'880);
  const auto status = WriteTables(directory.File("t.duckdb"), {table.get()});
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(status.message(), HasSubstr("No space left on device"));
  EXPECT_THAT(status.message(), Not(HasSubstr("\n")));
  EXPECT_THAT(directory.Listing(), IsEmpty());
  umount(directory.path().c_str());
}

TEST(QuiverScan, AnUnknownTokenIsAnErrorOfSql) {
  auto database = duckdb::Database::Open(":memory:", {{"allow_unsigned_extensions", "true"}});
  auto connection = duckdb::Connection::Open(*database).ValueOrDie();
  ASSERT_TRUE(duckdb::LoadExtension(connection.get()).ok());
  for (const char* token : {"'nobody'", "NULL", "''", "'quiver-0'"}) {
    const auto status =
        connection->Execute(std::string("FROM quiver_scan(") + token + ")").status();
    EXPECT_FALSE(status.ok()) << token;
  }
  EXPECT_TRUE(connection->Execute("SELECT 1").ok());
}

}  // namespace
}  // namespace quiver::testing

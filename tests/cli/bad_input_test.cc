// Bad input gets a clear error in one line, and the target is as it was.

#include <duckdb.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "cli/command_test.h"

namespace quiver::testing {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;

class BadInputTest : public CommandTest {
 protected:
  // With a target that exists, and without one: neither may change.
  void ExpectFailure(const std::string& source, const ::testing::Matcher<std::string>& message,
                     const std::vector<std::string>& options = {}) {
    const auto before = directory_.Listing();
    ExpectOneErrorLine(Copy(source, target_, options), message);
    EXPECT_EQ(directory_.Listing(), before);
    const std::string existing = File("existing.duckdb");
    DuckDb(existing, "CREATE TABLE IF NOT EXISTS mine AS SELECT 42 AS x");
    const std::string bytes = ReadFile(existing);
    const auto with_existing = directory_.Listing();
    ExpectOneErrorLine(Copy(source, existing, options), message);
    EXPECT_EQ(directory_.Listing(), with_existing);
    EXPECT_EQ(ReadFile(existing), bytes);
  }

  static Outcome Copy(const std::string& source, const std::string& target,
                      std::vector<std::string> options) {
    options.insert(options.begin(), {"copy", source, target, "--progress", "never"});
    return Quiver(options);
  }

  void MakeSource() { Sqlite(source_, SqlOfBigTable("big", 50'000)); }
};

TEST_F(BadInputTest, ASourceThatIsNotThere) { ExpectFailure(source_, HasSubstr("source.sqlite")); }

TEST_F(BadInputTest, AFileThatIsNoDatabase) {
  WriteFile(source_, "id,name\n1,Ada\n");
  ExpectFailure(source_, HasSubstr("source.sqlite"));
}

TEST_F(BadInputTest, ATruncatedFile) {
  MakeSource();
  std::filesystem::resize_file(source_, std::filesystem::file_size(source_) / 2 + 100);
  ExpectFailure(source_, HasSubstr("source.sqlite"));
}

TEST_F(BadInputTest, AnEncryptedFile) {
  MakeSource();
  std::string bytes = ReadFile(source_);
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(bytes[i] ^ (i * 31 + i / 7 * 17 + 99));
  }
  WriteFile(source_, bytes);
  ExpectFailure(source_, AllOf(HasSubstr("source.sqlite"), HasSubstr("encrypted")));
}

TEST_F(BadInputTest, ALockedDatabase) {
  MakeSource();
  sqlite3* owner = nullptr;
  ASSERT_EQ(sqlite3_open(source_.c_str(), &owner), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(owner, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr), SQLITE_OK);
  ExpectFailure(source_, AllOf(HasSubstr("source.sqlite"), HasSubstr("lock")),
                {"--busy-timeout", "0.2"});
  sqlite3_close(owner);
}

TEST_F(BadInputTest, ADirectory) {
  std::filesystem::create_directory(source_);
  ExpectFailure(source_, HasSubstr("directory"));
}

TEST_F(BadInputTest, ATargetThatIsADirectory) {
  MakeSource();
  std::filesystem::create_directory(target_);
  const auto before = directory_.Listing();
  ExpectOneErrorLine(Copy(source_, target_, {}), HasSubstr("target.duckdb"));
  EXPECT_EQ(directory_.Listing(), before);
}

TEST_F(BadInputTest, ATargetInsideAMissingDirectory) {
  MakeSource();
  ExpectOneErrorLine(Copy(source_, File("nowhere/target.duckdb"), {}), HasSubstr("nowhere"));
  EXPECT_FALSE(std::filesystem::exists(File("nowhere")));
}

TEST_F(BadInputTest, ATargetThatAnotherProgramHasOpen) {
  MakeSource();
  duckdb_database owner = nullptr;
  ASSERT_EQ(duckdb_open(target_.c_str(), &owner), DuckDBSuccess);
  const auto before = directory_.Listing();
  ExpectOneErrorLine(Copy(source_, target_, {}), HasSubstr("target.duckdb"));
  EXPECT_EQ(directory_.Listing(), before);
  duckdb_close(&owner);
  EXPECT_EQ(DuckDbValue(target_, "SELECT count(*) FROM duckdb_tables()"), "0");
}

TEST_F(BadInputTest, ATargetThatIsNoDatabase) {
  MakeSource();
  WriteFile(target_, "a precious letter");
  ExpectOneErrorLine(Copy(source_, target_, {}), HasSubstr("target.duckdb"));
  EXPECT_EQ(ReadFile(target_), "a precious letter");
}

TEST_F(BadInputTest, ATableThatIsNotThere) {
  MakeSource();
  ExpectFailure(source_, HasSubstr("did you mean \"big\"?"), {"--table", "bog"});
}

TEST_F(BadInputTest, ACorruptedPageInTheMiddle) {
  MakeSource();
  std::string bytes = ReadFile(source_);
  const size_t page = bytes.size() / 4096 / 2 * 4096;
  for (size_t i = 0; i < 4096; ++i) bytes[page + i] = static_cast<char>(0xA5);
  WriteFile(source_, bytes);
  ExpectFailure(source_, AnyOf(HasSubstr("corrupt"), HasSubstr("malformed"), HasSubstr("damaged")));
}

TEST_F(BadInputTest, InvalidUtf8NamesTableColumnAndRow) {
  Sqlite(source_,
         "CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT);"
         "INSERT INTO t VALUES (7, CAST(x'ff41' AS TEXT));");
  ExpectFailure(source_, AllOf(HasSubstr("t"), HasSubstr("word"), HasSubstr("7")));
}

TEST_F(BadInputTest, ACopyIntoItself) {
  MakeSource();
  const std::string before = ReadFile(source_);
  std::filesystem::create_symlink(source_, File("link.duckdb"));
  ExpectOneErrorLine(Copy(source_, File("link.duckdb"), {"--to", "duckdb"}),
                     HasSubstr("same file"));
  EXPECT_EQ(ReadFile(source_), before);
}

TEST_F(BadInputTest, AKindThatCannotBeWrittenYet) {
  MakeSource();
  ExpectOneErrorLine(Copy(source_, "postgres://nobody@127.0.0.1:1/x", {}),
                     HasSubstr("can't write postgres"));
}

TEST_F(BadInputTest, AServerThatIsNotThere) {
  ExpectOneErrorLine(Copy("postgres://nobody@127.0.0.1:1/x", target_, {}),
                     AllOf(HasSubstr("127.0.0.1"), HasSubstr("Connection refused")));
  EXPECT_FALSE(std::filesystem::exists(target_));
}

// The next two need what a container may not give; the shell says 77 then.

TEST_F(BadInputTest, NoPermission) {
  MakeSource();
  std::filesystem::permissions(directory_.path(), std::filesystem::perms::all);
  std::filesystem::permissions(source_, std::filesystem::perms::none);
  // root may read everything, so somebody else tries.
  const std::string as_somebody = geteuid() == 0 ? "setpriv --reuid 65534 --clear-groups " : "";
  const Outcome outcome = RunShell(as_somebody + "test -x \"$QUIVER\" || exit 77; " + as_somebody +
                                   "\"$QUIVER\" copy " + source_ + " " + target_);
  if (outcome.exit_code == 77) GTEST_SKIP() << "somebody else can't run the command here";
  ExpectOneErrorLine(outcome, AllOf(HasSubstr("source.sqlite"), HasSubstr("ermission")));
  EXPECT_FALSE(std::filesystem::exists(target_));
}

TEST_F(BadInputTest, AFullDisk) {
  MakeSource();
  std::filesystem::create_directory(File("small"));
  const Outcome outcome = RunShell(
      "unshare -rm true 2>/dev/null || exit 77; cd " + directory_.path().string() +
      "; unshare -rm sh -c 'mount -t tmpfs -o size=512k tmpfs small 2>/dev/null || exit 77; "
      "\"$QUIVER\" copy source.sqlite small/target.duckdb --progress never; code=$?; "
      "ls -A small > left; exit $code'");
  if (outcome.exit_code == 77) GTEST_SKIP() << "no file system can be mounted here";
  ExpectOneErrorLine(outcome, HasSubstr("target.duckdb"));
  EXPECT_EQ(ReadFile(File("left")), "");
}

}  // namespace
}  // namespace quiver::testing

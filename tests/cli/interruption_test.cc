#include <signal.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <thread>

#include "cli/command_test.h"

namespace quiver::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int64_t kRows = 3'000'000;

class InterruptionTest : public CommandTest {
 protected:
  InterruptionTest() { Sqlite(source_, SqlOfBigTable("big", kRows)); }

  // Bytes of everything that the run has put beside the source by now.
  uintmax_t BytesWritten() const {
    uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      std::error_code gone;
      const uintmax_t size = entry.file_size(gone);
      if (!gone && entry.path() != source_) bytes += size;
    }
    return bytes;
  }

  // Waits until the run has written `bytes`; false when it does not happen in a minute.
  bool WaitForBytes(uintmax_t bytes) const {
    for (int i = 0; i < 60'000; ++i) {
      if (BytesWritten() >= bytes) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
  }

  std::vector<std::string> CopyArguments() const {
    return {"copy", source_, target_, "--progress", "never", "--jobs", "1"};
  }
};

TEST_F(InterruptionTest, CtrlCLeavesNoTraceAndExitsWith130) {
  RunningCommand copy(CopyArguments());
  ASSERT_TRUE(WaitForBytes(1 << 20));
  copy.Signal(SIGINT);
  const Outcome outcome = copy.Wait();
  EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
  EXPECT_THAT(outcome.error_lines(),
              ElementsAre("quiver: error: interrupted; nothing was changed"));
  EXPECT_THAT(directory_.Listing(), ElementsAre("source.sqlite"));
}

TEST_F(InterruptionTest, ATargetThatExistsIsAsItWasAfterSigterm) {
  DuckDb(target_, "CREATE TABLE mine AS SELECT 42 AS x");
  const uintmax_t before = BytesWritten();
  RunningCommand copy(CopyArguments());
  ASSERT_TRUE(WaitForBytes(before + 100'000));
  copy.Signal(SIGTERM);
  EXPECT_EQ(copy.Wait().exit_code, 130);
  EXPECT_EQ(DuckDbValue(target_, "SELECT string_agg(table_name) FROM duckdb_tables()"), "mine");
  EXPECT_EQ(DuckDbValue(target_, "SELECT x FROM mine"), "42");
}

// A parent of a foreign key is made durable before its children come, so that there is something to
// go on with as soon as it is reported.
class ResumeTest : public CommandTest {
 protected:
  ResumeTest() {
    Sqlite(source_,
           SqlOfBigTable("parent", 150'000) +
               "CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES "
               "parent(id), word TEXT);"
               "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
               "2000000) INSERT INTO child SELECT i, i % 150000 + 1, 'child ' || i FROM n;");
  }

  void KillInTheMiddle() {
    RunningCommand copy({"copy", source_, target_, "--jobs", "1"});
    ASSERT_TRUE(copy.WaitForError("parent: 150,000 rows"));
    copy.Signal(SIGKILL);
    EXPECT_EQ(copy.Wait().exit_code, 137);
    ASSERT_FALSE(std::filesystem::exists(target_));
  }
};

TEST_F(ResumeTest, AKilledRunGoesOnWithWhatItHadNotDone) {
  KillInTheMiddle();
  const Outcome resumed = Quiver({"copy", source_, target_, "--resume", "--verify"});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, AllOf(HasSubstr("note: resuming: 1 of 2 tables were complete"),
                                 HasSubstr("verified"), HasSubstr("copied 2 tables, 2,150,000")));
  EXPECT_EQ(DuckDbValue(target_, "SELECT count(*) || ' ' || sum(id) FROM child"),
            "2000000 2000001000000");
  EXPECT_EQ(DuckDbValue(target_, "SELECT count(*) FROM parent"), "150000");
  EXPECT_THAT(directory_.Listing(), ElementsAre("source.sqlite", "target.duckdb"));
}

TEST_F(ResumeTest, ASourceThatChangedIsNotGoneOnWith) {
  KillInTheMiddle();
  Sqlite(source_, "UPDATE parent SET word = 'other' WHERE id = 5;");
  ExpectOneErrorLine(Quiver({"copy", source_, target_, "--resume"}), HasSubstr("changed"));
  const Outcome anew = Quiver({"copy", source_, target_});
  ASSERT_EQ(anew.exit_code, 0) << anew.err;
  EXPECT_EQ(DuckDbValue(target_, "SELECT word FROM parent WHERE id = 5"), "other");
  EXPECT_THAT(directory_.Listing(), ElementsAre("source.sqlite", "target.duckdb"));
}

TEST_F(ResumeTest, WithoutResumeAKilledRunIsStartedOver) {
  KillInTheMiddle();
  const Outcome anew = Quiver({"copy", source_, target_});
  ASSERT_EQ(anew.exit_code, 0) << anew.err;
  EXPECT_THAT(anew.err, ::testing::Not(HasSubstr("resuming")));
  EXPECT_EQ(DuckDbValue(target_, "SELECT count(*) FROM child"), "2000000");
  EXPECT_THAT(directory_.Listing(), ElementsAre("source.sqlite", "target.duckdb"));
}

TEST_F(ResumeTest, ResumingWithoutAnInterruptedRunStartsAndSaysSo) {
  const Outcome copied = Quiver({"copy", source_, target_, "--table", "parent", "--resume"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_THAT(copied.err, HasSubstr("left nothing to go on with"));
}

}  // namespace
}  // namespace quiver::testing

#include "transfer/run_copy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>

#include "transfer/memory_database.h"

namespace quiver {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MemorySink;
using testing::MemorySource;
using testing::MemoryStream;
using testing::NumberedTable;

// What a run reports, to look at afterwards.
class RecordedProgress final : public Progress {
 public:
  void PhaseStarted(RunPhase phase, int64_t, int64_t) override { phases.push_back(phase); }
  void TableStarted(const TableName&, int64_t) override {}
  void Advanced(const TableName&, int64_t rows, int64_t) override {
    const std::lock_guard lock(mutex_);
    rows_advanced += rows;
  }
  void TableFinished(const TableName& table) override { finished.push_back(table.name); }
  void Note(std::string_view line) override { notes.emplace_back(line); }

  std::vector<RunPhase> phases;
  std::vector<std::string> finished;
  std::vector<std::string> notes;
  int64_t rows_advanced = 0;

 private:
  std::mutex mutex_;
};

class RunCopyTest : public ::testing::Test {
 protected:
  RunCopyTest() { options_.progress = &progress_; }

  MemoryStream& AddTable(const std::string& name, int64_t rows, int64_t rows_per_partition = 100) {
    source_.Add(NumberedTable(name, rows, rows_per_partition));
    return source_.table(name);
  }

  void RefersTo(const std::string& child, const std::string& parent) {
    source_.table(child).mutable_description().foreign_keys.push_back(
        {{"id"}, {"", parent}, {"id"}, "", ""});
  }

  arrow::Result<TransferReport> Run() { return RunCopy(source_, sink_, options_); }

  MemorySource source_;
  MemorySink sink_;
  TransferOptions options_;
  RecordedProgress progress_;
};

TEST_F(RunCopyTest, EveryRowOfEveryTableArrives) {
  AddTable("a", 1000);
  AddTable("b", 0);
  auto report = Run();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(sink_.committed);
  EXPECT_EQ(sink_.RowsOf("a"), 1000);
  EXPECT_EQ(sink_.RowsOf("b"), 0);
  ASSERT_EQ(report->tables.size(), 2u);
  EXPECT_EQ(report->tables[0].rows, 1000);
  EXPECT_GT(report->tables[0].bytes, 1000 * 16);
  EXPECT_EQ(report->tables[0].verified, std::nullopt);
  EXPECT_EQ(progress_.rows_advanced, 1000);
}

TEST_F(RunCopyTest, ABatchThatTheSinkOnlyLooksAtIsNoProgress) {
  AddTable("a", 1000);
  sink_.LookFirst();
  options_.verify = true;
  const auto report = Run();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->tables[0].rows, 1000);
  EXPECT_EQ(progress_.rows_advanced, 2000) << "1000 read, and 1000 read back";
}

TEST_F(RunCopyTest, ParentsOfForeignKeysAreWrittenFirst) {
  AddTable("child", 1);
  AddTable("parent", 1);
  RefersTo("child", "parent");
  ASSERT_TRUE(Run().ok());
  EXPECT_THAT(sink_.written, ElementsAre("parent", "child"));
}

TEST_F(RunCopyTest, ACycleOfForeignKeysIsAnErrorThatNamesTheTables) {
  AddTable("hen", 1);
  AddTable("egg", 1);
  RefersTo("hen", "egg");
  RefersTo("egg", "hen");
  const arrow::Status status = Run().status();
  EXPECT_THAT(status.message(), HasSubstr("hen"));
  EXPECT_THAT(status.message(), HasSubstr("--no-constraints"));
  EXPECT_FALSE(sink_.committed);
}

TEST_F(RunCopyTest, WithoutConstraintsACycleIsCopied) {
  AddTable("hen", 1);
  AddTable("egg", 1);
  RefersTo("hen", "egg");
  RefersTo("egg", "hen");
  options_.sink.constraints = false;
  ASSERT_TRUE(Run().ok());
  EXPECT_TRUE(sink_.committed);
}

TEST_F(RunCopyTest, VerifiedTablesSaySo) {
  AddTable("a", 1000);
  AddTable("empty", 0);
  options_.verify = true;
  auto report = Run();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->tables[0].verified, true);
  EXPECT_EQ(report->tables[1].verified, true);
}

TEST_F(RunCopyTest, ALostRowIsFoundBeforeAnythingIsCommitted) {
  AddTable("a", 1000);
  options_.verify = true;
  sink_.LoseARowOf("a");
  const arrow::Status status = Run().status();
  EXPECT_THAT(status.message(), HasSubstr("table a"));
  EXPECT_THAT(status.message(), HasSubstr("1000 rows"));
  EXPECT_THAT(status.message(), HasSubstr("999 rows"));
  EXPECT_FALSE(sink_.committed);
}

TEST_F(RunCopyTest, AnErrorWhileReadingCommitsNothing) {
  AddTable("a", 1000).set_before_batch([](int64_t n) {
    return n == 5 ? arrow::Status::IOError("the disk is gone") : arrow::Status::OK();
  });
  EXPECT_EQ(Run().status().message(), "the disk is gone");
  EXPECT_FALSE(sink_.committed);
}

TEST_F(RunCopyTest, AStopCommitsNothing) {
  arrow::StopSource stop;
  options_.sink.stop = stop.token();
  AddTable("a", 1000).set_before_batch([&](int64_t n) {
    if (n == 9) stop.RequestStop();
    return arrow::Status::OK();
  });
  EXPECT_TRUE(Run().status().IsCancelled());
  EXPECT_FALSE(sink_.committed);
}

TEST_F(RunCopyTest, AResumedRunReadsOnlyWhatIsMissing) {
  MemoryStream& table = AddTable("a", 1000, 100);
  sink_.HasAlready("a", table, 7);
  options_.sink.resume = true;
  auto report = Run();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(progress_.rows_advanced, 300);
  EXPECT_EQ(report->tables[0].rows, 1000);
  EXPECT_EQ(sink_.RowsOf("a"), 1000);
}

TEST_F(RunCopyTest, AResumedRunSaysWhatItGoesOnWith) {
  MemoryStream& a = AddTable("a", 300, 100);
  MemoryStream& b = AddTable("b", 1000, 100);
  AddTable("c", 10);
  sink_.HasAlready("a", a, 3);
  sink_.HasAlready("b", b, 7);
  options_.sink.resume = true;
  ASSERT_TRUE(Run().ok());
  EXPECT_THAT(progress_.notes,
              ElementsAre("resuming: 1 of 3 tables were complete, b goes on at partition 8 of 10"));
}

TEST_F(RunCopyTest, AResumedRunVerifiesTheRowsOfTheInterruptedOne) {
  MemoryStream& table = AddTable("a", 1000, 100);
  sink_.HasAlready("a", table, 7);
  options_.sink.resume = true;
  options_.verify = true;
  auto report = Run();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->tables[0].verified, true);
  EXPECT_EQ(report->tables[0].rows, 1000);
}

TEST_F(RunCopyTest, ARowThatTheInterruptedRunWroteWrongIsFound) {
  AddTable("a", 1000, 100);
  const auto other_rows = NumberedTable("a", 1400, 200);
  sink_.HasAlready("a", *other_rows, 4);
  options_.sink.resume = true;
  options_.verify = true;
  EXPECT_THAT(Run().status().message(), HasSubstr("table a"));
}

TEST_F(RunCopyTest, RowsInQuarantineAreCopiedAndCounted) {
  AddTable("a", 1000);
  source_.Quarantine("a", NumberedTable("a__quarantine", 3, 10));
  options_.verify = true;
  auto report = Run();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(sink_.begun, ElementsAre("a", "a__quarantine"));
  EXPECT_EQ(sink_.RowsOf("a__quarantine"), 3);
  ASSERT_EQ(report->tables.size(), 1u);
  EXPECT_EQ(report->tables[0].rows, 1000);
  EXPECT_EQ(report->tables[0].quarantined, 3);
}

TEST_F(RunCopyTest, AQuarantineMayNotHaveTheNameOfATable) {
  AddTable("a", 1);
  AddTable("a__quarantine", 1);
  source_.Quarantine("a", NumberedTable("a__quarantine", 3, 10));
  EXPECT_THAT(Run().status().message(), HasSubstr("\"a__quarantine\""));
}

TEST_F(RunCopyTest, SkippedTablesAreNotRead) {
  AddTable("a", 1000);
  AddTable("b", 10);
  sink_.Skip("a");
  auto report = Run();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->tables[0].skipped);
  EXPECT_EQ(progress_.rows_advanced, 10);
  EXPECT_THAT(sink_.written, ElementsAre("b"));
}

TEST_F(RunCopyTest, OnlySelectedTablesAreOpened) {
  for (const char* name : {"orders", "order_lines", "tmp_1", "tmp_2"}) AddTable(name, 1);
  options_.selection.exclude = {"tmp_*"};
  ASSERT_TRUE(Run().ok());
  EXPECT_THAT(sink_.written, ElementsAre("orders", "order_lines"));
  EXPECT_EQ(source_.tables_opened, 2);
}

TEST_F(RunCopyTest, AnUnknownTableIsAnErrorWithTheNearestName) {
  AddTable("orders", 1);
  options_.selection.tables = {"order"};
  EXPECT_THAT(Run().status().message(), HasSubstr("did you mean \"orders\"?"));
}

TEST_F(RunCopyTest, AnExcludeThatMatchesNothingIsNoted) {
  AddTable("orders", 1);
  options_.selection.exclude = {"temp_*"};
  ASSERT_TRUE(Run().ok());
  EXPECT_THAT(progress_.notes, ElementsAre("--exclude 'temp_*' matches no table"));
}

TEST_F(RunCopyTest, StreamsAreReleasedAsSoonAsTheyAreWritten) {
  AddTable("a", 100);
  int open_at_b = -1;
  AddTable("b", 100).set_before_batch([&](int64_t) {
    open_at_b = source_.streams_open;
    return arrow::Status::OK();
  });
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(open_at_b, 1);
}

TEST_F(RunCopyTest, TheFirstTableThatCannotBeReadStopsTheRunBeforeItBegins) {
  AddTable("a", 1);
  AddTable("b", 1);
  source_.FailToOpen("b", arrow::Status::Invalid("table b, column x: 3 texts in an INTEGER"));
  EXPECT_EQ(Run().status().message(), "table b, column x: 3 texts in an INTEGER");
  EXPECT_TRUE(sink_.begun.empty());
}

}  // namespace
}  // namespace quiver

// Every sink must pass this suite; a new one adds its cases to the list at the end.

#include "contract/sink_contract.h"

#include <arrow/api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "contract/child_process.h"
#include "contract/memory_stream.h"
#include "contract/stream_reading.h"
#include "quiver/row_hash.h"

namespace quiver::testing {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kRowsPerPartition = 122'880;
constexpr int64_t kPartitions = 4;
constexpr int64_t kRows = kPartitions * kRowsPerPartition - 1000;

class SinkContract : public ::testing::TestWithParam<SinkCase> {
 protected:
  using BeforeBatch = MemoryStream::BeforeBatch;

  /// One whole run: writes a table "numbers" of `rows` rows and commits.
  arrow::Status Write(int64_t rows, SinkOptions options = {}, BeforeBatch before_batch = {}) {
    auto stream = NumberedTable("numbers", rows, kRowsPerPartition);
    stream->set_before_batch(std::move(before_batch));
    ARROW_ASSIGN_OR_RAISE(auto sink, GetParam().open_sink(directory_, options));
    ARROW_RETURN_NOT_OK(sink->Begin({stream->description()}));
    ARROW_RETURN_NOT_OK(sink->Write(*stream));
    return sink->Commit();
  }

  /// Runs `run` in a child process that is killed at the point where `run` calls Die().
  template <typename Run>
  void RunAndKill(Run&& run) {
    const pid_t child = Fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      run();
      _exit(0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child was to be killed, but ended by itself";
  }
  static void Die() { kill(getpid(), SIGKILL); }

  RowHash TargetHash(const std::string& table = "numbers") {
    auto source = GetParam().open_source(directory_);
    EXPECT_TRUE(source.ok()) << source.status();
    auto stream = (*source)->OpenTable({"", table});
    EXPECT_TRUE(stream.ok()) << stream.status();
    return HashOf(**stream).ValueOrDie();
  }

  static RowHash ExpectedHash(int64_t rows) {
    return HashOf(*NumberedTable("numbers", rows, kRowsPerPartition)).ValueOrDie();
  }

  TemporaryDirectory directory_;
  const std::shared_ptr<void> prepared_ = GetParam().prepare();
};

TEST_P(SinkContract, WhatIsWrittenIsThereInOrder) {
  ASSERT_TRUE(Write(kRows).ok());
  EXPECT_EQ(TargetHash(), ExpectedHash(kRows));
  if (!GetParam().keeps_order) return;
  auto source = GetParam().open_source(directory_).ValueOrDie();
  auto stream = source->OpenTable({"", "numbers"}).ValueOrDie();
  auto table = ReadAll(*stream).ValueOrDie();
  int64_t expected = 0;
  for (const auto& chunk : table->GetColumnByName("id")->chunks()) {
    const auto& ids = static_cast<const arrow::Int64Array&>(*chunk);
    for (int64_t i = 0; i < ids.length(); ++i) ASSERT_EQ(ids.Value(i), expected++);
  }
}

TEST_P(SinkContract, ReadBackGivesWhatWasWrittenBeforeItIsCommitted) {
  auto stream = NumberedTable("numbers", kRows, kRowsPerPartition);
  auto sink = GetParam().open_sink(directory_, {}).ValueOrDie();
  ASSERT_TRUE(sink->Begin({stream->description()}).ok());
  ASSERT_TRUE(sink->Write(*stream).ok());
  auto back = sink->ReadBack({"", "numbers"}).ValueOrDie();
  EXPECT_EQ(HashOf(*back).ValueOrDie(), ExpectedHash(kRows));
  back.reset();
  EXPECT_TRUE(sink->Commit().ok());
}

TEST_P(SinkContract, ATableWithoutRowsIsATableAllTheSame) {
  ASSERT_TRUE(Write(0).ok());
  EXPECT_EQ(TargetHash().rows, 0);
}

TEST_P(SinkContract, ASinkThatIsNotCommittedLeavesNoTrace) {
  const auto before = directory_.Listing();
  {
    auto stream = NumberedTable("numbers", kRows, kRowsPerPartition);
    auto sink = GetParam().open_sink(directory_, {}).ValueOrDie();
    ASSERT_TRUE(sink->Begin({stream->description()}).ok());
    ASSERT_TRUE(sink->Write(*stream).ok());
  }
  EXPECT_EQ(directory_.Listing(), before);
}

TEST_P(SinkContract, AnErrorOfTheStreamComesBackAsItWasAndLeavesNoTrace) {
  const auto before = directory_.Listing();
  for (int64_t failing = 0; failing < kPartitions; ++failing) {
    const auto status = Write(kRows, {}, [&](int64_t batch) {
      return batch == failing ? arrow::Status::SerializationError("column \"x\": a bad value")
                              : arrow::Status::OK();
    });
    EXPECT_TRUE(status.IsSerializationError()) << status;
    EXPECT_EQ(status.message(), "column \"x\": a bad value");
    EXPECT_EQ(directory_.Listing(), before);
  }
}

TEST_P(SinkContract, AStopAtAnyBatchLeavesTheOldTargetUntouched) {
  ASSERT_TRUE(Write(1'000).ok());
  const auto before = directory_.Listing();
  for (int64_t stopping = 0; stopping < kPartitions; ++stopping) {
    arrow::StopSource stop;
    SinkOptions options;
    options.if_exists = IfExists::kReplace;
    options.stop = stop.token();
    const auto status = Write(kRows, options, [&](int64_t batch) {
      if (batch == stopping) stop.RequestStop();
      return options.stop.Poll();
    });
    EXPECT_TRUE(status.IsCancelled()) << status;
    EXPECT_EQ(directory_.Listing(), before);
    EXPECT_EQ(TargetHash(), ExpectedHash(1'000));
  }
}

TEST_P(SinkContract, AKillAtAnyStepOfReplacingLeavesTheOldTarget) {
  ASSERT_TRUE(Write(1'000).ok());
  SinkOptions options;
  options.if_exists = IfExists::kReplace;
  for (int64_t step = 0; step < kPartitions + 2; ++step) {
    RunAndKill([&] {
      auto stream = NumberedTable("numbers", kRows, kRowsPerPartition);
      stream->set_before_batch([&](int64_t batch) {
        if (batch == step) Die();
        return arrow::Status::OK();
      });
      auto sink = GetParam().open_sink(directory_, options).ValueOrDie();
      if (!sink->Begin({stream->description()}).ok()) return;
      if (step == kPartitions) Die();
      if (!sink->Write(*stream).ok()) return;
      Die();
    });
    EXPECT_EQ(TargetHash(), ExpectedHash(1'000)) << "killed at step " << step;
  }
  ASSERT_TRUE(Write(kRows, options).ok()) << "a run after the kills must not trip over their rests";
  EXPECT_EQ(TargetHash(), ExpectedHash(kRows));
}

TEST_P(SinkContract, AKillAtAMomentDuringCommitLeavesTheOldTargetOrTheNewOne) {
  ASSERT_TRUE(Write(1'000).ok());
  SinkOptions options;
  options.if_exists = IfExists::kReplace;
  for (int microseconds : {0, 500, 2'000, 8'000, 20'000, 60'000}) {
    const pid_t child = Fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto stream = NumberedTable("numbers", kRows, kRowsPerPartition);
      auto sink = GetParam().open_sink(directory_, options).ValueOrDie();
      if (!sink->Begin({stream->description()}).ok() || !sink->Write(*stream).ok()) _exit(1);
      std::thread([microseconds] {
        usleep(microseconds);
        Die();
      }).detach();
      _exit(sink->Commit().ok() ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    const RowHash hash = TargetHash();
    EXPECT_TRUE(hash == ExpectedHash(1'000) || hash == ExpectedHash(kRows))
        << "killed after " << microseconds << " us: " << hash.rows << " rows";
    ASSERT_TRUE(Write(1'000, options).ok());
  }
}

TEST_P(SinkContract, AResumedRunEndsWithTheSameRowsAsAnUninterruptedOne) {
  SinkOptions options;
  options.fingerprint = "the same source";
  for (int64_t step = 0; step < kPartitions; ++step) {
    RunAndKill([&] {
      (void)Write(kRows, options, [&](int64_t batch) {
        if (batch == step) Die();
        return arrow::Status::OK();
      });
    });
    SinkOptions resuming = options;
    resuming.resume = true;
    resuming.if_exists = IfExists::kReplace;
    if (step == 0) resuming.if_exists = IfExists::kFail;
    const auto status = Write(kRows, resuming);
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_EQ(TargetHash(), ExpectedHash(kRows)) << "killed at batch " << step;
    options.if_exists = IfExists::kReplace;
  }
}

TEST_P(SinkContract, AnExistingTableFailsUnlessAskedOtherwise) {
  ASSERT_TRUE(Write(1'000).ok());
  const auto status = Write(2'000);
  EXPECT_TRUE(status.IsAlreadyExists()) << status;
  EXPECT_THAT(status.message(), HasSubstr("numbers"));
  EXPECT_THAT(status.message(), HasSubstr("--if-exists"));
  EXPECT_EQ(TargetHash(), ExpectedHash(1'000));
}

TEST_P(SinkContract, AnExistingTableIsReplacedSkippedOrAppendedToAsAsked) {
  ASSERT_TRUE(Write(1'000).ok());
  SinkOptions options;
  options.if_exists = IfExists::kSkip;
  ASSERT_TRUE(Write(2'000, options).ok());
  EXPECT_EQ(TargetHash(), ExpectedHash(1'000));

  options.if_exists = IfExists::kAppend;
  const auto appended = Write(2'000, options);
  RowHash both = ExpectedHash(1'000);
  if (GetParam().can_append) {
    ASSERT_TRUE(appended.ok()) << appended;
    both.Add(ExpectedHash(2'000));
  } else {
    EXPECT_TRUE(appended.IsNotImplemented()) << appended;
  }
  EXPECT_EQ(TargetHash(), both);

  options.if_exists = IfExists::kReplace;
  ASSERT_TRUE(Write(3'000, options).ok());
  EXPECT_EQ(TargetHash(), ExpectedHash(3'000));
}

TEST_P(SinkContract, AKillAtAnyMomentOfAppendingLeavesTheOldRowsOrAllOfThem) {
  if (!GetParam().can_append) GTEST_SKIP() << "this kind can't be appended to at all";
  ASSERT_TRUE(Write(1'000).ok());
  RowHash both = ExpectedHash(1'000);
  both.Add(ExpectedHash(kRows));
  SinkOptions options;
  options.if_exists = IfExists::kAppend;
  for (int milliseconds : {1, 3, 6, 10, 15, 25, 40, 80}) {
    const pid_t child = Fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      std::thread([milliseconds] {
        usleep(milliseconds * 1'000);
        Die();
      }).detach();
      _exit(Write(kRows, options).ok() ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    const RowHash hash = TargetHash();
    EXPECT_TRUE(hash == ExpectedHash(1'000) || hash == both)
        << "killed after " << milliseconds << " ms: " << hash.rows << " rows";
    SinkOptions again;
    again.if_exists = IfExists::kReplace;
    ASSERT_TRUE(Write(1'000, again).ok());
  }
}

TEST_P(SinkContract, AppendingAnotherSchemaFailsBeforeTheFirstRow) {
  if (!GetParam().can_append) GTEST_SKIP() << "this kind can't be appended to at all";
  ASSERT_TRUE(Write(1'000).ok());
  auto stream = NumberedTable("numbers", 10, 10);
  auto fields = stream->schema()->fields();
  fields[2] = arrow::field("value", arrow::utf8());
  stream->mutable_description().schema = arrow::schema(fields);
  SinkOptions options;
  options.if_exists = IfExists::kAppend;
  auto sink = GetParam().open_sink(directory_, options).ValueOrDie();
  const auto status = sink->Begin({stream->description()});
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.message(), HasSubstr("numbers"));
  EXPECT_THAT(status.message(), HasSubstr("value"));
  sink.reset();
  EXPECT_EQ(TargetHash(), ExpectedHash(1'000));
}

std::vector<SinkCase> AllSinkCases() {
  std::vector<SinkCase> all = DuckDbSinkCases();
  for (const auto& cases : {FileSinkCases(), SqliteSinkCases(), PostgresSinkCases()}) {
    all.insert(all.end(), cases.begin(), cases.end());
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Sinks, SinkContract, ::testing::ValuesIn(AllSinkCases()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace quiver::testing

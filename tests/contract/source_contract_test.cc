// Every source must pass this suite; a new one adds its cases to the list at the end.

#include "contract/source_contract.h"

#include <arrow/api.h>
#include <arrow/util/byte_size.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <thread>

#include "contract/stream_reading.h"
#include "quiver/row_hash.h"

namespace quiver::testing {
namespace {

using ::testing::HasSubstr;

class SourceContract : public ::testing::TestWithParam<SourceCase> {
 protected:
  void SetUp() override { GetParam().create(directory_); }

  std::unique_ptr<Source> Open(SourceOptions options = {}) {
    auto source = GetParam().open(directory_, options);
    EXPECT_TRUE(source.ok()) << source.status();
    return source.ok() ? std::move(*source) : nullptr;
  }

  static std::unique_ptr<TableStream> OpenTable(Source& source, const std::string& name) {
    auto tables = source.Tables().ValueOrDie();
    for (const TableInfo& table : tables) {
      if (table.name.name == name) return source.OpenTable(table.name).ValueOrDie();
    }
    ADD_FAILURE() << "no table " << name;
    return nullptr;
  }

  static SourceOptions Jobs(int jobs) {
    SourceOptions options;
    options.budget.jobs = jobs;
    return options;
  }

  static int64_t SumOf(const arrow::Table& table, const std::string& column) {
    int64_t sum = 0;
    for (const auto& chunk : table.GetColumnByName(column)->chunks()) {
      const auto& values = static_cast<const arrow::Int64Array&>(*chunk);
      for (int64_t i = 0; i < values.length(); ++i) sum += values.Value(i);
    }
    return sum;
  }

  TemporaryDirectory directory_;
};

TEST_P(SourceContract, EveryRowComesExactlyOnceAndInOrder) {
  auto source = Open();
  auto stream = OpenTable(*source, "numbers");
  auto table = ReadAll(*stream).ValueOrDie();
  ASSERT_EQ(table->num_rows(), SourceCase::kNumbers);
  int64_t expected = 0;
  for (const auto& chunk : table->GetColumnByName("id")->chunks()) {
    const auto& ids = static_cast<const arrow::Int64Array&>(*chunk);
    for (int64_t i = 0; i < ids.length(); ++i) ASSERT_EQ(ids.Value(i), expected++);
  }
  EXPECT_TRUE(stream->ordered());
  if (stream->num_rows() >= 0) {
    EXPECT_EQ(stream->num_rows(), SourceCase::kNumbers);
  }
}

TEST_P(SourceContract, PartitionsDoNotDependOnTheNumberOfJobs) {
  std::vector<std::vector<RowHash>> hashes;
  for (int jobs : {1, 2, 5}) {
    auto source = Open(Jobs(jobs));
    auto stream = OpenTable(*source, "numbers");
    EXPECT_GT(stream->num_partitions(), 1);
    auto& partitions = hashes.emplace_back();
    auto hasher = RowHasher::Make(*stream->schema()).ValueOrDie();
    for (int64_t i = 0; i < stream->num_partitions(); ++i) {
      RowHash& hash = partitions.emplace_back();
      for (const auto& batch : ReadPartition(*stream, i).ValueOrDie()) {
        ASSERT_TRUE(hasher->Add(*batch, &hash).ok());
      }
    }
  }
  EXPECT_EQ(hashes[0], hashes[1]);
  EXPECT_EQ(hashes[0], hashes[2]);
}

TEST_P(SourceContract, PartitionsCanBeReadOnManyThreadsAtOnceAndMoreThanOnce) {
  auto source = Open(Jobs(4));
  auto stream = OpenTable(*source, "numbers");
  const RowHash expected = HashOf(*stream).ValueOrDie();
  std::vector<RowHash> sums(4);
  std::vector<std::thread> threads;
  for (RowHash& sum : sums) {
    threads.emplace_back([&] { sum = HashOf(*stream).ValueOrDie(); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const RowHash& sum : sums) EXPECT_EQ(sum, expected);
}

TEST_P(SourceContract, BatchesHaveTheSchemaOfTheirStreamAndKeepToTheBounds) {
  SourceOptions options;
  options.batch_rows = 10'000;
  options.budget.memory = int64_t{4} << 20;
  auto source = Open(options);
  auto stream = OpenTable(*source, "numbers");
  for (int64_t i = 0; i < stream->num_partitions(); ++i) {
    for (const auto& batch : ReadPartition(*stream, i).ValueOrDie()) {
      EXPECT_TRUE(batch->schema()->Equals(*stream->schema()));
      EXPECT_TRUE(batch->ValidateFull().ok());
      EXPECT_LE(batch->num_rows(), options.batch_rows);
      // About the bound: a batch ends with the row that reaches it.
      EXPECT_LE(arrow::util::ReferencedBufferSize(*batch).ValueOrDie(),
                2 * options.budget.batch_bytes());
    }
  }
}

TEST_P(SourceContract, AStopRequestEndsEveryReader) {
  arrow::StopSource stop;
  SourceOptions options;
  options.stop = stop.token();
  options.batch_rows = 1'000;
  auto source = Open(options);
  auto stream = OpenTable(*source, "numbers");
  auto reader = stream->OpenPartition(0).ValueOrDie();
  ASSERT_TRUE(reader->Next().ok());
  stop.RequestStop();
  arrow::Status status;
  for (int i = 0; i < 1'000 && status.ok(); ++i) {
    auto next = reader->Next();
    status = next.status();
    if (status.ok() && *next == nullptr) break;
  }
  EXPECT_TRUE(status.IsCancelled()) << status;
}

TEST_P(SourceContract, AllTablesShowOneStateWhileAWriterMovesRowsBetweenThem) {
  if (!GetParam().move_rows) return;  // nobody else can write while we read
  std::atomic<bool> done{false};
  std::atomic<int> moved{0};
  std::thread writer([&] {
    for (int round = 0; !done; ++round) {
      if (GetParam().move_rows(directory_, round)) ++moved;
      // Locks are not fair: who never rests can keep a reader out for ever.
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  });
  // On a busy machine the writer's first turn may be long in coming.
  for (int run = 0; run < 10 || (moved == 0 && run < 500); ++run) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    auto source = Open(Jobs(2));
    if (source == nullptr) break;
    int64_t rows = 0;
    int64_t total = 0;
    for (const char* name : {"left_account", "right_account"}) {
      auto stream = OpenTable(*source, name);
      auto table = ReadAll(*stream).ValueOrDie();
      rows += table->num_rows();
      total += SumOf(*table, "amount");
    }
    EXPECT_EQ(rows, SourceCase::kAccounts);
    EXPECT_EQ(total, SourceCase::kTotal);
  }
  done = true;
  writer.join();
  EXPECT_GT(moved, 0) << "the writer never got its turn, so this showed nothing";
}

TEST_P(SourceContract, TheFingerprintChangesExactlyWhenTheDatabaseDoes) {
  const std::string before = Open()->Fingerprint().ValueOrDie();
  EXPECT_EQ(before, Open()->Fingerprint().ValueOrDie());
  if (!GetParam().move_rows) return;
  ASSERT_TRUE(GetParam().move_rows(directory_, 0));
  EXPECT_NE(before, Open()->Fingerprint().ValueOrDie());
}

TEST_P(SourceContract, AnUnknownTableIsAKeyErrorThatSuggestsTheNearest) {
  auto source = Open();
  const auto status = source->OpenTable({"", "nubmers"}).status();
  EXPECT_TRUE(status.IsKeyError()) << status;
  EXPECT_THAT(status.message(), HasSubstr("\"nubmers\""));
  EXPECT_THAT(status.message(), HasSubstr("numbers\""));
}

TEST_P(SourceContract, AnErrorInAValueNamesTableColumnAndRow) {
  if (!GetParam().add_bad_value) return;
  GetParam().add_bad_value(directory_);
  auto source = Open();
  auto stream = source->OpenTable({"", "numbers"});
  const arrow::Status status = stream.ok() ? ReadAll(**stream).status() : stream.status();
  ASSERT_FALSE(status.ok());
  for (const std::string& words : GetParam().bad_value_error) {
    EXPECT_THAT(status.message(), HasSubstr(words));
  }
}

std::vector<SourceCase> AllSourceCases() {
  std::vector<SourceCase> cases = SqliteSourceCases();
  for (SourceCase& c : DuckDbSourceCases()) cases.push_back(std::move(c));
  for (SourceCase& c : PostgresSourceCases()) cases.push_back(std::move(c));
  for (SourceCase& c : IpcSourceCases()) cases.push_back(std::move(c));
  for (SourceCase& c : ParquetSourceCases()) cases.push_back(std::move(c));
  for (SourceCase& c : CsvSourceCases()) cases.push_back(std::move(c));
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Sources, SourceContract, ::testing::ValuesIn(AllSourceCases()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace quiver::testing

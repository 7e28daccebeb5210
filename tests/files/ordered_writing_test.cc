#include "files/ordered_writing.h"

#include <atomic>
#include <thread>

#include <arrow/api.h>
#include <gtest/gtest.h>

#include "contract/memory_stream.h"

namespace quiver::testing {
namespace {

constexpr int64_t kRows = 100'000;

struct FirstId final : TableFileWriter::Encoded {
  int64_t first = 0;
  int64_t rows = 0;
  int64_t bytes() const override { return 1'000; }
};

arrow::Result<std::unique_ptr<TableFileWriter::Encoded>> Encode(
    const std::shared_ptr<arrow::RecordBatch>& batch) {
  auto encoded = std::make_unique<FirstId>();
  encoded->first = static_cast<const arrow::Int64Array&>(*batch->column(0)).Value(0);
  encoded->rows = batch->num_rows();
  // The first partitions are the slowest, so that the others have to wait for them.
  if (encoded->first < kRows / 4) std::this_thread::sleep_for(std::chrono::milliseconds(3));
  return encoded;
}

TEST(OrderedWriting, BatchesAreAppendedInOrderWhoeverEncodesThem) {
  for (const int jobs : {1, 2, 8}) {
    for (const int64_t memory : {0, 5'000, 1'000'000}) {
      auto stream = NumberedTable("numbers", kRows, 1'000);
      int64_t next = 0;
      const OrderedWork work{Encode, [&](std::unique_ptr<TableFileWriter::Encoded> batch) {
                               const auto& encoded = static_cast<const FirstId&>(*batch);
                               EXPECT_EQ(encoded.first, next);
                               next += encoded.rows;
                               return arrow::Status::OK();
                             }};
      ASSERT_TRUE(WriteInOrder(*stream, jobs, memory, work).ok());
      EXPECT_EQ(next, kRows);
    }
  }
}

// Partitions that have no order among them.
class UnorderedStream final : public TableStream {
 public:
  explicit UnorderedStream(std::unique_ptr<TableStream> stream) : stream_(std::move(stream)) {}

  const TableDescription& description() const override { return stream_->description(); }
  int64_t num_partitions() const override { return stream_->num_partitions(); }
  bool ordered() const override { return false; }
  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override {
    return stream_->OpenPartition(partition);
  }

 private:
  const std::unique_ptr<TableStream> stream_;
};

TEST(OrderedWriting, WithoutAnOrderNobodyWaitsForTheOthers) {
  auto stream = NumberedTable("numbers", kRows, kRows / 2);
  std::atomic<bool> second_is_done{false};
  // The first partition begins when the second one has been appended.
  stream->set_before_batch([&](int64_t n) {
    while (n == 0 && !second_is_done) std::this_thread::yield();
    return arrow::Status::OK();
  });
  UnorderedStream unordered(std::move(stream));
  int64_t rows = 0;
  std::atomic<int> appending{0};
  const OrderedWork work{Encode, [&](std::unique_ptr<TableFileWriter::Encoded> batch) {
                           EXPECT_EQ(++appending, 1);
                           rows += static_cast<const FirstId&>(*batch).rows;
                           second_is_done = true;
                           --appending;
                           return arrow::Status::OK();
                         }};
  ASSERT_TRUE(WriteInOrder(unordered, 2, /*memory=*/0, work).ok());
  EXPECT_EQ(rows, kRows);
}

TEST(OrderedWriting, WhoIsAheadOfItsTurnWaitsForMemory) {
  auto stream = NumberedTable("numbers", kRows, 1'000);
  std::atomic<int64_t> encoded{0};
  int64_t appended = 0;
  int64_t most_waiting = 0;
  const OrderedWork work{[&](const std::shared_ptr<arrow::RecordBatch>& batch) {
                           ++encoded;
                           return Encode(batch);
                         },
                         [&](std::unique_ptr<TableFileWriter::Encoded>) {
                           most_waiting = std::max(most_waiting, encoded - appended);
                           ++appended;
                           return arrow::Status::OK();
                         }};
  ASSERT_TRUE(WriteInOrder(*stream, 4, 5'000, work).ok());
  // 5 within the memory, and one in the hands of each thread.
  EXPECT_LE(most_waiting, 5 + 2 * 4);
}

TEST(OrderedWriting, SmallBatchesOfAPartitionAreEncodedTogether) {
  auto stream = NumberedTable("numbers", 10'000, 1'000);
  // Each partition's batch in ten slices.
  std::vector<MemoryStream::Partition> partitions;
  for (int64_t i = 0; i < stream->num_partitions(); ++i) {
    auto reader = stream->OpenPartition(i).ValueOrDie();
    std::shared_ptr<arrow::RecordBatch> batch;
    ASSERT_TRUE(reader->ReadNext(&batch).ok());
    auto& slices = partitions.emplace_back();
    for (int64_t row = 0; row < 1'000; row += 100) slices.push_back(batch->Slice(row, 100));
  }
  MemoryStream sliced(stream->description(), std::move(partitions));
  std::vector<int64_t> rows;
  const OrderedWork work{Encode,
                         [&](std::unique_ptr<TableFileWriter::Encoded> batch) {
                           rows.push_back(static_cast<const FirstId&>(*batch).rows);
                           return arrow::Status::OK();
                         },
                         /*rows_at_once=*/450};
  ASSERT_TRUE(WriteInOrder(sliced, 3, 1 << 30, work).ok());
  ASSERT_EQ(rows.size(), 30u);
  for (size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i], i % 3 == 2 ? 200 : 400);
}

TEST(OrderedWriting, TheFirstErrorOfEncodingOrAppendingComesBack) {
  for (const bool in_append : {false, true}) {
    auto stream = NumberedTable("numbers", kRows, 1'000);
    std::atomic<int> calls{0};
    const auto fail = [&] {
      return ++calls == 7 ? arrow::Status::IOError("the seventh") : arrow::Status::OK();
    };
    const OrderedWork work{[&](const std::shared_ptr<arrow::RecordBatch>& batch)
                               -> arrow::Result<std::unique_ptr<TableFileWriter::Encoded>> {
                             if (!in_append) ARROW_RETURN_NOT_OK(fail());
                             return Encode(batch);
                           },
                           [&](std::unique_ptr<TableFileWriter::Encoded>) {
                             return in_append ? fail() : arrow::Status::OK();
                           }};
    const auto status = WriteInOrder(*stream, 4, 5'000, work);
    EXPECT_EQ(status.message(), "the seventh");
  }
}

}  // namespace
}  // namespace quiver::testing

#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <thread>

#include <arrow/io/memory.h>
#include <arrow/ipc/writer.h>
#include <arrow/json/from_string.h>
#include <gtest/gtest.h>

#include "formats/ipc/ipc_file.h"
#include "formats/ipc/ipc_files.h"
#include "formats/ipc/ipc_table_stream.h"

namespace quiver::testing {
namespace {

// A file in memory that counts what is read of it, and can't be mapped.
class CountingFile final : public arrow::io::RandomAccessFile {
 public:
  explicit CountingFile(std::shared_ptr<arrow::Buffer> bytes) : bytes_(bytes), reader_(bytes) {}

  int64_t bytes_read() const { return bytes_read_; }
  bool supports_zero_copy() const override { return false; }
  arrow::Result<int64_t> GetSize() override { return bytes_->size(); }
  arrow::Result<int64_t> ReadAt(int64_t position, int64_t bytes, void* out) override {
    bytes_read_ += bytes;
    return reader_.ReadAt(position, bytes, out);
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(int64_t position, int64_t bytes) override {
    bytes_read_ += bytes;
    return reader_.ReadAt(position, bytes);
  }
  arrow::Status Seek(int64_t position) override { return reader_.Seek(position); }
  arrow::Result<int64_t> Tell() const override { return reader_.Tell(); }
  arrow::Result<int64_t> Read(int64_t bytes, void* out) override {
    bytes_read_ += bytes;
    return reader_.Read(bytes, out);
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t bytes) override {
    bytes_read_ += bytes;
    return reader_.Read(bytes);
  }
  arrow::Status Close() override { return arrow::Status::OK(); }
  bool closed() const override { return false; }

 private:
  const std::shared_ptr<arrow::Buffer> bytes_;
  arrow::io::BufferReader reader_;
  std::atomic<int64_t> bytes_read_ = 0;
};

constexpr int64_t kRows = 100'000;

std::shared_ptr<arrow::Array> Sequence(int64_t first) {
  arrow::Int64Builder builder;
  for (int64_t i = 0; i < kRows; ++i) EXPECT_TRUE(builder.Append(first + i).ok());
  return *builder.Finish();
}

// wide: 8 columns of 8-byte integers, c0 ... c7; column i of batch b begins at 1000000 * i + 100000
// * b.
void WriteWide(const std::string& path, int batches, const SinkOptions& options = {}) {
  arrow::FieldVector fields;
  for (int i = 0; i < 8; ++i)
    fields.push_back(arrow::field("c" + std::to_string(i), arrow::int64()));
  Batches all;
  for (int b = 0; b < batches; ++b) {
    arrow::ArrayVector columns;
    for (int i = 0; i < 8; ++i) columns.push_back(Sequence(10'000'000 * i + kRows * b));
    all.push_back(arrow::RecordBatch::Make(arrow::schema(fields), kRows, columns));
  }
  ASSERT_TRUE(Write(IpcFileFormat(), path, arrow::schema(fields), all, options).ok());
}

Scan Columns(std::vector<std::string> columns) { return {.columns = std::move(columns)}; }

std::shared_ptr<arrow::Buffer> Bytes(const std::string& path) {
  auto file = arrow::io::ReadableFile::Open(path).ValueOrDie();
  return file->Read(file->GetSize().ValueOrDie()).ValueOrDie();
}

TEST(IpcScan, GivesTheColumnsInTheOrderAskedFor) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("wide.arrow");
  WriteWide(path, 2);
  const auto read = Read(path, Columns({"c5", "c1"}));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ((*read)->schema()->field_names(), (std::vector<std::string>{"c5", "c1"}));
  const auto& c5 = static_cast<const arrow::Int64Array&>(*(*read)->column(0)->chunk(0));
  EXPECT_EQ(c5.Value(3), 50'000'003);
  EXPECT_TRUE(Read(path, Columns({"c9"})).status().IsKeyError());
}

TEST(IpcScan, WithoutColumnsOnlyCountsRows) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("wide.arrow");
  WriteWide(path, 3);
  const auto file = std::make_shared<CountingFile>(Bytes(path));
  const auto opened = ipc::IpcFile::Open("wide", file).ValueOrDie();
  const auto stream =
      ipc::IpcTableStream::Open(opened, Describe(opened->schema()), Columns({}), {}).ValueOrDie();
  EXPECT_EQ(stream->num_rows(), 3 * kRows);
  int64_t rows = 0;
  for (int64_t i = 0; i < stream->num_partitions(); ++i) {
    for (const auto& batch : *ReadPartition(*stream, i)) rows += batch->num_rows();
  }
  EXPECT_EQ(rows, 3 * kRows);
  EXPECT_LT(file->bytes_read(), 30'000) << "no body";
}

TEST(IpcScan, ReadsOnlyTheBytesOfItsColumns) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("wide.arrow");
  WriteWide(path, 3);
  const auto file = std::make_shared<CountingFile>(Bytes(path));
  const auto opened = ipc::IpcFile::Open("wide", file).ValueOrDie();
  const auto stream =
      ipc::IpcTableStream::Open(opened, Describe(opened->schema()), Columns({"c7", "c2"}), {})
          .ValueOrDie();
  const auto read = ReadAll(*stream);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE((*read)->Equals(**Read(path, Columns({"c7", "c2"}))));
  EXPECT_LT(file->bytes_read(), 3 * 2 * kRows * 8 + 60'000);
}

// A file in memory that ends the process when a byte from `begin` to `end` is touched.
class GuardedFile {
 public:
  GuardedFile(const std::string& path, int64_t begin, int64_t end) {
    const auto bytes = Bytes(path);
    size_ = bytes->size();
    memory_ = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    std::memcpy(memory_, bytes->data(), size_);
    const int64_t page = sysconf(_SC_PAGESIZE);
    const int64_t first = (begin + page - 1) / page * page;
    const int64_t last = end / page * page;
    EXPECT_LT(first, last);
    EXPECT_EQ(mprotect(static_cast<char*>(memory_) + first, last - first, PROT_NONE), 0);
    file_ = std::make_shared<arrow::io::BufferReader>(
        std::make_shared<arrow::Buffer>(static_cast<const uint8_t*>(memory_), size_));
  }
  ~GuardedFile() { munmap(memory_, size_); }
  const std::shared_ptr<arrow::io::BufferReader>& file() const { return file_; }
  const uint8_t* memory() const { return static_cast<const uint8_t*>(memory_); }

 private:
  int64_t size_ = 0;
  void* memory_ = nullptr;
  std::shared_ptr<arrow::io::BufferReader> file_;
};

TEST(IpcScan, OfAMappedFileTouchesOnlyItsColumnsAndCopiesNothing) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("wide.arrow");
  WriteWide(path, 1);
  const auto columns = InspectIpc(path).ValueOrDie().groups[0].columns;
  const GuardedFile guarded(path, columns[0].offset, columns[4].offset);
  const auto opened = ipc::IpcFile::Open("wide", guarded.file()).ValueOrDie();
  const auto stream =
      ipc::IpcTableStream::Open(opened, Describe(opened->schema()), Columns({"c6", "c4"}), {})
          .ValueOrDie();
  const auto batches = ReadPartition(*stream, 0).ValueOrDie();
  ASSERT_EQ(batches.size(), 1);
  const auto& c4 = static_cast<const arrow::Int64Array&>(*batches[0]->column(1));
  EXPECT_EQ(c4.Value(7), 40'000'007);
  EXPECT_EQ(reinterpret_cast<const uint8_t*>(c4.raw_values()),
            guarded.memory() + columns[4].offset);
}

TEST(IpcScan, SkipsBatchesByTheirStatistics) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("wide.arrow");
  SinkOptions with;
  with.statistics = {{"c0"}};
  WriteWide(path, 5, with);
  const auto rows = [&](const char* column, int64_t value) {
    Scan scan;
    scan.predicate = Predicate{
        .kind = Predicate::Kind::kEqual, .column = column, .value = arrow::MakeScalar(value)};
    return (*Read(path, scan))->num_rows();
  };
  EXPECT_EQ(rows("c0", 3 * kRows + 5), kRows);
  EXPECT_EQ(rows("c0", -1), 0);
  EXPECT_EQ(rows("c1", -1), 5 * kRows) << "no statistics of this one";
  const auto layout = InspectIpc(path).ValueOrDie();
  EXPECT_EQ(layout.groups[1].metadata->Get("min_max_stats.c0").ValueOr(""), "100000,199999");
  EXPECT_EQ(layout.schema->field(0)->metadata()->Get("max_values").ValueOr(""),
            "99999,199999,299999,399999,499999");
  EXPECT_EQ((*Read(path))->schema()->field(0)->metadata(), nullptr);
}

// A file as PG-Strom's tools write it, and as another program writes it again.
std::string WritePgStrom(const TemporaryDirectory& directory, bool rewritten) {
  const std::string path = directory.File(rewritten ? "rewritten.arrow" : "pg_strom.arrow");
  const auto plain = arrow::schema({arrow::field("x", arrow::int32())});
  const auto with = arrow::schema(
      {arrow::field("x", arrow::int32(), true,
                    arrow::key_value_metadata({"min_values", "max_values"}, {"1,11", "3,13"}))});
  auto file = arrow::io::FileOutputStream::Open(path).ValueOrDie();
  auto options = arrow::ipc::IpcWriteOptions::Defaults();
  auto writer = arrow::ipc::internal::MakePayloadFileWriter(file.get(), with, options).ValueOrDie();
  EXPECT_TRUE(writer->Start().ok());
  arrow::ipc::IpcPayload payload;
  const arrow::ipc::DictionaryFieldMapper mapper(*plain);
  EXPECT_TRUE(
      arrow::ipc::GetSchemaPayload(rewritten ? *with : *plain, options, mapper, &payload).ok());
  EXPECT_TRUE(writer->WritePayload(payload).ok());
  for (const char* json : {"[1, 2, 3]", "[11, 12, 13]"}) {
    const auto values = arrow::json::ArrayFromJSONString(arrow::int32(), json).ValueOrDie();
    const auto batch = arrow::RecordBatch::Make(plain, 3, {values});
    EXPECT_TRUE(arrow::ipc::GetRecordBatchPayload(*batch, options, &payload).ok());
    EXPECT_TRUE(writer->WritePayload(payload).ok());
  }
  EXPECT_TRUE(writer->Close().ok());
  EXPECT_TRUE(file->Close().ok());
  return path;
}

TEST(IpcScan, BelievesPgStromsStatisticsOnlyInAFileThatItWrote) {
  const TemporaryDirectory directory;
  Scan scan;
  scan.predicate = Predicate{
      .kind = Predicate::Kind::kGreater, .column = "x", .value = arrow::MakeScalar(int32_t{5})};
  EXPECT_EQ((*Read(WritePgStrom(directory, false), scan))->num_rows(), 3);
  EXPECT_EQ((*Read(WritePgStrom(directory, true), scan))->num_rows(), 6);
}

TEST(IpcScan, PruningNeverLosesARow) {
  std::mt19937 random(1);
  const TemporaryDirectory directory;
  SinkOptions with;
  with.statistics.emplace();
  for (int round = 0; round < 30; ++round) {
    Batches batches;
    const auto schema = arrow::schema({arrow::field("x", arrow::float64())});
    for (int b = 0; b < 6; ++b) {
      arrow::DoubleBuilder builder;
      for (int i = 0; i < 4; ++i) {
        const int kind = static_cast<int>(random() % 8);
        ASSERT_TRUE((kind == 0   ? builder.AppendNull()
                     : kind == 1 ? builder.Append(std::nan(""))
                                 : builder.Append(static_cast<double>(random() % 10)))
                        .ok());
      }
      batches.push_back(arrow::RecordBatch::Make(schema, 4, {*builder.Finish()}));
    }
    const std::string path = directory.File("t.arrow");
    ASSERT_TRUE(Write(IpcFileFormat(), path, schema, batches, with).ok());
    for (int value = -1; value <= 10; ++value) {
      const auto matching = [&](const Scan& scan) {
        int64_t rows = 0;
        const auto table = Read(path, scan).ValueOrDie();
        for (const auto& chunk : table->column(0)->chunks()) {
          const auto& values = static_cast<const arrow::DoubleArray&>(*chunk);
          for (int64_t i = 0; i < values.length(); ++i) {
            rows += values.IsValid(i) && !(values.Value(i) <= value) ? 1 : 0;
          }
        }
        return rows;
      };
      Scan scan;
      scan.predicate = Predicate{.kind = Predicate::Kind::kGreater,
                                 .column = "x",
                                 .value = arrow::MakeScalar(static_cast<double>(value))};
      ASSERT_EQ(matching(scan), matching({})) << round << " x > " << value;
    }
  }
}

TEST(IpcScan, LargeBatchesAreSeveralPartitionsForManyThreads) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("long.arrow");
  arrow::Int64Builder builder;
  const int64_t rows = 1'000'000;
  for (int64_t i = 0; i < rows; ++i) ASSERT_TRUE(builder.Append(i).ok());
  const auto schema = arrow::schema({arrow::field("x", arrow::int64())});
  const auto batch = arrow::RecordBatch::Make(schema, rows, {*builder.Finish()});
  ASSERT_TRUE(Write(IpcFileFormat(), path, schema, {batch}).ok());
  SourceOptions options;
  options.batch_rows = 50'000;
  auto source = OpenIpcSource(path, options).ValueOrDie();
  auto stream = source->OpenTable({"", "long"}).ValueOrDie();
  ASSERT_GT(stream->num_partitions(), 4);
  EXPECT_EQ(stream->num_rows(), rows);
  std::atomic<int64_t> sum = 0;
  std::atomic<int64_t> next = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int64_t i = next++; i < stream->num_partitions(); i = next++) {
        for (const auto& part : *ReadPartition(*stream, i)) {
          EXPECT_LE(part->num_rows(), 50'000);
          const auto& values = static_cast<const arrow::Int64Array&>(*part->column(0));
          for (int64_t j = 0; j < values.length(); ++j) sum += values.Value(j);
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(sum, rows * (rows - 1) / 2);
}

TEST(IpcScan, SmallBatchesAreOnePartitionTogether) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("t.arrow");
  const auto values = arrow::json::ArrayFromJSONString(arrow::int32(), "[1, 2]").ValueOrDie();
  const auto schema = arrow::schema({arrow::field("x", arrow::int32())});
  const Batches batches(1000, arrow::RecordBatch::Make(schema, 2, {values}));
  ASSERT_TRUE(Write(IpcFileFormat(), path, schema, batches).ok());
  auto source = OpenIpcSource(path, {}).ValueOrDie();
  auto stream = source->OpenTable({"", "t"}).ValueOrDie();
  EXPECT_EQ(stream->num_partitions(), 1);
  EXPECT_EQ(stream->num_rows(), 2000);
}

TEST(IpcScan, MetadataOfSingleBatchesAreSaidNotToBeCopied) {
  const TemporaryDirectory directory;
  const auto schema = arrow::schema({arrow::field("x", arrow::int64())});
  const auto batch = arrow::RecordBatch::Make(
      schema, 1, {arrow::MakeArrayFromScalar(arrow::Int64Scalar(1), 1).ValueOrDie()});
  const auto not_carried = [&](const std::string& key) {
    const std::string path = directory.File("t.arrow");
    auto file = arrow::io::FileOutputStream::Open(path).ValueOrDie();
    auto writer = arrow::ipc::MakeFileWriter(file, schema).ValueOrDie();
    EXPECT_TRUE(writer->WriteRecordBatch(*batch, arrow::key_value_metadata({{key, "1,1"}})).ok());
    EXPECT_TRUE(writer->Close().ok() && file->Close().ok());
    auto source = OpenIpcSource(path, {}).ValueOrDie();
    return source->OpenTable({"", "t"}).ValueOrDie()->description().not_carried;
  };
  EXPECT_EQ(not_carried("min_max_stats.x"), std::vector<std::string>());
  EXPECT_EQ(not_carried("station"),
            std::vector<std::string>{
                "t: metadata of single record batches (\"station\") are not copied"});
}

}  // namespace
}  // namespace quiver::testing

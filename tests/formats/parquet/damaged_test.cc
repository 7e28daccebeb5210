// Whatever the bytes are: an error or rows, never a crash.

#include <fstream>
#include <random>

#include <arrow/io/memory.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/memory_stream.h"
#include "formats/every_type.h"
#include "formats/parquet/parquet_files.h"

namespace quiver::testing {
namespace {

using ::testing::HasSubstr;

#ifdef QUIVER_NIGHTLY
constexpr int kCases = 20'000;
#else
constexpr int kCases = 1'500;
#endif

class DamagedParquet : public ::testing::Test {
 protected:
  std::string Path() const { return directory_.File("test.parquet"); }

  std::string Bytes() const {
    std::ifstream file(Path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  /// Opens, inspects and reads everything; the error, if there is one.
  static arrow::Status ReadBytes(const std::string& bytes) {
    auto input = std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(bytes));
    ARROW_ASSIGN_OR_RAISE(auto source, OpenParquetSource("broken.parquet", input, {}));
    ARROW_ASSIGN_OR_RAISE(auto stream, OpenOnly(*source));
    for (int64_t i = 0; i < stream->num_partitions(); ++i) {
      ARROW_ASSIGN_OR_RAISE(auto reader, stream->OpenPartition(i));
      while (true) {
        ARROW_ASSIGN_OR_RAISE(const auto batch, reader->Next());
        if (batch == nullptr) break;
        ARROW_RETURN_NOT_OK(batch->ValidateFull());
      }
    }
    return arrow::Status::OK();
  }

  TemporaryDirectory directory_;
};

TEST_F(DamagedParquet, AFileThatIsCutOffAnywhereIsAnError) {
  auto stream = NumberedTable("numbers", 2'000, 500);
  ASSERT_TRUE(WriteWithArrow(Path(), **ReadAll(*stream), 700).ok());
  const std::string bytes = Bytes();
  for (size_t length = 0; length < bytes.size(); length += 1 + length / 50) {
    const auto status = ReadBytes(bytes.substr(0, length));
    ASSERT_TRUE(status.IsInvalid()) << length << status;
    EXPECT_THAT(status.message(), HasSubstr("broken.parquet"));
    EXPECT_THAT(status.message(), ::testing::Not(HasSubstr("\n")));
  }
}

TEST_F(DamagedParquet, AnyBitMayBeWrong) {
  const auto batch = *EveryType::Batch({"month_day_nano"});
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (int i = 0; i < batch->num_columns(); ++i) {
    TableDescription table;
    table.schema = arrow::schema({batch->schema()->field(i)});
    if (!ParquetFileFormat().check(table, {}).ok()) continue;
    fields.push_back(batch->schema()->field(i));
    arrays.push_back(batch->column(i));
  }
  const auto writable = arrow::RecordBatch::Make(arrow::schema(fields), 5, arrays);
  const auto numbers = *(*NumberedTable("numbers", 500, 500)->OpenPartition(0))->Next();
  std::mt19937 random(1);
  int errors = 0;
  for (const auto& rows : {writable, numbers}) {
    for (const char* compression : {"none", "zstd"}) {
      SinkOptions options;
      options.compression = compression;
      ASSERT_TRUE(WriteParquet(Path(), rows->schema(), {rows, rows}, options).ok());
      const std::string good = Bytes();
      ASSERT_TRUE(ReadBytes(good).ok());
      for (int i = 0; i < kCases / 4; ++i) {
        std::string bad = good;
        for (int flips = 1 + static_cast<int>(random() % 4); flips > 0; --flips) {
          bad[random() % bad.size()] ^= static_cast<char>(1 << random() % 8);
        }
        if (!ReadBytes(bad).ok()) ++errors;
      }
    }
  }
  EXPECT_GT(errors, kCases / 10);
}

TEST_F(DamagedParquet, WhatIsNoParquetFileIsToldInOneLine) {
  for (const std::string& bytes :
       {std::string(), std::string("PAR1"), std::string("id,word\n1,hello world\n"),
        std::string("PAR1\0\0\0\0PAR1", 12), std::string("PAR1\xFF\xFF\xFF\x7FPAR1", 12)}) {
    const auto status = ReadBytes(bytes);
    EXPECT_TRUE(status.IsInvalid()) << status;
    EXPECT_THAT(status.message(), HasSubstr("broken.parquet: "));
    EXPECT_THAT(status.message(), ::testing::Not(HasSubstr("\n")));
  }
}

}  // namespace
}  // namespace quiver::testing

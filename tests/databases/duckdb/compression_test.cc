// How the columns of a new DuckDB file are compressed.

#include <arrow/extension/json.h>

#include "databases/duckdb/writing.h"

namespace quiver::testing {
namespace {

constexpr int kRows = 20'000;
constexpr int kPartitions = 2;

/// A table of several partitions whose columns "different" and "json" have another text in each
/// row, and whose column "repeated" has a hundred texts.
std::unique_ptr<MemoryStream> Texts() {
  auto schema = arrow::schema(
      {arrow::field("different", arrow::utf8()), arrow::field("json", arrow::extension::json()),
       arrow::field("repeated", arrow::utf8()), arrow::field("number", arrow::int64())});
  std::vector<MemoryStream::Partition> partitions;
  for (int partition = 0; partition < kPartitions; ++partition) {
    arrow::StringBuilder different;
    arrow::StringBuilder json;
    arrow::StringBuilder repeated;
    arrow::Int64Builder number;
    for (int row = partition * kRows; row < (partition + 1) * kRows; ++row) {
      EXPECT_TRUE(different.Append("text " + std::to_string(row * 7919)).ok());
      EXPECT_TRUE(json.Append("{\"k\": " + std::to_string(row * 7919) + "}").ok());
      EXPECT_TRUE(repeated.Append("text " + std::to_string(row % 100)).ok());
      EXPECT_TRUE(number.Append(row).ok());
    }
    partitions.push_back({arrow::RecordBatch::Make(
        schema, kRows,
        {different.Finish().ValueOrDie(),
         arrow::ExtensionType::WrapArray(arrow::extension::json(), json.Finish().ValueOrDie()),
         repeated.Finish().ValueOrDie(), number.Finish().ValueOrDie()})});
  }
  TableDescription description;
  description.name = {"", "texts"};
  description.schema = schema;
  return std::make_unique<MemoryStream>(std::move(description), std::move(partitions));
}

std::string CompressionOf(const std::string& path, const std::string& column) {
  const auto methods = Sql(
      path, "SELECT DISTINCT compression FROM pragma_storage_info('texts') WHERE column_name = '" +
                column + "' AND segment_type <> 'VALIDITY'");
  EXPECT_TRUE(methods.ok()) << methods.status();
  return methods.ok() && methods->size() == 1 ? methods->front() : "several or none";
}

TEST(CompressionTest, TextThatDiffersInEachRowIsNotPutIntoDictionaries) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("new.duckdb");
  ASSERT_TRUE(WriteTables(path, {Texts().get()}).ok());
  EXPECT_EQ(CompressionOf(path, "different"), "ZSTD");
  EXPECT_EQ(CompressionOf(path, "json"), "ZSTD");
  EXPECT_EQ(CompressionOf(path, "repeated"), "DICT_FSST");
  EXPECT_EQ(Sql(path, "SELECT (count(DISTINCT different) + max(number))::VARCHAR FROM texts")
                .ValueOrDie(),
            std::vector<std::string>{"79999"});
}

TEST(CompressionTest, AnExistingFileKeepsDuckDbsOwnChoice) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("old.duckdb");
  // A format without ZSTD.
  RunSql(":memory:", "ATTACH '" + path +
                         "' AS old (STORAGE_VERSION 'v1.0.0'); "
                         "CREATE TABLE old.other (i INTEGER); DETACH old");
  ASSERT_TRUE(WriteTables(path, {Texts().get()}).ok());
  EXPECT_EQ(CompressionOf(path, "different"), "FSST");
}

TEST(CompressionTest, NoneLeavesEverythingAsItIs) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("new.duckdb");
  SinkOptions options;
  options.compression = "none";
  ASSERT_TRUE(WriteTables(path, {Texts().get()}, options).ok());
  for (const std::string column : {"different", "repeated", "number"}) {
    EXPECT_EQ(CompressionOf(path, column), "Uncompressed") << column;
  }
}

}  // namespace
}  // namespace quiver::testing

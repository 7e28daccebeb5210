#include <arrow/api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases/duckdb/writing.h"

namespace quiver::testing {
namespace {

using ::testing::ElementsAre;

/// Rows n from 0 on: `n`, `code` (of at most 12 bytes, NULL at every seventh row), `text` (longer).
std::shared_ptr<arrow::RecordBatch> Numbered(int64_t rows) {
  arrow::Int64Builder n;
  arrow::StringBuilder code;
  arrow::StringBuilder text;
  for (int64_t i = 0; i < rows; ++i) {
    const std::string name = "code " + std::to_string(i % 1000);
    EXPECT_TRUE(n.Append(i).ok());
    EXPECT_TRUE((i % 7 == 0 ? code.AppendNull() : code.Append(name)).ok());
    EXPECT_TRUE(text.Append(name + " in more than twelve bytes").ok());
  }
  return arrow::RecordBatch::Make(
      arrow::schema({arrow::field("n", arrow::int64()), arrow::field("code", arrow::utf8()),
                     arrow::field("text", arrow::utf8())}),
      rows, {n.Finish().ValueOrDie(), code.Finish().ValueOrDie(), text.Finish().ValueOrDie()});
}

TEST(SlicesTest, PartsOfABatchAreWrittenAsTheyAre) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("slices.duckdb");
  const auto batch = Numbered(10'000);
  TableDescription description;
  description.name = {"", "t"};
  description.schema = batch->schema();
  MemoryStream table(description, {{batch->Slice(1003, 5000), batch->Slice(6003)}});
  const auto written = WriteTables(path, {&table});
  ASSERT_TRUE(written.ok()) << written;
  EXPECT_THAT(
      Sql(path, "SELECT count(*)::VARCHAR, min(n)::VARCHAR, max(n)::VARCHAR FROM t").ValueOrDie(),
      ElementsAre("8997|1003|9999"));
  EXPECT_THAT(
      Sql(path,
          "SELECT count(*)::VARCHAR FROM t WHERE text <> format('code {} in more than twelve "
          "bytes', "
          "n % 1000) OR code IS DISTINCT FROM CASE WHEN n % 7 > 0 THEN 'code ' || n % 1000 END")
          .ValueOrDie(),
      ElementsAre("0"));
}

}  // namespace
}  // namespace quiver::testing

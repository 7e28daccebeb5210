// A column of every Arrow type goes through each kind of target and comes back as it was, or is
// refused by name before anything is written.

#include <set>

#include <arrow/io/file.h>
#include <arrow/ipc/writer.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/stream_reading.h"
#include "contract/temporary_directory.h"
#include "formats/every_type.h"
#include "quiver/registry.h"
#include "quiver/transfer.h"
#include "quiver/verify.h"

namespace quiver {
namespace {

using ::testing::ElementsAre;
using testing::EveryType;
using ::testing::HasSubstr;
using testing::TemporaryDirectory;

arrow::Status WriteArrowFile(const std::string& path, const EveryType::Column& column) {
  const auto batch =
      arrow::RecordBatch::Make(arrow::schema({column.field}), EveryType::kRows, {column.values});
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::FileOutputStream::Open(path));
  ARROW_ASSIGN_OR_RAISE(auto writer, arrow::ipc::MakeFileWriter(file, batch->schema()));
  ARROW_RETURN_NOT_OK(writer->WriteRecordBatch(*batch));
  ARROW_RETURN_NOT_OK(writer->Close());
  return file->Close();
}

arrow::Result<std::shared_ptr<arrow::Table>> ReadArrowFile(const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(auto source, OpenSource({LocationKind::kArrowFile, path}, {}));
  ARROW_ASSIGN_OR_RAISE(const auto tables, source->Tables());
  ARROW_ASSIGN_OR_RAISE(auto stream, source->OpenTable(tables.at(0).name));
  return testing::ReadAll(*stream);
}

class EveryTypeTest : public ::testing::Test {
 protected:
  // What a type comes back as: itself; another one with the same values; perhaps text.
  enum class Types { kSame, kOther, kText };

  // The names of the columns that `middle` refuses; expects of all others that they come back.
  std::set<std::string> Refused(LocationKind kind, Types types) {
    std::set<std::string> refused;
    for (const EveryType::Column& column : EveryType::Columns().ValueOrDie()) {
      SCOPED_TRACE(column.field->ToString());
      TemporaryDirectory directory;
      const Location before = {LocationKind::kArrowFile, directory.File("t.arrow")};
      const Location middle = {kind, directory.File("t.middle")};
      const Location after = {LocationKind::kArrowFile, directory.File("after.arrow")};
      EXPECT_TRUE(WriteArrowFile(before.path, column).ok());
      TransferOptions verifying;
      verifying.verify = true;
      const auto written = Copy(before, middle, verifying);
      if (!written.ok()) {
        EXPECT_THAT(written.status().message(), HasSubstr("\"" + column.field->name() + "\""));
        EXPECT_FALSE(std::filesystem::exists(middle.path));
        refused.insert(column.field->name());
        continue;
      }
      const auto back = Copy(middle, after, {});
      EXPECT_TRUE(back.ok()) << back.status();
      if (!back.ok()) continue;
      if (types == Types::kText) continue;
      const auto verified = Verify(before, after, {});
      EXPECT_TRUE(verified.ok() && verified->same())
          << verified.status() << ReadArrowFile(after.path).ValueOrDie()->ToString();
      if (types == Types::kSame) {
        const auto expected = ReadArrowFile(before.path).ValueOrDie();
        const auto found = ReadArrowFile(after.path).ValueOrDie();
        EXPECT_TRUE(found->schema()->Equals(*expected->schema(), /*check_metadata=*/true))
            << found->schema()->ToString(true);
      }
    }
    return refused;
  }
};

TEST_F(EveryTypeTest, ThroughParquet) {
  EXPECT_THAT(Refused(LocationKind::kParquet, Types::kSame),
              ElementsAre("dense_union", "interval", "interval_days", "interval_months",
                          "run_end_encoded", "sparse_union"));
}

TEST_F(EveryTypeTest, ThroughDuckDb) {
  EXPECT_THAT(Refused(LocationKind::kDuckDb, Types::kOther),
              ElementsAre("decimal256", "dense_union", "duration_ns", "float16", "interval",
                          "interval_days"));
}

TEST_F(EveryTypeTest, ThroughSqlite) {
  // The floats hold a NaN and a -0.0, the uint64 a number over 2^63.
  EXPECT_THAT(Refused(LocationKind::kSqlite, Types::kText),
              ElementsAre("dense_union", "duration_ms", "duration_ns", "duration_s", "duration_us",
                          "fixed_list", "float16", "float32", "float64", "interval",
                          "interval_days", "interval_months", "large_list", "large_list_view",
                          "list", "list_of_dictionary", "list_of_structs", "list_view", "map",
                          "run_end_encoded", "sparse_union", "struct", "uint64"));
}

TEST_F(EveryTypeTest, ThroughCsv) {
  // Durations, intervals and UUIDs can be written, but not verified.
  EXPECT_THAT(
      Refused(LocationKind::kCsv, Types::kText),
      ElementsAre("dense_union", "duration_ms", "duration_ns", "duration_s", "duration_us",
                  "fixed_list", "interval", "interval_days", "interval_months", "large_list",
                  "large_list_view", "list", "list_of_dictionary", "list_of_structs", "list_view",
                  "map", "run_end_encoded", "sparse_union", "struct", "uuid"));
}

TEST_F(EveryTypeTest, ThroughAnArrowStream) {
  EXPECT_THAT(Refused(LocationKind::kArrowStream, Types::kSame), ::testing::IsEmpty());
}

}  // namespace
}  // namespace quiver

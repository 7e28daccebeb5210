#include <filesystem>
#include <fstream>
#include <string>

#include <arrow/builder.h>
#include <arrow/json/from_string.h>
#include <gtest/gtest.h>

#include "formats/every_type.h"
#include "formats/ipc/ipc_files.h"

namespace quiver::testing {
namespace {

std::shared_ptr<arrow::RecordBatch> Numbers(
    const std::string& json, const std::shared_ptr<arrow::DataType>& type = arrow::int32()) {
  const auto values = arrow::json::ArrayFromJSONString(type, json).ValueOrDie();
  return arrow::RecordBatch::Make(arrow::schema({arrow::field("x", type)}), values->length(),
                                  {values});
}

TEST(IpcAppend, OldRowsComeFirstAndStayWhereTheyWere) {
  const auto batch = EveryType::Batch().ValueOrDie();
  const TemporaryDirectory directory;
  ASSERT_TRUE(Write(IpcFileFormat(), directory.File("a.arrow"), batch->schema(), {batch}).ok());
  const auto status = Append(directory.File("a.arrow"), directory.File("b.arrow"), batch->schema(),
                             {batch->Slice(2), batch});
  ASSERT_TRUE(status.ok()) << status;
  const auto expected =
      arrow::Table::FromRecordBatches({batch, batch->Slice(2), batch}).ValueOrDie();
  const auto read = Read(directory.File("b.arrow"));
  ASSERT_TRUE(read.ok()) << read.status();
  ExpectSameRows(*expected, **read);
  const auto before = InspectIpc(directory.File("a.arrow")).ValueOrDie();
  const auto after = InspectIpc(directory.File("b.arrow")).ValueOrDie();
  EXPECT_EQ(after.groups[0].offset, before.groups[0].offset);
  EXPECT_EQ(after.dictionaries.size(), before.dictionaries.size()) << "they were there already";
}

TEST(IpcAppend, ToAFileWithoutRows) {
  const auto batch = Numbers("[1, 2]");
  const TemporaryDirectory directory;
  ASSERT_TRUE(Write(IpcFileFormat(), directory.File("a.arrow"), batch->schema(), {}).ok());
  ASSERT_TRUE(
      Append(directory.File("a.arrow"), directory.File("b.arrow"), batch->schema(), {batch}).ok());
  EXPECT_EQ((*Read(directory.File("b.arrow")))->num_rows(), 2);
}

TEST(IpcAppend, ExtendsDictionaries) {
  const auto words = [](const char* indices, const char* dictionary) {
    const auto type = arrow::dictionary(arrow::int8(), arrow::utf8());
    const auto values =
        arrow::json::DictArrayFromJSONString(type, indices, dictionary).ValueOrDie();
    return arrow::RecordBatch::Make(arrow::schema({arrow::field("w", type)}), values->length(),
                                    {values});
  };
  const auto first = words("[0, 1]", R"(["a", "b"])");
  const auto second = words("[0, 1]", R"(["c", "a"])");
  const TemporaryDirectory directory;
  ASSERT_TRUE(Write(IpcFileFormat(), directory.File("a.arrow"), first->schema(), {first}).ok());
  ASSERT_TRUE(
      Append(directory.File("a.arrow"), directory.File("b.arrow"), first->schema(), {second}).ok());
  const auto expected = arrow::Table::FromRecordBatches({first, second}).ValueOrDie();
  ExpectSameRows(*expected, **Read(directory.File("b.arrow")));
  const auto layout = InspectIpc(directory.File("b.arrow")).ValueOrDie();
  ASSERT_EQ(layout.dictionaries.size(), 2);
  EXPECT_TRUE(layout.dictionaries[1].delta);
}

TEST(IpcAppend, TimesOfAWholeDayBesideDictionariesAreNoReasonToRefuse) {
  const auto words = arrow::json::DictArrayFromJSONString(
                         arrow::dictionary(arrow::int8(), arrow::utf8()), "[0]", R"(["a"])")
                         .ValueOrDie();
  arrow::Time64Builder times(arrow::time64(arrow::TimeUnit::MICRO), arrow::default_memory_pool());
  ASSERT_TRUE(times.Append(int64_t{86'400} * 1'000'000).ok());
  const auto batch = arrow::RecordBatch::Make(
      arrow::schema({arrow::field("w", words->type()), arrow::field("t", times.type())}), 1,
      {words, times.Finish().ValueOrDie()});
  const TemporaryDirectory directory;
  ASSERT_TRUE(Write(IpcFileFormat(), directory.File("a.arrow"), batch->schema(), {batch}).ok());
  const auto status =
      Append(directory.File("a.arrow"), directory.File("b.arrow"), batch->schema(), {batch});
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ((*Read(directory.File("b.arrow")))->num_rows(), 2);
}

TEST(IpcAppend, StatisticsAreThoseOfOldAndNewBatches) {
  const TemporaryDirectory directory;
  SinkOptions with;
  with.statistics.emplace();
  const auto schema = Numbers("[]")->schema();
  ASSERT_TRUE(
      Write(IpcFileFormat(), directory.File("a.arrow"), schema, {Numbers("[1, 2]")}, with).ok());
  ASSERT_TRUE(Append(directory.File("a.arrow"), directory.File("b.arrow"), schema,
                     {Numbers("[7, null]")}, with)
                  .ok());
  ASSERT_TRUE(
      Append(directory.File("b.arrow"), directory.File("c.arrow"), schema, {Numbers("[9]")}).ok());
  const auto layout = InspectIpc(directory.File("c.arrow")).ValueOrDie();
  ASSERT_EQ(layout.groups.size(), 3);
  EXPECT_EQ(layout.groups[0].columns[0].statistics.min->ToString(), "1");
  EXPECT_EQ(layout.groups[1].columns[0].statistics.max->ToString(), "7");
  EXPECT_EQ(layout.groups[1].columns[0].statistics.null_count, 1);
  EXPECT_EQ(layout.groups[2].columns[0].statistics.min, nullptr) << "not asked for";
  EXPECT_EQ(layout.schema->field(0)->metadata()->Get("min_values").ValueOr(""), "1,7,null");
  EXPECT_EQ(layout.writer, "quiver " QUIVER_VERSION);
}

TEST(IpcAppend, RefusesAnotherSchema) {
  const TemporaryDirectory directory;
  const std::string old = directory.File("a.arrow");
  ASSERT_TRUE(Write(IpcFileFormat(), old, Numbers("[]")->schema(), {Numbers("[1]")}).ok());
  const auto refused = [&](const std::shared_ptr<arrow::Schema>& schema) {
    return Append(old, directory.File("b.arrow"), schema, {}).message();
  };
  using arrow::field;
  EXPECT_NE(refused(arrow::schema({field("x", arrow::int64())}))
                .find("its column 1 is \"x\" int32, not \"x\" int64"),
            std::string::npos);
  EXPECT_NE(refused(arrow::schema({field("y", arrow::int32())})).find("not \"y\" int32"),
            std::string::npos);
  EXPECT_NE(refused(arrow::schema({field("x", arrow::int32(), false)})).find("not null"),
            std::string::npos);
  EXPECT_NE(refused(arrow::schema({field("x", arrow::int32()), field("y", arrow::int32())}))
                .find("it has 1 columns, not 2"),
            std::string::npos);
}

TEST(IpcAppend, RefusesTheOtherByteOrderAndOldVersions) {
  const TemporaryDirectory directory;
  for (const auto& [name, words] :
       {std::pair("1.0.0-bigendian", "byte order"), std::pair("0.14.1", "older version")}) {
    const std::string old =
        std::string(ARROW_TESTING) + "/integration/" + name + "/generated_primitive.arrow_file";
    const auto schema = (*Read(old))->schema();
    const auto status = Append(old, directory.File("b.arrow"), schema, {});
    EXPECT_NE(status.message().find(words), std::string::npos) << status;
  }
}

TEST(IpcAppend, ToFilesOfOtherWriters) {
  const TemporaryDirectory directory;
  for (const char* name : {"generated_primitive", "generated_dictionary", "generated_nested"}) {
    const std::string old =
        std::string(ARROW_TESTING) + "/integration/1.0.0-littleendian/" + name + ".arrow_file";
    const auto table = *Read(old);
    const Batches batches = BatchesOf(*table);
    const std::string target = directory.File(std::string(name) + ".arrow");
    const auto status = Append(old, target, table->schema(), batches);
    ASSERT_TRUE(status.ok()) << status;
    const auto read = Read(target);
    ASSERT_TRUE(read.ok()) << read.status();
    ExpectSameRows(*arrow::ConcatenateTables({table, table}).ValueOrDie(), **read);
  }
}

TEST(IpcFile, CutOffAnywhereIsAnError) {
  const auto batch = Numbers("[1, 2, 3]");
  const TemporaryDirectory directory;
  const std::string path = directory.File("a.arrow");
  ASSERT_TRUE(Write(IpcFileFormat(), path, batch->schema(), {batch, batch}).ok());
  for (auto size = std::filesystem::file_size(path) - 1; size > 0; --size) {
    std::filesystem::resize_file(path, size);
    const auto read = Read(path);
    ASSERT_FALSE(read.ok()) << size;
    ASSERT_NE(read.status().message().find(path), std::string::npos) << read.status();
  }
}

}  // namespace
}  // namespace quiver::testing

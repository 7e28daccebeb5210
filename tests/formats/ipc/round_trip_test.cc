#include <set>
#include <string>

#include <arrow/io/file.h>
#include <arrow/ipc/reader.h>
#include <arrow/json/from_string.h>
#include <gtest/gtest.h>

#include "formats/every_type.h"
#include "formats/ipc/ipc_files.h"

namespace quiver::testing {
namespace {

std::shared_ptr<arrow::RecordBatch> Words(const std::string& indices, const std::string& words,
                                          const std::shared_ptr<arrow::DataType>& index_type) {
  const auto type = arrow::dictionary(index_type, arrow::utf8());
  const auto values = arrow::json::DictArrayFromJSONString(type, indices, words).ValueOrDie();
  return arrow::RecordBatch::Make(arrow::schema({arrow::field("word", type)}), values->length(),
                                  {values});
}

TEST(IpcRoundTrip, EveryTypeComesBack) {
  const auto batch = EveryType::Batch().ValueOrDie();
  const auto expected = arrow::Table::FromRecordBatches({batch, batch->Slice(1, 3)}).ValueOrDie();
  const TemporaryDirectory directory;
  for (const char* compression : {"", "lz4", "zstd"}) {
    for (const auto* format : {&IpcFileFormat(), &IpcStreamFormat()}) {
      SCOPED_TRACE(format->name + " " + compression);
      SinkOptions options;
      options.compression = compression;
      options.statistics.emplace();
      const std::string path = directory.File("every" + format->ending);
      const auto written =
          Write(*format, path, batch->schema(), {batch, batch->Slice(1, 3)}, options);
      ASSERT_TRUE(written.ok()) << written;
      const auto read = Read(path);
      ASSERT_TRUE(read.ok()) << read.status();
      ExpectSameRows(*expected, **read);
    }
  }
}

TEST(IpcRoundTrip, ATableWithoutRowsKeepsItsSchema) {
  const auto batch = EveryType::Batch().ValueOrDie();
  const TemporaryDirectory directory;
  for (const auto* format : {&IpcFileFormat(), &IpcStreamFormat()}) {
    const std::string path = directory.File("empty" + format->ending);
    ASSERT_TRUE(Write(*format, path, batch->schema(), {}).ok());
    const auto read = Read(path);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ((*read)->num_rows(), 0);
    EXPECT_TRUE((*read)->schema()->Equals(*batch->schema(), true));
  }
}

TEST(IpcWriter, BodiesBeginAtMultiplesOf64) {
  const auto batch = EveryType::Batch().ValueOrDie();
  const TemporaryDirectory directory;
  const std::string path = directory.File("t.arrow");
  ASSERT_TRUE(Write(IpcFileFormat(), path, batch->schema(), {batch, batch}).ok());
  const auto layout = InspectIpc(path).ValueOrDie();
  ASSERT_EQ(layout.groups.size(), 2);
  EXPECT_GT(layout.dictionaries.size(), 5);
  for (const GroupLayout& group : layout.groups) {
    EXPECT_EQ((group.offset + group.metadata_bytes) % 64, 0);
    for (const ColumnLayout& column : group.columns) {
      if (column.offset >= 0) {
        EXPECT_EQ(column.offset % 64, 0) << column.path;
      }
    }
  }
}

TEST(IpcRoundTrip, TwoColumnsOfOneNameAndNoColumnsAtAll) {
  const TemporaryDirectory directory;
  SinkOptions with;
  with.statistics.emplace();
  const auto values = arrow::json::ArrayFromJSONString(arrow::int32(), "[1, 2]").ValueOrDie();
  const auto others = arrow::json::ArrayFromJSONString(arrow::int32(), "[8, 9]").ValueOrDie();
  const auto field = arrow::field("x", arrow::int32());
  const Batches twice = {arrow::RecordBatch::Make(arrow::schema({field, field}), 2,
                                                  arrow::ArrayVector{values, others})};
  const Batches none = {arrow::RecordBatch::Make(arrow::schema({}), 7, arrow::ArrayVector())};
  for (const Batches& batches : {twice, none}) {
    const std::string path = directory.File("t.arrow");
    ASSERT_TRUE(Write(IpcFileFormat(), path, batches[0]->schema(), batches, with).ok());
    const auto layout = InspectIpc(path).ValueOrDie();
    EXPECT_EQ(layout.rows, batches[0]->num_rows());
    for (const ColumnLayout& column : layout.groups[0].columns) {
      EXPECT_EQ(column.statistics.min, nullptr);
    }
    auto source = OpenIpcSource(path, {}).ValueOrDie();
    auto stream = source->OpenTable({"", "t"}).ValueOrDie();
    EXPECT_TRUE((*ReadPartition(*stream, 0))[0]->Equals(*batches[0]));
  }
}

TEST(IpcWriter, CutsBatchesToTheRowsAskedFor) {
  const auto batch = EveryType::Batch().ValueOrDie();
  const TemporaryDirectory directory;
  SinkOptions options;
  options.batch_rows = 2;
  ASSERT_TRUE(
      Write(IpcFileFormat(), directory.File("t.arrow"), batch->schema(), {batch}, options).ok());
  const auto layout = InspectIpc(directory.File("t.arrow")).ValueOrDie();
  ASSERT_EQ(layout.groups.size(), 3);
  EXPECT_EQ(layout.groups[2].rows, 1);
  EXPECT_EQ(layout.rows, 5);
}

TEST(IpcWriter, RefusesCompressionsThatArrowDoesNotHave) {
  const auto schema = arrow::schema({arrow::field("x", arrow::int32())});
  const TemporaryDirectory directory;
  for (const char* compression : {"snappy", "zstd:99", "zstd:", "zstd:x", "lz4:3", "ZSTD", ":"}) {
    SinkOptions options;
    options.compression = compression;
    const auto status = IpcFileFormat().check(Describe(schema), options);
    ASSERT_TRUE(status.IsInvalid()) << compression;
    EXPECT_NE(status.message().find(compression), std::string::npos) << status;
  }
  SinkOptions options;
  options.statistics = {{"y"}};
  EXPECT_TRUE(IpcFileFormat().check(Describe(schema), options).IsKeyError());
}

// What lies between the magic and the footer, as a program reads it that takes the file as a
// stream.
std::shared_ptr<arrow::Table> ReadAsStream(const std::string& path) {
  const auto file = arrow::io::ReadableFile::Open(path).ValueOrDie();
  EXPECT_TRUE(file->Seek(8).ok());
  const auto reader = arrow::ipc::RecordBatchStreamReader::Open(file).ValueOrDie();
  return reader->ToTable().ValueOrDie();
}

TEST(IpcWriter, ADictionaryThatGrowsIsOneDictionaryOfTheFileAndDeltasOfTheStreamInIt) {
  const TemporaryDirectory directory;
  const Batches batches = {Words("[0, 1]", R"(["a", "b"])", arrow::int8()),
                           Words("[1, 0]", R"(["a", "b"])", arrow::int8()),
                           Words("[2, 0]", R"(["a", "b", "c"])", arrow::int8())};
  const auto expected = arrow::Table::FromRecordBatches(batches).ValueOrDie();
  const std::string path = directory.File("t.arrow");
  ASSERT_TRUE(Write(IpcFileFormat(), path, batches[0]->schema(), batches).ok());
  const auto layout = InspectIpc(path).ValueOrDie();
  ASSERT_EQ(layout.dictionaries.size(), 1);
  EXPECT_FALSE(layout.dictionaries[0].delta);
  EXPECT_EQ(layout.dictionaries[0].values, 3);
  ExpectSameRows(*expected, **Read(path));
  ExpectSameRows(*expected, *ReadAsStream(path));
}

TEST(IpcWriter, AnEarlierStateOfADictionaryIsNotWrittenAgain) {
  const TemporaryDirectory directory;
  const Batches batches = {Words("[2, 0]", R"(["a", "b", "c"])", arrow::int8()),
                           Words("[1, 0]", R"(["a", "b"])", arrow::int8())};
  for (const auto* format : {&IpcFileFormat(), &IpcStreamFormat()}) {
    const std::string path = directory.File("t" + format->ending);
    ASSERT_TRUE(Write(*format, path, batches[0]->schema(), batches).ok());
    EXPECT_EQ(InspectIpc(path)->dictionaries.size(), 1);
    ExpectSameRows(*arrow::Table::FromRecordBatches(batches).ValueOrDie(), **Read(path));
  }
}

TEST(IpcWriter, DictionariesThatDifferAreUnitedInFilesAndReplacedInStreams) {
  const TemporaryDirectory directory;
  const Batches batches = {Words("[0, 1, null]", R"(["a", "b"])", arrow::uint8()),
                           Words("[1, 0, 2]", R"(["b", "c", "a"])", arrow::uint8()),
                           Words("[0, 0, 0]", R"(["c"])", arrow::uint8())};
  const auto expected = arrow::Table::FromRecordBatches(batches).ValueOrDie();
  const std::string file = directory.File("t.arrow");
  ASSERT_TRUE(Write(IpcFileFormat(), file, batches[0]->schema(), batches).ok());
  ExpectSameRows(*expected, **Read(file));
  EXPECT_EQ(InspectIpc(file)->dictionaries.at(0).values, 3) << "a, b and then c";
  ExpectSameRows(*expected, *ReadAsStream(file));
  const std::string stream = directory.File("t.arrows");
  ASSERT_TRUE(Write(IpcStreamFormat(), stream, batches[0]->schema(), batches).ok());
  ExpectSameRows(*expected, **Read(stream));
  EXPECT_EQ(InspectIpc(stream)->dictionaries.size(), 3);
}

TEST(IpcWriter, ADictionaryThatOutgrowsItsIndicesIsAnError) {
  const TemporaryDirectory directory;
  const auto words = [](int first) {
    std::string list = "[";
    for (int i = 0; i < 100; ++i) list += (i > 0 ? ", \"" : "\"") + std::to_string(first + i) + '"';
    return Words("[0]", list + "]", arrow::int8());
  };
  const Batches batches = {words(0), words(1000)};
  const auto status =
      Write(IpcFileFormat(), directory.File("t.arrow"), batches[0]->schema(), batches);
  ASSERT_TRUE(status.IsInvalid());
  EXPECT_NE(status.message().find("column word: its dictionary has grown to 200 values"),
            std::string::npos)
      << status;
  EXPECT_TRUE(
      Write(IpcStreamFormat(), directory.File("t.arrows"), batches[0]->schema(), batches).ok());
}

TEST(IpcWriter, DictionariesInsideOfListsAreUnitedToo) {
  const auto lists = [](const std::string& indices, const std::string& words) {
    const auto values = Words(indices, words, arrow::int32())->column(0);
    const auto offsets = arrow::json::ArrayFromJSONString(arrow::int32(), "[0, 1, 3]").ValueOrDie();
    const auto list = arrow::ListArray::FromArrays(*offsets, *values).ValueOrDie();
    return arrow::RecordBatch::Make(arrow::schema({arrow::field("l", list->type())}), 2, {list});
  };
  const Batches batches = {lists("[0, 1, 0]", R"(["a", "b"])"),
                           lists("[0, 1, 1]", R"(["c", "a"])")};
  const TemporaryDirectory directory;
  ASSERT_TRUE(
      Write(IpcFileFormat(), directory.File("t.arrow"), batches[0]->schema(), batches).ok());
  const auto read = Read(directory.File("t.arrow"));
  ASSERT_TRUE(read.ok()) << read.status();
  const auto hash = [](const Batches& of) {
    auto hasher = RowHasher::Make(*of[0]->schema()).ValueOrDie();
    RowHash sum;
    for (const auto& batch : of) EXPECT_TRUE(hasher->Add(*batch, &sum).ok());
    return sum;
  };
  EXPECT_EQ(hash(batches), hash(BatchesOf(**read)));
}

}  // namespace
}  // namespace quiver::testing

// Files of other programs, whole and in part.

#include <arrow/api.h>
#include <arrow/json/from_string.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <parquet/api/writer.h>

#include "contract/memory_stream.h"
#include "formats/parquet/counting_file.h"
#include "formats/parquet/parquet_files.h"

namespace quiver::testing {
namespace {

using ::testing::HasSubstr;

class ParquetReading : public ::testing::Test {
 protected:
  std::string Path() const { return directory_.File("test.parquet"); }

  static std::shared_ptr<arrow::Table> Numbers(int64_t rows) {
    auto stream = NumberedTable("numbers", rows, rows);
    return *ReadAll(*stream);
  }

  TemporaryDirectory directory_;
};

TEST_F(ParquetReading, OneGiantRowGroupIsDividedAndGivesTheSameRows) {
  const auto numbers = Numbers(700'000);
  // Texts have longer pages than numbers when a page is full at so many bytes: readers that begin
  // in the middle have to drop some rows of one column and none of another.
  for (const int64_t page_bytes : {int64_t{60'000}, int64_t{1} << 20}) {
    ::parquet::WriterProperties::Builder properties;
    properties.data_pagesize(page_bytes)->disable_dictionary();
    properties.write_batch_size(500);
    ASSERT_TRUE(WriteWithArrow(Path(), *numbers, 1'000'000, properties.build()).ok());
    auto source = *OpenParquetSource(Path(), {});
    auto stream = *OpenOnly(*source);
    EXPECT_GE(stream->num_partitions(), 4);
    EXPECT_EQ(stream->num_rows(), 700'000);
    EXPECT_TRUE((*ReadAll(*stream))->Equals(*numbers)) << page_bytes;
  }
}

TEST_F(ParquetReading, ARowGroupWithoutPageIndexIsReadInBoundedBatches) {
  const auto numbers = Numbers(300'000);
  ::parquet::WriterProperties::Builder properties;
  properties.disable_write_page_index();
  ASSERT_TRUE(WriteWithArrow(Path(), *numbers, 1'000'000, properties.build()).ok());
  SourceOptions options;
  options.batch_rows = 7'000;
  auto source = *OpenParquetSource(Path(), options);
  auto stream = *OpenOnly(*source);
  EXPECT_EQ(stream->num_partitions(), 1);
  for (const auto& batch : *ReadPartition(*stream, 0)) EXPECT_LE(batch->num_rows(), 7'000);
  EXPECT_TRUE((*ReadAll(*stream))->Equals(*numbers));
}

TEST_F(ParquetReading, LongTextsInADictionaryDoNotMakeLongBatches) {
  arrow::StringBuilder texts;
  for (int i = 0; i < 5'000; ++i) {
    ASSERT_TRUE(texts.Append(std::string(50'000, static_cast<char>('a' + i % 3))).ok());
  }
  const auto table =
      arrow::Table::Make(arrow::schema({arrow::field("text", arrow::utf8())}), {*texts.Finish()});
  for (const auto sizes :
       {::parquet::SizeStatisticsLevel::None, ::parquet::SizeStatisticsLevel::PageAndColumnChunk}) {
    ::parquet::WriterProperties::Builder properties;
    properties.set_size_statistics_level(sizes);
    ASSERT_TRUE(WriteWithArrow(Path(), *table, 5'000, properties.build()).ok());
    SourceOptions options;
    options.budget.memory = int64_t{48} << 20;
    auto source = *OpenParquetSource(Path(), options);
    auto stream = *OpenOnly(*source);
    const int64_t before = arrow::default_memory_pool()->bytes_allocated();
    int64_t rows = 0;
    auto reader = *stream->OpenPartition(0);
    while (const auto batch = *reader->Next()) {
      rows += batch->num_rows();
      EXPECT_LE(batch->num_rows(), 2 * options.budget.batch_bytes() / 50'000);
      EXPECT_LE(arrow::default_memory_pool()->bytes_allocated() - before, options.budget.memory);
    }
    EXPECT_EQ(rows, 5'000);
  }
}

TEST_F(ParquetReading, OnlyTheBytesOfTheWantedColumnsAreRead) {
  ::parquet::WriterProperties::Builder properties;
  properties.disable_dictionary();
  const auto numbers = Numbers(200'000);
  ASSERT_TRUE(WriteWithArrow(Path(), *numbers, 50'000, properties.build()).ok());
  const auto layout = *InspectParquet(Path());
  int64_t bytes_of_ids = 0;
  for (const auto& group : layout.groups) bytes_of_ids += group.columns[0].bytes;

  auto file = std::make_shared<CountingFile>(*arrow::io::ReadableFile::Open(Path()));
  auto source = *OpenParquetSource(Path(), file, {});
  auto stream = *OpenOnly(*source, {.columns = {{"id"}}});
  const int64_t before = file->bytes_read();
  const auto ids = *ReadAll(*stream);
  EXPECT_TRUE(ids->Equals(**numbers->SelectColumns({0})));
  EXPECT_LE(file->bytes_read() - before, bytes_of_ids + 4 * 1024);
}

TEST_F(ParquetReading, ColumnsComeInTheOrderAskedForAndAreKnownByName) {
  const auto numbers = Numbers(1'000);
  ASSERT_TRUE(WriteWithArrow(Path(), *numbers, 300).ok());
  const auto swapped = *ReadParquet(Path(), {.columns = {{"value", "id"}}});
  EXPECT_TRUE(swapped->Equals(**numbers->SelectColumns({2, 0})));
  const auto none = *ReadParquet(Path(), {.columns = std::vector<std::string>{}});
  EXPECT_EQ(none->num_columns(), 0);
  EXPECT_EQ(none->num_rows(), 1'000);
  const auto status = ReadParquet(Path(), {.columns = {{"valu"}}}).status();
  EXPECT_TRUE(status.IsKeyError()) << status;
  EXPECT_THAT(status.message(), HasSubstr("\"value\""));
}

TEST_F(ParquetReading, Int96TimestampsAreExactOrLoud) {
  const auto micro = arrow::timestamp(arrow::TimeUnit::MICRO);
  const auto write = [&](const std::shared_ptr<arrow::DataType>& type, const char* values) {
    const auto array = *arrow::json::ArrayFromJSONString(type, values);
    const auto table = arrow::Table::Make(arrow::schema({arrow::field("moment", type)}), {array});
    ::parquet::ArrowWriterProperties::Builder int96;
    int96.enable_deprecated_int96_timestamps();
    return WriteWithArrow(Path(), *table, 100, ::parquet::default_writer_properties(),
                          int96.build());
  };
  for (const auto& type : {micro, arrow::list(micro)}) {
    const bool nested = type->id() == arrow::Type::LIST;
    ASSERT_TRUE(write(type, nested ? "[[-1, null, 1700000000123456], null]"
                                   : "[-1, null, 1700000000123456]")
                    .ok());
    const auto good = ReadParquet(Path());
    ASSERT_TRUE(good.ok()) << good.status();
    EXPECT_THAT((*good)->ToString(), HasSubstr("1969-12-31 23:59:59.999999000"));
    EXPECT_THAT((*good)->ToString(), HasSubstr("2023-11-14 22:13:20.123456000"));
    // The year 4000.
    ASSERT_TRUE(write(type, nested ? "[[64060588800000000]]" : "[64060588800000000]").ok());
    const auto status = ReadParquet(Path()).status();
    EXPECT_TRUE(status.IsInvalid()) << status;
    EXPECT_THAT(status.message(), HasSubstr("\"moment\""));
    EXPECT_THAT(status.message(), HasSubstr("64060588800"));
  }
}

TEST_F(ParquetReading, TextThatIsNotUtf8IsLoud) {
  namespace schema = ::parquet::schema;
  using ::parquet::ByteArray, ::parquet::Repetition;
  const auto node = schema::GroupNode::Make(
      "schema", Repetition::REQUIRED,
      {schema::PrimitiveNode::Make("word", Repetition::REQUIRED, ::parquet::LogicalType::String(),
                                   ::parquet::Type::BYTE_ARRAY)});
  for (const bool bad : {false, true}) {
    auto out = *arrow::io::FileOutputStream::Open(Path());
    auto file =
        ::parquet::ParquetFileWriter::Open(out, std::static_pointer_cast<schema::GroupNode>(node));
    auto* words = static_cast<::parquet::ByteArrayWriter*>(file->AppendRowGroup()->NextColumn());
    // Together the two are one character, each by itself is none.
    const char* halves = "\xC3\xA9";
    const ByteArray whole(2, reinterpret_cast<const uint8_t*>(halves));
    const ByteArray split[] = {{1, whole.ptr}, {1, whole.ptr + 1}};
    bad ? words->WriteBatch(2, nullptr, nullptr, split)
        : words->WriteBatch(1, nullptr, nullptr, &whole);
    file->Close();
    ASSERT_TRUE(out->Close().ok());
    const auto status = ReadParquet(Path()).status();
    EXPECT_EQ(status.IsInvalid(), bad) << status;
    EXPECT_EQ(status.message().find("\"word\"") != std::string::npos, bad) << status;
  }
}

TEST_F(ParquetReading, AnEncryptedFileIsRefusedInOneLine) {
  for (const bool plain_footer : {false, true}) {
    ::parquet::FileEncryptionProperties::Builder encryption(
        ::arrow::util::SecureString(std::string("0123456789012345")));
    if (plain_footer) encryption.set_plaintext_footer();
    ::parquet::WriterProperties::Builder properties;
    properties.encryption(encryption.build());
    const auto written = WriteWithArrow(Path(), *Numbers(100), 50, properties.build());
    ASSERT_TRUE(written.ok()) << written;
    const auto status = OpenParquetSource(Path(), {}).status();
    EXPECT_TRUE(status.IsInvalid()) << status;
    EXPECT_THAT(status.message(), HasSubstr("encrypted"));
    EXPECT_THAT(status.message(), HasSubstr(Path()));
    EXPECT_THAT(status.message(), ::testing::Not(HasSubstr("\n")));
  }
}

TEST_F(ParquetReading, AColumnWithAKeyOfItsOwnIsNamedAsEncrypted) {
  const std::string name = Numbers(1)->schema()->field(0)->name();
  const auto key = ::parquet::ColumnEncryptionProperties::Builder()
                       .key(::arrow::util::SecureString(std::string("5432109876543210")))
                       ->build();
  ::parquet::FileEncryptionProperties::Builder encryption(
      ::arrow::util::SecureString(std::string("0123456789012345")));
  encryption.set_plaintext_footer()->encrypted_columns(
      ::parquet::ColumnPathToEncryptionPropertiesMap{{name, key}});
  ::parquet::WriterProperties::Builder properties;
  properties.encryption(encryption.build());
  ASSERT_TRUE(WriteWithArrow(Path(), *Numbers(100), 50, properties.build()).ok());
  const auto status = OpenParquetSource(Path(), {}).status();
  EXPECT_TRUE(status.IsInvalid()) << status;
  EXPECT_THAT(status.message(), HasSubstr("column \"" + name + "\" is encrypted"));
}

TEST_F(ParquetReading, InspectTellsWhatTheFooterSays) {
  ASSERT_TRUE(WriteWithArrow(Path(), *Numbers(1'000), 700).ok());
  const auto layout = *InspectParquet(Path());
  EXPECT_EQ(layout.format, "Parquet");
  EXPECT_EQ(layout.rows, 1'000);
  EXPECT_EQ(layout.bytes, static_cast<int64_t>(std::filesystem::file_size(Path())));
  EXPECT_THAT(layout.writer, HasSubstr("parquet-cpp-arrow"));
  ASSERT_EQ(layout.groups.size(), 2u);
  EXPECT_EQ(layout.groups[0].rows, 700);
  EXPECT_EQ(layout.groups[0].offset, 4);
  const auto& id = layout.groups[1].columns.at(0);
  EXPECT_EQ(id.path, "id");
  EXPECT_EQ(id.codec, "none");
  EXPECT_THAT(id.encodings, ::testing::Contains("RLE_DICTIONARY"));
  EXPECT_TRUE(id.statistics.min->Equals(arrow::Int64Scalar(700)));
  EXPECT_TRUE(id.statistics.max->Equals(arrow::Int64Scalar(999)));
  EXPECT_EQ(layout.groups[0].columns.at(1).statistics.null_count, 100);
}

}  // namespace
}  // namespace quiver::testing

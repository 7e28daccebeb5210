// What is written comes back: every type, every codec, any size of batch.

#include <arrow/api.h>
#include <arrow/json/from_string.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <parquet/arrow/reader.h>
#include <parquet/page_index.h>
#include <parquet/statistics.h>

#include "contract/memory_stream.h"
#include "formats/every_type.h"
#include "formats/parquet/parquet_files.h"
#include "quiver/row_hash.h"

namespace quiver::testing {
namespace {

using ::testing::HasSubstr;

class ParquetRoundTrip : public ::testing::Test {
 protected:
  std::string Path() const { return directory_.File("test.parquet"); }

  static std::shared_ptr<arrow::Table> Whole(const arrow::RecordBatchVector& batches) {
    return *arrow::Table::FromRecordBatches(batches);
  }

  /// Batches of these sizes with numbers, repeated and different texts.
  static arrow::RecordBatchVector Batches(const std::vector<int64_t>& sizes) {
    arrow::RecordBatchVector batches;
    for (const int64_t rows : sizes) {
      auto stream = NumberedTable("numbers", rows, std::max<int64_t>(1, rows));
      if (rows == 0) {
        batches.push_back(*arrow::RecordBatch::MakeEmpty(stream->schema()));
      } else {
        batches.push_back(*(*stream->OpenPartition(0))->Next());
      }
    }
    return batches;
  }

  TemporaryDirectory directory_;
};

/// Types of EveryType that Parquet has no place for.
std::vector<std::string> NotInParquet() {
  std::vector<std::string> names;
  const auto columns = *EveryType::Columns();
  for (const auto& column : columns) {
    TableDescription table;
    table.name = {"", "test"};
    table.schema = arrow::schema({column.field});
    if (!ParquetFileFormat().check(table, {}).ok()) names.push_back(column.field->name());
  }
  return names;
}

/// By values: the order of a dictionary may be another one.
RowHash HashOfColumn(const std::shared_ptr<arrow::Field>& field,
                     const std::shared_ptr<arrow::Array>& values) {
  const auto schema = arrow::schema({field});
  RowHash hash;
  auto hasher = *RowHasher::Make(*schema);
  EXPECT_TRUE(
      hasher->Add(*arrow::RecordBatch::Make(schema, values->length(), {values}), &hash).ok());
  return hash;
}

TEST_F(ParquetRoundTrip, EveryTypeComesBackWithItsMetadataOrIsRefused) {
  const auto batch = *EveryType::Batch(NotInParquet());
  ASSERT_GT(batch->num_columns(), 40);
  const auto written = WriteParquet(Path(), batch->schema(), {batch, batch});
  ASSERT_TRUE(written.ok()) << written;
  const auto back = ReadParquet(Path());
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_TRUE((*back)->schema()->Equals(*batch->schema(), /*check_metadata=*/true))
      << (*back)->schema()->ToString(true) << "\n\n"
      << batch->schema()->ToString(true);
  const auto expected = Whole({batch, batch});
  for (int i = 0; i < batch->num_columns(); ++i) {
    const auto found = *arrow::Concatenate((*back)->column(i)->chunks());
    const auto wanted = *arrow::Concatenate(expected->column(i)->chunks());
    const auto& field = batch->schema()->field(i);
    if (field->type()->id() == arrow::Type::DICTIONARY) {
      EXPECT_EQ(HashOfColumn(field, found), HashOfColumn(field, wanted)) << field->ToString();
    } else {
      EXPECT_TRUE(found->Equals(wanted, arrow::EqualOptions::Defaults().nans_equal(true)))
          << field->ToString() << found->ToString() << wanted->ToString();
    }
  }
}

TEST_F(ParquetRoundTrip, ATypeThatParquetHasNotIsRefusedByColumnAndType) {
  const auto interval = arrow::month_day_nano_interval();
  const auto negative_scale = arrow::decimal128(5, -2);
  const auto runs = arrow::run_end_encoded(arrow::int32(), arrow::int64());
  const auto either = arrow::sparse_union({arrow::field("a", arrow::int32())});
  for (const auto& type :
       {interval, negative_scale, runs, either, arrow::struct_({}), arrow::list(interval)}) {
    TableDescription table;
    table.name = {"", "test"};
    table.schema =
        arrow::schema({arrow::field("good", arrow::int32()), arrow::field("bad one", type)});
    const auto status = ParquetFileFormat().check(table, {});
    EXPECT_TRUE(status.IsNotImplemented()) << status;
    EXPECT_THAT(status.message(), HasSubstr("\"bad one\""));
    EXPECT_THAT(status.message(), HasSubstr(type->ToString()));
    EXPECT_THAT(status.message(), ::testing::Not(HasSubstr("\n")));
  }
}

TEST_F(ParquetRoundTrip, AValueThatWouldNotComeBackIsLoud) {
  struct Case {
    std::shared_ptr<arrow::DataType> type;
    const char* values;
  };
  const auto seconds = arrow::timestamp(arrow::TimeUnit::SECOND);
  for (const Case& c :
       {Case{arrow::date64(), "[0, null, 86400001]"}, Case{seconds, "[0, null, 9223372036854776]"},
        Case{arrow::list(seconds), "[[0], null, [9223372036854775807]]"},
        Case{arrow::time32(arrow::TimeUnit::SECOND), "[0, 1, 2147484]"}}) {
    const auto array = *arrow::json::ArrayFromJSONString(c.type, c.values);
    const auto schema = arrow::schema({arrow::field("moment", c.type)});
    const auto status =
        WriteParquet(Path(), schema, {arrow::RecordBatch::Make(schema, 3, {array})});
    EXPECT_TRUE(status.IsInvalid()) << c.type->ToString() << status;
    EXPECT_THAT(status.message(), HasSubstr("\"moment\""));
  }
}

TEST_F(ParquetRoundTrip, DigitsThatParquetWouldDropAreLoudAtEveryDepth) {
  for (const auto& [as_written, type] :
       {std::pair(arrow::decimal32(9, 0), arrow::decimal32(2, 0)),
        std::pair(arrow::decimal64(9, 0), arrow::decimal64(2, 0)),
        std::pair(arrow::decimal128(9, 0), arrow::decimal128(2, 0)),
        std::pair(arrow::decimal256(9, 0), arrow::decimal256(2, 0))}) {
    auto data = arrow::json::ArrayFromJSONString(as_written, R"(["-99", "12345"])")
                    .ValueOrDie()
                    ->data()
                    ->Copy();
    data->type = type;
    const auto leaf = arrow::MakeArray(data);
    for (const std::shared_ptr<arrow::Array>& array :
         {leaf, std::shared_ptr<arrow::Array>(
                    arrow::FixedSizeListArray::FromArrays(leaf, 1).ValueOrDie())}) {
      const auto schema = arrow::schema({arrow::field("price", array->type())});
      const auto batch = arrow::RecordBatch::Make(schema, 2, {array});
      const auto status = WriteParquet(Path(), schema, {batch});
      EXPECT_TRUE(status.IsInvalid()) << array->type()->ToString() << status;
      EXPECT_THAT(status.message(), HasSubstr("column \"price\", row 1: 12345 has more digits"));
    }
  }
}

TEST_F(ParquetRoundTrip, EveryCompressionCanBeReadByArrowToo) {
  const auto batches = Batches({40'000});
  for (const char* compression :
       {"", "none", "snappy", "gzip", "gzip:9", "zstd", "zstd:9", "brotli", "brotli:2", "lz4"}) {
    SinkOptions options;
    options.compression = compression;
    const auto written = WriteParquet(Path(), batches[0]->schema(), batches, options);
    ASSERT_TRUE(written.ok()) << compression << written;
    EXPECT_TRUE((*ReadParquet(Path()))->Equals(*Whole(batches))) << compression;
    auto file = *arrow::io::ReadableFile::Open(Path());
    auto reader = *::parquet::arrow::OpenFile(file, arrow::default_memory_pool());
    EXPECT_TRUE((*reader->ReadTable())->Equals(*Whole(batches))) << compression;
  }
}

TEST_F(ParquetRoundTrip, ACompressionThatIsNoneIsRefused) {
  for (const char* compression : {"zip", "zstd:", "zstd:x", "zstd:99", "snappy:3", "none:1"}) {
    SinkOptions options;
    options.compression = compression;
    const auto batches = Batches({10});
    const auto status = WriteParquet(Path(), batches[0]->schema(), batches, options);
    EXPECT_TRUE(status.IsInvalid()) << compression << status;
  }
}

TEST_F(ParquetRoundTrip, BatchesOfAnySizeBecomeRowGroupsOfAboutTheSizeAskedFor) {
  SinkOptions options;
  options.batch_rows = 1'000;
  // Small ones that share a group, some without rows, one that fills it, one that is too big.
  const auto batches = Batches({10, 0, 240, 245, 3, 1'000, 5, 2'500, 1, 0});
  ASSERT_TRUE(WriteParquet(Path(), batches[0]->schema(), batches, options).ok());
  EXPECT_TRUE((*ReadParquet(Path()))->Equals(*Whole(batches)));
  const auto layout = *InspectParquet(Path());
  std::vector<int64_t> rows;
  for (const auto& group : layout.groups) rows.push_back(group.rows);
  EXPECT_THAT(rows, ::testing::ElementsAre(498, 1'000, 5, 1'000, 1'000, 500, 1));
}

TEST_F(ParquetRoundTrip, AFileWithoutRowsHasItsSchema) {
  const auto batches = Batches({0});
  for (const arrow::RecordBatchVector& written : {arrow::RecordBatchVector{}, batches}) {
    ASSERT_TRUE(WriteParquet(Path(), batches[0]->schema(), written).ok());
    const auto back = *ReadParquet(Path());
    EXPECT_EQ(back->num_rows(), 0);
    EXPECT_TRUE(back->schema()->Equals(*batches[0]->schema()));
  }
}

TEST_F(ParquetRoundTrip, TheSplicedPageIndexAndStatisticsAreThoseOfTheRows) {
  const auto batches = Batches({50'000, 60'000});
  ASSERT_TRUE(WriteParquet(Path(), batches[0]->schema(), batches).ok());
  auto reader = ::parquet::ParquetFileReader::OpenFile(Path());
  const auto metadata = reader->metadata();
  ASSERT_EQ(metadata->num_row_groups(), 2);
  for (int group = 0; group < 2; ++group) {
    const auto index = reader->GetPageIndexReader()->RowGroup(group);
    for (int column = 0; column < 3; ++column) {
      const auto offsets = index->GetOffsetIndex(column);
      ASSERT_NE(offsets, nullptr);
      const auto& pages = offsets->page_locations();
      ASSERT_GT(pages.size(), 1u);
      const auto chunk = metadata->RowGroup(group)->ColumnChunk(column);
      EXPECT_EQ(pages[0].offset, chunk->data_page_offset());
      EXPECT_EQ(index->GetColumnIndex(column)->null_pages().size(), pages.size());
    }
    const auto ids = std::static_pointer_cast<::parquet::Int64Statistics>(
        metadata->RowGroup(group)->ColumnChunk(0)->statistics());
    EXPECT_EQ(ids->min(), 0);
    EXPECT_EQ(ids->max(), batches[group]->num_rows() - 1);
    EXPECT_EQ(metadata->RowGroup(group)->ColumnChunk(1)->statistics()->null_count(),
              batches[group]->column(1)->null_count());
  }
}

}  // namespace
}  // namespace quiver::testing

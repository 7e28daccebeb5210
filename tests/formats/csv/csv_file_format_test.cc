// What is written, and that it reads back as the same values.

#include <cmath>
#include <limits>
#include <random>

#include <arrow/io/file.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/csv/csv_file_format.h"
#include "formats/csv/csv_files.h"

namespace quiver::csv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

arrow::Status Write(const std::vector<std::shared_ptr<arrow::RecordBatch>>& batches,
                    const std::string& path, const SinkOptions& options = {}) {
  const TableFileFormat format = CsvFileFormat();
  TableDescription table;
  table.name.name = "t";
  table.schema = batches.at(0)->schema();
  ARROW_RETURN_NOT_OK(format.check(table, options));
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::FileOutputStream::Open(path));
  ARROW_ASSIGN_OR_RAISE(auto writer, format.open_writer(file, table, options));
  for (const auto& batch : batches) {
    ARROW_ASSIGN_OR_RAISE(auto encoded, writer->Encode(batch));
    ARROW_RETURN_NOT_OK(writer->Append(std::move(encoded)));
  }
  ARROW_RETURN_NOT_OK(writer->Finish());
  return file->Close();
}

std::string Written(const std::shared_ptr<arrow::RecordBatch>& batch) {
  CsvFile file("");
  EXPECT_TRUE(Write({batch}, file.path()).ok());
  std::ifstream in(file.path(), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

template <typename Builder, typename Value>
std::shared_ptr<arrow::Array> Array(std::shared_ptr<arrow::DataType> type,
                                    const std::vector<Value>& values, bool null_at_the_end = true) {
  Builder builder(std::move(type), arrow::default_memory_pool());
  for (const Value& value : values) EXPECT_TRUE(builder.Append(value).ok());
  if (null_at_the_end) {
    EXPECT_TRUE(builder.AppendNull().ok());
  }
  return builder.Finish().ValueOrDie();
}

std::shared_ptr<arrow::RecordBatch> Batch(const std::shared_ptr<arrow::Array>& array) {
  return arrow::RecordBatch::Make(arrow::schema({arrow::field("v", array->type())}),
                                  array->length(), {array});
}

std::string WrittenColumn(const std::shared_ptr<arrow::Array>& array) {
  return Written(Batch(array));
}

TEST(CsvWriting, QuotesOnlyWhatNeedsItAndTellsNullFromEmpty) {
  EXPECT_EQ(WrittenColumn(Array<arrow::StringBuilder, std::string>(
                arrow::utf8(), {"plain", "", "a,b", "say \"hi\"", "two\nlines", "cr\r", " x "})),
            "v\nplain\n\"\"\n\"a,b\"\n\"say \"\"hi\"\"\"\n\"two\nlines\"\n\"cr\r\"\n x \n\n");
}

TEST(CsvWriting, HasTheShortestDigitsThatReadBackAsTheSameNumber) {
  EXPECT_EQ(WrittenColumn(Array<arrow::DoubleBuilder, double>(
                arrow::float64(),
                {0.0, -0.0, 1, -1.5, 17954.55, 0.1, 0.30000000000000004, 1e300, 5e-324, 1e16,
                 123456789.0625, 0.00001, -0.0001, std::nan(""), INFINITY, -INFINITY})),
            "v\n0.0\n-0.0\n1.0\n-1.5\n17954.55\n0.1\n0.30000000000000004\n1e+300\n5e-324\n1e+16\n"
            "123456789.0625\n1e-05\n-0.0001\nnan\ninf\n-inf\n\n");
  EXPECT_EQ(WrittenColumn(Array<arrow::FloatBuilder, float>(arrow::float32(), {0.1F, 16777216.0F})),
            "v\n0.1\n16777216.0\n\n");
}

TEST(CsvWriting, HasIso8601WithZWhereThereIsAZone) {
  EXPECT_EQ(WrittenColumn(
                Array<arrow::Date32Builder, int32_t>(arrow::date32(), {0, -719'528, 2'932'896})),
            "v\n1970-01-01\n0000-01-01\n9999-12-31\n\n");
  EXPECT_EQ(WrittenColumn(Array<arrow::TimestampBuilder, int64_t>(
                arrow::timestamp(arrow::TimeUnit::MICRO), {0, -1, 1'500'000})),
            "v\n1970-01-01T00:00:00\n1969-12-31T23:59:59.999999\n1970-01-01T00:00:01.5\n\n");
  EXPECT_EQ(WrittenColumn(Array<arrow::TimestampBuilder, int64_t>(
                arrow::timestamp(arrow::TimeUnit::NANO, "Europe/Berlin"), {1})),
            "v\n1970-01-01T00:00:00.000000001Z\n\n");
  EXPECT_EQ(WrittenColumn(Array<arrow::Time32Builder, int32_t>(
                arrow::time32(arrow::TimeUnit::MILLI), {0, 86'399'050})),
            "v\n00:00:00\n23:59:59.05\n\n");
}

TEST(CsvWriting, StopsAtATimeThatIsOnNoClock) {
  const auto write = [](int64_t value) {
    const CsvFile file("");
    return Write({Batch(Array<arrow::Time64Builder, int64_t>(arrow::time64(arrow::TimeUnit::MICRO),
                                                             {0, value}))},
                 file.path());
  };
  EXPECT_TRUE(write(86'400'000'000).ok());  // 24:00:00
  for (const int64_t value : {int64_t{-1}, int64_t{86'400'000'001}}) {
    const arrow::Status status = write(value);
    EXPECT_TRUE(status.IsInvalid());
    EXPECT_THAT(status.message(), HasSubstr("column \"v\": row 1 of its batch: " +
                                            std::to_string(value) + " of type time64[us]"));
  }
}

TEST(CsvWriting, HasAllDigitsOfDecimals) {
  using arrow::Decimal128;
  EXPECT_EQ(WrittenColumn(Array<arrow::Decimal128Builder, Decimal128>(
                arrow::decimal128(12, 2), {Decimal128(150), Decimal128(-5), Decimal128(0)})),
            "v\n1.50\n-0.05\n0.00\n\n");
  EXPECT_EQ(WrittenColumn(Array<arrow::Decimal128Builder, Decimal128>(arrow::decimal128(12, 10),
                                                                      {Decimal128(1)})),
            "v\n0.0000000001\n\n");
}

TEST(CsvWriting, HasSmallDecimalsAsNumbersToo) {
  using arrow::Decimal32;
  using arrow::Decimal64;
  EXPECT_EQ(WrittenColumn(Array<arrow::Decimal32Builder, Decimal32>(
                arrow::decimal32(5, 2), {Decimal32(123), Decimal32(-99'999)})),
            "v\n1.23\n-999.99\n\n");
  EXPECT_EQ(WrittenColumn(Array<arrow::Decimal64Builder, Decimal64>(
                arrow::decimal64(18, 3), {Decimal64(1), Decimal64(-999'999'999'999'999'999)})),
            "v\n0.001\n-999999999999999.999\n\n");
}

TEST(CsvWriting, HasBinaryAsHexAndDictionariesAsTheirValues) {
  using std::string_literals::operator""s;
  EXPECT_EQ(
      WrittenColumn(Array<arrow::BinaryBuilder, std::string>(arrow::binary(), {"\0\xff"s, ""})),
      "v\n\\x00ff\n\\x\n\n");
  const auto values = Array<arrow::StringBuilder, std::string>(arrow::utf8(), {"x", "a,b"}, false);
  const auto indices = Array<arrow::Int8Builder, int8_t>(arrow::int8(), {1, 0, 1});
  EXPECT_EQ(WrittenColumn(arrow::DictionaryArray::FromArrays(indices, values).ValueOrDie()),
            "v\n\"a,b\"\nx\n\"a,b\"\n\n");
}

TEST(CsvWriting, RefusesNestedTypesBeforeTheFirstRow) {
  const auto type = arrow::list(arrow::int64());
  const auto batch = Batch(arrow::MakeArrayOfNull(type, 1).ValueOrDie());
  CsvFile file("");
  EXPECT_THAT(Write({batch}, file.path()).message(),
              HasSubstr("table \"t\", column \"v\": a CSV field can't hold list<item: int64>"));
}

TEST(CsvWriting, TakesCompressionOfGzipAndZstd) {
  const auto batch = Batch(Array<arrow::Int64Builder, int64_t>(arrow::int64(), {1, 2}));
  for (const std::string compression : {"none", "gzip", "zstd", "gzip:9", "zstd:3"}) {
    CsvFile file("");
    SinkOptions options;
    options.compression = compression;
    ASSERT_TRUE(Write({batch, batch}, file.path(), options).ok()) << compression;
    EXPECT_EQ(file.Read().ValueOrDie()->num_rows(), 6);
  }
  SinkOptions options;
  for (const std::string compression : {"lz4", "gzip:99", "zstd:x"}) {
    options.compression = compression;
    EXPECT_THAT(Write({batch}, CsvFile("").path(), options).message(),
                HasSubstr("is no compression of CSV files"));
  }
}

/// Random values of many types, NULLs among them.
std::shared_ptr<arrow::Array> RandomArray(const std::shared_ptr<arrow::DataType>& type,
                                          int64_t rows, std::mt19937_64& random) {
  const auto build = [&](auto& builder, const auto& value) {
    for (int64_t i = 0; i < rows; ++i) {
      const bool null = random() % 5 == 0;
      EXPECT_TRUE((null ? builder.AppendNull() : builder.Append(value())).ok());
    }
    return builder.Finish().ValueOrDie();
  };
  arrow::MemoryPool* const pool = arrow::default_memory_pool();
  switch (type->id()) {
    case arrow::Type::INT64: {
      arrow::Int64Builder builder;
      return build(builder, [&] { return static_cast<int64_t>(random() >> random() % 64); });
    }
    case arrow::Type::UINT8: {
      arrow::UInt8Builder builder;
      return build(builder, [&] { return static_cast<uint8_t>(random()); });
    }
    case arrow::Type::DOUBLE: {
      arrow::DoubleBuilder builder;
      return build(builder, [&] {
        const uint64_t bits = random();
        double value;
        std::memcpy(&value, &bits, sizeof(value));
        const bool short_decimal = random() % 2 == 0 || std::isnan(value);
        return short_decimal ? static_cast<double>(static_cast<int64_t>(bits) >> 30) / 100 : value;
      });
    }
    case arrow::Type::FLOAT: {
      arrow::FloatBuilder builder;
      return build(builder, [&] { return static_cast<float>(random()) / 3; });
    }
    case arrow::Type::BOOL: {
      arrow::BooleanBuilder builder;
      return build(builder, [&] { return random() % 2 == 0; });
    }
    case arrow::Type::DATE32: {
      arrow::Date32Builder builder;
      return build(builder, [&] { return static_cast<int32_t>(random() % 3'600'000) - 700'000; });
    }
    case arrow::Type::TIME64: {
      arrow::Time64Builder builder(type, pool);
      return build(builder, [&] { return static_cast<int64_t>(random() % 86'400'000'000); });
    }
    case arrow::Type::TIMESTAMP: {
      arrow::TimestampBuilder builder(type, pool);
      return build(builder, [&] { return static_cast<int64_t>(random()) >> 14; });
    }
    case arrow::Type::DECIMAL128: {
      arrow::Decimal128Builder builder(type, pool);
      return build(builder, [&] { return arrow::Decimal128(static_cast<int64_t>(random()) >> 1); });
    }
    case arrow::Type::BINARY: {
      arrow::BinaryBuilder builder;
      return build(builder, [&] { return std::string(random() % 5, static_cast<char>(random())); });
    }
    default: {
      arrow::StringBuilder builder;
      const std::string kPieces[] = {"a",      "\"", ",", "\n", "\r",
                                     "\u20ac", " ",  "1", "",   "text that is longer"};
      return build(builder, [&] {
        std::string text;
        for (uint64_t i = random() % 4; i > 0; --i) text += kPieces[random() % std::size(kPieces)];
        return text;
      });
    }
  }
}

TEST(CsvRoundTrip, GivesTheSameValuesWhenTheTypesAreNamed) {
  std::mt19937_64 random(42);
  const arrow::FieldVector fields = {
      arrow::field("i", arrow::int64()),
      arrow::field("u", arrow::uint8()),
      arrow::field("d", arrow::float64()),
      arrow::field("f", arrow::float32()),
      arrow::field("b", arrow::boolean()),
      arrow::field("date", arrow::date32()),
      arrow::field("time", arrow::time64(arrow::TimeUnit::MICRO)),
      arrow::field("ts", arrow::timestamp(arrow::TimeUnit::MICRO)),
      arrow::field("tz", arrow::timestamp(arrow::TimeUnit::MILLI, "UTC")),
      arrow::field("dec", arrow::decimal128(20, 3)),
      arrow::field("bin", arrow::binary()),
      arrow::field("text,with \"quotes\"\n", arrow::utf8())};
  const auto schema = arrow::schema(fields);
  for (const int64_t rows : {0, 1, 3, 5000}) {
    arrow::ArrayVector arrays;
    for (const auto& field : fields) arrays.push_back(RandomArray(field->type(), rows, random));
    const auto batch = arrow::RecordBatch::Make(schema, rows, arrays);
    const auto written = arrow::Table::FromRecordBatches(schema, {batch}).ValueOrDie();
    CsvFile file("");
    // A slice begins in the middle of its buffers.
    ASSERT_TRUE(Write({batch->Slice(0, rows / 3), batch->Slice(rows / 3)}, file.path()).ok());
    file.options.csv.header = true;
    for (const auto& field : fields) file.options.csv.types[field->name()] = field->type();
    file.layout = TinyLayout(10'000, 1000);
    const auto read = file.Read();
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_TRUE((*read)->Equals(*written)) << rows;
    // Types that are found out hold the same numbers.
    file.options.csv.types = {{"text,with \"quotes\"\n", arrow::utf8()}};
    const auto found = file.Read();
    ASSERT_TRUE(found.ok()) << found.status();
    if (rows == 5000) {
      for (const char* name : {"i", "d", "b", "date", "time", "ts"}) {
        EXPECT_TRUE((*found)->GetColumnByName(name)->Equals(*written->GetColumnByName(name)))
            << name;
      }
    }
  }
}

TEST(CsvRoundTrip, OfOneColumnKeepsNullAndEmptyApart) {
  const auto array = Array<arrow::StringBuilder, std::string>(arrow::utf8(), {"a", "", "b"});
  CsvFile file("");
  ASSERT_TRUE(Write({Batch(array)}, file.path()).ok());
  EXPECT_THAT(
      TextsOf(*file.Read().ValueOrDie()),
      ElementsAre(ElementsAre("a"), ElementsAre(""), ElementsAre("b"), ElementsAre("NULL")));
}

}  // namespace
}  // namespace quiver::csv

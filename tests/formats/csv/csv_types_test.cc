// Which types columns get, and what happens when a later row disagrees.

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/csv/csv_files.h"

namespace quiver::csv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct TypeCase {
  std::vector<std::string> values;
  std::string type;
  /// As they are read; empty: as they are in the file.
  std::vector<std::string> read = {};
};

std::string Column(const std::vector<std::string>& values) {
  std::string content = "v,w\n";
  for (const std::string& value : values) content += value + ",x\n";
  return content;
}

class CsvTypes : public ::testing::TestWithParam<TypeCase> {};

TEST_P(CsvTypes, AreTheNarrowestThatHoldEveryValueExactly) {
  CsvFile file(Column(GetParam().values));
  file.options.csv.header = true;
  const auto table = file.Read().ValueOrDie();
  EXPECT_EQ(table->field(0)->type()->ToString(), GetParam().type);
  std::vector<std::string> read;
  for (const auto& row : TextsOf(*table)) read.push_back(row[0]);
  EXPECT_EQ(read, GetParam().read.empty() ? GetParam().values : GetParam().read);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, CsvTypes,
    ::testing::ValuesIn(std::vector<TypeCase>{
        {{"true", "false"}, "bool"},
        {{"true", "1"}, "string"},
        {{"0", "-1", "12345678", "123456789", "1234567890123456"}, "int64"},
        {{"9223372036854775807", "-9223372036854775808"}, "int64"},
        {{"9223372036854775808", "-1"}, "decimal128(19, 0)"},
        {{"99999999999999999999999999999999999999"}, "decimal128(38, 0)"},
        {{"999999999999999999999999999999999999999"}, "string"},
        {{"007", "1"}, "string"},
        {{"+49", "1"}, "string"},
        {{"1 ", "1"}, "string"},
        {{"1.5", "-0.25", "2"}, "double", {"1.5", "-0.25", "2.0"}},
        {{"1.10", "123456.789", "0.04", "-17.25"},
         "double",
         {"1.1", "123456.789", "0.04", "-17.25"}},
        {{".5", "5.", "1e3", "-1E-3"}, "double", {"0.5", "5.0", "1000.0", "-0.001"}},
        {{"00.5"}, "string"},
        {{"1.2.3"}, "string"},
        {{"1.", "."}, "string"},
        {{"0.1", "0.30000000000000004", "2.2250738585072014e-308"}, "double"},
        {{"NaN", "inf", "-inf", "1"}, "double", {"nan", "inf", "-inf", "1.0"}},
        {{"-0", "0"}, "double", {"-0.0", "0.0"}},
        {{"-0.0", "1.5"}, "double"},
        {{"1e999"}, "string"},
        {{"9007199254740992", "0.5"}, "double", {"9007199254740992.0", "0.5"}},
        {{"9007199254740993", "0.5"}, "decimal128(17, 1)", {"9007199254740993.0", "0.5"}},
        {{"9007199254740993", "1e3"}, "string"},
        {{"0.12345678901234567890", "12"},
         "decimal128(22, 20)",
         {"0.12345678901234567890", "12.00000000000000000000"}},
        {{"1970-01-01", "2024-02-29", "0001-01-01", "9999-12-31"}, "date32[day]"},
        {{"10000-01-01", "-0001-12-31"}, "date32[day]", {"10000-01-01", "-001-12-31"}},
        {{"010000-01-01"}, "string"},
        {{"2023-02-29"}, "string"},
        {{"2023-13-01"}, "string"},
        {{"12:34:56", "00:00:00.5"}, "time64[us]"},
        {{"12:34:56.123456789"}, "time64[ns]"},
        {{"24:00:00"}, "string"},
        {{"2024-01-02 03:04:05", "2024-01-02T03:04:05.123456"},
         "timestamp[us]",
         {"2024-01-02 03:04:05", "2024-01-02 03:04:05.123456"}},
        {{"2024-01-02", "2024-01-02 03:04:05"},
         "timestamp[us]",
         {"2024-01-02 00:00:00", "2024-01-02 03:04:05"}},
        {{"2024-01-02 03:04:05.123456789"}, "timestamp[ns]"},
        {{"2024-01-02 03:04:05.123456789", "0001-01-01"}, "string"},
        {{"2024-01-02 03:04:05Z", "2024-01-02 03:04:05+02:00", "2024-01-01 23:30:00-0030"},
         "timestamp[us, tz=UTC]",
         {"2024-01-02 03:04:05+00", "2024-01-02 01:04:05+00", "2024-01-02 00:00:00+00"}},
        {{"2024-01-02 03:04:05Z", "2024-01-02 03:04:05"}, "string"},
        {{"2024-01-02", "12"}, "string"},
        {{"1", "", "3"}, "int64", {"1", "NULL", "3"}},
        {{"1", "\"\"", "\"3\""}, "int64", {"1", "NULL", "3"}},
        {{"", ""}, "string", {"NULL", "NULL"}},
    }));

/// More than is looked at as a whole. `odd` is the value of one row, behind the head that is looked
/// at, and before the first of the samples.
struct LongFile {
  LongFile(const std::string& usual, const std::string& odd) {
    constexpr size_t kOddPosition = (size_t{1} << 20) + 40'000;
    for (int64_t row = 0; row < kRows; ++row) {
      const bool is_odd = odd_row < 0 && content.size() > kOddPosition;
      if (is_odd) odd_row = row;
      content += std::to_string(row) + "," + (is_odd ? odd : usual) + ",abcdefghijklmnopqrst\n";
    }
  }

  static constexpr int64_t kRows = 200'000;
  std::string content = "id,v,pad\n";
  int64_t odd_row = -1;
};

TEST(CsvRestart, WidensTheTypeOnceForALaterValueThatDisagrees) {
  struct Case {
    std::string usual, odd, type, read;
  };
  for (const Case& c : std::vector<Case>{
           {"1", "x", "string", "x"},
           {"1", "2.5", "double", "2.5"},
           {"1.5", "123456789012345678", "decimal128(19, 1)", "123456789012345678.0"},
           {"2024-01-01", "2024-01-01 10:00:00", "timestamp[us]", "2024-01-01 10:00:00"},
           {"", "7", "int64", "7"},
           {"true", "007", "string", "007"}}) {
    const LongFile content(c.usual, c.odd);
    CsvFile file(content.content);
    const auto table = file.Read().ValueOrDie();
    EXPECT_EQ(file.restarts(), 1) << c.odd;
    EXPECT_EQ(TypesOf(*table->schema()), "id: int64, v: " + c.type + ", pad: string");
    EXPECT_EQ(ValueText(*table->column(1)->Slice(content.odd_row, 1)->chunk(0), 0), c.read);
    EXPECT_EQ(table->num_rows(), LongFile::kRows);
  }
}

TEST(CsvRestart, IsNotNeededWhenSamplesHaveSeenEveryKind) {
  CsvFile file(LongFile("12", "12").content);
  ASSERT_TRUE(file.Read().ok());
  EXPECT_EQ(file.restarts(), 0);
}

TEST(CsvRestart, NamesTheValueThatIsTheReason) {
  const LongFile content("1", "x\ty");
  CsvFile file(content.content);
  const auto stream = file.Open().ValueOrDie();
  const arrow::Status status = testing::ReadAll(*stream).status();
  ASSERT_TRUE(SchemaChanged::Is(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr("t.csv, line " + std::to_string(content.odd_row + 2) +
                                          ", column \"v\": x y is not int64"));
}

TEST(CsvRestart, SaysThatAValueIsTheFirstOneOfItsColumn) {
  const LongFile content("", "7");
  CsvFile file(content.content);
  const auto stream = file.Open().ValueOrDie();
  const arrow::Status status = testing::ReadAll(*stream).status();
  ASSERT_TRUE(SchemaChanged::Is(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr("column \"v\": 7 is its first value"));
}

TEST(CsvTypeReasons, SayWhatWasSeen) {
  CsvFile file("a,b,c\n1,2024-01-01,\n2.5,2,\n");
  ASSERT_TRUE(file.Read().ok());
  EXPECT_THAT(file.stream().description().type_reasons,
              ElementsAre("integers, decimals",
                          "integers, dates: only text holds all of it as it is", "no value in it"));
}

TEST(CsvAskedTypes, AreTakenOrLoud) {
  CsvFile file("zip,n,f,d\n00501,1,0.1,1.50\n");
  auto& types = file.options.csv.types;
  types["zip"] = arrow::utf8();
  types["n"] = arrow::int16();
  types["f"] = arrow::float32();
  types["d"] = arrow::decimal128(9, 2);
  const auto table = file.Read().ValueOrDie();
  EXPECT_EQ(TypesOf(*table->schema()), "zip: string, n: int16, f: float, d: decimal128(9, 2)");
  EXPECT_THAT(TextsOf(*table), ElementsAre(ElementsAre("00501", "1", "0.1", "1.50")));

  CsvFile wrong("a,n\nx,1\ny,70000\n");
  wrong.options.csv.types["n"] = arrow::int16();
  EXPECT_THAT(wrong.Error(),
              HasSubstr("line 3, column \"n\": 70000 is not int16, which was asked for"));
  wrong.options.csv.types = {{"m", arrow::int16()}};
  EXPECT_THAT(wrong.Error(), HasSubstr("there is no column \"m\""));
  wrong.options.csv.types = {{"n", arrow::list(arrow::int16())}};
  EXPECT_THAT(wrong.Error(), HasSubstr("column \"n\": a CSV field can't be read as list"));
}

TEST(CsvNullValues, AreNullWithoutQuotesOnly) {
  CsvFile file("a,b\nNA,NA\n1,\"NA\"\n-,x\n");
  file.options.csv.null_values = {"NA", "-"};
  const auto table = file.Read().ValueOrDie();
  EXPECT_EQ(TypesOf(*table->schema()), "a: int64, b: string");
  EXPECT_THAT(TextsOf(*table), ElementsAre(ElementsAre("NULL", "NULL"), ElementsAre("1", "NA"),
                                           ElementsAre("NULL", "x")));
}

TEST(CsvBatches, KeepToRowsAndHaveSoundArrays) {
  CsvFile file(LongFile("1.25", "").content);
  file.options.batch_rows = 1000;
  const auto table = file.Read().ValueOrDie();
  EXPECT_TRUE(table->ValidateFull().ok());
  for (const auto& chunk : table->column(1)->chunks()) EXPECT_LE(chunk->length(), 1000);
  EXPECT_EQ(table->column(1)->null_count(), 1);
}

}  // namespace
}  // namespace quiver::csv

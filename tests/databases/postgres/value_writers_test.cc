// Values go out by COPY BINARY, and the server prints what it understood.

#include "databases/postgres/value_writer.h"

#include <random>

#include <arrow/api.h>
#include <arrow/json/from_string.h>
#include <arrow/util/decimal.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/copy_context.h"
#include "databases/postgres/copy_in.h"
#include "databases/postgres/server.h"

namespace quiver::postgres {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::PostgresDatabase;

/// One column `v` of a table `t`, written by CopyIn.
class ValueWritersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ConnectOptions options;
    options.conninfo = database_.uri();
    connection_ = Connection::Open(options).ValueOrDie();
  }

  arrow::Status Load(const std::shared_ptr<arrow::Array>& values, const std::string& pg_type,
                     WireType wire) {
    database_.Run("DROP TABLE IF EXISTS t; CREATE TABLE t (v " + pg_type + ")");
    CopyTarget target;
    target.table = {"", "t"};
    target.relation = "public.t";
    target.relation_name = "t";
    target.schema = arrow::schema({arrow::field("v", values->type())});
    target.wire = {std::move(wire)};
    ARROW_ASSIGN_OR_RAISE(auto copy, CopyIn::Start(*connection_, target));
    const auto batch = arrow::RecordBatch::Make(target.schema, values->length(), {values});
    arrow::Status status = copy->Write(*batch);
    if (status.ok()) status = copy->Finish();
    if (!status.ok()) copy->Abort();
    return status;
  }

  /// What the server prints after `json` was written.
  std::vector<std::string> Texts(const std::shared_ptr<arrow::DataType>& type, const char* json,
                                 const std::string& pg_type, WireType wire) {
    const auto values = arrow::json::ArrayFromJSONString(type, json).ValueOrDie();
    const arrow::Status status = Load(values, pg_type, std::move(wire));
    EXPECT_TRUE(status.ok()) << status;
    std::vector<std::string> texts;
    for (const auto& row : database_.Run("SET TimeZone = 'UTC'; SELECT v::text FROM t")) {
      texts.push_back(row[0]);
    }
    return texts;
  }

  std::string Error(const std::shared_ptr<arrow::DataType>& type, const char* json,
                    const std::string& pg_type, WireType wire) {
    const auto values = arrow::json::ArrayFromJSONString(type, json).ValueOrDie();
    const arrow::Status status = Load(values, pg_type, std::move(wire));
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(database_.Value("SELECT count(*) FROM t"), "0");
    return status.message();
  }

  PostgresDatabase database_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(ValueWritersTest, IntegersArriveInTheirOwnWidthAndInWiderOnes) {
  EXPECT_THAT(Texts(arrow::int8(), "[-128, null, 127]", "smallint", {WireForm::kInt2}),
              ElementsAre("-128", "NULL", "127"));
  EXPECT_THAT(Texts(arrow::uint8(), "[0, 255]", "smallint", {WireForm::kInt2}),
              ElementsAre("0", "255"));
  EXPECT_THAT(Texts(arrow::int16(), "[-32768, 32767]", "bigint", {WireForm::kInt8}),
              ElementsAre("-32768", "32767"));
  EXPECT_THAT(Texts(arrow::uint16(), "[0, 65535]", "integer", {WireForm::kInt4}),
              ElementsAre("0", "65535"));
  EXPECT_THAT(Texts(arrow::uint32(), "[0, 4294967295]", "bigint", {WireForm::kInt8}),
              ElementsAre("0", "4294967295"));
  EXPECT_THAT(Texts(arrow::uint32(), "[0, 4294967295]", "oid", {WireForm::kOid}),
              ElementsAre("0", "4294967295"));
  EXPECT_THAT(Texts(arrow::int64(), "[-9223372036854775808, 9223372036854775807]", "bigint",
                    {WireForm::kInt8}),
              ElementsAre("-9223372036854775808", "9223372036854775807"));
  EXPECT_THAT(
      Texts(arrow::uint64(), "[0, 10000, 18446744073709551615]", "numeric", {WireForm::kNumeric}),
      ElementsAre("0", "10000", "18446744073709551615"));
  EXPECT_THAT(
      Texts(arrow::int64(), "[-9223372036854775808, -1]", "numeric(20,1)", {WireForm::kNumeric}),
      ElementsAre("-9223372036854775808.0", "-1.0"));
}

TEST_F(ValueWritersTest, FloatsKeepEveryBit) {
  EXPECT_THAT(Texts(arrow::float64(), "[-0.0, 5e-324, NaN, Inf, -Inf]", "double precision",
                    {WireForm::kFloat8}),
              ElementsAre("-0", "5e-324", "NaN", "Infinity", "-Infinity"));
  EXPECT_THAT(Texts(arrow::float32(), "[3.4028235e38, -0.0]", "real", {WireForm::kFloat4}),
              ElementsAre("3.4028235e+38", "-0"));
  EXPECT_THAT(Texts(arrow::float16(), "[65504, 0.5]", "real", {WireForm::kFloat4}),
              ElementsAre("65504", "0.5"));
}

TEST_F(ValueWritersTest, MomentsCountFrom2000InMicroseconds) {
  using arrow::TimeUnit;
  EXPECT_THAT(Texts(arrow::date32(), "[0, -2440588, 2145042905, null]", "date", {WireForm::kDate}),
              ElementsAre("1970-01-01", "4714-11-24 BC", "5874897-12-31", "NULL"));
  EXPECT_THAT(Texts(arrow::date64(), "[86400000, -86400000]", "date", {WireForm::kDate}),
              ElementsAre("1970-01-02", "1969-12-31"));
  EXPECT_THAT(
      Texts(arrow::time64(TimeUnit::MICRO), "[0, 86400000000, 1]", "time", {WireForm::kTime}),
      ElementsAre("00:00:00", "24:00:00", "00:00:00.000001"));
  EXPECT_THAT(Texts(arrow::time32(TimeUnit::MILLI), "[86399999]", "time", {WireForm::kTime}),
              ElementsAre("23:59:59.999"));
  EXPECT_THAT(
      Texts(arrow::timestamp(TimeUnit::SECOND), "[0, -1]", "timestamp", {WireForm::kTimestamp}),
      ElementsAre("1970-01-01 00:00:00", "1969-12-31 23:59:59"));
  EXPECT_THAT(Texts(arrow::timestamp(TimeUnit::NANO, "UTC"), "[1000, -1000]", "timestamptz",
                    {WireForm::kTimestamp}),
              ElementsAre("1970-01-01 00:00:00.000001+00", "1969-12-31 23:59:59.999999+00"));
  EXPECT_THAT(Texts(arrow::timestamp(TimeUnit::MILLI), "[-210866803200000, 9224318015999999]",
                    "timestamp", {WireForm::kTimestamp}),
              ElementsAre("4714-11-24 00:00:00 BC", "294276-12-31 23:59:59.999"));
  EXPECT_THAT(Texts(arrow::month_day_nano_interval(), "[[14, -3, 4000], [0, 0, -1000]]", "interval",
                    {WireForm::kInterval}),
              ElementsAre("1 year 2 mons -3 days +00:00:00.000004", "-00:00:00.000001"));
  EXPECT_THAT(
      Texts(arrow::duration(TimeUnit::SECOND), "[90000]", "interval", {WireForm::kInterval}),
      ElementsAre("25:00:00"));
  EXPECT_THAT(Texts(arrow::month_interval(), "[-1]", "interval", {WireForm::kInterval}),
              ElementsAre("-1 mons"));
  EXPECT_THAT(Texts(arrow::day_time_interval(), "[[1, -2]]", "interval", {WireForm::kInterval}),
              ElementsAre("1 day -00:00:00.002"));
}

TEST_F(ValueWritersTest, AMomentThatPostgresCantHoldIsNamed) {
  using arrow::TimeUnit;
  EXPECT_EQ(
      Error(arrow::timestamp(TimeUnit::NANO), "[0, 1001]", "timestamp", {WireForm::kTimestamp}),
      "table t, column \"v\", row 1: the value 1970-01-01 00:00:00.000001001 has parts of a "
      "microsecond, which PostgreSQL can't hold");
  EXPECT_THAT(Error(arrow::timestamp(TimeUnit::SECOND), "[9223372036854775807]", "timestamp",
                    {WireForm::kTimestamp}),
              HasSubstr("outside of what PostgreSQL can hold"));
  EXPECT_THAT(Error(arrow::timestamp(TimeUnit::MILLI), "[9224318016000000]", "timestamp",
                    {WireForm::kTimestamp}),
              HasSubstr("outside of PostgreSQL's timestamps"));
  // These would be -infinity and infinity.
  EXPECT_THAT(Error(arrow::date32(), "[-2147472691]", "date", {WireForm::kDate}),
              HasSubstr("outside of PostgreSQL's dates"));
  EXPECT_THAT(Error(arrow::date32(), "[2145042906]", "date", {WireForm::kDate}),
              HasSubstr("outside of PostgreSQL's dates"));
  EXPECT_THAT(Error(arrow::time64(TimeUnit::MICRO), "[86400000001]", "time", {WireForm::kTime}),
              HasSubstr("not a time of one day"));
  EXPECT_THAT(Error(arrow::date64(), "[1]", "date", {WireForm::kDate}), HasSubstr("whole day"));
  EXPECT_THAT(Error(arrow::timestamp(TimeUnit::MICRO), "[1000, 1]", "timestamp(3)",
                    {WireForm::kTimestamp, 0, 3}),
              HasSubstr("row 1: the value 1970-01-01 00:00:00.000001 has more digits"));
  EXPECT_THAT(Error(arrow::duration(TimeUnit::SECOND), "[9223372036854775807]", "interval",
                    {WireForm::kInterval}),
              HasSubstr("can hold"));
}

TEST_F(ValueWritersTest, TextAndBytesArriveAsTheyAre) {
  EXPECT_THAT(Texts(arrow::utf8(), R"(["", "größe", null])", "text", {WireForm::kText}),
              ElementsAre("", "größe", "NULL"));
  EXPECT_THAT(Texts(arrow::utf8_view(), R"(["a long text, longer than twelve bytes"])", "text",
                    {WireForm::kText}),
              ElementsAre("a long text, longer than twelve bytes"));
  EXPECT_THAT(Texts(arrow::large_utf8(), R"(["{\"a\": 1}"])", "jsonb", {WireForm::kJsonb}),
              ElementsAre("{\"a\": 1}"));
  EXPECT_THAT(Texts(arrow::binary(), R"(["a\u0000b", ""])", "bytea", {WireForm::kBytes}),
              ElementsAre("\\x610062", "\\x"));
  EXPECT_THAT(
      Texts(arrow::fixed_size_binary(16), R"(["0123456789abcdef"])", "uuid", {WireForm::kUuid}),
      ElementsAre("30313233-3435-3637-3839-616263646566"));
}

TEST_F(ValueWritersTest, TextThatTheServerWouldChangeOrCantHoldIsNamed) {
  EXPECT_EQ(Error(arrow::utf8(), R"(["ok", "a\u0000b"])", "text", {WireForm::kText}),
            "table t, column \"v\", row 1: invalid byte sequence for encoding \"UTF8\": 0x00");
  EXPECT_THAT(Error(arrow::utf8(), R"(["ab   "])", "varchar(3)", {WireForm::kVarchar, 0, 3}),
              HasSubstr("has 5 characters, and its column there holds 3"));
  EXPECT_THAT(Error(arrow::utf8(), R"(["ß"])", "char(2)", {WireForm::kBpchar, 0, 2}),
              HasSubstr("has 1 characters, and its column there would add 1 spaces"));
  EXPECT_THAT(Error(arrow::utf8(), R"(["{}", "{"])", "json", {WireForm::kText}),
              HasSubstr("row 1: invalid input syntax for type json"));
  arrow::StringBuilder builder;
  ASSERT_TRUE(builder.Append("\xff").ok());
  const auto status = Load(*builder.Finish(), "text", {WireForm::kText});
  EXPECT_EQ(status.message(),
            "table t, column \"v\", row 0: invalid byte sequence for encoding \"UTF8\": 0xff");
}

TEST_F(ValueWritersTest, TextThatFillsItsColumnArrives) {
  EXPECT_THAT(Texts(arrow::utf8(), R"(["größe"])", "varchar(5)", {WireForm::kVarchar, 0, 5}),
              ElementsAre("größe"));
  EXPECT_THAT(Texts(arrow::utf8(), R"(["ß "])", "char(2)", {WireForm::kBpchar, 0, 2}),
              // The cast to text drops what char(n) pads with.
              ElementsAre("ß"));
}

TEST_F(ValueWritersTest, ListsAreArraysOfOneDimension) {
  const WireType array{WireForm::kArray, 1007, -1, {{WireForm::kInt4, 23}}};
  const char* lists = "[[1, null, 3], [], null, [4]]";
  const auto expected = ElementsAre("{1,NULL,3}", "{}", "NULL", "{4}");
  EXPECT_THAT(Texts(arrow::list(arrow::int32()), lists, "integer[]", array), expected);
  EXPECT_THAT(Texts(arrow::large_list(arrow::int32()), lists, "integer[]", array), expected);
  EXPECT_THAT(Texts(arrow::list_view(arrow::int32()), lists, "integer[]", array), expected);
  EXPECT_THAT(Texts(arrow::large_list_view(arrow::int32()), lists, "integer[]", array), expected);
  EXPECT_THAT(Texts(arrow::fixed_size_list(arrow::int32(), 2), "[[1, 2], null, [3, null]]",
                    "integer[]", array),
              ElementsAre("{1,2}", "NULL", "{3,NULL}"));
}

TEST_F(ValueWritersTest, ASliceOfAListIsWrittenFromItsBegin) {
  const WireType array{WireForm::kArray, 1007, -1, {{WireForm::kInt4, 23}}};
  const auto lists =
      arrow::json::ArrayFromJSONString(arrow::list(arrow::int32()), "[[1], [2, 3], [], [4]]")
          .ValueOrDie();
  ASSERT_TRUE(Load(lists->Slice(1), "integer[]", array).ok());
  EXPECT_EQ(database_.Value("SELECT string_agg(v::text, ' ') FROM t"), "{2,3} {} {4}");
}

TEST_F(ValueWritersTest, StructsAreCompositesOrRanges) {
  database_.Run("CREATE TYPE pair AS (a integer, b text)");
  const WireType pair{WireForm::kComposite, 0, -1, {{WireForm::kInt4, 23}, {WireForm::kText, 25}}};
  EXPECT_THAT(
      Texts(arrow::struct_({arrow::field("a", arrow::int32()), arrow::field("b", arrow::utf8())}),
            R"([{"a": 1, "b": "x"}, {"a": null, "b": ""}, null])", "pair", pair),
      ElementsAre("(1,x)", "(,\"\")", "NULL"));

  const auto range = arrow::struct_(
      {arrow::field("lower", arrow::int32()), arrow::field("upper", arrow::int32()),
       arrow::field("lower_inclusive", arrow::boolean()),
       arrow::field("upper_inclusive", arrow::boolean()), arrow::field("empty", arrow::boolean())});
  const WireType int4range{WireForm::kRange, 3904, -1, {{WireForm::kInt4, 23}}};
  EXPECT_THAT(Texts(range, R"([[1, 5, true, false, false], [null, 5, false, false, false],
                               [null, null, false, false, true],
                               [null, null, false, false, false], null])",
                    "int4range", int4range),
              ElementsAre("[1,5)", "(,5)", "empty", "(,)", "NULL"));
  EXPECT_THAT(Texts(arrow::list(range),
                    R"([[[1, 5, true, false, false], [7, null, true, false, false]], []])",
                    "int4multirange", {WireForm::kMultirange, 0, -1, {int4range}}),
              ElementsAre("{[1,5),[7,)}", "{}"));
}

TEST_F(ValueWritersTest, MapsAreHstoresWhoseKeysDiffer) {
  database_.Run("CREATE EXTENSION hstore");
  const WireType hstore{WireForm::kHstore, 0, -1, {{WireForm::kText}, {WireForm::kText}}};
  const auto map = arrow::map(arrow::utf8(), arrow::utf8());
  EXPECT_THAT(Texts(map, R"([[["a", "1"], ["b", null]], [], null])", "hstore", hstore),
              ElementsAre("\"a\"=>\"1\", \"b\"=>NULL", "", "NULL"));
  EXPECT_THAT(Error(map, R"([[["a", "1"], ["a", "2"]]])", "hstore", hstore),
              HasSubstr("has a key twice"));
}

TEST_F(ValueWritersTest, DictionariesAndRunsAreWhatTheyStandFor) {
  const auto words =
      arrow::json::DictArrayFromJSONString(arrow::dictionary(arrow::int8(), arrow::utf8()),
                                           "[0, 1, null, 2, 0]", R"(["low", "", null])")
          .ValueOrDie();
  ASSERT_TRUE(Load(words->Slice(1), "text", {WireForm::kText}).ok());
  EXPECT_EQ(database_.Value("SELECT string_agg(coalesce(v, 'NULL'), ' ') FROM t"),
            " NULL NULL low");
  const auto ends = arrow::json::ArrayFromJSONString(arrow::int32(), "[2, 3, 5]").ValueOrDie();
  const auto runs = arrow::json::ArrayFromJSONString(arrow::utf8(), R"(["a", null, "b"])");
  const auto encoded = arrow::RunEndEncodedArray::Make(5, ends, *runs).ValueOrDie();
  ASSERT_TRUE(Load(encoded->Slice(1), "text", {WireForm::kText}).ok());
  EXPECT_EQ(database_.Value("SELECT string_agg(coalesce(v, 'NULL'), ' ') FROM t"), "a NULL b b");
}

TEST_F(ValueWritersTest, DuckDbsBitsAndHugeIntegersAreUnderstood) {
  arrow::BinaryBuilder bits;
  ASSERT_TRUE(bits.Append(std::string("\x05\xfd", 2)).ok());      // 101
  ASSERT_TRUE(bits.Append(std::string("\x04\xf1\x23", 3)).ok());  // 000100100011
  ASSERT_TRUE(bits.Append(std::string("\x00\xa5", 2)).ok());      // 10100101
  ASSERT_TRUE(Load(*bits.Finish(), "varbit", {WireForm::kBits}).ok());
  EXPECT_EQ(database_.Value("SELECT string_agg(v::text, ' ') FROM t"), "101 000100100011 10100101");

  arrow::FixedSizeBinaryBuilder huge(arrow::fixed_size_binary(16));
  const std::string least = std::string(15, '\0') + "\x80";
  ASSERT_TRUE(huge.Append(least.data()).ok());
  ASSERT_TRUE(huge.Append(std::string(16, '\xff').data()).ok());
  const auto values = *huge.Finish();
  ASSERT_TRUE(Load(values, "numeric", {WireForm::kHugeInt}).ok());
  EXPECT_EQ(database_.Value("SELECT string_agg(v::text, ' ') FROM t"),
            "-170141183460469231731687303715884105728 -1");
  ASSERT_TRUE(Load(values, "numeric", {WireForm::kUnsignedHugeInt}).ok());
  EXPECT_EQ(database_.Value("SELECT string_agg(v::text, ' ') FROM t"),
            "170141183460469231731687303715884105728 340282366920938463463374607431768211455");
}

/// Random digits of random length, written as decimals and read by the server from text.
template <typename Decimal, typename Builder>
std::shared_ptr<arrow::Array> RandomDecimals(const std::shared_ptr<arrow::DataType>& type,
                                             std::vector<std::string>* texts) {
  std::mt19937_64 random(4711);
  const auto& decimal = static_cast<const arrow::DecimalType&>(*type);
  Builder builder(type);
  for (int i = 0; i < 2'000; ++i) {
    std::string digits;
    const int length = static_cast<int>(random() % decimal.precision()) + 1;
    while (static_cast<int>(digits.size()) < length) {
      // Zeros in a row are where groups of digits go wrong.
      digits += random() % 3 == 0 ? '0' : static_cast<char>('0' + random() % 10);
    }
    if (random() % 2 == 0) digits.insert(0, "-");
    EXPECT_TRUE(builder.Append(Decimal::FromString(digits).ValueOrDie()).ok());
    texts->push_back(fmt::format("('{}e{}'::numeric)", digits, -decimal.scale()));
  }
  return *builder.Finish();
}

TEST_F(ValueWritersTest, DecimalsAreTheServersOwnNumerics) {
  const auto check = [&](const std::shared_ptr<arrow::Array>& values,
                         const std::vector<std::string>& texts) {
    SCOPED_TRACE(values->type()->ToString());
    const arrow::Status status = Load(values, "numeric", {WireForm::kNumeric});
    ASSERT_TRUE(status.ok()) << status;
    // Equal in value, and in how it is printed: the digits after the point.
    const int scale = static_cast<const arrow::DecimalType&>(*values->type()).scale();
    EXPECT_THAT(database_.Run(fmt::format(
                    "SELECT min(v::text) FROM (SELECT v FROM t EXCEPT ALL VALUES {}) differing",
                    fmt::join(texts, ", "))),
                ElementsAre(ElementsAre("NULL")));
    EXPECT_EQ(database_.Value(
                  fmt::format("SELECT count(*) FROM t WHERE scale(v) <> {}", std::max(scale, 0))),
              "0");
  };
  for (const int scale : {0, 1, 2, 3, 4, 5, 9, -1, -2, -3, -4, -7}) {
    std::vector<std::string> texts;
    check(RandomDecimals<arrow::Decimal32, arrow::Decimal32Builder>(arrow::decimal32(9, scale),
                                                                    &texts),
          texts);
  }
  for (const int scale : {0, 2, 3, 18, 21, -5}) {
    std::vector<std::string> texts;
    check(RandomDecimals<arrow::Decimal64, arrow::Decimal64Builder>(arrow::decimal64(18, scale),
                                                                    &texts),
          texts);
  }
  for (const int scale : {0, 1, 2, 3, 10, 17, 38, -2}) {
    std::vector<std::string> texts;
    check(RandomDecimals<arrow::Decimal128, arrow::Decimal128Builder>(arrow::decimal128(38, scale),
                                                                      &texts),
          texts);
  }
  for (const int scale : {0, 3, 38, 76, -9}) {
    std::vector<std::string> texts;
    check(RandomDecimals<arrow::Decimal256, arrow::Decimal256Builder>(arrow::decimal256(76, scale),
                                                                      &texts),
          texts);
  }
}

TEST_F(ValueWritersTest, AnErrorOfTheServerNamesTheRowInItsPartition) {
  database_.Run("CREATE TABLE checked (v integer CHECK (v <> 5))");
  CopyTarget target;
  target.table = {"public", "known"};
  target.relation = "public.checked";
  target.relation_name = "checked";
  target.schema = arrow::schema({arrow::field("v", arrow::int32())});
  target.wire = {{WireForm::kInt4}};
  auto copy = CopyIn::Start(*connection_, target).ValueOrDie();
  const auto batch = [&](const char* json) {
    auto values = arrow::json::ArrayFromJSONString(arrow::int32(), json).ValueOrDie();
    return arrow::RecordBatch::Make(target.schema, values->length(), {values});
  };
  copy->BeginPartition(3);
  ASSERT_TRUE(copy->Write(*batch("[1, 2]")).ok());
  copy->BeginPartition(4);
  ASSERT_TRUE(copy->Write(*batch("[3, 4]")).ok());
  ASSERT_TRUE(copy->Write(*batch("[4, 5]")).ok());
  const arrow::Status status = copy->Finish();
  EXPECT_THAT(status.message(), HasSubstr("table public.known, row 3 of partition 4: new row"));
  copy->Abort();
  EXPECT_EQ(connection_->Query("SELECT 1").ValueOrDie()[0][0], "1");
}

TEST(CopyContextTest, IsReadInAnyLanguage) {
  const auto english = ParseCopyContext("COPY t, line 3, column the, name\nmore", "t");
  ASSERT_TRUE(english.has_value());
  EXPECT_EQ(english->line, 3);
  EXPECT_EQ(english->column, "the, name");
  const auto german = ParseCopyContext("COPY t 1, line 2, Zeile 17", "t 1, line 2");
  ASSERT_TRUE(german.has_value());
  EXPECT_EQ(german->line, 17);
  EXPECT_EQ(german->column, "");
  EXPECT_FALSE(ParseCopyContext("PL/pgSQL function f() line 3", "t").has_value());
  EXPECT_FALSE(ParseCopyContext("", "t").has_value());
}

}  // namespace
}  // namespace quiver::postgres

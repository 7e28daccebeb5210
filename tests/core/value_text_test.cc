#include "quiver/value_text.h"

#include <gtest/gtest.h>

#include <arrow/api.h>
#include <arrow/json/from_string.h>

namespace quiver {
namespace {

std::string TextOf(const std::shared_ptr<arrow::DataType>& type, const std::string& json) {
  auto array = arrow::json::ArrayFromJSONString(type, "[" + json + "]");
  EXPECT_TRUE(array.ok()) << array.status();
  return array.ok() ? ValueText(**array, 0) : "";
}

TEST(ValueTextTest, NumbersAreShortAndExact) {
  EXPECT_EQ(TextOf(arrow::int8(), "-128"), "-128");
  EXPECT_EQ(TextOf(arrow::uint64(), "18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(TextOf(arrow::float64(), "0.1"), "0.1");
  EXPECT_EQ(TextOf(arrow::float32(), "0.1"), "0.1");
  EXPECT_EQ(TextOf(arrow::float64(), "1e300"), "1e+300");
  EXPECT_EQ(TextOf(arrow::float64(), "-0.0"), "-0.0");
  EXPECT_EQ(TextOf(arrow::decimal128(9, 2), "\"-12.50\""), "-12.50");
  EXPECT_EQ(TextOf(arrow::boolean(), "true"), "true");
}

TEST(ValueTextTest, DatesReachBeyondTheYearsOfFourDigits) {
  EXPECT_EQ(TextOf(arrow::date32(), "0"), "1970-01-01");
  EXPECT_EQ(TextOf(arrow::date32(), "-1"), "1969-12-31");
  EXPECT_EQ(TextOf(arrow::date32(), "11016"), "2000-02-29");
  EXPECT_EQ(TextOf(arrow::date32(), "-719528"), "0000-01-01");
  EXPECT_EQ(TextOf(arrow::date32(), "2147483647"), "5881580-07-11");
}

TEST(ValueTextTest, TimesHaveOnlyTheFractionThatTheyNeed) {
  EXPECT_EQ(TextOf(arrow::time64(arrow::TimeUnit::MICRO), "86399000001"), "23:59:59.000001");
  EXPECT_EQ(TextOf(arrow::time32(arrow::TimeUnit::SECOND), "61"), "00:01:01");
  EXPECT_EQ(TextOf(arrow::timestamp(arrow::TimeUnit::MICRO), "-1"), "1969-12-31 23:59:59.999999");
  EXPECT_EQ(TextOf(arrow::timestamp(arrow::TimeUnit::MILLI, "UTC"), "1500"),
            "1970-01-01 00:00:01.5+00");
}

TEST(ValueTextTest, WhatIsNoWholeDayAndNoTimeOfADayIsNotTakenForOne) {
  const auto text = [](const std::shared_ptr<arrow::DataType>& type, const std::string& integer) {
    auto data =
        arrow::json::ArrayFromJSONString(arrow::int64(), "[" + integer + "]").ValueOrDie()->data();
    data->type = type;
    return ValueText(*arrow::MakeArray(data), 0);
  };
  EXPECT_EQ(text(arrow::date64(), "86400000"), "1970-01-02");
  EXPECT_EQ(text(arrow::date64(), "86400001"), "1970-01-02 00:00:00.001");
  EXPECT_EQ(text(arrow::date64(), "-1"), "1969-12-31 23:59:59.999");
  EXPECT_EQ(text(arrow::time64(arrow::TimeUnit::NANO), "-1"), "-00:00:00.000000001");
  EXPECT_EQ(text(arrow::time64(arrow::TimeUnit::MICRO), "-9223372036854775808"),
            "-2562047788:00:54.775808");
  EXPECT_EQ(text(arrow::time64(arrow::TimeUnit::MICRO), "86400000001"), "24:00:00.000001");
}

TEST(ValueTextTest, TextIsAsItIsAndBinaryHexadecimal) {
  EXPECT_EQ(TextOf(arrow::utf8(), "\"it's\""), "it's");
  EXPECT_EQ(TextOf(arrow::binary(), "\"a\\u0000\""), "6100");
  EXPECT_EQ(TextOf(arrow::utf8(), "null"), "NULL");
}

TEST(ValueTextTest, NestedValuesAreWrittenOut) {
  EXPECT_EQ(TextOf(arrow::list(arrow::int32()), "[1, null, 3]"), "[1, NULL, 3]");
  EXPECT_EQ(TextOf(arrow::fixed_size_list(arrow::int32(), 2), "[1, 2]"), "[1, 2]");
  EXPECT_EQ(
      TextOf(arrow::struct_({arrow::field("a", arrow::int32()), arrow::field("b", arrow::utf8())}),
             "{\"a\": 1, \"b\": \"x\"}"),
      "{a: 1, b: x}");
  EXPECT_EQ(TextOf(arrow::map(arrow::utf8(), arrow::int32()), "[[\"k\", 1]]"), "{k: 1}");
  EXPECT_EQ(TextOf(arrow::dictionary(arrow::int8(), arrow::utf8()), "\"red\""), "red");
}

}  // namespace
}  // namespace quiver

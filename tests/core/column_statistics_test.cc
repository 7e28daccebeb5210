#include "core/column_statistics.h"

#include <string>

#include <arrow/builder.h>
#include <arrow/json/from_string.h>
#include <gtest/gtest.h>

#include "formats/every_type.h"

namespace quiver {
namespace {

ColumnStatistics Of(const std::shared_ptr<arrow::DataType>& type, const char* json) {
  const auto values = arrow::json::ArrayFromJSONString(type, json).ValueOrDie();
  return ComputeStatistics(*values).ValueOrDie();
}

void ExpectBounds(const ColumnStatistics& statistics, const char* min, const char* max) {
  ASSERT_NE(statistics.min, nullptr);
  ASSERT_NE(statistics.max, nullptr);
  EXPECT_EQ(statistics.min->ToString(), min);
  EXPECT_EQ(statistics.max->ToString(), max);
}

TEST(ColumnStatistics, OfEachTypeWithAnOrder) {
  using namespace arrow;  // NOLINT: the names of its types
  ExpectBounds(Of(int8(), "[3, null, -128, 5]"), "-128", "5");
  ExpectBounds(Of(uint64(), "[3, 18446744073709551615]"), "3", "18446744073709551615");
  ExpectBounds(Of(boolean(), "[false, null, false]"), "false", "false");
  ExpectBounds(Of(boolean(), "[true, false]"), "false", "true");
  ExpectBounds(Of(decimal32(5, 2), R"(["1.50", "-2.25"])"), "-2.25", "1.50");
  ExpectBounds(Of(decimal256(50, 2), R"(["1.50", "-2.25"])"), "-2.25", "1.50");
  ExpectBounds(Of(utf8_view(), R"(["b", "größe", "a"])"), "a", "größe");
  ExpectBounds(Of(large_utf8(), R"(["b", null, ""])"), "", "b");
  EXPECT_EQ(Of(date32(), "[1, 2]").max->type->id(), Type::DATE32);
  EXPECT_EQ(Of(utf8(), R"(["a"])").null_count, 0);
  EXPECT_EQ(Of(utf8(), R"(["a", null])").null_count, 1);
}

TEST(ColumnStatistics, OfFloatsLeavesNaNOut) {
  for (const auto& type : {arrow::float16(), arrow::float32(), arrow::float64()}) {
    const auto some = Of(type, "[NaN, 1.5, -2.5, NaN]");
    ExpectBounds(some, "-2.5", "1.5");
    EXPECT_TRUE(some.may_have_nan);
    EXPECT_FALSE(Of(type, "[1.5]").may_have_nan);
    const auto only = Of(type, "[NaN, null]");
    EXPECT_EQ(only.min, nullptr);
    EXPECT_TRUE(only.may_have_nan);
  }
}

TEST(ColumnStatistics, OfLongTextIsCutAndRaised) {
  const std::string a(100, 'a');
  const auto statistics = Of(arrow::utf8(), ("[\"" + a + "\"]").c_str());
  ASSERT_EQ(statistics.min->type->id(), arrow::Type::BINARY);
  EXPECT_EQ(static_cast<const arrow::BinaryScalar&>(*statistics.min).view(), std::string(64, 'a'));
  EXPECT_EQ(static_cast<const arrow::BinaryScalar&>(*statistics.max).view(),
            std::string(63, 'a') + "b");
}

TEST(ColumnStatistics, OfBytesThatCanNotBeRaisedHasNoUpperBound) {
  arrow::BinaryBuilder builder;
  ASSERT_TRUE(builder.Append(std::string(100, '\xff')).ok());
  const auto statistics = ComputeStatistics(**builder.Finish()).ValueOrDie();
  EXPECT_NE(statistics.min, nullptr);
  EXPECT_EQ(statistics.max, nullptr);
}

TEST(ColumnStatistics, OfADictionaryAreThoseOfTheValuesInUse) {
  const auto values =
      arrow::json::DictArrayFromJSONString(arrow::dictionary(arrow::int8(), arrow::utf8()),
                                           "[1, null, 3, 1, 2]", R"(["a", "m", null, "k", "z"])")
          .ValueOrDie();
  const auto statistics = ComputeStatistics(*values).ValueOrDie();
  ExpectBounds(statistics, "k", "m");
  EXPECT_EQ(statistics.null_count, 2) << "one by its index, one by its value";
}

TEST(ColumnStatistics, OfASliceDoNotSeeTheRest) {
  const auto values =
      arrow::json::ArrayFromJSONString(arrow::int32(), "[1, null, 5, 6, 9]").ValueOrDie();
  const auto statistics = ComputeStatistics(*values->Slice(1, 3)).ValueOrDie();
  ExpectBounds(statistics, "5", "6");
  EXPECT_EQ(statistics.null_count, 1);
}

TEST(ColumnStatistics, OfEveryTypeCountTheNulls) {
  const auto columns = testing::EveryType::Columns().ValueOrDie();
  for (const auto& column : columns) {
    SCOPED_TRACE(column.field->ToString());
    const auto statistics = ComputeStatistics(*column.values);
    ASSERT_TRUE(statistics.ok()) << statistics.status();
    EXPECT_EQ(statistics->null_count, column.values->ComputeLogicalNullCount());
    EXPECT_EQ(statistics->min != nullptr, HasBounds(*column.field->type()));
  }
}

}  // namespace
}  // namespace quiver

#include "core/statistics_metadata.h"

#include <string>
#include <vector>

#include <arrow/json/from_string.h>
#include <gtest/gtest.h>

#include "core/column_statistics.h"

namespace quiver {
namespace {

GroupStatistics GroupOf(const arrow::Schema& schema, const std::vector<std::string>& columns) {
  GroupStatistics group;
  for (int i = 0; i < schema.num_fields(); ++i) {
    const auto values =
        arrow::json::ArrayFromJSONString(schema.field(i)->type(), columns[i]).ValueOrDie();
    group.rows = values->length();
    group.columns[schema.field(i)->name()] = ComputeStatistics(*values).ValueOrDie();
  }
  return group;
}

std::string MinOf(const GroupStatistics& group, const char* column) {
  const auto found = group.columns.find(column);
  if (found == group.columns.end()) return "nothing";
  return found->second.min == nullptr ? "null" : found->second.min->ToString();
}

TEST(StatisticsMetadata, ComeBackAsTheyWere) {
  using namespace arrow;  // NOLINT: the names of its types
  const auto schema =
      arrow::schema({field("i", int64()), field("u", uint64()), field("f", float32()),
                     field("h", float16()), field("d", float64()), field("n", decimal128(38, 2)),
                     field("t", utf8()), field("b", boolean()),
                     field("when", timestamp(TimeUnit::NANO, "UTC")), field("list", list(int8()))});
  const std::string long_text(100, 'x');
  const std::vector<GroupStatistics> groups = {
      GroupOf(*schema,
              {"[-9223372036854775808, 9223372036854775807]", "[18446744073709551615, null]",
               "[0.1, NaN]", "[0.1, 0.2]", "[5e-324, Inf]",
               R"(["-999999999999999999999999999999999999.99", "1.00"])",
               "[\"" + long_text + "\", \"ß\"]", "[true, true]", "[-1, 1]", "[[1], null]"}),
      GroupStatistics(),
  };
  const auto read = ReadStatistics(WriteStatistics(*schema, groups), *schema);
  ASSERT_EQ(read.size(), 2);
  EXPECT_EQ(read[0].rows, 2);
  EXPECT_EQ(read[1].rows, -1);
  for (const auto& [name, column] : groups[0].columns) {
    SCOPED_TRACE(name);
    const ColumnStatistics& back = read[0].columns.at(name);
    EXPECT_EQ(back.null_count, column.null_count);
    ASSERT_EQ(back.min == nullptr, column.min == nullptr);
    if (column.min == nullptr) continue;
    EXPECT_TRUE(back.min->Equals(*column.min)) << back.min->ToString();
    EXPECT_TRUE(back.max->Equals(*column.max)) << back.max->ToString();
  }
  EXPECT_TRUE(read[0].columns.at("f").may_have_nan);
  EXPECT_FALSE(read[0].columns.at("h").may_have_nan);
  EXPECT_EQ(read[1].columns.at("i").min, nullptr);
}

TEST(StatisticsMetadata, WhatIsMalformedIsUnknown) {
  const auto schema = arrow::schema({arrow::field("i", arrow::int8())});
  const auto read = [&](const std::string& columns) {
    return ReadStatistics(R"({"version": 1, "rows": [5], "columns": )" + columns + "}", *schema);
  };
  for (const char* json : {"", "{", "[]", "5", R"({"version": 2, "rows": [], "columns": []})",
                           R"({"version": 1, "rows": {}, "columns": []})", "\xff\xfe",
                           R"({"version": 1, "rows": [1], "columns": null})"}) {
    EXPECT_TRUE(ReadStatistics(json, *schema).empty()) << json;
  }
  EXPECT_EQ(MinOf(read(R"([{"name": "i", "min": [7]}])")[0], "i"), "7");
  for (const char* min : {"300", "\"7\"", "7.5", "true", "[7]", "{}", "null"}) {
    EXPECT_EQ(MinOf(read(std::string(R"([{"name": "i", "min": [)") + min + "]}]")[0], "i"), "null")
        << min;
  }
  EXPECT_EQ(MinOf(read(R"([{"name": "i", "min": 7}])")[0], "i"), "null");
  EXPECT_EQ(MinOf(read(R"([{"name": "j", "min": [7]}, 3, {"name": 4}])")[0], "i"), "nothing");
  EXPECT_EQ(read(R"([{"name": "i", "nulls": [-7]}])")[0].columns["i"].null_count, -1);
  EXPECT_EQ(read(R"([{"name": "i", "nulls": [18446744073709551615]}])")[0].columns["i"].null_count,
            -1);
}

TEST(StatisticsMetadata, AreWrittenForPgStrom) {
  using namespace arrow;  // NOLINT
  const auto schema =
      arrow::schema({field("i", int32()), field("f", float32()), field("n", decimal128(10, 2)),
                     field("t", utf8()), field("u", uint32())});
  const std::vector<GroupStatistics> groups = {
      GroupOf(*schema, {"[1, -5]", "[1.5]", R"(["1.50"])", R"(["a"])", "[1]"}),
      GroupOf(*schema, {"[null]", "[NaN]", "[null]", R"(["a"])", "[1]"})};
  const auto with = WithPgStromStatistics(schema, groups);
  const auto value = [&](const char* column, const char* key) {
    const auto metadata = with->GetFieldByName(column)->metadata();
    return metadata == nullptr ? "nothing" : metadata->Get(key).ValueOr("nothing");
  };
  EXPECT_EQ(value("i", "min_values"), "-5,null");
  EXPECT_EQ(value("i", "max_values"), "1,null");
  EXPECT_EQ(value("f", "min_values"), "1069547520,null") << "bits; NaN would be above the maximum";
  EXPECT_EQ(value("n", "max_values"), "150,null");
  EXPECT_EQ(value("t", "min_values"), "nothing");
  EXPECT_EQ(value("u", "min_values"), "nothing");
  KeyValueMetadata batch;
  AddPgStromStatistics(*schema, groups[0], &batch);
  EXPECT_EQ(batch.Get("min_max_stats.i").ValueOr(""), "-5,1");
  EXPECT_EQ(batch.Get("min_max_stats.f").ValueOr(""), "1.5,1.5");
  EXPECT_EQ(batch.Get("min_max_stats.n").ValueOr(""), "1.50,1.50");
  EXPECT_FALSE(batch.Contains("min_max_stats.t"));
  EXPECT_EQ(WithoutStatistics(with)->metadata(), schema->metadata());
  EXPECT_TRUE(WithoutStatistics(with)->Equals(*schema, /*check_metadata=*/true));
}

std::shared_ptr<arrow::Schema> PgStromSchema(const std::shared_ptr<arrow::DataType>& type,
                                             const std::string& min, const std::string& max) {
  auto metadata = arrow::key_value_metadata({"min_values", "max_values"}, {min, max});
  return arrow::schema({arrow::field("c", type, true, metadata)});
}

TEST(StatisticsMetadata, OfPgStromAreReadWhereTheyAreRight) {
  const auto mins = [](const std::shared_ptr<arrow::DataType>& type, const std::string& list) {
    std::string read;
    for (const auto& group : ReadPgStromStatistics(*PgStromSchema(type, list, list), 2)) {
      read += MinOf(group, "c") + " ";
    }
    return read;
  };
  EXPECT_EQ(mins(arrow::int32(), "-5, 7"), "-5 7 ");
  EXPECT_EQ(mins(arrow::int32(), "null,7"), "null 7 ");
  EXPECT_EQ(mins(arrow::int32(), "4294967295,7x"), "null null ");
  EXPECT_EQ(mins(arrow::int32(), "5"), "nothing nothing ") << "not one for each batch";
  EXPECT_EQ(mins(arrow::int32(), "5,6,7"), "nothing nothing ");
  EXPECT_EQ(mins(arrow::decimal128(10, 2), "150,-1"), "1.50 -0.01 ");
  EXPECT_EQ(mins(arrow::uint32(), "1,2"), "nothing nothing ");
  EXPECT_EQ(mins(arrow::float64(), "1,2"), "nothing nothing ");
  EXPECT_EQ(mins(arrow::utf8(), "a,b"), "nothing nothing ");

  GroupStatistics group;
  const auto schema =
      arrow::schema({arrow::field("i", arrow::int64()), arrow::field("n", arrow::decimal128(10, 2)),
                     arrow::field("f", arrow::float64())});
  ReadPgStromStatistics(
      *arrow::key_value_metadata(
          {"min_max_stats.i", "min_max_stats.n", "min_max_stats.f", "min_max_stats.other", "else"},
          {"-5,9", "1.50,2.00", "0.333333,0.333333", "1,2", "1,2"}),
      *schema, &group);
  EXPECT_EQ(MinOf(group, "i"), "-5");
  EXPECT_EQ(MinOf(group, "n"), "1.50");
  EXPECT_EQ(MinOf(group, "f"), "nothing") << "rounded";
}

}  // namespace
}  // namespace quiver

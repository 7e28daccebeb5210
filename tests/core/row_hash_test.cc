#include "quiver/row_hash.h"

#include <arrow/api.h>
#include <arrow/json/from_string.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace quiver {
namespace {

std::shared_ptr<arrow::Array> FromJson(const std::shared_ptr<arrow::DataType>& type,
                                       const std::string& json) {
  return arrow::json::ArrayFromJSONString(type, json).ValueOrDie();
}

RowHash HashOf(const std::vector<std::shared_ptr<arrow::Array>>& columns) {
  arrow::FieldVector fields;
  for (size_t i = 0; i < columns.size(); ++i) {
    fields.push_back(arrow::field("c" + std::to_string(i), columns[i]->type()));
  }
  auto schema = arrow::schema(fields);
  auto batch = arrow::RecordBatch::Make(schema, columns[0]->length(), columns);
  RowHash sum;
  auto hasher = RowHasher::Make(*schema).ValueOrDie();
  EXPECT_TRUE(hasher->Add(*batch, &sum).ok());
  return sum;
}

RowHash HashOf(const std::shared_ptr<arrow::DataType>& type, const std::string& json) {
  return HashOf({FromJson(type, json)});
}

struct SameValues {
  const char* name;
  std::shared_ptr<arrow::DataType> type_a;
  std::string json_a;
  std::shared_ptr<arrow::DataType> type_b;
  std::string json_b;
};

TEST(RowHashTest, TheSameValuesInOtherTypesOfTheirFamilyHashAlike) {
  const SameValues cases[] = {
      {"integer width", arrow::int8(), "[1, -5, null]", arrow::int64(), "[1, -5, null]"},
      {"integer sign", arrow::uint16(), "[1, 65535]", arrow::int32(), "[1, 65535]"},
      {"float width", arrow::float32(), "[1.5, -0.25, null]", arrow::float64(),
       "[1.5, -0.25, null]"},
      {"decimal scale", arrow::decimal128(10, 2), R"(["1.50", "0.00", "-7.00"])",
       arrow::decimal256(50, 5), R"(["1.50000", "0.00000", "-7.00000"])"},
      {"text offsets", arrow::utf8(), R"(["a", "", null])", arrow::large_utf8(),
       R"(["a", "", null])"},
      {"text view", arrow::utf8(), R"(["a long text past twelve bytes"])", arrow::utf8_view(),
       R"(["a long text past twelve bytes"])"},
      {"date unit", arrow::date32(), "[19000, -1]", arrow::date64(), "[1641600000000, -86400000]"},
      {"timestamp unit", arrow::timestamp(arrow::TimeUnit::SECOND), "[1, -1]",
       arrow::timestamp(arrow::TimeUnit::MICRO), "[1000000, -1000000]"},
      {"dictionary", arrow::dictionary(arrow::int8(), arrow::utf8()), R"(["x", "y", "x", null])",
       arrow::utf8(), R"(["x", "y", "x", null])"},
      {"list offsets", arrow::list(arrow::int32()), "[[1, 2], [], null, [null]]",
       arrow::large_list(arrow::int64()), "[[1, 2], [], null, [null]]"},
  };
  for (const SameValues& c : cases) {
    EXPECT_EQ(HashOf(c.type_a, c.json_a), HashOf(c.type_b, c.json_b)) << c.name;
  }
}

TEST(RowHashTest, DifferentValuesHashApart) {
  const SameValues cases[] = {
      {"null and empty text", arrow::utf8(), R"([""])", arrow::utf8(), "[null]"},
      {"null and zero", arrow::int64(), "[0]", arrow::int64(), "[null]"},
      {"zero and minus zero", arrow::float64(), "[0.0]", arrow::float64(), "[-0.0]"},
      {"integer and float", arrow::int64(), "[1]", arrow::float64(), "[1]"},
      {"boolean and integer", arrow::boolean(), "[true]", arrow::int64(), "[1]"},
      {"text and binary", arrow::utf8(), R"(["a"])", arrow::binary(), R"(["a"])"},
      {"zone and no zone", arrow::timestamp(arrow::TimeUnit::MICRO), "[1]",
       arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"), "[1]"},
      {"unsigned and negative", arrow::uint64(), "[18446744073709551615]", arrow::int64(), "[-1]"},
      {"list borders", arrow::list(arrow::int32()), "[[1], [2]]", arrow::list(arrow::int32()),
       "[[1, 2], []]"},
      {"empty and null list", arrow::list(arrow::int32()), "[[]]", arrow::list(arrow::int32()),
       "[null]"},
      {"a row twice", arrow::int64(), "[5]", arrow::int64(), "[5, 5]"},
  };
  for (const SameValues& c : cases) {
    EXPECT_NE(HashOf(c.type_a, c.json_a), HashOf(c.type_b, c.json_b)) << c.name;
  }
}

TEST(RowHashTest, EveryNanIsOneNan) {
  arrow::DoubleBuilder builder;
  ASSERT_TRUE(builder.Append(std::nan("1")).ok());
  ASSERT_TRUE(builder.Append(-std::nan("2")).ok());
  auto array = builder.Finish().ValueOrDie();
  EXPECT_EQ(HashOf({array->Slice(0, 1)}), HashOf({array->Slice(1, 1)}));
}

TEST(RowHashTest, ValuesSwappedBetweenRowsOrColumnsChangeTheHash) {
  auto ab = FromJson(arrow::int64(), "[1, 2]");
  auto ba = FromJson(arrow::int64(), "[2, 1]");
  auto xy = FromJson(arrow::int64(), "[7, 9]");
  EXPECT_NE(HashOf({ab, xy}), HashOf({ba, xy}));
  EXPECT_NE(HashOf({ab, xy}), HashOf({xy, ab}));
}

TEST(RowHashTest, OrderAndChunkingDoNotCount) {
  constexpr int kRows = 5000;
  std::mt19937_64 random(7);
  std::vector<int64_t> order(kRows);
  for (int i = 0; i < kRows; ++i) order[i] = i;
  const auto table = [&] {
    arrow::Int64Builder id;
    arrow::StringBuilder word;
    for (int64_t i : order) {
      (void)id.Append(i);
      (void)(i % 5 == 0 ? word.AppendNull() : word.Append(std::to_string(i)));
    }
    return std::vector<std::shared_ptr<arrow::Array>>{*id.Finish(), *word.Finish()};
  };
  const RowHash in_order = HashOf(table());
  std::shuffle(order.begin(), order.end(), random);
  const auto shuffled = table();
  EXPECT_EQ(in_order, HashOf(shuffled));

  RowHash sum;
  for (int64_t begin = 0; begin < kRows;) {
    const int64_t length = std::min<int64_t>(1 + random() % 900, kRows - begin);
    sum.Add(HashOf({shuffled[0]->Slice(begin, length), shuffled[1]->Slice(begin, length)}));
    begin += length;
  }
  EXPECT_EQ(in_order, sum);
  EXPECT_EQ(sum.rows, kRows);
}

TEST(RowHashTest, SlicesOfNestedAndEncodedArraysHashLikeCopies) {
  const std::pair<std::shared_ptr<arrow::DataType>, std::string> cases[] = {
      {arrow::list(arrow::utf8()), R"([["a"], [], null, ["b", null], ["c", "d"]])"},
      {arrow::struct_({arrow::field("x", arrow::int32()), arrow::field("y", arrow::utf8())}),
       R"([{"x": 1, "y": "a"}, null, {"x": null, "y": "b"}, {"x": 4, "y": ""}, {"x": 5, "y": "e"}])"},
      {arrow::map(arrow::utf8(), arrow::int32()),
       R"([[["k", 1]], [], null, [["a", 2], ["b", null]], [["z", 9]]])"},
      {arrow::dictionary(arrow::int32(), arrow::utf8()), R"(["a", "b", null, "a", "c"])"},
  };
  for (const auto& [type, json] : cases) {
    auto array = FromJson(type, json);
    RowHash sum;
    for (int64_t i = 0; i < array->length(); ++i) sum.Add(HashOf({array->Slice(i, 1)}));
    EXPECT_EQ(HashOf({array}), sum) << type->ToString();
    auto copy = arrow::Concatenate({array->Slice(3)}).ValueOrDie();
    EXPECT_EQ(HashOf({array->Slice(3)}), HashOf({copy})) << type->ToString();
  }
}

TEST(RowHashTest, RunEndEncodedArraysHashAsTheirValues) {
  auto runs = arrow::RunEndEncodedArray::Make(6, FromJson(arrow::int32(), "[2, 3, 6]"),
                                              FromJson(arrow::utf8(), R"(["a", null, "b"])"))
                  .ValueOrDie();
  auto plain = FromJson(arrow::utf8(), R"(["a", "a", null, "b", "b", "b"])");
  EXPECT_EQ(HashOf({runs}), HashOf({plain}));
  EXPECT_EQ(HashOf({runs->Slice(1, 3)}), HashOf({plain->Slice(1, 3)}));
}

TEST(RowHashTest, SubtractUndoesAdd) {
  const RowHash a = HashOf(arrow::int64(), "[1, 2, 3]");
  const RowHash b = HashOf(arrow::int64(), "[4, 5]");
  RowHash sum = a;
  sum.Add(b);
  sum.Subtract(a);
  EXPECT_EQ(sum, b);
}

TEST(RowHashTest, StaysTheSameFromVersionToVersion) {
  EXPECT_EQ(HashOf({FromJson(arrow::int64(), "[1, null]"), FromJson(arrow::utf8(), R"(["a", ""])")})
                .ToString(),
            "62c5077cb85b5f1674339b530e536454");
}

TEST(RowHashTest, AUnionsValueIsTheNameAndTheValueOfItsMember) {
  const auto fields = {arrow::field("a", arrow::int32()), arrow::field("b", arrow::utf8())};
  const auto sparse = HashOf(arrow::sparse_union(fields), R"([[0, 1], [1, "x"], [0, null]])");
  EXPECT_EQ(sparse, HashOf(arrow::dense_union(fields), R"([[0, 1], [1, "x"], [1, null]])"));
  EXPECT_NE(sparse, HashOf(arrow::sparse_union(fields), R"([[0, 2], [1, "x"], [0, null]])"));
  const auto renamed = {arrow::field("z", arrow::int32()), arrow::field("b", arrow::utf8())};
  EXPECT_NE(sparse, HashOf(arrow::sparse_union(renamed), R"([[0, 1], [1, "x"], [0, null]])"));
}

TEST(RowHashTest, ADurationIsAnIntervalWithoutMonthsAndDays) {
  EXPECT_EQ(HashOf(arrow::duration(arrow::TimeUnit::MICRO), "[5, -1]"),
            HashOf(arrow::month_day_nano_interval(), "[[0, 0, 5000], [0, 0, -1000]]"));
  EXPECT_NE(HashOf(arrow::duration(arrow::TimeUnit::SECOND), "[86400]"),
            HashOf(arrow::month_day_nano_interval(), "[[0, 1, 0]]"));
}

TEST(RowHashTest, AHalfFloatIsTheNumberThatItIs) {
  EXPECT_EQ(HashOf(arrow::float16(), "[1.5, -0.25]"), HashOf(arrow::float64(), "[1.5, -0.25]"));
}

}  // namespace
}  // namespace quiver

#include "databases/duckdb/types.h"

#include <arrow/api.h>
#include <arrow/extension/uuid.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases/duckdb/writing.h"

namespace quiver::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::shared_ptr<arrow::Field> Opaque(const std::string& name,
                                     std::shared_ptr<arrow::DataType> storage) {
  return arrow::field("c", std::move(storage))
      ->WithMetadata(arrow::key_value_metadata(
          {"ARROW:extension:name", "ARROW:extension:metadata"},
          {"arrow.opaque", R"({"type_name": ")" + name + R"(", "vendor_name": "DuckDB"})"}));
}

struct TypeCase {
  std::shared_ptr<arrow::Field> field;
  std::string duckdb_type;
  /// Two values; empty for types that JSON can't build.
  std::string values;
};

std::vector<TypeCase> Types() {
  const auto of = [](std::shared_ptr<arrow::DataType> type) { return arrow::field("c", type); };
  const auto labels = arrow::key_value_metadata({"duckdb_type"}, {"ENUM('sad', 'it''s')"});
  return {
      {of(arrow::boolean()), "BOOLEAN", "[true, null]"},
      {of(arrow::int8()), "TINYINT", "[-128, 127]"},
      {of(arrow::int16()), "SMALLINT", "[-32768, null]"},
      {of(arrow::int32()), "INTEGER", "[-2147483648, 2147483647]"},
      {of(arrow::int64()), "BIGINT", "[-9223372036854775808, 9223372036854775807]"},
      {of(arrow::uint8()), "UTINYINT", "[255, null]"},
      {of(arrow::uint16()), "USMALLINT", "[65535, 0]"},
      {of(arrow::uint32()), "UINTEGER", "[4294967295, 4000000000]"},
      {of(arrow::uint64()), "UBIGINT", "[18446744073709551615, null]"},
      {of(arrow::float32()), "FLOAT", "[1.5, -0.0]"},
      {of(arrow::float64()), "DOUBLE", "[NaN, -Inf]"},
      {of(arrow::decimal128(4, 2)), "DECIMAL(4,2)", R"(["-99.99", null])"},
      {of(arrow::decimal128(38, 0)), "DECIMAL(38,0)",
       R"(["99999999999999999999999999999999999999", "-1"])"},
      {of(arrow::utf8()), "VARCHAR", R"(["größe", "a\u0000b"])"},
      {of(arrow::large_utf8()), "VARCHAR", R"(["", null])"},
      {of(arrow::utf8_view()), "VARCHAR", R"(["a text of more than twelve bytes", "x"])"},
      {of(arrow::binary()), "BLOB", R"(["a\u0000b", ""])"},
      {of(arrow::fixed_size_binary(3)), "BLOB", R"(["abc", null])"},
      {of(arrow::date32()), "DATE", "[-719528, 2932896]"},
      {of(arrow::date64()), "DATE", "[-86400000, null]"},
      {of(arrow::time32(arrow::TimeUnit::SECOND)), "TIME", "[0, 86399]"},
      {of(arrow::time64(arrow::TimeUnit::MICRO)), "TIME", "[86399999999, null]"},
      {of(arrow::time64(arrow::TimeUnit::NANO)), "TIME_NS", "[86399999999999, 1]"},
      {of(arrow::timestamp(arrow::TimeUnit::SECOND)), "TIMESTAMP_S", "[-1, 4102444800]"},
      {of(arrow::timestamp(arrow::TimeUnit::MILLI)), "TIMESTAMP_MS", "[-1, null]"},
      {of(arrow::timestamp(arrow::TimeUnit::MICRO)), "TIMESTAMP", "[-62135596800000000, 1]"},
      {of(arrow::timestamp(arrow::TimeUnit::NANO)), "TIMESTAMP_NS", "[-1, 1]"},
      {of(arrow::timestamp(arrow::TimeUnit::SECOND, "UTC")), "TIMESTAMP WITH TIME ZONE", "[-1, 0]"},
      {of(arrow::timestamp(arrow::TimeUnit::MICRO, "UTC")), "TIMESTAMP WITH TIME ZONE", "[-1, 0]"},
      {of(arrow::month_day_nano_interval()), "INTERVAL", "[[1, -2, 3000], null]"},
      {of(arrow::list(arrow::int32())), "INTEGER[]", "[[1, null], []]"},
      {of(arrow::large_list(arrow::utf8())), "VARCHAR[]", R"([["a"], null])"},
      {of(arrow::fixed_size_list(arrow::float32(), 3)), "FLOAT[3]", "[[1, 2, 3], null]"},
      {of(arrow::struct_({arrow::field("x", arrow::int32()), arrow::field("y z", arrow::utf8())})),
       R"(STRUCT(x INTEGER, "y z" VARCHAR))", R"([{"x": 1, "y z": "a"}, null])"},
      {of(arrow::map(arrow::utf8(), arrow::int32())), "MAP(VARCHAR, INTEGER)",
       R"([[["k", 1], ["l", null]], []])"},
      {of(arrow::list(arrow::struct_({arrow::field("b", arrow::boolean())}))),
       "STRUCT(b BOOLEAN)[]", R"([[{"b": true}, null], [{"b": false}]])"},
      {of(arrow::dictionary(arrow::int32(), arrow::utf8())), "VARCHAR", R"(["a", "b"])"},
      {of(arrow::dictionary(arrow::uint8(), arrow::utf8()))->WithMetadata(labels),
       "ENUM('sad', 'it''s')", R"(["it's", null])"},
      {of(arrow::extension::uuid()), "UUID", ""},
      {Opaque("hugeint", arrow::fixed_size_binary(16)), "HUGEINT", ""},
      {Opaque("time_tz", arrow::fixed_size_binary(8)), "TIME WITH TIME ZONE", ""},
      {Opaque("bit", arrow::binary()), "BIT", ""},
  };
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : "|") + part;
  return joined;
}

TEST(DuckDbTypes, EveryTypeBecomesTheDuckDbTypeThatHoldsIt) {
  TemporaryDirectory directory;
  std::string sql;
  std::vector<std::string> expected;
  for (const TypeCase& c : Types()) {
    const auto type = duckdb::DuckDbType(*c.field);
    ASSERT_TRUE(type.ok()) << type.status();
    sql += (sql.empty() ? "SELECT " : ", ") + ("typeof(NULL::" + *type + ")");
    expected.push_back(c.duckdb_type);
  }
  const auto names = Sql(directory.File("t.duckdb"), sql).ValueOrDie();
  EXPECT_EQ(names[0], Joined(expected));
}

TEST(DuckDbTypes, ValuesArriveAsTheyLeft) {
  TemporaryDirectory directory;
  const std::string path = directory.File("t.duckdb");
  std::vector<std::unique_ptr<MemoryStream>> tables;
  std::vector<MemoryStream*> pointers;
  std::vector<std::string> types;
  for (const TypeCase& c : Types()) {
    if (c.values.empty()) continue;
    tables.push_back(Rows("t" + std::to_string(100 + tables.size()), {c.field}, {c.values}));
    pointers.push_back(tables.back().get());
    types.push_back(c.duckdb_type);
  }
  const auto status = WriteTables(path, pointers);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(Sql(path,
                "SELECT data_type FROM duckdb_columns() WHERE NOT internal "
                "ORDER BY table_oid")
                .ValueOrDie(),
            types);
  auto source = OpenDuckDbSource(path, {}).ValueOrDie();
  for (MemoryStream* table : pointers) {
    auto stream = source->OpenTable(table->description().name).ValueOrDie();
    EXPECT_EQ(HashOf(*stream).ValueOrDie(), HashOf(*table).ValueOrDie())
        << table->schema()->ToString();
  }
}

TEST(DuckDbTypes, WhatDuckDbLacksIsLoudBeforeTheFirstRowAndLeavesNoFile) {
  const std::vector<std::shared_ptr<arrow::DataType>> lacking = {
      arrow::float16(),
      arrow::decimal256(50, 2),
      arrow::decimal128(10, -2),
      arrow::day_time_interval(),
      arrow::struct_({}),
      arrow::dense_union({arrow::field("a", arrow::int32())}),
      arrow::sparse_union({arrow::field("a", arrow::int32())}, {5}),
      arrow::list(arrow::float16()),
  };
  for (const auto& type : lacking) {
    TemporaryDirectory directory;
    {
      auto sink = OpenDuckDbSink(directory.File("t.duckdb"), {}).ValueOrDie();
      TableDescription table;
      table.name = {"", "people"};
      table.schema = arrow::schema({arrow::field("height", type)});
      const auto status = sink->Begin({table});
      EXPECT_TRUE(status.IsNotImplemented()) << type->ToString() << ": " << status;
      EXPECT_THAT(status.message(), HasSubstr("people"));
      EXPECT_THAT(status.message(), HasSubstr("height"));
    }
    EXPECT_TRUE(directory.Listing().empty());
  }
}

TEST(DuckDbTypes, ValuesThatDuckDbWouldRoundAreErrorsThatNameTheColumn) {
  const std::vector<std::pair<std::shared_ptr<arrow::DataType>, std::string>> cases = {
      {arrow::month_day_nano_interval(), "[[0, 0, 1000], [0, 0, 1001]]"},
      {arrow::duration(arrow::TimeUnit::NANO), "[null, 1]"},
      {arrow::date64(), "[86400000, 86400001]"},
      {arrow::list(arrow::date64()), "[[0], [1]]"},
      {arrow::time32(arrow::TimeUnit::SECOND), "[86400, 86401]"},
      {arrow::list(arrow::time64(arrow::TimeUnit::NANO)), "[[86400000000000], [-1]]"},
  };
  for (const auto& [type, values] : cases) {
    TemporaryDirectory directory;
    auto table = Rows("people", {arrow::field("born", type)}, {values});
    const auto status = WriteTables(directory.File("t.duckdb"), {table.get()});
    EXPECT_TRUE(status.IsInvalid()) << type->ToString() << ": " << status;
    EXPECT_THAT(status.message(), HasSubstr("people"));
    EXPECT_THAT(status.message(), HasSubstr("born"));
    EXPECT_TRUE(directory.Listing().empty());
  }
}

TEST(DuckDbTypes, DigitsThatDuckDbWouldDropAreErrorsAtEveryDepth) {
  for (const auto& [as_written, type] :
       {std::pair(arrow::decimal32(9, 0), arrow::decimal32(2, 0)),
        std::pair(arrow::decimal64(9, 0), arrow::decimal64(2, 0)),
        std::pair(arrow::decimal128(9, 0), arrow::decimal128(2, 0))}) {
    auto data = arrow::json::ArrayFromJSONString(as_written, R"(["-99", "123456"])")
                    .ValueOrDie()
                    ->data()
                    ->Copy();
    data->type = type;
    const std::shared_ptr<arrow::Array> leaf = arrow::MakeArray(data);
    const std::shared_ptr<arrow::Array> nested =
        arrow::FixedSizeListArray::FromArrays(leaf, 1).ValueOrDie();
    for (const auto& array : {leaf, nested}) {
      TemporaryDirectory directory;
      TableDescription table;
      table.name = {"", "people"};
      table.schema = arrow::schema({arrow::field("height", array->type())});
      const auto batch = arrow::RecordBatch::Make(table.schema, 2, {array});
      MemoryStream stream(table, std::vector<MemoryStream::Partition>{{batch}});
      const auto status = WriteTables(directory.File("t.duckdb"), {&stream});
      EXPECT_TRUE(status.IsInvalid()) << array->type()->ToString() << ": " << status;
      EXPECT_THAT(status.message(), HasSubstr("\"height\", row 1 of its batch"));
      EXPECT_THAT(status.message(), HasSubstr("more digits than its type"));
    }
  }
}

TEST(DuckDbTypes, LabelsOfAnEnumAreReadAsDuckDbWritesThem) {
  EXPECT_THAT(duckdb::ParseEnumType("ENUM('a', 'it''s', '', ', ')").ValueOrDie(),
              ElementsAre("a", "it's", "", ", "));
  for (const char* wrong : {"INTEGER", "ENUM()", "ENUM('a'", "ENUM('a' 'b')", "ENUM('a')); DROP"}) {
    EXPECT_FALSE(duckdb::ParseEnumType(wrong).ok()) << wrong;
  }
}

}  // namespace
}  // namespace quiver::testing

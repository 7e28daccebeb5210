#include "databases/duckdb/duckdb_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases/duckdb/writing.h"

namespace quiver::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DuckDbSourceTest : public ::testing::Test {
 protected:
  std::unique_ptr<Source> Open(const SourceOptions& options = {}) {
    return OpenDuckDbSource(path_, options).ValueOrDie();
  }
  TableDescription Describe(const std::string& table) {
    auto source = Open();
    auto stream = source->OpenTable({"", table});
    EXPECT_TRUE(stream.ok()) << stream.status();
    return (*stream)->description();
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("source.duckdb");
};

struct ValueCase {
  std::string type;
  std::vector<std::string> values;
};

// Every type of DuckDB 2.0, with the values at its edges.
std::vector<ValueCase> AllTypes() {
  return {
      {"BOOLEAN", {"true", "false"}},
      {"TINYINT", {"-128", "127"}},
      {"SMALLINT", {"-32768", "32767"}},
      {"INTEGER", {"-2147483648", "2147483647"}},
      {"BIGINT", {"-9223372036854775808", "9223372036854775807"}},
      {"HUGEINT",
       {"-170141183460469231731687303715884105728", "170141183460469231731687303715884105727"}},
      {"UTINYINT", {"255"}},
      {"USMALLINT", {"65535"}},
      {"UINTEGER", {"4294967295"}},
      {"UBIGINT", {"18446744073709551615"}},
      {"UHUGEINT", {"340282366920938463463374607431768211455", "0"}},
      {"BIGNUM", {"123456789012345678901234567890123456789012345678901234567890", "-1"}},
      {"FLOAT", {"'nan'::FLOAT", "'-infinity'::FLOAT", "1e-45::FLOAT"}},
      {"DOUBLE", {"'nan'::DOUBLE", "'infinity'::DOUBLE", "-0.0::DOUBLE", "5e-324"}},
      {"DECIMAL(4,1)", {"-999.9", "0.1"}},
      {"DECIMAL(18,3)", {"999999999999999.999"}},
      {"DECIMAL(38,10)", {"-9999999999999999999999999999.9999999999"}},
      {"VARCHAR", {"''", "'größe 東京'", "'a' || chr(0) || 'b'"}},
      {"BLOB", {"'\\x00\\xFF'::BLOB", "''::BLOB"}},
      {"BIT", {"'0'::BIT", "'10101010101'::BIT"}},
      {"DATE", {"'0044-03-15 (BC)'::DATE", "'infinity'::DATE", "'5881580-07-10'::DATE"}},
      {"TIME", {"'24:00:00'::TIME", "'23:59:59.999999'::TIME"}},
      {"TIMETZ", {"'12:00:00+15:59:59'::TIMETZ", "'00:00:00.000001-03'::TIMETZ"}},
      {"TIMESTAMP",
       {"'290309-12-22 (BC) 00:00:00'::TIMESTAMP", "'infinity'::TIMESTAMP",
        "'1969-12-31 23:59:59.999999'::TIMESTAMP"}},
      {"TIMESTAMP_S", {"'1969-12-31 23:59:59'::TIMESTAMP_S"}},
      {"TIMESTAMP_MS", {"'1969-12-31 23:59:59.999'::TIMESTAMP_MS"}},
      {"TIMESTAMP_NS", {"'1677-09-22 00:00:00.000000001'::TIMESTAMP_NS"}},
      {"TIMESTAMPTZ", {"make_timestamptz(-1)", "make_timestamptz(1700000000000001)"}},
      {"INTERVAL", {"INTERVAL '-1 month 40 days 00:00:00.000001'", "INTERVAL '25 hours'"}},
      {"UUID",
       {"'00000000-0000-0000-0000-000000000000'::UUID",
        "'ffffffff-ffff-ffff-ffff-ffffffffffff'::UUID"}},
      {"JSON", {R"('{"b": 1.0, "a": [12345678901234567890123]}'::JSON)"}},
      {"ENUM('z', 'a', 'it''s')", {"'it''s'", "'z'"}},
      {"INTEGER[]", {"[1, NULL, 3]", "[]"}},
      {"VARCHAR[][]", {"[['a'], [], NULL]"}},
      {"INTEGER[3]", {"[1, NULL, 3]"}},
      {"BOOLEAN[]", {"[true, NULL, false]"}},
      {"STRUCT(a INTEGER, b BOOLEAN[], c UUID)",
       {"{'a': 1, 'b': [false], 'c': NULL}", "{'a': NULL, 'b': NULL, 'c': NULL}"}},
      {"MAP(VARCHAR, BOOLEAN)", {"MAP {'k': true, 'l': NULL}", "MAP {}"}},
      {"UNION(num INTEGER, text VARCHAR)", {"union_value(num := 2)", "union_value(text := 'x')"}},
      {"VARIANT", {"42::VARIANT", "'x'::VARIANT", "[1, 2]::VARIANT"}},
  };
}

TEST_F(DuckDbSourceTest, EveryTypeArrivesInAnotherFileWithItsTypeAndItsValues) {
  const std::vector<ValueCase> cases = AllTypes();
  const auto name = [](size_t i) { return "t" + std::to_string(i); };
  std::string sql;
  for (size_t i = 0; i < cases.size(); ++i) {
    sql += "CREATE TABLE " + name(i) + " (i INTEGER, v " + cases[i].type + "); INSERT INTO " +
           name(i) + " VALUES (0, NULL)";
    for (size_t row = 0; row < cases[i].values.size(); ++row) {
      sql += ", (" + std::to_string(row + 1) + ", " + cases[i].values[row] + ")";
    }
    sql += ";";
  }
  RunSql(path_, sql);

  const std::string to = directory_.File("to.duckdb");
  {
    auto source = Open();
    std::vector<std::unique_ptr<TableStream>> streams;
    std::vector<TableDescription> descriptions;
    for (size_t i = 0; i < cases.size(); ++i) {
      auto stream = source->OpenTable({"", name(i)});
      ASSERT_TRUE(stream.ok()) << stream.status();
      descriptions.push_back((*stream)->description());
      streams.push_back(std::move(*stream));
    }
    auto sink = OpenDuckDbSink(to, {}).ValueOrDie();
    ASSERT_TRUE(sink->Begin(descriptions).ok());
    for (auto& stream : streams) {
      const auto written = sink->Write(*stream);
      ASSERT_TRUE(written.ok()) << written;
    }
    ASSERT_TRUE(sink->Commit().ok());
  }

  std::string compare = "ATTACH '" + to + "' AS other";
  for (size_t i = 0; i < cases.size(); ++i) {
    compare += (i == 0 ? "; SELECT * FROM (" : " UNION ALL ") +
               ("SELECT '" + name(i) +
                "', count(*) FILTER (WHERE typeof(a.v) = typeof(b.v) AND "
                "a.v::VARCHAR IS NOT DISTINCT FROM b.v::VARCHAR)::VARCHAR FROM " +
                name(i) + " a JOIN other.main." + name(i) + " b USING (i)");
  }
  const auto rows = Sql(path_, compare + ")");
  ASSERT_TRUE(rows.ok()) << rows.status();
  for (size_t i = 0; i < cases.size(); ++i) {
    EXPECT_THAT(*rows,
                ::testing::Contains(name(i) + "|" + std::to_string(cases[i].values.size() + 1)))
        << cases[i].type;
  }
}

TEST_F(DuckDbSourceTest, ADescriptionHoldsKeysChecksDefaultsIndexesSequencesAndComments) {
  RunSql(
      path_,
      "CREATE SEQUENCE s START 7; CREATE TABLE parent (id BIGINT PRIMARY KEY DEFAULT nextval('s'), "
      "code VARCHAR UNIQUE NOT NULL, \"a b\" INTEGER DEFAULT -3, kind VARCHAR DEFAULT 'x''y', "
      "CHECK (\"a b\" > 0 AND kind <> 'z'), CHECK (length(kind) > 1));"
      "CREATE TABLE child (parent_id BIGINT, FOREIGN KEY (parent_id) REFERENCES parent (id));"
      "CREATE INDEX by_kind ON parent (kind, \"a b\"); CREATE INDEX by_length ON parent "
      "(length(kind));"
      "COMMENT ON TABLE parent IS 'all of them'; COMMENT ON COLUMN parent.code IS 'short'");
  const TableDescription parent = Describe("parent");
  EXPECT_THAT(parent.primary_key, ElementsAre("id"));
  EXPECT_THAT(parent.unique, ElementsAre(ElementsAre("code")));
  EXPECT_FALSE(parent.schema->GetFieldByName("code")->nullable());
  EXPECT_TRUE(parent.schema->GetFieldByName("kind")->nullable());
  ASSERT_TRUE(parent.sequence.has_value());
  EXPECT_EQ(parent.sequence->column, "id");
  EXPECT_EQ(parent.sequence->next_value, 7);
  ASSERT_EQ(parent.defaults.size(), 2u);
  EXPECT_EQ(parent.defaults[0].value.sql, "-3");
  EXPECT_EQ(parent.defaults[1].value.sql, "'x''y'");
  EXPECT_THAT(parent.checks, IsEmpty()) << "an order and a text in one condition";
  ASSERT_EQ(parent.indexes.size(), 1u);
  EXPECT_EQ(parent.indexes[0].name, "by_kind");
  EXPECT_THAT(parent.indexes[0].columns, ElementsAre("kind", "a b"));
  EXPECT_EQ(parent.comment, "all of them");
  EXPECT_EQ(parent.schema->GetFieldByName("code")->metadata()->Get("comment").ValueOr(""), "short");
  EXPECT_THAT(parent.not_carried, ::testing::Contains(HasSubstr("length(kind)")));
  EXPECT_THAT(parent.not_carried, ::testing::Contains(HasSubstr("by_length")));

  const TableDescription child = Describe("child");
  ASSERT_EQ(child.foreign_keys.size(), 1u);
  EXPECT_THAT(child.foreign_keys[0].columns, ElementsAre("parent_id"));
  EXPECT_EQ(child.foreign_keys[0].table.name, "parent");
  EXPECT_THAT(child.foreign_keys[0].referenced_columns, ElementsAre("id"));
}

TEST_F(DuckDbSourceTest, TablesOfAllSchemasAreListedAndViewsWhenAskedFor) {
  RunSql(path_,
         "CREATE TABLE b (x INTEGER); CREATE SCHEMA s; CREATE TABLE s.a (x INTEGER); "
         "CREATE VIEW v AS SELECT 40 + 2 AS answer");
  std::vector<std::string> names;
  for (const auto& table : Open()->Tables().ValueOrDie()) names.push_back(table.name.ToString());
  EXPECT_THAT(names, ElementsAre("b", "s.a"));

  SourceOptions options;
  options.views = true;
  auto source = Open(options);
  EXPECT_EQ(source->Tables().ValueOrDie().size(), 3u);
  auto stream = source->OpenTable({"", "v"}).ValueOrDie();
  auto table = ReadAll(*stream).ValueOrDie();
  EXPECT_EQ(table->column(0)->GetScalar(0).ValueOrDie()->ToString(), "42");
}

TEST_F(DuckDbSourceTest, RowsAfterDeletedOnesAreNotLost) {
  RunSql(path_,
         "CREATE TABLE t AS SELECT range AS id FROM range(300000); DELETE FROM t WHERE id % 3 = 0");
  auto source = Open();
  auto stream = source->OpenTable({"", "t"}).ValueOrDie();
  EXPECT_EQ(stream->num_rows(), 200'000);
  EXPECT_EQ(HashOf(*stream).ValueOrDie().rows, 200'000);
}

TEST_F(DuckDbSourceTest, AQueryIsReadAsATable) {
  RunSql(path_, "CREATE TABLE t AS SELECT range AS id FROM range(10)");
  auto source = Open();
  auto stream =
      source->OpenQuery("SELECT sum(id)::BIGINT AS total FROM t -- a comment", {"", "totals"})
          .ValueOrDie();
  auto table = ReadAll(*stream).ValueOrDie();
  EXPECT_EQ(table->GetColumnByName("total")->GetScalar(0).ValueOrDie()->ToString(), "45");
  EXPECT_FALSE(source->OpenQuery("CREATE TABLE x (i INTEGER)", {"", "x"}).ok());
}

TEST_F(DuckDbSourceTest, AnIntervalThatArrowCantHoldIsLoud) {
  RunSql(path_, "CREATE TABLE t AS SELECT to_hours(3000000) AS span");
  auto source = Open();
  const auto status = source->OpenTable({"", "t"}).status();
  EXPECT_TRUE(status.IsInvalid()) << status;
  EXPECT_THAT(status.message(), HasSubstr("span"));
}

TEST_F(DuckDbSourceTest, WhatIsNoDuckDbFileIsAnErrorOfOneLine) {
  const std::string text = directory_.File("text.duckdb");
  FILE* file = fopen(text.c_str(), "w");
  fputs(std::string(10'000, 'x').c_str(), file);
  fclose(file);
  for (const std::string& path :
       {text, directory_.path().string(), directory_.File("none.duckdb")}) {
    const auto status = OpenDuckDbSource(path, {}).status();
    EXPECT_TRUE(status.IsIOError()) << path << ": " << status;
    EXPECT_THAT(status.message(), HasSubstr(path));
    EXPECT_THAT(status.message(), ::testing::Not(HasSubstr("\n")));
  }
}

}  // namespace
}  // namespace quiver::testing

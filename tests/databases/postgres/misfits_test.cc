// Values that no Arrow type holds, and what may be done with them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/reading.h"

namespace quiver::postgres::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct MisfitCase {
  const char* name;
  const char* type;
  const char* value;
  /// What the message says of it.
  const char* what;
};

std::ostream& operator<<(std::ostream& out, const MisfitCase& c) { return out << c.name; }

// Every case has a table of its name, with one row (id, v) that does not fit, and another one, with
// `_fitting` behind its name, without rows.
class MisfitTest : public ::testing::TestWithParam<MisfitCase> {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite() { database_.reset(); }

  static std::unique_ptr<Source> OpenWith(OnTypeMismatch policy) {
    SourceOptions options;
    options.on_type_mismatch = policy;
    return Open(database_->uri(), options);
  }
  static TableName Odd() { return {"", GetParam().name}; }
  static TableName Fitting() { return {"", std::string(GetParam().name) + "_fitting"}; }
  static std::string Printed(const std::string& sql) {
    return database_->Value("SELECT " + sql + " FROM \"" + GetParam().name + "\"");
  }

  static std::unique_ptr<PostgresDatabase> database_;
};

std::unique_ptr<PostgresDatabase> MisfitTest::database_;

constexpr MisfitCase kMisfitCases[] = {
    {"NaN", "numeric(9,2)", "'NaN'", "numeric NaN"},
    {"FreeNaN", "numeric", "'NaN'", "numeric NaN"},
    {"NumericInfinity", "numeric", "'-Infinity'", "numeric -Infinity"},
    {"DateInfinity", "date", "'infinity'", "date infinity"},
    {"DateMinusInfinity", "date", "'-infinity'", "date -infinity"},
    {"TimestampInfinity", "timestamp", "'infinity'", "timestamp infinity"},
    {"InstantMinusInfinity", "timestamptz", "'-infinity'", "timestamp -infinity"},
    {"LateTimestamp", "timestamp", "'294247-01-10 04:00:54.775808'",
     "microseconds after 2000-01-01"},
    {"EndOfDay", "time", "'24:00:00'", "time 24:00:00"},
    {"LongInterval", "interval", "'2562048 hours'", "interval of 2562048 hours"},
    {"TwoDimensions", "integer[]", "'{{1,2},{3,4}}'", "array of 2 dimensions"},
    {"LowerBound", "integer[]", "'[0:1]={1,2}'", "first index is 0"},
    {"InAnArray", "date[]", "'{2020-01-01,infinity}'", "date infinity"},
    {"InARange", "tsrange", "'[2020-01-01,infinity]'", "timestamp infinity"},
    {"InAMultirange", "nummultirange", "'{[1,2],[5,Infinity]}'", "numeric Infinity"},
};

void MisfitTest::SetUpTestSuite() {
  database_ = std::make_unique<PostgresDatabase>();
  for (const MisfitCase& c : kMisfitCases) {
    const std::string name = c.name;
    database_->Run("CREATE TABLE \"" + name + "\" (id integer PRIMARY KEY, v " + c.type +
                   " NOT NULL); CREATE TABLE \"" + name + "_fitting\" (v " + c.type +
                   "); INSERT INTO \"" + name + "\" VALUES (1, " + c.value + ")");
  }
}

TEST_P(MisfitTest, IsAnErrorThatNamesTableColumnRowAndOptions) {
  const arrow::Status status = ReadError(*OpenWith(OnTypeMismatch::kError), Odd());
  EXPECT_TRUE(status.IsInvalid()) << status;
  EXPECT_THAT(status.message(), AllOf(HasSubstr("table " + Odd().name), HasSubstr("column \"v\""),
                                      HasSubstr("ctid (0,1)"), HasSubstr(GetParam().what),
                                      HasSubstr("--on-type-mismatch text")));
}

TEST_P(MisfitTest, MakesTheColumnTextWhereThatIsAskedFor) {
  auto source = OpenWith(OnTypeMismatch::kText);
  const auto table = Read(*source, Odd());
  EXPECT_EQ(table->schema()->field(1)->type()->ToString(), "string");
  EXPECT_EQ(Column(*table, "v"), Texts{Printed("v::text")});
  EXPECT_NE(Read(*source, Fitting())->schema()->field(0)->type()->ToString(), "string")
      << "a column without misfits stays what it is";
}

TEST_P(MisfitTest, BecomesNullWhereThatIsAskedFor) {
  auto source = OpenWith(OnTypeMismatch::kNull);
  auto stream = source->OpenTable(Odd()).ValueOrDie();
  EXPECT_TRUE(stream->schema()->field(1)->nullable());
  EXPECT_THAT(stream->description().type_reasons[1], HasSubstr("NULL for 1 value"));
  EXPECT_THAT(Column(*ReadAll(*stream).ValueOrDie(), "v"), ElementsAre("NULL"));
}

TEST_P(MisfitTest, SetsItsRowAsideWhereThatIsAskedFor) {
  auto source = OpenWith(OnTypeMismatch::kQuarantine);
  auto stream = source->OpenTable(Odd()).ValueOrDie();
  EXPECT_EQ(ReadAll(*stream).ValueOrDie()->num_rows(), 0);
  EXPECT_FALSE(stream->schema()->field(1)->nullable());
  ASSERT_NE(stream->quarantine(), nullptr);
  EXPECT_EQ(stream->quarantine()->description().name, (TableName{"", Odd().name + "__quarantine"}));
  const auto aside = ReadAll(*stream->quarantine()).ValueOrDie();
  EXPECT_THAT(aside->schema()->field_names(), ElementsAre("ctid", "reason", "id", "v"));
  EXPECT_THAT(Column(*aside, "ctid"), ElementsAre("(0,1)"));
  EXPECT_THAT(Column(*aside, "reason"),
              ElementsAre(AllOf(HasSubstr("column \"v\""), HasSubstr(GetParam().what))));
  EXPECT_THAT(Column(*aside, "id"), ElementsAre("1"));
  EXPECT_EQ(Column(*aside, "v"), Texts{Printed("format('%s', v)")});
  EXPECT_EQ(source->OpenTable(Fitting()).ValueOrDie()->quarantine(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Types, MisfitTest, ::testing::ValuesIn(kMisfitCases),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(MisfitsTest, TheRestOfTheRowsStayAndTheirNumbersAreCounted) {
  PostgresDatabase database(
      "CREATE TABLE t (id integer, n numeric);"
      "INSERT INTO t SELECT i, CASE WHEN i % 100 = 0 THEN 'NaN' ELSE i / 4.0 END "
      "FROM generate_series(1, 1000) i");
  SourceOptions options;
  EXPECT_THAT(ReadError(*Open(database.uri()), {"", "t"}).message(),
              HasSubstr("column \"n\": 10 values that do not fit, first in the row with ctid "
                        "(0,100): numeric NaN"));
  options.on_type_mismatch = OnTypeMismatch::kQuarantine;
  auto source = Open(database.uri(), options);
  auto stream = source->OpenTable({"", "t"}).ValueOrDie();
  const auto table = ReadAll(*stream).ValueOrDie();
  EXPECT_EQ(table->num_rows(), 990);
  EXPECT_EQ(Column(*table, "n")[989], "249.75000000000000000000");
  EXPECT_EQ(ReadAll(*stream->quarantine()).ValueOrDie()->num_rows(), 10);
}

TEST(MisfitsTest, NumericsOfMoreThan76DigitsNeedAnOption) {
  PostgresDatabase database("CREATE TABLE t (n numeric); INSERT INTO t VALUES (1e100), (1e-100)");
  EXPECT_THAT(ReadError(*Open(database.uri()), {"", "t"}).message(),
              AllOf(HasSubstr("101 digits before the point and 100 behind it"),
                    HasSubstr("--numeric text or double")));
  SourceOptions options;
  options.on_type_mismatch = OnTypeMismatch::kText;
  const auto table = Read(*Open(database.uri(), options), {"", "t"});
  EXPECT_EQ(Column(*table, "n")[0], "1" + std::string(100, '0'));
}

TEST(MisfitsTest, ZerosBehindThePointGiveWayWhereDigitsAreMany) {
  PostgresDatabase database(
      "CREATE TABLE t (n numeric); INSERT INTO t VALUES (12345678901234567890123456789012345.50), "
      "(0.00000000)");
  const auto table = Read(*Open(database.uri()), {"", "t"});
  EXPECT_EQ(table->schema()->field(0)->type()->ToString(), "decimal128(36, 1)");
  EXPECT_EQ(Column(*table, "n")[0], "12345678901234567890123456789012345.5");
}

TEST(MisfitsTest, ADecimalThatIsAskedForAndDoesNotHoldAValueIsAnError) {
  PostgresDatabase database("CREATE TABLE t (n numeric); INSERT INTO t VALUES (1.5), (1.25)");
  SourceOptions options;
  options.postgres.numeric = PostgresOptions::Numeric::kDecimal;
  options.postgres.decimal = arrow::decimal128(5, 1);
  EXPECT_THAT(ReadError(*Open(database.uri(), options), {"", "t"}).message(),
              HasSubstr("row with ctid (0,2): numeric 1.25, which decimal128(5, 1) does not hold"));
}

TEST(MisfitsTest, ArraysOfAnyShapeCanBeText) {
  PostgresDatabase database(
      "CREATE TABLE t (a integer[]); INSERT INTO t VALUES ('{{1,2},{3,4}}'), ('[0:1]={1,NULL}'), "
      "('{}'), (NULL)");
  SourceOptions options;
  options.postgres.arrays_as_text = true;
  const auto table = Read(*Open(database.uri(), options), {"", "t"});
  EXPECT_THAT(Column(*table, "a"), ElementsAre("{{1,2},{3,4}}", "[0:1]={1,NULL}", "{}", "NULL"));
}

TEST(MisfitsTest, WhatNoLongerHoldsIsNotCarried) {
  PostgresDatabase database(
      "CREATE TABLE parent (n numeric PRIMARY KEY);"
      "CREATE TABLE t (n numeric PRIMARY KEY DEFAULT 1 REFERENCES parent, CHECK (n > 0));"
      "INSERT INTO parent VALUES ('NaN'); INSERT INTO t VALUES ('NaN')");
  SourceOptions options;
  options.on_type_mismatch = OnTypeMismatch::kText;
  auto source = Open(database.uri(), options);
  const TableDescription text = source->OpenTable({"", "t"}).ValueOrDie()->description();
  EXPECT_TRUE(text.checks.empty() && text.defaults.empty() && text.foreign_keys.empty());
  EXPECT_THAT(text.primary_key, ElementsAre("n"));
  EXPECT_EQ(text.not_carried.size(), 3u);
  options.on_type_mismatch = OnTypeMismatch::kNull;
  source = Open(database.uri(), options);
  const TableDescription null = source->OpenTable({"", "t"}).ValueOrDie()->description();
  EXPECT_TRUE(null.primary_key.empty());
  EXPECT_EQ(null.checks.size(), 1u);
}

TEST(MisfitsTest, TextThatIsNoUtf8IsAnErrorOfTheServer) {
  PostgresDatabase server;
  server.Run("CREATE DATABASE ascii ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
  {
    const std::string uri = PostgresServer::Running().Uri("ascii");
    auto connection = Connection::Open({.conninfo = uri}).ValueOrDie();
    ASSERT_TRUE(connection
                    ->Execute("CREATE TABLE public.t (v text); INSERT INTO public.t VALUES ('ü'), "
                              "(convert_from('\\xff', 'SQL_ASCII'))")
                    .ok());
    EXPECT_THAT(ReadError(*Open(uri), {"", "t"}).message(),
                AllOf(HasSubstr("table t"), HasSubstr("invalid byte sequence")));
  }
  server.Run("DROP DATABASE ascii WITH (FORCE)");
}

}  // namespace
}  // namespace quiver::postgres::testing

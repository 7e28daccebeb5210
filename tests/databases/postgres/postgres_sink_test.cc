#include "databases/postgres/postgres_sink.h"

#include <arrow/api.h>
#include <arrow/json/from_string.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/memory_stream.h"
#include "contract/stream_reading.h"
#include "databases/postgres/postgres_source.h"
#include "databases/postgres/server.h"
#include "formats/every_type.h"

namespace quiver {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::EveryType;
using testing::HashOf;
using ::testing::HasSubstr;
using testing::MemoryStream;
using testing::NumberedTable;
using testing::PostgresDatabase;

class PostgresSinkTest : public ::testing::Test {
 protected:
  using Streams = std::vector<MemoryStream*>;

  std::unique_ptr<MemoryStream> Table(const std::string& name, const arrow::FieldVector& fields,
                                      const std::string& json_rows) {
    const auto schema = arrow::schema(fields);
    const auto rows =
        arrow::json::ArrayFromJSONString(arrow::struct_(fields), json_rows).ValueOrDie();
    TableDescription description;
    description.name = {"", name};
    description.schema = schema;
    const auto batch =
        arrow::RecordBatch::FromStructArray(rows).ValueOrDie()->ReplaceSchema(schema);
    return std::make_unique<MemoryStream>(
        description, std::vector<MemoryStream::Partition>{{batch.ValueOrDie()}});
  }

  std::unique_ptr<Sink> Open(const std::string& uri = "") {
    return OpenPostgresSink(uri.empty() ? database_.uri() : uri, options_).ValueOrDie();
  }

  arrow::Status Begin(Sink& sink, const Streams& streams) {
    std::vector<TableDescription> descriptions;
    for (const auto* stream : streams) descriptions.push_back(stream->description());
    ARROW_RETURN_NOT_OK(sink.Begin(descriptions));
    notes_ = sink.Notes();
    return arrow::Status::OK();
  }

  arrow::Status Write(const Streams& streams, const std::string& uri = "") {
    auto sink = Open(uri);
    ARROW_RETURN_NOT_OK(Begin(*sink, streams));
    for (auto* stream : streams) ARROW_RETURN_NOT_OK(sink->Write(*stream));
    return sink->Commit();
  }

  /// Everything of this database that a run could have left.
  std::string Traces() {
    return database_.Value(
        "SELECT coalesce(string_agg(name, ' ' ORDER BY name), '') FROM (SELECT nspname::text AS "
        "name FROM pg_namespace WHERE nspname !~ '^pg_|^information_schema$|^public$' UNION ALL "
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace UNION ALL SELECT "
        "typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype <> 'c' AND "
        "typelem = 0) things");
  }

  std::string TypesOf(const std::string& table) {
    return database_.Value(
        "SELECT string_agg(format_type(atttypid, atttypmod), ' ' ORDER BY attnum) FROM "
        "pg_attribute WHERE attnum > 0 AND attrelid = '" +
        table + "'::regclass");
  }

  PostgresDatabase database_;
  SinkOptions options_;
  std::vector<std::string> notes_;
};

std::shared_ptr<arrow::Field> WithOrigin(const std::string& name,
                                         const std::shared_ptr<arrow::DataType>& type,
                                         const std::string& pg_type) {
  return arrow::field(name, type, true, arrow::key_value_metadata({"pg_type"}, {pg_type}));
}

TEST_F(PostgresSinkTest, EveryArrowTypeArrivesOrIsRefusedByName) {
  std::vector<std::string> refused;
  for (const EveryType::Column& column : EveryType::Columns().ValueOrDie()) {
    SCOPED_TRACE(column.field->ToString());
    const auto schema = arrow::schema({column.field});
    TableDescription description;
    description.name = {"", "t"};
    description.schema = schema;
    MemoryStream stream(description,
                        {{arrow::RecordBatch::Make(schema, EveryType::kRows, {column.values})}});
    options_.if_exists = IfExists::kReplace;
    auto sink = Open();
    arrow::Status status = sink->Begin({description});
    if (status.ok()) status = sink->Write(stream);
    if (!status.ok()) {
      EXPECT_THAT(status.message(), HasSubstr("\"" + column.field->name() + "\""));
      refused.push_back(column.field->name());
      continue;
    }
    const auto expected = HashOf(stream).ValueOrDie();
    auto staged = sink->ReadBack({"", "t"});
    ASSERT_TRUE(staged.ok()) << staged.status();
    EXPECT_EQ(HashOf(**staged).ValueOrDie(), expected);
    staged->reset();
    status = sink->Commit();
    ASSERT_TRUE(status.ok()) << status;
  }
  // Those of moments have values with parts of a microsecond.
  EXPECT_THAT(refused, ElementsAre("time64_ns", "timestamp_ns", "timestamp_utc_ns", "duration_ns",
                                   "interval", "dense_union", "sparse_union"));
}

TEST_F(PostgresSinkTest, WithoutAnOriginColumnsGetTheUsualTypes) {
  const auto point = arrow::struct_({arrow::field("x", arrow::int32())});
  auto table =
      Table("t",
            {arrow::field("a", arrow::uint8()), arrow::field("b", arrow::uint32()),
             arrow::field("c", arrow::uint64()), arrow::field("d", arrow::decimal128(9, 2)),
             arrow::field("e", arrow::decimal256(50, -3)),
             arrow::field("f", arrow::timestamp(arrow::TimeUnit::NANO, "UTC")),
             arrow::field("g", arrow::list(arrow::float32())), arrow::field("h", point),
             arrow::field("i", arrow::map(arrow::utf8(), arrow::int16()))},
            "[]");
  ASSERT_TRUE(Write({table.get()}).ok());
  EXPECT_EQ(TypesOf("t"),
            "smallint bigint numeric(20,0) numeric(9,2) numeric(53,0) timestamp with time zone "
            "real[] t_h t_i[]");
  EXPECT_EQ(TypesOf("t_h"), "integer");
  EXPECT_EQ(TypesOf("t_i"), "text smallint");
}

TEST_F(PostgresSinkTest, ColumnsGetTheTypeOfOriginWhereItHoldsTheValues) {
  auto table = Table(
      "t",
      {WithOrigin("a", arrow::utf8(), "character varying(20)"),
       WithOrigin("b", arrow::utf8(), "inet"), WithOrigin("c", arrow::uint32(), "oid"),
       WithOrigin("d", arrow::utf8(), "money"),
       WithOrigin("e", arrow::decimal128(12, 2), "numeric(14,3)"),
       WithOrigin("f", arrow::int32(), "smallint"), WithOrigin("g", arrow::utf8(), "no.such_type"),
       WithOrigin("h", arrow::utf8(), "text); DROP TABLE victim; --"),
       WithOrigin("i", arrow::list(arrow::utf8()), "macaddr[]")},
      R"([["ä", "10.0.0.1", 4294967295, "$1.50", "1.25", 7, "x", "y",
                 ["08:00:2b:01:02:03", null]]])");
  database_.Run("CREATE TABLE victim ()");
  const auto status = Write({table.get()});
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(TypesOf("t"),
            "character varying(20) inet oid money numeric(14,3) integer text text macaddr[]");
  EXPECT_EQ(database_.Value("SELECT t::text FROM t"),
            "(ä,10.0.0.1,4294967295,$1.50,1.250,7,x,y,\"{08:00:2b:01:02:03,NULL}\")");
  EXPECT_THAT(notes_,
              ElementsAre("table public.t, column \"f\": f was smallint and becomes integer",
                          HasSubstr("g was no.such_type and becomes text"),
                          HasSubstr("h was text); DROP TABLE victim; -- and becomes text")));
  EXPECT_EQ(database_.Value("SELECT count(*) FROM victim"), "0");
}

TEST_F(PostgresSinkTest, AValueThatATypeOfOriginWouldWriteInAnotherWayIsNamed) {
  auto table =
      Table("t", {WithOrigin("net", arrow::utf8(), "inet")}, R"([["10.0.0.1"], ["10.0.0.1/32"]])");
  EXPECT_EQ(
      Write({table.get()}).message(),
      "table public.t, column \"net\": the value 10.0.0.1/32 is written in another way there, "
      "and would not come back as it is");
  EXPECT_EQ(Traces(), "");
}

TEST_F(PostgresSinkTest, EnumsAndCompositesThatAreMissingAreCreatedAndUsedAgain) {
  const auto labels = arrow::key_value_metadata({"duckdb_type", "pg_type"},
                                                {"ENUM('sad', 'it''s ok')", "public.mood"});
  const auto words = arrow::dictionary(arrow::int32(), arrow::utf8(), true);
  const auto pair = arrow::struct_(
      {arrow::field("a", arrow::int32()), WithOrigin("b", arrow::utf8(), "character varying(3)")});
  const arrow::FieldVector fields = {arrow::field("mood", words, true, labels),
                                     WithOrigin("pair", pair, "other.pair")};
  const auto make = [&](const std::string& name) {
    auto mood =
        arrow::json::DictArrayFromJSONString(words, "[1, 0, null]", R"(["sad", "it's ok"])");
    auto pairs = arrow::json::ArrayFromJSONString(pair, R"([[1, "x"], null, [null, null]])");
    TableDescription description;
    description.name = {"", name};
    description.schema = arrow::schema(fields);
    return std::make_unique<MemoryStream>(
        description, std::vector<MemoryStream::Partition>{
                         {arrow::RecordBatch::Make(description.schema, 3, {*mood, *pairs})}});
  };
  auto first = make("first");
  auto second = make("second");
  auto third = make("third");
  auto status = Write({first.get(), second.get()});
  ASSERT_TRUE(status.ok()) << status;
  status = Write({third.get()});
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(database_.Value("SELECT enum_range(NULL::mood)"), "{sad,\"it's ok\"}");
  for (const char* name : {"first", "second", "third"}) {
    EXPECT_EQ(TypesOf(name), "mood other.pair");
    EXPECT_EQ(database_.Value(fmt::format("SELECT string_agg(t::text, ' ') FROM {} t", name)),
              "(\"it's ok\",\"(1,x)\") (sad,) (,\"(,)\")");
  }
  EXPECT_EQ(TypesOf("other.pair"), "integer character varying(3)");

  database_.Run(
      "DROP TABLE first, second, third; DROP TYPE mood; CREATE TYPE mood AS ENUM ('sad')");
  status = Write({first.get()});
  EXPECT_EQ(status.message(),
            "table public.first, column \"mood\", row 0: invalid input value for enum public.mood: "
            "\"it's ok\"");
}

TEST_F(PostgresSinkTest, AnotherTypeOfTheNameOfOneThatIsNeededStopsTheRun) {
  database_.Run("CREATE TYPE t_point AS (x integer, y integer)");
  const auto point = arrow::struct_({arrow::field("x", arrow::int32())});
  auto table = Table("t", {arrow::field("point", point)}, "[[[1]]]");
  const auto status = Write({table.get()});
  EXPECT_TRUE(status.IsAlreadyExists()) << status;
  EXPECT_THAT(status.message(), HasSubstr("column \"point\": needs a type named public.t_point"));
  EXPECT_EQ(database_.Value("SELECT count(*) FROM pg_namespace WHERE nspname ~ 'quiver'"), "0");
}

/// Two tables with everything that a description can say.
struct Family {
  std::unique_ptr<MemoryStream> parent;
  std::unique_ptr<MemoryStream> child;
};

Family MakeFamily(const std::function<std::unique_ptr<MemoryStream>(
                      const std::string&, const arrow::FieldVector&, const std::string&)>& make,
                  const std::string& child_rows = R"([[1, 1, "a"], [2, null, "b"]])") {
  Family family;
  const auto comment = arrow::key_value_metadata({"comment"}, {"it's a number"});
  family.parent =
      make("parent",
           {arrow::field("id", arrow::int64(), false, comment),
            arrow::field("name", arrow::utf8(), false), arrow::field("size", arrow::int32())},
           R"([[1, "a", 5], [7, "b", null]])");
  auto& parent = family.parent->mutable_description();
  parent.primary_key = {"id"};
  parent.unique = {{"name"}};
  parent.checks = {{"\"size\" > 0"}};
  parent.defaults = {{"size", {"17"}}};
  parent.sequence = TableDescription::Sequence{"id", 8};
  parent.indexes = {{"parent_size", {"size", "name"}, false}};
  parent.comment = "the \"parents\"";
  family.child = make("child",
                      {arrow::field("a", arrow::int32(), false),
                       arrow::field("parent", arrow::int64()), arrow::field("b", arrow::utf8())},
                      child_rows);
  auto& child = family.child->mutable_description();
  child.primary_key = {"a", "b"};
  child.foreign_keys = {{{"parent"}, {"", "parent"}, {"id"}, "CASCADE", ""},
                        {{"a"}, {"", "nowhere"}, {}, "", ""}};
  return family;
}

class ConstraintsTest : public PostgresSinkTest {
 protected:
  Family MakeTables(const std::string& child_rows = R"([[1, 1, "a"], [2, null, "b"]])") {
    return MakeFamily([this](const auto& name, const auto& fields,
                             const auto& rows) { return Table(name, fields, rows); },
                      child_rows);
  }
};

TEST_F(ConstraintsTest, AreThoseOfTheDescription) {
  const Family family = MakeTables();
  const auto status = Write({family.parent.get(), family.child.get()});
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(database_.Value(
                "SELECT string_agg(conname || ': ' || pg_get_constraintdef(oid), '; ' "
                "ORDER BY conname) FROM pg_constraint WHERE connamespace = 'public'::regnamespace"),
            "child_parent_fkey: FOREIGN KEY (parent) REFERENCES parent(id) ON DELETE CASCADE; "
            "child_pkey: PRIMARY KEY (a, b); parent_name_key: UNIQUE (name); "
            "parent_pkey: PRIMARY KEY (id); parent_size_check: CHECK ((size > 0))");
  EXPECT_EQ(database_.Value("SELECT indexdef FROM pg_indexes WHERE indexname = 'parent_size'"),
            "CREATE INDEX parent_size ON public.parent USING btree (size, name)");
  EXPECT_EQ(database_.Value("INSERT INTO parent (name) VALUES ('c') RETURNING id || ' ' || size"),
            "8 17");
  EXPECT_EQ(database_.Value("SELECT obj_description('parent'::regclass)"), "the \"parents\"");
  EXPECT_EQ(database_.Value("SELECT col_description('parent'::regclass, 1)"), "it's a number");
  EXPECT_THAT(notes_, ElementsAre("public.child: a foreign key is left out: its table "
                                  "public.nowhere is neither copied nor in the target"));
}

TEST_F(ConstraintsTest, AreLeftOutWhenNotWanted) {
  options_.constraints = false;
  const Family family = MakeTables();
  ASSERT_TRUE(Write({family.parent.get(), family.child.get()}).ok());
  EXPECT_EQ(database_.Value(
                "SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace"),
            "0");
  EXPECT_EQ(database_.Value("SELECT count(*) FROM pg_attribute WHERE attrelid = 'parent'::regclass "
                            "AND attnotnull AND attnum > 0"),
            "2");
}

TEST_F(ConstraintsTest, ARowThatBreaksOneIsNamedAndNothingIsLeft) {
  const Family orphan = MakeTables(R"([[1, 99, "a"]])");
  EXPECT_THAT(Write({orphan.parent.get(), orphan.child.get()}).message(),
              AllOf(HasSubstr("table public.child: FOREIGN KEY (\"parent\")"),
                    HasSubstr("Key (parent)=(99) is not present in table \"parent\""),
                    HasSubstr("--no-constraints")));
  EXPECT_EQ(Traces(), "");

  const Family twice = MakeTables(R"([[1, 1, "a"], [1, 1, "a"]])");
  EXPECT_THAT(Write({twice.parent.get(), twice.child.get()}).message(),
              AllOf(HasSubstr("table public.child: PRIMARY KEY (\"a\", \"b\")"),
                    HasSubstr("Key (a, b)=(1, a) is duplicated"), HasSubstr("--no-constraints")));
  EXPECT_EQ(Traces(), "");

  auto bad = Table("t", {arrow::field("a", arrow::int32())}, "[[1], [2], [-1]]");
  bad->mutable_description().checks = {{"\"a\" > 0"}};
  EXPECT_THAT(Write({bad.get()}).message(), HasSubstr("table public.t, row 2: new row for relation "
                                                      "\"t\" violates check constraint"));
  EXPECT_EQ(Traces(), "");
}

TEST_F(ConstraintsTest, AReplacedFamilyIsReplacedAsAWhole) {
  const Family family = MakeTables();
  ASSERT_TRUE(Write({family.parent.get(), family.child.get()}).ok());
  options_.if_exists = IfExists::kReplace;
  const auto alone = Write({family.parent.get()});
  EXPECT_THAT(alone.message(), HasSubstr("foreign key child_parent_fkey of public.child"));
  const auto status = Write({family.parent.get(), family.child.get()});
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(database_.Value(
                "SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace"),
            "5");
}

TEST_F(PostgresSinkTest, WhatDependsOnAReplacedTableStopsTheRunAndWhatGoesWithItIsSaid) {
  database_.Run(
      "CREATE TABLE numbers (id int); CREATE VIEW v AS SELECT * FROM numbers; CREATE ROLE reader; "
      "GRANT SELECT ON numbers TO reader");
  auto table = NumberedTable("numbers", 10, 10);
  options_.if_exists = IfExists::kReplace;
  EXPECT_THAT(Write({table.get()}).message(), HasSubstr("view public.v"));
  database_.Run("DROP VIEW v");
  ASSERT_TRUE(Write({table.get()}).ok());
  EXPECT_THAT(notes_, ElementsAre("public.numbers: the new table does not have the privileges of "
                                  "the one it replaces"));
  database_.Run("DROP ROLE reader");
}

TEST_F(PostgresSinkTest, AppendedRowsMeetDefaultsNumberingAndOtherOrders) {
  database_.Run(
      "CREATE TABLE t (extra text DEFAULT 'x', b text, a bigint GENERATED ALWAYS AS IDENTITY "
      "PRIMARY "
      "KEY); INSERT INTO t (b) VALUES ('old')");
  auto table = Table("t", {arrow::field("a", arrow::int32()), arrow::field("b", arrow::utf8())},
                     R"([[10, "new"], [5, "newer"]])");
  options_.if_exists = IfExists::kAppend;
  auto sink = Open();
  ASSERT_TRUE(Begin(*sink, {table.get()}).ok());
  ASSERT_TRUE(sink->Write(*table).ok());
  EXPECT_EQ(HashOf(*sink->ReadBack({"", "t"}).ValueOrDie()).ValueOrDie(),
            HashOf(*table).ValueOrDie());
  const auto status = sink->Commit();
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(database_.Value("SELECT string_agg(t::text, ' ' ORDER BY a) FROM t"),
            "(x,old,1) (x,newer,5) (x,new,10)");
  EXPECT_EQ(database_.Value("INSERT INTO t (b) VALUES ('next') RETURNING a"), "11");
}

TEST_F(PostgresSinkTest, EveryDifferenceToATableThatIsAppendedToIsSaidBeforeTheFirstRow) {
  database_.Run(
      "CREATE TABLE t (a smallint, needed text NOT NULL, made int GENERATED ALWAYS AS (1) STORED, "
      "d "
      "numeric(5,1), j jsonb, at timestamp)");
  auto table = Table("t",
                     {arrow::field("a", arrow::int32()), arrow::field("made", arrow::int32()),
                      arrow::field("gone", arrow::int32()),
                      arrow::field("d", arrow::decimal128(5, 2)), arrow::field("j", arrow::utf8()),
                      arrow::field("at", arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"))},
                     "[]");
  options_.if_exists = IfExists::kAppend;
  EXPECT_EQ(
      Write({table.get()}).message(),
      "can't append to table public.t: column \"a\" is smallint there and int32 here; column "
      "\"made\" is computed there; column \"gone\" does not exist there; column \"d\" is "
      "numeric(5,1) there and decimal128(5, 2) here; column \"j\" is jsonb there and string "
      "here: jsonb keeps no spaces, no order and no repeated keys; column \"at\" is timestamp "
      "without time zone there and timestamp[us, tz=UTC] here; column \"needed\" is NOT NULL "
      "there, without a default, and has no values here");
}

TEST_F(PostgresSinkTest, NothingIsLeftOfARunThatWasNotCommitted) {
  auto table = NumberedTable("numbers", 1'000, 100);
  table->mutable_description().name.schema = "a new schema";
  {
    auto sink = Open();
    ASSERT_TRUE(Begin(*sink, {table.get()}).ok());
    ASSERT_TRUE(sink->Write(*table).ok());
    EXPECT_THAT(Traces(), HasSubstr("quiver_staging_"));
  }
  EXPECT_EQ(Traces(), "");
}

TEST_F(PostgresSinkTest, ASessionThatTheServerEndsIsAnErrorInOneLineAndLeavesNothing) {
  auto table = NumberedTable("numbers", 100'000, 10'000);
  table->set_before_batch([&](int64_t batch) {
    if (batch == 5) {
      database_.Run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY%'");
    }
    return arrow::Status::OK();
  });
  options_.budget.jobs = 3;
  const auto status = Write({table.get()});
  EXPECT_TRUE(status.IsIOError()) << status;
  EXPECT_THAT(status.message(), HasSubstr("terminat"));
  EXPECT_EQ(status.message().find('\n'), std::string::npos);
  EXPECT_EQ(Traces(), "");
}

TEST_F(PostgresSinkTest, WhatADeadRunLeftIsDroppedAndWhatALiveOneHasIsNot) {
  database_.Run(
      "CREATE SCHEMA quiver_staging_4711_0; CREATE TABLE quiver_staging_4711_0.t (a int); CREATE "
      "SCHEMA quiver_staging_of_mine");
  auto alive = Open();
  auto other = NumberedTable("other", 10, 10);
  ASSERT_TRUE(Begin(*alive, {other.get()}).ok());
  ASSERT_TRUE(alive->Write(*other).ok());
  auto table = NumberedTable("numbers", 10, 10);
  ASSERT_TRUE(Write({table.get()}).ok());
  EXPECT_EQ(database_.Value("SELECT count(*) FROM pg_namespace WHERE nspname = "
                            "'quiver_staging_4711_0'"),
            "0");
  ASSERT_TRUE(alive->Commit().ok());
  alive.reset();
  EXPECT_EQ(database_.Value("SELECT count(*) FROM other"), "10");
  EXPECT_EQ(Traces(), "numbers other quiver_staging_of_mine");
}

TEST_F(PostgresSinkTest, NamesAreOnlyNames) {
  database_.Run("CREATE TABLE victim ()");
  const std::string hostile = "a\"; DROP TABLE victim; -- 'é\\";
  auto table =
      Table(hostile,
            {arrow::field(hostile, arrow::int32(), false), arrow::field("%s {} $1", arrow::utf8())},
            R"([[1, "x"]])");
  auto& description = table->mutable_description();
  description.name.schema = "s" + hostile;
  description.primary_key = {hostile};
  description.indexes = {{"i" + hostile, {"%s {} $1"}, true}};
  description.comment = hostile;
  description.sequence = TableDescription::Sequence{hostile, 2};
  options_.if_exists = IfExists::kReplace;
  for (int i = 0; i < 2; ++i) {
    const auto status = Write({table.get()});
    ASSERT_TRUE(status.ok()) << status;
  }
  options_.if_exists = IfExists::kAppend;
  auto more = Table(hostile, table->schema()->fields(), R"([[5, "y"]])");
  more->mutable_description().name = description.name;
  const auto status = Write({more.get()});
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(database_.Value("SELECT count(*) FROM victim"), "0");
  EXPECT_EQ(
      database_.Value("SELECT nspname || '.' || relname FROM pg_class c JOIN pg_namespace n ON "
                      "n.oid = relnamespace WHERE relkind = 'r' AND nspname LIKE 's%'"),
      "s" + hostile + "." + hostile);
}

TEST_F(PostgresSinkTest, ANameThatPostgresWouldCutOffIsRefused) {
  auto table = NumberedTable(std::string(64, 'x'), 1, 1);
  EXPECT_THAT(Write({table.get()}).message(), HasSubstr("longer than PostgreSQL's 63 bytes"));
  auto zero = NumberedTable(std::string("a\0b", 3), 1, 1);
  EXPECT_THAT(Write({zero.get()}).message(), HasSubstr("zero byte"));
  EXPECT_EQ(Traces(), "");
}

TEST_F(PostgresSinkTest, WhatAUserMayNotDoIsSaidBeforeTheFirstRow) {
  database_.Run("CREATE TABLE numbers (id bigint); CREATE ROLE guest LOGIN");
  auto table = NumberedTable("numbers", 10, 10);
  auto fresh = NumberedTable("fresh", 10, 10);
  const std::string uri = database_.UriAs("guest");
  EXPECT_THAT(Write({fresh.get()}, uri).message(),
              HasSubstr("this user may not create tables in schema public"));
  options_.if_exists = IfExists::kReplace;
  EXPECT_THAT(Write({table.get()}, uri).message(), HasSubstr("only its owner can replace"));
  options_.if_exists = IfExists::kAppend;
  EXPECT_THAT(Write({table.get()}, uri).message(),
              HasSubstr("this user may not insert into table public.numbers"));
  database_.Run("GRANT CREATE ON SCHEMA public TO guest");
  EXPECT_THAT(Write({fresh.get()}, uri).message(), HasSubstr("GRANT CREATE ON DATABASE"));
  database_.Run(fmt::format("GRANT CREATE ON DATABASE {} TO guest", database_.name()));
  const auto status = Write({fresh.get()}, uri);
  EXPECT_TRUE(status.ok()) << status;
  database_.Run("DROP OWNED BY guest; DROP ROLE guest");
}

TEST_F(PostgresSinkTest, ATableWithoutASchemaGoesToTheFirstOneOfTheUsersSearchPath) {
  database_.Run(fmt::format("CREATE SCHEMA mine; ALTER DATABASE {} SET search_path = mine, public",
                            database_.name()));
  auto table = NumberedTable("numbers", 10, 10);
  ASSERT_TRUE(Write({table.get()}).ok());
  EXPECT_EQ(database_.Value("SELECT count(*) FROM mine.numbers"), "10");
}

TEST_F(PostgresSinkTest, ANewTableHasTheDefaultPrivilegesOfItsSchema) {
  database_.Run(
      "CREATE ROLE reader; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO "
      "reader; CREATE TABLE made_here ()");
  auto table = NumberedTable("numbers", 10, 10);
  ASSERT_TRUE(Write({table.get()}).ok());
  EXPECT_EQ(database_.Value("SELECT relacl FROM pg_class WHERE relname = 'numbers'"),
            database_.Value("SELECT relacl FROM pg_class WHERE relname = 'made_here'"));
  database_.Run("DROP OWNED BY reader; DROP ROLE reader");
}

TEST_F(PostgresSinkTest, RowsComeInTheOrderOfTheStreamWithOneJob) {
  auto table = NumberedTable("numbers", 100'000, 7'000);
  ASSERT_TRUE(Write({table.get()}).ok());
  EXPECT_EQ(
      database_.Value("SELECT count(*) FROM (SELECT id, lag(id) OVER (ORDER BY ctid) AS before "
                      "FROM numbers) rows WHERE before >= id"),
      "0");
}

}  // namespace
}  // namespace quiver

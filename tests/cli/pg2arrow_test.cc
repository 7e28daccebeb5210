// What other exporters of PostgreSQL get wrong, and joins.

#include <atomic>
#include <thread>

#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>

#include "cli/pg2arrow.h"

namespace quiver::testing {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(Pg2arrowTest, NumericsAreTheSameHoweverManyWorkersRead) {
  db_.Run(
      "CREATE TABLE t AS SELECT i AS id, (i * 7919 % 100003) / 1000.0 AS open, "
      "(i * 31 % 1000 / 8.0)::numeric(12,3) AS declared, repeat('x', 200) AS filler "
      "FROM generate_series(1, 100000) i");
  Texts open;
  Texts declared;
  for (const auto& row : db_.Run("SELECT round(open, 20), declared FROM t")) {
    open.push_back(row[0]);
    declared.push_back(row[1]);
  }
  for (const char* workers : {"1", "4"}) {
    const auto table = Export({"-t", "t", "-n", workers});
    EXPECT_EQ(Column(*table, 1), open);
    EXPECT_EQ(Column(*table, 2), declared);
  }
}

TEST_F(Pg2arrowTest, InfinityIsNeverAnotherMoment) {
  db_.Run("CREATE TABLE t AS SELECT 'infinity'::timestamp AS at, '-infinity'::float8 AS f");
  ExpectFailure({"-t", "t", "-o", File("t.arrow")}, 1,
                AllOf(HasSubstr("table t: column \"at\""), HasSubstr("timestamp infinity")));
  const auto table = Export({"-t", "t", "--on-type-mismatch", "text"});
  EXPECT_THAT(Column(*table, 0), ElementsAre("infinity"));
  EXPECT_THAT(Column(*table, 1), ElementsAre("-inf"));
}

TEST_F(Pg2arrowTest, EmptyArraysAreEmptyLists) {
  const auto table = Export({"-c", "SELECT '{}'::int[] AS a, '{}'::text[] AS b"});
  EXPECT_EQ(table->column(0)->chunk(0)->ToString(), "[\n  []\n]");
  EXPECT_EQ(table->column(1)->chunk(0)->ToString(), "[\n  []\n]");
}

TEST_F(Pg2arrowTest, NoRowsAreAFileWithASchema) {
  db_.Run("CREATE TABLE t (a int, b text, c numeric)");
  for (const auto& arguments : std::vector<Texts>{{"-t", "t"}, {"-c", "SELECT * FROM t"}}) {
    const auto table = Export(arguments);
    EXPECT_EQ(table->num_rows(), 0);
    EXPECT_THAT(table->ColumnNames(), ElementsAre("a", "b", "c"));
    EXPECT_TRUE(table->schema()->field(0)->type()->Equals(arrow::int32()));
  }
}

TEST_F(Pg2arrowTest, TypesWithoutAnArrowTypeAreTheirText) {
  db_.Run("CREATE TYPE mood AS ENUM ('sad', 'happy')");
  const auto table =
      Export({"-c",
              "SELECT 'happy'::mood AS m, '00000000-0000-0000-0000-0000000000ff'::uuid AS u, "
              "'08:00:2b:01:02:03'::macaddr AS mac, '12:30+02'::timetz AS t, 'a=>1'::text AS x"});
  EXPECT_EQ(table->schema()->field(0)->type()->id(), arrow::Type::DICTIONARY);
  EXPECT_THAT(Column(*table, 0)[0], HasSubstr("happy"));
  EXPECT_THAT(table->schema()->field(1)->type()->ToString(), HasSubstr("uuid"));
  EXPECT_THAT(Column(*table, 2), ElementsAre("08:00:2b:01:02:03"));
  EXPECT_THAT(Column(*table, 3), ElementsAre("12:30:00+02"));
  EXPECT_EQ(table->schema()->field(3)->metadata()->Get("pg_type").ValueOr(""),
            "time with time zone");
}

TEST_F(Pg2arrowTest, AFailedRunLeavesWhatWasThere) {
  const std::string fails = "SELECT 1 / (500000 - i) AS x FROM generate_series(1, 600000) i";
  ExpectFailure({"-c", fails, "-o", File("new.arrow")}, 1, HasSubstr("division by zero"));
  // The temporary file, too.
  ExpectFailure({"-c", fails}, 1, HasSubstr("division by zero"));
  Export({"-c", "SELECT 1 AS x"});
  const std::string before = ReadFile(File("out.arrow"));
  ExpectFailure({"-c", fails, "-o", File("out.arrow")}, 1, HasSubstr("division by zero"));
  ExpectFailure({"-c", fails, "--append", File("out.arrow")}, 1, HasSubstr("division by zero"));
  EXPECT_EQ(ReadFile(File("out.arrow")), before);
}

TEST_F(Pg2arrowTest, AllWorkersSeeOneSnapshot) {
  std::atomic<bool> done{false};
  PostgresDatabase other;
  std::thread writer([&] {
    while (!done) other.Run("SELECT pg_current_xact_id()");
  });
  const auto by_worker =
      Export({"-n", "4", "-c", "SELECT pg_current_snapshot()::text AS s, $(WORKER_ID) AS w"});
  const auto by_key = Export(
      {"-k", "1, 2 ,3", "-c", "SELECT pg_current_snapshot()::text AS s, $(PARALLEL_KEY) AS k"});
  const auto joined = Export(
      {"-n", "2", "-c", "SELECT pg_current_snapshot()::text AS s, $(WORKER_ID) + $(N_WORKERS) AS w",
       "--inner-join", "SELECT pg_current_snapshot()::text AS t"});
  done = true;
  writer.join();
  EXPECT_EQ(by_worker->num_rows(), 4);
  EXPECT_THAT(Column(*by_worker, 0), Each(Column(*by_worker, 0)[0]));
  EXPECT_EQ(by_key->num_rows(), 3);
  EXPECT_THAT(Column(*by_key, 0), Each(Column(*by_key, 0)[0]));
  EXPECT_THAT(Column(*joined, 0), Each(Column(*joined, 2)[0]));
  EXPECT_THAT(Column(*joined, 1), ::testing::UnorderedElementsAre("2", "3"));
}

TEST_F(Pg2arrowTest, ATableHasTheRowsThatAQueryWouldGive) {
  db_.Run(
      "CREATE TABLE parent (a int); CREATE TABLE child (b int) INHERITS (parent);"
      "INSERT INTO parent VALUES (1); INSERT INTO child VALUES (2, 0);"
      "CREATE SCHEMA s; CREATE VIEW s.v AS SELECT * FROM parent;"
      "CREATE TABLE \"Odd \"\" name; DROP TABLE parent\" (a int);"
      "INSERT INTO \"Odd \"\" name; DROP TABLE parent\" VALUES (3)");
  EXPECT_THAT(Column(*Export({"-t", "parent", "-n", "2"}), 0), ElementsAre("1", "2"));
  EXPECT_THAT(Column(*Export({"-t", "PUBLIC.Parent"}), 0), ElementsAre("1", "2"));
  EXPECT_THAT(Column(*Export({"-t", "s.v"}), 0), ElementsAre("1", "2"));
  EXPECT_THAT(Column(*Export({"-t", "v", "--set", "search_path:s"}), 0), ElementsAre("1", "2"));
  EXPECT_THAT(Column(*Export({"-t", "Odd \" name; DROP TABLE parent"}), 0), ElementsAre("3"));
  EXPECT_THAT(Column(*Export({"-t", "\"Odd \"\" name; DROP TABLE parent\""}), 0), ElementsAre("3"));
  EXPECT_GT(Export({"-t", "pg_class"})->num_rows(), 100);
  ExpectFailure({"-t", "(SELECT 1)"}, 1, HasSubstr("does not exist"));
  ExpectFailure({"-t", "\"Parent\""}, 1, HasSubstr("\"Parent\" does not exist"));
}

TEST_F(Pg2arrowTest, AnInnerJoinDropsRowsWithoutAMatchAndAnOuterOneKeepsThem) {
  db_.Run(
      "CREATE TABLE items (basket int, what text);"
      "INSERT INTO items VALUES (1, 'pear'), (1, 'apple'), (3, 'plum')");
  const std::string baskets = "SELECT i AS id, i * 10 AS size FROM generate_series(3, 1, -1) i";
  const std::string items = "SELECT what FROM items WHERE basket = $(id) ORDER BY what";
  const auto inner = Export({"-c", baskets, "--inner-join", items});
  EXPECT_THAT(inner->ColumnNames(), ElementsAre("id", "size", "what"));
  EXPECT_THAT(Column(*inner, 0), ElementsAre("3", "1", "1"));
  EXPECT_THAT(Column(*inner, 2), ElementsAre("plum", "apple", "pear"));
  const auto outer = Export({"-c", baskets, "--outer-join", items});
  EXPECT_THAT(Column(*outer, 0), ElementsAre("3", "2", "1", "1"));
  EXPECT_THAT(Column(*outer, 2), ElementsAre("plum", "null", "apple", "pear"));
}

TEST_F(Pg2arrowTest, JoinedRowsHaveTheOrderOfTheQuery) {
  // The planner would rather read the large table once than for each row.
  db_.Run(
      "CREATE TABLE items AS SELECT i % 50 AS basket, i AS what FROM generate_series(1, 500) i; "
      "ANALYZE");
  const auto table = Export({"-c", "SELECT i AS id FROM generate_series(49, 0, -1) i",
                             "--inner-join", "SELECT what FROM items WHERE basket = $(id)"});
  ASSERT_EQ(table->num_rows(), 500);
  const Texts ids = Column(*table, 0);
  for (size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], std::to_string(49 - i / 10));
}

TEST_F(Pg2arrowTest, JoinsComeInTheirOrderAndMayUseColumnsOfThoseBefore) {
  const auto table = Export(
      {"-c", "SELECT 2 AS a UNION ALL SELECT 5 ORDER BY 1", "--outer-join",
       "SELECT $(a) * 10 AS b WHERE $(A) < 5", "--inner-join",
       "SELECT outer_row AS c FROM (VALUES (coalesce($(b), -1) + $(a))) AS outer_row(outer_row);",
       "--outer-join", "SELECT $(c)::text || '\\$(c)' AS d -- and $(nothing)"});
  EXPECT_THAT(table->ColumnNames(), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(Column(*table, 0), ElementsAre("2", "5"));
  EXPECT_THAT(Column(*table, 1), ElementsAre("20", "null"));
  EXPECT_THAT(Column(*table, 2), ElementsAre("22", "4"));
  EXPECT_THAT(Column(*table, 3), ElementsAre("22$(c)", "4$(c)"));
}

TEST_F(Pg2arrowTest, AValueThatIsJoinedIsNeverReadAsSql) {
  db_.Run(
      "CREATE TABLE t (v text);"
      "INSERT INTO t VALUES ('''; DROP TABLE t; --'), ('$(w)'), (E'\\\\'''), ('') , (NULL)");
  const auto table = Export({"-t", "t", "--inner-join", "SELECT $(v) AS w, length($(v)) AS n"});
  EXPECT_EQ(Column(*table, 0), Column(*table, 1));
  EXPECT_THAT(Column(*table, 2), ElementsAre("19", "4", "2", "0", "null"));
  ExpectFailure({"-t", "t", "--inner-join", "SELECT * FROM t WHERE v LIKE '$(v)%'"}, 1,
                HasSubstr("$(v) stands between quotes"));
  ExpectFailure({"-t", "t", "--inner-join", "SELECT $(vv)"}, 1,
                HasSubstr("$(vv) in a joined query: the rows before it have no such column"));
  ExpectFailure({"-t", "t", "--inner-join", "SELECT $(v"}, 1, HasSubstr("without its )"));
}

TEST_F(Pg2arrowTest, ATableIsJoinedInRangesToo) {
  db_.Run(
      "CREATE TABLE t AS SELECT i AS id, repeat('x', 200) AS filler FROM generate_series(1, "
      "100000) "
      "i; CREATE TABLE u AS SELECT i AS id, i / 7.0 AS n FROM generate_series(1, 100000, 3) i;"
      "CREATE INDEX ON u (id); ANALYZE");
  const auto table =
      Export({"-t", "t", "-n", "3", "-S", "--inner-join", "SELECT u.n FROM u WHERE u.id = $(id)"});
  ASSERT_EQ(table->num_rows(), 33334);
  EXPECT_EQ(Column(*table, 0)[33333], "100000");
  EXPECT_THAT(Column(*table, 2)[33333],
              ::testing::StartsWith(db_.Value("SELECT n FROM u WHERE id = 100000")));
}

TEST_F(Pg2arrowTest, JoinsMayHaveMoreColumnsThanAQueryCan) {
  std::string many;
  for (int i = 0; i < 1200; ++i) many += fmt::format("{}$(id) + {} AS c{}", i ? ", " : "", i, i);
  const auto table =
      Export({"-c", "SELECT i AS id, NULL::text AS nothing FROM generate_series(1, 3) i",
              "--inner-join", "SELECT " + many, "--outer-join",
              "SELECT 'x' AS x, $(c1199)::numeric / 2 AS half, " + many});
  ASSERT_EQ(table->num_columns(), 2404);
  EXPECT_THAT(Column(*table, 1), Each("null"));
  EXPECT_THAT(Column(*table, 1201), ElementsAre("1200", "1201", "1202"));
  EXPECT_THAT(Column(*table, 1202), Each("x"));
  EXPECT_THAT(Column(*table, 2403), ElementsAre("1200", "1201", "1202"));
  EXPECT_EQ(table->field(1203)->name(), "half");
  EXPECT_THAT(Column(*table, 1203)[1], ::testing::StartsWith("600.50"));
}

}  // namespace
}  // namespace quiver::testing

// Which tables there are, and where their rows come from.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases/postgres/reading.h"

namespace quiver::postgres::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

Texts Names(Source& source) {
  Texts names;
  for (const TableInfo& table : source.Tables().ValueOrDie()) {
    names.push_back(table.name.ToString());
  }
  return names;
}

TEST(TablesTest, TablesOfAllUserSchemasAreListedAndPublicHasNoName) {
  PostgresDatabase database(
      "CREATE SCHEMA s; CREATE TABLE s.a (); CREATE TABLE b (i int); CREATE TEMP TABLE c ();"
      "CREATE VIEW v AS SELECT 1 AS x; CREATE MATERIALIZED VIEW m AS SELECT 2 AS x;"
      "CREATE TABLE p (i int) PARTITION BY LIST (i); CREATE TABLE p1 PARTITION OF p FOR VALUES IN "
      "(1);"
      "CREATE TABLE parent (i int); CREATE TABLE child () INHERITS (parent)");
  EXPECT_THAT(Names(*Open(database.uri())), ElementsAre("s.a", "b", "m", "p", "parent", "child"));
  SourceOptions options;
  options.views = true;
  auto source = Open(database.uri(), options);
  EXPECT_THAT(Names(*source), UnorderedElementsAre("s.a", "b", "v", "m", "p", "parent", "child"));
  EXPECT_THAT(Column(*Read(*source, {"", "v"}), "x"), ElementsAre("1"));
  EXPECT_THAT(Column(*Read(*source, {"public", "m"}), "x"), ElementsAre("2"));
}

TEST(TablesTest, WhatAnotherRunStagesIsNotListed) {
  PostgresDatabase database(
      "CREATE SCHEMA quiver_staging_17_0; CREATE TABLE quiver_staging_17_0.half (i int);"
      "CREATE SCHEMA quiver_staging_of_ours; CREATE TABLE quiver_staging_of_ours.whole (i int)");
  EXPECT_THAT(Names(*Open(database.uri())), ElementsAre("quiver_staging_of_ours.whole"));
}

TEST(TablesTest, APartitionedTableIsOneTableWhateverItsPartitionsLookLike) {
  PostgresDatabase database(
      "CREATE TABLE p (i int, s text) PARTITION BY RANGE (i);"
      "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);"
      "CREATE TABLE p2 (x int, s text, i int); ALTER TABLE p2 DROP COLUMN x;"
      "ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20);"
      "CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30) PARTITION BY RANGE (i);"
      "CREATE TABLE p31 PARTITION OF p3 FOR VALUES FROM (20) TO (30);"
      "INSERT INTO p SELECT i, 's' || i FROM generate_series(0, 29) i; ANALYZE");
  auto source = Open(database.uri());
  ASSERT_THAT(Names(*source), ElementsAre("p"));
  EXPECT_EQ(source->Tables().ValueOrDie()[0].estimated_rows, 30);
  auto stream = source->OpenTable({"", "p"}).ValueOrDie();
  EXPECT_EQ(stream->num_partitions(), 3);
  const auto table = ReadAll(*stream).ValueOrDie();
  ASSERT_EQ(table->num_rows(), 30);
  EXPECT_EQ(Column(*table, "s")[15], "s15");
}

TEST(TablesTest, AParentDoesNotRepeatTheRowsOfItsChildren) {
  PostgresDatabase database(
      "CREATE TABLE parent (i int); CREATE TABLE child () INHERITS (parent);"
      "INSERT INTO parent VALUES (1); INSERT INTO child VALUES (2)");
  auto source = Open(database.uri());
  EXPECT_THAT(Column(*Read(*source, {"", "parent"}), "i"), ElementsAre("1"));
  EXPECT_THAT(Column(*Read(*source, {"", "child"}), "i"), ElementsAre("2"));
}

TEST(TablesTest, RowsThatTheSnapshotDoesNotShowAreNotRead) {
  PostgresDatabase database("CREATE TABLE t (i int); INSERT INTO t VALUES (1), (2)");
  auto source = Open(database.uri());
  database.Run("DELETE FROM t WHERE i = 1");
  database.Run("INSERT INTO t SELECT generate_series(3, 5000)");
  EXPECT_THAT(Column(*Read(*source, {"", "t"}), "i"), ElementsAre("1", "2"));
}

TEST(TablesTest, ABigTableHasSeveralPartitionsWithAllOfItsRows) {
  PostgresDatabase database(
      "CREATE TABLE t (i int, filler text); ALTER TABLE t ALTER filler SET STORAGE PLAIN;"
      "INSERT INTO t SELECT i, repeat('x', 3900) FROM generate_series(1, 5000) i");
  auto source = Open(database.uri());
  Scan scan;
  scan.columns = {"i"};
  auto stream = source->OpenScan({"", "t"}, scan).ValueOrDie();
  EXPECT_EQ(stream->num_partitions(), 3);
  const Texts values = Column(*ReadAll(*stream).ValueOrDie(), "i");
  ASSERT_EQ(values.size(), 5000u);
  EXPECT_EQ(values[0], "1");
  EXPECT_EQ(values[4999], "5000");
}

TEST(TablesTest, ATableThatWasTruncatedAfterTheSnapshotIsAnErrorRatherThanEmpty) {
  PostgresDatabase database("CREATE TABLE t (i int); INSERT INTO t VALUES (1)");
  auto source = Open(database.uri());
  database.Run("TRUNCATE t");
  EXPECT_THAT(ReadError(*source, {"", "t"}).message(),
              HasSubstr("table t was truncated or rewritten"));
}

TEST(TablesTest, AnOpenTableCanNotBeDroppedByOthers) {
  PostgresDatabase database("CREATE TABLE t (i int); INSERT INTO t VALUES (1)");
  auto source = Open(database.uri());
  auto stream = source->OpenTable({"", "t"}).ValueOrDie();
  database.Run(
      "SET lock_timeout = 50; DO $$ BEGIN DROP TABLE t; "
      "EXCEPTION WHEN lock_not_available THEN NULL; END $$");
  EXPECT_EQ(ReadAll(*stream).ValueOrDie()->num_rows(), 1);
}

TEST(TablesTest, PartitionsThatOnlyTheirTableMayReadAreReadThroughIt) {
  PostgresDatabase database(
      "DROP ROLE IF EXISTS parent_reader; CREATE ROLE parent_reader LOGIN;"
      "CREATE TABLE p (i int) PARTITION BY LIST (i); CREATE TABLE p1 PARTITION OF p FOR VALUES IN "
      "(1);"
      "CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2); INSERT INTO p VALUES (1), (2);"
      "GRANT SELECT ON p TO parent_reader");
  auto source = Open(database.UriAs("parent_reader"));
  EXPECT_THAT(Column(*Read(*source, {"", "p"}), "i"), UnorderedElementsAre("1", "2"));
  source.reset();
  database.Run("DROP OWNED BY parent_reader; DROP ROLE parent_reader");
}

TEST(TablesTest, ForeignTablesAreReadAsOnePartitionAndHaveNoFingerprint) {
  PostgresDatabase database(
      "CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;"
      "CREATE FOREIGN TABLE f (line text) SERVER files OPTIONS (program 'echo hello')");
  auto source = Open(database.uri());
  EXPECT_THAT(Column(*Read(*source, {"", "f"}), "line"), ElementsAre("hello"));
  EXPECT_NE(source->Fingerprint().ValueOrDie(), Open(database.uri())->Fingerprint().ValueOrDie());
}

TEST(TablesTest, HostileNamesAreNamesAndNothingElse) {
  const Texts names = {"a\"; DROP TABLE victim; --",
                       "it's",
                       "two words",
                       "Ünïcödé 🦆",
                       "SELECT",
                       "a.b",
                       "{}",
                       "%s",
                       "$1",
                       "back\\slash",
                       "line\nbreak",
                       "q"};
  PostgresDatabase database("CREATE TABLE victim (i int)");
  const auto quoted = [](const std::string& name) {
    std::string text = "\"";
    for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + "\"";
  };
  for (const std::string& name : names) {
    const std::string n = quoted(name);
    database.Run("CREATE SCHEMA " + n);
    database.Run("CREATE TYPE " + n + ".mood AS ENUM ('x', $$it's$$)");
    database.Run("CREATE TYPE " + n + ".pair AS (" + n + " inet)");
    database.Run("CREATE TABLE " + n + "." + n + " (" + n + " int, e " + n + ".mood, p " + n +
                 ".pair)");
    database.Run("INSERT INTO " + n + "." + n + " VALUES (7, $$it's$$, ROW('::1'))");
  }
  auto source = Open(database.uri());
  EXPECT_EQ(source->Tables().ValueOrDie().size(), names.size() + 1);
  for (const std::string& name : names) {
    const auto table = Read(*source, {name, name});
    EXPECT_THAT(Column(*table, name), ElementsAre("7"));
    EXPECT_THAT(Column(*table, "e"), ElementsAre("it's"));
    EXPECT_THAT(Column(*table, "p"), ElementsAre("{" + name + ": ::1}"));
  }
  EXPECT_EQ(database.Value("SELECT count(*) FROM pg_class WHERE relname = 'victim'"), "1");
}

TEST(TablesTest, AQueryFindsNamesAsItsUserDoesAndCanNotWrite) {
  PostgresDatabase database(
      "CREATE SCHEMA mine; CREATE TYPE mine.five AS ENUM ('5');"
      "CREATE TABLE mine.t AS SELECT '5'::mine.five AS x");
  database.Run("ALTER DATABASE " + database.name() + " SET search_path = mine");
  auto source = Open(database.uri());
  auto stream = source->OpenQuery("SELECT x FROM t -- the end", {"", "q"}).ValueOrDie();
  EXPECT_THAT(Column(*ReadAll(*stream).ValueOrDie(), "x"), ElementsAre("5"));
  for (const auto& schema : {stream->schema(), Read(*source, {"mine", "t"})->schema()}) {
    EXPECT_EQ(schema->field(0)->metadata()->Get("pg_type").ValueOrDie(), "mine.five");
  }
  for (const char* sql : {"DELETE FROM t RETURNING x", "SELECT 1) AS q; DROP TABLE mine.t; --",
                          "SELECT 1; SELECT 2", "selec"}) {
    EXPECT_FALSE(source->OpenQuery(sql, {"", "q"}).ok()) << sql;
  }
  EXPECT_EQ(database.Value("SELECT count(*) FROM mine.t"), "1");
  EXPECT_THAT(Column(*Read(*source, {"mine", "t"}), "x"), ElementsAre("5"))
      << "a failed query does not harm the snapshot";
}

}  // namespace
}  // namespace quiver::postgres::testing

#include <filesystem>

#include <fmt/format.h>

#include "cli/command_test.h"

namespace quiver::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class CopyTest : public CommandTest {};

TEST_F(CopyTest, ADatabaseArrivesWithItsRowsAndKeys) {
  Sqlite(source_, SqlOfShop());
  const Outcome copied = Quiver({"copy", source_, target_, "--verify"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_EQ(copied.out, "");
  EXPECT_THAT(copied.err, HasSubstr("copied 2 tables, 8 rows"));
  EXPECT_THAT(copied.err, HasSubstr("verified"));
  EXPECT_THAT(
      DuckDb(target_, "SELECT id, customer, amount, placed FROM orders ORDER BY id"),
      ElementsAre(ElementsAre("1", "1", "9.5", "2024-01-31"),
                  ElementsAre("2", "1", "12.25", "2024-02-29"),
                  ElementsAre("3", "2", "NULL", "2024-03-01"), ElementsAre("4", "3", "0.1", "NULL"),
                  ElementsAre("5", "3", "7.0", "1969-12-31")));
  EXPECT_EQ(DuckDbValue(target_,
                        "SELECT count(*) FROM duckdb_constraints() WHERE table_name = "
                        "'orders' AND constraint_type = 'FOREIGN KEY'"),
            "1");
}

TEST_F(CopyTest, JsonIsOneObjectOnStdout) {
  Sqlite(source_, SqlOfShop());
  const Outcome copied = Quiver({"copy", source_, target_, "--verify", "--json"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  const auto json = nlohmann::json::parse(copied.out);
  ASSERT_EQ(json["tables"].size(), 2u);
  const auto& customers = json["tables"][0];
  EXPECT_EQ(customers["name"], "customers");
  EXPECT_EQ(customers["rows"], 3);
  EXPECT_GT(customers["bytes"], 0);
  EXPECT_GE(customers["seconds"], 0.0);
  EXPECT_EQ(customers["verified"], true);
  EXPECT_EQ(customers["quarantined"], 0);
  EXPECT_EQ(customers.size(), 6u);
  EXPECT_TRUE(json["seconds"].is_number());
  EXPECT_EQ(json.size(), 2u);
}

TEST_F(CopyTest, WithoutVerifyNothingIsCalledVerified) {
  Sqlite(source_, SqlOfShop());
  const Outcome copied = Quiver({"copy", source_, target_, "--json"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_TRUE(nlohmann::json::parse(copied.out)["tables"][0]["verified"].is_null());
}

TEST_F(CopyTest, SelectedTablesOnly) {
  Sqlite(source_, "CREATE TABLE a (x INT); CREATE TABLE b (x INT); CREATE TABLE tmp_c (x INT);");
  ASSERT_EQ(Quiver({"copy", source_, File("1.duckdb"), "--table", "b"}).exit_code, 0);
  ASSERT_EQ(Quiver({"copy", source_, File("2.duckdb"), "--exclude", "tmp_*"}).exit_code, 0);
  const char* tables =
      "SELECT string_agg(table_name, ' ' ORDER BY table_name) FROM duckdb_tables()";
  EXPECT_EQ(DuckDbValue(File("1.duckdb"), tables), "b");
  EXPECT_EQ(DuckDbValue(File("2.duckdb"), tables), "a b");
}

TEST_F(CopyTest, AQueryBecomesATable) {
  Sqlite(source_, SqlOfShop());
  const Outcome copied =
      Quiver({"copy", source_, target_, "--query", "SELECT name FROM customers WHERE id < 3",
              "--table", "some_names", "--verify"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_EQ(DuckDbValue(target_, "SELECT count(*) FROM some_names"), "2");
}

TEST_F(CopyTest, ViewsAreCopiedWhenAskedFor) {
  Sqlite(source_, SqlOfShop() + "CREATE VIEW halves AS SELECT id / 2 AS half FROM orders;");
  ASSERT_EQ(Quiver({"copy", source_, File("1.duckdb"), "--views"}).exit_code, 0);
  EXPECT_EQ(DuckDbValue(File("1.duckdb"), "SELECT sum(half) FROM halves"), "6");
  ASSERT_EQ(Quiver({"copy", source_, File("2.duckdb"), "--table", "halves"}).exit_code, 0);
  ASSERT_EQ(Quiver({"copy", source_, File("3.duckdb")}).exit_code, 0);
  EXPECT_EQ(DuckDbValue(File("3.duckdb"), "SELECT count(*) FROM duckdb_tables()"), "2");
}

TEST_F(CopyTest, ATableThatExistsIsLeftAloneUnlessAskedFor) {
  Sqlite(source_, "CREATE TABLE t (x INT); INSERT INTO t VALUES (1), (2);");
  DuckDb(target_, "CREATE TABLE t (x BIGINT); INSERT INTO t VALUES (10)");
  const auto copy = [&](const char* if_exists) {
    return Quiver({"copy", source_, target_, "--if-exists", if_exists, "--verify"});
  };
  ExpectOneErrorLine(Quiver({"copy", source_, target_}), HasSubstr("--if-exists"));
  EXPECT_EQ(DuckDbValue(target_, "SELECT sum(x) FROM t"), "10");
  EXPECT_EQ(copy("skip").exit_code, 0);
  EXPECT_EQ(DuckDbValue(target_, "SELECT sum(x) FROM t"), "10");
  const Outcome appended = copy("append");
  EXPECT_EQ(appended.exit_code, 0) << appended.err;
  EXPECT_EQ(DuckDbValue(target_, "SELECT sum(x) FROM t"), "13");
  EXPECT_EQ(copy("replace").exit_code, 0);
  EXPECT_EQ(DuckDbValue(target_, "SELECT sum(x) FROM t"), "3");
}

TEST_F(CopyTest, ATableWithASequenceIsReplacedTogetherWithIt) {
  Sqlite(source_,
         "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT);"
         "INSERT INTO t (x) VALUES ('a'), ('b')");
  for (int run = 0; run < 2; ++run) {
    const Outcome copied = Quiver({"copy", source_, target_, "--if-exists", "replace"});
    ASSERT_EQ(copied.exit_code, 0) << copied.err;
  }
  EXPECT_EQ(DuckDbValue(target_, "INSERT INTO t (x) VALUES ('c') RETURNING id"), "3");
}

TEST_F(CopyTest, WithoutCompressionTheFileIsLargerAndTheRowsAreTheSame) {
  Sqlite(source_, SqlOfBigTable("t", 300'000));
  ASSERT_EQ(Quiver({"copy", source_, target_}).exit_code, 0);
  const std::string plain = File("plain.duckdb");
  ASSERT_EQ(Quiver({"copy", source_, plain, "--compression", "none", "--verify"}).exit_code, 0);
  EXPECT_GT(std::filesystem::file_size(plain), std::filesystem::file_size(target_));
  EXPECT_EQ(Quiver({"verify", target_, plain}).exit_code, 0);
  ExpectOneErrorLine(Quiver({"copy", source_, File("x.duckdb"), "--compression", "zstd"}),
                     HasSubstr("zstd"));
}

TEST_F(CopyTest, AValueThatDoesNotFitStopsTheCopy) {
  Sqlite(source_,
         "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);"
         "INSERT INTO t VALUES (1, 1), (2, 'two'), (3, 3);");
  ExpectOneErrorLine(Quiver({"copy", source_, target_}),
                     AllOf(HasSubstr("t"), HasSubstr("n"), HasSubstr("--on-type-mismatch")));
  EXPECT_THAT(directory_.Listing(), ElementsAre("source.sqlite"));
}

TEST_F(CopyTest, AValueThatDoesNotFitCanBecomeTextOrNullOrGoToQuarantine) {
  Sqlite(source_,
         "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);"
         "INSERT INTO t VALUES (1, 1), (2, 'two'), (3, 3);");
  const auto copy = [&](const std::string& way) {
    const Outcome copied = Quiver(
        {"copy", source_, File(way + ".duckdb"), "--on-type-mismatch", way, "--verify", "--json"});
    EXPECT_EQ(copied.exit_code, 0) << copied.err;
    return copied;
  };
  const char* values = "SELECT string_agg(coalesce(n::VARCHAR, 'NULL'), ' ' ORDER BY id) FROM t";
  copy("text");
  EXPECT_EQ(DuckDbValue(File("text.duckdb"), values), "1 two 3");
  copy("null");
  EXPECT_EQ(DuckDbValue(File("null.duckdb"), values), "1 NULL 3");
  const Outcome quarantined = copy("quarantine");
  EXPECT_EQ(DuckDbValue(File("quarantine.duckdb"), values), "1 3");
  EXPECT_EQ(DuckDbValue(File("quarantine.duckdb"), "SELECT count(*) FROM t__quarantine"), "1");
  const auto table = nlohmann::json::parse(quarantined.out)["tables"][0];
  EXPECT_EQ(table["rows"], 2);
  EXPECT_EQ(table["quarantined"], 1);
}

// DuckDB numbers its rows by a name that a column may have.
TEST_F(CopyTest, AColumnCalledRowidIsAColumn) {
  Sqlite(source_,
         "CREATE TABLE t (rowid TEXT, x INT); INSERT INTO t VALUES ('a', 1), (NULL, 2);"
         "CREATE TABLE n (ROWID INT); INSERT INTO n VALUES (-5), (9000000), (NULL);");
  const Outcome copied = Quiver({"copy", source_, target_, "--verify"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_EQ(Quiver({"verify", source_, target_}).exit_code, 0);
}

TEST_F(CopyTest, WhatTheTargetCannotHaveIsNoted) {
  Sqlite(source_,
         "CREATE TABLE t (a TEXT, b TEXT);"
         "CREATE TRIGGER hello AFTER INSERT ON t BEGIN SELECT 1; END;");
  const Outcome copied = Quiver({"copy", source_, target_});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_THAT(copied.err, HasSubstr("note: table t: not carried: "));
  EXPECT_THAT(copied.err, HasSubstr("hello"));
}

TEST_F(CopyTest, NamesWithAnyCharacterArrive) {
  Sqlite(source_,
         "CREATE TABLE \"select \"\" ' äö\" (\"a\"\"b\" INT, \"c d\" TEXT);"
         "INSERT INTO \"select \"\" ' äö\" VALUES (1, 'x');");
  const Outcome copied = Quiver({"copy", source_, target_, "--verify"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_EQ(DuckDbValue(target_, "SELECT \"a\"\"b\" FROM \"select \"\" ' äö\""), "1");
}

TEST_F(CopyTest, AnEmptyDatabaseIsCopiedAndNoted) {
  Sqlite(source_, "CREATE TABLE t (x); DROP TABLE t;");
  const Outcome copied = Quiver({"copy", source_, target_});
  EXPECT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_THAT(copied.err, HasSubstr("note: there is no table to copy"));
}

TEST_F(CopyTest, TwoThousandSmallTablesMakeASmallFile) {
  std::string sql = "BEGIN;";
  for (int i = 0; i < 2000; ++i) {
    sql += fmt::format(
        "CREATE TABLE t{0} (id INTEGER PRIMARY KEY, x TEXT);"
        "INSERT INTO t{0} VALUES (1, 'a'), (2, 'b');",
        i);
  }
  Sqlite(source_, sql + "COMMIT;");
  const Outcome copied = Quiver({"copy", source_, target_, "--progress", "never"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_EQ(DuckDbValue(target_, "SELECT count(*) FROM duckdb_tables()"), "2000");
  EXPECT_THAT(copied.err, HasSubstr("copied 2,000 tables, 4,000 rows"));
  EXPECT_THAT(copied.err, HasSubstr("... and 1,950 tables more"));
  // DuckDB's usual blocks would make it half a gigabyte, and time goes with size; the benchmark
  // says how much.
  EXPECT_LT(std::filesystem::file_size(target_), 100'000'000u);
}

TEST_F(CopyTest, ADatabaseIsCopiedFromDuckDbToo) {
  DuckDb(source_,
         "CREATE TABLE t AS SELECT 1::HUGEINT AS h, 1.5::DECIMAL(9,2) AS d, [1, NULL] AS "
         "l, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS z");
  const Outcome copied = Quiver({"copy", source_, target_, "--from", "duckdb", "--verify"});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_THAT(DuckDb(target_, "SELECT typeof(h), typeof(d), l::VARCHAR FROM t"),
              ElementsAre(ElementsAre("HUGEINT", "DECIMAL(9,2)", "[1, NULL]")));
}

class DryRunTest : public CommandTest {};

TEST_F(DryRunTest, ThePlanIsShownAndNothingIsWritten) {
  Sqlite(source_, SqlOfShop());
  const Outcome plan = Quiver({"copy", source_, target_, "--dry-run"});
  EXPECT_EQ(plan.exit_code, 0) << plan.err;
  EXPECT_THAT(plan.out, HasSubstr("customers: 3 rows, 1 partition\n"));
  EXPECT_THAT(plan.out, HasSubstr("orders: 5 rows, 1 partition\n"));
  EXPECT_THAT(plan.out, HasSubstr("date32[day]"));
  EXPECT_THAT(plan.out, HasSubstr("2 tables would be copied\n"));
  EXPECT_THAT(directory_.Listing(), ElementsAre("source.sqlite"));
}

TEST_F(DryRunTest, EverythingThatWouldStopTheCopyIsListed) {
  Sqlite(source_,
         "CREATE TABLE a (n INTEGER); INSERT INTO a VALUES (1), ('x');"
         "CREATE TABLE b (n INTEGER); INSERT INTO b VALUES (1);"
         "CREATE TABLE c (n INTEGER); INSERT INTO c VALUES (2), ('y');");
  DuckDb(target_, "CREATE TABLE b (n BIGINT)");
  const std::string before = ReadFile(target_);
  const Outcome plan =
      Quiver({"copy", source_, target_, "--dry-run", "--json", "--progress", "never"});
  EXPECT_EQ(plan.exit_code, 1);
  EXPECT_EQ(plan.error_lines().size(), 3u) << plan.err;
  const auto json = nlohmann::json::parse(plan.out);
  EXPECT_EQ(json["tables"].size(), 1u);
  ASSERT_EQ(json["problems"].size(), 3u);
  EXPECT_EQ(json["problems"][0]["table"], "a");
  EXPECT_EQ(json["problems"][1]["table"], "c");
  EXPECT_EQ(json["problems"][2]["table"], "b");
  EXPECT_EQ(ReadFile(target_), before);
}

TEST_F(DryRunTest, JsonNamesEveryColumnItsTypeAndWhy) {
  Sqlite(source_, SqlOfShop());
  const Outcome plan = Quiver({"copy", source_, target_, "--dry-run", "--json"});
  ASSERT_EQ(plan.exit_code, 0) << plan.err;
  const auto orders = nlohmann::json::parse(plan.out)["tables"][1];
  EXPECT_EQ(orders["name"], "orders");
  EXPECT_EQ(orders["rows"], 5);
  EXPECT_EQ(orders["columns"][2]["name"], "amount");
  EXPECT_EQ(orders["columns"][2]["type"], "double");
  EXPECT_THAT(orders["columns"][2]["reason"].get<std::string>(), Not(""));
}

}  // namespace
}  // namespace quiver::testing

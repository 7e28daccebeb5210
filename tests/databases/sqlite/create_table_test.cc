#include "databases/sqlite/create_table.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quiver::sqlite {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> ChecksOf(const std::string& sql) {
  std::vector<std::string> checks;
  for (const auto& check : ParseCreateTable(sql).checks) {
    checks.push_back(check.name + ":" + check.expression);
  }
  return checks;
}

TEST(CreateTableTest, FindsChecksOfColumnsAndTable) {
  EXPECT_THAT(ChecksOf("CREATE TABLE t(a INT CHECK (a > 0) CONSTRAINT c check(a<9), b DEFAULT (1) "
                       "CHECK(b IN (1, (2))), CONSTRAINT \"d e\" CHECK (a < b) CHECK (a <> 3))"),
              ElementsAre(":a > 0", "c:a<9", ":b IN (1, (2))", "d e:a < b", ":a <> 3"));
}

TEST(CreateTableTest, IsNotMisledByCommentsStringsAndNames) {
  EXPECT_THAT(
      ChecksOf("CREATE TABLE [CHECK (x)](\"check (a)\" TEXT DEFAULT 'CHECK (b)', -- CHECK(c)\n"
               "`check` INT /* , CHECK (d) */ DEFAULT (1 IN (2)), [a,b] INT CHECK('(' <> ')'))"),
      ElementsAre(":'(' <> ')'"));
}

TEST(CreateTableTest, FindsGeneratedColumns) {
  const auto parsed = ParseCreateTable(
      "CREATE TABLE t(a, b INT GENERATED ALWAYS AS (a + 1) STORED, \"c d\" AS (max(a, 2)))");
  ASSERT_EQ(parsed.generated.size(), 2u);
  EXPECT_EQ(parsed.generated[0].column + ":" + parsed.generated[0].expression, "b:a + 1");
  EXPECT_EQ(parsed.generated[1].column + ":" + parsed.generated[1].expression, "c d:max(a, 2)");
}

TEST(CreateTableTest, FindsConflictClauses) {
  EXPECT_THAT(ParseCreateTable("CREATE TABLE t(a UNIQUE ON CONFLICT IGNORE, PRIMARY KEY(a) ON "
                               "CONFLICT replace)")
                  .on_conflict,
              ElementsAre("IGNORE", "replace"));
}

TEST(CreateTableTest, GivesNothingForWhatIsNoOrdinaryTable) {
  EXPECT_THAT(ChecksOf("CREATE VIRTUAL TABLE t USING x(a CHECK (a))"), ElementsAre());
  EXPECT_THAT(ChecksOf(""), ElementsAre());
  EXPECT_THAT(ChecksOf("CREATE TABLE t(a CHECK (a > 0"), ElementsAre(":"));
}

}  // namespace
}  // namespace quiver::sqlite

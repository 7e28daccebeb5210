#include "cli/command_test.h"

namespace quiver::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class HeadTest : public CommandTest {
 protected:
  void MakeValues() {
    Sqlite(source_,
           "CREATE TABLE v (id INTEGER PRIMARY KEY, t TEXT, r REAL, b BLOB, d DATE);"
           "INSERT INTO v VALUES (1, 'plain', 1.5, x'00ff', '2024-02-29'), (2, NULL, NULL, NULL, "
           "NULL), (3, '', -0.25, x'', '1969-12-31'), (4, 'a \"b\", c', 1e300, x'61', "
           "'2000-01-01'), (5, 'NULL', 0.1, x'61', '2000-01-01'), (6, '日本' || char(10) || "
           "char(27), 2, x'61', '2000-01-01');");
  }
};

TEST_F(HeadTest, ATableIsAlignedAndNullStandsOut) {
  MakeValues();
  const Outcome head = Quiver({"head", source_});
  ASSERT_EQ(head.exit_code, 0) << head.err;
  EXPECT_EQ(head.out,
            "id  t                r  b     d\n"
            "──  ──────────  ──────  ────  ──────────\n"
            " 1  plain          1.5  00ff  2024-02-29\n"
            " 2  NULL          NULL  NULL  NULL\n"
            " 3  ''           -0.25  ''    1969-12-31\n"
            " 4  a \"b\", c    1e+300  61    2000-01-01\n"
            " 5  'NULL'         0.1  61    2000-01-01\n"
            " 6  日本\\n\\x1b     2.0  61    2000-01-01\n");
}

TEST_F(HeadTest, CsvKeepsNullAndEmptyTextApart) {
  MakeValues();
  const Outcome head = Quiver({"head", source_, "--format", "csv", "-n", "4"});
  ASSERT_EQ(head.exit_code, 0) << head.err;
  EXPECT_EQ(head.out,
            "id,t,r,b,d\n"
            "1,plain,1.5,00ff,2024-02-29\n"
            "2,,,,\n"
            "3,\"\",-0.25,\"\",1969-12-31\n"
            "4,\"a \"\"b\"\", c\",1e+300,61,2000-01-01\n");
}

TEST_F(HeadTest, JsonIsOneObjectInEachLine) {
  MakeValues();
  const Outcome head = Quiver({"head", source_, "--format", "json", "-n", "2"});
  ASSERT_EQ(head.exit_code, 0) << head.err;
  EXPECT_EQ(head.out,
            "{\"id\":1,\"t\":\"plain\",\"r\":1.5,\"b\":\"00ff\",\"d\":\"2024-02-29\"}\n"
            "{\"id\":2,\"t\":null,\"r\":null,\"b\":null,\"d\":null}\n");
}

TEST_F(HeadTest, WithoutATableEveryOneIsShown) {
  Sqlite(source_, SqlOfShop());
  const Outcome head = Quiver({"head", source_, "-n", "1"});
  EXPECT_EQ(head.exit_code, 0) << head.err;
  EXPECT_THAT(head.out, AllOf(HasSubstr("==> orders <==\n"), HasSubstr("\n\n==> customers <==\n"),
                              HasSubstr("Ada")));
}

TEST_F(HeadTest, CsvAndJsonWantOneTable) {
  Sqlite(source_, SqlOfShop());
  ExpectOneErrorLine(Quiver({"head", source_, "--format", "csv"}),
                     AllOf(HasSubstr("--table"), HasSubstr("customers")));
}

TEST_F(HeadTest, AnUnknownTableSuggestsTheNearest) {
  Sqlite(source_, SqlOfShop());
  ExpectOneErrorLine(Quiver({"head", source_, "--table", "custmers"}),
                     HasSubstr("did you mean \"customers\"?"));
}

TEST_F(HeadTest, AValueThatDoesNotFitElsewhereIsNoProblem) {
  Sqlite(source_, SqlOfBigTable("t", 1000) + "INSERT INTO t VALUES (2000, 'x', 'no number');");
  const Outcome head = Quiver({"head", source_, "-n", "1", "--format", "csv"});
  EXPECT_EQ(head.exit_code, 0) << head.err;
  EXPECT_EQ(head.out, "id,word,value\n1,word number 1,0.25\n");
}

TEST_F(HeadTest, DuckDbsNestedValuesAreShown) {
  DuckDb(target_,
         "CREATE TABLE t AS SELECT [1, NULL, 3] AS l, {'a': 1, 'b': 'x'} AS s, "
         "1.50::DECIMAL(5,2) AS d");
  const Outcome head = Quiver({"head", target_, "--format", "json"});
  EXPECT_EQ(head.exit_code, 0) << head.err;
  EXPECT_EQ(head.out, "{\"l\":[1,null,3],\"s\":{\"a\":1,\"b\":\"x\"},\"d\":\"1.50\"}\n");
}

}  // namespace
}  // namespace quiver::testing

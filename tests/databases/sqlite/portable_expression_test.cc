#include "databases/sqlite/portable_expression.h"

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace quiver::sqlite {
namespace {

DeclaredColumn Column(const std::string& name, const std::string& type) {
  DeclaredColumn column;
  column.name = name;
  column.declared_type = type;
  column.affinity = AffinityOf(type, false);
  return column;
}

const DeclaredTable& Table() {
  static const DeclaredTable* const table = [] {
    auto* made = new DeclaredTable;
    made->columns = {Column("i", "INTEGER"),  Column("j", "INT"),       Column("r", "REAL"),
                     Column("s", "TEXT"),     Column("u", "TEXT"),      Column("any", ""),
                     Column("day", "DATE"),   Column("end", "DATE"),    Column("on", "BOOLEAN"),
                     Column("a \"b", "INT"),  Column("kind", "STRING"), Column("at", "TIMESTAMP"),
                     Column("nocase", "TEXT")};
    made->columns.back().binary_collation = false;
    return made;
  }();
  return *table;
}

std::vector<ColumnDecision> Decisions() {
  std::vector<ColumnDecision> decisions;
  for (const auto form :
       {ColumnForm::kInt64, ColumnForm::kInt64, ColumnForm::kDouble, ColumnForm::kUtf8,
        ColumnForm::kUtf8, ColumnForm::kUtf8, ColumnForm::kDate32, ColumnForm::kDate32,
        ColumnForm::kBool, ColumnForm::kInt64, ColumnForm::kUtf8, ColumnForm::kTimestamp,
        ColumnForm::kUtf8}) {
    decisions.emplace_back().form = form;
  }
  return decisions;
}

std::string Portable(const std::string& expression,
                     const std::vector<ColumnDecision>* decisions = nullptr) {
  const auto portable = MakePortable(expression, Table(), decisions);
  return portable ? portable->sql : "not portable";
}

struct Case {
  std::string sqlite;
  std::string portable;
};

TEST(PortableExpressionTest, WritesWhatMeansTheSameEverywhere) {
  const Case cases[] = {
      {"i > 0", R"("i" > 0)"},
      {"I>=-5", R"("i" >= -5)"},
      {"0 < i", R"("i" > 0)"},
      {"i == 1 AND j != 2", R"("i" = 1 AND "j" <> 2)"},
      {"i = 1 or j = 2 and r > 0.5", R"("i" = 1 OR "j" = 2 AND "r" > 0.5)"},
      {"(i = 1 or j = 2) and r > .5", R"(("i" = 1 OR "j" = 2) AND "r" > 0.5)"},
      {"not i = 1", R"(NOT ("i" = 1))"},
      {"NOT (i=1 OR NOT j=2)", R"(NOT ("i" = 1 OR NOT ("j" = 2)))"},
      {"((i)) = (3)", R"("i" = 3)"},
      {"i IS NULL OR i isnull OR i NOT NULL OR i NOTNULL OR i IS NOT NULL",
       R"("i" IS NULL OR "i" IS NULL OR "i" IS NOT NULL OR "i" IS NOT NULL OR "i" IS NOT NULL)"},
      {"i IN (1, 2, NULL)", R"("i" IN (1, 2, NULL))"},
      {"s NOT IN ('a','it''s')", R"("s" NOT IN ('a', 'it''s'))"},
      {"i BETWEEN 1 AND 5 AND j > 0", R"("i" BETWEEN 1 AND 5 AND "j" > 0)"},
      {"i NOT BETWEEN 1 AND j", R"("i" NOT BETWEEN 1 AND "j")"},
      {"i < j", R"("i" < "j")"},
      {"s = u", R"("s" = "u")"},
      {"s <> ''", R"("s" <> '')"},
      {"[i] > 0x10 AND `j` < 1_000 AND \"a \"\"b\" = 1",
       R"("i" > 16 AND "j" < 1000 AND "a ""b" = 1)"},
      {"i /* > 5 */ > 0 -- always", R"("i" > 0)"},
      {"r >= 1e3", R"("r" >= 1e3)"},
      {"kind IN ('x', 'y')", R"("kind" IN ('x', 'y'))"},
      {"day >= '2020-01-01'", R"("day" >= '2020-01-01')"},
      {"day < \"end\"", R"("day" < "end")"},
      {"on IN (0, 1)", R"("on" IN (0, 1))"},
      {"any = 'x'", R"("any" = 'x')"},
  };
  for (const Case& c : cases) EXPECT_EQ(Portable(c.sqlite), c.portable) << c.sqlite;
}

TEST(PortableExpressionTest, LeavesOutWhatMayMeanSomethingElse) {
  for (const std::string expression : {
           "",
           "i",  // truth of a number
           "1",
           "on",
           "NOT i",
           "i = 'x' IS NULL",
           "i = '5'",  // the literal becomes a number in SQLite
           "s = 5",    // the literal becomes a text
           "s > 'a'",  // order of texts
           "s BETWEEN 'a' AND 'b'",
           "s < u",
           "kind = '5'",
           "nocase = 'a'",
           "s = i",
           "s LIKE 'a%'",
           "s GLOB 'a*'",
           "length(s) > 3",
           "i / 2 = 1",
           "i + 1 > 2",
           "-i < 0",
           "i % 2 = 0",
           "+i = 1",
           "s || 'x' = 'ax'",
           "CAST(i AS TEXT) = '1'",
           "s = \"no such column\"",  // a string in SQLite
           "missing = 1",
           "s COLLATE NOCASE = 'a'",
           "s = 'a' COLLATE NOCASE",
           "i IS 1",
           "i IS NOT 1",
           "i IS TRUE",
           "i = 1 = 1",
           "(i = 1) = (j = 1)",
           "(i = 1) IS NULL",
           "i < j < r",
           "i = 9223372036854775808",    // a REAL in SQLite
           "r = 0.1234567890123456789",  // read with different last digits
           "r < 1e300",
           "i = x'01'",
           "i = ?1",
           "i IN ()",
           "i IN (SELECT 1)",
           "i IN (1,",
           "(i, j) = (1, 2)",
           "t.i = 1",
           "CASE WHEN i THEN 1 END = 1",
           "i > 0 AND",
           "(i > 0",
           "i > 0)",
           "day = CURRENT_DATE",
           "i > 0; DROP TABLE t",
           "i = 'a",
           "s = 'a' > 'b' IS NULL",
       }) {
    EXPECT_EQ(Portable(expression), "not portable") << expression;
  }
}

TEST(PortableExpressionTest, SurvivesDeepNesting) {
  const std::string deep(100'000, '(');
  EXPECT_EQ(Portable(deep + "i = 1"), "not portable");
  std::string nots;
  for (int i = 0; i < 100'000; ++i) nots += "NOT ";
  EXPECT_EQ(Portable(nots + "i = 1"), "not portable");
}

TEST(PortableExpressionTest, FormsDecideAgain) {
  const auto decisions = Decisions();
  const Case cases[] = {
      {R"("on" IN (0, 1))", R"("on" IN (FALSE, TRUE))"},
      {R"("on" = 1)", R"("on" = TRUE)"},
      {R"("on" > 0)", "not portable"},
      {R"("on" = 2)", "not portable"},
      {R"("day" >= '2020-01-01')", R"("day" >= '2020-01-01')"},
      {R"("day" = 'soon')", "not portable"},
      {R"("day" < "end")", R"("day" < "end")"},
      {R"("at" = '2020-01-01 00:00:00')", "not portable"},
      {R"("any" = 1)", "not portable"},
      {R"("any" = 'x')", R"("any" = 'x')"},
      {R"("i" = 1.5)", "not portable"},
      {R"("i" = "r")", "not portable"},
      {R"("r" >= 0)", R"("r" >= 0)"},
      {R"("r" = 9007199254740993)", "not portable"},
      {R"("i" = 9007199254740993)", R"("i" = 9007199254740993)"},
      {R"("i" IS NOT NULL)", R"("i" IS NOT NULL)"},
      {R"("i" IN (1, NULL))", R"("i" IN (1, NULL))"},
  };
  for (const Case& c : cases) EXPECT_EQ(Portable(c.sqlite, &decisions), c.portable) << c.sqlite;
}

TEST(PortableExpressionTest, ColumnsThatBecameTextByPolicyAreNotCompared) {
  auto decisions = Decisions();
  EXPECT_EQ(Portable("any = 'x'", &decisions), R"("any" = 'x')");
  decisions[5].converted_to_text = true;
  EXPECT_EQ(Portable("any = 'x'", &decisions), "not portable");
}

DeclaredColumn::Value Text(const std::string& bytes) {
  DeclaredColumn::Value value;
  value.storage_class = DeclaredColumn::Value::Class::kText;
  value.bytes = bytes;
  return value;
}

DeclaredColumn::Value Real(double real) {
  DeclaredColumn::Value value;
  value.storage_class = DeclaredColumn::Value::Class::kReal;
  value.real = real;
  return value;
}

std::string LiteralSql(const DeclaredColumn::Value& value) {
  const auto literal = PortableLiteral(value);
  return literal ? literal->sql : "not portable";
}

TEST(PortableExpressionTest, WritesLiterals) {
  EXPECT_EQ(LiteralSql(Text("it's")), "'it''s'");
  EXPECT_EQ(LiteralSql(Text(std::string("a\0b", 3))), "not portable");
  EXPECT_EQ(LiteralSql(Real(-0.5)), "-0.5");
  EXPECT_EQ(LiteralSql(Real(2)), "2.0");
  EXPECT_EQ(LiteralSql(Real(0.1 + 0.2)), "not portable");
  EXPECT_EQ(LiteralSql(DeclaredColumn::Value{}), "not portable");
}

TEST(PortableExpressionTest, FitsLiteralsToForms) {
  const auto fit = [](const std::string& sql, ColumnForm form) {
    const auto literal = FitLiteral(PortableExpression{sql}, form);
    return literal ? literal->sql : "does not fit";
  };
  EXPECT_EQ(fit("1", ColumnForm::kBool), "TRUE");
  EXPECT_EQ(fit("2", ColumnForm::kBool), "does not fit");
  EXPECT_EQ(fit("1", ColumnForm::kInt64), "1");
  EXPECT_EQ(fit("1.5", ColumnForm::kInt64), "does not fit");
  EXPECT_EQ(fit("'x'", ColumnForm::kInt64), "does not fit");
  EXPECT_EQ(fit("1", ColumnForm::kUtf8), "does not fit");
  EXPECT_EQ(fit("'2020-01-01'", ColumnForm::kDate32), "'2020-01-01'");
  EXPECT_EQ(fit("'2020-01-01'", ColumnForm::kTimestamp), "'2020-01-01'");
  EXPECT_EQ(fit("'2020-01-01 10:00:00'", ColumnForm::kTimestamp), "'2020-01-01 10:00:00'");
  EXPECT_EQ(fit("'2020-01-01 10:00:00Z'", ColumnForm::kTimestamp), "does not fit");
  EXPECT_EQ(fit("'x'", ColumnForm::kBinary), "does not fit");
}

}  // namespace
}  // namespace quiver::sqlite

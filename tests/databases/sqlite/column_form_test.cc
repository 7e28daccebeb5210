#include "databases/sqlite/column_form.h"

#include <limits>
#include <string>
#include <vector>

#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases/sqlite/status_macros.h"

namespace quiver::sqlite {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

DeclaredTable TableOf(const std::string& type, bool strict = false) {
  DeclaredTable table;
  table.name = "t";
  table.strict = strict;
  DeclaredColumn column;
  column.name = "c";
  column.declared_type = type;
  column.affinity = AffinityOf(type, strict);
  table.columns.push_back(column);
  return table;
}

/// The census of some values: `i` an integer 0 or 1, `n` 7, `h` 2^53 + 1, `r` a real, `t` a text,
/// `d` a date, `s` a timestamp, `z` one with a zone, `b` a blob, `-` NULL.
ColumnCensus CensusOf(const std::string& values) {
  ColumnCensus census;
  int64_t row = 0;
  for (const char c : values) {
    ++row;
    int kind = ColumnCensus::kText;
    if (c == 'i' || c == 'n' || c == 'h') kind = ColumnCensus::kInteger;
    if (c == 'r') kind = ColumnCensus::kReal;
    if (c == 'b') kind = ColumnCensus::kBlob;
    if (c == '-') kind = ColumnCensus::kNull;
    ++census.count[kind];
    if (census.first_rows[kind].size() < ColumnCensus::kFirstRows) {
      census.first_rows[kind].push_back(row);
    }
    if (kind == ColumnCensus::kInteger) {
      const int64_t value = c == 'i' ? row % 2 : c == 'n' ? 7 : (int64_t{1} << 53) + 1;
      census.min_integer = std::min(census.min_integer, value);
      census.max_integer = std::max(census.max_integer, value);
    }
    if (c == 'h') {
      ++census.integers_beyond_double;
      census.first_beyond_double.push_back(row);
    }
    census.dates += c == 'd';
    census.timestamps += c == 's';
    census.timestamps_utc += c == 'z';
  }
  return census;
}

struct Case {
  std::string type;
  std::string values;
  ColumnForm form;
  int64_t mismatches = 0;
};

std::string Describe(const Case& c) { return "'" + c.type + "' with '" + c.values + "'"; }

void ExpectForms(const std::vector<Case>& cases, OnTypeMismatch policy) {
  for (const Case& c : cases) {
    const auto decisions = DecideForms(TableOf(c.type), {CensusOf(c.values)}, policy);
    ASSERT_TRUE(decisions.ok()) << Describe(c) << ": " << decisions.status().ToString();
    EXPECT_EQ(ArrowType(decisions->front().form)->ToString(), ArrowType(c.form)->ToString())
        << Describe(c) << ": " << decisions->front().reason;
    EXPECT_EQ(decisions->front().mismatches, c.mismatches) << Describe(c);
  }
}

constexpr auto kInt64 = ColumnForm::kInt64;
constexpr auto kBool = ColumnForm::kBool;
constexpr auto kDouble = ColumnForm::kDouble;
constexpr auto kUtf8 = ColumnForm::kUtf8;
constexpr auto kBinary = ColumnForm::kBinary;
constexpr auto kDate32 = ColumnForm::kDate32;
constexpr auto kTimestamp = ColumnForm::kTimestamp;
constexpr auto kTimestampUtc = ColumnForm::kTimestampUtc;

TEST(ColumnFormTest, ValuesDecideAndDeclarationsHelp) {
  ExpectForms(
      {
          {"INTEGER", "in-h", kInt64},
          {"INTEGER", "ttt", kUtf8},
          {"INTEGER", "rr", kDouble},
          {"INTEGER", "nr", kDouble},
          {"TEXT", "t-t", kUtf8},
          {"TEXT", "bb", kBinary},
          {"BLOB", "bb", kBinary},
          {"BLOB", "tt", kUtf8},
          {"BOOLEAN", "ii-", kBool},
          {"BOOL", "ii", kBool},
          {"BOOLEAN", "in", kInt64},
          {"BOOLEAN", "tt", kUtf8},
          {"REAL", "rn", kDouble},
          {"REAL", "nn", kDouble},
          {"DOUBLE", "rr", kDouble},
          {"DECIMAL(12,2)", "rn", kDouble},
          {"DECIMAL(12,2)", "nn", kDouble},
          {"DECIMAL(12,2)", "nh", kInt64},
          {"NUMERIC", "nn", kDouble},
          {"STRING", "nn", kInt64},
          {"STRING", "tt", kUtf8},
          {"", "nn", kInt64},
          {"", "rr", kDouble},
          {"", "rn", kDouble},
          {"", "tt", kUtf8},
          {"", "bb", kBinary},
          {"DATE", "dd-", kDate32},
          {"date", "dd", kDate32},
          {"DATE", "ds", kTimestamp},
          {"DATE", "dt", kUtf8},
          {"DATE", "nn", kInt64},
          {"DATE", "rr", kDouble},
          {"DATETIME", "ss", kTimestamp},
          {"DATETIME", "dd", kTimestamp},
          {"TIMESTAMP", "sd", kTimestamp},
          {"TIMESTAMP", "zz", kTimestampUtc},
          {"TIMESTAMP", "zs", kUtf8},
          {"TIMESTAMP", "zd", kUtf8},
          {"TIMESTAMP", "st", kUtf8},
          {"TIMESTAMP WITH TIME ZONE", "zz", kTimestampUtc},
          {"TIMESTAMP(3)", "ss", kTimestamp},
          {"TEXT", "dd", kUtf8},
          {"DATES", "dd", kUtf8},
      },
      OnTypeMismatch::kError);
}

TEST(ColumnFormTest, WithoutValuesTheDeclarationDecides) {
  for (const char* values : {"", "--"}) {
    ExpectForms({{"INTEGER", values, kInt64},
                 {"BOOLEAN", values, kBool},
                 {"REAL", values, kDouble},
                 {"DECIMAL(5,1)", values, kDouble},
                 {"VARCHAR(10)", values, kUtf8},
                 {"BLOB", values, kBinary},
                 {"", values, kBinary},
                 {"DATE", values, kDate32},
                 {"DATETIME", values, kTimestamp},
                 {"TIMESTAMP", values, kTimestamp}},
                OnTypeMismatch::kError);
  }
}

TEST(ColumnFormTest, MixedColumnsAreErrorsThatSayWhereAndWhatToDo) {
  const auto error = [](const std::string& type, const std::string& values) {
    return DecideForms(TableOf(type), {CensusOf(values)}, OnTypeMismatch::kError)
        .status()
        .ToString();
  };
  EXPECT_EQ(error("INTEGER", "nntnt"),
            "Invalid: table \"t\", column \"c\" (declared INTEGER): 3 integers, 2 texts (first in "
            "rowids 3, "
            "5); no one type holds them all exactly; choose --on-type-mismatch text (all as text), "
            "null (the odd ones become NULL) or quarantine (their rows go to t__quarantine)");
  EXPECT_THAT(error("", "bt-t"),
              AllOf(HasSubstr("no declared type"), HasSubstr("2 texts"),
                    HasSubstr("1 blob (first in rowid 1)"), Not(HasSubstr("\n"))));
  EXPECT_THAT(error("REAL", "rrhn"), HasSubstr("2 integers, 2 reals (first in rowids 1, 2), of the "
                                               "integers 1 beyond 2^53 (first in rowid 3)"));
  EXPECT_THAT(error("DATE", "ddn"), HasSubstr("2 texts, 1 integer (first in rowid 3);"));
}

TEST(ColumnFormTest, TheTextPolicyMakesTheWholeColumnText) {
  ASSERT_OK_AND_ASSIGN(const auto decisions,
                       DecideForms(TableOf("INTEGER"), {CensusOf("nt-")}, OnTypeMismatch::kText));
  EXPECT_EQ(decisions[0].form, kUtf8);
  EXPECT_TRUE(decisions[0].converted_to_text);
  EXPECT_EQ(decisions[0].mismatches, 0);
  EXPECT_EQ(decisions[0].nulls, 1);
}

TEST(ColumnFormTest, OtherPoliciesCountWhatDoesNotFit) {
  const std::vector<Case> cases = {
      {"INTEGER", "ntttt", kInt64, 4}, {"INTEGER", "ttb", kUtf8, 1},
      {"TEXT", "tbb", kUtf8, 2},       {"BLOB", "btt", kBinary, 2},
      {"", "nnt", kInt64, 1},          {"", "ntt", kUtf8, 1},
      {"", "bbt", kBinary, 1},         {"REAL", "rht", kDouble, 2},
      {"INTEGER", "rrh", kInt64, 2},   {"", "rhh", kInt64, 1},
      {"", "rrh", kDouble, 1},         {"DATE", "dnn", kDate32, 2},
      {"DATE", "dtn", kUtf8, 1},       {"BOOLEAN", "it", kBool, 1},
      {"INTEGER", "nrt", kDouble, 1},  {"TIMESTAMP", "zzn", kTimestampUtc, 1},
  };
  ExpectForms(cases, OnTypeMismatch::kQuarantine);
  ExpectForms(cases, OnTypeMismatch::kNull);
}

TEST(ColumnFormTest, MismatchesAreNullsOnlyUnderTheNullPolicy) {
  ASSERT_OK_AND_ASSIGN(const auto null,
                       DecideForms(TableOf("INTEGER"), {CensusOf("n-t")}, OnTypeMismatch::kNull));
  EXPECT_EQ(null[0].nulls, 2);
  ASSERT_OK_AND_ASSIGN(const auto quarantine, DecideForms(TableOf("INTEGER"), {CensusOf("n-t")},
                                                          OnTypeMismatch::kQuarantine));
  EXPECT_EQ(quarantine[0].nulls, 1);
}

TEST(ColumnFormTest, TheSchemaKeepsNotNullAndTheDeclaredType) {
  DeclaredTable table = TableOf("VARCHAR(3)");
  table.columns[0].not_null = true;
  ColumnDecision decision;
  auto field = MakeSchema(table, {decision})->field(0);
  EXPECT_FALSE(field->nullable());
  EXPECT_EQ(field->metadata()->Get("sqlite_type"), arrow::Result<std::string>("VARCHAR(3)"));
  decision.nulls = 1;
  EXPECT_TRUE(MakeSchema(table, {decision})->field(0)->nullable());
  EXPECT_EQ(MakeSchema(TableOf(""), {decision})->field(0)->metadata(), nullptr);
}

TEST(CensusTest, MergingKeepsTheFirstRowsOfTheEarlierPart) {
  ColumnCensus census = CensusOf("nt");
  ColumnCensus later = CensusOf("tttthd");
  census.Merge(later);
  EXPECT_EQ(census.rows(), 8);
  EXPECT_EQ(census.count[ColumnCensus::kText], 6);
  EXPECT_EQ(census.first_rows[ColumnCensus::kText], (std::vector<int64_t>{2, 1, 2}));
  EXPECT_EQ(census.min_integer, 7);
  EXPECT_EQ(census.max_integer, (int64_t{1} << 53) + 1);
  EXPECT_EQ(census.integers_beyond_double, 1);
  EXPECT_EQ(census.first_beyond_double, (std::vector<int64_t>{5}));
  EXPECT_EQ(census.dates, 1);
}

}  // namespace
}  // namespace quiver::sqlite

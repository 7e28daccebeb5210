#include "quiver/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "transfer/memory_database.h"
#include "transfer/verify_sources.h"

namespace quiver {
namespace {

using ::testing::ElementsAre;
using testing::MemorySource;
using testing::MemoryStream;
using testing::NumberedTable;

using Rows = std::vector<std::pair<int64_t, std::string>>;

// A table with the columns id and word, in partitions of `rows_per_partition`.
std::unique_ptr<MemoryStream> Words(
    const std::string& name, const Rows& rows,
    const std::shared_ptr<arrow::DataType>& id_type = arrow::int64(),
    size_t rows_per_partition = 100) {
  TableDescription description;
  description.name = {"", name};
  description.schema =
      arrow::schema({arrow::field("id", id_type), arrow::field("word", arrow::utf8())});
  std::vector<MemoryStream::Partition> partitions;
  for (size_t begin = 0; begin < rows.size(); begin += rows_per_partition) {
    auto builder =
        *arrow::RecordBatchBuilder::Make(description.schema, arrow::default_memory_pool());
    for (size_t i = begin; i < std::min(rows.size(), begin + rows_per_partition); ++i) {
      const auto id = *arrow::Scalar::Parse(id_type, std::to_string(rows[i].first));
      (void)builder->GetField(0)->AppendScalar(*id);
      (void)builder->GetFieldAs<arrow::StringBuilder>(1)->Append(rows[i].second);
    }
    partitions.push_back({*builder->Flush()});
  }
  return std::make_unique<MemoryStream>(std::move(description), std::move(partitions));
}

Rows ManyRows(int64_t count) {
  Rows rows;
  for (int64_t i = 0; i < count; ++i) rows.emplace_back(i, "word " + std::to_string(i));
  return rows;
}

class VerifyTest : public ::testing::Test {
 protected:
  VerifyReport Verify() {
    auto report = VerifySources(a_, b_, options_);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *report : VerifyReport{};
  }

  static std::vector<std::string> KeysOf(const TableComparison& table) {
    std::vector<std::string> lines;
    for (const KeyDifference& key : table.keys) {
      const char* kinds[] = {"A", "B", "differs"};
      lines.push_back(std::string(kinds[static_cast<int>(key.kind)]) + ": " + key.key);
    }
    return lines;
  }

  MemorySource a_;
  MemorySource b_;
  VerifyOptions options_;
};

// A table of one row with these columns, all called x.
std::unique_ptr<MemoryStream> OneRowOfXs(
    const std::vector<std::shared_ptr<arrow::Scalar>>& values) {
  TableDescription description;
  description.name = {"", "t"};
  arrow::FieldVector fields;
  arrow::ArrayVector columns;
  for (const auto& value : values) {
    fields.push_back(arrow::field("x", value->type));
    columns.push_back(*arrow::MakeArrayFromScalar(*value, 1));
  }
  description.schema = arrow::schema(fields);
  const auto batch = arrow::RecordBatch::Make(description.schema, 1, columns);
  return std::make_unique<MemoryStream>(std::move(description),
                                        std::vector<MemoryStream::Partition>{{batch}});
}

TEST_F(VerifyTest, ColumnsOfOneNameAreComparedInTheirOrder) {
  const auto number = arrow::MakeScalar(int64_t{7});
  const auto text = arrow::MakeScalar("seven");
  a_.Add(OneRowOfXs({number, text}));
  b_.Add(OneRowOfXs({number, text}));
  EXPECT_TRUE(Verify().same());
}

TEST_F(VerifyTest, AColumnMoreOfOneNameIsADifference) {
  const auto number = arrow::MakeScalar(int64_t{7});
  a_.Add(OneRowOfXs({number}));
  b_.Add(OneRowOfXs({number, number}));
  const VerifyReport report = Verify();
  EXPECT_FALSE(report.same());
  EXPECT_THAT(report.tables[0].column_differences, ElementsAre("column \"x\" is only in B"));
}

TEST_F(VerifyTest, TheSameRowsInOtherPartitionsOrderAndWidthAreTheSame) {
  Rows rows = ManyRows(1000);
  a_.Add(Words("t", rows));
  std::reverse(rows.begin(), rows.end());
  b_.Add(Words("t", rows, arrow::int32(), 7));
  const VerifyReport report = Verify();
  EXPECT_TRUE(report.same());
  EXPECT_EQ(report.tables[0].a.rows, 1000);
}

TEST_F(VerifyTest, TablesOfOneSideAreDifferences) {
  a_.Add(Words("both", {}));
  a_.Add(Words("mine", {}));
  b_.Add(Words("both", {}));
  b_.Add(Words("yours", {}));
  const VerifyReport report = Verify();
  EXPECT_FALSE(report.same());
  ASSERT_EQ(report.tables.size(), 3u);
  EXPECT_TRUE(report.tables[0].same());
  EXPECT_FALSE(report.tables[1].in_b);
  EXPECT_EQ(report.tables[2].name.name, "yours");
  EXPECT_FALSE(report.tables[2].in_a);
}

TEST_F(VerifyTest, KeysThatAreMissingOrDifferentAreNamedInOrder) {
  Rows rows = ManyRows(5000);
  a_.Add(Words("t", rows));
  a_.table("t").mutable_description().primary_key = {"id"};
  rows[4000].second = "changed";
  rows.push_back({99'999, "only here"});
  rows.erase(rows.begin() + 17);
  b_.Add(Words("t", rows, arrow::int32(), 333));
  const VerifyReport report = Verify();
  const TableComparison& table = report.tables[0];
  EXPECT_TRUE(table.rows_compared);
  EXPECT_THAT(KeysOf(table), ElementsAre("A: id = 17", "differs: id = 4000", "B: id = 99999"));
  EXPECT_EQ(table.differing_keys, 3);
  EXPECT_TRUE(table.all_keys_searched);
}

TEST_F(VerifyTest, WithoutAPrimaryKeyWholeRowsAreTheKeys) {
  a_.Add(Words("t", {{1, "one"}, {2, "two"}}));
  b_.Add(Words("t", {{1, "one"}, {2, "zwei"}}));
  EXPECT_THAT(KeysOf(Verify().tables[0]),
              ElementsAre("A: id = 2, word = 'two'", "B: id = 2, word = 'zwei'"));
}

TEST_F(VerifyTest, HowOftenARowIsThereCounts) {
  a_.Add(Words("t", {{1, "one"}, {1, "one"}}));
  b_.Add(Words("t", {{1, "one"}}));
  EXPECT_THAT(KeysOf(Verify().tables[0]), ElementsAre("differs: id = 1, word = 'one'"));
}

TEST_F(VerifyTest, ValuesSwappedBetweenRowsAreFound) {
  a_.Add(Words("t", {{1, "x"}, {2, "y"}}));
  b_.Add(Words("t", {{1, "y"}, {2, "x"}}));
  b_.table("t").mutable_description().primary_key = {"id"};
  EXPECT_THAT(KeysOf(Verify().tables[0]), ElementsAre("differs: id = 1", "differs: id = 2"));
}

TEST_F(VerifyTest, OnlySoManyKeysAreNamedButAllAreCounted) {
  a_.Add(Words("t", ManyRows(500)));
  a_.table("t").mutable_description().primary_key = {"id"};
  b_.Add(Words("t", {}));
  options_.max_keys = 2;
  const VerifyReport report = Verify();
  EXPECT_THAT(KeysOf(report.tables[0]), ElementsAre("A: id = 0", "A: id = 1"));
  EXPECT_EQ(report.tables[0].differing_keys, 500);
}

TEST_F(VerifyTest, WhenTooMuchDiffersAPartIsSearchedAndTheReportSaysSo) {
  a_.Add(NumberedTable("t", 500'000, 100'000));
  a_.table("t").mutable_description().primary_key = {"id"};
  b_.Add(NumberedTable("t", 1, 1));
  const VerifyReport report = Verify();
  EXPECT_FALSE(report.tables[0].all_keys_searched);
  EXPECT_EQ(report.tables[0].keys.size(), 10u);
  EXPECT_GT(report.tables[0].differing_keys, 100'000);
  EXPECT_LT(report.tables[0].differing_keys, 250'000);
}

TEST_F(VerifyTest, ColumnsOfAnotherKindAreDifferencesAndRowsAreNotCompared) {
  a_.Add(Words("t", {{1, "one"}}));
  b_.Add(Words("t", {{1, "one"}}, arrow::float64()));
  const VerifyReport report = Verify();
  EXPECT_FALSE(report.same());
  EXPECT_FALSE(report.tables[0].rows_compared);
  EXPECT_THAT(report.tables[0].column_differences,
              ElementsAre("column \"id\" is integer in A and float in B"));
}

TEST_F(VerifyTest, AQuarantineIsATableOfItsSource) {
  a_.Add(Words("t", {{1, "one"}}));
  a_.Quarantine("t", Words("t__quarantine", {{2, "bad"}}));
  b_.Add(Words("t", {{1, "one"}}));
  b_.Add(Words("t__quarantine", {{2, "bad"}}));
  const VerifyReport report = Verify();
  EXPECT_TRUE(report.same());
  EXPECT_EQ(report.tables.size(), 2u);
}

TEST_F(VerifyTest, ASelectedTableMayBeOnOneSideOnly) {
  a_.Add(Words("t", {}));
  b_.Add(Words("u", {}));
  options_.selection.tables = {"u"};
  const VerifyReport report = Verify();
  ASSERT_EQ(report.tables.size(), 1u);
  EXPECT_FALSE(report.tables[0].in_a);
}

}  // namespace
}  // namespace quiver

// Pruning leaves out rows only when no row that fulfils the predicate is among them.

#include <cmath>
#include <limits>
#include <random>
#include <set>

#include <arrow/api.h>
#include <arrow/compute/api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/parquet/counting_file.h"
#include "formats/parquet/parquet_files.h"

namespace quiver::testing {
namespace {

using Kind = Predicate::Kind;

#ifdef QUIVER_NIGHTLY
constexpr int kCases = 1'000;
#else
constexpr int kCases = 60;
#endif

Predicate Compare(Kind kind, const std::string& column, std::shared_ptr<arrow::Scalar> value) {
  Predicate predicate;
  predicate.kind = kind;
  predicate.column = column;
  predicate.value = std::move(value);
  return predicate;
}

/// -1, 0 or 1: the order that quiver/predicate.h describes.
int Order(const arrow::Scalar& a, const arrow::Scalar& b) {
  if (a.type->id() == arrow::Type::DOUBLE) {
    const double x = static_cast<const arrow::DoubleScalar&>(a).value;
    const double y = static_cast<const arrow::DoubleScalar&>(b).value;
    if (std::isnan(x) || std::isnan(y)) return std::isnan(x) - std::isnan(y);
    return (x > y) - (x < y);
  }
  if (a.type->id() == arrow::Type::INT64) {
    const int64_t x = static_cast<const arrow::Int64Scalar&>(a).value;
    const int64_t y = static_cast<const arrow::Int64Scalar&>(b).value;
    return (x > y) - (x < y);
  }
  const auto compared = static_cast<const arrow::StringScalar&>(a).view().compare(
      static_cast<const arrow::StringScalar&>(b).view());
  return (compared > 0) - (compared < 0);
}

/// Whether the predicate is true for the row, evaluated value by value.
bool Holds(const Predicate& predicate, const arrow::Table& table, int64_t row) {
  if (predicate.kind == Kind::kAnd || predicate.kind == Kind::kOr) {
    const bool any = std::ranges::any_of(predicate.children, [&](const Predicate& child) {
      return Holds(child, table, row) == (predicate.kind == Kind::kOr);
    });
    return any == (predicate.kind == Kind::kOr);
  }
  const auto value = *table.GetColumnByName(predicate.column)->GetScalar(row);
  if (predicate.kind == Kind::kIsNull) return !value->is_valid;
  if (predicate.kind == Kind::kIsNotNull) return value->is_valid;
  if (!value->is_valid || !predicate.value->is_valid) return false;
  const int order = Order(*value, *predicate.value);
  switch (predicate.kind) {
    case Kind::kEqual:
      return order == 0;
    case Kind::kNotEqual:
      return order != 0;
    case Kind::kLess:
      return order < 0;
    case Kind::kLessEqual:
      return order <= 0;
    case Kind::kGreater:
      return order > 0;
    default:
      return order >= 0;
  }
}

/// Tables and predicates by chance, of values that statistics get wrong easily.
class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}

  int64_t Below(int64_t n) { return static_cast<int64_t>(random_() % n); }

  std::shared_ptr<arrow::Scalar> Value(int column, int64_t around) {
    const int64_t step = around + Below(40) - 20;
    switch (column) {
      case 0:
        return std::make_shared<arrow::Int64Scalar>(Below(50) == 0 ? kExtremes[Below(2)] : step);
      case 1:
        return std::make_shared<arrow::DoubleScalar>(Below(12) == 0 ? kStrange[Below(6)] : step);
      default:
        return std::make_shared<arrow::StringScalar>(Below(12) == 0 ? kTexts[Below(5)]
                                                                    : std::to_string(step));
    }
  }

  /// Values near each other in neighbouring rows, so that there is something to leave out.
  std::shared_ptr<arrow::Table> Table(int64_t rows) {
    const auto schema = arrow::schema({arrow::field("whole", arrow::int64()),
                                       arrow::field("real", arrow::float64()),
                                       arrow::field("text", arrow::utf8())});
    arrow::ArrayVector arrays;
    const int64_t drift = Below(3);
    for (int column = 0; column < 3; ++column) {
      auto builder = *arrow::MakeBuilder(schema->field(column)->type());
      const int64_t null_every = 1 + Below(30);
      for (int64_t row = 0; row < rows; ++row) {
        const bool null_run = row / 300 % 5 == column;
        if (null_run || Below(null_every) == 0) {
          EXPECT_TRUE(builder->AppendNull().ok());
        } else {
          EXPECT_TRUE(builder->AppendScalar(*Value(column, row * drift)).ok());
        }
      }
      arrays.push_back(*builder->Finish());
    }
    return arrow::Table::Make(schema, arrays);
  }

  Predicate Condition(int64_t rows, int depth = 2) {
    if (depth > 0 && Below(2) == 0) {
      Predicate both;
      both.kind = Below(2) == 0 ? Kind::kAnd : Kind::kOr;
      for (int64_t i = Below(3); i >= 0; --i) both.children.push_back(Condition(rows, depth - 1));
      return both;
    }
    const int column = static_cast<int>(Below(3));
    const auto kind = static_cast<Kind>(static_cast<int>(Kind::kEqual) + Below(8));
    return Compare(kind, kNames[column], Value(column, Below(2 * rows)));
  }

 private:
  static constexpr const char* kNames[] = {"whole", "real", "text"};
  static constexpr int64_t kExtremes[] = {std::numeric_limits<int64_t>::min(),
                                          std::numeric_limits<int64_t>::max()};
  static constexpr double kInfinity = std::numeric_limits<double>::infinity();
  static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  static constexpr double kStrange[] = {kNaN, -0.0, 0.0, kInfinity, -kInfinity, kNaN};
  static inline const std::string kTexts[] = {"", "\xC3\xBF", std::string(200, '9'),
                                              "a\xF0\x9F\x8F\xB9", std::string("nul\0in it", 9)};
  std::mt19937 random_;
};

class ParquetPruning : public ::testing::Test {
 protected:
  std::string Path() const { return directory_.File("test.parquet"); }
  TemporaryDirectory directory_;
};

TEST_F(ParquetPruning, GivesEveryRowThatFulfilsThePredicate) {
  int64_t all = 0;
  int64_t read = 0;
  for (int seed = 0; seed < kCases; ++seed) {
    Chance chance(seed);
    const int64_t rows = 1 + chance.Below(2'000);
    const auto table = chance.Table(rows);
    ::parquet::WriterProperties::Builder properties;
    properties.max_rows_per_page(50 + chance.Below(300))->write_batch_size(16 + chance.Below(50));
    // Pages that are full by their bytes end at other rows in each column.
    if (chance.Below(2) == 0) properties.disable_dictionary()->data_pagesize(300);
    if (chance.Below(3) == 0) properties.disable_write_page_index();
    if (chance.Below(8) == 0) properties.disable_statistics("whole");
    if (chance.Below(2) == 0) properties.max_statistics_size(100);
    ASSERT_TRUE(WriteWithArrow(Path(), *table, 100 + chance.Below(2'000), properties.build()).ok());
    for (int i = 0; i < 20; ++i) {
      const Predicate predicate = chance.Condition(rows);
      const auto found = ReadParquet(Path(), {.predicate = predicate});
      ASSERT_TRUE(found.ok()) << found.status();
      all += rows;
      read += (*found)->num_rows();
      std::vector<std::string> expected;
      std::vector<std::string> kept;
      const auto keep = [&](const arrow::Table& from, std::vector<std::string>* rows_kept) {
        for (int64_t row = 0; row < from.num_rows(); ++row) {
          if (!Holds(predicate, from, row)) continue;
          rows_kept->push_back((*from.column(0)->GetScalar(row))->ToString() + " " +
                               (*from.column(1)->GetScalar(row))->ToString() + " " +
                               (*from.column(2)->GetScalar(row))->ToString());
        }
      };
      keep(*table, &expected);
      keep(**found, &kept);
      ASSERT_EQ(kept, expected) << "seed " << seed << ", predicate " << i;
    }
  }
  EXPECT_LT(read, all / 20 * 19) << "hardly anything was left out, so this showed little";
}

TEST_F(ParquetPruning, ReadsOnlyTheRowGroupsAndPagesThatMatter) {
  arrow::Int64Builder ids;
  for (int64_t i = 0; i < 600'000; ++i) ASSERT_TRUE(ids.Append(i).ok());
  const auto table =
      arrow::Table::Make(arrow::schema({arrow::field("id", arrow::int64())}), {*ids.Finish()});
  ::parquet::WriterProperties::Builder properties;
  properties.disable_dictionary();
  ASSERT_TRUE(WriteWithArrow(Path(), *table, 300'000, properties.build()).ok());
  const auto count = [&](Kind kind, int64_t value) {
    return (*ReadParquet(Path(), {.predicate = Compare(
                                      kind, "id", std::make_shared<arrow::Int64Scalar>(value))}))
        ->num_rows();
  };
  EXPECT_EQ(count(Kind::kGreater, 599'999), 0);
  EXPECT_LE(count(Kind::kEqual, 450'000), 50'000);
  EXPECT_GE(count(Kind::kEqual, 450'000), 1);
  EXPECT_LE(count(Kind::kLess, 10), 50'000);
  EXPECT_LE(count(Kind::kGreaterEqual, 310'000), 290'000 + 50'000);
}

TEST_F(ParquetPruning, APredicateOnAColumnThatIsNotAskedForStillPrunes) {
  Chance chance(7);
  const auto table = chance.Table(5'000);
  ASSERT_TRUE(WriteWithArrow(Path(), *table, 500).ok());
  const auto never = Compare(Kind::kGreater, "text", std::make_shared<arrow::StringScalar>("\xF7"));
  const auto found = *ReadParquet(Path(), {.columns = {{"whole"}}, .predicate = never});
  EXPECT_EQ(found->num_rows(), 0);
  EXPECT_EQ(found->num_columns(), 1);
}

}  // namespace
}  // namespace quiver::testing

#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/json/from_string.h>
#include <gtest/gtest.h>

#include "core/column_statistics.h"
#include "core/comparable_value.h"
#include "core/statistics_metadata.h"
#include "quiver/statistics.h"

namespace quiver {
namespace {

using Kind = Predicate::Kind;

#ifdef QUIVER_NIGHTLY
constexpr int kCases = 400'000;
#else
constexpr int kCases = 20'000;
#endif

std::shared_ptr<arrow::Scalar> Value(const std::shared_ptr<arrow::DataType>& type,
                                     const std::string& json) {
  return arrow::json::ScalarFromJSONString(type, json).ValueOrDie();
}

std::shared_ptr<arrow::Array> Values(const std::shared_ptr<arrow::DataType>& type,
                                     const std::string& json) {
  return arrow::json::ArrayFromJSONString(type, json).ValueOrDie();
}

Predicate Is(Kind kind, std::shared_ptr<arrow::Scalar> value = nullptr) {
  return {.kind = kind, .column = "x", .value = std::move(value)};
}

GroupStatistics GroupOf(const arrow::Array& values) {
  GroupStatistics group;
  group.rows = values.length();
  group.columns["x"] = ComputeStatistics(values).ValueOrDie();
  return group;
}

// --- What has a plain answer.

TEST(CanSkip, ComparisonsOutsideOfTheBounds) {
  const auto group = GroupOf(*Values(arrow::int32(), "[10, null, 20]"));
  const auto skips = [&](Kind kind, const char* value) {
    return CanSkip(Is(kind, Value(arrow::int32(), value)), group);
  };
  EXPECT_TRUE(skips(Kind::kEqual, "9"));
  EXPECT_FALSE(skips(Kind::kEqual, "10"));
  EXPECT_FALSE(skips(Kind::kEqual, "15"));
  EXPECT_TRUE(skips(Kind::kEqual, "21"));
  EXPECT_TRUE(skips(Kind::kLess, "10"));
  EXPECT_FALSE(skips(Kind::kLess, "11"));
  EXPECT_TRUE(skips(Kind::kLessEqual, "9"));
  EXPECT_FALSE(skips(Kind::kLessEqual, "10"));
  EXPECT_TRUE(skips(Kind::kGreater, "20"));
  EXPECT_FALSE(skips(Kind::kGreater, "19"));
  EXPECT_TRUE(skips(Kind::kGreaterEqual, "21"));
  EXPECT_FALSE(skips(Kind::kGreaterEqual, "20"));
  EXPECT_FALSE(skips(Kind::kNotEqual, "10"));
}

TEST(CanSkip, NotEqualWhenAllValuesAreTheSame) {
  const auto group = GroupOf(*Values(arrow::utf8(), R"(["a", null, "a"])"));
  EXPECT_TRUE(CanSkip(Is(Kind::kNotEqual, Value(arrow::utf8(), R"("a")")), group));
  EXPECT_FALSE(CanSkip(Is(Kind::kNotEqual, Value(arrow::utf8(), R"("b")")), group));
}

TEST(CanSkip, NullsByTheirCount) {
  const auto some = GroupOf(*Values(arrow::int32(), "[1, null]"));
  const auto none = GroupOf(*Values(arrow::int32(), "[1, 2]"));
  const auto only = GroupOf(*Values(arrow::int32(), "[null, null]"));
  EXPECT_FALSE(CanSkip(Is(Kind::kIsNull), some));
  EXPECT_TRUE(CanSkip(Is(Kind::kIsNull), none));
  EXPECT_FALSE(CanSkip(Is(Kind::kIsNotNull), some));
  EXPECT_TRUE(CanSkip(Is(Kind::kIsNotNull), only));
  EXPECT_TRUE(CanSkip(Is(Kind::kEqual, Value(arrow::int32(), "1")), only));
  EXPECT_TRUE(CanSkip(Is(Kind::kEqual, Value(arrow::int32(), "null")), none));
}

TEST(CanSkip, NaNIsAboveEveryNumber) {
  const auto group = GroupOf(*Values(arrow::float64(), "[1, NaN]"));
  const auto skips = [&](Kind kind, const char* value) {
    return CanSkip(Is(kind, Value(arrow::float64(), value)), group);
  };
  EXPECT_FALSE(skips(Kind::kGreater, "5"));
  EXPECT_FALSE(skips(Kind::kGreaterEqual, "NaN"));
  EXPECT_FALSE(skips(Kind::kEqual, "NaN"));
  EXPECT_FALSE(skips(Kind::kNotEqual, "1"));
  EXPECT_TRUE(skips(Kind::kGreater, "NaN"));
  EXPECT_TRUE(skips(Kind::kEqual, "5"));
  const auto without = GroupOf(*Values(arrow::float64(), "[1, 2]"));
  EXPECT_TRUE(CanSkip(Is(Kind::kGreater, Value(arrow::float64(), "5")), without));
  EXPECT_TRUE(CanSkip(Is(Kind::kEqual, Value(arrow::float64(), "NaN")), without));
}

TEST(CanSkip, TheTwoZerosAreEqual) {
  const auto group = GroupOf(*Values(arrow::float64(), "[-0.0]"));
  EXPECT_FALSE(CanSkip(Is(Kind::kEqual, Value(arrow::float64(), "0.0")), group));
  EXPECT_FALSE(CanSkip(Is(Kind::kGreaterEqual, Value(arrow::float64(), "0.0")), group));
  EXPECT_TRUE(CanSkip(Is(Kind::kLess, Value(arrow::float64(), "0.0")), group));
}

TEST(CanSkip, BoundsThatMakeNoSenseAreUnknown) {
  const auto predicate = Is(Kind::kEqual, Value(arrow::int32(), "100"));
  GroupStatistics group;
  group.rows = 3;
  ColumnStatistics& column = group.columns["x"];
  column.min = Value(arrow::int32(), "5");
  column.max = Value(arrow::int32(), "4");
  EXPECT_FALSE(CanSkip(predicate, group)) << "min above max";
  column.max = Value(arrow::utf8(), R"("6")");
  EXPECT_FALSE(CanSkip(predicate, group)) << "of two types";
  column.min = column.max = Value(arrow::float64(), "NaN");
  EXPECT_FALSE(CanSkip(predicate, group)) << "NaN";
  column.min = column.max = nullptr;
  column.null_count = 4;
  EXPECT_FALSE(CanSkip(predicate, group)) << "more NULLs than rows";
  EXPECT_FALSE(CanSkip(Is(Kind::kIsNotNull), group));
  group.rows = -1;
  column.null_count = -1;
  EXPECT_FALSE(CanSkip(Is(Kind::kIsNotNull), group)) << "both unknown, and so the same";
  EXPECT_FALSE(CanSkip(Is(Kind::kEqual), group)) << "a predicate without its value";
}

TEST(CanSkip, OneBoundIsEnough) {
  GroupStatistics group;
  group.columns["x"].max = Value(arrow::int32(), "5");
  EXPECT_TRUE(CanSkip(Is(Kind::kGreater, Value(arrow::int32(), "5")), group));
  EXPECT_FALSE(CanSkip(Is(Kind::kLess, Value(arrow::int32(), "-5")), group));
}

TEST(CanSkip, AndOrOverWhatIsKnown) {
  const auto group = GroupOf(*Values(arrow::int32(), "[10, 20]"));
  const auto no = Is(Kind::kLess, Value(arrow::int32(), "5"));
  const auto maybe = Is(Kind::kLess, Value(arrow::int32(), "15"));
  EXPECT_TRUE(CanSkip({.kind = Kind::kAnd, .children = {maybe, no}}, group));
  EXPECT_FALSE(CanSkip({.kind = Kind::kAnd, .children = {maybe, maybe}}, group));
  EXPECT_FALSE(CanSkip({.kind = Kind::kOr, .children = {maybe, no}}, group));
  EXPECT_TRUE(CanSkip({.kind = Kind::kOr, .children = {no, no}}, group));
  EXPECT_FALSE(CanSkip({.kind = Kind::kAnd}, group));
  EXPECT_TRUE(CanSkip({.kind = Kind::kOr}, group));
}

TEST(CanSkip, TypesThatCompareExactly) {
  const auto skips = [](const std::shared_ptr<arrow::DataType>& column, const char* values,
                        Kind kind, std::shared_ptr<arrow::Scalar> value) {
    return CanSkip(Is(kind, std::move(value)), GroupOf(*Values(column, values)));
  };
  using namespace arrow;  // NOLINT: the names of its types
  // 2^53 + 1 is no double.
  EXPECT_FALSE(
      skips(int64(), "[9007199254740993]", Kind::kGreater, Value(float64(), "9007199254740992.0")));
  EXPECT_TRUE(
      skips(int64(), "[9007199254740993]", Kind::kEqual, Value(float64(), "9007199254740992.0")));
  EXPECT_TRUE(skips(uint64(), "[18446744073709551615]", Kind::kLess, Value(int64(), "-1")));
  EXPECT_TRUE(skips(decimal128(5, 2), R"(["1.50"])", Kind::kGreater,
                    Value(decimal128(5, 4), R"("1.5000")")));
  EXPECT_FALSE(
      skips(decimal128(5, 2), R"(["1.50"])", Kind::kEqual, Value(decimal128(5, 4), R"("1.5000")")));
  EXPECT_TRUE(skips(decimal128(5, 2), R"(["1.50"])", Kind::kGreater, Value(int32(), "2")));
  EXPECT_TRUE(skips(timestamp(TimeUnit::SECOND), "[1]", Kind::kGreater,
                    Value(timestamp(TimeUnit::NANO), "1000000000")));
  EXPECT_FALSE(skips(timestamp(TimeUnit::SECOND), "[2]", Kind::kGreater,
                     Value(timestamp(TimeUnit::NANO), "1999999999")));
  EXPECT_TRUE(skips(date32(), "[1]", Kind::kLess, Value(date64(), "86400000")));
  EXPECT_TRUE(skips(utf8(), R"(["b"])", Kind::kLess, Value(binary(), R"("a")")));
}

TEST(CanSkip, TypesThatDoNotCompareExactlyNeverSkip) {
  const auto skips = [](const std::shared_ptr<arrow::DataType>& column, const char* values,
                        std::shared_ptr<arrow::Scalar> value) {
    return CanSkip(Is(Kind::kLess, std::move(value)), GroupOf(*Values(column, values)));
  };
  using namespace arrow;  // NOLINT
  EXPECT_FALSE(skips(decimal128(5, 2), R"(["1.50"])", Value(float64(), "0.5")));
  EXPECT_FALSE(skips(utf8(), R"(["5"])", Value(int32(), "0")));
  EXPECT_FALSE(
      skips(timestamp(TimeUnit::SECOND), "[5]", Value(timestamp(TimeUnit::SECOND, "UTC"), "0")));
  EXPECT_FALSE(skips(date32(), "[5]", Value(timestamp(TimeUnit::SECOND), "0")));
  EXPECT_FALSE(skips(boolean(), "[true]", Value(int32(), "0")));
  // They can't be brought to one scale.
  EXPECT_FALSE(
      skips(decimal256(76, 0),
            R"(["9999999999999999999999999999999999999999999999999999999999999999999999999999"])",
            Value(decimal256(76, 76), '"' + ("0.5" + std::string(75, '0')) + '"')));
}

TEST(CanSkip, NoRowsAreSkippedWhateverIsAsked) {
  GroupStatistics group;
  group.rows = 0;
  EXPECT_TRUE(CanSkip(Predicate(), group));
}

TEST(ComparableValue, OrdersBytesAsUnsigned) {
  const auto low = Value(arrow::binary(), R"("z")");
  const arrow::BinaryScalar high(std::string("\xc3"));
  EXPECT_EQ(Compare(*ToComparable(*low), *ToComparable(high)), std::weak_ordering::less);
}

// --- Any data, any predicate: what is skipped has no row that matches.

class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  bool OneIn(int n) { return Below(n) == 0; }
  int64_t Below(int64_t n) { return std::uniform_int_distribution<int64_t>(0, n - 1)(random_); }

  std::shared_ptr<arrow::DataType> Type() {
    using namespace arrow;  // NOLINT
    static const DataTypeVector kTypes = {int8(),
                                          int32(),
                                          int64(),
                                          uint8(),
                                          uint64(),
                                          float16(),
                                          float32(),
                                          float64(),
                                          boolean(),
                                          decimal32(6, 2),
                                          decimal64(12, 3),
                                          decimal128(10, 2),
                                          decimal128(10, 4),
                                          decimal256(40, 2),
                                          date32(),
                                          date64(),
                                          time32(TimeUnit::SECOND),
                                          time64(TimeUnit::NANO),
                                          timestamp(TimeUnit::SECOND),
                                          timestamp(TimeUnit::MICRO),
                                          timestamp(TimeUnit::MICRO, "UTC"),
                                          duration(TimeUnit::MILLI),
                                          utf8(),
                                          large_utf8(),
                                          utf8_view(),
                                          binary(),
                                          fixed_size_binary(2)};
    return kTypes[Below(kTypes.size())];
  }

  // A value of a few, so that they often meet; now and then an extreme one.
  std::string Json(const arrow::DataType& type) {
    if (arrow::is_floating(type.id())) {
      static const std::vector<std::string> kFloats = {"NaN", "-0.0", "0.0",  "1.5",
                                                       "-2",  "Inf",  "-Inf", "1e300"};
      const auto& text = kFloats[Below(type.id() == arrow::Type::DOUBLE ? 8 : 7)];
      return text;
    }
    if (arrow::is_decimal(type.id())) {
      const int32_t scale = static_cast<const arrow::DecimalType&>(type).scale();
      return '"' + std::string(OneIn(2) ? "-" : "") + std::to_string(Below(4)) + "." +
             std::string(scale - 1, '0') + std::to_string(Below(3)) + '"';
    }
    if (type.id() == arrow::Type::BOOL) return OneIn(2) ? "true" : "false";
    if (type.id() == arrow::Type::FIXED_SIZE_BINARY) {
      return std::string("\"") + char('a' + Below(3)) + char('a' + Below(3)) + '"';
    }
    if (arrow::is_base_binary_like(type.id()) || arrow::is_binary_view_like(type.id())) {
      const std::string begin(OneIn(4) ? 70 : Below(3), static_cast<char>('a' + Below(2)));
      return '"' + begin + (OneIn(3) ? "ß" : "") + '"';
    }
    if (type.id() == arrow::Type::DATE64) return std::to_string((Below(7) - 3) * 86'400'000);
    if (type.id() == arrow::Type::INT64 && OneIn(8)) return "9007199254740993";
    if (type.id() == arrow::Type::UINT64 && OneIn(8)) return "18446744073709551615";
    const bool positive = arrow::is_unsigned_integer(type.id()) || arrow::is_time(type.id());
    return std::to_string(positive ? Below(5) : Below(9) - 4);
  }

  std::shared_ptr<arrow::Array> Column(const std::shared_ptr<arrow::DataType>& type) {
    std::string json = "[";
    const int64_t rows = Below(6);
    for (int64_t i = 0; i < rows; ++i) {
      if (i > 0) json += ',';
      json += OneIn(4) ? "null" : Json(*type);
    }
    return Values(type, json + "]");
  }

  Predicate Any(const std::shared_ptr<arrow::DataType>& type, int depth = 0) {
    if (depth < 3 && OneIn(3)) {
      Predicate both{.kind = OneIn(2) ? Kind::kAnd : Kind::kOr};
      for (int64_t i = Below(3); i >= 0; --i) both.children.push_back(Any(type, depth + 1));
      return both;
    }
    if (OneIn(6)) return Is(OneIn(2) ? Kind::kIsNull : Kind::kIsNotNull);
    const Kind kind = static_cast<Kind>(static_cast<int>(Kind::kEqual) + Below(6));
    const auto value_type = OneIn(4) ? Type() : type;
    return Is(kind, Value(value_type, OneIn(12) ? "null" : Json(*value_type)));
  }

  // As what other writers leave out, loosen or damage.
  void Loosen(const arrow::Array& other, GroupStatistics* group) {
    if (OneIn(5)) group->rows = -1;
    auto& column = group->columns["x"];
    if (OneIn(5)) column.null_count = -1;
    if (OneIn(5)) column.min = nullptr;
    if (OneIn(5)) column.max = nullptr;
    if (OneIn(8)) column.may_have_nan = true;
    // Bounds over more rows hold for fewer of them.
    if (OneIn(4) && other.length() > 0) {
      const auto wider = ComputeStatistics(other).ValueOrDie();
      const auto keep_lower = [](auto& mine, const auto& theirs, std::weak_ordering wanted) {
        if (mine == nullptr || theirs == nullptr) return;
        if (Compare(*ToComparable(*theirs), *ToComparable(*mine)) == wanted) mine = theirs;
      };
      keep_lower(column.min, wider.min, std::weak_ordering::less);
      keep_lower(column.max, wider.max, std::weak_ordering::greater);
    }
    if (OneIn(8)) group->columns.clear();
  }

 private:
  std::mt19937 random_;
};

// SQL's three values; without one also where the two types have no order, and so anything may be.
enum class Truth { kFalse, kNull, kTrue, kAnything };

Truth Evaluate(const Predicate& predicate, const arrow::Array& values, int64_t row) {
  if (predicate.kind == Kind::kAnd || predicate.kind == Kind::kOr) {
    const bool all = predicate.kind == Kind::kAnd;
    Truth result = all ? Truth::kTrue : Truth::kFalse;
    bool anything = false;
    for (const Predicate& child : predicate.children) {
      const Truth truth = Evaluate(child, values, row);
      anything = anything || truth == Truth::kAnything;
      if (truth != Truth::kAnything) {
        result = all ? std::min(result, truth) : std::max(result, truth);
      }
    }
    if (!anything) return result;
    if (all) return result == Truth::kTrue ? Truth::kAnything : result;
    return result == Truth::kTrue ? result : Truth::kAnything;
  }
  const bool null = values.IsNull(row);
  if (predicate.kind == Kind::kIsNull) return null ? Truth::kTrue : Truth::kFalse;
  if (predicate.kind == Kind::kIsNotNull) return null ? Truth::kFalse : Truth::kTrue;
  if (null || !predicate.value->is_valid) return Truth::kNull;
  const auto value = values.GetScalar(row).ValueOrDie();
  const auto left = ToComparable(*value);
  const auto right = ToComparable(*predicate.value);
  const auto order = Compare(*left, *right);
  if (!order) return Truth::kAnything;
  const bool holds = [&] {
    switch (predicate.kind) {
      case Kind::kEqual:
        return *order == 0;
      case Kind::kNotEqual:
        return *order != 0;
      case Kind::kLess:
        return *order < 0;
      case Kind::kLessEqual:
        return *order <= 0;
      case Kind::kGreater:
        return *order > 0;
      default:
        return *order >= 0;
    }
  }();
  return holds ? Truth::kTrue : Truth::kFalse;
}

TEST(CanSkip, NeverSkipsARowThatMatches) {
  int skipped = 0;
  int matching = 0;
  for (int i = 0; i < kCases; ++i) {
    Generator any(i);
    const auto type = any.Type();
    const auto values = any.Column(type);
    auto group = GroupOf(*values);
    any.Loosen(*any.Column(type), &group);
    if (any.OneIn(2)) {
      // On its way through a file.
      const auto schema = arrow::schema({arrow::field("x", type)});
      const auto read = ReadStatistics(WriteStatistics(*schema, {group}), *schema);
      ASSERT_EQ(read.size(), 1);
      group = read[0];
    }
    for (int j = 0; j < 20; ++j) {
      const Predicate predicate = any.Any(type);
      const bool skip = CanSkip(predicate, group);
      skipped += skip ? 1 : 0;
      for (int64_t row = 0; row < values->length(); ++row) {
        const Truth truth = Evaluate(predicate, *values, row);
        if (truth < Truth::kTrue) continue;
        ++matching;
        ASSERT_FALSE(skip) << "case " << i << "." << j << ", row " << row << " of "
                           << values->ToString();
      }
    }
  }
  // Neither side of the property is empty.
  EXPECT_GT(skipped, kCases * 4);
  EXPECT_GT(matching, kCases * 4);
}

}  // namespace
}  // namespace quiver

// Every type of tests/data/postgres_types.sql: what it becomes, and its extremes.

#include <fstream>
#include <iterator>

#include <arrow/extension_type.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases/postgres/reading.h"

namespace quiver::postgres::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

std::string ContentOf(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class TypesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    database_ = std::make_unique<PostgresDatabase>(
        ContentOf(std::string(QUIVER_TEST_DATA) + "/postgres_types.sql"));
  }
  static void TearDownTestSuite() { database_.reset(); }

  static std::shared_ptr<arrow::Table> Table(const std::string& name,
                                             const SourceOptions& options = {}) {
    auto source = Open(database_->uri(), options);
    return Read(*source, {"", name});
  }

  static std::string TypeOf(const arrow::Table& table, const std::string& column) {
    return table.schema()->GetFieldByName(column)->type()->ToString();
  }

  static std::string Metadata(const arrow::Table& table, const std::string& column,
                              const std::string& key) {
    const auto& metadata = table.schema()->GetFieldByName(column)->metadata();
    return metadata == nullptr ? "" : metadata->Get(key).ValueOr("");
  }

  static std::unique_ptr<PostgresDatabase> database_;
};

std::unique_ptr<PostgresDatabase> TypesTest::database_;

TEST_F(TypesTest, NumbersKeepTheirExtremes) {
  const auto table = Table("numbers");
  EXPECT_THAT(Column(*table, "flag"), ElementsAre("true", "false", "true", "NULL", "NULL"));
  EXPECT_THAT(Column(*table, "small"), ElementsAre("1", "-32768", "32767", "0", "NULL"));
  EXPECT_THAT(Column(*table, "medium"), ElementsAre("2", "-2147483648", "2147483647", "0", "NULL"));
  EXPECT_THAT(Column(*table, "large"),
              ElementsAre("3", "-9223372036854775808", "9223372036854775807", "0", "NULL"));
  EXPECT_EQ(TypeOf(*table, "object"), "uint32");
  EXPECT_THAT(Column(*table, "object"), ElementsAre("4", "0", "4294967295", "2147483648", "NULL"));
  EXPECT_THAT(Column(*table, "single"), ElementsAre("1.5", "-inf", "inf", "nan", "NULL"));
  EXPECT_THAT(Column(*table, "twice"), ElementsAre("0.1", "-inf", "inf", "-0.0", "NULL"));
}

TEST_F(TypesTest, NumericsAreDecimalsAsTheyAreDeclared) {
  const auto table = Table("numbers");
  EXPECT_EQ(TypeOf(*table, "money_like"), "decimal128(12, 2)");
  EXPECT_THAT(Column(*table, "money_like"),
              ElementsAre("1234.50", "-9999999999.99", "9999999999.99", "0.01", "NULL"));
  const std::string nines(38, '9');
  EXPECT_EQ(TypeOf(*table, "whole"), "decimal128(38, 0)");
  EXPECT_THAT(Column(*table, "whole"),
              ElementsAre("12345678901234567890", "-" + nines, nines, "10000", "NULL"));
  const std::string wide = std::string(66, '9') + ".9999999999";
  EXPECT_EQ(TypeOf(*table, "wide"), "decimal256(76, 10)");
  EXPECT_THAT(Column(*table, "wide"),
              ElementsAre("1.0000000001", "-" + wide, wide, "1E-10", "NULL"));
}

TEST_F(TypesTest, NegativeScalesAndFractionsWithoutDigitsBeforeThePointAreExact) {
  const auto table = Table("numbers");
  EXPECT_EQ(TypeOf(*table, "thousands"), "decimal128(7, 0)");
  EXPECT_THAT(Column(*table, "thousands"),
              ElementsAre("12300", "-9999900", "9999900", "0", "NULL"));
  EXPECT_EQ(Metadata(*table, "thousands", "pg_type"), "numeric(5,-2)");
  EXPECT_EQ(TypeOf(*table, "fraction"), "decimal128(5, 5)");
  EXPECT_THAT(Column(*table, "fraction"),
              ElementsAre("0.00123", "-0.00999", "0.00999", "0.00000", "NULL"));
}

TEST_F(TypesTest, ANumericWithoutPrecisionIsTheSmallestDecimalThatHoldsItsValues) {
  const auto table = Table("numbers");
  EXPECT_EQ(TypeOf(*table, "free"), "decimal128(21, 4)");
  EXPECT_THAT(Column(*table, "free"), ElementsAre("1.1000", "-123456789012345.6780",
                                                  "99999999999999999.0000", "0.0001", "NULL"));
}

TEST_F(TypesTest, NumericsCanBecomeTextDoubleOrTheDecimalThatIsAskedFor) {
  SourceOptions options;
  options.postgres.numeric = PostgresOptions::Numeric::kText;
  EXPECT_THAT(Column(*Table("numbers", options), "free"),
              ElementsAre("1.10", "-123456789012345.678", "99999999999999999", "0.0001", "NULL"));
  EXPECT_EQ(Column(*Table("nested", options), "numerics")[0], "[1.5, 22.25]");
  options.postgres.numeric = PostgresOptions::Numeric::kDouble;
  EXPECT_EQ(TypeOf(*Table("numbers", options), "free"), "double");
  EXPECT_EQ(Column(*Table("nested", options), "numerics")[0], "[1.5, 22.25]");
  options.postgres.numeric = PostgresOptions::Numeric::kDecimal;
  options.postgres.decimal = arrow::decimal128(30, 6);
  const auto table = Table("numbers", options);
  EXPECT_EQ(TypeOf(*table, "free"), "decimal128(30, 6)");
  EXPECT_EQ(Column(*table, "free")[0], "1.100000");
  EXPECT_EQ(TypeOf(*table, "money_like"), "decimal128(12, 2)");
}

TEST_F(TypesTest, TextsComeAsPostgresPrintsThem) {
  const auto table = Table("texts");
  EXPECT_THAT(Column(*table, "padded"),
              ElementsAre("ab   ", "     ", "äöü🦆 ", " a b ", "NULL"));
  EXPECT_EQ(Column(*table, "plain")[3], "a\tb\n\"c\",'d'\\");
  EXPECT_EQ(Column(*table, "plain")[2].size(), std::string("Grüße 🦆 ").size() * 1000);
  EXPECT_THAT(Column(*table, "limited"),
              ElementsAre("varchar", "", "äöüß🦆78901", " x ", "NULL"));
  EXPECT_EQ(Column(*table, "catalog_name")[2], std::string(63, 'n'));
  EXPECT_THAT(Column(*table, "mark"), ElementsAre("<a>x</a>", "", "<r>&lt;</r>", "", "NULL"));
  EXPECT_EQ(TypeOf(*table, "bytes"), "binary");
  EXPECT_EQ(Column(*table, "bytes")[0], "0001ff");
  EXPECT_EQ(Column(*table, "bytes")[1], "");
  EXPECT_EQ(Column(*table, "bytes")[2].size(), 20'000u);
}

TEST_F(TypesTest, JsonAndUuidAreArrowsExtensionTypes) {
  const auto table = Table("texts");
  EXPECT_EQ(TypeOf(*table, "loose"), "extension<arrow.json>");
  EXPECT_EQ(Column(*table, "loose")[0], R"({"b": 1, "a": 1.0, "a": 12345678901234567890.10})");
  EXPECT_EQ(TypeOf(*table, "packed"), "extension<arrow.json>");
  EXPECT_THAT(Column(*table, "packed"),
              ElementsAre(R"({"a": [1, null], "b": 1})", "null", "{}", R"("é")", "NULL"));
  EXPECT_EQ(TypeOf(*table, "key"), "extension<arrow.uuid>");
  EXPECT_THAT(Column(*table, "key"), ElementsAre("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                                                 "00000000-0000-0000-0000-000000000000",
                                                 "ffffffff-ffff-ffff-ffff-ffffffffffff",
                                                 "12345678-1234-1234-1234-123456789abc", "NULL"));
}

TEST_F(TypesTest, AnEnumIsADictionaryOfAllItsLabelsInOrder) {
  const auto table = Table("texts");
  EXPECT_THAT(Column(*table, "mood"), ElementsAre("it's fine", "sad", "happy", "ok", "NULL"));
  const auto chunk =
      std::static_pointer_cast<arrow::DictionaryArray>(table->GetColumnByName("mood")->chunk(0));
  EXPECT_TRUE(chunk->dict_type()->ordered());
  EXPECT_EQ(chunk->GetValueIndex(0), 2);
  ASSERT_EQ(chunk->dictionary()->length(), 4);
  EXPECT_EQ(ValueText(*chunk->dictionary(), 3), "happy");
  EXPECT_EQ(Metadata(*table, "mood", "pg_type"), "public.mood");
  EXPECT_EQ(Metadata(*table, "mood", "duckdb_type"), "ENUM('sad', 'ok', 'it''s fine', 'happy')");
}

TEST_F(TypesTest, TypesThatArrowLacksAreTheirTextAndKeepTheirName) {
  const auto table = Table("texts");
  const std::pair<const char*, Texts> cases[] = {
      {"bits", {"10101010", "00000000", "11111111", "00000001", "NULL"}},
      {"some_bits", {"101", "", std::string(100, '1'), "0", "NULL"}},
      {"net", {"192.168.0.1/24", "::1", "ffff::", "10.1.2.3", "NULL"}},
      {"range", {"10.0.0.0/8", "::/0", "ffff::/16", "192.168.1.0/24", "NULL"}},
      {"mac", {"08:00:2b:01:02:03", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "NULL", "NULL"}},
      {"place", {"(1,2)", "(-1e+300,0)", "(1e+300,0.1)", "(NaN,Infinity)", "NULL"}},
      {"words", {"'a' 'cat' 'fat'", "", "'b':1A", "NULL", "NULL"}},
      {"wal", {"16/B374D848", "0/0", "FFFFFFFF/FFFFFFFF", "NULL", "NULL"}},
      {"kind", {"pg_class", "-", "public.numbers", "NULL", "NULL"}},
      {"vector", {"1 2 3", "", "-32768 32767", "NULL", "NULL"}},
  };
  for (const auto& [column, values] : cases) {
    EXPECT_EQ(TypeOf(*table, column), "string") << column;
    EXPECT_EQ(Column(*table, column), values) << column;
  }
  EXPECT_EQ(Metadata(*table, "bits", "pg_type"), "bit(8)");
  EXPECT_EQ(Metadata(*table, "net", "pg_type"), "inet");
  EXPECT_THAT(Column(*table, "cash")[1], StartsWith("-$92,233,720,368,547,758.08"));
}

TEST_F(TypesTest, MomentsCountFrom1970) {
  const auto table = Table("moments");
  EXPECT_THAT(Column(*table, "day"),
              ElementsAre("2024-02-29", "-4712-01-01", "5874897-12-31", "1969-12-31", "NULL"));
  EXPECT_THAT(Column(*table, "clock"), ElementsAre("12:34:56.789012", "00:00:00", "23:59:59.999999",
                                                   "00:00:00.000001", "NULL"));
  EXPECT_EQ(Metadata(*table, "zoned_clock", "pg_type"), "time with time zone");
  EXPECT_THAT(
      Column(*table, "zoned_clock"),
      ElementsAre("12:34:56+05:30", "00:00:00+15:59", "24:00:00-15:59", "00:00:00-00:30", "NULL"));
  EXPECT_EQ(TypeOf(*table, "moment"), "timestamp[us]");
  EXPECT_THAT(Column(*table, "moment"),
              ElementsAre("2024-02-29 12:34:56.789012", "-4712-11-24 00:00:00",
                          "294246-12-31 23:59:59.999999", "1969-12-31 23:59:59.999999", "NULL"));
  EXPECT_EQ(TypeOf(*table, "instant"), "timestamp[us, tz=UTC]");
  EXPECT_EQ(Column(*table, "instant")[0], "2024-02-29 10:34:56.789012+00");
  EXPECT_THAT(Column(*table, "span"),
              ElementsAre("14 months 3 days 14706789000000 ns",
                          "-2147483648 months -2147483648 days -9223372036854775000 ns",
                          "2147483647 months 2147483647 days 9223372036854775000 ns",
                          "1 months -1 days 1000 ns", "NULL"));
}

TEST_F(TypesTest, ArraysAreLists) {
  const auto table = Table("nested");
  EXPECT_EQ(TypeOf(*table, "ints"), "list<item: int32>");
  EXPECT_EQ(Column(*table, "ints")[0], "[1, NULL, 3]");
  EXPECT_EQ(Column(*table, "ints")[1], "[]");
  EXPECT_EQ(Column(*table, "ints")[3], "[NULL]");
  EXPECT_EQ(Column(*table, "ints")[4], "NULL");
  EXPECT_EQ(Column(*table, "words")[0], "[a, NULL, c,d]");
  EXPECT_EQ(TypeOf(*table, "numerics"), "list<item: decimal128(22, 2)>");
  EXPECT_EQ(Column(*table, "numerics")[2], "[99999999999999999999.50, 0.00]");
  EXPECT_EQ(Column(*table, "prices")[0], "[1.00, 2.50]");
  EXPECT_EQ(Column(*table, "moods")[2], "[sad, ok, happy]");
  EXPECT_EQ(Column(*table, "nets")[0], "[10.0.0.1, ::1/64]");
  EXPECT_EQ(Column(*table, "days")[2], "[-4712-01-01, 5874897-12-31]");
  EXPECT_EQ(Column(*table, "pairs")[0], "[{a: 1, b: one}, NULL, {a: NULL, b: NULL}]");
  EXPECT_EQ(Metadata(*table, "pairs", "pg_type"), "public.pair[]");
}

TEST_F(TypesTest, CompositesAndRangesAreStructs) {
  const auto table = Table("nested");
  EXPECT_THAT(Column(*table, "item"),
              ElementsAre("{name: pen, price: 1.50, moods: [happy], address: 10.0.0.1}",
                          "{name: NULL, price: NULL, moods: NULL, address: NULL}",
                          "{name: , price: 0.00, moods: [], address: NULL}",
                          "{name: a\"b, price: NULL, moods: [NULL], address: fe80::1}", "NULL"));
  const auto range = [](const std::string& lower, const std::string& upper, const char* flags) {
    const auto flag = [&](int i) { return flags[i] == '1' ? "true" : "false"; };
    return "{lower: " + lower + ", upper: " + upper + ", lower_inclusive: " + flag(0) +
           ", upper_inclusive: " + flag(1) + ", empty: " + flag(2) + "}";
  };
  EXPECT_THAT(Column(*table, "span"),
              ElementsAre(range("1", "5", "100"), range("NULL", "NULL", "001"),
                          range("NULL", "NULL", "000"), range("5", "6", "100"), "NULL"));
  EXPECT_EQ(Column(*table, "money_span")[0], range("0.50", "1.25", "010"));
  EXPECT_EQ(Column(*table, "time_span")[2], range("NULL", "2024-01-01 00:00:00+00", "010"));
  EXPECT_EQ(Column(*table, "spans")[0],
            "[" + range("1", "3", "100") + ", " + range("5", "9", "100") + "]");
  EXPECT_EQ(Column(*table, "spans")[1], "[]");
}

TEST_F(TypesTest, ATableWithoutColumnsHasRows) {
  const auto table = Table("nothing");
  EXPECT_EQ(table->num_columns(), 0);
  auto source = Open(database_->uri());
  auto stream = source->OpenTable({"", "nothing"}).ValueOrDie();
  int64_t rows = 0;
  for (const auto& batch : quiver::testing::ReadPartition(*stream, 0).ValueOrDie()) {
    rows += batch->num_rows();
  }
  EXPECT_EQ(rows, 2);
}

TEST_F(TypesTest, AQueryHasTheTypesOfItsColumnsAndAnyNames) {
  auto source = Open(database_->uri());
  auto stream = source->OpenQuery(
      "SELECT id AS a, money_like AS a, now() - now() AS \"b\"\"c\" FROM numbers ORDER BY id DESC "
      "; ",
      {"", "q"});
  ASSERT_TRUE(stream.ok()) << stream.status();
  const auto table = ReadAll(**stream).ValueOrDie();
  EXPECT_THAT(table->schema()->field_names(), ElementsAre("a", "a", "b\"c"));
  EXPECT_EQ(table->schema()->field(1)->type()->ToString(), "decimal128(12, 2)");
  EXPECT_EQ(ValueText(*table->column(0)->chunk(0), 0), "5");
  EXPECT_EQ(ValueText(*table->column(2)->chunk(0), 0), "0 months 0 days 0 ns");
}

TEST_F(TypesTest, TypesOfExtensionsAreReadWhereTheServerHasThem) {
  const bool has_hstore = database_->Value(
                              "SELECT count(*) FROM pg_available_extensions WHERE "
                              "name IN ('hstore', 'citext', 'ltree')") == "3";
  if (!has_hstore) GTEST_SKIP() << "the server has no hstore, citext or ltree";
  PostgresDatabase database(
      "CREATE SCHEMA ext; CREATE EXTENSION hstore SCHEMA ext; CREATE EXTENSION citext SCHEMA ext;"
      "CREATE EXTENSION ltree SCHEMA ext;"
      "CREATE TABLE t (h ext.hstore, c ext.citext, l ext.ltree);"
      "INSERT INTO t VALUES ('a=>1, b=>NULL', 'Ab', 'x.y'), ('', '', ''), (NULL, NULL, NULL)");
  auto source = Open(database.uri());
  const auto table = Read(*source, {"", "t"});
  EXPECT_EQ(TypeOf(*table, "h"), "map<string, string>");
  EXPECT_THAT(Column(*table, "h"), ElementsAre(::testing::HasSubstr("b"), ::testing::_, "NULL"));
  EXPECT_THAT(Column(*table, "c"), ElementsAre("Ab", "", "NULL"));
  EXPECT_THAT(Column(*table, "l"), ElementsAre("x.y", "", "NULL"));
  EXPECT_EQ(Metadata(*table, "l", "pg_type"), "ext.ltree");
  EXPECT_EQ(source->Tables().ValueOrDie().size(), 1u) << "tables of extensions are not listed";
}

}  // namespace
}  // namespace quiver::postgres::testing

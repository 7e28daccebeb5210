#include "databases/sqlite/value_text.h"

#include <bit>
#include <limits>

#include <gtest/gtest.h>

#include "databases/sqlite/byte_order.h"

namespace quiver::sqlite {
namespace {

std::string Literal(SerialType type, std::string bytes, const ColumnReading& column = {}) {
  bytes.resize(bytes.size() + CellBlock::kReadableBeyond);
  std::string literal;
  AppendSqlLiteral(column, type, reinterpret_cast<const uint8_t*>(bytes.data()), &literal);
  return literal;
}

std::string RealLiteral(double real) {
  std::string bytes(8, '\0');
  StoreBig64(std::bit_cast<uint64_t>(real), reinterpret_cast<uint8_t*>(bytes.data()));
  return Literal(serial::kReal, bytes);
}

std::string TextLiteral(const std::string& text) {
  return Literal(serial::kFirstText + 2 * static_cast<SerialType>(text.size()), text);
}

TEST(SqlLiteral, IsWhatQuoteGives) {
  EXPECT_EQ(Literal(serial::kNull, ""), "NULL");
  EXPECT_EQ(Literal(serial::kOne, ""), "1");
  EXPECT_EQ(Literal(1, "\x80"), "-128");
  EXPECT_EQ(TextLiteral("it's"), "'it''s'");
  EXPECT_EQ(Literal(serial::kFirstBlob + 4, std::string("\x00\xff", 2)), "X'00FF'");
}

TEST(SqlLiteral, ReadsBackAsTheSameReal) {
  EXPECT_EQ(RealLiteral(1.5), "1.5");
  EXPECT_EQ(RealLiteral(5), "5.0");
  EXPECT_EQ(RealLiteral(0.1), "0.1");
  EXPECT_EQ(RealLiteral(1e20), "1.0e+20");
  EXPECT_EQ(RealLiteral(-0.0), "-0.0");
  EXPECT_EQ(RealLiteral(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(RealLiteral(std::numeric_limits<double>::infinity()), "9.0e+999");
}

TEST(SqlLiteral, LosesNothingOfTextsThatQuoteWouldCut) {
  EXPECT_EQ(TextLiteral(std::string("a\0b", 3)), "CAST(X'610062' AS TEXT)");
  EXPECT_EQ(TextLiteral("\xff"), "CAST(X'FF' AS TEXT)");
}

TEST(SqlLiteral, ShowsStoredIntegersOfARealColumnAsReals) {
  ColumnReading column;
  column.integers_are_reals = true;
  EXPECT_EQ(Literal(1, "\x05", column), "5.0");
}

}  // namespace
}  // namespace quiver::sqlite

#include "databases/postgres/enum_labels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quiver::postgres {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

TEST(EnumLabelsTest, AreReadWithTheirQuotes) {
  EXPECT_THAT(ParseEnumLabels("ENUM('a', 'it''s', '', ', ')"),
              Optional(ElementsAre("a", "it's", "", ", ")));
  EXPECT_THAT(ParseEnumLabels("ENUM()"), Optional(IsEmpty()));
}

TEST(EnumLabelsTest, OfAnythingElseThereAreNone) {
  for (const char* text : {"", "VARCHAR", "ENUM", "ENUM(", "ENUM('a'", "ENUM('a)", "ENUM('a''s)",
                           "ENUM('a',)", "ENUM('a'; DROP TABLE t)", "ENUM('a') x"}) {
    EXPECT_EQ(ParseEnumLabels(text), std::nullopt) << text;
  }
  EXPECT_EQ(ParseEnumLabels("ENUM('" + std::string(64, 'x') + "')"), std::nullopt);
}

}  // namespace
}  // namespace quiver::postgres

#include "core/nearest_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quiver/source.h"

namespace quiver {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(NearestNamesTest, FindsTyposOtherCaseAndParts) {
  const std::vector<std::string> names = {"flights", "airports", "planes", "weather_daily"};
  EXPECT_THAT(NearestNames("flihgts", names), ElementsAre("flights"));
  EXPECT_THAT(NearestNames("PLANES", names), ElementsAre("planes"));
  EXPECT_THAT(NearestNames("weather", names), ElementsAre("weather_daily"));
  EXPECT_THAT(NearestNames("customers", names), IsEmpty());
}

TEST(NearestNamesTest, TheBestComesFirstAndThreeAreEnough) {
  EXPECT_THAT(NearestNames("abcd", {"abxd", "abcd1", "abcd", "abc", "abcde"}),
              ElementsAre("abcd", "abxd", "abcd1"));
}

TEST(TableNotFoundTest, SuggestsTheNearestNames) {
  const auto status = TableNotFound({"", "fligths"}, {{{"", "flights"}}, {{"", "planes"}}}, "a.db");
  EXPECT_TRUE(status.IsKeyError());
  EXPECT_EQ(status.message(), "a.db has no table \"fligths\"; did you mean \"flights\"?");
}

TEST(TableNotFoundTest, SaysWhenThereAreNoTables) {
  EXPECT_THAT(TableNotFound({"", "t"}, {}, "a.db").message(), HasSubstr("no tables at all"));
}

}  // namespace
}  // namespace quiver

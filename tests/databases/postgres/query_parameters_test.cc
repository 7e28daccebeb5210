#include "databases/postgres/query_parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quiver::postgres::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Bound(const std::string& sql, std::vector<std::string>* parameters) {
  return BindParameters(sql, {"id", "Name"}, "o", parameters).ValueOr("an error");
}

TEST(QueryParametersTest, NamesBecomeColumnsOfTheAlias) {
  std::vector<std::string> parameters;
  EXPECT_EQ(Bound("SELECT $(id), $(other), $(ID) + $(name)", &parameters),
            "SELECT o.p0, o.p1, o.p0 + o.p2");
  EXPECT_THAT(parameters, ElementsAre("id", "other", "Name"));
}

TEST(QueryParametersTest, WhatIsNotReadAsSqlStaysAsItIs) {
  for (const std::string sql :
       {"'$(x) '' $(y)'", "\"$(x) \"\" $(y)\"", "E'\\' $(x)'", "$$ ' $(x)$$", "$a$ $$ $(x) $b$ $a$",
        "-- $(id)\n", "/* $(id) /* $(id) */ ' $(id) */", "'", "\"", "$x$", "/*", "--", "E'\\'",
        "$1 $2", "a$b$c"}) {
    std::vector<std::string> parameters;
    EXPECT_EQ(Bound(sql + (sql.back() == '\n' ? "" : " "), &parameters),
              sql + (sql.back() == '\n' ? "" : " "));
    EXPECT_THAT(parameters, ElementsAre());
  }
}

TEST(QueryParametersTest, BehindQuotesItIsSqlAgain) {
  for (const std::string before :
       {"'it''s' ", "\"a\"\"b\" ", "E'\\'' ", "'\\' ", "$$'$$ ", "$q$ $$ $q$ ", "-- '\n",
        "/* ' /* \" */ */ ", "me'\\' ", "a$q$ "}) {
    std::vector<std::string> parameters;
    EXPECT_EQ(Bound(before + "$(id)", &parameters), before + "o.p0");
  }
}

TEST(QueryParametersTest, ABackslashKeepsItFromBeingOne) {
  std::vector<std::string> parameters;
  EXPECT_EQ(Bound("\\$(id) '\\$(id)'", &parameters), "$(id) '$(id)'");
  EXPECT_THAT(parameters, ElementsAre());
}

TEST(QueryParametersTest, AColumnInQuotesIsAnError) {
  std::vector<std::string> parameters;
  for (const char* sql : {"'a$(id)'", "\"$(Name)\"", "$$ $(id) $$"}) {
    const auto bound = BindParameters(sql, {"id", "Name"}, "o", &parameters);
    EXPECT_TRUE(bound.status().IsInvalid()) << sql;
    EXPECT_THAT(bound.status().message(), HasSubstr("stands between quotes"));
  }
  EXPECT_TRUE(BindParameters("$(id", {"id"}, "o", &parameters).status().IsInvalid());
}

}  // namespace
}  // namespace quiver::postgres::testing

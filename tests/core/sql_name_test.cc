#include "core/sql_name.h"

#include <gtest/gtest.h>

namespace quiver {
namespace {

TEST(SqlNameTest, IdentifiersWithDotsBetweenThemAreNames) {
  for (const char* name : {"a", "_a1$", "Shop.Orders", "a.b.c", "\"a b\"", "s.\"a.\"\"b\"",
                           "\"\"\"\"", "größe", "\"a\".b"}) {
    EXPECT_TRUE(IsSqlName(name)) << name;
  }
}

TEST(SqlNameTest, WhatSqlWouldReadFurtherIsNoName) {
  for (const char* text : {"", ".", "a.", ".a", "1a", "$a", "a b", "a;", "a--", "\"\"", "\"a",
                           "\"a\"b", "a\"b\"", "a()", "\"a\"\"", "a, b", "a*"}) {
    EXPECT_FALSE(IsSqlName(text)) << text;
  }
}

}  // namespace
}  // namespace quiver

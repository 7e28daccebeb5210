#include "core/without_password.h"

#include <utility>

#include <gtest/gtest.h>

namespace quiver {
namespace {

TEST(WithoutPasswordTest, PasswordsAreHiddenAndNothingElse) {
  const std::pair<const char*, const char*> cases[] = {
      {"postgres://user:secret@host:5432/db", "postgres://user:***@host:5432/db"},
      {"postgres://user:p@ss/word@host/db", "postgres://user:***@host/db"},
      {"postgres://user@host:5432/db", "postgres://user@host:5432/db"},
      {"postgres://host:5432/db?user=u&password=secret&sslmode=require",
       "postgres://host:5432/db?user=u&password=***&sslmode=require"},
      {"host=h password=secret dbname=d", "host=h password=*** dbname=d"},
      {"host=h password = 'two \\' words' dbname=d", "host=h password = *** dbname=d"},
      {"sslpassword=x password=", "sslpassword=*** password=***"},
      {"the password file.csv", "the password file.csv"},
      {"data/a:b@c.csv", "data/a:b@c.csv"},
      {"https://example.org/data.csv?at=a@b", "https://example.org/data.csv?at=a@b"},
  };
  for (const auto& [location, shown] : cases) EXPECT_EQ(WithoutPassword(location), shown);
}

}  // namespace
}  // namespace quiver

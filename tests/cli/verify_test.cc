#include "cli/command_test.h"

namespace quiver::testing {
namespace {

using ::testing::HasSubstr;

class VerifyCommandTest : public CommandTest {
 protected:
  void CopyShop() {
    Sqlite(source_, SqlOfShop());
    const Outcome copied = Quiver({"copy", source_, target_});
    ASSERT_EQ(copied.exit_code, 0) << copied.err;
  }
};

TEST_F(VerifyCommandTest, ACopyIsTheSame) {
  CopyShop();
  const Outcome verified = Quiver({"verify", source_, target_});
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_EQ(verified.out, "orders: same, 5 rows\ncustomers: same, 3 rows\n");
}

TEST_F(VerifyCommandTest, TheFirstKeysThatDifferAreNamed) {
  CopyShop();
  DuckDb(target_, "UPDATE orders SET amount = 13 WHERE id = 2; DELETE FROM orders WHERE id = 5");
  const Outcome verified = Quiver({"verify", source_, target_});
  EXPECT_EQ(verified.exit_code, 3) << verified.err;
  EXPECT_EQ(verified.out,
            "orders: differs, 5 rows in A, 4 rows in B\n"
            "  2 keys with differences:\n"
            "    different: id = 2\n"
            "    only in A: id = 5\n"
            "customers: same, 3 rows\n");
}

TEST_F(VerifyCommandTest, JsonSaysTheSame) {
  CopyShop();
  DuckDb(target_, "DELETE FROM orders WHERE id = 5; CREATE TABLE more (x INT)");
  const Outcome verified = Quiver({"verify", source_, target_, "--json"});
  EXPECT_EQ(verified.exit_code, 3) << verified.err;
  const auto json = nlohmann::json::parse(verified.out);
  EXPECT_EQ(json["same"], false);
  EXPECT_EQ(json["tables"][0]["keys"][0]["key"], "id = 5");
  EXPECT_EQ(json["tables"][0]["keys"][0]["difference"], "only in A");
  EXPECT_EQ(json["tables"][1]["same"], true);
  EXPECT_EQ(json["tables"][2]["in_a"], false);
}

TEST_F(VerifyCommandTest, OtherTypesAreNamed) {
  CopyShop();
  DuckDb(target_, "ALTER TABLE orders ALTER amount TYPE VARCHAR");
  const Outcome verified = Quiver({"verify", source_, target_, "--table", "orders"});
  EXPECT_EQ(verified.exit_code, 3) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("column \"amount\" is float in A and text in B"));
}

TEST_F(VerifyCommandTest, HashesOfACopyAreTheSame) {
  CopyShop();
  const Outcome a = Quiver({"hash", source_, "--table", "orders", "--json"});
  const Outcome b = Quiver({"hash", target_, "--table", "orders", "--json"});
  EXPECT_EQ(a.exit_code, 0) << a.err;
  EXPECT_EQ(a.out, b.out);
  const auto table = nlohmann::json::parse(a.out)["tables"][0];
  EXPECT_EQ(table["rows"], 5);
  EXPECT_EQ(table["hash"].get<std::string>().size(), 32u);
}

TEST_F(VerifyCommandTest, HashesAreATableForPeople) {
  CopyShop();
  const Outcome hash = Quiver({"hash", target_, "--table", "customers", "--progress", "never"});
  EXPECT_EQ(hash.exit_code, 0);
  EXPECT_THAT(hash.out, ::testing::MatchesRegex("table      rows  hash\n"
                                                "customers     3  [0-9a-f]+\n"));
}

}  // namespace
}  // namespace quiver::testing

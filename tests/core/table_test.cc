#include "quiver/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arrow/result.h>

namespace quiver {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TableDescription Table(const std::string& name, const std::vector<std::string>& parents = {}) {
  TableDescription table;
  table.name = {"", name};
  for (const std::string& parent : parents) {
    table.foreign_keys.push_back({{"p"}, {"", parent}, {"id"}, "", ""});
  }
  return table;
}

TEST(OrderByForeignKeysTest, ParentsComeBeforeTheirChildren) {
  EXPECT_THAT(*OrderByForeignKeys({Table("c", {"b"}), Table("b", {"a"}), Table("a")}),
              ElementsAre(2, 1, 0));
}

TEST(OrderByForeignKeysTest, TheGivenOrderStaysWhereNoKeyForbidsIt) {
  EXPECT_THAT(*OrderByForeignKeys({Table("x"), Table("c", {"p"}), Table("y"), Table("p")}),
              ElementsAre(0, 3, 1, 2));
}

TEST(OrderByForeignKeysTest, ATableMayReferToItselfAndToTablesThatAreNotCopied) {
  EXPECT_THAT(*OrderByForeignKeys({Table("tree", {"tree", "elsewhere"})}), ElementsAre(0));
}

TEST(OrderByForeignKeysTest, ACycleIsAnErrorThatNamesItsTables) {
  const auto order = OrderByForeignKeys(
      {Table("outside", {"a"}), Table("a", {"b"}), Table("b", {"c"}), Table("c", {"a"})});
  ASSERT_TRUE(order.status().IsInvalid());
  EXPECT_THAT(order.status().message(), HasSubstr("a -> b -> c -> a"));
  EXPECT_THAT(order.status().message(), HasSubstr("--no-constraints"));
}

TEST(OrderByForeignKeysTest, AChainOfManyThousandTablesDoesNotExhaustTheStack) {
  constexpr int kTables = 20'000;
  std::vector<TableDescription> tables;
  for (int i = 0; i < kTables; ++i) {
    tables.push_back(Table("t" + std::to_string(i), {"t" + std::to_string(i + 1)}));
  }
  const auto order = OrderByForeignKeys(tables);
  ASSERT_TRUE(order.ok());
  EXPECT_EQ(order->front(), static_cast<size_t>(kTables - 1));
}

}  // namespace
}  // namespace quiver

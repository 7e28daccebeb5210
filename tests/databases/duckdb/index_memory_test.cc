#include "databases/duckdb/index_memory.h"

#include <arrow/api.h>
#include <gtest/gtest.h>

#include "databases/duckdb/writing.h"

namespace quiver::testing {
namespace {

constexpr int64_t kRows = 1000;

/// What is needed for the keys of a table with `id` = n * gap, and `name`, a text.
class IndexMemoryTest : public ::testing::Test {
 protected:
  IndexMemoryTest() {
    table_.name = {"", "t"};
    table_.schema =
        arrow::schema({arrow::field("id", arrow::int64()), arrow::field("name", arrow::utf8())});
  }

  int64_t Needed(int64_t gap) {
    auto database = duckdb::Database::Open(directory_.File("t.duckdb"), {}).ValueOrDie();
    auto connection = duckdb::Connection::Open(database).ValueOrDie();
    // As the sink calls its file.
    const auto made = connection->Execute(
        "ATTACH ':memory:' AS quiver_target; USE quiver_target; CREATE TABLE t AS SELECT range * " +
        std::to_string(gap) + " AS id, 'name ' || range AS name FROM range(" +
        std::to_string(kRows) + ")");
    EXPECT_TRUE(made.ok()) << made.status();
    return duckdb::IndexMemory(connection.get(), table_, kRows).ValueOrDie();
  }

  const TemporaryDirectory directory_;
  TableDescription table_;
};

TEST_F(IndexMemoryTest, IntegersWithGapsNeedSeveralTimesAsMuchAsOnesInARow) {
  table_.primary_key = {"id"};
  EXPECT_GT(Needed(1), 0);
  EXPECT_GE(Needed(1'000'000), 5 * Needed(1));
  EXPECT_EQ(Needed(2), Needed(1));
}

TEST_F(IndexMemoryTest, TheLargestOfAllKeysAndIndexesCounts) {
  table_.primary_key = {"id"};
  const int64_t of_integers = Needed(1);
  table_.unique = {{"name"}};
  EXPECT_GE(Needed(1), 5 * of_integers);
  table_.unique.clear();
  table_.indexes.push_back(Index{.name = "by_both", .columns = {"id", "name"}});
  EXPECT_GE(Needed(1), 5 * of_integers);
}

}  // namespace
}  // namespace quiver::testing

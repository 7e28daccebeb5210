#include "quiver/budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quiver {
namespace {

TEST(ParseByteSizeTest, UnderstandsTheUsualUnits) {
  const std::pair<const char*, int64_t> cases[] = {
      {"4096", 4096},
      {"100k", 102'400},
      {"512MiB", int64_t{512} << 20},
      {"1.5G", 1'610'612'736},
      {"2GB", 2'000'000'000},
      {"1t", int64_t{1} << 40},
      {"0", 0},
      {"10b", 10},
  };
  for (const auto& [text, bytes] : cases) {
    auto parsed = ParseByteSize(text);
    ASSERT_TRUE(parsed.ok()) << text;
    EXPECT_EQ(*parsed, bytes) << text;
  }
}

TEST(ParseByteSizeTest, RefusesWhatIsNoSize) {
  for (const char* text : {"", "M", "-1", "12 MB", "12XB", "1e30", "nan", "inf", "5MBs"}) {
    EXPECT_TRUE(ParseByteSize(text).status().IsInvalid()) << text;
  }
}

TEST(BudgetTest, BuffersAndEngineTogetherStayWithinTheMemory) {
  for (int jobs : {1, 2, 8, 64}) {
    for (int64_t memory : {int64_t{128} << 20, int64_t{512} << 20, int64_t{8} << 30}) {
      const Budget budget{jobs, memory};
      const int64_t buffers = 3 * jobs * budget.batch_bytes();
      EXPECT_LE(buffers + budget.engine_memory(), memory) << jobs << " jobs, " << memory;
      EXPECT_GE(budget.batch_bytes(), int64_t{64} << 10);
    }
  }
}

TEST(BudgetTest, TheDefaultUsesAtLeastOneCore) { EXPECT_GE(Budget::Default().jobs, 1); }

}  // namespace
}  // namespace quiver

#include "cli/command_test.h"

namespace quiver::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class ProgressTest : public CommandTest {
 protected:
  std::vector<std::string> Copy(std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {"copy", source_, target_});
    return options;
  }
};

TEST_F(ProgressTest, WithoutATerminalEveryTableIsALine) {
  Sqlite(source_, SqlOfShop());
  const Outcome copied = Quiver(Copy());
  EXPECT_EQ(copied.exit_code, 0);
  EXPECT_THAT(copied.error_lines()[0], ContainsRegex("^customers: 3 rows, .* B, 0\\.[0-9]+ s$"));
  EXPECT_THAT(copied.error_lines()[1], ContainsRegex("^orders: 5 rows, "));
  EXPECT_THAT(copied.err, Not(HasSubstr("\033")));
}

TEST_F(ProgressTest, NeverIsOff) {
  Sqlite(source_, SqlOfShop());
  const Outcome copied = Quiver(Copy({"--progress", "never", "--json"}));
  EXPECT_EQ(copied.exit_code, 0);
  EXPECT_EQ(copied.err, "");
}

TEST_F(ProgressTest, OnATerminalALineIsRedrawnAndWipedAtTheEnd) {
  Sqlite(source_, SqlOfBigTable("big", 1'000'000));
  const Outcome copied = RunOnTerminal(Copy({"--verify", "--jobs", "1"}));
  EXPECT_EQ(copied.exit_code, 0) << copied.err;
  EXPECT_EQ(copied.out, "");
  EXPECT_THAT(copied.err, AllOf(HasSubstr("of 1,000,000 rows"), HasSubstr("0 of 1 table done"),
                                HasSubstr("█")));
  // The bar is gone before the closing table comes.
  const size_t wiped = copied.err.rfind("\033[J");
  ASSERT_NE(wiped, std::string::npos);
  EXPECT_THAT(copied.err.substr(wiped), AllOf(HasSubstr("copied 1 table"), Not(HasSubstr("█"))));
}

TEST_F(ProgressTest, ErrorsHaveColoursOnATerminalUnlessNoColorIsSet) {
  const Outcome coloured = RunOnTerminal({"head", source_});
  EXPECT_THAT(coloured.err, HasSubstr("\033[1;31mquiver: error:\033[0m "));
  const Outcome plain = RunOnTerminal({"head", source_}, {"NO_COLOR=1"});
  EXPECT_THAT(plain.err, Not(HasSubstr("\033")));
}

}  // namespace
}  // namespace quiver::testing

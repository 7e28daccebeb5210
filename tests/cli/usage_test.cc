#include "cli/command_test.h"

namespace quiver::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

void ExpectUsageError(const std::vector<std::string>& arguments, const std::string& message) {
  const Outcome outcome = Quiver(arguments);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  ASSERT_EQ(outcome.error_lines().size(), 1u) << outcome.err;
  EXPECT_THAT(outcome.error_lines()[0], AllOf(StartsWith("quiver: error: "), HasSubstr(message)));
}

TEST(UsageTest, WithoutArgumentsTheHelpGoesToStderr) {
  const Outcome outcome = Quiver({});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("copy"));
}

TEST(UsageTest, VersionIsOneLine) {
  const Outcome outcome = Quiver({"--version"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.out, "quiver " QUIVER_VERSION "\n");
}

TEST(UsageTest, EveryCommandHasHelpWithExamples) {
  for (const char* command : {"copy", "verify", "hash", "head"}) {
    const Outcome outcome = Quiver({command, "--help"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.err, "");
    EXPECT_THAT(outcome.out, HasSubstr("Examples:\n  quiver " + std::string(command)));
  }
}

TEST(UsageTest, NoLineOfHelpIsLongerThanATerminal) {
  for (const char* command : {"copy", "verify", "hash", "head"}) {
    std::istringstream help(Quiver({command, "--help"}).out);
    for (std::string line; std::getline(help, line);) EXPECT_LE(line.size(), 100u) << line;
  }
}

TEST(UsageTest, UnknownCommandsAndOptionsSuggestTheNearest) {
  ExpectUsageError({"cpy", "a", "b"}, "unknown command cpy; did you mean copy?");
  ExpectUsageError({"copy", "a", "b", "--tabel", "t"},
                   "unknown option --tabel; did you mean --table");
}

TEST(UsageTest, WhatIsMissingOrCannotBeUnderstoodIsNamed) {
  ExpectUsageError({"copy", "a"}, "TARGET is required");
  ExpectUsageError({"copy", "a", "b", "c"}, "c");
  ExpectUsageError({"copy", "a", "b", "--if-exists", "maybe"}, "fail|replace|append|skip");
  ExpectUsageError({"copy", "a", "b", "--jobs", "0"}, "--jobs");
  ExpectUsageError({"copy", "a", "b", "--memory", "much"}, "\"much\" is not a size");
  ExpectUsageError({"copy", "a", "b", "--from", "oracle"}, "oracle");
}

TEST(UsageTest, CompletionsAreUnderstoodByTheirShells) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Outcome outcome = Quiver({"completions", shell});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("on-type-mismatch"), HasSubstr("quarantine")));
  }
  const Outcome completed = RunShell(
      "command -v bash >/dev/null || exit 0; \"$QUIVER\" completions bash > /dev/null && bash -c '"
      "eval \"$(\"$QUIVER\" completions bash)\"; COMP_WORDS=(quiver copy a b --if-exists r); "
      "COMP_CWORD=5; _quiver; [ \"${COMPREPLY[*]}\" = replace ] || { echo \"${COMPREPLY[*]}\"; "
      "exit 1; }'");
  EXPECT_EQ(completed.exit_code, 0) << completed.out << completed.err;
}

TEST(UsageTest, TheManualPageHasEveryCommandAndOption) {
  const std::string page = Quiver({"man"}).out;
  EXPECT_THAT(page, StartsWith(".TH QUIVER 1"));
  for (const char* word :
       {"quiver copy", "\\-\\-on\\-type\\-mismatch", "quiver verify", "EXIT STATUS"}) {
    EXPECT_THAT(page, HasSubstr(word));
  }
}

}  // namespace
}  // namespace quiver::testing

#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/databases.h"
#include "contract/temporary_directory.h"

namespace quiver::testing {

/// A directory of its own with a source and a place for a target.
class CommandTest : public ::testing::Test {
 protected:
  std::string File(const std::string& name) const { return directory_.File(name); }

  TemporaryDirectory directory_;
  const std::string source_ = File("source.sqlite");
  const std::string target_ = File("target.duckdb");
};

/// Expects what every failure has to look like: exit 1, nothing on stdout, one line on stderr.
inline void ExpectOneErrorLine(const Outcome& outcome,
                               const ::testing::Matcher<std::string>& message) {
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(outcome.out, "");
  ASSERT_EQ(outcome.error_lines().size(), 1u) << outcome.err;
  EXPECT_THAT(outcome.error_lines()[0], ::testing::StartsWith("quiver: error: "));
  EXPECT_THAT(outcome.error_lines()[0], message);
}

}  // namespace quiver::testing

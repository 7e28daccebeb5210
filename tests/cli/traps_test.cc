// The scripts in tests/data make SQLite files with everything that others get wrong; the queries
// beside them give the rows that did not arrive as they must.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/command_test.h"

namespace quiver::testing {
namespace {

using ::testing::HasSubstr;

const std::filesystem::path kData = QUIVER_TEST_DATA;

std::vector<std::string> Words(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

// A statement ends with a semicolon at the end of a line.
std::vector<std::string> Statements(const std::string& sql) {
  std::vector<std::string> statements;
  for (size_t begin = 0; begin < sql.size();) {
    const size_t end = std::min(sql.find(";\n", begin), sql.size());
    std::string statement = sql.substr(begin, end - begin);
    if (statement.find_first_not_of(" \n") != std::string::npos) statements.push_back(statement);
    begin = end + 2;
  }
  return statements;
}

class TrapsTest : public CommandTest {
 protected:
  Outcome Copy(const std::vector<std::string>& options) {
    std::filesystem::remove(target_);
    std::vector<std::string> arguments = {"copy", source_, target_, "--progress", "never"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return Quiver(arguments);
  }

  void ExpectNoWrongRows(const std::string& query) {
    const Rows wrong = DuckDb(target_, query);
    EXPECT_TRUE(wrong.empty()) << query << "\ngives " << wrong.size() << " rows, the first: "
                               << ::testing::PrintToString(wrong.empty() ? Rows::value_type{}
                                                                         : wrong[0]);
  }

  void ExpectEverythingArrives(const std::string& script, const std::string& expectations) {
    Sqlite(source_, ReadFile(kData / script));
    const Outcome outcome = Copy({"--views", "--verify"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto queries = Statements(ReadFile(kData / expectations));
    ASSERT_FALSE(queries.empty());
    for (const std::string& query : queries) ExpectNoWrongRows(query);
    EXPECT_EQ(Quiver({"verify", source_, target_, "--views"}).exit_code, 0);
  }
};

TEST_F(TrapsTest, EveryTrapThatCanBeCopiedArrivesAsItMust) {
  ExpectEverythingArrives("sqlite_traps.sql", "sqlite_traps_expected.sql");
}

TEST_F(TrapsTest, EveryTrapOfUtf16FilesArrivesAsItMust) {
  ExpectEverythingArrives("sqlite_traps_utf16.sql", "sqlite_traps_utf16_expected.sql");
}

class LoudTrapsTest : public TrapsTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(LoudTrapsTest, FailsInOneLineAndCopiesWithTheOptionThatItNames) {
  const std::string script = ReadFile(kData / "sqlite_loud" / GetParam());
  Sqlite(source_, script);
  std::vector<std::string> options;
  std::istringstream lines(script);
  for (std::string line; std::getline(lines, line);) {
    const auto after = [&](const std::string& key) {
      return line.starts_with(key) ? line.substr(key.size()) : std::string();
    };
    if (const std::string words = after("-- options: "); !words.empty()) options = Words(words);
    if (const std::string error = after("-- error: "); !error.empty()) {
      ExpectOneErrorLine(Copy(options), HasSubstr(error));
      EXPECT_FALSE(std::filesystem::exists(target_));
    }
    if (const std::string words = after("-- accept: "); !words.empty()) {
      std::vector<std::string> accepting = options;
      for (const std::string& word : Words(words)) accepting.push_back(word);
      accepting.push_back("--verify");
      const Outcome outcome = Copy(accepting);
      EXPECT_EQ(outcome.exit_code, 0) << line << "\n" << outcome.err;
    }
    if (const std::string query = after("-- expect: "); !query.empty()) ExpectNoWrongRows(query);
  }
}

std::vector<std::string> LoudScripts() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kData / "sqlite_loud")) {
    if (entry.path().extension() == ".sql") names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(SqliteLoud, LoudTrapsTest, ::testing::ValuesIn(LoudScripts()),
                         [](const auto& info) {
                           return std::filesystem::path(info.param).stem().string();
                         });

}  // namespace
}  // namespace quiver::testing

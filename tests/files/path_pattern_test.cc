#include "core/path_pattern.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/temporary_directory.h"

namespace quiver::testing {
namespace {

using ::testing::ElementsAre;

class PathPattern : public ::testing::Test {
 protected:
  void Make(const std::string& name) {
    const std::filesystem::path path = folder_.File(name);
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << "x";
  }
  // Below the folder.
  std::vector<std::string> Expand(const std::string& pattern) {
    auto files = ExpandPath(folder_.File(pattern));
    if (!files.ok()) return {files.status().message()};
    for (std::string& file : *files) {
      file = std::filesystem::path(file).lexically_relative(folder_.path()).string();
    }
    return *files;
  }
  TemporaryDirectory folder_;
};

TEST_F(PathPattern, AFolderGivesItsFilesAtAnyDepthInOrder) {
  Make("b.csv");
  Make("a/2.csv");
  Make("a/10.csv");
  EXPECT_THAT(Expand(""), ElementsAre("a/10.csv", "a/2.csv", "b.csv"));
}

TEST_F(PathPattern, AStarStaysInItsFolderAndTwoGoThroughAll) {
  Make("a.csv");
  Make("x/b.csv");
  Make("x/y/c.csv");
  EXPECT_THAT(Expand("*.csv"), ElementsAre("a.csv"));
  EXPECT_THAT(Expand("*/*.csv"), ElementsAre("x/b.csv"));
  EXPECT_THAT(Expand("**/*.csv"), ElementsAre("a.csv", "x/b.csv", "x/y/c.csv"));
}

TEST_F(PathPattern, SetsAndQuestionMarksMatchOneCharacter) {
  Make("a1.csv");
  Make("a2.csv");
  Make("a10.csv");
  EXPECT_THAT(Expand("a?.csv"), ElementsAre("a1.csv", "a2.csv"));
  EXPECT_THAT(Expand("a[2-9].csv"), ElementsAre("a2.csv"));
}

TEST_F(PathPattern, HiddenFilesAndMarkersAreLeftOut) {
  Make("a.csv");
  Make(".hidden.csv");
  Make("_SUCCESS");
  Make("_temporary/b.csv");
  EXPECT_THAT(Expand(""), ElementsAre("a.csv"));
  EXPECT_THAT(Expand(""), ElementsAre("a.csv"));
}

TEST_F(PathPattern, AFileWhoseNameLooksLikeAPatternIsThatFile) {
  Make("a[1].csv");
  EXPECT_FALSE(IsManyFiles(folder_.File("a[1].csv")));
  EXPECT_TRUE(IsManyFiles(folder_.File("b[1].csv")));
}

TEST_F(PathPattern, NothingThatMatchesIsAnError) {
  EXPECT_TRUE(ExpandPath(folder_.File("*.csv")).status().IsIOError());
  EXPECT_TRUE(ExpandPath(folder_.path().string()).status().IsIOError());
}

}  // namespace
}  // namespace quiver::testing

#include "quiver/location.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace quiver {
namespace {

using ::testing::HasSubstr;

TEST(LocationTest, TheEndingDecidesWhereNoFileExists) {
  const std::pair<const char*, LocationKind> cases[] = {
      {"a.db", LocationKind::kSqlite},
      {"dir.v2/a.sqlite3", LocationKind::kSqlite},
      {"A.DuckDB", LocationKind::kDuckDb},
      {"t.feather", LocationKind::kArrowFile},
      {"t.arrows", LocationKind::kArrowStream},
      {"t.parquet", LocationKind::kParquet},
      {"t.csv", LocationKind::kCsv},
  };
  for (const auto& [text, kind] : cases) {
    auto location = Location::Parse(text);
    ASSERT_TRUE(location.ok()) << text << ": " << location.status();
    EXPECT_EQ(location->kind, kind) << text;
    EXPECT_EQ(location->path, text);
  }
}

TEST(LocationTest, APrefixForcesTheKindAndIsNotPartOfThePath) {
  auto location = Location::Parse("sqlite:data.bin").ValueOrDie();
  EXPECT_EQ(location.kind, LocationKind::kSqlite);
  EXPECT_EQ(location.path, "data.bin");
}

TEST(LocationTest, AForcedKindTakesTheTextAsItIs) {
  auto location = Location::Parse("sqlite:data.csv", LocationKind::kDuckDb).ValueOrDie();
  EXPECT_EQ(location.kind, LocationKind::kDuckDb);
  EXPECT_EQ(location.path, "sqlite:data.csv");
}

TEST(LocationTest, PostgresUrisStayWhole) {
  for (const char* uri : {"postgres://me@host/db", "postgresql:///db?host=/tmp"}) {
    auto location = Location::Parse(uri).ValueOrDie();
    EXPECT_EQ(location.kind, LocationKind::kPostgres);
    EXPECT_EQ(location.path, uri);
  }
}

TEST(LocationTest, MagicBytesWinOverTheEnding) {
  const auto path = std::filesystem::temp_directory_path() / "quiver_location_test.csv";
  const std::pair<std::string, LocationKind> cases[] = {
      {std::string("SQLite format 3\0", 16), LocationKind::kSqlite},
      {std::string("\1\2\3\4\5\6\7\10DUCK", 12), LocationKind::kDuckDb},
      {"ARROW1\0\0", LocationKind::kArrowFile},
      {"PAR1", LocationKind::kParquet},
      {"a,b,c\n", LocationKind::kCsv},
      {"", LocationKind::kCsv},
  };
  for (const auto& [bytes, kind] : cases) {
    std::ofstream(path, std::ios::binary) << bytes;
    EXPECT_EQ(Location::Parse(path.string()).ValueOrDie().kind, kind);
  }
  std::filesystem::remove(path);
}

TEST(LocationTest, AnUnknownEndingListsWhatWouldBeUnderstood) {
  for (const char* text : {"data.xyz", "data", ".hidden/data"}) {
    const auto status = Location::Parse(text).status();
    ASSERT_TRUE(status.IsInvalid()) << text;
    EXPECT_THAT(status.message(), HasSubstr("sqlite:"));
    EXPECT_THAT(status.message(), HasSubstr(".duckdb"));
  }
}

TEST(LocationTest, EmptyTextsAndPathsAreErrors) {
  EXPECT_TRUE(Location::Parse("").status().IsInvalid());
  EXPECT_TRUE(Location::Parse("sqlite:").status().IsInvalid());
}

TEST(LocationTest, AnUnknownKindNameListsTheKnownOnes) {
  EXPECT_THAT(ParseLocationKind("oracle").status().message(), HasSubstr("sqlite, duckdb"));
}

}  // namespace
}  // namespace quiver

// Damage at any place of a database: rows or an error that names the page, nothing else.

#include <fstream>
#include <iterator>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases/sqlite/byte_order.h"
#include "databases/sqlite/memory_pages.h"
#include "databases/sqlite/page_counted_table.h"
#include "databases/sqlite/reading.h"

namespace quiver::sqlite {
namespace {

using ::testing::HasSubstr;
using testing::MemoryPages;
using testing::ScratchDatabase;

constexpr uint32_t kPageSize = 512;

std::vector<uint8_t> FileOf(const std::string& sql) {
  ScratchDatabase database("PRAGMA page_size = 512;" + sql);
  database.Close();
  std::ifstream file(database.path(), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string Filled(const std::string& options, int rows) {
  return "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c REAL)" + options +
         "; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
         std::to_string(rows) +
         ") INSERT INTO t SELECT i, printf('%.*c', i * i % 700, 'x'), i / 8.0 FROM n;";
}

DeclaredTable Declare(DeclaredTable::Kind kind) {
  DeclaredTable table;
  table.kind = kind;
  table.name = "t";
  table.root_page = 2;
  table.record_columns = 3;
  table.columns.resize(3);
  for (int i = 0; i < 3; ++i) {
    table.columns[i].name = std::string(1, static_cast<char>('a' + i));
    table.columns[i].record_index = i;
  }
  return table;
}

arrow::Result<int64_t> CountRows(std::vector<uint8_t> file, const DeclaredTable& table) {
  const MemoryPages pages(std::move(file), kPageSize, 0, TextEncoding::kUtf8);
  ARROW_ASSIGN_OR_RAISE(auto counted,
                        PageCountedTable::Open(pages, table, 2, arrow::StopToken::Unstoppable()));
  return counted->num_rows();
}

class DamagedPages : public ::testing::TestWithParam<DeclaredTable::Kind> {
 protected:
  std::vector<uint8_t> File(int rows) {
    return FileOf(Filled(GetParam() == DeclaredTable::Kind::kRowid ? "" : " WITHOUT ROWID", rows));
  }
  uint8_t* Page(std::vector<uint8_t>& file, uint32_t number) {
    return file.data() + (number - 1) * size_t{kPageSize};
  }
  arrow::Result<int64_t> Count(std::vector<uint8_t> file) {
    return CountRows(std::move(file), Declare(GetParam()));
  }
};

TEST_P(DamagedPages, SoundOnesAreCounted) { EXPECT_EQ(Count(File(500)).ValueOrDie(), 500); }

TEST_P(DamagedPages, AnyByteMayBeWrong) {
  const std::vector<uint8_t> sound = File(60);
  std::mt19937 random(1);
  for (int round = 0; round < 3000; ++round) {
    std::vector<uint8_t> file = sound;
    for (int i = 1 + round % 4; i > 0; --i) {
      file[kPageSize + random() % (file.size() - kPageSize)] = static_cast<uint8_t>(random());
    }
    const auto rows = Count(std::move(file));
    if (!rows.ok()) {
      EXPECT_TRUE(rows.status().IsIOError()) << rows.status();
    }
  }
}

TEST_P(DamagedPages, ATreeThatLeadsInCirclesEnds) {
  std::vector<uint8_t> file = File(500);
  // The root's right-most child becomes the root itself, or one of its other children.
  const uint8_t* root = Page(file, 2);
  const uint32_t first_child = LoadBig32(root + LoadBig16(root + 12));
  for (uint32_t child : {uint32_t{2}, first_child}) {
    Page(file, 2)[8] = 0;
    Page(file, 2)[9] = 0;
    Page(file, 2)[10] = static_cast<uint8_t>(child >> 8);
    Page(file, 2)[11] = static_cast<uint8_t>(child);
    const auto rows = Count(file);
    if (GetParam() == DeclaredTable::Kind::kRowid || child == 2) {
      EXPECT_TRUE(rows.status().IsIOError()) << rows.status();
    }
  }
}

TEST_P(DamagedPages, ChildrenBeyondTheDatabaseAreRefused) {
  std::vector<uint8_t> file = File(500);
  Page(file, 2)[9] = 0xff;
  const auto rows = Count(file);
  EXPECT_THAT(rows.status().message(), HasSubstr("a page that the database does not have"));
}

TEST_P(DamagedPages, MissingPagesAreRefused) {
  std::vector<uint8_t> file = File(500);
  file.resize(file.size() / 2 / kPageSize * kPageSize);
  EXPECT_TRUE(Count(file).status().IsIOError());
}

INSTANTIATE_TEST_SUITE_P(Kinds, DamagedPages,
                         ::testing::Values(DeclaredTable::Kind::kRowid,
                                           DeclaredTable::Kind::kWithoutRowid),
                         [](const auto& info) {
                           return info.param == DeclaredTable::Kind::kRowid ? "Rowid"
                                                                            : "WithoutRowid";
                         });

}  // namespace
}  // namespace quiver::sqlite

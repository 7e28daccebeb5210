#include "databases/sqlite/snapshot.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "databases/sqlite/reading.h"
#include "databases/sqlite/writer_process.h"

namespace quiver::sqlite {
namespace {

using testing::Column;
using ::testing::HasSubstr;
using testing::Reading;
using testing::ReadTable;
using testing::ScratchDatabase;
using testing::WriterProcess;

constexpr int kRows = 20'000;

std::string TwoTables(const std::string& mode) {
  return "PRAGMA journal_mode = " + mode +
         "; PRAGMA page_size = 1024;"
         "CREATE TABLE l (id INTEGER PRIMARY KEY, amount INTEGER, note TEXT);"
         "CREATE TABLE r (id INTEGER PRIMARY KEY, amount INTEGER, note TEXT) WITHOUT ROWID;"
         "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
         std::to_string(kRows) + ") INSERT INTO l SELECT i, i, 'note ' || i FROM n;";
}

// Moves the rows of one remainder to the other side, as one transaction.
constexpr char kMoveRows[] =
    "BEGIN IMMEDIATE;"
    "CREATE TEMP TABLE IF NOT EXISTS moved (id, amount, note); DELETE FROM moved;"
    "INSERT INTO moved SELECT * FROM l WHERE id % 17 = %d % 17;"
    "DELETE FROM l WHERE id % 17 = %d % 17;"
    "INSERT INTO l SELECT * FROM r WHERE id % 17 = %d % 17;"
    "DELETE FROM r WHERE id % 17 = %d % 17;"
    "INSERT INTO r SELECT * FROM moved; COMMIT;";

int64_t SumOfAmounts(const Reading& reading) {
  EXPECT_TRUE(reading.status.ok()) << reading.status;
  if (!reading.status.ok()) return -1;
  int64_t sum = 0;
  for (const auto& chunk : reading.rows->GetColumnByName("amount")->chunks()) {
    const auto& amounts = static_cast<const arrow::Int64Array&>(*chunk);
    for (int64_t i = 0; i < amounts.length(); ++i) sum += amounts.Value(i);
  }
  return sum;
}

class SnapshotUnderAWriter : public ::testing::TestWithParam<const char*> {};

TEST_P(SnapshotUnderAWriter, ShowsAllTablesInOneState) {
  ScratchDatabase database(TwoTables(GetParam()));
  database.Close();
  const WriterProcess writer(database.path(), kMoveRows);
  SourceOptions options;
  options.budget.jobs = 2;
  options.batch_rows = 777;
  std::set<std::string> fingerprints;
  // On a busy machine the writer's turn may be long in coming.
  for (int round = 0; round < 20 || (fingerprints.size() <= 2 && round < 500); ++round) {
    auto source = OpenSqliteSource(database.path(), options);
    ASSERT_TRUE(source.ok()) << source.status();
    fingerprints.insert((*source)->Fingerprint().ValueOrDie());
    const Reading left = ReadTable(**source, "l");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const Reading right = ReadTable(**source, "r");
    EXPECT_EQ(left.num_rows + right.num_rows, kRows);
    EXPECT_EQ(SumOfAmounts(left) + SumOfAmounts(right), int64_t{kRows} * (kRows + 1) / 2);
    source->reset();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_GT(fingerprints.size(), 2u) << "the writer did not write";
}

INSTANTIATE_TEST_SUITE_P(JournalModes, SnapshotUnderAWriter,
                         ::testing::Values("DELETE", "TRUNCATE", "PERSIST", "WAL"),
                         [](const auto& info) { return std::string(info.param); });

TEST(Snapshot, StaysWhileTheWalIsCheckpointedAndStartedAnew) {
  ScratchDatabase database(
      "PRAGMA journal_mode = WAL; CREATE TABLE t (a INTEGER);"
      "INSERT INTO t VALUES (1);");
  // Everything is in the file already: the state in which a plain reader would not protect the WAL.
  database.Run("PRAGMA wal_checkpoint(PASSIVE)");
  auto source = OpenSqliteSource(database.path(), {}).ValueOrDie();
  for (int i = 0; i < 50; ++i) {
    database.Run("UPDATE t SET a = a + 1; PRAGMA wal_checkpoint(PASSIVE);");
  }
  EXPECT_EQ(Column(ReadTable(*source, "t").rows, "a"), "1");
  EXPECT_EQ(Column(ReadTable(database.path(), "t").rows, "a"), "51");
}

TEST(Snapshot, SurvivesAnotherSourceOnTheSameFile) {
  ScratchDatabase database(TwoTables("DELETE"));
  database.Close();
  auto first = OpenSqliteSource(database.path(), {}).ValueOrDie();
  OpenSqliteSource(database.path(), {}).ValueOrDie().reset();
  {
    const WriterProcess writer(database.path(), kMoveRows);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(ReadTable(*first, "l").num_rows, kRows);
}

TEST(Snapshot, ReadsPagesThatOnlyTheWalHas) {
  ScratchDatabase database(
      "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a INTEGER, b "
      "TEXT);"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
      "INSERT INTO t SELECT i, 'row ' || i FROM n; UPDATE t SET a = -a WHERE a % 2 = 0;");
  const Reading read = ReadTable(database.path(), "t");
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_EQ(read.num_rows, 5000);
}

TEST(Snapshot, RefusesATruncatedFile) {
  ScratchDatabase database(TwoTables("DELETE"));
  database.Close();
  std::filesystem::resize_file(database.path(), 50 * 1024);
  const auto source = OpenSqliteSource(database.path(), {});
  EXPECT_TRUE(source.status().IsIOError());
  EXPECT_THAT(source.status().message(), HasSubstr("truncated"));
}

TEST(Snapshot, NamesTableAndPageOfADamagedPage) {
  ScratchDatabase database(TwoTables("DELETE"));
  database.Close();
  std::fstream file(database.path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(100 * 1024);  // page 101, a leaf of l
  file.write("\x07", 1);
  file.close();
  const Reading read = ReadTable(database.path(), "l");
  EXPECT_TRUE(read.status.IsIOError());
  EXPECT_THAT(read.status.message(), HasSubstr("table \"l\", page 101: "));
}

TEST(Snapshot, LeavesTheFileAsItIs) {
  ScratchDatabase database(TwoTables("WAL"));
  const auto before = std::filesystem::last_write_time(database.path());
  const auto size = std::filesystem::file_size(database.path() + "-wal");
  EXPECT_EQ(ReadTable(database.path(), "l").num_rows, kRows);
  EXPECT_EQ(std::filesystem::last_write_time(database.path()), before);
  EXPECT_EQ(std::filesystem::file_size(database.path() + "-wal"), size);
}

TEST(Snapshot, LetsAWriterInTheRollbackModesWait) {
  ScratchDatabase database("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1);");
  auto source = OpenSqliteSource(database.path(), {}).ValueOrDie();
  sqlite3* writer = nullptr;
  ASSERT_EQ(sqlite3_open(database.path().c_str(), &writer), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(writer, "UPDATE t SET a = 2", nullptr, nullptr, nullptr), SQLITE_BUSY);
  source.reset();
  EXPECT_EQ(sqlite3_exec(writer, "UPDATE t SET a = 2", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(writer);
}

}  // namespace
}  // namespace quiver::sqlite

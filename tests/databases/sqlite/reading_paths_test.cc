// Both ways of reading a table, by its pages and through SQLite's API, must give the same: types,
// rows, quarantine, and errors.

#include <cstdlib>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "databases/sqlite/random_database.h"
#include "databases/sqlite/reading.h"

namespace quiver::sqlite {
namespace {

using testing::RandomDatabase;
using testing::Reading;
using testing::ReadTable;

#ifdef QUIVER_NIGHTLY
constexpr uint64_t kDatabases = 1000;
#else
constexpr uint64_t kDatabases = 50;
#endif

/// A new file with what `database` says, its connection kept open, so that a WAL stays.
class WrittenDatabase {
 public:
  explicit WrittenDatabase(const RandomDatabase& database) : path_(directory_.File("random.db")) {
    EXPECT_EQ(sqlite3_open(path_.c_str(), &handle_), SQLITE_OK);
    int reserved = database.reserved_bytes();
    if (reserved > 0) sqlite3_file_control(handle_, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
    Run("PRAGMA synchronous = OFF");
    Run(database.pragmas());
    for (const std::string& sql : database.statements()) Run(sql);
  }
  ~WrittenDatabase() { sqlite3_close(handle_); }

  const std::string& path() const { return path_; }

 private:
  void Run(const std::string& sql) {
    char* message = nullptr;
    sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &message);
    EXPECT_EQ(message, nullptr) << message << " in " << sql.substr(0, 500);
    sqlite3_free(message);
  }

  quiver::testing::TemporaryDirectory directory_;
  std::string path_;
  sqlite3* handle_ = nullptr;
};

void ExpectSame(const Reading& pages, const Reading& api) {
  ASSERT_EQ(pages.status.ok(), api.status.ok()) << pages.status << "\n" << api.status;
  if (!pages.status.ok()) return;
  EXPECT_EQ(pages.num_rows, pages.rows->num_rows());
  EXPECT_EQ(pages.num_rows, api.num_rows);
  EXPECT_TRUE(pages.rows->schema()->Equals(*api.rows->schema(), /*check_metadata=*/true));
  EXPECT_TRUE(pages.rows->Equals(*api.rows)) << pages.rows->ToString() << api.rows->ToString();
  ASSERT_EQ(pages.quarantine == nullptr, api.quarantine == nullptr);
  if (pages.quarantine != nullptr) {
    EXPECT_TRUE(pages.quarantine->Equals(*api.quarantine))
        << pages.quarantine->ToString() << api.quarantine->ToString();
  }
}

void CompareReadings(uint64_t seed) {
  SCOPED_TRACE("QUIVER_SEED=" + std::to_string(seed));
  const RandomDatabase random(seed);
  const WrittenDatabase database(random);
  for (OnTypeMismatch policy : {OnTypeMismatch::kError, OnTypeMismatch::kText,
                                OnTypeMismatch::kNull, OnTypeMismatch::kQuarantine}) {
    SourceOptions options;
    options.on_type_mismatch = policy;
    options.budget.jobs = 1 + static_cast<int>(seed % 3);
    options.budget.memory = seed % 2 == 0 ? 1 : int64_t{512} << 20;
    auto pages = OpenSqliteSource(database.path(), options, ReadingPath::kBest);
    auto api = OpenSqliteSource(database.path(), options, ReadingPath::kApi);
    ASSERT_TRUE(pages.ok() && api.ok()) << pages.status() << "\n" << api.status();
    const auto tables = (*pages)->Tables();
    ASSERT_TRUE(tables.ok()) << tables.status();
    for (const TableInfo& table : *tables) {
      SCOPED_TRACE("table " + table.name.name + ", policy " +
                   std::to_string(static_cast<int>(policy)));
      ExpectSame(ReadTable(**pages, table.name.name), ReadTable(**api, table.name.name));
    }
  }
}

TEST(ReadingPaths, AgreeOnRandomDatabases) {
  // A failing seed is in the message; QUIVER_SEED=N runs it alone.
  if (const char* seed = std::getenv("QUIVER_SEED")) {
    CompareReadings(std::strtoull(seed, nullptr, 10));
    return;
  }
  for (uint64_t seed = 1; seed <= kDatabases && !HasFailure(); ++seed) CompareReadings(seed);
}

}  // namespace
}  // namespace quiver::sqlite

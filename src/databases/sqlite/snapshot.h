#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/util/cancel.h>

#include "databases/sqlite/connection.h"
#include "databases/sqlite/page_reader.h"
#include "databases/sqlite/wal.h"

struct sqlite3_file;

namespace quiver::sqlite {

/// One state of a database, held by one read transaction for as long as this lives, and its pages,
/// read from any thread without SQLite's pager.
///
/// Why the pages stay what they are:
///   - Rollback-journal mode: the transaction holds a SHARED lock; who wants to write to the file
///     needs an EXCLUSIVE one and gets SQLITE_BUSY.
///   - WAL mode: sqlite3_snapshot_get starts the transaction so that it never takes read lock 0
///   while
///     the WAL holds frames (walTryBeginRead, bGetSnapshot). With any other read lock the WAL is
///     not started anew, so that its frames 1 … last_frame stay, and checkpoints copy none behind
///     last_frame. A page is read from its newest frame ≤ last_frame, or from the file, where no
///     checkpoint changes it any more. With an empty WAL read lock 0 is taken, which keeps every
///     checkpoint from the file. The flag works only once SQLite knows that the database is in WAL
///     mode: Open makes sure.
///
/// Why threads may read SQLite's own file handles: xRead is unixRead, which reads with pread and
/// touches nothing of the handle but its descriptor, except that a failed or short read notes errno
/// in it; mappings are compiled out (SQLITE_MAX_MMAP_SIZE=0). Opening the file a second time is no
/// way: closing any descriptor of it would drop all POSIX locks of this process, the transaction's
/// among them.
///
/// Open compares page 1 and Verify any page with what SQLite itself reads in the same transaction.
class Snapshot : public PageReader {
 public:
  static arrow::Result<std::unique_ptr<Snapshot>> Open(const std::string& path,
                                                       int64_t busy_timeout_ms,
                                                       arrow::StopToken stop);
  ~Snapshot() override;

  arrow::Status Read(uint32_t first, uint32_t count, uint8_t* to) const override;

  /// IOError when `page` as read here is not what the sqlite_dbpage table gives.
  arrow::Status Verify(uint32_t page);

  /// The transaction's connection. Hold `mutex()` while using it.
  Connection& connection() { return connection_; }
  std::mutex& mutex() { return mutex_; }

  /// Differs whenever the content may differ: see Source::Fingerprint.
  arrow::Result<std::string> Fingerprint() const;

 private:
  Snapshot(Connection connection, arrow::StopToken stop);

  arrow::Status Begin();
  arrow::Result<bool> TryWalSnapshot();
  arrow::Status OpenPages();
  arrow::Status ReadFile(sqlite3_file* file, int64_t offset, uint32_t bytes, uint8_t* to) const;

  Connection connection_;
  std::mutex mutex_;
  arrow::StopToken stop_;
  bool wal_mode_ = false;
  WalIndexHeader wal_header_;
  WalIndex wal_;
  DatabaseHeader header_;
  sqlite3_file* database_file_ = nullptr;
  sqlite3_file* wal_file_ = nullptr;
};

}  // namespace quiver::sqlite

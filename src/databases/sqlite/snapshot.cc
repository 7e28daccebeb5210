#include "databases/sqlite/snapshot.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include <sqlite3.h>
#include <sys/stat.h>

namespace quiver::sqlite {
namespace {

// How many instructions of SQLite's virtual machine run between two looks at the stop token.
constexpr int kInstructionsBetweenStops = 10'000;

int StopRequested(void* token) {
  return static_cast<arrow::StopToken*>(token)->IsStopRequested() ? 1 : 0;
}

std::string Hex(const uint8_t* bytes, size_t count) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (size_t i = 0; i < count; ++i) {
    hex += kDigits[bytes[i] >> 4];
    hex += kDigits[bytes[i] & 15];
  }
  return hex;
}

}  // namespace

Snapshot::Snapshot(Connection connection, arrow::StopToken stop)
    : connection_(std::move(connection)), stop_(std::move(stop)) {}

Snapshot::~Snapshot() { sqlite3_progress_handler(connection_.handle(), 0, nullptr, nullptr); }

arrow::Result<std::unique_ptr<Snapshot>> Snapshot::Open(const std::string& path,
                                                        int64_t busy_timeout_ms,
                                                        arrow::StopToken stop) {
  ARROW_ASSIGN_OR_RAISE(Connection connection, Connection::Open(path, busy_timeout_ms));
  std::unique_ptr<Snapshot> snapshot(new Snapshot(std::move(connection), std::move(stop)));
  sqlite3_progress_handler(snapshot->connection_.handle(), kInstructionsBetweenStops, StopRequested,
                           &snapshot->stop_);
  ARROW_RETURN_NOT_OK(snapshot->Begin());
  arrow::Status status = snapshot->OpenPages();
  if (status.ok()) status = snapshot->Verify(1);
  if (!status.ok()) return status.WithMessage(path, ": ", status.message());
  return snapshot;
}

// A transaction may be the first one to find out that the database is in WAL mode, and then it did
// not start in the way that keeps the WAL in place. So it counts only if the one before knew
// already.
arrow::Status Snapshot::Begin() {
  ARROW_ASSIGN_OR_RAISE(bool known, TryWalSnapshot());
  for (;;) {
    ARROW_RETURN_NOT_OK(connection_.Execute("ROLLBACK"));
    ARROW_ASSIGN_OR_RAISE(wal_mode_, TryWalSnapshot());
    if (wal_mode_ == known) return arrow::Status::OK();
    known = wal_mode_;
  }
}

// Begins a transaction. False when it has no WAL to look at: another journal mode, or a WAL that
// was never begun.
arrow::Result<bool> Snapshot::TryWalSnapshot() {
  ARROW_RETURN_NOT_OK(connection_.Execute("BEGIN"));
  sqlite3_snapshot* snapshot = nullptr;
  const int code = sqlite3_snapshot_get(connection_.handle(), "main", &snapshot);
  if (code == SQLITE_OK) {
    wal_header_ = WalIndexHeader::Parse(reinterpret_cast<const uint8_t*>(snapshot));
    sqlite3_snapshot_free(snapshot);
    return true;
  }
  wal_header_ = {};
  // SQLITE_ERROR says that there is no WAL, but the read transaction has begun all the same.
  if (code != SQLITE_ERROR) return connection_.ToStatus(code);
  ARROW_RETURN_NOT_OK(connection_.Execute("SELECT 1 FROM sqlite_schema"));
  return false;
}

arrow::Status Snapshot::OpenPages() {
  sqlite3* const handle = connection_.handle();
  sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &database_file_);
  sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal_file_);
  if (wal_header_.last_frame > 0) {
    ARROW_ASSIGN_OR_RAISE(
        wal_, WalIndex::Read(wal_header_, [this](int64_t offset, uint32_t bytes, uint8_t* to) {
          return ReadFile(wal_file_, offset, bytes, to);
        }));
  }
  uint8_t bytes[DatabaseHeader::kBytes];
  const int64_t in_wal = wal_.OffsetOf(1);
  ARROW_RETURN_NOT_OK(ReadFile(in_wal < 0 ? database_file_ : wal_file_, in_wal < 0 ? 0 : in_wal,
                               sizeof(bytes), bytes));
  ARROW_ASSIGN_OR_RAISE(header_, DatabaseHeader::Parse(bytes));
  page_size_ = header_.page_size;
  usable_size_ = header_.usable_size;
  encoding_ = header_.encoding;

  sqlite3_int64 file_bytes = 0;
  ARROW_RETURN_NOT_OK(
      connection_.ToStatus(database_file_->pMethods->xFileSize(database_file_, &file_bytes)));
  const auto file_pages = static_cast<uint32_t>(file_bytes / page_size_);
  if (wal_header_.last_frame > 0) {
    page_count_ = wal_header_.page_count;
  } else {
    // Only SQLite since 3.7 keeps the count in the header, and says so there.
    const bool valid =
        header_.page_count > 0 && header_.version_valid_for == header_.change_counter;
    page_count_ = valid ? header_.page_count : file_pages;
  }
  for (uint32_t page = file_pages + 1; page <= page_count_; ++page) {
    if (wal_.Contains(page)) continue;
    return arrow::Status::IOError("the file is truncated: it has ", file_pages, " pages of ",
                                  page_size_, " bytes, its header says ", page_count_);
  }
  return arrow::Status::OK();
}

arrow::Status Snapshot::ReadFile(sqlite3_file* file, int64_t offset, uint32_t bytes,
                                 uint8_t* to) const {
  const int code = file->pMethods->xRead(file, to, static_cast<int>(bytes), offset);
  if (code == SQLITE_OK) return arrow::Status::OK();
  return arrow::Status::IOError(
      code == SQLITE_IOERR_SHORT_READ ? "the file ended" : sqlite3_errstr(code), " when reading ",
      bytes, " bytes at ", offset, file == wal_file_ ? " of the WAL" : "");
}

arrow::Status Snapshot::Read(uint32_t first, uint32_t count, uint8_t* to) const {
  if (first == 0 || count > page_count_ || first > page_count_ - count + 1) {
    return DamagedPage(first, "a page that the database does not have");
  }
  const uint32_t end = first + count;
  for (uint32_t page = first; page < end;) {
    const int64_t in_wal = wal_.empty() ? -1 : wal_.OffsetOf(page);
    uint32_t together = 1;
    if (in_wal >= 0) {
      ARROW_RETURN_NOT_OK(ReadFile(wal_file_, in_wal, page_size_, to));
    } else {
      while (page + together < end && (wal_.empty() || !wal_.Contains(page + together))) {
        ++together;
      }
      const int64_t offset = (int64_t{page} - 1) * page_size_;
      ARROW_RETURN_NOT_OK(ReadFile(database_file_, offset, together * page_size_, to));
    }
    page += together;
    to += static_cast<size_t>(together) * page_size_;
  }
  return arrow::Status::OK();
}

arrow::Status Snapshot::Verify(uint32_t page) {
  std::vector<uint8_t> ours(page_size_);
  ARROW_RETURN_NOT_OK(Read(page, 1, ours.data()));
  std::lock_guard lock(mutex_);
  ARROW_ASSIGN_OR_RAISE(Statement statement,
                        connection_.Prepare("SELECT data FROM sqlite_dbpage WHERE pgno = ?1"));
  ARROW_RETURN_NOT_OK(statement.Bind(0, int64_t{page}));
  ARROW_ASSIGN_OR_RAISE(bool found, statement.Step());
  if (found) {
    const std::string_view theirs = statement.blob(0);
    if (theirs.size() == ours.size() && std::memcmp(theirs.data(), ours.data(), ours.size()) == 0) {
      return arrow::Status::OK();
    }
  }
  return arrow::Status::IOError("page ", page,
                                " is not what SQLite itself reads: is something writing to the "
                                "file without SQLite's locks?");
}

arrow::Result<std::string> Snapshot::Fingerprint() const {
  std::error_code error;
  const auto canonical = std::filesystem::canonical(connection_.path(), error);
  if (error) return arrow::Status::IOError(connection_.path(), ": ", error.message());
  struct stat status;
  if (stat(canonical.c_str(), &status) != 0) {
    return arrow::Status::IOError(connection_.path(), ": ", std::strerror(errno));
  }
  // In WAL mode the change counter may stay the same; the file's time tells about checkpoints.
  return "sqlite " + canonical.string() + " changes=" + std::to_string(header_.change_counter) +
         " pages=" + std::to_string(page_count_) +
         " schema=" + std::to_string(header_.schema_cookie) +
         " written=" + std::to_string(status.st_mtim.tv_sec) + "." +
         std::to_string(status.st_mtim.tv_nsec) +
         " wal=" + Hex(wal_header_.salts.data(), wal_header_.salts.size()) + "/" +
         std::to_string(wal_header_.last_frame);
}

}  // namespace quiver::sqlite

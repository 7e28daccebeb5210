#include "table_cache.h"

#include <chrono>
#include <filesystem>
#include <optional>

#include "arrow_result.h"
#include "files/input.h"
#include "host_file.h"

namespace quiver::duckdb_extension {
namespace {

constexpr size_t kMostTables = 16;

// Nothing for what must be opened each time: what was changed so short a time ago that another
// change might have the same time.
std::optional<std::string> Fingerprint(const std::string& path) {
  // What can be read only once is kept open until that is done: a statement may be bound more often
  // than it is run.
  if (IsStreamOnly(path)) return "a stream";
  std::error_code error;
  const auto changed = std::filesystem::last_write_time(path, error);
  if (error || std::filesystem::file_time_type::clock::now() - changed < std::chrono::seconds(2)) {
    return std::nullopt;
  }
  auto fingerprint = FileFingerprint(path);
  if (!fingerprint.ok()) return std::nullopt;
  return *fingerprint;
}

}  // namespace

std::shared_ptr<ArrowTable> TableCache::Open(const std::string& path,
                                             duckdb_v2_context_handle context,
                                             duckdb_v2_error_info_handle* err) {
  // Only the host could say whether it was changed.
  if (IsHostPath(path, context, err)) {
    return ValueOf(ArrowTable::OpenInput(path, OpenHostFile(path, context, err)));
  }
  const auto fingerprint = Fingerprint(path);
  {
    const std::lock_guard lock(mutex_);
    // What was deleted or changed is let go, also its place on the disk.
    entries_.remove_if(
        [](const Entry& entry) { return Fingerprint(entry.path) != entry.fingerprint; });
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
      if (entry->path != path || entry->fingerprint != fingerprint) continue;
      entries_.splice(entries_.begin(), entries_, entry);
      return entries_.front().table;
    }
  }
  auto table = ValueOf(ArrowTable::Open(path));
  if (fingerprint && Fingerprint(path) == fingerprint) {
    const std::lock_guard lock(mutex_);
    entries_.push_front({path, *fingerprint, table});
    if (entries_.size() > kMostTables) entries_.pop_back();
  }
  return table;
}

}  // namespace quiver::duckdb_extension

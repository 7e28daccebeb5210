#include "guarded_mapping.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include <arrow/buffer.h>
#include <arrow/io/memory.h>

#include "files/input.h"

namespace quiver::duckdb_extension {
namespace {

// What the signal handler looks at: a list that only grows, whose entries are used again.
struct Range {
  std::atomic<uintptr_t> begin{0};  // 0: not in use
  std::atomic<uintptr_t> end{0};
  std::atomic<std::atomic<bool>*> cut_short{nullptr};
  Range* next = nullptr;
};

std::atomic<Range*> first_range{nullptr};
std::mutex ranges_mutex;
std::vector<Range*>& free_ranges = *new std::vector<Range*>();  // a database may outlive statics
struct sigaction handler_before;

// Only what a signal handler may do: loads of atomics, mmap, sigaction.
void OnBusError(int signal, siginfo_t* info, void* context) {
  const auto address = reinterpret_cast<uintptr_t>(info->si_addr);
  for (Range* range = first_range.load(); range != nullptr; range = range->next) {
    const uintptr_t begin = range->begin.load();
    if (begin == 0 || address < begin || address >= range->end.load()) continue;
    const uintptr_t page = address & ~(static_cast<uintptr_t>(sysconf(_SC_PAGESIZE)) - 1);
    void* const zeros = mmap(reinterpret_cast<void*>(page), sysconf(_SC_PAGESIZE), PROT_READ,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (zeros == MAP_FAILED) break;
    range->cut_short.load()->store(true);
    return;
  }
  if ((handler_before.sa_flags & SA_SIGINFO) != 0) {
    handler_before.sa_sigaction(signal, info, context);
  } else if (handler_before.sa_handler != SIG_DFL && handler_before.sa_handler != SIG_IGN) {
    handler_before.sa_handler(signal);
  } else {
    // The access is tried again, and ends the process as it would have without us.
    sigaction(signal, &handler_before, nullptr);
  }
}

void InstallHandler() {
  static std::once_flag installed;
  std::call_once(installed, [] {
    struct sigaction action = {};
    action.sa_sigaction = OnBusError;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, &handler_before);
  });
}

Range* TakeRange() {
  if (!free_ranges.empty()) {
    Range* const range = free_ranges.back();
    free_ranges.pop_back();
    return range;
  }
  auto* range = new Range();  // never deleted: a handler may look at it
  range->next = first_range.load();
  first_range.store(range);
  return range;
}

// The bytes of a mapping, guarded as long as anybody has them.
class GuardedBytes final : public arrow::Buffer {
 public:
  GuardedBytes(std::shared_ptr<arrow::Buffer> bytes, std::shared_ptr<std::atomic<bool>> cut_short)
      : Buffer(bytes->data(), bytes->size()),
        bytes_(std::move(bytes)),
        cut_short_(std::move(cut_short)) {
    const std::lock_guard lock(ranges_mutex);
    range_ = TakeRange();
    range_->cut_short = cut_short_.get();
    range_->end = reinterpret_cast<uintptr_t>(data() + size());
    range_->begin = reinterpret_cast<uintptr_t>(data());
  }
  ~GuardedBytes() override {
    const std::lock_guard lock(ranges_mutex);
    range_->begin = 0;
    range_->cut_short = nullptr;
    free_ranges.push_back(range_);
  }

 private:
  const std::shared_ptr<arrow::Buffer> bytes_;
  const std::shared_ptr<std::atomic<bool>> cut_short_;
  Range* range_;
};

}  // namespace

arrow::Result<std::shared_ptr<GuardedMapping>> GuardedMapping::Open(const std::string& path) {
  InstallHandler();
  ARROW_ASSIGN_OR_RAISE(auto fingerprint, FileFingerprint(path));
  ARROW_ASSIGN_OR_RAISE(const auto input, OpenInput(path));
  ARROW_ASSIGN_OR_RAISE(const int64_t size, input->GetSize());
  ARROW_ASSIGN_OR_RAISE(auto bytes, input->ReadAt(0, size));
  auto cut_short = std::make_shared<std::atomic<bool>>(false);
  std::shared_ptr<GuardedMapping> mapping(new GuardedMapping(path, std::move(fingerprint)));
  mapping->cut_short_ = cut_short;
  mapping->input_ = std::make_shared<arrow::io::BufferReader>(
      std::make_shared<GuardedBytes>(std::move(bytes), std::move(cut_short)));
  return mapping;
}

bool GuardedMapping::has_changed() const {
  return FileFingerprint(path_).ValueOr("") != fingerprint_;
}

arrow::Status GuardedMapping::CheckWhole() const {
  if (!cut_short_->load(std::memory_order_relaxed)) return arrow::Status::OK();
  return arrow::Status::IOError(
      path_, ": it was cut short while it was read; read it again when it is written");
}

}  // namespace quiver::duckdb_extension

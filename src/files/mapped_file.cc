#include "files/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <arrow/buffer.h>
#include <arrow/io/memory.h>

namespace quiver {
namespace {

// A smaller file is read: that is quicker than a mapping, of which a process has 65,530 at most.
constexpr int64_t kLeastMappedBytes = 16 << 10;

class Mapping final : public arrow::Buffer {
 public:
  using arrow::Buffer::Buffer;
  ~Mapping() override { munmap(const_cast<uint8_t*>(data()), size()); }
};

arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int descriptor, int64_t size) {
  ARROW_ASSIGN_OR_RAISE(auto bytes, arrow::AllocateBuffer(size));
  for (int64_t done = 0; done < size;) {
    const ssize_t count = pread(descriptor, bytes->mutable_data() + done, size - done, done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return arrow::Status::IOError(std::strerror(errno));
    if (count == 0) return arrow::Status::IOError("it ends early; was it changed?");
    done += count;
  }
  return bytes;
}

arrow::Result<std::shared_ptr<arrow::Buffer>> Map(int descriptor, int64_t size) {
  void* const begin = mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
  if (begin != MAP_FAILED) {
    return std::make_shared<Mapping>(static_cast<const uint8_t*>(begin), size);
  }
  if (errno == ENOMEM) {
    return arrow::Status::IOError(
        "there is no room for another mapped file: vm.max_map_count (their number) or ulimit -v "
        "(their bytes) is reached");
  }
  return arrow::Status::IOError(std::strerror(errno));
}

arrow::Result<std::shared_ptr<arrow::Buffer>> Bytes(int descriptor) {
  struct stat found;
  if (fstat(descriptor, &found) != 0) return arrow::Status::IOError(std::strerror(errno));
  return found.st_size < kLeastMappedBytes ? Read(descriptor, found.st_size)
                                           : Map(descriptor, found.st_size);
}

}  // namespace

arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> MapFile(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return arrow::Status::IOError(std::strerror(errno));
  auto bytes = Bytes(descriptor);
  close(descriptor);
  ARROW_RETURN_NOT_OK(bytes);
  return std::make_shared<arrow::io::BufferReader>(*std::move(bytes));
}

}  // namespace quiver

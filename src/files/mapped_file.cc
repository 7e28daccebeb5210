#include "files/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <arrow/buffer.h>
#include <arrow/io/memory.h>

namespace quiver {
namespace {

class Mapping final : public arrow::Buffer {
 public:
  using arrow::Buffer::Buffer;
  ~Mapping() override { munmap(const_cast<uint8_t*>(data()), size()); }
};

}  // namespace

arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> MapFile(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return arrow::Status::IOError(std::strerror(errno));
  struct stat found;
  const bool known = fstat(descriptor, &found) == 0;
  if (known && found.st_size == 0) {
    // There is nothing to map, and mmap says so.
    close(descriptor);
    return std::make_shared<arrow::io::BufferReader>(std::make_shared<arrow::Buffer>(nullptr, 0));
  }
  void* const begin =
      known ? mmap(nullptr, found.st_size, PROT_READ, MAP_SHARED, descriptor, 0) : MAP_FAILED;
  const int error = errno;
  close(descriptor);
  if (begin == MAP_FAILED) return arrow::Status::IOError(std::strerror(error));
  return std::make_shared<arrow::io::BufferReader>(
      std::make_shared<Mapping>(static_cast<const uint8_t*>(begin), found.st_size));
}

}  // namespace quiver

#pragma once

#include <cstring>
#include <utility>
#include <vector>

#include "databases/sqlite/page_reader.h"

namespace quiver::sqlite::testing {

/// A database that is only bytes in memory, well-formed or not.
class MemoryPages : public PageReader {
 public:
  MemoryPages(std::vector<uint8_t> bytes, uint32_t page_size, uint32_t reserved,
              TextEncoding encoding)
      : bytes_(std::move(bytes)) {
    page_size_ = page_size;
    usable_size_ = page_size - reserved;
    page_count_ = static_cast<uint32_t>(bytes_.size() / page_size);
    encoding_ = encoding;
  }

  arrow::Status Read(uint32_t first, uint32_t count, uint8_t* to) const override {
    if (first == 0 || count > page_count_ || first > page_count_ - count + 1) {
      return DamagedPage(first, "a page that the database does not have");
    }
    std::memcpy(to, bytes_.data() + (size_t{first} - 1) * page_size_, size_t{count} * page_size_);
    return arrow::Status::OK();
  }

 private:
  const std::vector<uint8_t> bytes_;
};

}  // namespace quiver::sqlite::testing

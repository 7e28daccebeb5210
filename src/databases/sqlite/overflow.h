#pragma once

#include <cstdint>
#include <vector>

#include <arrow/status.h>

#include "databases/sqlite/page_reader.h"

namespace quiver::sqlite {

/// Reads what a cell could not hold (https://www.sqlite.org/fileformat2.html, section 1.7): a chain
/// of pages, each of them
///
///   number of the next page, 0 in the last one: 4 | payload ... | reserved bytes
///
/// A large value is mostly written to pages that follow each other, so the reader takes more and
/// more of them at once as long as they do. One thread at a time.
class OverflowReader {
 public:
  explicit OverflowReader(const PageReader& pages) : pages_(pages) {}

  /// Copies the first `bytes` bytes of the chain that begins with page `first`. With `whole` the
  /// chain must end there. Errors: IOError naming the page.
  arrow::Status Copy(uint32_t first, uint32_t bytes, bool whole, uint8_t* to);

 private:
  const PageReader& pages_;
  std::vector<uint8_t> buffer_;
};

}  // namespace quiver::sqlite

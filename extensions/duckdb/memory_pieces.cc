#include "memory_pieces.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "files/positioned_file.h"

namespace quiver::duckdb_extension {
namespace {

class Pieces final : public PositionedFile {
 public:
  explicit Pieces(std::vector<std::shared_ptr<arrow::Buffer>> pieces) : pieces_(std::move(pieces)) {
    for (const auto& piece : pieces_) {
      begins_.push_back(size_);
      size_ += piece->size();
    }
  }

  bool supports_zero_copy() const override { return true; }
  arrow::Result<int64_t> GetSize() override { return size_; }

  arrow::Result<int64_t> ReadAt(int64_t position, int64_t bytes, void* out) override {
    int64_t read = 0;
    while (read < bytes && position + read < size_) {
      const size_t piece = PieceAt(position + read);
      const int64_t offset = position + read - begins_[piece];
      const int64_t step = std::min(bytes - read, pieces_[piece]->size() - offset);
      std::memcpy(static_cast<uint8_t*>(out) + read, pieces_[piece]->data() + offset, step);
      read += step;
    }
    return read;
  }

  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(int64_t position, int64_t bytes) override {
    const int64_t wanted = std::clamp<int64_t>(bytes, 0, std::max<int64_t>(0, size_ - position));
    if (wanted == 0) return std::make_shared<arrow::Buffer>(nullptr, 0);
    const size_t piece = PieceAt(position);
    const int64_t offset = position - begins_[piece];
    if (wanted <= pieces_[piece]->size() - offset) {
      return arrow::SliceBuffer(pieces_[piece], offset, wanted);
    }
    ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateBuffer(wanted));
    ARROW_RETURN_NOT_OK(ReadAt(position, wanted, buffer->mutable_data()));
    return std::shared_ptr<arrow::Buffer>(std::move(buffer));
  }

 private:
  // The one that has the byte at `position`, which is inside.
  size_t PieceAt(int64_t position) const {
    return std::ranges::upper_bound(begins_, position) - begins_.begin() - 1;
  }

  const std::vector<std::shared_ptr<arrow::Buffer>> pieces_;
  std::vector<int64_t> begins_;
  int64_t size_ = 0;
};

}  // namespace

std::shared_ptr<arrow::io::RandomAccessFile> ReadPieces(
    std::vector<std::shared_ptr<arrow::Buffer>> pieces) {
  std::erase_if(pieces, [](const auto& piece) { return piece->size() == 0; });
  return std::make_shared<Pieces>(std::move(pieces));
}

}  // namespace quiver::duckdb_extension

#pragma once

#include <memory>
#include <vector>

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>

namespace quiver::duckdb_extension {

/// Pieces of memory, one after the other, as a file. What lies in one piece is read without a copy.
std::shared_ptr<arrow::io::RandomAccessFile> ReadPieces(
    std::vector<std::shared_ptr<arrow::Buffer>> pieces);

}  // namespace quiver::duckdb_extension

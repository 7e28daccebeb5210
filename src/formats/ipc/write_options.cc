#include "formats/ipc/write_options.h"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include <arrow/util/compression.h>

#include "core/projected_stream.h"

namespace quiver::ipc {
namespace {

arrow::Status UnknownCodec(const std::string& compression) {
  return arrow::Status::Invalid(
      "an Arrow file can't have the compression \"", compression,
      "\"; there are none, lz4, zstd and zstd:LEVEL (",
      arrow::util::Codec::MinimumCompressionLevel(arrow::Compression::ZSTD).ValueOr(1), " to ",
      arrow::util::Codec::MaximumCompressionLevel(arrow::Compression::ZSTD).ValueOr(22), ")");
}

arrow::Result<std::shared_ptr<arrow::util::Codec>> CodecOf(const std::string& compression) {
  if (compression.empty() || compression == "none") return nullptr;
  if (compression == "lz4") return arrow::util::Codec::Create(arrow::Compression::LZ4_FRAME);
  const std::string_view text(compression);
  if (text == "zstd") return arrow::util::Codec::Create(arrow::Compression::ZSTD);
  if (!text.starts_with("zstd:")) return UnknownCodec(compression);
  const std::string_view digits = text.substr(5);
  int level = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), level);
  ARROW_ASSIGN_OR_RAISE(const int least,
                        arrow::util::Codec::MinimumCompressionLevel(arrow::Compression::ZSTD));
  ARROW_ASSIGN_OR_RAISE(const int most,
                        arrow::util::Codec::MaximumCompressionLevel(arrow::Compression::ZSTD));
  if (error != std::errc() || end != digits.end() || level < least || level > most) {
    return UnknownCodec(compression);
  }
  return arrow::util::Codec::Create(arrow::Compression::ZSTD, level);
}

}  // namespace

arrow::Result<arrow::ipc::IpcWriteOptions> WriteOptionsOf(const SinkOptions& options) {
  constexpr int32_t kCacheLine = 64;
  auto write = arrow::ipc::IpcWriteOptions::Defaults();
  write.alignment = kCacheLine;
  // Batches are encoded in parallel already.
  write.use_threads = false;
  ARROW_ASSIGN_OR_RAISE(write.codec, CodecOf(options.compression));
  return write;
}

arrow::Result<std::vector<bool>> StatisticsColumns(const TableDescription& table,
                                                   const SinkOptions& options) {
  const bool all = options.statistics && options.statistics->empty();
  std::vector<bool> columns(table.schema->num_fields(), all);
  if (!options.statistics) return columns;
  ARROW_ASSIGN_OR_RAISE(const auto named, FindColumns(table, *options.statistics));
  for (const int column : named) columns[column] = true;
  return columns;
}

}  // namespace quiver::ipc

#include "formats/parquet/compression.h"

#include <charconv>
#include <memory>
#include <string_view>

#include <fmt/format.h>

namespace quiver::parquet_format {
namespace {

arrow::Result<arrow::Compression::type> ParseCodec(std::string_view name) {
  using arrow::Compression;
  if (name.empty() || name == "zstd") return Compression::ZSTD;
  if (name == "none" || name == "uncompressed") return Compression::UNCOMPRESSED;
  if (name == "snappy") return Compression::SNAPPY;
  if (name == "gzip") return Compression::GZIP;
  if (name == "brotli") return Compression::BROTLI;
  if (name == "lz4") return Compression::LZ4;
  return arrow::Status::Invalid(
      fmt::format("\"{}\" is no compression of Parquet files; choose zstd, snappy, gzip, brotli, "
                  "lz4 or none",
                  name));
}

}  // namespace

arrow::Result<Compression> ParseCompression(const std::string& text) {
  const size_t colon = text.find(':');
  Compression compression;
  ARROW_ASSIGN_OR_RAISE(compression.codec, ParseCodec(text.substr(0, colon)));
  if (colon == std::string::npos) {
    if (compression.codec == arrow::Compression::ZSTD) compression.level = 1;
    return compression;
  }
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + colon + 1, end, compression.level);
  const bool is_number = parsed.ec == std::errc() && parsed.ptr == end;
  if (!is_number || !arrow::util::Codec::SupportsCompressionLevel(compression.codec)) {
    return arrow::Status::Invalid(
        fmt::format("\"{}\" has no such level; a level is a number, as in zstd:3", text));
  }
  ARROW_ASSIGN_OR_RAISE(const int least,
                        arrow::util::Codec::MinimumCompressionLevel(compression.codec));
  ARROW_ASSIGN_OR_RAISE(const int most,
                        arrow::util::Codec::MaximumCompressionLevel(compression.codec));
  if (compression.level < least || compression.level > most) {
    return arrow::Status::Invalid(
        fmt::format("\"{}\": levels go from {} to {}", text, least, most));
  }
  return compression;
}

}  // namespace quiver::parquet_format

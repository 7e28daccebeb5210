#include "formats/csv/text_encoding.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace quiver::csv {
namespace {

void AppendCodePoint(uint32_t code_point, std::string* to) {
  const auto append = [to](uint32_t byte) { to->push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    append(code_point);
  } else if (code_point < 0x800) {
    append(0xc0 | code_point >> 6);
    append(0x80 | (code_point & 0x3f));
  } else if (code_point < 0x10000) {
    append(0xe0 | code_point >> 12);
    append(0x80 | (code_point >> 6 & 0x3f));
    append(0x80 | (code_point & 0x3f));
  } else {
    append(0xf0 | code_point >> 18);
    append(0x80 | (code_point >> 12 & 0x3f));
    append(0x80 | (code_point >> 6 & 0x3f));
    append(0x80 | (code_point & 0x3f));
  }
}

class Latin1Decoder final : public TextDecoder {
 public:
  arrow::Status Decode(std::string_view bytes, bool, std::string* to) override {
    for (const char byte : bytes) AppendCodePoint(static_cast<unsigned char>(byte), to);
    return arrow::Status::OK();
  }
};

class Utf16Decoder final : public TextDecoder {
 public:
  explicit Utf16Decoder(bool big_endian) : big_endian_(big_endian) {}

  arrow::Status Decode(std::string_view bytes, bool last, std::string* to) override {
    for (const char byte : bytes) {
      const auto value = static_cast<unsigned char>(byte);
      ++position_;
      if (!half_) {
        half_ = true;
        first_ = value;
        continue;
      }
      half_ = false;
      const uint32_t unit = big_endian_ ? first_ << 8 | value : value << 8 | first_;
      if (unit == '\n') ++line_;
      ARROW_RETURN_NOT_OK(AddUnit(unit, to));
    }
    return last && (half_ || high_ != 0) ? Wrong("the text ends in the middle of a character")
                                         : arrow::Status::OK();
  }

 private:
  arrow::Status AddUnit(uint32_t unit, std::string* to) {
    const bool is_high = unit >= 0xd800 && unit < 0xdc00;
    const bool is_low = unit >= 0xdc00 && unit < 0xe000;
    if (is_low != (high_ != 0)) return Wrong("half of a surrogate pair is missing");
    if (is_high) {
      high_ = unit;
    } else if (is_low) {
      AppendCodePoint(0x10000 + ((high_ - 0xd800) << 10) + (unit - 0xdc00), to);
      high_ = 0;
    } else {
      AppendCodePoint(unit, to);
    }
    return arrow::Status::OK();
  }

  arrow::Status Wrong(const char* what) const {
    return arrow::Status::Invalid(
        fmt::format("line {}: this is not UTF-16 at byte {}: {}", line_, position_, what));
  }

  const bool big_endian_;
  bool half_ = false;
  uint32_t first_ = 0;
  uint32_t high_ = 0;
  int64_t position_ = 0;
  int64_t line_ = 1;
};

/// Every other byte of ASCII text in UTF-16 is zero: the second ones in little endian.
bool LooksLikeUtf16(std::string_view head, bool* big_endian) {
  int64_t zeros[2] = {0, 0};
  for (size_t i = 0; i < head.size(); ++i) zeros[i % 2] += head[i] == '\0' ? 1 : 0;
  *big_endian = zeros[0] > zeros[1];
  const auto quarter = static_cast<int64_t>(head.size()) / 4;
  return head.size() >= 4 && std::max(zeros[0], zeros[1]) > quarter &&
         std::min(zeros[0], zeros[1]) < quarter / 8 + 1;
}

EncodingChoice Utf16(bool big_endian, int mark) {
  return {std::make_unique<Utf16Decoder>(big_endian), mark};
}

}  // namespace

arrow::Result<EncodingChoice> ChooseEncoding(const std::string& wanted, std::string_view head) {
  const bool little_mark = head.starts_with("\xff\xfe");
  const bool big_mark = head.starts_with("\xfe\xff");
  const int utf8_mark = head.starts_with("\xef\xbb\xbf") ? 3 : 0;
  bool big_endian = false;
  if (wanted == "latin-1") return EncodingChoice{std::make_unique<Latin1Decoder>(), 0};
  if (wanted == "utf-16le") return Utf16(false, little_mark ? 2 : 0);
  if (wanted == "utf-16be") return Utf16(true, big_mark ? 2 : 0);
  if (little_mark || big_mark) return Utf16(big_mark, 2);
  const bool looks_like_utf16 = LooksLikeUtf16(head, &big_endian);
  if (wanted == "utf-16") return Utf16(looks_like_utf16 && big_endian, 0);
  if (!wanted.empty() && wanted != "utf-8") {
    return arrow::Status::Invalid(
        fmt::format("\"{}\" is no encoding that is known here; known are utf-8, utf-16, utf-16le, "
                    "utf-16be and latin-1",
                    wanted));
  }
  if (wanted.empty() && looks_like_utf16) {
    return arrow::Status::Invalid(
        fmt::format("this looks like UTF-16 without a byte order mark; say --encoding utf-16{}",
                    big_endian ? "be" : "le"));
  }
  return EncodingChoice{nullptr, utf8_mark};
}

}  // namespace quiver::csv

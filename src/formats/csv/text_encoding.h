#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <arrow/result.h>
#include <arrow/status.h>

namespace quiver::csv {

/// Turns the bytes of a text, piece by piece, into UTF-8.
class TextDecoder {
 public:
  virtual ~TextDecoder() = default;

  /// Appends what `bytes` stand for to `to`. What is cut at their end is kept for the next call;
  /// `last`: there is none. Errors: Invalid for bytes that stand for nothing.
  virtual arrow::Status Decode(std::string_view bytes, bool last, std::string* to) = 0;
};

/// What the first bytes of a text say about its encoding.
struct EncodingChoice {
  /// Null: the text is UTF-8 (or ASCII) already.
  std::unique_ptr<TextDecoder> decoder;
  /// Bytes of the byte order mark.
  int mark = 0;
};

/// `wanted`: CsvOptions::encoding. Errors: Invalid for an encoding that is not known, and for text
/// that looks like UTF-16 where UTF-8 is to be expected.
arrow::Result<EncodingChoice> ChooseEncoding(const std::string& wanted, std::string_view head);

}  // namespace quiver::csv

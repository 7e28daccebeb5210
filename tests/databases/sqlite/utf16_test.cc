#include "databases/sqlite/utf16.h"

#include <gtest/gtest.h>

namespace quiver::sqlite {
namespace {

std::string RoundTrip(std::string_view utf8, TextEncoding encoding) {
  const std::vector<uint8_t> stored = EncodeText(utf8, encoding);
  std::string back;
  EXPECT_TRUE(AppendUtf16AsUtf8(stored.data(), stored.size(), encoding, &back));
  return back;
}

bool IsValid(const std::vector<uint8_t>& stored) {
  std::string text;
  return AppendUtf16AsUtf8(stored.data(), stored.size(), TextEncoding::kUtf16Be, &text);
}

TEST(Utf16, ComesBackAsItWas) {
  for (const char* text :
       {"", "a", "größe", "東京", "🙂", "\u07ff\u0800\uffff\U00010000\U0010ffff"}) {
    EXPECT_EQ(RoundTrip(text, TextEncoding::kUtf16Le), text);
    EXPECT_EQ(RoundTrip(text, TextEncoding::kUtf16Be), text);
  }
}

TEST(Utf16, RefusesHalves) {
  EXPECT_TRUE(IsValid({0xd8, 0x3d, 0xde, 0x42}));
  EXPECT_FALSE(IsValid({0x00}));                    // half a unit
  EXPECT_FALSE(IsValid({0xd8, 0x3d}));              // a high surrogate at the end
  EXPECT_FALSE(IsValid({0xd8, 0x3d, 0x00, 0x61}));  // … and before something else
  EXPECT_FALSE(IsValid({0xde, 0x42}));              // a low surrogate alone
}

}  // namespace
}  // namespace quiver::sqlite

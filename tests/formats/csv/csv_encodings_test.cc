// Encodings, compression, and files that can be read once only.

#include <sys/stat.h>

#include <thread>

#include <arrow/util/compression.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/csv/csv_files.h"

namespace quiver::csv {
namespace {

using std::string_literals::operator""s;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const char* const kText = "a,b\n1,h\u00e9llo \u20ac\n2,\U0001f600\n";

auto IsKText() {
  return ElementsAre(ElementsAre("1", "h\u00e9llo \u20ac"), ElementsAre("2", "\U0001f600"));
}

std::string Utf16(std::u16string_view text, bool big_endian) {
  std::string bytes;
  for (const char16_t unit : text) {
    const char low = static_cast<char>(unit & 0xff);
    const char high = static_cast<char>(unit >> 8);
    bytes += big_endian ? high : low;
    bytes += big_endian ? low : high;
  }
  return bytes;
}

const char16_t* const kText16 = u"a,b\n1,h\u00e9llo \u20ac\n2,\U0001f600\n";

std::string Compressed(const std::string& text, arrow::Compression::type type) {
  const auto codec = arrow::util::Codec::Create(type).ValueOrDie();
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  std::string packed(codec->MaxCompressedLen(text.size(), bytes), '\0');
  packed.resize(
      codec->Compress(text.size(), bytes, packed.size(), reinterpret_cast<uint8_t*>(packed.data()))
          .ValueOrDie());
  return packed;
}

TEST(CsvEncoding, IsUtf8WithOrWithoutAByteOrderMark) {
  EXPECT_THAT(TextsOf(*CsvFile(kText).Read().ValueOrDie()), IsKText());
  CsvFile marked("\xef\xbb\xbf"s + kText);
  const auto table = marked.Read().ValueOrDie();
  EXPECT_EQ(table->field(0)->name(), "a");
  EXPECT_THAT(TextsOf(*table), IsKText());
}

TEST(CsvEncoding, IsUtf16WhereAByteOrderMarkOrTheUserSaysSo) {
  EXPECT_THAT(TextsOf(*CsvFile("\xff\xfe" + Utf16(kText16, false)).Read().ValueOrDie()), IsKText());
  EXPECT_THAT(TextsOf(*CsvFile("\xfe\xff" + Utf16(kText16, true)).Read().ValueOrDie()), IsKText());
  for (const bool big_endian : {false, true}) {
    CsvFile file(Utf16(kText16, big_endian));
    EXPECT_THAT(file.Error(), HasSubstr(big_endian ? "utf-16be" : "utf-16le"));
    for (const std::string encoding : {"utf-16", big_endian ? "utf-16be" : "utf-16le"}) {
      file.options.csv.encoding = encoding;
      EXPECT_THAT(TextsOf(*file.Read().ValueOrDie()), IsKText()) << encoding;
    }
  }
}

TEST(CsvEncoding, ThatIsBrokenUtf16IsAnErrorWithTheLine) {
  CsvFile half("\xff\xfe"s + Utf16(u"a,b\n1,x\n", false) + "\x00\xd8"s + Utf16(u"x\n", false));
  EXPECT_THAT(half.Error(), HasSubstr("line 3: this is not UTF-16"));
  CsvFile odd("\xff\xfe"s + Utf16(u"a\n1\n", false) + "x");
  EXPECT_THAT(odd.Error(), HasSubstr("ends in the middle of a character"));
}

TEST(CsvEncoding, MayBeLatin1) {
  CsvFile file("a,b\n1,h\xe9llo\n");
  EXPECT_THAT(file.Error(), HasSubstr("line 2, column \"b\": this is not UTF-8; say --encoding"));
  file.options.csv.encoding = "latin-1";
  EXPECT_THAT(TextsOf(*file.Read().ValueOrDie()), ElementsAre(ElementsAre("1", "h\u00e9llo")));
}

TEST(CsvEncoding, ThatIsNotKnownIsAnError) {
  CsvFile file(kText);
  file.options.csv.encoding = "ebcdic";
  EXPECT_THAT(file.Error(), HasSubstr("\"ebcdic\" is no encoding that is known"));
}

TEST(CsvEncoding, IsCheckedInTheHeader) {
  EXPECT_THAT(CsvFile("a,\xe9\n1,2\n").Error(), HasSubstr("the header is not UTF-8"));
}

TEST(CsvCompression, IsSeenByTheFirstBytesWhateverTheName) {
  for (const auto type : {arrow::Compression::GZIP, arrow::Compression::ZSTD}) {
    CsvFile file(Compressed(kText, type));
    EXPECT_THAT(TextsOf(*file.Read().ValueOrDie()), IsKText());
    CsvFile parts(Compressed("a,b\n1,x\n", type) + Compressed("2,y\n", type));
    EXPECT_THAT(TextsOf(*parts.Read().ValueOrDie()),
                ElementsAre(ElementsAre("1", "x"), ElementsAre("2", "y")));
    CsvFile utf16(Compressed("\xff\xfe" + Utf16(kText16, false), type));
    EXPECT_THAT(TextsOf(*utf16.Read().ValueOrDie()), IsKText());
  }
}

TEST(CsvCompression, ThatIsCutShortOrDoneTwiceIsAnErrorThatNamesTheFile) {
  for (const auto type : {arrow::Compression::GZIP, arrow::Compression::ZSTD}) {
    std::string packed = Compressed(std::string(1000, 'x') + kText, type);
    CsvFile cut(packed.substr(0, packed.size() - 5));
    EXPECT_THAT(cut.Error(), HasSubstr(cut.path()));
    CsvFile twice(Compressed(packed, type));
    EXPECT_THAT(twice.Error(), HasSubstr("compressed twice"));
  }
}

TEST(CsvPipe, IsReadOnceAndThenFromAFileWithoutAName) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("p.csv");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(path) << kText; });
  auto source = OpenCsvSource(path, SourceOptions()).ValueOrDie();
  writer.join();
  auto stream = source->OpenTable({"", "p"}).ValueOrDie();
  EXPECT_THAT(TextsOf(*testing::ReadAll(*stream).ValueOrDie()), IsKText());
  EXPECT_THAT(TextsOf(*testing::ReadAll(*stream).ValueOrDie()), IsKText());
}

TEST(CsvFileErrors, NameThePath) {
  EXPECT_THAT(OpenCsvSource("/nowhere/x.csv", SourceOptions()).status().message(),
              HasSubstr("/nowhere/x.csv"));
}

}  // namespace
}  // namespace quiver::csv

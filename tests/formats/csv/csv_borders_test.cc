// The same rows come out wherever the borders of partitions and blocks are.

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/csv/csv_files.h"

namespace quiver::csv {
namespace {

/// A reader that has no borders: RFC 4180, a character at a time. Blank lines are no rows.
Rows NaiveRows(const std::string& text) {
  Rows rows;
  std::vector<std::string> row;
  std::string field;
  bool quoted = false;
  const auto end_field = [&] {
    row.push_back(field.empty() && !quoted ? "NULL" : field);
    field.clear();
    quoted = false;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' && field.empty() && !quoted) {
      quoted = true;
      for (++i; text[i] != '"' || (i + 1 < text.size() && text[i + 1] == '"'); ++i) {
        if (text[i] == '"') ++i;
        field += text[i];
      }
    } else if (text[i] == ',') {
      end_field();
    } else if (text[i] == '\n') {
      if (!field.empty() && field.back() == '\r') field.pop_back();
      const bool blank = row.empty() && field.empty() && !quoted;
      end_field();
      if (!blank) rows.push_back(row);
      row.clear();
    } else {
      field += text[i];
    }
  }
  return rows;
}

std::string RandomField(std::mt19937& random, bool stray_quotes) {
  const char* const kPieces[] = {"a", "bc", "\n", "\r\n", "\"\"", ",", "\u20ac", " ", "xyz", ""};
  std::string field;
  const int pieces = static_cast<int>(random() % 6);
  if (random() % 2 == 0) {
    for (int i = 0; i < pieces; ++i) field += kPieces[random() % std::size(kPieces)];
    return "\"" + field + "\"";
  }
  for (int i = 0; i < pieces; ++i) field += "ab\u20ac c"[random() % 7];
  // A character that was cut apart would not be UTF-8.
  std::erase_if(field, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  if (stray_quotes && !field.empty()) field += "\"x";
  return field;
}

std::string RandomFile(std::mt19937& random, int columns, bool stray_quotes) {
  std::string text;
  for (int i = 0; i < columns; ++i)
    text += "name" + std::to_string(i) + (i + 1 < columns ? "," : "\n");
  const int rows = static_cast<int>(random() % 40);
  for (int row = 0; row < rows; ++row) {
    for (int i = 0; i < columns; ++i) {
      text += RandomField(random, stray_quotes);
      if (i + 1 < columns) text += ",";
    }
    text += random() % 4 == 0 ? "\r\n" : "\n";
    if (random() % 8 == 0) text += "\n";
  }
  return text;
}

TEST(CsvBorders, GiveTheRowsOfANaiveReaderWhereverTheyAre) {
#ifdef QUIVER_NIGHTLY
  constexpr int kFiles = 3000;
#else
  constexpr int kFiles = 150;
#endif
  std::mt19937 random(20260101);
  for (int i = 0; i < kFiles; ++i) {
    const int columns = 2 + static_cast<int>(random() % 4);
    const std::string text = RandomFile(random, columns, i % 3 == 0);
    Rows expected = NaiveRows(text);
    expected.erase(expected.begin());
    CsvFile file(text);
    file.options.csv.header = true;
    for (int column = 0; column < columns; ++column) {
      file.options.csv.types["name" + std::to_string(column)] = arrow::utf8();
    }
    for (const auto& [partition, block] :
         std::vector<std::pair<int64_t, int64_t>>{{1, 1},
                                                  {2, 7},
                                                  {3, 64},
                                                  {13, 5},
                                                  {64, 64},
                                                  {65, 129},
                                                  {100'000, 3},
                                                  {100'000, 100'000}}) {
      file.layout = TinyLayout(partition, block);
      const auto table = file.Read();
      ASSERT_TRUE(table.ok()) << table.status() << "\n" << text;
      ASSERT_EQ(TextsOf(**table), expected)
          << "partitions of " << partition << ", blocks of " << block << "\n"
          << text;
    }
  }
}

/// The hash of each partition, opened in the order of their numbers or in the other.
std::vector<RowHash> HashPartitions(CsvFile& file, bool forwards) {
  const auto stream = file.Open().ValueOrDie();
  const int64_t count = stream->num_partitions();
  std::vector<RowHash> hashes(count);
  auto hasher = RowHasher::Make(*stream->schema()).ValueOrDie();
  for (int64_t i = 0; i < count; ++i) {
    const int64_t partition = forwards ? i : count - 1 - i;
    for (const auto& batch : testing::ReadPartition(*stream, partition).ValueOrDie()) {
      EXPECT_TRUE(hasher->Add(*batch, &hashes[partition]).ok());
    }
  }
  return hashes;
}

TEST(CsvBorders, AreFoundFromAnyPartitionFirst) {
  std::mt19937 random(7);
  for (int64_t bytes = 1; bytes < 40; ++bytes) {
    CsvFile file(RandomFile(random, 3, bytes % 3 == 0));
    file.options.csv.header = true;
    file.layout = TinyLayout(bytes, 16);
    EXPECT_EQ(HashPartitions(file, true), HashPartitions(file, false)) << bytes;
  }
}

}  // namespace
}  // namespace quiver::csv

// The files that the Arrow project tests its implementations with: read, compared with what Arrow
// reads, written, and compared again.

#include <algorithm>
#include <cctype>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <arrow/ipc/reader.h>
#include <gtest/gtest.h>

#include "formats/ipc/ipc_files.h"

namespace quiver::testing {
namespace {

std::vector<std::string> Files(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(std::string(ARROW_TESTING) + "/" + folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool IsStream(const std::string& path) { return path.ends_with(".stream"); }

arrow::Result<std::shared_ptr<arrow::Table>> ReadWithArrow(const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::ReadableFile::Open(path));
  if (IsStream(path)) {
    ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchStreamReader::Open(file));
    return reader->ToTable();
  }
  ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchFileReader::Open(file));
  return reader->ToTable();
}

class GoldenFile : public ::testing::TestWithParam<std::string> {};

TEST_P(GoldenFile, IsReadAsArrowReadsItAndComesBackFromOurFiles) {
  const auto expected = ReadWithArrow(GetParam());
  ASSERT_TRUE(expected.ok()) << expected.status();
  const auto read = Read(GetParam());
  ASSERT_TRUE(read.ok()) << read.status();
  ExpectSameRows(**expected, **read);

  const TemporaryDirectory directory;
  const Batches batches = BatchesOf(**read);
  for (const char* compression : {"none", "lz4", "zstd:3"}) {
    SinkOptions options;
    options.compression = compression;
    options.statistics.emplace();
    for (const auto* format : {&IpcFileFormat(), &IpcStreamFormat()}) {
      SCOPED_TRACE(format->name + " " + compression);
      const bool is_file = format == &IpcFileFormat();
      const std::string path = directory.File(is_file ? "copy.arrow_file" : "copy.stream");
      const auto written = Write(*format, path, (*read)->schema(), batches, options);
      ASSERT_TRUE(written.ok()) << written;
      const auto by_arrow = ReadWithArrow(path);
      ASSERT_TRUE(by_arrow.ok()) << by_arrow.status();
      EXPECT_EQ((*by_arrow)->num_rows(), (*expected)->num_rows());
      const auto back = Read(path);
      ASSERT_TRUE(back.ok()) << back.status();
      ExpectSameRows(**expected, **back);
    }
  }
}

TEST_P(GoldenFile, IsInspected) {
  const auto layout = InspectIpc(GetParam());
  ASSERT_TRUE(layout.ok()) << layout.status();
  EXPECT_EQ(layout->rows, (*ReadWithArrow(GetParam()))->num_rows());
  for (const GroupLayout& group : layout->groups) {
    int64_t bytes = 0;
    for (const ColumnLayout& column : group.columns) bytes += column.bytes;
    EXPECT_LE(bytes, group.body_bytes);
    EXPECT_EQ(group.columns.size(), layout->schema->num_fields());
  }
}

std::string NameOf(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param.substr(std::string(ARROW_TESTING).size() + 1);
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Arrow, GoldenFile, ::testing::ValuesIn(Files("integration")), NameOf);

class MalformedFile : public ::testing::TestWithParam<std::string> {};

TEST_P(MalformedFile, GivesAnErrorOrSoundRows) {
  const int64_t before = arrow::default_memory_pool()->bytes_allocated();
  (void)Read(GetParam());  // checks the rows
  (void)InspectIpc(GetParam());
  // A thread of Arrow's may hold a buffer a moment longer, of this file or of the one before it.
  for (int i = 0; i < 500 && arrow::default_memory_pool()->bytes_allocated() > before; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_LE(arrow::default_memory_pool()->bytes_allocated(), before);
}

INSTANTIATE_TEST_SUITE_P(Arrow, MalformedFile, ::testing::ValuesIn(Files("malformed")), NameOf);

TEST(MalformedFile, AnyOneByteChangedGivesAnErrorOrSoundRows) {
  const TemporaryDirectory directory;
  for (const char* name : {"integration/2.0.0-compression/generated_zstd.arrow_file",
                           "integration/1.0.0-littleendian/generated_nested_dictionary.stream",
                           "integration/1.0.0-bigendian/generated_dictionary.arrow_file",
                           "integration/4.0.0-shareddict/generated_shared_dict.arrow_file"}) {
    const auto file = arrow::io::ReadableFile::Open(std::string(ARROW_TESTING) + "/" + name);
    ASSERT_TRUE(file.ok()) << name;
    const std::string bytes = (*(*file)->Read(1 << 20))->ToString();
    const std::string path = directory.File("damaged");
    for (size_t i = 0; i < bytes.size(); i += 1 + bytes.size() / 80) {
      for (const char value : {'\0', '\x7f', '\xff'}) {
        std::string damaged = bytes;
        damaged[i] = value;
        std::ofstream(path, std::ios::binary) << damaged;
        (void)Read(path);
        if (value == '\0') {
          std::ofstream(path, std::ios::binary) << bytes.substr(0, i);
          (void)Read(path);
        }
      }
    }
  }
}

}  // namespace
}  // namespace quiver::testing

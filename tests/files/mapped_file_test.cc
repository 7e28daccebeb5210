#include "files/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <arrow/buffer.h>
#include <gtest/gtest.h>

#include "contract/temporary_directory.h"

namespace quiver::testing {
namespace {

std::string Write(const TemporaryDirectory& directory, const std::string& bytes) {
  const std::string path = directory.File("file");
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

/// Pages of the buffer that are in memory.
int64_t ResidentPages(const arrow::Buffer& buffer) {
  const auto page = static_cast<int64_t>(sysconf(_SC_PAGESIZE));
  std::vector<unsigned char> resident((buffer.size() + page - 1) / page);
  EXPECT_EQ(mincore(const_cast<uint8_t*>(buffer.data()), buffer.size(), resident.data()), 0);
  return std::ranges::count_if(resident, [](unsigned char flags) { return (flags & 1) != 0; });
}

/// Makes the system forget what it holds of a file.
void DropFromMemory(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY);
  ASSERT_GE(descriptor, 0);
  EXPECT_EQ(fsync(descriptor), 0);
  EXPECT_EQ(posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED), 0);
  close(descriptor);
}

TEST(MappedFileTest, GivesTheBytesOfAnyPlaceWithoutACopy) {
  const TemporaryDirectory directory;
  for (const std::string& begin : {std::string(), std::string(1 << 20, 'x')}) {
    const auto size = static_cast<int64_t>(begin.size());
    const auto file = MapFile(Write(directory, begin + "0123456789")).ValueOrDie();
    const auto whole = file->ReadAt(0, size + 10).ValueOrDie();
    const auto part = file->ReadAt(size + 4, 3).ValueOrDie();
    EXPECT_EQ(part->ToString(), "456");
    EXPECT_EQ(part->data(), whole->data() + size + 4);
    EXPECT_TRUE(file->supports_zero_copy());
  }
}

TEST(MappedFileTest, BuffersOutliveTheFile) {
  const TemporaryDirectory directory;
  auto file = MapFile(Write(directory, "0123456789")).ValueOrDie();
  const auto part = file->ReadAt(8, 2).ValueOrDie();
  file.reset();
  EXPECT_EQ(part->ToString(), "89");
}

TEST(MappedFileTest, AnEmptyFileHasNoBytes) {
  const TemporaryDirectory directory;
  EXPECT_EQ(MapFile(Write(directory, "")).ValueOrDie()->GetSize().ValueOrDie(), 0);
}

TEST(MappedFileTest, AFileThatIsNotThereIsAnError) {
  EXPECT_EQ(MapFile("/nowhere/at/all").status().message(), "No such file or directory");
}

TEST(MappedFileTest, SmallFilesAreNotCountedAgainstTheSystemsMostMappings) {
  const TemporaryDirectory directory;
  const std::string path = Write(directory, "0123456789");
  std::vector<std::shared_ptr<arrow::io::RandomAccessFile>> files;
  for (int i = 0; i < 70'000; ++i) {
    const auto file = MapFile(path);
    ASSERT_TRUE(file.ok()) << "file " << i << ": " << file.status();
    files.push_back(*file);
  }
  EXPECT_EQ(files.front()->ReadAt(4, 3).ValueOrDie()->ToString(), "456");
}

TEST(MappedFileTest, ReadingAPlaceDoesNotFetchItBeforeItIsTouched) {
  constexpr int64_t kBytes = int64_t{64} << 20;
  const TemporaryDirectory directory;
  const std::string path = Write(directory, std::string(kBytes, 'x'));
  DropFromMemory(path);
  const auto file = MapFile(path).ValueOrDie();
  const auto whole = file->ReadAt(0, kBytes).ValueOrDie();
  const int64_t before = ResidentPages(*whole);
  if (before > 0) GTEST_SKIP() << "this file system keeps its files in memory";
  EXPECT_EQ(whole->data()[kBytes / 2], 'x');
  // The system reads some megabytes around it.
  EXPECT_LT(ResidentPages(*whole), kBytes / sysconf(_SC_PAGESIZE) / 2);
}

}  // namespace
}  // namespace quiver::testing

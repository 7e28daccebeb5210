#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <thread>

#include <arrow/json/from_string.h>
#include <gtest/gtest.h>

#include "formats/ipc/ipc_files.h"

namespace quiver::testing {
namespace {

std::shared_ptr<arrow::RecordBatch> Batch() {
  const auto x = arrow::json::ArrayFromJSONString(arrow::int32(), "[1, null, 3]").ValueOrDie();
  const auto y =
      arrow::json::ArrayFromJSONString(arrow::utf8(), R"(["a", "b", null])").ValueOrDie();
  const auto schema =
      arrow::schema({arrow::field("x", arrow::int32()), arrow::field("y", arrow::utf8())});
  return arrow::RecordBatch::Make(schema, 3, {x, y});
}

std::string BytesOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// A pipe into which a thread writes.
class Pipe {
 public:
  Pipe(const TemporaryDirectory& directory, std::string bytes) : path_(directory.File("pipe")) {
    EXPECT_EQ(mkfifo(path_.c_str(), 0600), 0);
    thread_ = std::thread(
        [this, bytes = std::move(bytes)] { std::ofstream(path_, std::ios::binary) << bytes; });
  }
  ~Pipe() { thread_.join(); }
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
  std::thread thread_;
};

TEST(IpcStream, FromAPipeIsReadOnce) {
  const TemporaryDirectory directory;
  const auto batch = Batch();
  ASSERT_TRUE(Write(IpcStreamFormat(), directory.File("t"), batch->schema(), {batch, batch}).ok());
  const Pipe pipe(directory, BytesOf(directory.File("t")));
  auto source = OpenIpcStreamSource(pipe.path(), {}).ValueOrDie();
  auto stream = source->OpenScan({"", "pipe"}, {.columns = {{"y"}}}).ValueOrDie();
  EXPECT_EQ(stream->num_partitions(), 1);
  const auto read = ReadAll(*stream);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ((*read)->num_rows(), 6);
  EXPECT_EQ((*read)->num_columns(), 1);
  const auto again = stream->OpenPartition(0);
  EXPECT_NE(again.status().message().find("only once"), std::string::npos) << again.status();
}

TEST(IpcStream, AFileThroughAPipeIsReadAsAStream) {
  const TemporaryDirectory directory;
  const auto batch = Batch();
  ASSERT_TRUE(Write(IpcFileFormat(), directory.File("t"), batch->schema(), {batch, batch}).ok());
  const Pipe pipe(directory, BytesOf(directory.File("t")));
  auto source = OpenIpcStreamSource(pipe.path(), {}).ValueOrDie();
  auto stream = source->OpenTable({"", "pipe"}).ValueOrDie();
  EXPECT_EQ((*ReadAll(*stream))->num_rows(), 6);
}

TEST(IpcStream, AFileIsReadAsOftenAsWanted) {
  const TemporaryDirectory directory;
  const auto batch = Batch();
  const std::string path = directory.File("t.arrows");
  ASSERT_TRUE(Write(IpcStreamFormat(), path, batch->schema(), {batch}).ok());
  auto source = OpenIpcStreamSource(path, {}).ValueOrDie();
  for (int i = 0; i < 2; ++i) {
    auto stream = source->OpenScan({"", "t"}, {.columns = {{"y", "x"}}}).ValueOrDie();
    const auto read = ReadAll(*stream);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ((*read)->schema()->field(0)->name(), "y");
    EXPECT_EQ((*read)->num_rows(), 3);
  }
  auto none = source->OpenScan({"", "t"}, {.columns = {std::vector<std::string>()}}).ValueOrDie();
  EXPECT_EQ((*ReadPartition(*none, 0))[0]->num_rows(), 3);
}

TEST(IpcStream, CarriesItsStatisticsWithEachBatch) {
  const TemporaryDirectory directory;
  const auto batch = Batch();
  SinkOptions with;
  with.statistics.emplace();
  const std::string path = directory.File("t.arrows");
  ASSERT_TRUE(Write(IpcStreamFormat(), path, batch->schema(), {batch, batch->Slice(1)}, with).ok());
  const auto layout = InspectIpc(path).ValueOrDie();
  EXPECT_EQ(layout.format, "Arrow IPC stream");
  ASSERT_EQ(layout.groups.size(), 2);
  EXPECT_EQ(layout.groups[1].columns[0].statistics.min->ToString(), "3");
  EXPECT_EQ(layout.groups[1].columns[1].statistics.null_count, 1);
}

TEST(IpcStream, CutOffInsideOfAMessageIsAnError) {
  const TemporaryDirectory directory;
  const auto batch = Batch();
  const std::string path = directory.File("t.arrows");
  ASSERT_TRUE(Write(IpcStreamFormat(), path, batch->schema(), {batch}).ok());
  const std::string bytes = BytesOf(path);
  int errors = 0;
  for (size_t size = 0; size < bytes.size(); ++size) {
    std::ofstream(path, std::ios::binary) << bytes.substr(0, size);
    errors += Read(path).ok() ? 0 : 1;
  }
  // Without the end mark, or without a batch, it is a stream all the same.
  EXPECT_EQ(errors, static_cast<int>(bytes.size()) - 2);
}

TEST(IpcStream, WithoutAByteIsCalledEmpty) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("empty.arrows");
  std::ofstream(path).close();
  for (const auto& status :
       {OpenIpcStreamSource(path, {}).status(), OpenIpcSource(path, {}).status()}) {
    EXPECT_TRUE(status.IsInvalid());
    EXPECT_NE(status.message().find("it is empty"), std::string::npos) << status;
  }
}

TEST(IpcSource, SaysWhatIsNoArrowFile) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("x.feather");
  std::ofstream(path) << "FEA1 and so on, to more than a few bytes FEA1";
  EXPECT_NE(OpenIpcSource(path, {}).status().message().find("Feather version 1"),
            std::string::npos);
  std::ofstream(path) << "PAR1 and so on";
  EXPECT_NE(OpenIpcSource(path, {}).status().message().find("it is no Arrow IPC file"),
            std::string::npos);
  std::ofstream(path) << "";
  EXPECT_FALSE(OpenIpcSource(path, {}).ok());
  EXPECT_FALSE(OpenIpcStreamSource(path, {}).ok());
  EXPECT_TRUE(OpenIpcSource(directory.File("none"), {}).status().IsIOError());
}

// Memory that a message claims to need, but does not bring.
TEST(IpcStream, ABodyThatIsNotThereTakesNoMemory) {
  const TemporaryDirectory directory;
  const auto batch = Batch();
  ASSERT_TRUE(Write(IpcStreamFormat(), directory.File("t"), batch->schema(), {batch}).ok());
  std::string bytes = BytesOf(directory.File("t"));
  // The body's length stands in the message's metadata, as 8 bytes.
  const auto layout = InspectIpc(directory.File("t")).ValueOrDie();
  const int64_t length = layout.groups[0].body_bytes;
  const int64_t claimed = int64_t{1} << 50;
  const size_t place =
      bytes.find(std::string(reinterpret_cast<const char*>(&length), 8), layout.groups[0].offset);
  ASSERT_NE(place, std::string::npos);
  bytes.replace(place, 8, reinterpret_cast<const char*>(&claimed), 8);
  const Pipe pipe(directory, bytes);
  auto source = OpenIpcStreamSource(pipe.path(), {}).ValueOrDie();
  auto stream = source->OpenTable({"", "pipe"}).ValueOrDie();
  const int64_t before = arrow::default_memory_pool()->max_memory();
  EXPECT_FALSE(ReadAll(*stream).ok());
  EXPECT_LT(arrow::default_memory_pool()->max_memory(), std::max<int64_t>(before, 64 << 20));
}

}  // namespace
}  // namespace quiver::testing

#include "files/http_file.h"

#include <string>
#include <thread>
#include <vector>

#include <arrow/buffer.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "files/http_server.h"

namespace quiver::testing {
namespace {

using ::testing::HasSubstr;

std::string Bytes(size_t size) {
  std::string bytes(size, '\0');
  uint32_t state = 1;
  for (char& byte : bytes) byte = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return bytes;
}

std::string ReadAt(arrow::io::RandomAccessFile& file, int64_t position, int64_t bytes) {
  const auto buffer = file.ReadAt(position, bytes);
  return buffer.ok() ? (*buffer)->ToString() : buffer.status().ToString();
}

TEST(HttpFile, OnlyTheBytesThatAreAskedForTravel) {
  const std::string content = Bytes(4 << 20);
  HttpServer server(content, {});
  auto file = OpenHttpFile(server.url()).ValueOrDie();
  EXPECT_EQ(*file->GetSize(), std::ssize(content));
  const int64_t opening = server.bytes_sent();
  EXPECT_LE(opening, 64 << 10);
  EXPECT_EQ(ReadAt(*file, 1'000'000, 5'000), content.substr(1'000'000, 5'000));
  EXPECT_EQ(server.bytes_sent(), opening + 5'000);
}

TEST(HttpFile, TheLastBytesAreThereAlreadyWhenItIsOpened) {
  const std::string content = Bytes(1 << 20);
  HttpServer server(content, {});
  auto file = OpenHttpFile(server.url()).ValueOrDie();
  EXPECT_EQ(ReadAt(*file, (1 << 20) - 8, 100), content.substr((1 << 20) - 8));
  EXPECT_EQ(server.requests(), 1);
}

TEST(HttpFile, ManyThreadsReadAtTheSameTime) {
  const std::string content = Bytes(2 << 20);
  HttpServer server(content, {});
  auto file = OpenHttpFile(server.url()).ValueOrDie();
  std::vector<std::thread> threads;
  std::vector<int> right(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        const int64_t position = (t * 20 + i) * 20'000;
        right[t] += ReadAt(*file, position, 10'000) == content.substr(position, 10'000) ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(right, ::testing::Each(20));
}

TEST(HttpFile, AServerWithoutRangesGivesTheWholeFileOnce) {
  const std::string content = Bytes(1 << 20);
  HttpServer server(content, {.ranges = false});
  auto file = OpenHttpFile(server.url()).ValueOrDie();
  EXPECT_EQ(*file->GetSize(), std::ssize(content));
  EXPECT_EQ(ReadAt(*file, 500'000, 1'000), content.substr(500'000, 1'000));
  EXPECT_EQ(server.requests(), 1);
}

TEST(HttpFile, SmallAndEmptyFilesAreReadWithAndWithoutRanges) {
  for (const bool ranges : {true, false}) {
    for (const size_t size : {0u, 1u, 100u}) {
      const std::string content = Bytes(size);
      HttpServer server(content, {.ranges = ranges});
      auto file = OpenHttpFile(server.url());
      ASSERT_TRUE(file.ok()) << file.status();
      EXPECT_EQ(*(*file)->GetSize(), std::ssize(content));
      EXPECT_EQ(ReadAt(**file, 0, 1'000), content);
    }
  }
}

TEST(HttpFile, AServerThatFailsForAMomentIsAskedAgain) {
  const std::string content = Bytes(1'000);
  HttpServer server(content, {.failures = 2});
  auto file = OpenHttpFile(server.url());
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(server.requests(), 3);
}

TEST(HttpFile, AServerThatKeepsFailingIsAnErrorOfOneLine) {
  HttpServer server("", {.failures = 100});
  const auto status = OpenHttpFile(server.url()).status();
  EXPECT_TRUE(status.IsIOError());
  EXPECT_THAT(status.message(), HasSubstr("HTTP 503"));
  EXPECT_THAT(status.message(), HasSubstr(server.url()));
}

TEST(HttpFile, AConnectionThatBreaksIsTakenUpWhereItBroke) {
  const std::string content = Bytes(1 << 20);
  HttpServer server(content, {.break_once_after = 100'000});
  auto file = OpenHttpFile(server.url()).ValueOrDie();
  EXPECT_EQ(ReadAt(*file, 0, 500'000), content.substr(0, 500'000));
}

TEST(HttpFile, AConnectionThatBreaksWhileTheFileIsOpenedIsTriedAgain) {
  const std::string content = Bytes(200'000);
  for (const bool ranges : {true, false}) {
    HttpServer server(content, {.ranges = ranges, .break_once_after = 10'000});
    auto file = OpenHttpFile(server.url());
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_EQ(ReadAt(**file, 0, 200'000), content);
  }
}

TEST(HttpFile, AFileThatChangesWhileItIsReadIsAnError) {
  HttpServer server(Bytes(1 << 20), {});
  auto file = OpenHttpFile(server.url()).ValueOrDie();
  server.Replace(Bytes(1 << 20), "\"v2\"");
  const auto status = file->ReadAt(0, 1'000).status();
  EXPECT_TRUE(status.IsIOError());
  EXPECT_THAT(status.message(), HasSubstr("was changed while it was read"));
}

TEST(HttpFile, WithoutTagsAnotherSizeIsSeenAsAChange) {
  HttpServer server(Bytes(1 << 20), {.tag = ""});
  auto file = OpenHttpFile(server.url()).ValueOrDie();
  server.Replace(Bytes(2 << 20), "");
  EXPECT_THAT(file->ReadAt(0, 1'000).status().message(),
              HasSubstr("was changed while it was read"));
}

TEST(HttpFile, WhatIsNotThereSaysSo) {
  HttpServer server("", {.failures = 1, .failure_status = 404});
  EXPECT_THAT(OpenHttpFile(server.url()).status().message(), HasSubstr("there is no such file"));
  const std::string nobody = "http://127.0.0.1:1/x";
  const auto status = OpenHttpFile(nobody).status();
  EXPECT_TRUE(status.IsIOError());
  EXPECT_THAT(status.message(), HasSubstr(nobody));
}

TEST(HttpFile, TheFingerprintIsAnotherForAnotherVersion) {
  HttpServer server(Bytes(1'000), {});
  const std::string first = HttpFingerprint(server.url()).ValueOrDie();
  EXPECT_EQ(HttpFingerprint(server.url()).ValueOrDie(), first);
  server.Replace(Bytes(1'000), "\"v2\"");
  EXPECT_NE(HttpFingerprint(server.url()).ValueOrDie(), first);
}

}  // namespace
}  // namespace quiver::testing

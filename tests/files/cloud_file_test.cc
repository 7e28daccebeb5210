#include "files/cloud_file.h"

#include <string>

#include <arrow/buffer.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "files/http_server.h"

namespace quiver::testing {
namespace {

using ::testing::HasSubstr;

// An object's HEAD and GET are the same in S3 as anywhere.
std::string S3Uri(const HttpServer& server) {
  return "s3://key:secret@bucket/object?region=us-east-1&scheme=http&endpoint_override=127.0.0.1:" +
         std::to_string(server.port());
}

TEST(CloudFile, AnObjectOfS3IsReadByRanges) {
  std::string content(1 << 20, 'x');
  content.replace(500'000, 5, "hello");
  HttpServer server(content, {});
  auto file = OpenCloudFile(S3Uri(server));
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(*(*file)->GetSize(), std::ssize(content));
  EXPECT_EQ((*(*file)->ReadAt(500'000, 5))->ToString(), "hello");
  EXPECT_LT(server.bytes_sent(), 1'000);
}

TEST(CloudFile, TheFingerprintIsAnotherForAnotherSize) {
  HttpServer server("some bytes", {});
  const std::string first = CloudFingerprint(S3Uri(server)).ValueOrDie();
  EXPECT_EQ(CloudFingerprint(S3Uri(server)).ValueOrDie(), first);
  server.Replace("more bytes than before", "\"v2\"");
  EXPECT_NE(CloudFingerprint(S3Uri(server)).ValueOrDie(), first);
}

TEST(CloudFile, AnUnknownSchemeIsAnErrorOfOneLine) {
  const auto status = OpenCloudFile("nowhere://bucket/object").status();
  EXPECT_TRUE(status.IsIOError());
  EXPECT_THAT(status.message(), HasSubstr("nowhere://bucket/object"));
}

}  // namespace
}  // namespace quiver::testing

// Files behind a URL, as a person types it.

#include <fmt/format.h>

#include "cli/command_test.h"
#include "files/http_server.h"

namespace quiver::testing {
namespace {

using ::testing::HasSubstr;

class RemoteTest : public CommandTest {
 protected:
  // A file of 100,000 rows: a number, and text that takes most of the bytes.
  std::string Content(const std::string& name) {
    std::string csv = "id,text\n";
    for (int i = 0; i < 100'000; ++i) csv += fmt::format("{},{:x}\n", i, i * 2654435761u);
    WriteFile(File("big.csv"), csv);
    const Outcome copied = Quiver({"copy", File("big.csv"), File(name), "--compression", "none"});
    EXPECT_EQ(copied.exit_code, 0) << copied.err;
    return ReadFile(File(name));
  }
};

TEST_F(RemoteTest, OnlyTheBytesOfTheColumnsThatAreAskedForTravel) {
  for (const char* name : {"big.parquet", "big.arrow"}) {
    const std::string content = Content(name);
    HttpServer server(content, {});
    const Outcome copied = Quiver(
        {"copy", server.url(name), File("ids.csv"), "--columns", "id", "--if-exists", "replace"});
    ASSERT_EQ(copied.exit_code, 0) << copied.err;
    EXPECT_EQ(ReadFile(File("ids.csv")).substr(0, 7), "id\n0\n1\n");
    EXPECT_LT(server.bytes_sent(), std::ssize(content) * 6 / 10) << name;
  }
}

TEST_F(RemoteTest, EveryFormatIsReadFromAServerWithAndWithoutRanges) {
  for (const char* name : {"big.csv", "big.parquet", "big.arrow", "big.arrows"}) {
    const std::string content = std::string(name) == "big.csv"
                                    ? (Content("x.parquet"), ReadFile(File("big.csv")))
                                    : Content(name);
    for (const bool ranges : {true, false}) {
      HttpServer server(content, {.ranges = ranges});
      const Outcome verified = Quiver({"verify", File("big.csv"), server.url(name)});
      EXPECT_EQ(verified.exit_code, 0) << name << verified.out << verified.err;
    }
  }
}

TEST_F(RemoteTest, InspectReadsTheMetadataAlone) {
  const std::string content = Content("big.parquet");
  HttpServer server(content, {});
  const Outcome inspected = Quiver({"inspect", server.url("big.parquet?token=secret")});
  EXPECT_EQ(inspected.exit_code, 0) << inspected.err;
  EXPECT_THAT(inspected.out, HasSubstr("100,000 rows"));
  EXPECT_LE(server.bytes_sent(), 64 << 10);
}

TEST_F(RemoteTest, AServerThatIsNotThereOrAFileThatIsNotThereIsAnErrorOfOneLine) {
  ExpectOneErrorLine(Quiver({"head", "http://127.0.0.1:1/x.parquet"}), HasSubstr("127.0.0.1:1"));
  HttpServer server("", {.failures = 9, .failure_status = 404});
  ExpectOneErrorLine(Quiver({"head", server.url("x.csv")}), HasSubstr("there is no such file"));
}

}  // namespace
}  // namespace quiver::testing

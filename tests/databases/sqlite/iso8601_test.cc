#include "databases/sqlite/iso8601.h"

#include <cstdint>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace quiver::sqlite {
namespace {

struct Case {
  std::string_view text;
  Iso8601 kind;
  int64_t value = 0;
};

TEST(Iso8601Test, ReadsDatesAndTimestamps) {
  constexpr int64_t kDay = 86'400'000'000;
  constexpr int64_t kMinute = 60'000'000;
  const Case cases[] = {
      {"1970-01-01", Iso8601::kDate, 0},
      {"1969-12-31", Iso8601::kDate, -1},
      {"2000-02-29", Iso8601::kDate, 11016},
      {"0000-01-01", Iso8601::kDate, -719528},
      {"9999-12-31", Iso8601::kDate, 2932896},
      {"1970-01-02 00:00", Iso8601::kTimestamp, kDay},
      {"1970-01-01T00:01:02", Iso8601::kTimestamp, 62'000'000},
      {"1969-12-31 23:59:59.999999", Iso8601::kTimestamp, -1},
      {"1970-01-01 00:00:00.5", Iso8601::kTimestamp, 500'000},
      {"1970-01-01 00:00:00.123456000", Iso8601::kTimestamp, 123'456},
      {"1970-01-01 00:00:00Z", Iso8601::kTimestampUtc, 0},
      {"1970-01-01T00:00Z", Iso8601::kTimestampUtc, 0},
      {"1970-01-01 00:00:00.000001+00:00", Iso8601::kTimestampUtc, 1},
      {"1970-01-01 02:00:00+02:00", Iso8601::kTimestampUtc, 0},
      {"1970-01-01 00:00-05:30", Iso8601::kTimestampUtc, 330 * kMinute},
  };
  for (const Case& c : cases) {
    int64_t value = 42;
    EXPECT_EQ(ParseIso8601(c.text, &value), c.kind) << c.text;
    EXPECT_EQ(value, c.value) << c.text;
  }
}

TEST(Iso8601Test, TakesNothingElse) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {""sv,
                                      "now"sv,
                                      "2020"sv,
                                      "2020-1-1"sv,
                                      "2020-01-1"sv,
                                      "2020-00-01"sv,
                                      "2020-13-01"sv,
                                      "2020-01-00"sv,
                                      "2020-01-32"sv,
                                      "2021-02-29"sv,
                                      "1900-02-29"sv,
                                      "2020-04-31"sv,
                                      "2020/01/01"sv,
                                      "20200101"sv,
                                      "12020-01-01"sv,
                                      "-020-01-01"sv,
                                      " 2020-01-01"sv,
                                      "2020-01-01 "sv,
                                      "2020-01-01T"sv,
                                      "2020-01-01 1"sv,
                                      "2020-01-01 1:00"sv,
                                      "2020-01-01 24:00"sv,
                                      "2020-01-01 23:60"sv,
                                      "2020-01-01 23:59:60"sv,
                                      "2020-01-01 00:00:0"sv,
                                      "2020-01-01 00:00:00."sv,
                                      "2020-01-01 00:00:00.1234567"sv,
                                      "2020-01-01 00:00:00 Z"sv,
                                      "2020-01-01 00:00:00+2:00"sv,
                                      "2020-01-01 00:00:00+02"sv,
                                      "2020-01-01 00:00:00+0200"sv,
                                      "2020-01-01 00:00:00+15:00"sv,
                                      "2020-01-01 00:00Z "sv,
                                      "2020-01-01t00:00"sv,
                                      "2020-01-01Z"sv,
                                      "2020-01-01\0"sv,
                                      "2020-01-01 00:00\0"sv,
                                      "2020-0:-01"sv,
                                      "2020-01-0/"sv,
                                      "\xd9\xa2"
                                      "020-01-1"sv}) {
    int64_t value = 0;
    EXPECT_EQ(ParseIso8601(text, &value), Iso8601::kNone) << text;
  }
}

/// Every day and some times of day, against SQLite's own arithmetic.
TEST(Iso8601Test, AgreesWithSqliteOnEveryDay) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(":memory:", &database), SQLITE_OK);
  sqlite3_stmt* days = nullptr;
  ASSERT_EQ(
      sqlite3_prepare_v2(
          database,
          "WITH RECURSIVE d(i) AS (SELECT -719528 UNION ALL SELECT i + 1 FROM d WHERE i < 2932896)"
          " SELECT i, date(i * 86400, 'unixepoch') FROM d",
          -1, &days, nullptr),
      SQLITE_OK);
  int64_t mismatches = 0;
  while (sqlite3_step(days) == SQLITE_ROW) {
    int64_t value = 0;
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(days, 1));
    if (ParseIso8601(text, &value) != Iso8601::kDate || value != sqlite3_column_int64(days, 0)) {
      if (++mismatches < 5) ADD_FAILURE() << text << " gives " << value;
    }
  }
  EXPECT_EQ(mismatches, 0);
  sqlite3_finalize(days);
  sqlite3_close(database);
}

}  // namespace
}  // namespace quiver::sqlite

#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "contract/temporary_directory.h"
#include "quiver/source.h"

namespace quiver::testing {

/// What a kind of source brings to the suite in source_contract_test.cc. `create` makes, inside
/// the directory, something with these tables:
///   numbers(id, word, value): kNumbers rows with id = 0, 1, 2, ... in this order, word "w<id>" or
///     NULL where id % 7 = 6, value = id / 4 as a double;
///   left_account(id, amount), right_account(id, amount): together kAccounts rows whose amounts
///     add up to kTotal.
struct SourceCase {
  static constexpr int64_t kNumbers = 400'000;
  static constexpr int64_t kAccounts = 20'000;
  static constexpr int64_t kTotal = 1'000'000;

  std::string name;
  std::function<void(const TemporaryDirectory&)> create;
  std::function<arrow::Result<std::unique_ptr<Source>>(const TemporaryDirectory&,
                                                       const SourceOptions&)>
      open;
  /// Moves some rows from one account table to the other in one transaction, on a connection of its
  /// own; true if it could. Empty where a second writer is impossible.
  std::function<bool(const TemporaryDirectory&, int round)> move_rows;
  /// Adds a value that can't be read as its column's type; `bad_value_error` holds the words that
  /// the error must contain. Empty where that can't happen.
  std::function<void(const TemporaryDirectory&)> add_bad_value;
  std::vector<std::string> bad_value_error;
};

inline std::ostream& operator<<(std::ostream& out, const SourceCase& c) { return out << c.name; }

std::vector<SourceCase> SqliteSourceCases();
std::vector<SourceCase> DuckDbSourceCases();
std::vector<SourceCase> PostgresSourceCases();
std::vector<SourceCase> IpcSourceCases();
std::vector<SourceCase> ParquetSourceCases();
std::vector<SourceCase> CsvSourceCases();

}  // namespace quiver::testing

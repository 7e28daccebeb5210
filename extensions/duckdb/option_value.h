#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "value.h"

namespace quiver::duckdb_extension {

/// The value of one option of a statement. Errors say what the option would take.
class OptionValue {
 public:
  /// Takes the value.
  OptionValue(std::string name, duckdb_v2_value_handle value, duckdb_v2_context_handle context,
              duckdb_v2_error_info_handle* err);
  ~OptionValue() { duckdb_v2_value_destroy(&value_); }
  OptionValue(const OptionValue&) = delete;
  OptionValue& operator=(const OptionValue&) = delete;

  const std::string& name() const { return name_; }

  std::string AsText() const;
  int64_t AsInteger(int64_t least, int64_t most) const;
  bool IsBoolean() const;
  bool AsBoolean() const;
  /// 'a', (a, b) or ['a', 'b'].
  std::vector<std::string> AsNames() const;
  /// {key: 'value', ...} or MAP {'key': 'value', ...}.
  std::vector<std::pair<std::string, std::string>> AsPairs() const;

  /// Errors of the form: "compression: it can't be 3; it takes none, lz4 or zstd".
  [[noreturn]] void Refuse(const std::string& takes) const;

 private:
  std::string TextOf(duckdb_v2_value_handle value) const;
  std::string Shown() const;

  const std::string name_;
  duckdb_v2_value_handle value_;
  const duckdb_v2_context_handle context_;
  duckdb_v2_error_info_handle* const err_;
};

}  // namespace quiver::duckdb_extension

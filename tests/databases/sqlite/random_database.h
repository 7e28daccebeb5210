#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace quiver::sqlite::testing {

/// The SQL of a database full of what real ones hold, made of a seed: page sizes, encodings,
/// reserved bytes, auto-vacuum, journal modes, WITHOUT ROWID, STRICT, columns added to rows,
/// overflow, negative and sparse rowids, deletes, every storage class.
class RandomDatabase {
 public:
  explicit RandomDatabase(uint64_t seed);

  /// Before anything else on a new file.
  const std::string& pragmas() const { return pragmas_; }
  /// Bytes to reserve at the end of each page, through SQLITE_FCNTL_RESERVE_BYTES.
  int reserved_bytes() const { return reserved_bytes_; }
  const std::vector<std::string>& statements() const { return statements_; }

 private:
  struct Column {
    std::string name;
    std::string type;
    int mixed_percent;  // values of another class
  };

  int Below(int bound) { return static_cast<int>(random_() % static_cast<uint64_t>(bound)); }
  bool Chance(int percent) { return Below(100) < percent; }
  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[random_() % from.size()];
  }

  void AddTable(const std::string& name);
  std::string Integer();
  std::string Real();
  std::string Text();
  std::string Blob();
  std::string Instant(bool time);
  std::string AnyValue();
  std::string ValueFor(const Column& column);

  std::mt19937_64 random_;
  std::string pragmas_;
  int reserved_bytes_ = 0;
  std::vector<std::string> statements_;
};

}  // namespace quiver::sqlite::testing

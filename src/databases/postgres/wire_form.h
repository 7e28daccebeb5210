#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace quiver::postgres {

/// How PostgreSQL wants the values of a type in COPY BINARY: what its ..._recv function reads
/// (src/backend/utils/adt).
enum class WireForm {
  kBool,
  kInt2,
  kInt4,
  kInt8,
  kOid,
  kFloat4,
  kFloat8,
  kNumeric,
  kHugeInt,          ///< a numeric, from DuckDB's HUGEINT
  kUnsignedHugeInt,  ///< a numeric, from DuckDB's UHUGEINT
  kText,             ///< text, varchar, name, json, enums
  kVarchar,          ///< varchar(n); the server would cut off spaces at the end without a word
  kBpchar,           ///< char(n); the server would add spaces
  kJsonb,            ///< a version byte before the text
  kBytes,            ///< bytea
  kDate,             ///< days since 2000-01-01
  kTime,             ///< microseconds
  kTimestamp,        ///< microseconds since 2000-01-01
  kInterval,         ///< microseconds, days, months
  kUuid,
  kBits,  ///< bit, varbit; from DuckDB's BIT
  kArray,
  kComposite,
  kRange,
  kMultirange,
  kHstore,
};

/// A type of the server, as far as a writer must know it.
struct WireType {
  WireForm form;
  /// Elements and members are sent with theirs.
  uint32_t oid = 0;
  /// kVarchar, kBpchar: n. kNumeric: how many digits at the end have to be zeros. kTime,
  /// kTimestamp, kInterval: digits of a second's fraction. -1: any.
  int32_t modifier = -1;
  /// kArray: the element. kComposite: the members. kRange: the bounds' type. kMultirange: the
  /// range. kHstore: key and value.
  std::vector<WireType> children;
};

}  // namespace quiver::postgres

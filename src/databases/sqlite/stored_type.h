#pragma once

#include <string>

#include <arrow/result.h>
#include <arrow/type.h>

namespace quiver::sqlite {

/// What the values of an Arrow column are in a SQLite file.
enum class StoredForm {
  kNull,
  kBool,
  kInteger,
  kReal,
  kText,
  kBlob,
  kDate,       ///< text, 2024-02-29
  kTime,       ///< text, 23:59:59.999999
  kTimestamp,  ///< text, 2024-02-29 23:59:59.999999, with Z behind it where there is a zone
  kDecimal,    ///< text, because SQLite's own numbers are binary
  kUuid,       ///< text
};

struct StoredType {
  StoredForm form;
  /// As CREATE TABLE declares it: chosen so that SQLite keeps the values as they are, and that the
  /// SQLite source gives the same Arrow type again where it has one.
  std::string declared;
};

/// Dictionaries are stored as their values. A type of origin ("sqlite_type" in the field's
/// metadata) is declared again where the values are safe in it. Errors: NotImplemented for types
/// without an exact form (nested ones, intervals, ...).
arrow::Result<StoredType> StoredTypeOf(const arrow::Field& field);

/// `type`, or that of its values (dictionary) or storage (extension).
const arrow::DataType& PlainType(const arrow::DataType& type);

}  // namespace quiver::sqlite

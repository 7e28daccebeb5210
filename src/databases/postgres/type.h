#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace quiver::postgres {

/// A type of the server, as pg_type describes it.
struct Type {
  enum class Kind { kBase, kArray, kComposite, kDomain, kEnum, kRange, kMultirange, kPseudo };

  struct Attribute {
    std::string name;
    uint32_t type;
    /// atttypmod; -1 where the type has none.
    int32_t modifier;
    /// As SQL declares it: "numeric(9,2)".
    std::string declared;
  };

  uint32_t oid = 0;
  /// "pg_catalog" for what comes with the server.
  std::string schema;
  std::string name;
  /// As SQL writes it, with its schema where it does not come with the server: "integer".
  std::string declared;
  Kind kind = Kind::kBase;
  /// Of an array: the element; of a domain: what it stands on; of a range: the bounds; of a
  /// multirange: the range. Else 0.
  uint32_t element = 0;
  /// The modifier of a domain's base type; else -1.
  int32_t modifier = -1;
  /// Of a composite type: in their order, without dropped ones.
  std::vector<Attribute> attributes;
  /// Of an enum: in their order.
  std::vector<std::string> labels;

  bool IsBuiltIn(const char* of_name) const {
    return kind == Kind::kBase && schema == "pg_catalog" && name == of_name;
  }
};

/// By oid; with every type, the types that it is made of.
using Types = std::map<uint32_t, Type>;

}  // namespace quiver::postgres

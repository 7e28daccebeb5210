#include "databases/postgres/type_reader.h"

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace quiver::postgres {
namespace {

uint32_t Oid(const std::optional<std::string>& text) {
  return static_cast<uint32_t>(std::strtoul(text.value_or("0").c_str(), nullptr, 10));
}

int32_t Modifier(const std::optional<std::string>& text) {
  return static_cast<int32_t>(std::strtol(text.value_or("-1").c_str(), nullptr, 10));
}

// An array is what another type names as its array; int2vector and the like only look like one.
constexpr char kTypeSql[] =
    "SELECT t.oid, n.nspname, t.typname, t.typtype, e.oid, t.typbasetype, t.typtypmod, "
    "t.typrelid, {}, pg_catalog.format_type(t.oid, NULL) "
    "FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace "
    "LEFT JOIN pg_catalog.pg_type e ON e.typarray = t.oid AND e.oid = t.typelem "
    "WHERE t.oid IN ({})";

std::string TypeSql(const Connection& connection, const std::set<uint32_t>& oids) {
  std::string range = "(SELECT rngsubtype FROM pg_catalog.pg_range WHERE rngtypid = t.oid)";
  // Multiranges came with PostgreSQL 14.
  if (connection.server_version() >= 140'000) {
    range = "coalesce(" + range +
            ", (SELECT rngtypid FROM pg_catalog.pg_range WHERE rngmultitypid = t.oid))";
  }
  return fmt::format(kTypeSql, range, fmt::join(oids, ", "));
}

Type::Kind KindOf(char typtype, bool is_array) {
  switch (typtype) {
    case 'c':
      return Type::Kind::kComposite;
    case 'd':
      return Type::Kind::kDomain;
    case 'e':
      return Type::Kind::kEnum;
    case 'r':
      return Type::Kind::kRange;
    case 'm':
      return Type::Kind::kMultirange;
    case 'p':
      return Type::Kind::kPseudo;
    default:
      return is_array ? Type::Kind::kArray : Type::Kind::kBase;
  }
}

arrow::Status ReadLabels(Connection& connection, const std::set<uint32_t>& enums, Types* types) {
  if (enums.empty()) return arrow::Status::OK();
  ARROW_ASSIGN_OR_RAISE(auto rows, connection.Query(fmt::format(
                                       "SELECT enumtypid, enumlabel FROM pg_catalog.pg_enum "
                                       "WHERE enumtypid IN ({}) ORDER BY enumtypid, enumsortorder",
                                       fmt::join(enums, ", "))));
  for (auto& row : rows) (*types)[Oid(row[0])].labels.push_back(std::move(*row[1]));
  return arrow::Status::OK();
}

// `of_relation`: the type of each relation.
arrow::Status ReadAttributes(Connection& connection,
                             const std::map<uint32_t, uint32_t>& of_relation, Types* types) {
  if (of_relation.empty()) return arrow::Status::OK();
  std::vector<uint32_t> relations;
  for (const auto& [relation, type] : of_relation) relations.push_back(relation);
  ARROW_ASSIGN_OR_RAISE(
      auto rows,
      connection.Query(fmt::format("SELECT attrelid, attname, atttypid, atttypmod, "
                                   "pg_catalog.format_type(atttypid, atttypmod) "
                                   "FROM pg_catalog.pg_attribute WHERE attrelid IN ({}) "
                                   "AND attnum > 0 AND NOT attisdropped ORDER BY attrelid, attnum",
                                   fmt::join(relations, ", "))));
  for (auto& row : rows) {
    (*types)[of_relation.at(Oid(row[0]))].attributes.push_back(
        {std::move(*row[1]), Oid(row[2]), Modifier(row[3]), std::move(*row[4])});
  }
  return arrow::Status::OK();
}

// Adds these types, without what they are made of.
arrow::Status AddTypes(Connection& connection, const std::set<uint32_t>& oids, Types* types) {
  ARROW_ASSIGN_OR_RAISE(auto rows, connection.Query(TypeSql(connection, oids)));
  std::set<uint32_t> enums;
  std::map<uint32_t, uint32_t> composites;
  for (auto& row : rows) {
    Type type;
    type.oid = Oid(row[0]);
    type.schema = std::move(*row[1]);
    type.name = std::move(*row[2]);
    type.declared = std::move(*row[9]);
    type.kind = KindOf(row[3]->at(0), row[4].has_value());
    if (type.kind == Type::Kind::kArray) type.element = Oid(row[4]);
    if (type.kind == Type::Kind::kDomain) type.element = Oid(row[5]);
    if (type.kind == Type::Kind::kDomain) type.modifier = Modifier(row[6]);
    if (type.kind == Type::Kind::kRange || type.kind == Type::Kind::kMultirange) {
      type.element = Oid(row[8]);
    }
    if (type.kind == Type::Kind::kEnum) enums.insert(type.oid);
    if (type.kind == Type::Kind::kComposite) composites[Oid(row[7])] = type.oid;
    types->emplace(type.oid, std::move(type));
  }
  for (const uint32_t oid : oids) {
    if (!types->contains(oid)) return arrow::Status::Invalid("no type has the oid ", oid);
  }
  ARROW_RETURN_NOT_OK(ReadLabels(connection, enums, types));
  return ReadAttributes(connection, composites, types);
}

}  // namespace

arrow::Status ReadTypes(Connection& connection, const std::set<uint32_t>& wanted, Types* types) {
  std::set<uint32_t> missing;
  for (const uint32_t oid : wanted) {
    if (!types->contains(oid)) missing.insert(oid);
  }
  while (!missing.empty()) {
    ARROW_RETURN_NOT_OK(AddTypes(connection, missing, types));
    std::set<uint32_t> parts;
    for (const uint32_t oid : missing) {
      const Type& type = types->at(oid);
      if (type.element != 0) parts.insert(type.element);
      for (const Type::Attribute& attribute : type.attributes) parts.insert(attribute.type);
    }
    std::erase_if(parts, [&](uint32_t oid) { return types->contains(oid); });
    missing = std::move(parts);
  }
  return arrow::Status::OK();
}

}  // namespace quiver::postgres

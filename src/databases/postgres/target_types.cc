#include "databases/postgres/target_types.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "databases/postgres/arrow_form.h"
#include "databases/postgres/enum_labels.h"
#include "databases/postgres/server_error.h"
#include "databases/postgres/type_reader.h"
#include "databases/postgres/usual_type.h"

namespace quiver::postgres {
namespace {

uint32_t ToOid(const std::string& text) {
  return static_cast<uint32_t>(std::strtoul(text.c_str(), nullptr, 10));
}

/// Runs what may fail without harm to the transaction around it.
template <typename Query>
auto InSavepoint(Connection& connection, Query&& query) -> decltype(query()) {
  ARROW_RETURN_NOT_OK(connection.Execute("SAVEPOINT quiver_attempt"));
  auto result = query();
  ARROW_RETURN_NOT_OK(
      connection.Execute("ROLLBACK TO SAVEPOINT quiver_attempt; RELEASE SAVEPOINT quiver_attempt"));
  return result;
}

/// The server does not know the name, or does not let this user look at it.
bool IsRefusal(const arrow::Status& status) {
  return status.IsInvalid() || SqlStateOf(status) == "42501";
}

bool IsList(const arrow::DataType& type) {
  return type.id() != arrow::Type::STRUCT && type.num_fields() == 1;
}

/// Texts, or what is made of them: the server prints it and reads it as another type.
bool IsReadable(const arrow::Field& field) {
  return IsText(field) || PlainType(field.type())->num_fields() > 0;
}

}  // namespace

arrow::Result<ColumnType> TargetTypes::Choose(const TableName& table, const arrow::Field& field) {
  const Place place{table.schema, table.name + "_" + field.name()};
  notes_.clear();
  const std::string declared = MetadataOf(field, "pg_type");
  ARROW_ASSIGN_OR_RAISE(const auto origin, Resolve(declared));
  if (origin) {
    ARROW_ASSIGN_OR_RAISE(const bool holds, Holds(*origin, field));
    if (holds) return ColumnType{declared, declared};
    ARROW_ASSIGN_OR_RAISE(const auto cast, ChooseCast(table, field, declared));
    if (cast) return *cast;
  }
  ARROW_ASSIGN_OR_RAISE(const std::string usual, ChooseUsual(place, field));
  NoteChange(field, usual);
  return ColumnType{usual, usual, std::move(notes_)};
}

arrow::Result<std::optional<ColumnType>> TargetTypes::ChooseCast(const TableName& table,
                                                                 const arrow::Field& field,
                                                                 const std::string& declared) {
  if (!IsReadable(field)) return std::nullopt;
  const Place scratch{table.schema, table.name + "_" + field.name(), /*is_scratch=*/true};
  ARROW_ASSIGN_OR_RAISE(const std::string staged, ChooseUsual(scratch, field));
  return ColumnType{declared, staged};
}

void TargetTypes::NoteChange(const arrow::Field& field, const std::string& chosen) {
  const std::string declared = MetadataOf(field, "pg_type");
  // A type that was created is the one of origin, by name and by what it is made of.
  const bool recreated = std::ranges::any_of(
      created_, [&](const auto& created) { return chosen.starts_with(created.second.sql); });
  if (declared.empty() || recreated) return;
  notes_.push_back(fmt::format("{} was {} and becomes {}", field.name(), declared, chosen));
}

arrow::Result<bool> TargetTypes::Holds(const ServerType& type, const arrow::Field& field) {
  ARROW_RETURN_NOT_OK(Read({type.oid}));
  return MatchType(field, type, Origin::kSameType, types_).ok();
}

arrow::Result<std::string> TargetTypes::ChoosePart(const Place& place, const arrow::Field& field) {
  const std::string declared = MetadataOf(field, "pg_type");
  ARROW_ASSIGN_OR_RAISE(const auto origin, Resolve(declared));
  if (origin) {
    ARROW_ASSIGN_OR_RAISE(const bool holds, Holds(*origin, field));
    if (holds) return declared;
  }
  ARROW_ASSIGN_OR_RAISE(const std::string usual, ChooseUsual(place, field));
  NoteChange(field, usual);
  return usual;
}

arrow::Result<std::string> TargetTypes::ChooseUsual(const Place& place, const arrow::Field& field) {
  const auto labels = ParseEnumLabels(MetadataOf(field, "duckdb_type"));
  if (field.type()->id() == arrow::Type::DICTIONARY && IsText(field) && labels) {
    ARROW_ASSIGN_OR_RAISE(const Place named, PlaceOf(field, place));
    return EnumOf(named, *labels);
  }
  ARROW_ASSIGN_OR_RAISE(const std::string usual, UsualType(field));
  if (!usual.empty()) return usual;
  const arrow::DataType& type = *PlainType(field.type());
  if (type.id() == arrow::Type::STRUCT) {
    ARROW_ASSIGN_OR_RAISE(const Place named, PlaceOf(field, place));
    return CompositeOf(named, type);
  }
  return ArrayOf(place, *type.field(0));
}

arrow::Result<std::string> TargetTypes::ArrayOf(const Place& place, const arrow::Field& element) {
  if (IsList(*PlainType(element.type()))) {
    return arrow::Status::NotImplemented(
        "PostgreSQL has no array of arrays, only arrays of several dimensions whose parts have the "
        "same length; make it JSON or text with --query");
  }
  ARROW_ASSIGN_OR_RAISE(const std::string part, ChoosePart(place, element));
  return part + "[]";
}

arrow::Result<std::string> TargetTypes::CompositeOf(const Place& place,
                                                    const arrow::DataType& type) {
  std::vector<std::string> members;
  for (const auto& field : type.fields()) {
    ARROW_ASSIGN_OR_RAISE(
        const std::string member,
        ChoosePart({place.schema, place.name + "_" + field->name(), place.is_scratch}, *field));
    ARROW_ASSIGN_OR_RAISE(const std::string name, connection_.QuoteIdentifier(field->name()));
    members.push_back(name + " " + member);
  }
  return Create(place, fmt::format("AS ({})", fmt::join(members, ", ")));
}

arrow::Result<std::string> TargetTypes::EnumOf(const Place& place,
                                               const std::vector<std::string>& labels) {
  std::vector<std::string> quoted;
  for (const std::string& label : labels) {
    ARROW_ASSIGN_OR_RAISE(quoted.emplace_back(), connection_.QuoteLiteral(label));
  }
  return Create(place, fmt::format("AS ENUM ({})", fmt::join(quoted, ", ")));
}

arrow::Result<std::string> TargetTypes::Create(const Place& place, const std::string& definition) {
  const auto known = created_.find(place);
  if (known != created_.end()) {
    if (known->second.definition == definition) return known->second.sql;
    return arrow::Status::Invalid("needs a second type named ", place.schema, ".", place.name,
                                  ", and another one");
  }
  ARROW_ASSIGN_OR_RAISE(const std::string schema, staging_->SchemaFor(place.schema));
  ARROW_ASSIGN_OR_RAISE(const std::string name, connection_.QuoteIdentifier(place.name));
  std::string sql = schema + "." + name;
  ARROW_RETURN_NOT_OK(connection_.Execute(fmt::format("CREATE TYPE {} {}", sql, definition)));
  if (!place.is_scratch) {
    ARROW_ASSIGN_OR_RAISE(const bool there, IsThereAlready(place, sql));
    if (there) {
      ARROW_RETURN_NOT_OK(connection_.Execute("DROP TYPE " + sql));
      ARROW_ASSIGN_OR_RAISE(sql, Qualified(place));
    } else {
      staging_->Add({Staging::Moved::Kind::kType, place.name, place.schema});
    }
  }
  created_[place] = {definition, sql};
  return sql;
}

arrow::Result<bool> TargetTypes::IsThereAlready(const Place& place, const std::string& staged) {
  ARROW_ASSIGN_OR_RAISE(const std::string schema, connection_.QuoteLiteral(place.schema));
  ARROW_ASSIGN_OR_RAISE(const std::string name, connection_.QuoteLiteral(place.name));
  ARROW_ASSIGN_OR_RAISE(const std::string created, connection_.QuoteLiteral(staged));
  ARROW_ASSIGN_OR_RAISE(
      const auto rows,
      connection_.Query(fmt::format(
          "SELECT t.oid, {}::regtype::oid FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n "
          "ON n.oid = t.typnamespace WHERE n.nspname = {} AND t.typname = {}",
          created, schema, name)));
  if (rows.empty()) return false;
  const uint32_t old_type = ToOid(rows[0][0].value_or(""));
  const uint32_t new_type = ToOid(rows[0][1].value_or(""));
  ARROW_RETURN_NOT_OK(Read({old_type, new_type}));
  const Type& a = types_.at(old_type);
  const Type& b = types_.at(new_type);
  const auto same_attribute = [](const Type::Attribute& x, const Type::Attribute& y) {
    return x.name == y.name && x.type == y.type && x.modifier == y.modifier;
  };
  if (a.kind == b.kind && a.labels == b.labels &&
      std::equal(a.attributes.begin(), a.attributes.end(), b.attributes.begin(), b.attributes.end(),
                 same_attribute)) {
    return true;
  }
  return arrow::Status::AlreadyExists("needs a type named ", place.schema, ".", place.name,
                                      ", and the server has another one of that name");
}

arrow::Result<TargetTypes::Place> TargetTypes::PlaceOf(const arrow::Field& field,
                                                       const Place& place) {
  const std::string declared = MetadataOf(field, "pg_type");
  if (declared.empty() || place.is_scratch) return place;
  ARROW_ASSIGN_OR_RAISE(const std::string literal, connection_.QuoteLiteral(declared));
  const auto parts = InSavepoint(connection_, [&] {
    return connection_.Query(
        fmt::format("SELECT pg_catalog.unnest(pg_catalog.parse_ident({}))", literal));
  });
  if (!parts.ok()) return IsRefusal(parts.status()) ? arrow::Result<Place>(place) : parts.status();
  if (parts->size() == 1) return Place{place.schema, (*parts)[0][0].value_or("")};
  if (parts->size() == 2) return Place{(*parts)[0][0].value_or(""), (*parts)[1][0].value_or("")};
  return place;
}

arrow::Result<std::string> TargetTypes::Qualified(const Place& place) {
  ARROW_ASSIGN_OR_RAISE(const std::string schema, connection_.QuoteIdentifier(place.schema));
  ARROW_ASSIGN_OR_RAISE(const std::string name, connection_.QuoteIdentifier(place.name));
  return schema + "." + name;
}

arrow::Result<std::optional<ServerType>> TargetTypes::Resolve(const std::string& declared) {
  if (declared.empty()) return std::nullopt;
  const auto known = resolved_.find(declared);
  if (known != resolved_.end()) return known->second;
  const auto literal = connection_.QuoteLiteral(declared);
  std::optional<ServerType> type;
  if (literal.ok()) {
    // to_regtype takes nothing but the name of a type, so that what it knows is safe in a
    // statement; only a column tells the modifier.
    const auto attempt = InSavepoint(connection_, [&]() -> arrow::Result<ServerType> {
      ARROW_ASSIGN_OR_RAISE(const auto rows, connection_.Query(fmt::format(
                                                 "SELECT pg_catalog.to_regtype({})", *literal)));
      if (!rows.at(0).at(0)) return arrow::Status::Invalid("no such type");
      return ProbeColumn(declared);
    });
    if (!attempt.ok() && !IsRefusal(attempt.status())) return attempt.status();
    if (attempt.ok()) type = *attempt;
  }
  resolved_[declared] = type;
  return type;
}

arrow::Result<ServerType> TargetTypes::ProbeColumn(const std::string& declared) {
  ARROW_RETURN_NOT_OK(
      connection_.Execute(fmt::format("CREATE TEMPORARY TABLE quiver_probe (c {})", declared)));
  ARROW_ASSIGN_OR_RAISE(
      const auto rows,
      connection_.Query("SELECT atttypid, atttypmod FROM pg_catalog.pg_attribute WHERE attrelid = "
                        "'pg_temp.quiver_probe'::pg_catalog.regclass AND attnum = 1"));
  return ServerType{ToOid(rows.at(0).at(0).value_or("")),
                    static_cast<int32_t>(std::atoi(rows.at(0).at(1).value_or("-1").c_str()))};
}

arrow::Result<const Types*> TargetTypes::Read(const std::set<uint32_t>& oids) {
  ARROW_RETURN_NOT_OK(ReadTypes(connection_, oids, &types_));
  return &types_;
}

}  // namespace quiver::postgres

#include "databases/postgres/description_reader.h"

#include <cstdlib>
#include <map>
#include <utility>

#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>

#include "databases/postgres/portable_expression.h"
#include "databases/postgres/server_error.h"

namespace quiver::postgres {
namespace {

using Row = Connection::Row;
using Rows = std::vector<Row>;

constexpr char kColumnsSql[] = R"(
SELECT a.attname, pg_catalog.col_description(a.attrelid, a.attnum),
  pg_catalog.pg_get_expr(d.adbin, d.adrelid), {generated},
  CASE WHEN a.attcollation <> t.typcollation THEN l.collname END,
  CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END,
  s.seqrelid, s.seqincrement, s.seqstart,
  CASE WHEN pg_catalog.has_sequence_privilege(s.seqrelid, 'SELECT, USAGE')
    THEN pg_catalog.pg_sequence_last_value(s.seqrelid) END,
  pg_catalog.has_sequence_privilege(s.seqrelid, 'SELECT, USAGE')
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_depend p ON p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
  AND p.refobjid = a.attrelid AND p.refobjsubid = a.attnum AND p.deptype IN ('a', 'i')
  AND p.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
  AND p.objid IN (SELECT seqrelid FROM pg_catalog.pg_sequence)
LEFT JOIN pg_catalog.pg_sequence s ON s.seqrelid = p.objid
WHERE a.attrelid = {oid} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)";

constexpr char kConstraintsSql[] = R"(
SELECT c.oid, c.contype, n.nspname, r.relname, c.confdeltype, c.confupdtype,
  pg_catalog.pg_get_expr(c.conbin, c.conrelid), pg_catalog.pg_get_constraintdef(c.oid),
  c.convalidated AND NOT c.condeferrable AND c.confmatchtype <> 'f', c.conname
FROM pg_catalog.pg_constraint c
LEFT JOIN pg_catalog.pg_class r ON r.oid = c.confrelid
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
WHERE c.conrelid = {} AND c.contype IN ('p', 'u', 'f', 'c', 'x') ORDER BY c.oid)";

constexpr char kKeyColumnsSql[] = R"(
SELECT c.oid, a.attname, f.attname
FROM pg_catalog.pg_constraint c
CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY k(key, reference, i)
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.key
LEFT JOIN pg_catalog.pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = k.reference
WHERE c.conrelid = {} ORDER BY c.oid, k.i)";

// Simple: a b-tree over columns in their own order, of all rows.
constexpr char kIndexesSql[] = R"(
SELECT r.relname, i.indisunique, m.amname = 'btree' AND i.indpred IS NULL AND i.indexprs IS NULL
    AND i.indisvalid AND i.indnkeyatts = i.indnatts
    AND NOT EXISTS (SELECT FROM unnest(i.indoption) o WHERE o <> 0)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_opclass o WHERE o.oid = ANY (i.indclass)
      AND NOT o.opcdefault)
    AND pg_catalog.pg_get_indexdef(i.indexrelid) !~ ' (COLLATE|NULLS NOT DISTINCT)',
  pg_catalog.pg_get_indexdef(i.indexrelid), a.attname
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class r ON r.oid = i.indexrelid
JOIN pg_catalog.pg_am m ON m.oid = r.relam
LEFT JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(key, n) ON true
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.key
WHERE i.indrelid = {} AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c
  WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
ORDER BY i.indexrelid, k.n)";

// What has no description at all, one line each.
constexpr char kOthersSql[] = R"(
SELECT 'TRIGGER ' || pg_catalog.pg_get_triggerdef(oid) FROM pg_catalog.pg_trigger
  WHERE tgrelid = {0} AND NOT tgisinternal
UNION ALL SELECT pg_catalog.pg_get_ruledef(oid) FROM pg_catalog.pg_rewrite
  WHERE ev_class = {0} AND rulename <> '_RETURN'
UNION ALL SELECT 'ROW LEVEL SECURITY policy ' || pg_catalog.quote_ident(polname)
  FROM pg_catalog.pg_policy WHERE polrelid = {0}
UNION ALL SELECT 'PARTITION BY ' || pg_catalog.pg_get_partkeydef({0}) || ': one table'
  WHERE EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = {0} AND relkind = 'p')
UNION ALL SELECT 'INHERITS (' || inhparent::pg_catalog.regclass || '): a table of its own'
  FROM pg_catalog.pg_inherits WHERE inhrelid = {0})";

std::string Action(const std::optional<std::string>& code) {
  static const std::map<std::string, std::string> actions = {
      {"r", "RESTRICT"}, {"c", "CASCADE"}, {"n", "SET NULL"}, {"d", "SET DEFAULT"}};
  const auto found = actions.find(code.value_or(""));
  return found == actions.end() ? "" : found->second;
}

/// Reads one relation's catalog entries into its description.
class Describer {
 public:
  Describer(Connection& connection, const Relation& relation, TableDescription* description)
      : connection_(connection), relation_(relation), description_(description) {}

  arrow::Status Run(const std::vector<Column>& columns) {
    for (const Column& column : columns) classes_[column.name] = ClassOfType(column.declared);
    ARROW_RETURN_NOT_OK(Columns(columns));
    ARROW_RETURN_NOT_OK(Constraints());
    ARROW_RETURN_NOT_OK(Indexes());
    ARROW_RETURN_NOT_OK(Others());
    return Comment();
  }

 private:
  void NotCarried(const std::string& what) { description_->not_carried.push_back(OneLine(what)); }

  arrow::Status Columns(const std::vector<Column>& columns) {
    // Generated columns came with PostgreSQL 12.
    const char* generated =
        connection_.server_version() >= 120'000 ? "a.attgenerated <> ''" : "false";
    ARROW_ASSIGN_OR_RAISE(const Rows rows, connection_.Query(fmt::format(
                                               kColumnsSql, fmt::arg("generated", generated),
                                               fmt::arg("oid", relation_.oid))));
    arrow::FieldVector fields;
    for (size_t i = 0; i < rows.size() && i < columns.size(); ++i) {
      const Row& row = rows[i];
      auto field = arrow::field(columns[i].name, arrow::null(), !columns[i].not_null);
      if (row[1]) field = field->WithMetadata(arrow::key_value_metadata({"comment"}, {*row[1]}));
      fields.push_back(std::move(field));
      if (row[4]) NotCarried(fmt::format("COLLATE \"{}\" of column \"{}\"", *row[4], *row[0]));
      if (row[5]) {
        NotCarried(fmt::format("column \"{}\" is copied as {}, without the domain {}", *row[0],
                               *row[5], columns[i].declared));
      }
      if (row[6]) {
        Sequence(row);
      } else if (row[3] == "t") {
        NotCarried(fmt::format("column \"{}\" is copied by value, without its formula {}", *row[0],
                               row[2].value_or("")));
      } else if (row[2]) {
        Default(*row[0], *row[2]);
      }
    }
    description_->schema = arrow::schema(std::move(fields));
    return arrow::Status::OK();
  }

  // Of an identity or serial column.
  void Sequence(const Row& row) {
    if (description_->sequence || row[7] != "1" || row[10] != "t") {
      NotCarried(fmt::format("the sequence of column \"{}\"", *row[0]));
      return;
    }
    const int64_t next = row[9] ? std::strtoll(row[9]->c_str(), nullptr, 10) + 1
                                : std::strtoll(row[8]->c_str(), nullptr, 10);
    description_->sequence = {*row[0], next};
  }

  void Default(const std::string& column, const std::string& value) {
    if (value.starts_with("NULL::")) return;
    if (auto portable = PortableDefault(value, classes_[column])) {
      description_->defaults.push_back({column, std::move(*portable)});
    } else {
      NotCarried(fmt::format("DEFAULT {} of column \"{}\"", value, column));
    }
  }

  arrow::Status Constraints() {
    struct Key {
      std::vector<std::string> columns;
      std::vector<std::string> references;
    };
    std::map<std::string, Key> keys;
    ARROW_ASSIGN_OR_RAISE(const Rows key_rows,
                          connection_.Query(fmt::format(kKeyColumnsSql, relation_.oid)));
    for (const Row& row : key_rows) {
      Key& key = keys[*row[0]];
      key.columns.push_back(*row[1]);
      if (row[2]) key.references.push_back(*row[2]);
    }
    ARROW_ASSIGN_OR_RAISE(const Rows rows,
                          connection_.Query(fmt::format(kConstraintsSql, relation_.oid)));
    for (const Row& row : rows) {
      Key& key = keys[*row[0]];
      const char kind = row[1]->at(0);
      const bool plain = row[8] == "t" && row[7]->find("NULLS NOT DISTINCT") == std::string::npos;
      if (kind == 'p' && plain) {
        description_->primary_key = key.columns;
      } else if (kind == 'u' && plain) {
        description_->unique.push_back(key.columns);
      } else if (kind == 'f' && plain) {
        description_->foreign_keys.push_back({key.columns,
                                              {row[2] == "public" ? "" : *row[2], *row[3]},
                                              key.references,
                                              Action(row[4]),
                                              Action(row[5])});
      } else if (kind != 'c' || !plain || !Check(row[6].value_or(""))) {
        NotCarried(*row[7]);
      }
    }
    return arrow::Status::OK();
  }

  bool Check(const std::string& condition) {
    auto portable = MakePortable(condition, classes_);
    if (portable) description_->checks.push_back(std::move(*portable));
    return portable.has_value();
  }

  arrow::Status Indexes() {
    ARROW_ASSIGN_OR_RAISE(const Rows rows,
                          connection_.Query(fmt::format(kIndexesSql, relation_.oid)));
    // A row for each column of each index.
    for (size_t i = 0; i < rows.size(); ++i) {
      const Row& row = rows[i];
      const bool first = i == 0 || rows[i - 1][0] != row[0];
      if (row[2] != "t") {
        if (first) NotCarried(*row[3]);
        continue;
      }
      if (first) description_->indexes.push_back({*row[0], {}, row[1] == "t"});
      description_->indexes.back().columns.push_back(row[4].value_or(""));
    }
    return arrow::Status::OK();
  }

  arrow::Status Others() {
    ARROW_ASSIGN_OR_RAISE(const Rows rows,
                          connection_.Query(fmt::format(kOthersSql, relation_.oid)));
    for (const Row& row : rows) NotCarried(row[0].value_or(""));
    return arrow::Status::OK();
  }

  arrow::Status Comment() {
    ARROW_ASSIGN_OR_RAISE(const Rows rows,
                          connection_.Query(fmt::format(
                              "SELECT pg_catalog.obj_description({}, 'pg_class')", relation_.oid)));
    description_->comment = rows.at(0).at(0).value_or("");
    return arrow::Status::OK();
  }

  Connection& connection_;
  const Relation& relation_;
  TableDescription* const description_;
  ColumnClasses classes_;
};

}  // namespace

arrow::Result<TableDescription> ReadDescription(Connection& connection, const Relation& relation,
                                                const std::vector<Column>& columns) {
  TableDescription description;
  description.name = relation.table_name();
  ARROW_RETURN_NOT_OK(Describer(connection, relation, &description).Run(columns));
  return description;
}

std::shared_ptr<arrow::Schema> AddComments(const arrow::Schema& schema,
                                           const std::shared_ptr<arrow::Schema>& described) {
  arrow::FieldVector fields = schema.fields();
  for (size_t i = 0; described != nullptr && i < fields.size(); ++i) {
    const auto& comment = described->field(static_cast<int>(i))->metadata();
    if (comment != nullptr) fields[i] = fields[i]->WithMergedMetadata(comment);
  }
  return arrow::schema(std::move(fields));
}

}  // namespace quiver::postgres

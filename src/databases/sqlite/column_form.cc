#include "databases/sqlite/column_form.h"

#include <optional>
#include <string_view>
#include <utility>

#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>

#include "databases/sqlite/tokenizer.h"

namespace quiver::sqlite {

namespace {

using arrow::Result;
using arrow::Status;
using Census = ColumnCensus;

bool DeclaredAs(const DeclaredColumn& column, std::string_view word) {
  const std::string_view type = column.declared_type;
  return SameName(type.substr(0, type.find_first_of(" (")), word);
}

bool IsBoolean(const DeclaredColumn& column) {
  return DeclaredAs(column, "BOOLEAN") || DeclaredAs(column, "BOOL");
}

bool IsDecimal(const DeclaredColumn& column) {
  return DeclaredAs(column, "NUMERIC") || DeclaredAs(column, "DECIMAL");
}

std::string Quantity(int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

/// Classes that may have a form in common.
enum class Group { kNumbers, kTexts, kBlobs };

/// Decides for one column.
class Decider {
 public:
  Decider(const DeclaredColumn& column, const Census& census)
      : column_(column),
        integers_(census.count[Census::kInteger]),
        reals_(census.count[Census::kReal]),
        texts_(census.count[Census::kText]),
        blobs_(census.count[Census::kBlob]),
        census_(census) {}

  /// Nothing when no form holds every value.
  std::optional<ColumnDecision> Exact() const {
    if (integers_ + reals_ + texts_ + blobs_ == 0) return FromDeclaration();
    if (integers_ + reals_ == 0 && blobs_ == 0) return FromTexts();
    if (integers_ + reals_ == 0 && texts_ == 0) return Decision(ColumnForm::kBinary, "blobs");
    if (texts_ + blobs_ > 0 || !NumbersFit()) return std::nullopt;
    return FromNumbers();
  }

  /// The form for as many values as possible; the others are mismatches.
  ColumnDecision Lossy() const {
    ColumnDecision decision;
    switch (Preferred()) {
      case Group::kNumbers:
        decision = FromNumbers();
        break;
      case Group::kTexts:
        decision = FromTexts();
        decision.mismatches = integers_ + reals_;
        break;
      case Group::kBlobs:
        decision = Decision(ColumnForm::kBinary, "blobs");
        decision.mismatches = integers_ + reals_;
        break;
    }
    if (Preferred() != Group::kTexts) decision.mismatches += texts_;
    if (Preferred() != Group::kBlobs) decision.mismatches += blobs_;
    decision.reason += fmt::format("; {} of another class", Quantity(decision.mismatches, "value"));
    return decision;
  }

 private:
  static ColumnDecision Decision(ColumnForm form, std::string reason) {
    ColumnDecision decision;
    decision.form = form;
    decision.reason = std::move(reason);
    return decision;
  }

  bool NumbersFit() const {
    return integers_ == 0 || reals_ == 0 || census_.integers_beyond_double == 0;
  }

  ColumnDecision FromDeclaration() const {
    const std::string reason = "no values; by the declared type";
    if (IsBoolean(column_)) return Decision(ColumnForm::kBool, reason);
    if (DeclaredAs(column_, "DATE")) return Decision(ColumnForm::kDate32, reason);
    if (WantsDates(column_)) return Decision(ColumnForm::kTimestamp, reason);
    switch (column_.affinity) {
      case Affinity::kInteger:
        return Decision(ColumnForm::kInt64, reason);
      case Affinity::kReal:
      case Affinity::kNumeric:
        return Decision(ColumnForm::kDouble, reason);
      case Affinity::kText:
        return Decision(ColumnForm::kUtf8, reason);
      case Affinity::kBlob:
        break;
    }
    return Decision(ColumnForm::kBinary, reason);
  }

  /// Without texts and blobs.
  ColumnDecision FromNumbers() const {
    if (reals_ == 0) return FromIntegers();
    if (integers_ == 0) return Decision(ColumnForm::kDouble, "reals");
    if (NumbersFit()) {
      return Decision(ColumnForm::kDouble, "reals and integers, all integers fit 53 bits");
    }
    const bool as_integers = column_.affinity == Affinity::kInteger ||
                             (column_.affinity == Affinity::kBlob && integers_ > reals_);
    ColumnDecision decision = as_integers ? Decision(ColumnForm::kInt64, "integers")
                                          : Decision(ColumnForm::kDouble, "reals");
    decision.mismatches = as_integers ? reals_ : census_.integers_beyond_double;
    return decision;
  }

  ColumnDecision FromIntegers() const {
    if (IsBoolean(column_)) {
      if (census_.min_integer >= 0 && census_.max_integer <= 1) {
        return Decision(ColumnForm::kBool, "declared boolean, only 0 and 1");
      }
      return Decision(ColumnForm::kInt64, "declared boolean, but not only 0 and 1");
    }
    // The integers of a column with REAL affinity are reals that SQLite stores in fewer bytes.
    if (column_.affinity == Affinity::kReal) return Decision(ColumnForm::kDouble, "reals");
    if (IsDecimal(column_) && census_.integers_beyond_double == 0) {
      return Decision(ColumnForm::kDouble, "declared with decimals, integers that all fit 53 bits");
    }
    if (WantsDates(column_)) {
      return Decision(ColumnForm::kInt64, "integers; what dates they mean is not declared");
    }
    return Decision(ColumnForm::kInt64, "integers");
  }

  ColumnDecision FromTexts() const {
    if (!WantsDates(column_)) return Decision(ColumnForm::kUtf8, "texts");
    const bool date = DeclaredAs(column_, "DATE");
    if (date && census_.dates == texts_) return Decision(ColumnForm::kDate32, "ISO 8601 dates");
    if (census_.dates + census_.timestamps == texts_) {
      return Decision(ColumnForm::kTimestamp, "ISO 8601 timestamps");
    }
    if (census_.timestamps_utc == texts_) {
      return Decision(ColumnForm::kTimestampUtc, "ISO 8601 timestamps with a zone");
    }
    const int64_t zoneless = census_.dates + census_.timestamps;
    const int64_t others = texts_ - zoneless - census_.timestamps_utc;
    if (others == 0) {
      return Decision(ColumnForm::kUtf8, fmt::format("timestamps, {} of them without a zone, {} "
                                                     "with one: kept as texts",
                                                     zoneless, census_.timestamps_utc));
    }
    return Decision(ColumnForm::kUtf8,
                    fmt::format("{} not ISO 8601: kept as texts", Quantity(others, "text")));
  }

  /// What the declaration asks for, if there is any such value; else what most values are.
  Group Preferred() const {
    const int64_t numbers = integers_ + reals_;
    if (WantsDates(column_) && texts_ > 0) return Group::kTexts;
    switch (column_.affinity) {
      case Affinity::kInteger:
      case Affinity::kReal:
      case Affinity::kNumeric:
        if (numbers > 0) return Group::kNumbers;
        break;
      case Affinity::kText:
        if (texts_ > 0) return Group::kTexts;
        break;
      case Affinity::kBlob:
        if (!column_.declared_type.empty() && blobs_ > 0 &&
            !SameName(column_.declared_type, "ANY")) {
          return Group::kBlobs;
        }
        break;
    }
    if (numbers >= texts_ && numbers >= blobs_) return Group::kNumbers;
    return texts_ >= blobs_ ? Group::kTexts : Group::kBlobs;
  }

  const DeclaredColumn& column_;
  const int64_t integers_, reals_, texts_, blobs_;
  const Census& census_;
};

/// " (first in rowids 3, 17)"
std::string FirstRows(const DeclaredTable& table, const std::vector<int64_t>& rows) {
  if (rows.empty()) return "";
  const bool rowids = table.kind == DeclaredTable::Kind::kRowid;
  return fmt::format(" (first in {}{} {})", rowids ? "rowid" : "row", rows.size() == 1 ? "" : "s",
                     fmt::join(rows, ", "));
}

/// "9998 integers, 2 texts (first in rowids 17, 40)"
std::string DescribeClasses(const DeclaredTable& table, const Census& census) {
  constexpr std::string_view kNouns[] = {"NULL", "integer", "real", "text", "blob"};
  int most = Census::kInteger;
  for (int i = Census::kInteger; i < Census::kNumClasses; ++i) {
    if (census.count[i] > census.count[most]) most = i;
  }
  std::string description = Quantity(census.count[most], kNouns[most]);
  for (int i = Census::kInteger; i < Census::kNumClasses; ++i) {
    if (i == most || census.count[i] == 0) continue;
    description +=
        ", " + Quantity(census.count[i], kNouns[i]) + FirstRows(table, census.first_rows[i]);
  }
  if (census.count[Census::kText] + census.count[Census::kBlob] == 0) {
    description +=
        fmt::format(", of the integers {} beyond 2^53{}, where doubles are not exact",
                    census.integers_beyond_double, FirstRows(table, census.first_beyond_double));
  }
  return description;
}

Status Mismatch(const DeclaredTable& table, const std::vector<ColumnCensus>& census,
                const std::vector<size_t>& columns) {
  const DeclaredColumn& first = table.columns[columns.front()];
  std::vector<std::string> others;
  for (size_t i = 1; i < columns.size(); ++i) others.push_back(table.columns[columns[i]].name);
  return Status::Invalid(fmt::format(
      "table \"{}\", column \"{}\" ({}): {}; no one type holds them all exactly{}; choose "
      "--on-type-mismatch text (all as text), null (the odd ones become NULL) or quarantine (their "
      "rows go to {}__quarantine)",
      table.name, first.name,
      first.declared_type.empty() ? "no declared type" : "declared " + first.declared_type,
      DescribeClasses(table, census[columns.front()]),
      others.empty() ? "" : fmt::format(" (nor those of {})", fmt::join(others, ", ")),
      table.name));
}

ColumnDecision DecideMismatch(const Decider& decider, OnTypeMismatch policy) {
  if (policy != OnTypeMismatch::kText) return decider.Lossy();
  ColumnDecision decision;
  decision.form = ColumnForm::kUtf8;
  decision.reason = "values of different types, all as text";
  decision.converted_to_text = true;
  return decision;
}

}  // namespace

std::shared_ptr<arrow::DataType> ArrowType(ColumnForm form) {
  switch (form) {
    case ColumnForm::kInt64:
      return arrow::int64();
    case ColumnForm::kBool:
      return arrow::boolean();
    case ColumnForm::kDouble:
      return arrow::float64();
    case ColumnForm::kUtf8:
      return arrow::utf8();
    case ColumnForm::kBinary:
      return arrow::binary();
    case ColumnForm::kDate32:
      return arrow::date32();
    case ColumnForm::kTimestamp:
      return arrow::timestamp(arrow::TimeUnit::MICRO);
    case ColumnForm::kTimestampUtc:
      return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
  }
  return nullptr;
}

Result<std::vector<ColumnDecision>> DecideForms(const DeclaredTable& table,
                                                const std::vector<ColumnCensus>& census,
                                                OnTypeMismatch policy) {
  std::vector<ColumnDecision> decisions;
  std::vector<size_t> mismatching;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const Decider decider(table.columns[i], census[i]);
    auto decision = decider.Exact();
    if (!decision) {
      mismatching.push_back(i);
      decision = DecideMismatch(decider, policy);
    }
    decision->nulls = census[i].count[Census::kNull];
    if (policy == OnTypeMismatch::kNull) decision->nulls += decision->mismatches;
    decisions.push_back(std::move(*decision));
  }
  if (policy == OnTypeMismatch::kError && !mismatching.empty()) {
    return Mismatch(table, census, mismatching);
  }
  return decisions;
}

std::shared_ptr<arrow::Schema> MakeSchema(const DeclaredTable& table,
                                          const std::vector<ColumnDecision>& decisions) {
  std::vector<std::shared_ptr<arrow::Field>> fields;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const DeclaredColumn& column = table.columns[i];
    const bool nullable = !column.not_null || decisions[i].nulls > 0;
    auto field = arrow::field(column.name, ArrowType(decisions[i].form), nullable);
    if (!column.declared_type.empty()) {
      field =
          field->WithMetadata(arrow::key_value_metadata({"sqlite_type"}, {column.declared_type}));
    }
    fields.push_back(std::move(field));
  }
  return arrow::schema(std::move(fields));
}

}  // namespace quiver::sqlite

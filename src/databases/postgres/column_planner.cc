#include "databases/postgres/column_planner.h"

#include <set>
#include <utility>

#include <fmt/format.h>

#include "databases/postgres/census.h"
#include "databases/postgres/form_maker.h"
#include "databases/postgres/row_place.h"
#include "databases/postgres/type_reader.h"

namespace quiver::postgres {
namespace {

std::string Quantity(int64_t count) {
  return fmt::format("{} value{} that do{} not fit", count, count == 1 ? "" : "s",
                     count == 1 ? "es" : "");
}

/// Decides for the columns of one table.
class Planner {
 public:
  Planner(Snapshot& snapshot, const RowSource& source, const SourceOptions& options,
          std::string table)
      : snapshot_(snapshot), source_(source), options_(options), table_(std::move(table)) {}

  arrow::Result<std::vector<TableColumn>> Plan(const std::vector<Column>& columns,
                                               const std::vector<std::string>& values) {
    ARROW_ASSIGN_OR_RAISE(const auto connection, snapshot_.Take());
    std::set<uint32_t> oids;
    for (const Column& column : columns) oids.insert(column.type);
    ARROW_RETURN_NOT_OK(ReadTypes(*connection, oids, &types_));
    const FormMaker maker(*connection, types_, options_.postgres);
    for (size_t i = 0; i < columns.size(); ++i) {
      const Column& column = columns[i];
      ARROW_ASSIGN_OR_RAISE(auto asked, maker.Make(column.name, values[i], column.type,
                                                   column.modifier, column.declared));
      const auto decimal = options_.postgres.decimals.find(column.name);
      if (asked.form.shape != nullptr && asked.form.decimal == nullptr &&
          decimal != options_.postgres.decimals.end()) {
        asked.form.decimal = decimal->second;
      }
      planned_.push_back({column, std::move(asked.form), values[i], std::move(asked.sql),
                          TableColumn::OnMisfit::kError, /*became_text=*/false,
                          "PostgreSQL's " + column.declared});
    }
    ARROW_RETURN_NOT_OK(LookAtValues(maker));
    return std::move(planned_);
  }

 private:
  arrow::Status LookAtValues(const FormMaker& maker) {
    const bool lenient = options_.on_type_mismatch != OnTypeMismatch::kError;
    std::vector<size_t> which;
    std::vector<TableColumn> columns;
    for (size_t i = 0; i < planned_.size(); ++i) {
      const Form& form = planned_[i].form;
      if (!form.open() && !(lenient && form.reader()->fallible())) continue;
      which.push_back(i);
      columns.push_back(planned_[i]);
    }
    if (columns.empty()) return arrow::Status::OK();
    ARROW_ASSIGN_OR_RAISE(
        const std::vector<ColumnCensus> census,
        TakeCensus(snapshot_, source_, columns, options_.budget.jobs, options_.stop));
    for (size_t i = 0; i < which.size(); ++i) {
      ARROW_RETURN_NOT_OK(Decide(maker, census[i], &planned_[which[i]]));
    }
    return arrow::Status::OK();
  }

  arrow::Status Decide(const FormMaker& maker, const ColumnCensus& census,
                       TableColumn* column) const {
    if (census.misfits > 0) {
      switch (options_.on_type_mismatch) {
        case OnTypeMismatch::kError:
          return Misfits(census, column->column.name);
        case OnTypeMismatch::kText:
          BecomeText(maker, Quantity(census.misfits), column);
          return arrow::Status::OK();
        case OnTypeMismatch::kNull:
          column->on_misfit = TableColumn::OnMisfit::kNull;
          column->reason += "; NULL for " + Quantity(census.misfits);
          break;
        case OnTypeMismatch::kQuarantine:
          column->on_misfit = TableColumn::OnMisfit::kQuarantine;
          column->reason += "; set aside: " + Quantity(census.misfits);
          break;
      }
    }
    if (!column->form.open()) return arrow::Status::OK();
    const bool no_values = column->form.shape != nullptr && column->form.shape->needs().values == 0;
    const arrow::Status settled = column->form.Settle();
    if (!settled.ok() && options_.on_type_mismatch == OnTypeMismatch::kText) {
      BecomeText(maker, "more than 76 digits", column);
      return arrow::Status::OK();
    }
    if (!settled.ok()) return InColumn(column->column.name, settled.message());
    column->reason = no_values && census.misfits == 0
                         ? TableDescription::kNoValues
                         : column->reason + ", by a census of its values";
    return arrow::Status::OK();
  }

  static void BecomeText(const FormMaker& maker, const std::string& why, TableColumn* column) {
    auto asked = maker.MakeText(column->column.name, column->value, column->column.declared);
    column->form = std::move(asked.form);
    column->sql = std::move(asked.sql);
    column->became_text = true;
    column->reason += " as text: " + why;
  }

  arrow::Status Misfits(const ColumnCensus& census, const std::string& column) const {
    const std::string place = PlaceOfRow(snapshot_, source_, census.partition, census.row);
    return InColumn(column, fmt::format("{}, first in the {}: {}", Quantity(census.misfits), place,
                                        census.what));
  }

  arrow::Status InColumn(const std::string& column, const std::string& message) const {
    return arrow::Status::Invalid(
        fmt::format("table {}, column \"{}\": {}", table_, column, message));
  }

  Snapshot& snapshot_;
  const RowSource& source_;
  const SourceOptions& options_;
  const std::string table_;
  Types types_;
  std::vector<TableColumn> planned_;
};

}  // namespace

arrow::Result<std::vector<TableColumn>> PlanColumns(Snapshot& snapshot, const RowSource& source,
                                                    const std::vector<Column>& columns,
                                                    const std::vector<std::string>& values,
                                                    const SourceOptions& options,
                                                    const std::string& table) {
  return Planner(snapshot, source, options, table).Plan(columns, values);
}

}  // namespace quiver::postgres

#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <arrow/type_fwd.h>

namespace quiver {

/// How a PostgreSQL database is to be read, where Arrow leaves a choice.
struct PostgresOptions {
  /// What a numeric becomes.
  enum class Numeric {
    kCensus,   ///< a decimal: as declared, else the smallest that holds all values of the column
    kText,     ///< text, every numeric
    kDouble,   ///< a double, every numeric: a named loss
    kDecimal,  ///< as declared, else `decimal`
  };
  Numeric numeric = Numeric::kCensus;
  std::shared_ptr<arrow::DataType> decimal;
  /// Arrays become their text, so that dimensions and lower bounds stay.
  bool arrays_as_text = false;
  /// The decimals of numerics without precision, by name of column, where they are to be those of
  /// rows that are elsewhere already: instead of `numeric`. A value that does not fit is an error.
  std::map<std::string, std::shared_ptr<arrow::DataType>> decimals;

  /// Settings of every session, by name.
  /// Errors: Invalid for client_encoding, which is always UTF-8.
  std::vector<std::pair<std::string, std::string>> settings;

  /// Rows that are joined to each row of a query.
  struct Join {
    /// A query, in which `$(name)` stands for the value of that column in the row so far. It is
    /// bound as a value: nothing in it is read as SQL.
    std::string query;
    /// Rows without a match stay, with NULLs; else they are left out.
    bool outer = false;
  };
  /// For Source::OpenQuery, one after the other; their columns come behind those of the query. All
  /// together may be more than the 1,664 columns that one query of PostgreSQL can give.
  std::vector<Join> joins;

  /// For Source::OpenQuery: the query is run once with each of these, in parallel and in the same
  /// snapshot. Each has the texts that are replaced in the query, and what by; every run must give
  /// the same columns. Empty: it is run once, as it is.
  std::vector<std::map<std::string, std::string>> query_parts;
};

}  // namespace quiver

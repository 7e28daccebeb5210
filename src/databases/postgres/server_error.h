#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <arrow/status.h>

#include "databases/postgres/libpq.h"

namespace quiver::postgres {

/// The SQLSTATE of what the server said, kept with the Status.
class SqlStateDetail final : public arrow::StatusDetail {
 public:
  explicit SqlStateDetail(std::string sqlstate) : sqlstate_(std::move(sqlstate)) {}
  const char* type_id() const override { return kTypeId; }
  std::string ToString() const override { return "SQLSTATE " + sqlstate_; }
  const std::string& sqlstate() const { return sqlstate_; }

  static constexpr char kTypeId[] = "quiver::postgres::SqlStateDetail";

 private:
  const std::string sqlstate_;
};

/// "42P01" for an error that a server returned; else empty.
std::string_view SqlStateOf(const arrow::Status& status);

/// A failed result as a Status: message, detail, hint and where in PL/pgSQL it happened, on one
/// line. IOError for what server, network or rights did, AlreadyExists, else Invalid.
arrow::Status ServerError(const Libpq& pq, const PGresult* result);

/// A text of several lines as one.
std::string OneLine(std::string_view text);

}  // namespace quiver::postgres

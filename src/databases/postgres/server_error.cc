#include "databases/postgres/server_error.h"

#include <algorithm>
#include <array>
#include <memory>

namespace quiver::postgres {
namespace {

struct CodeOfClass {
  std::string_view prefix;  // of the SQLSTATE
  arrow::StatusCode code;
};

// The first that fits. https://www.postgresql.org/docs/current/errcodes-appendix.html
constexpr std::array kCodes = {
    CodeOfClass{"42501", arrow::StatusCode::IOError},  // insufficient_privilege
    CodeOfClass{"42P04", arrow::StatusCode::AlreadyExists},
    CodeOfClass{"42P06", arrow::StatusCode::AlreadyExists},
    CodeOfClass{"42P07", arrow::StatusCode::AlreadyExists},
    CodeOfClass{"42710", arrow::StatusCode::AlreadyExists},
    CodeOfClass{"08", arrow::StatusCode::IOError},  // connection
    CodeOfClass{"25", arrow::StatusCode::IOError},  // transaction state: read-only, idle too long
    CodeOfClass{"28", arrow::StatusCode::IOError},  // who you are
    CodeOfClass{"40", arrow::StatusCode::IOError},  // deadlock, serialization
    CodeOfClass{"53", arrow::StatusCode::IOError},  // resources
    CodeOfClass{"55", arrow::StatusCode::IOError},  // in use, locked
    CodeOfClass{"57", arrow::StatusCode::IOError},  // an operator's doing
    CodeOfClass{"58", arrow::StatusCode::IOError},  // system
    CodeOfClass{"72", arrow::StatusCode::IOError},  // snapshot too old
    CodeOfClass{"XX", arrow::StatusCode::IOError},  // damaged data, bugs
};

std::string Field(const Libpq& pq, const PGresult* result, int field) {
  const char* text = pq.PQresultErrorField(result, field);
  return text == nullptr ? "" : OneLine(text);
}

}  // namespace

std::string OneLine(std::string_view text) {
  std::string line;
  bool gap = false;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == '\t' || c == ' ') {
      gap = true;
      continue;
    }
    if (gap && !line.empty()) line += ' ';
    gap = false;
    line += c;
  }
  return line;
}

std::string_view SqlStateOf(const arrow::Status& status) {
  const auto& detail = status.detail();
  if (detail == nullptr || std::string_view(detail->type_id()) != SqlStateDetail::kTypeId)
    return "";
  return static_cast<const SqlStateDetail&>(*detail).sqlstate();
}

arrow::Status ServerError(const Libpq& pq, const PGresult* result) {
  std::string message = Field(pq, result, PG_DIAG_MESSAGE_PRIMARY);
  // Without fields it is libpq that speaks: the connection is lost.
  if (message.empty()) message = OneLine(pq.PQresultErrorMessage(result));
  const std::string detail = Field(pq, result, PG_DIAG_MESSAGE_DETAIL);
  const std::string hint = Field(pq, result, PG_DIAG_MESSAGE_HINT);
  if (!detail.empty()) message += ": " + detail;
  if (!hint.empty()) message += " (" + hint + ")";
  std::string sqlstate = Field(pq, result, PG_DIAG_SQLSTATE);
  if (sqlstate.empty()) return arrow::Status::IOError(message);
  const auto found = std::ranges::find_if(
      kCodes, [&](const CodeOfClass& entry) { return sqlstate.starts_with(entry.prefix); });
  const auto code = found == kCodes.end() ? arrow::StatusCode::Invalid : found->code;
  return {code, std::move(message), std::make_shared<SqlStateDetail>(std::move(sqlstate))};
}

}  // namespace quiver::postgres

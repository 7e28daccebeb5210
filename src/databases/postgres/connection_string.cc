#include "databases/postgres/connection_string.h"

#include "databases/postgres/server_error.h"

namespace quiver::postgres {
namespace {

bool IsUri(std::string_view conninfo) {
  return conninfo.starts_with("postgres://") || conninfo.starts_with("postgresql://");
}

// An @ or / that belongs to a password ends it for libpq, which would take the rest for the host
// and print it.
bool HasRawPasswordCharacters(std::string_view uri) {
  uri.remove_prefix(uri.find("://") + 3);
  uri = uri.substr(0, uri.find('?'));
  const size_t last = uri.rfind('@');
  return last != std::string_view::npos && uri.find_first_of("@/") != last;
}

// `message` without what stands in quotes: it may be a part of a password.
std::string WithoutQuotes(std::string_view message) {
  std::string text;
  bool quoted = false;
  for (const char c : message) {
    if (c == '"') {
      if (!quoted) text += "\"...";
      quoted = !quoted;
    }
    if (!quoted) text += c;
  }
  return text;
}

}  // namespace

arrow::Status CheckConnectionString(const Libpq& pq, const std::string& conninfo) {
  if (conninfo.find('\0') != std::string::npos) {
    return arrow::Status::Invalid("a zero byte in the connection string");
  }
  const bool is_uri = IsUri(conninfo);
  if (is_uri && HasRawPasswordCharacters(conninfo)) {
    return arrow::Status::Invalid(
        "the connection URI has an @ too many: in a user's name or password write @ as %40, / as "
        "%2F, : as %3A, % as %25");
  }
  if (!is_uri && conninfo.find('=') == std::string::npos) return arrow::Status::OK();
  char* error = nullptr;
  PQconninfoOption* options = pq.PQconninfoParse(conninfo.c_str(), &error);
  if (options != nullptr) {
    pq.PQconninfoFree(options);
    return arrow::Status::OK();
  }
  const std::string message = error == nullptr ? "no memory" : WithoutQuotes(OneLine(error));
  pq.PQfreemem(error);
  return arrow::Status::Invalid("libpq can't read the connection string: ", message);
}

std::string Redacted(std::string message, std::string_view password) {
  // A shorter one would be found in every word.
  constexpr size_t kShortest = 3;
  if (password.size() < kShortest) return message;
  for (size_t at = 0; (at = message.find(password, at)) != std::string::npos;) {
    message.replace(at, password.size(), "***");
    at += 3;
  }
  return message;
}

}  // namespace quiver::postgres

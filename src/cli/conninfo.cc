#include "cli/conninfo.h"

#include <cctype>

#include <fmt/format.h>

namespace quiver::cli {
namespace {

// `key='value' `, or nothing for no value (libpq-connect, "Keyword/Value Connection Strings").
std::string Pair(const std::string& key, const std::string& value) {
  if (value.empty()) return "";
  std::string pair = key + "='";
  for (const char c : value) {
    if (c == '\'' || c == '\\') pair += '\\';
    pair += c;
  }
  return pair + "' ";
}

std::string PercentEncoded(const std::string& text) {
  std::string encoded;
  for (const unsigned char c : text) {
    encoded +=
        std::isalnum(c) != 0 ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  return encoded;
}

bool IsUri(const std::string& database) {
  return database.starts_with("postgres://") || database.starts_with("postgresql://");
}

arrow::Result<std::string> UriWithPassword(const ServerAddress& address) {
  if (!address.host.empty() || !address.port.empty() || !address.user.empty()) {
    return arrow::Status::Invalid(
        "the database is a URI, so that host, port and user have to be in it; leave -h, -p and -u "
        "out");
  }
  if (address.password.empty()) return address.database;
  const bool has_parameters = address.database.find('?') != std::string::npos;
  return fmt::format("{}{}password={}", address.database, has_parameters ? '&' : '?',
                     PercentEncoded(address.password));
}

}  // namespace

arrow::Result<std::string> ConnectionString(const ServerAddress& address) {
  if (IsUri(address.database)) return UriWithPassword(address);
  const std::string before =
      Pair("host", address.host) + Pair("port", address.port) + Pair("user", address.user);
  const std::string password = Pair("password", address.password);
  const bool is_string = address.database.find('=') != std::string::npos;
  // Where a key stands twice, libpq takes the last: a string overrules the options, as in psql, but
  // not a password that was just asked for.
  if (is_string) return before + address.database + " " + password;
  return before + password + Pair("dbname", address.database);
}

}  // namespace quiver::cli
